"""A set of definitions as a file: what a page has put together, written so that its fingerprint stays the same."""

from typing import Any

import yaml

from filiere.contacts.definitions.records import DefinitionSet


def write_yaml(record: DefinitionSet) -> str:
    """Return the YAML of a set, its seal at the end where it has one."""
    content: dict[str, Any] = dict(record.content())
    if record.seal is not None:
        content["seal"] = record.seal
    words: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=118)
    return words
