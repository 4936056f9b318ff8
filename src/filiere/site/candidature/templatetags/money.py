"""Amounts kept as exact text, printed as people write them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import template

from filiere.core.numbers import UNKNOWN_MARK, format_number

register = template.Library()


@register.filter
def money(value: Any, digits: int = 2) -> str:
    """An amount with its cents; with ``digits`` 0, a quantity with the decimals it has."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return UNKNOWN_MARK
    return format_number(amount, digits=digits or None)
