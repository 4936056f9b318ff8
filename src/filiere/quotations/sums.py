"""Arithmetic inside a text, checked by itself, with no register: parts against a total, a share against its base, a
growth against its two ends.

What is checked is what the text says is a sum. Parts follow a colon, a bracket, *soit*, *à savoir*, “namely” or “made
up of»; after *dont* and “including” they need not be all, and are only too many when they pass the total. A part
without a unit has that of its total: in « 18 millions d’euros : 6 de l’État et 9 des entreprises », 6 is six million.
Results are compared at the precision that the text prints, and never mended.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from filiere.core.numbers import format_number, format_percent
from filiere.core.text import Lang, Text
from filiere.figures.records import json_number
from filiere.quotations.mentions import Mention, trim_zeros
from filiere.quotations.number_fits import is_rounding
from filiere.quotations.sentences import split_sentences
from filiere.quotations.token_text import TokenText
from filiere.quotations.units import MONEY, PEOPLE
from filiere.quotations.word_lists import split_set

SumKind = Literal["total", "share", "growth"]

_CLOSED_SIGNS = frozenset(":(=")
_CLOSED_WORDS = split_set("soit namely savoir comprising")
_OPEN_WORDS = split_set("dont including incl")
_EQUALS = frozenset({"soit", "or", "ie", "=", "(", "is"})
_OVER = split_set("sur of parmi among out")
_MOVES = split_set(
    "passe passes passent passer passant passee bondi grimpe monte tombe chute from rose grew fell went climbed dropped"
)
_MOST_PARTS = 12
_HUNDRED = Decimal(100)
_HALF_STEP = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class SumFinding:
    """A computation of the text: where it stands, what it prints, what its own numbers give, and whether they agree.

    ``missing`` is the total less its parts, for a total. ``starts`` are the places of the numbers that it holds.
    """

    start: int
    end: int
    text: str
    kind: SumKind
    printed: Decimal
    computed: Decimal
    holds: bool
    reason: Text
    proposal: Text | None
    missing: Decimal | None = None
    starts: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the computation as a JSON object, its texts in the reader's language."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "kind": self.kind,
            "printed": json_number(self.printed),
            "computed": json_number(self.computed),
            "missing": json_number(self.missing),
            "holds": self.holds,
            "reason": str(self.reason),
            "proposal": None if self.proposal is None else str(self.proposal),
        }


def check_sums(text: TokenText, mentions: Sequence[Mention]) -> list[SumFinding]:
    """Return the computations of a text, in their order, right and wrong."""
    found: list[SumFinding] = []
    valued = [one for one in mentions if one.value is not None]
    for sentence in split_sentences(text):
        first, last = (bisect_left(valued, place, key=_first_token) for place in (sentence.start, sentence.after))
        inside = valued[first:last]
        at = 0
        while at + 1 < len(inside):
            read = _read_fraction(text, inside, at)
            if read is None and at + 2 < len(inside):
                read = _read_growth(text, inside, at) or _read_share(text, inside, at) or _read_total(text, inside, at)
            if read is None:
                at += 1
                continue
            finding, used = read
            found.append(finding)
            at += used
    return found


def _first_token(mention: Mention) -> int:
    return mention.first


def _between(text: TokenText, first: Mention, second: Mention) -> list[str]:
    """Return the words and signs between two numbers, spaces aside."""
    return [text.word(place) for place in range(first.after, second.first) if text.kind(place) != "s"]


def _value(mention: Mention) -> Decimal:
    return mention.value if mention.value is not None else Decimal(0)


def _is_same_kind(first: Mention, second: Mention) -> bool:
    """Tell whether two numbers count the same thing, one of them perhaps without saying it."""
    if first.unit == second.unit or second.unit is None or first.unit is None:
        return True
    return first.unit in PEOPLE and second.unit in PEOPLE


def _scale_part(part: Mention, total: Mention) -> Decimal:
    """Return the value of a part, in the scale of its total when it says none."""
    value = _value(part)
    if part.unit is None and total.unit in MONEY and _value(total) >= 1000 and value < 1000:
        scale = Decimal(10) ** (3 * ((len(str(int(_value(total)))) - 1) // 3))
        return value * scale
    return value


def _read_total(text: TokenText, inside: Sequence[Mention], at: int) -> tuple[SumFinding, int] | None:
    """Read « 18 millions d’euros : 6 de l’État et 9 des entreprises », and equations such as « 6 + 9 = 18 »."""
    equation = _read_equation(text, inside, at)
    if equation is not None:
        return equation
    total = inside[at]
    if total.unit in {"%", "points", "times"} or total.bound != "exact":
        return None
    between = _between(text, total, inside[at + 1])
    closed = any(word in _CLOSED_SIGNS or word in _CLOSED_WORDS for word in between) or between[-3:-1] == ["made", "up"]
    opened = any(word in _OPEN_WORDS for word in between) or between[-2:] == ["of", "which"]
    if not (closed or opened) or len(between) > 8:
        return None
    parts: list[Mention] = []
    for place in range(at + 1, min(len(inside), at + 1 + _MOST_PARTS)):
        one = inside[place]
        if not _is_same_kind(total, one) or one.unit == "%" or one.bound != "exact" or _value(one) <= 0:
            break
        if parts and not _is_listed(_between(text, parts[-1], one)):
            break
        if _scale_part(one, total) >= _value(total):
            break
        parts.append(one)
    if len(parts) < 2:
        return None
    summed = sum((_scale_part(one, total) for one in parts), Decimal(0))
    slack = max((one.step for one in parts), default=Decimal(1)) if not _is_whole(parts) else Decimal(0)
    missing = _value(total) - summed
    holds = abs(missing) <= slack * len(parts) * _HALF_STEP if closed and not opened else missing >= 0
    if opened and missing >= 0:
        return None
    return _build_total(text, total, parts, summed, missing, holds=holds), len(parts) + 1


def _is_whole(parts: Sequence[Mention]) -> bool:
    return all(_value(one) == _value(one).to_integral_value() for one in parts)


def _is_listed(between: Sequence[str]) -> bool:
    """Tell whether the next number goes on with a list: at most a dozen words, and a comma, *et*, *and* or *plus*."""
    return (
        len(between) <= 12
        and any(word in {",", "et", "and", "plus", ";", "+"} for word in between)
        and "soit" not in between
    )


def _read_equation(text: TokenText, inside: Sequence[Mention], at: int) -> tuple[SumFinding, int] | None:
    parts = [inside[at]]
    for place in range(at + 1, len(inside)):
        between = _between(text, inside[place - 1], inside[place])
        if between == ["+"]:
            parts.append(inside[place])
        elif between in (["="], ["font"], ["make"], ["makes"]) and len(parts) > 1:
            total = inside[place]
            summed = sum((_scale_part(one, total) for one in parts), Decimal(0))
            missing = _value(total) - summed
            return _build_total(text, total, parts, summed, missing, holds=missing == 0), len(parts) + 1
        else:
            break
    return None


def _build_total(
    text: TokenText, total: Mention, parts: Sequence[Mention], summed: Decimal, missing: Decimal, *, holds: bool
) -> SumFinding:
    start, end = min(total.start, parts[0].start), max(total.end, parts[-1].end)

    def write(lang: Lang) -> str:
        terms = " + ".join(_say(_scale_part(one, total), lang) for one in parts)
        said = f"{terms} = {_say(summed, lang)}"
        if holds:
            return f"{said}."
        gap = _say(abs(missing), lang)
        if lang == "fr":
            lacking = "manque" if missing > 0 else "y a en trop"
            return f"{said}. Il {lacking} {gap}. Le calcul est fait dans le texte lui-même."
        return f"{said}. {gap} {'is missing' if missing > 0 else 'too much'}. The sum is made from the text itself."

    def propose(lang: Lang) -> str:
        whole = _say(_value(total), lang, total.unit)
        terms = [_say(_scale_part(one, total), lang) for one in parts]
        gap = _say(abs(missing), lang)
        if lang == "fr":
            words = f"{whole}, dont {', '.join(terms[:-1])} et {terms[-1]}"
            return f"« {words} ; l’origine de {gap} n’est pas dite »" if missing > 0 else f"« {_say(summed, lang)} »"
        words = f"{whole}, of which {', '.join(terms[:-1])} and {terms[-1]}"
        return f"“{words}; where {gap} comes from is not said”" if missing > 0 else f"“{_say(summed, lang)}”"

    return SumFinding(
        start,
        end,
        text.folded.text[start:end],
        "total",
        _value(total),
        summed,
        holds,
        Text(fr=write("fr"), en=write("en")),
        None if holds else Text(fr=propose("fr"), en=propose("en")),
        missing,
        tuple(sorted(one.start for one in (total, *parts))),
    )


def _say(value: Decimal, lang: Lang, unit: str | None = None) -> str:
    """Return a number of a sum, in millions where it has many zeros, and in euros where it is of them."""
    euros = ("d’euros" if lang == "fr" else "euros") if unit == "EUR" else ""
    for scale, fr, en in ((10**9, "milliard", "billion"), (10**6, "million", "million")):
        if abs(value) >= scale and value % (scale // 1000) == 0:
            many = value / scale
            plural = "s" if lang == "fr" and abs(many) >= 2 else ""
            return f"{format_number(trim_zeros(many), lang)} {fr if lang == 'fr' else en}{plural} {euros}".strip()
    return f"{format_number(value, lang)} {'euros' if euros else ''}".strip()


def _read_growth(text: TokenText, inside: Sequence[Mention], at: int) -> tuple[SumFinding, int] | None:
    """Read « de 22 706 à 36 352 emplois, soit +60,1 % » and “from 22,706 to 36,352, up 60%”."""
    first, second, rate = inside[at : at + 3]
    link = [word for word in _between(text, first, second) if word not in {"emplois", "jobs", "salaries", "employees"}]
    moved = link[-1:] in (["a"], ["to"]) and any(word in _MOVES for word in text.words_before(first.first, 6))
    if not moved or rate.unit != "%" or not _is_same_kind(first, second) or first.unit == "%":
        return None
    if len(_between(text, second, rate)) > 12 or _value(first) == 0:
        return None
    exact = (_value(second) - _value(first)) / _value(first) * _HUNDRED
    return _build_rate(text, (first, second, rate), exact, "growth"), 3


def _read_share(text: TokenText, inside: Sequence[Mention], at: int) -> tuple[SumFinding, int] | None:
    """Read « 3 384 emplois sur 36 352, soit 9,3 % » and “3,384 of 36,352 jobs, or 9.3%”."""
    part, base, rate = inside[at : at + 3]
    link = _between(text, part, base)
    if rate.unit != "%" or rate.kind == "growth" or part.unit == "%" or base.unit == "%" or not link or len(link) > 4:
        return None
    if not any(word in _OVER for word in link) or not _is_same_kind(part, base) or _value(base) == 0:
        return None
    follows = _between(text, base, rate)
    if len(follows) > 6 or not any(word in {"soit", ",", "(", "or", "ou", "=", "is"} for word in follows):
        return None
    return _build_rate(text, (part, base, rate), _value(part) / _value(base) * _HUNDRED, "share"), 3


def _read_fraction(text: TokenText, inside: Sequence[Mention], at: int) -> tuple[SumFinding, int] | None:
    """Read a share said twice: « 30 emplois sur 120, soit 25 % »."""
    part, rate = inside[at : at + 2]
    follows = _between(text, part, rate)
    if not part.fraction or rate.unit != "%" or rate.fraction or rate.kind == "growth" or len(follows) > 4:
        return None
    if not any(word in _EQUALS for word in follows):
        return None
    exact = _value(part)
    holds = is_rounding(_value(rate), exact, rate.step)

    def write(lang: Lang) -> str:
        result, shown = (format_percent(one, lang, None) for one in (exact, _value(rate)))
        said = f"« {part.text} » = {result}" if lang == "fr" else f"“{part.text}” = {result}"
        if holds:
            return f"{said}."
        return f"{said}. Le texte dit {shown}." if lang == "fr" else f"{said}. The text says {shown}."

    fixed = Text(fr=f"« {format_percent(exact, 'fr', None)} »", en=f"“{format_percent(exact, 'en', None)}”")
    finding = SumFinding(
        part.start,
        rate.end,
        text.folded.text[part.start : rate.end],
        "share",
        _value(rate),
        exact,
        holds,
        Text(fr=write("fr"), en=write("en")),
        None if holds else fixed,
        None,
        (part.start, rate.start),
    )
    return finding, 2


def _build_rate(text: TokenText, read: tuple[Mention, Mention, Mention], exact: Decimal, kind: SumKind) -> SumFinding:
    first, second, rate = read
    start, end = first.start, rate.end
    printed = _value(rate)
    compared = abs(exact) if printed >= 0 and (exact >= 0 or rate.sign < 0) else exact
    slack = abs(printed) * Decimal("0.02") if rate.bound != "exact" else Decimal(0)
    holds = is_rounding(abs(printed), abs(compared), rate.step) and (compared >= 0 or printed < 0)
    holds = holds or (bool(slack) and abs(compared - printed) <= max(slack, rate.step))
    computed = exact.quantize(min(rate.step, Decimal("0.1")))

    def write(lang: Lang) -> str:
        one, two = format_number(first.value, lang), format_number(second.value, lang)
        result = format_percent(trim_zeros(computed), lang, None)
        shown = format_percent(printed, lang, None)
        if kind == "growth":
            sign = "+" if exact >= 0 else ""
            said = f"De {one} à {two} : {sign}{result}" if lang == "fr" else f"From {one} to {two}: {sign}{result}"
        else:
            said = f"{one} ÷ {two} = {result}"
        if holds:
            return f"{said}."
        return f"{said}. Le texte dit {shown}." if lang == "fr" else f"{said}. The text says {shown}."

    def propose(lang: Lang) -> str:
        result = format_percent(trim_zeros(abs(computed)), lang, None)
        return f"« {result} »" if lang == "fr" else f"“{result}”"

    return SumFinding(
        start,
        end,
        text.folded.text[start:end],
        kind,
        printed,
        trim_zeros(computed) or Decimal(0),
        holds,
        Text(fr=write("fr"), en=write("en")),
        None if holds else Text(fr=propose("fr"), en=propose("en")),
        None,
        tuple(one.start for one in read),
    )


__all__ = ["SumFinding", "SumKind", "check_sums"]
