"""A set of definitions as a YAML text: read without Django, so that a text which somebody wrote is read apart."""

from __future__ import annotations

import tempfile
from pathlib import Path

from filiere.contacts.definitions import DefinitionSet, read_set


def read_text(text: str) -> DefinitionSet:
    """Return the set that a YAML text says; raise ``Faults`` with all that is wrong, by line."""
    with tempfile.TemporaryDirectory(prefix="definition-") as folder:
        path = Path(folder) / "definition.yaml"
        path.write_text(text, encoding="utf-8")
        return read_set(path)
