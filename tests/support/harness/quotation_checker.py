"""The checker of quoted numbers as tests call it: the one place to change when its function is named otherwise."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any

from filiere.core.text import Text
from filiere.figures import Register, load_register

Row = dict[str, Any]


@cache
def shipped_register() -> Register:
    """The register that ships, loaded once for all the tests of quotations."""
    return load_register()


def find_checker() -> Callable[..., Any] | None:
    """The function that checks a text; None as long as there is none."""
    return getattr(import_module("filiere.quotations"), "check_text", None)


def check_text(text: str, said: date | None = None, stage: str = "verdict") -> list[Row]:
    """The rows of a text, each as a plain mapping with the fields of the command's JSON."""
    checker = find_checker()
    assert checker is not None
    found = checker(text, shipped_register(), said=said, stage=stage)
    return [_as_mapping(one) for one in getattr(found, "rows", found)]


def _as_mapping(row: Any) -> Row:
    return dict(row) if isinstance(row, Mapping) else {one.name: getattr(row, one.name) for one in fields(row)}


def row_words(row: Row, lang: str) -> str:
    """What a row gives as its reason, in the language of the text and in lower case."""
    reason = row.get("reason") or ""
    if isinstance(reason, Text):
        reason = reason.get("fr" if lang == "fr" else "en")
    elif isinstance(reason, Mapping):
        reason = reason.get(lang, "")
    return str(reason).lower()


def row_figures(row: Row) -> list[str]:
    """The ids of the figures that a row names."""
    return [one if isinstance(one, str) else one["id"] for one in row.get("figures") or ()]


def read_number(value: Any) -> Decimal | None:
    """A value of a row as a decimal, whatever it is written in."""
    return None if value is None or value == "" else Decimal(str(value))


def says_value(row: Row, wanted: Decimal) -> bool:
    """Whether a row reads a number as wanted: the sign of a fall is left to the checker, and 80 % may be 0.8."""
    value = read_number(row.get("value"))
    if value is None:
        return False
    near = abs(wanted) / 500
    return abs(abs(value) - wanted) <= near or (row.get("unit") != "%" and abs(abs(value) * 100 - wanted) <= near)
