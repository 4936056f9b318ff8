"""Numbers in words, in French (with septante, huitante and nonante) and in English: read, and written for tests.

Written here and not taken from a library. What was measured of ``text2num`` is that it reads pure words exactly and
mixes of digits and words wrongly, says nothing of *quart* or *quinzaine*, and joins “nineteen ninety-eight”; a grammar
of two hundred lines reads the same words by token, says where it stops, and adds no dependency to whoever installs.

A number is read by the longest grammatical run from a word on: « un million deux cent mille » is one number,
« deux trois » is two. Decimals are said with *virgule* or *point*.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from filiere.core.text import Lang

_FRENCH_SMALL = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
    "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
_FRENCH_TENS = {
    "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80,
    "octante": 80, "nonante": 90,
}  # fmt: skip
_ENGLISH_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_ENGLISH_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES: dict[Lang, dict[str, int]] = {
    "fr": {"mille": 1000, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9},
    "en": {"thousand": 1000, "million": 10**6, "billion": 10**9},
}
_STARTS: dict[Lang, frozenset[str]] = {
    "fr": frozenset([*_FRENCH_SMALL, *_FRENCH_TENS, "cent", "mille"]),
    "en": frozenset([*_ENGLISH_SMALL, *_ENGLISH_TENS, "a", "hundred", "thousand"]),
}
_DECIMAL_MARKS: dict[Lang, str] = {"fr": "virgule", "en": "point"}
_MOST_DECIMALS = 6


class WordNumber(NamedTuple):
    """A number read from words: its value, how many words it took, and its decimals."""

    value: Decimal
    length: int
    decimals: int


def starts_number(word: str, lang: Lang) -> bool:
    """Tell whether a folded word may begin a number."""
    return word in _STARTS[lang]


def read_number_words(words: Sequence[str], lang: Lang) -> WordNumber | None:
    """Return the number that the first words say, or None; ``words`` are folded, hyphens aside.

    A scale alone (*million*) is no number; *cent*, *mille* and “a hundred” are.
    """
    value, place = _read_whole(words, lang)
    if place == 0:
        return None
    if place < len(words) and words[place] == _DECIMAL_MARKS[lang]:
        digits, after = _read_decimals(words, place + 1, lang)
        if digits and value < 1000:
            number = Decimal(f"{value}.{digits}")
            if after < len(words) and words[after] in _SCALES[lang]:
                scale = _SCALES[lang][words[after]]
                return WordNumber(number * scale, after + 1, max(len(digits) - len(str(scale)) + 1, 0))
            return WordNumber(number, after, len(digits))
    return WordNumber(Decimal(value), place, 0)


def _read_whole(words: Sequence[str], lang: Lang) -> tuple[int, int]:
    """Return the whole number that words begin with, and how many they are (none: 0)."""
    total, place, last = 0, 0, 10**12
    while place < len(words):
        value, after = _read_hundreds(words, place, lang)
        if after == place:
            if words[place] == "mille" and lang == "fr" and last > 1000:
                value, after = 1, place
            else:
                break
        scale = _SCALES[lang].get(words[after]) if after < len(words) else None
        if scale is None:
            if last <= 1 or (value == 0 and place):
                break
            return total + value, after
        if scale >= last or value == 0:
            break
        total, place, last = total + value * scale, after + 1, scale
        if lang == "en" and place < len(words) and words[place] == "and":
            follows, ended = _read_hundreds(words, place + 1, lang)
            if ended == place + 1 or follows >= 100 or (ended < len(words) and words[ended] in _SCALES["en"]):
                break
            return total + follows, ended
    return total, place


def _read_hundreds(words: Sequence[str], place: int, lang: Lang) -> tuple[int, int]:
    """Return a number below a thousand and where it ends; ``place`` itself when there is none."""
    if lang == "fr":
        return _read_french_hundreds(words, place)
    return _read_english_hundreds(words, place)


def _read_french_hundreds(words: Sequence[str], place: int) -> tuple[int, int]:
    hundreds, after = 0, place
    if words[place] == "cent":
        hundreds, after = 100, place + 1
    elif (
        place + 1 < len(words)
        and words[place + 1] in {"cent", "cents"}
        and 2 <= _FRENCH_SMALL.get(words[place], 0) < 10
    ):
        hundreds, after = _FRENCH_SMALL[words[place]] * 100, place + 2
    if after >= len(words):
        return hundreds, after
    rest, ended = _read_french_tens(words, after)
    if ended > after and (not hundreds or rest):
        return hundreds + rest, ended
    return hundreds, after


def _read_french_tens(words: Sequence[str], place: int) -> tuple[int, int]:
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else ""
    if word == "quatre" and following in {"vingt", "vingts"}:
        small, ended = _read_french_teens(words, place + 2)
        return 80 + small, ended
    if word in _FRENCH_TENS:
        tens = _FRENCH_TENS[word]
        after = place + 1
        if following == "et" and place + 2 < len(words) and words[place + 2] in {"un", "une", "onze"}:
            small = _FRENCH_SMALL[words[place + 2]]
            if small == 1 or tens == 60:
                return tens + small, place + 3
        small, ended = _read_french_teens(words, after)
        if ended > after and 0 < small < (20 if tens == 60 else 10):
            return tens + small, ended
        return tens, after
    return _read_french_teens(words, place)


def _read_french_teens(words: Sequence[str], place: int) -> tuple[int, int]:
    if place >= len(words) or words[place] not in _FRENCH_SMALL:
        return 0, place
    value = _FRENCH_SMALL[words[place]]
    if value == 10 and place + 1 < len(words) and words[place + 1] in {"sept", "huit", "neuf"}:
        return 10 + _FRENCH_SMALL[words[place + 1]], place + 2
    return value, place + 1


def _read_english_hundreds(words: Sequence[str], place: int) -> tuple[int, int]:
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else ""
    if word == "a" and following in {"thousand", "million", "billion"}:
        return 1, place + 1
    if following == "hundred" and (word == "a" or 1 <= _ENGLISH_SMALL.get(word, 0) <= 99):
        hundreds = 100 if word == "a" else _ENGLISH_SMALL[word] * 100
        after = place + 2
        joined = after + 1 if after < len(words) and words[after] == "and" else after
        rest, ended = _read_english_tens(words, joined)
        return (hundreds + rest, ended) if ended > joined and rest else (hundreds, after)
    return _read_english_tens(words, place)


def _read_english_tens(words: Sequence[str], place: int) -> tuple[int, int]:
    if place >= len(words):
        return 0, place
    word = words[place]
    if word in _ENGLISH_TENS:
        small = _ENGLISH_SMALL.get(words[place + 1], 0) if place + 1 < len(words) else 0
        return (_ENGLISH_TENS[word] + small, place + 2) if 0 < small < 10 else (_ENGLISH_TENS[word], place + 1)
    if word in _ENGLISH_SMALL:
        return _ENGLISH_SMALL[word], place + 1
    return 0, place


def _read_decimals(words: Sequence[str], place: int, lang: Lang) -> tuple[str, int]:
    """Return the decimals said after the mark, as digits: « zéro cinq » is ``05``, « cinquante-six » is ``56``."""
    digits = ""
    small = _FRENCH_SMALL if lang == "fr" else _ENGLISH_SMALL
    while place < len(words) and words[place] == "zero":
        digits, place = digits + "0", place + 1
    if lang == "en":
        while place < len(words) and len(digits) < _MOST_DECIMALS and small.get(words[place], 10) < 10:
            digits, place = digits + str(small[words[place]]), place + 1
        if digits:
            return digits, place
    if place < len(words):
        value, ended = _read_hundreds(words, place, lang)
        if ended > place:
            return digits + str(value), ended
    return digits, place


def write_number(value: int, lang: Lang) -> str:
    """Return a whole number from 0 to 999,999,999,999 in words: the inverse of :func:`read_number_words`."""
    if value == 0:
        return "zéro" if lang == "fr" else "zero"
    parts = []
    scales = (
        ((10**9, "milliard"), (10**6, "million"), (1000, "mille"))
        if lang == "fr"
        else ((10**9, "billion"), (10**6, "million"), (1000, "thousand"))
    )
    for scale, name in scales:
        many, value = divmod(value, scale)
        if not many:
            continue
        if name == "mille":
            parts.append("mille" if many == 1 else f"{_write_hundreds(many, lang, final=False)} mille")
        else:
            plural = "s" if lang == "fr" and many > 1 else ""
            parts.append(f"{_write_hundreds(many, lang)} {name}{plural}")
    if value:
        joined = "and " if lang == "en" and parts and value < 100 else ""
        parts.append(joined + _write_hundreds(value, lang))
    return " ".join(parts)


def _write_hundreds(value: int, lang: Lang, *, final: bool = True) -> str:
    hundreds, rest = divmod(value, 100)
    if lang == "en":
        said = [f"{_word_of(_ENGLISH_SMALL, hundreds)} hundred"] if hundreds else []
        if rest:
            said.append(("and " if hundreds else "") + _write_english_tens(rest))
        return " ".join(said)
    said = []
    if hundreds:
        plural = "s" if hundreds > 1 and not rest and final else ""
        said.append("cent" if hundreds == 1 else f"{_word_of(_FRENCH_SMALL, hundreds)} cent{plural}")
    if rest:
        said.append(_write_french_tens(rest, final=final))
    return " ".join(said)


def _write_english_tens(value: int) -> str:
    if value < 20:
        return _word_of(_ENGLISH_SMALL, value)
    tens, small = divmod(value, 10)
    words = _word_of(_ENGLISH_TENS, tens * 10)
    return f"{words}-{_word_of(_ENGLISH_SMALL, small)}" if small else words


def _write_french_tens(value: int, *, final: bool) -> str:
    if value <= 16:
        return _word_of(_FRENCH_SMALL, value)
    if value < 20:
        return f"dix-{_word_of(_FRENCH_SMALL, value - 10)}"
    if value >= 80:
        rest = value - 80
        return (
            f"quatre-vingt-{_write_french_tens(rest, final=final)}" if rest else f"quatre-vingt{'s' if final else ''}"
        )
    tens, small = divmod(value, 10)
    if tens == 7:
        joined = "soixante et " if small == 1 else "soixante-"
        return joined + _write_french_tens(10 + small, final=final)
    words = _word_of(_FRENCH_TENS, tens * 10)
    if not small:
        return words
    return f"{words} et un" if small == 1 else f"{words}-{_word_of(_FRENCH_SMALL, small)}"


def _word_of(table: dict[str, int], value: int) -> str:
    return next(word for word, known in table.items() if known == value)
