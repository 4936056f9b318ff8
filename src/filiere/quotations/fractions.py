"""Shares and multiples in words: *un quart*, *deux tiers*, *un salarié sur deux*, *four out of five*, *doublé*.

A share is written out in per cent (*deux tiers* is 66.67), a multiple as a factor (*divisé par deux* is 0.5).
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from filiere.quotations.numerals import read_numeral
from filiere.quotations.token_text import TokenText
from filiere.quotations.units import SCALE_WORDS
from filiere.quotations.word_lists import split_set

_HUNDREDTH = Decimal("0.01")
_PARTS: dict[str, int] = {
    "demi": 2, "tiers": 3, "quart": 4, "quarts": 4, "cinquieme": 5, "cinquiemes": 5, "sixieme": 6, "sixiemes": 6,
    "septieme": 7, "septiemes": 7, "huitieme": 8, "huitiemes": 8, "neuvieme": 9, "neuviemes": 9, "dixieme": 10,
    "dixiemes": 10, "centieme": 100, "centiemes": 100, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5,
    "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8, "ninth": 9,
    "ninths": 9, "tenth": 10, "tenths": 10, "hundredth": 100, "hundredths": 100,
}  # fmt: skip
_ORDINAL_TOO = split_set(
    "cinquieme sixieme septieme huitieme neuvieme dixieme third fifth sixth seventh eighth ninth tenth hundredth"
)
_ONES = frozenset({"un", "une", "one", "a"})
_MULTIPLES: dict[str, Decimal] = {
    word: Decimal(factor)
    for factor, words in {
        "2": "double doubles doublee doublees doubled doubling",
        "3": "triple triples triplee triplees tripled trebled",
        "4": "quadruple quadruples quadruplee quadrupled",
        "5": "quintuple quintuplee quintupled",
        "0.5": "halved",
    }.items()
    for word in words.split()
}
_FOLDS = {"twofold": 2, "threefold": 3, "fourfold": 4, "fivefold": 5, "tenfold": 10}
_DOUBLE_LEADS = split_set(
    "a ont avait avaient ete aurait presque quasiment plus moins que doit va peut pu pourrait devrait veut "
    "has have had been was were nearly almost more than will would could may should must and et se est sont "
    "se s y"
)


class Fraction(NamedTuple):
    """A share in per cent or a factor, the step that its words allow, and where it ends."""

    value: Decimal
    step: Decimal
    after: int


def read_fraction(text: TokenText, place: int) -> Fraction | None:
    """Return the share that begins at a token, in per cent; None when none does."""
    word = text.word(place)
    if word in {"moitie", "half"}:
        return _read_half(text, place)
    if word in _ONES:
        count, after = Decimal(1), place + 1
    else:
        numeral = read_numeral(text, place)
        if (
            numeral is None
            or numeral.scale > 1
            or not 0 < numeral.value <= 1000
            or numeral.decimals
            or numeral.collective
        ):
            return None
        count, after = numeral.value, numeral.after
    return (
        _read_parts(text, place, count, after)
        or _read_ratio(text, count, after)
        or _read_slash(text, place, count, after)
    )


def _read_slash(text: TokenText, place: int, count: Decimal, after: int) -> Fraction | None:
    """Read « 1/3 des emplois », “2/3 of the staff”: small numbers, and a share of something said."""
    parts = text.word(after + 1)
    if text.kind(place) != "n" or text.word(after) != "/" or text.kind(after + 1) != "n" or len(parts) > 2:
        return None
    following = text.words_after(after + 2, 1)
    if not count < int(parts) <= _MOST_PARTS or text.word(place - 1) == "/" or text.word(after + 2) == "/":
        return None
    if not following or following[0][0] not in {"des", "de", "du", "d", "of"}:
        return None
    return _share(count, Decimal(parts), after + 2)


_MOST_PARTS = 10


def read_part_of_scale(text: TokenText, place: int) -> tuple[Decimal, int] | None:
    """Return the number and the end of « un demi-million », “half a million”, “a quarter of a million”."""
    run = text.words_after(place, 6)
    words = [one for one, _ in run]
    for length, scale in enumerate(words[1:6], start=1):
        if scale in SCALE_WORDS and SCALE_WORDS[scale] >= 1000:
            part = _SCALE_PARTS.get(" ".join(words[:length]))
            return (Decimal(SCALE_WORDS[scale]) * part, run[length][1] + 1) if part is not None else None
    return None


_SCALE_PARTS: dict[str, Decimal] = {
    "un demi": Decimal("0.5"), "half a": Decimal("0.5"), "un quart de": Decimal("0.25"),
    "a quarter of a": Decimal("0.25"),
    "trois quarts de": Decimal("0.75"), "three quarters of a": Decimal("0.75"), "quarter of a": Decimal("0.25"),
    "quart de": Decimal("0.25"), "a third of a": Decimal("0.3333"), "half": Decimal("0.5"), "demi": Decimal("0.5"),
}  # fmt: skip


def _read_half(text: TokenText, place: int) -> Fraction | None:
    word = text.word(place)
    following = [one for one, _ in text.words_after(place + 1, 3)]
    if word == "half":
        if following[:1] in (["a"], ["hour"], ["year"], ["time"], ["million"], ["past"], ["day"]) or text.words_before(
            place, 2
        )[-2:] in (["first"], ["second"]):
            return None
        before = text.words_before(place, 1)
        if before and before[0] in {"first", "second", "and", "other", "latter"}:
            return None
    return Fraction(Decimal(50), Decimal(1), place + 1)


def _read_parts(text: TokenText, place: int, count: Decimal, after: int) -> Fraction | None:
    at = text.skip_spaces(after)
    if text.word(at) == "-":
        at += 1
    word = text.word(at)
    if word not in _PARTS or at == after:
        return None
    parts = _PARTS[word]
    if word in _ORDINAL_TOO and count == 1 and text.word(place) in {"un", "une", "a"}:
        # « un cinquième centre » ranks; « un cinquième des centres » shares.
        following = text.words_after(at + 1, 1)
        if not following or following[0][0] not in {"des", "de", "du", "d", "of"}:
            return None
    if word == "demi" or count > parts:
        return None
    following = text.words_after(at + 1, 2)
    if word in {"quart", "quarter", "tiers"} and [one for one, _ in following][:2] in (
        ["d", "heure"],
        ["of", "an"],
        ["of", "a"],
        ["temps"],
    ):
        return None
    if [one for one, _ in following][:1] in (["million"], ["temps"], ["trimestre"]):
        return None
    return _share(count, Decimal(parts), at + 1)


def _read_ratio(text: TokenText, count: Decimal, after: int) -> Fraction | None:
    """Read « quatre sur cinq », « un salarié sur deux », “one in two”, “four out of five employees”, 4/5 aside."""
    run = text.words_after(after, 4)
    words = [one for one, _ in run]
    for step, word in enumerate(words[:4]):
        if word in {"sur", "in", "out"} and step <= 3:
            at = text.skip_spaces(run[step][1] + 1)
            if word == "out":
                if text.word(at) != "of":
                    return None
                at = text.skip_spaces(at + 1)
            if step and word == "sur" and text.word(run[step - 1][1]) in {"de", "d"}:
                return None
            whole = read_numeral(text, at)
            if whole is None or whole.scale > 1 or whole.decimals or whole.value > 1000 or whole.value <= count:
                return None
            if word == "in" and (whole.value > 100 or step > 2):
                return None
            if whole.value <= 1 or (len(text.word(at)) == 4 and text.kind(at) == "n"):
                return None
            return _share(count, whole.value, whole.after)
        if word in {"de", "des", "of", "par", "et", "and", "for", "pour", "dans", "a"}:
            return None
    return None


def _share(count: Decimal, whole: Decimal, after: int) -> Fraction:
    value = (count * 100 / whole).quantize(_HUNDREDTH, ROUND_HALF_UP)
    return Fraction(
        value.normalize() if value != value.to_integral_value() else value.to_integral_value(), Decimal(1), after
    )


def read_multiple(text: TokenText, place: int) -> Fraction | None:
    """Return the factor that begins at a token: doublé, divisé par deux, multiplié par 3, a twofold rise, ×2."""
    word = text.word(place)
    if word in _FOLDS:
        return Fraction(Decimal(_FOLDS[word]), Decimal("0.1"), place + 1)
    if word in {"divise", "divises", "divisee", "divisees", "multiplie", "multiplies", "multipliee", "multipliees",
                "divided", "multiplied"}:  # fmt: skip
        at = text.skip_spaces(place + 1)
        if text.word(at) in {"presque", "environ", "nearly"}:
            at = text.skip_spaces(at + 1)
        if text.word(at) not in {"par", "by"}:
            return None
        at = text.skip_spaces(at + 1)
        if text.word(at) in {"pres", "plus", "environ", "nearly", "almost"}:
            at = text.skip_spaces(at + 1)
            at = text.skip_spaces(at + 1) if text.word(at) in {"de", "than"} else at
        numeral = read_numeral(text, at)
        if numeral is None or not 1 < numeral.value <= 1000:
            return None
        if word.startswith("div"):
            return Fraction((1 / numeral.value).quantize(Decimal("0.0001")).normalize(), Decimal("0.01"), numeral.after)
        return Fraction(numeral.value, numeral.step / 10 if not numeral.decimals else numeral.step, numeral.after)
    if word in _MULTIPLES:
        before = text.words_before(place, 1)
        if word in {"double", "doubles", "triple", "triples", "quadruple", "quadruples"} and not (
            before and before[0] in _DOUBLE_LEADS
        ):
            return None
        return Fraction(_MULTIPLES[word], Decimal("0.1"), place + 1)
    return None
