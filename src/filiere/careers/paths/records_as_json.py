"""Paths as programs read them: every record as an object, its texts in the reader's language."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from filiere.careers.paths.records import Path
from filiere.core.text import Text

_DIGITS = 9


def describe_path(path: Path) -> dict[str, Any]:
    """Return a path as a JSON object; points and weeks are rounded to nine digits, days are written as such."""
    found: dict[str, Any] = describe_record(path)
    return found


def describe_record(value: Any) -> Any:
    """Return a record of paths, whatever it holds, as JSON."""
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float):
        return round(value, _DIGITS) + 0.0
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {one.name: describe_record(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, (tuple, list)):
        return [describe_record(one) for one in value]
    return value
