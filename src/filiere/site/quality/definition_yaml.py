"""A set of definitions as a YAML text: read without Django, so that a text which somebody wrote is read apart."""

from __future__ import annotations

import tempfile
from pathlib import Path

from filiere.contacts import DefinitionSet, read_set
from filiere.core.faults import Faults
from filiere.core.text_length import find_long_text
from filiere.core.validation import validate
from filiere.core.yaml_documents import format_key, parse_yaml

MAX_KEY_LENGTH, MAX_TITLE_LENGTH = 60, 200


def parse_definition(text: str) -> DefinitionSet:
    """Return the set that a YAML text says; raise ``Faults`` with all that is wrong, by line."""
    with tempfile.TemporaryDirectory(prefix="definition-") as folder:
        path = Path(folder) / "definition.yaml"
        path.write_text(text, encoding="utf-8")
        found = read_set(path)
        document = parse_yaml(text, path)
    faults = [
        document.place_fault(place, fault)
        for place, words, most in (
            (("id",), found.id, MAX_KEY_LENGTH),
            (("title", "fr"), found.title.fr, MAX_TITLE_LENGTH),
            (("title", "en"), found.title.en, MAX_TITLE_LENGTH),
        )
        for fault in find_long_text(words, most, format_key(place))
    ]
    if faults:
        raise Faults(faults)
    return found


def read_stored_text(text: str) -> DefinitionSet:
    """Return the set that a text says which was found sound when it was kept: rules that came since do not judge it."""
    return validate(parse_yaml(text, Path("definition.yaml")), DefinitionSet)
