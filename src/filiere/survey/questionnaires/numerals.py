"""Numbers as people type them in a form or a workbook, and as they are kept: exactly, without noughts to spare."""

import re
from decimal import Decimal, localcontext

from filiere.core.numbers import format_number
from filiere.core.text import Lang

MOST_DIGITS = 18
_PLAIN = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,18}))?\Z")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,6}(?:\.[0-9]{1,18})?\Z")


def read_number(words: str) -> Decimal | None:
    """Return the number of zero or more that words write, None for anything else.

    Blanks of any kind part thousands. A comma is a decimal comma, unless several part thousands, or a point follows.
    """
    plain = "".join(words.split())
    if _GROUPED.match(plain) or ("," in plain and "." in plain and re.match(r"[0-9]{1,3},[0-9]{3}\.[0-9]+\Z", plain)):
        plain = plain.replace(",", "")
    elif plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not plain.isascii() or not _PLAIN.match(plain):
        return None
    return Decimal(plain)


def write_number(number: Decimal) -> str:
    """Return a number as it is kept: ``138``, ``12.5``, without noughts that say nothing."""
    words = f"{number:f}"
    whole, _, decimals = words.partition(".")
    decimals = decimals.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{decimals}" if decimals else "")


def format_exactly(number: Decimal, lang: Lang | None = None) -> str:
    """Return a number as readers of a language write it, with every decimal it has: what is told back to somebody is
    what they typed."""
    with localcontext(prec=2 * MOST_DIGITS + 2):
        return format_number(number, lang, count_decimals(number))


def count_decimals(number: Decimal) -> int:
    """Return how many decimals a number has, those that say nothing left out."""
    return len(write_number(number).partition(".")[2])
