"""A set of definitions as a YAML text: read without Django, so that a text which somebody wrote is read apart."""

from __future__ import annotations

import tempfile
from pathlib import Path

from filiere.contacts import DefinitionSet, read_set
from filiere.core.validation import validate
from filiere.core.yaml_documents import parse_yaml


def parse_definition(text: str) -> DefinitionSet:
    """Return the set that a YAML text says; raise ``Faults`` with all that is wrong, by line."""
    with tempfile.TemporaryDirectory(prefix="definition-") as folder:
        path = Path(folder) / "definition.yaml"
        path.write_text(text, encoding="utf-8")
        return read_set(path)


def read_stored_text(text: str) -> DefinitionSet:
    """Return the set that a text says which was found sound when it was kept: rules that came since do not judge it."""
    return validate(parse_yaml(text, Path("definition.yaml")), DefinitionSet)
