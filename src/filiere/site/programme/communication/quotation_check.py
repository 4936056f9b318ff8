"""Whether a sentence says its figure as the register gives it.

This is the one place that reads numbers in a message: it looks for the value, or a rounding of it, written in digits.
`filiere.quotations.check_text` is to take its place, and reads words too.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

from filiere.core import LANGUAGES, Fault, Lang, Text
from filiere.core.numbers import format_number
from filiere.figures import Figure, Register
from filiere.site.programme.communication.faults import fault

LEAST_DIGITS = 2
"""Significant digits that a rounding keeps: one would make 250 000 of 290 000."""
_SCALES: dict[Lang, tuple[tuple[int, tuple[str, ...]], ...]] = {
    "fr": ((3, ("mille",)), (6, ("million",)), (9, ("milliard",))),
    "en": ((3, ("thousand",)), (6, ("million",)), (9, ("billion", "bn"))),
}
_UNIT_POWERS = {"eur-million": 6, "eur-billion": 9}
"""Units that already say a power of ten: 3.56 of them is written with its word, which is the unit's."""


def find_quotation_faults(register: Register, figure: Figure, sentence: Text, fields: tuple[str, str]) -> list[Fault]:
    """Return a fault for each language in which a sentence does not say its figure; ``fields`` are those of a form."""
    return [
        fault(
            "message-figure-absent",
            key=field,
            amount=Text(fr=register.amount(figure, "fr"), en=register.amount(figure, "en")),
            language=_LANGUAGE_NAMES[lang],
        )
        for lang, field in zip(LANGUAGES, fields, strict=True)
        if not says_figure(sentence.get(lang), figure, lang)
    ]


def find_number(sentence: str, figure: Figure, lang: Lang) -> tuple[int, int] | None:
    """Return where a sentence says its figure, from the first to after the last character; None where it does not.

    Of a range, from its low end to its high one.
    """
    places = [place for place, sign in enumerate(sentence) if not sign.isspace()]
    squeezed = "".join(sentence[place].casefold()[:1] for place in places)
    spans = []
    for end in _list_ends(figure):
        writings = _list_writings(end, _UNIT_POWERS.get(figure.unit, 0), lang)
        found = next((span for one in writings for span in _find_alone(sentence, squeezed, places, one)), None)
        if found is None:
            return None
        spans.append(found)
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None


def says_figure(sentence: str, figure: Figure, lang: Lang) -> bool:
    """Whether a sentence holds the value of a figure, or both ends of its range, exact or rounded, in digits."""
    return find_number(sentence, figure, lang) is not None


def _list_ends(figure: Figure) -> list[Decimal]:
    if figure.value is not None:
        return [figure.value]
    return [one for one in (figure.low, figure.high) if one is not None]


def _list_writings(value: Decimal, power: int, lang: Lang) -> Iterator[str]:
    """The ways to write a value without spaces, from exact to rounded or cut at two digits, with words of scale."""
    for rounded in _list_roundings(value):
        yield _squeeze(format_number(rounded, lang))
        if lang == "en":
            yield format(rounded.normalize(), "f")
        for exponent, words in _SCALES[lang]:
            if power or abs(rounded) < 10**exponent:
                continue
            scaled = (rounded / 10**exponent).normalize()
            yield from (f"{_squeeze(format_number(scaled, lang))}{word}" for word in words)


def _list_roundings(value: Decimal) -> Iterator[Decimal]:
    digits = max(len(value.normalize().as_tuple().digits), LEAST_DIGITS)
    for kept in range(digits, LEAST_DIGITS - 1, -1):
        for rounding in (ROUND_HALF_UP, ROUND_DOWN):
            yield Context(prec=kept, rounding=rounding).plus(value)


def _squeeze(words: str) -> str:
    return "".join(words.split()).casefold()


def _find_alone(sentence: str, squeezed: str, places: list[int], written: str) -> Iterator[tuple[int, int]]:
    """Where a number stands in a sentence and is no part of a longer one."""
    at = squeezed.find(written)
    while at >= 0:
        start, end = places[at], places[at + len(written) - 1] + 1
        if not _is_glued_before(sentence, start) and not _is_glued_after(sentence, end):
            yield start, end
        at = squeezed.find(written, at + 1)


def _is_glued_before(sentence: str, start: int) -> bool:
    """Whether digits just before belong to the same number; a year and a comma before it do not."""
    near = sentence[max(0, start - 6) : start]
    if near[-1:].isdigit() or (near[-1:] in _MARKS and near[-2:-1].isdigit()):
        return True
    group = _count_digits(sentence[start : start + 4])
    before = _count_digits(near[-2::-1]) if near[-1:].isspace() else 0
    return group == _GROUP and 0 < before <= _GROUP


def _is_glued_after(sentence: str, end: int) -> bool:
    """Whether digits just after belong to the same number."""
    near = sentence[end : end + 6]
    if near[:1].isdigit() or (near[:1] in _MARKS and near[1:2].isdigit()):
        return True
    return sentence[end - 1].isdigit() and near[:1].isspace() and _count_digits(near[1:]) == _GROUP


def _count_digits(words: str) -> int:
    """How many digits a text begins with."""
    return next((place for place, sign in enumerate(words) if not sign.isdigit()), len(words))


_GROUP, _MARKS = 3, {",", "."}
"""Digits of a group of thousands, and what parts groups or decimals when it touches both."""
_LANGUAGE_NAMES: dict[Lang, Text] = {
    "fr": Text(fr="La phrase française", en="The French sentence"),
    "en": Text(fr="La phrase anglaise", en="The English sentence"),
}
