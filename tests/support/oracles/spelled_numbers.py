"""Numbers in words, French and English, written apart from the checker that reads them."""

from decimal import Decimal

_FRENCH = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_FRENCH_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}
_ENGLISH = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_ENGLISH_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _french_hundred(number: int, *, closing: bool) -> str:
    """Below a hundred; ``quatre-vingts`` takes its s only at the end of a number or before a noun such as million."""
    if number < 20:
        return _FRENCH[number]
    tens, units = divmod(number, 10)
    if tens in (7, 9):
        tens, units = tens - 1, units + 10
    words = _FRENCH_TENS[tens]
    if units == 0:
        return words + ("s" if tens == 8 and closing else "")
    if units in (1, 11) and tens != 8:
        return f"{words} et {_FRENCH[units]}"
    return f"{words}-{_FRENCH[units]}"


def _french_thousand(number: int, *, closing: bool = True) -> str:
    hundreds, rest = divmod(number, 100)
    if hundreds == 0:
        return _french_hundred(rest, closing=closing)
    words = "cent" if hundreds == 1 else f"{_FRENCH[hundreds]} cent"
    if rest == 0:
        return words + ("s" if hundreds > 1 and closing else "")
    return f"{words} {_french_hundred(rest, closing=closing)}"


def _english_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = f"{_ENGLISH[hundreds]} hundred" if hundreds else ""
    if rest == 0:
        return words or "zero"
    tens, units = divmod(rest, 10)
    low = _ENGLISH[rest] if rest < 20 else _ENGLISH_TENS[tens] + (f"-{_ENGLISH[units]}" if units else "")
    return f"{words} and {low}" if words else low


def _spell_whole(number: int, lang: str) -> str:
    if number == 0:
        return "zéro" if lang == "fr" else "zero"
    parts = []
    for scale, french, english in ((10**9, "milliard", "billion"), (10**6, "million", "million")):
        count, number = divmod(number, scale)
        if count:
            name = english if lang == "en" else french + ("s" if count > 1 else "")
            parts.append(f"{_french_thousand(count) if lang == 'fr' else _english_thousand(count)} {name}")
    thousands, rest = divmod(number, 1000)
    if thousands and lang == "fr":
        parts.append("mille" if thousands == 1 else f"{_french_thousand(thousands, closing=False)} mille")
    elif thousands:
        parts.append(f"{_english_thousand(thousands)} thousand")
    if rest and lang == "fr":
        parts.append(_french_thousand(rest))
    elif rest:
        parts.append(f"and {_english_thousand(rest)}" if parts and rest < 100 else _english_thousand(rest))
    return " ".join(parts)


def spell_number(number: Decimal, lang: str) -> str:
    """A number of zero or more in words: ``trente-six mille trois cent cinquante-deux``, ``two point two six``."""
    whole, _, digits = format(number, "f").partition(".")
    words = _spell_whole(int(whole), lang)
    if not digits:
        return words
    if lang == "en":
        return f"{words} point {' '.join(_ENGLISH[int(one)] for one in digits)}"
    zeros = len(digits) - len(digits.lstrip("0"))
    return f"{words} virgule {'zéro ' * zeros}{_spell_whole(int(digits), 'fr')}"
