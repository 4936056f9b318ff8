"""Numbers as a reader of French or English expects them, by Babel and the Unicode locale data.

French groups thousands by a narrow no-break space and writes a decimal comma; both languages get a true minus
sign, so that a sign is never taken for a hyphen and never left alone at the end of a line.
"""

from decimal import Decimal, localcontext
from functools import lru_cache

from babel.numbers import format_decimal

from filiere.core.language import source_language
from filiere.core.text import Lang, Text
from filiere.core.typography import NARROW_NO_BREAK_SPACE

Number = int | float | Decimal

MINUS = "−"
UNKNOWN_MARK = "–"

_LONG = 10**15
_DECIMALS = 20
_MOST_DIGITS = 2000
"""From ``_LONG`` on a number may have more figures than the 28 of an ordinary decimal, which then refuses to round. So
does this module beyond ``_MOST_DIGITS`` figures, rather than write a thousand million zeros."""

# A published bound is itself possible: “at least 2,900” is true of exactly 2,900, “more than 2,900” is not.
AT_LEAST = Text(fr="au moins", en="at least")
AT_MOST = Text(fr="au plus", en="at most")


def format_number(value: Number | None, lang: Lang | None = None, digits: int | None = None) -> str:
    """Return a number with grouped thousands, as the reader writes it, or as in ``lang``.

    ``digits`` fixes the decimals; without it a number keeps the decimals it has, up to six. None is unknown, shown
    as a dash, never as zero.
    """
    if value is None:
        return UNKNOWN_MARK
    lang = lang or source_language()
    if (isinstance(value, Decimal) and value.is_nan()) or not value:
        # What is no number has no hash, and zero may have a sign, which no equality sees.
        return _write(value, lang, digits)
    if -_LONG < value < _LONG:
        return _write_remembered(value, lang, digits)
    pattern = _choose_pattern(digits)
    with localcontext(prec=min(max(Decimal(value).adjusted(), 0), _MOST_DIGITS) + _DECIMALS):
        return format_decimal(value, format=pattern, locale=lang).replace("-", MINUS)


def _choose_pattern(digits: int | None) -> str:
    return "#,##0" if digits == 0 else "#,##0." + ("0" * digits if digits is not None else "######")


def _write(value: Number, lang: Lang, digits: int | None) -> str:
    return format_decimal(value, format=_choose_pattern(digits), locale=lang).replace("-", MINUS)


_write_remembered = lru_cache(maxsize=16384)(_write)
"""Two numbers below ``_LONG`` that are equal are written alike, whatever their types."""


def scale_down(units: int, digits: int) -> Decimal:
    """Return ``units`` divided by ``digits`` powers of ten, however long, with exactly that many decimals."""
    sign, figures, _ = Decimal(units).as_tuple()
    return Decimal((sign, figures, -digits))


def format_percent(value: Number | None, lang: Lang | None = None, digits: int | None = 1) -> str:
    """Return a share given in per cent (20 for 20 %), with its sign and the space the language wants."""
    if value is None:
        return UNKNOWN_MARK
    lang = lang or source_language()
    return format_number(value, lang, digits) + (f"{NARROW_NO_BREAK_SPACE}%" if lang == "fr" else "%")


def format_signed(value: Number | None, lang: Lang | None = None, digits: int | None = None) -> str:
    """Return a difference with its sign, plus included."""
    words = format_number(value, lang, digits)
    return f"+{words}" if value is not None and value > 0 else words


def parse_whole_number(words: str, digits: int = 9) -> int | None:
    """Return the whole number that words write in ASCII digits, at most so many; None for anything else.

    Python also takes other digits for digits, some of which make no number (``²``), and refuses to read thousands.
    """
    return int(words) if words.isascii() and words.isdigit() and len(words) <= digits else None
