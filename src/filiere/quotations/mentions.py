"""First stage: the numbers of a text, each with its span, exact value, bound, unit and kind; and what is set aside.

Spans are code points of the text as received, end excluded; a span takes the number, its scale and the unit or noun it
counts, without the words that hedge it. Values are written out: 1.2 million is 1200000, 23 % is 23 with the unit ``%``,
*quatre sur cinq* is 80 with the unit ``%``, *doublé* is 2 with the unit ``times``, money is in euros (``EUR``).

A range is one mention with ``low`` and ``high`` and no value; *at least* has a ``low``, *at most* a ``high``. ``step``
is the precision that the text prints, in the unit of the value. ``sign`` is −1 for a fall, +1 for a rise, 0 when the
words say neither: the value itself is as printed.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from filiere.core.text import Lang
from filiere.quotations.fractions import read_fraction, read_multiple, read_part_of_scale
from filiere.quotations.growth_words import find_growth
from filiere.quotations.hedges import Bound, find_bound
from filiere.quotations.number_words import starts_number
from filiere.quotations.numerals import Numeral, is_year, read_numeral
from filiere.quotations.quantity_units import ReadUnit, read_unit
from filiere.quotations.token_text import TokenText
from filiere.quotations.unchecked_number_rules import find_unchecked_number
from filiere.quotations.unchecked_numbers import UncheckedNumber, Why
from filiere.quotations.units import COLLECTIVES, MONEY, PEOPLE, TIME
from filiere.quotations.word_lists import split_set

Kind = Literal["count", "money", "share", "ratio", "growth", "points"]

MOST_MENTIONS = 2000
"""Beyond, a text is no text: the rest of its numbers is left unread, and the review says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A number of a text that may measure something."""

    start: int
    end: int
    text: str
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    bound: Bound = "exact"
    kind: Kind = "count"
    step: Decimal = Decimal(1)
    sign: int = 0
    noun: str = ""
    yearly: bool = False
    fraction: bool = False
    lang: Lang = "fr"
    first: int = 0
    after: int = 0
    reach: int = 0

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        """The printed numbers: the value, or both ends of a range."""
        if self.value is not None:
            return (self.value,)
        return tuple(one for one in (self.low, self.high) if one is not None)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A number that measures nothing of the trade: where it stands, and why it is left out."""

    start: int
    end: int
    text: str
    why: Why


@dataclass(frozen=True, slots=True)
class Scan:
    """The mentions of a text and what was set aside, in their order; ``cut`` when there were too many to read."""

    mentions: tuple[Mention, ...]
    skipped: tuple[SetAside, ...]
    cut: bool = False


def find_mentions(text: TokenText) -> Scan:
    """Read the numbers of a text, in one pass from its first token to its last."""
    mentions: list[Mention] = []
    skipped: list[SetAside] = []
    place = 0
    while place < len(text.tokens):
        kind = text.kind(place)
        if kind not in {"n", "w"}:
            place += 1
            continue
        if len(mentions) >= MOST_MENTIONS:
            return Scan(tuple(mentions), tuple(skipped), cut=True)
        found = _read_at(text, place)
        if isinstance(found, UncheckedNumber):
            start, end = text.folded.span(text.tokens[found.start].start, text.tokens[found.after - 1].end)
            skipped.append(SetAside(start, end, text.folded.text[start:end], found.why))
            place = found.after
        elif found is not None:
            mentions.append(found)
            place = max(found.after, place + 1)
        else:
            place += 1
    return Scan(tuple(mentions), tuple(skipped))


def _read_at(text: TokenText, place: int) -> Mention | UncheckedNumber | None:
    """Return what begins at a token: a mention, something set aside, or nothing."""
    if text.kind(place) == "w":
        if not _may_start(text, place):
            return None
        if read_part_of_scale(text, place) is not None:
            return _read_quantity(text, place)
        return _read_fraction(text, place) or _read_quantity(text, place)
    fraction = _read_fraction(text, place)
    if fraction is not None and fraction.unit == "%" and not _is_rated(text, place):
        return fraction
    unchecked = find_unchecked_number(text, place)
    if unchecked is not None:
        return unchecked
    return fraction or _read_quantity(text, place)


def _is_rated(text: TokenText, place: int) -> bool:
    """Tell whether « 4 sur 5 » is a mark and not a share."""
    unchecked = find_unchecked_number(text, place)
    return unchecked is not None and unchecked.why in {"score", "code", "law", "page", "hour", "date"}


def _may_start(text: TokenText, place: int) -> bool:
    """Tell whether a word can begin a number: cheap, since most words cannot."""
    word = text.word(place)
    lang = text.paragraph_languages[place]
    if text.kind(place - 1) == "n" or (text.word(place - 1) == "-" and text.kind(place - 2) == "w"):
        return False
    return starts_number(word, lang) or word in COLLECTIVES or read_multiple(text, place) is not None or word in _HALVES


_HALVES = split_set("moitie half quart tiers quarter un une a an demi")


def _read_fraction(text: TokenText, place: int) -> Mention | None:
    """Read « deux tiers », « un sur deux », « la moitié », « doublé », « divisé par deux »."""
    found = read_fraction(text, place)
    kind: Kind = "share"
    if found is None:
        found = read_multiple(text, place)
        kind = "ratio"
    if found is None:
        return None
    unit = "%" if kind == "share" else "times"
    bound = find_bound(text, place, found.after)
    begin = place
    if text.word(place) == "moitie" or (text.words_before(place, 1) == ["les"] and kind == "share"):
        begin = text.skip_spaces_back(place - 1) if text.words_before(place, 1)[-1:] in (["la"], ["les"]) else place
    return _build(
        text, begin, found.after, value=found.value, unit=unit, kind=kind, bound=bound, step=found.step,
        fraction=kind == "share", sign=0,
    )  # fmt: skip


def _read_quantity(text: TokenText, place: int) -> Mention | None:
    part = read_part_of_scale(text, place) if text.kind(place) == "w" else None
    if part is not None:
        numeral: Numeral | None = Numeral(part[0], part[0] / 5, place, part[1], 10**6, part[0], 0, words=True)
    else:
        numeral = read_numeral(text, place)
    if numeral is None:
        return None
    unit = read_unit(text, numeral)
    second = _read_range_end(text, numeral, unit)
    if second is not None:
        return _build_range(text, numeral, *second)
    if numeral.words and not _is_counted(text, numeral, unit):
        return None
    return _build_single(text, numeral, unit)


def _is_counted(text: TokenText, numeral: Numeral, unit: ReadUnit) -> bool:
    """Tell whether words that say a small number count something: « les deux » does not, « deux centres » does."""
    following = text.words_after(numeral.after, 1)
    if numeral.value == 2 and text.words_before(numeral.start, 1) in (["entre"], ["between"]):
        # « Le temps entre deux appels » counts no call.
        return False
    if numeral.value <= 16 and following and following[0][0] in _RANKED:
        # « Les cinq premiers secteurs » names them, and measures nothing.
        return False
    if numeral.value == 1 and not numeral.collective:
        # An article, save before a length of time, « un an », or a per cent.
        return (unit.unit in TIME or unit.unit == "%") and text.word(numeral.start) != "a"
    if unit.unit is not None or numeral.value > 16 or numeral.collective:
        return True
    before = text.words_before(numeral.start, 1)
    if before and before[0] in _BEING and numeral.value > 2:
        # « Les titulaires étaient treize en 2008. »
        return not following or following[0][0] in _SCOPE_LEADS
    return bool(following) and following[0][0] not in _SMALL_WORDS and len(following[0][0]) > 2


_BEING = split_set("sont etaient furent seront are were be been numbered totalled totaled counted nombre")
_SCOPE_LEADS = split_set("en in au aux a dans at on by fin depuis desormais aujourd now today actuellement currently")


_RANKED = split_set(
    "premiers premieres derniers dernieres prochains prochaines plus principaux principales largest biggest first last "
    "next main leading top previous"
)
_SMALL_WORDS = split_set(
    "et ou de du des en dans sur pour par avec sans qui que est sont ont ans aux le la les ce ces se si ne "
    "pas plus and or of in on for by with without that which is are was were have has had to the this these "
    "as at from not more than autres premiers premieres dernier derniers derniere dernieres others last first"
)


def _build_single(text: TokenText, numeral: Numeral, unit: ReadUnit) -> Mention:
    after = unit.after
    bound = "about" if numeral.collective else find_bound(text, unit.start, after)
    growth = find_growth(text, unit.start, after) if unit.unit in {"%", "points"} else (None, 0, False)
    signed, sign, yearly = growth
    value = numeral.value * unit.factor
    if text.word(numeral.start - 1) in {"-", "−", "–"} and _is_signed(text, numeral.start - 1):
        value, sign, signed = -value, -1, signed or True
    kind = _kind_of(unit.unit, signed=bool(signed), plus=text.word(numeral.start - 1) == "+")
    low = value if bound == "at_least" else None
    high = value if bound == "at_most" else None
    start = numeral.start - 1 if value < 0 or text.word(numeral.start - 1) == "+" else unit.start
    return _build(
        text, start, after, value=value, low=low, high=high, unit=unit.unit, kind=kind, bound=bound,
        step=numeral.step * unit.factor, sign=sign, noun=unit.noun, yearly=yearly, reach=unit.reach,
    )  # fmt: skip


def _is_signed(text: TokenText, place: int) -> bool:
    """Tell whether a dash before a number is its sign: nothing but a space, a bracket or the text's start before."""
    return text.kind(place - 1) in {"s", ""} or text.word(place - 1) in "(«“["


def _kind_of(unit: str | None, *, signed: bool, plus: bool) -> Kind:
    if unit == "points":
        return "points"
    if unit == "%":
        return "growth" if signed or plus else "share"
    if unit in {"times", "persons/position"}:
        return "ratio"
    return "money" if unit in MONEY else "count"


_RANGE_LINKS = frozenset({"a", "et", "to", "and", "–", "-", "ou", "or"})
_MOVES = split_set(
    "passe passes passee passent passer passant bondi progresse recule monte tombe chute descend grimpe "
    "baisse augmente rose grew went fell dropped climbed moved increased decreased up down jumped risen grown "
    "gone cut shrank"
)


def _read_range_end(text: TokenText, numeral: Numeral, unit: ReadUnit) -> tuple[Numeral, ReadUnit] | None:
    """Return the second end of a range and its unit, when the number begins one: « de 280 000 à 300 000 emplois »."""
    if numeral.collective:
        return None
    at = unit.after if unit.unit is not None and unit.after > numeral.after else numeral.after
    link = text.skip_spaces(at)
    word = text.word(link)
    if word not in _RANGE_LINKS:
        return None
    before = text.words_before(unit.start, 5)
    between = bool(before) and before[-1] in {"entre", "between"}
    if word in {"et", "and"} and not between:
        return None
    if word in {"a", "to"} and any(one in _MOVES for one in before):
        return None
    if word in {"ou", "or"} and unit.unit is not None:
        return None
    begin = text.skip_spaces(link + 1)
    while text.word(begin) in {"€", "$", "£"}:
        begin += 1
    if word in {"a", "to"} and text.word(begin) in {"plus", "moins", "environ", "more", "less"}:
        return None
    second = read_numeral(text, begin)
    if second is None or (is_year(text, begin) and second.plain and not is_year(text, numeral.start)):
        return None
    if text.kind(begin) == "n" and find_unchecked_number(text, begin) is not None:
        return None
    last = read_unit(text, second)
    if unit.unit is not None and last.unit is not None and unit.unit != last.unit.partition("/")[0]:
        return None
    if last.unit is None and unit.unit is None and word in {"-", "–", "ou", "or"}:
        return None
    low, high = _range_values(numeral, unit, second, last)
    return (second, last if last.unit is not None else replace(unit, after=last.after)) if low < high else None


def _range_values(first: Numeral, unit: ReadUnit, second: Numeral, last: ReadUnit) -> tuple[Decimal, Decimal]:
    """Return both ends of a range; a scale said once holds for both: « 1,1 à 1,3 milliard », « 280 à 300 000 »."""
    low, high = first.value * unit.factor, second.value * last.factor
    if first.scale == 1 and second.scale > 1 and first.value < 1000:
        low = first.value * second.scale * last.factor
    elif first.value < 1000 <= second.value and first.plain and second.scale == 1 and second.value % 1000 == 0:
        scaled = first.value * 1000
        # « 280 à 300 000 », « 3 à 4 000 »; but « de 1 à 9 000 » may mean one.
        nearest = second.value / (10 if first.value >= 10 else 2)
        if nearest <= scaled < second.value:
            low = scaled
    return low, high


def _build_range(text: TokenText, first: Numeral, second: Numeral, unit: ReadUnit) -> Mention:
    own = read_unit(text, first)
    low, high = _range_values(first, own if own.unit is not None else unit, second, unit)
    signed, sign, yearly = (
        find_growth(text, own.start, unit.after) if unit.unit in {"%", "points"} else (None, 0, False)
    )
    step = second.step if second.scale > first.scale else min(first.step, second.step)
    return _build(
        text, own.start, unit.after, value=None, low=low, high=high, unit=unit.unit,
        kind=_kind_of(unit.unit, signed=bool(signed), plus=False), bound="range",
        step=step * unit.factor, sign=sign, noun=unit.noun, yearly=yearly, reach=unit.reach,
    )  # fmt: skip


def _build(
    text: TokenText,
    start: int,
    after: int,
    *,
    value: Decimal | None,
    unit: str | None,
    kind: Kind,
    bound: Bound,
    step: Decimal,
    low: Decimal | None = None,
    high: Decimal | None = None,
    sign: int = 0,
    noun: str = "",
    yearly: bool = False,
    fraction: bool = False,
    reach: int = 0,
) -> Mention:
    begin, end = text.folded.span(text.tokens[start].start, text.tokens[after - 1].end)
    return Mention(
        start=begin, end=end, text=text.folded.text[begin:end], value=trim_zeros(value), low=trim_zeros(low),
        high=trim_zeros(high), unit=unit, bound=bound, kind=kind, step=step, sign=sign, noun=noun, yearly=yearly,
        fraction=fraction,
        lang=text.paragraph_languages[start], first=start, after=after, reach=max(reach, after),
    )  # fmt: skip


def trim_zeros(value: Decimal | None) -> Decimal | None:
    """Return a number without zeros after its decimals, and never in powers of ten: 1200000, 66.67."""
    if value is None:
        return None
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


__all__ = ["MOST_MENTIONS", "PEOPLE", "Kind", "Mention", "Scan", "SetAside", "find_mentions"]
