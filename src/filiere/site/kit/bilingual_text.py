"""Words of the public pages: both languages side by side in Python, as the `t` tag does in templates."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from filiere.core import Text, source_language
from filiere.core.language import choose_words
from filiere.core.numbers import format_number
from filiere.core.typography import typeset_french


def localize(fr: str, en: str) -> str:
    """One of two sentences, in the reader's language, with the spaces of French typography."""
    return choose_words(fr, en)


def bilingual(fr: str, en: str) -> Text:
    """A bilingual text with the spaces of French typography."""
    return Text(fr=typeset_french(fr), en=en)


def to_decimal(value: Decimal | Fraction | int | float) -> Decimal:
    """A value as a decimal, for printing; a fraction is rounded to six places."""
    if isinstance(value, Fraction):
        return round(Decimal(value.numerator) / Decimal(value.denominator), 6)
    return value if isinstance(value, Decimal) else Decimal(str(value))


def format_value_range(low: Decimal, high: Decimal) -> str:
    """A range in a sentence: "de 183 000 à 300 000", "183,000 to 300,000"; one number when both ends are equal."""
    least, most = format_number(low), format_number(high)
    return least if low == high else localize(f"de {least} à {most}", f"{least} to {most}")


_SMALL_NUMBERS = {
    "fr": ["zéro", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"],
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
}


def count_in_letters(value: int, *, masculine: bool = False) -> str:
    """A small count in letters, up to ten; digits beyond."""
    if value > 10:
        return format_number(value)
    if value == 1 and masculine and source_language() == "fr":
        return "un"
    return _SMALL_NUMBERS[source_language()][value]


def join_list(items: Sequence[str]) -> str:
    """A list in a sentence: "a, b et c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {localize('et', 'and')} {items[-1]}"


def format_ratio(ratio: Decimal) -> str:
    """A ratio as people say it: "quatre fois plus", "deux fois plus"; with one decimal when it is not nearly whole."""
    whole = ratio.quantize(Decimal(1))
    near = abs(ratio - whole) <= Decimal("0.1") * whole
    shown = count_in_letters(int(whole)) if near and whole <= 10 else format_number(ratio, digits=1)
    return localize(f"{shown} fois", f"{shown} times")
