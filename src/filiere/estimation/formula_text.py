"""Arithmetic as a reader checks it by hand: the numbers put in, the sign, the result, in both languages."""

from decimal import Decimal
from fractions import Fraction

from filiere.core.numbers import format_number, format_percent
from filiere.core.text import LANGUAGES, Lang, Text
from filiere.estimation.formula import Formula, Input

NARROW = "\u202f"


def format_value(value: Fraction, unit: str, lang: Lang) -> str:
    """Return one number: shares in per cent, large numbers whole, small ones with two decimals."""
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    if unit == "share":
        return format_percent(round(decimal * 100, 1).normalize() + 0, lang, None)
    if unit == "eur":
        return format_number(round(decimal / 10**6), lang, 0) + (" M€" if lang == "fr" else " €m")
    return format_number(decimal, lang, 0 if abs(decimal) >= 100 else None if value.denominator == 1 else 2)


def write_computation(formula: Formula, values: dict[str, Fraction], unit: str) -> Text:
    """Return the formula with its numbers put in and its result, such as “36,352 ÷ 20% = 181,760”."""
    result = formula.at(values)
    sides = {
        lang: " + ".join(_write_product(product, values, unit, lang) for product in formula.products)
        for lang in LANGUAGES
    }
    words = {lang: f"{sides[lang]} = {format_value(result, unit, lang)}" for lang in LANGUAGES}
    return Text(fr=words["fr"], en=words["en"])


def _write_product(product: tuple[Input, ...], values: dict[str, Fraction], unit: str, lang: Lang) -> str:
    out = ""
    for item in product:
        value = values.get(item.name, item.spread.central)
        if item.assumption and item.spread.is_certain and value == 1:
            # A factor of one is an assumption worth stating, not an operation worth reading.
            continue
        sign = "" if not out else " × " if item.power == 1 else " ÷ "
        own = unit if item.assumption is None and unit == "eur" else item.unit
        out += sign + format_value(value, own, lang)
    return out
