"""Amounts in millions of euros, as pages write them: as many decimals as the least round of them needs, up to three."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from filiere.core import Lang
from filiere.core.numbers import format_number
from filiere.programme.sums import AmountStatement

MILLION = Decimal(1_000_000)
MOST_DIGITS = 3
NO_BREAK_SPACE = "\u00a0"


def count_digits(amounts: Iterable[Decimal | None]) -> int:
    """How many decimals amounts in euros need once they are in millions: one at least, three at most."""
    needed = (_count_decimals(one / MILLION) for one in amounts if one is not None)
    return max(1, min(MOST_DIGITS, max(needed, default=1)))


def _count_decimals(value: Decimal) -> int:
    exponent = round(value, MOST_DIGITS).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def write_millions(amount: Decimal | None, digits: int | None = None, lang: Lang | None = None) -> str:
    """An amount in euros, written in millions without the unit; a dash when unknown."""
    return format_number(None if amount is None else amount / MILLION, lang, digits)


def write_sum(amount: Decimal, lang: Lang) -> str:
    """An amount with its unit: « 1,2 M€ », “€1.2m”; in whole euros below a hundredth of a million."""
    if amount and abs(amount) < MILLION / 100:
        words = format_number(amount, lang)
        return f"{words}{NO_BREAK_SPACE}€" if lang == "fr" else f"€{words}"
    words = write_millions(round(amount, -3), None, lang)
    return f"{words}{NO_BREAK_SPACE}M€" if lang == "fr" else f"€{words}m"


def to_millions(statement: AmountStatement) -> AmountStatement:
    """The same statement, in millions."""
    return _scale(statement, 1 / MILLION)


def to_euros(statement: AmountStatement) -> AmountStatement:
    """The same statement, of millions, in euros."""
    return _scale(statement, MILLION)


def _scale(statement: AmountStatement, factor: Decimal) -> AmountStatement:
    parts = tuple(part.model_copy(update={"amount": part.amount * factor}) for part in statement.parts)
    total = None if statement.total is None else statement.total * factor
    return statement.model_copy(update={"total": total, "parts": parts})
