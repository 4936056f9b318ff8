"""Whose numbers a sentence speaks of: outsourcers, in-house centres, both together, or one without the other.

A segment that is named is not always the one meant: « hors prestataires » leaves it out, “in-house centres included”
and « internes et externes » say the whole sector.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from filiere.quotations.phrases import Word
from filiere.quotations.word_lists import split_set

SECTOR = "sector"
"""Stands beside *whole* where the text says the sector by its name, or both parts of it: no call centre alone."""
_NARROW = ("outsourced", "in-house")
_LEFT_OUT_BEFORE = split_set(
    "hors hormis sans sauf excepte excluding without except barring minus ignoring ignore excludes exclude exclut "
    "excluant exclure omitting besides oublions oublier retirons retranche retranchons ecartons negliger"
)
_LEFT_OUT_PHRASES = frozenset(
    tuple(phrase.split("_"))
    for phrase in split_set(
        "leaving_out leaving_aside leave_aside set_aside setting_aside apart_from aside_from other_than not_counting "
        "not_including en_dehors a_part abstraction_faite non_compris l_exclusion l_exception autres_que never_mind "
        "put_aside forget_about laissons_de laisser_de pas_compter"
    )
)
_LEFT_OUT_LINKS = split_set(
    "les des de du d l la le the of any all centres centre meme compter tenir compte prendre en cote aux a our and et"
)
_LEFT_OUT_AFTER = (
    ("out", "of", "it"), ("out", "of", "the", "count"), ("excluded",), ("exclus",), ("exclues",), ("not", "included"),
    ("non", "compris"), ("non", "comprises"), ("non", "inclus"), ("aside",), ("mis", "a", "part"), ("left", "out"),
    ("set", "aside"), ("de", "cote"), ("out", "of", "account"),
)  # fmt: skip
_WITH_BEFORE = (
    ("y", "compris"), ("including",), ("included",), ("inclus",), ("incluant",), ("counting",), ("comprenant",),
    ("en", "comptant"), ("comptes", "avec"), ("covering",), ("ajoutant",), ("adding",), ("mostly",), ("mainly",),
    ("chiefly",), ("largely",), ("primarily",), ("for", "the", "most", "part"), ("surtout",), ("principalement",),
    ("essentiellement",), ("majoritairement",), ("pour", "la", "plupart"), ("avant", "tout"), ("predominantly",),
)  # fmt: skip
_WITH_AFTER = split_set("included inclus incluses compris comprises inclusive")
_TOGETHER = split_set(
    "together combined both alike reunis reunies confondus confondues cumules cumulees additionnes additionnees "
    "ensemble jointly entire entiere whole collectively melanges melees altogether agreges"
)
_BOTH_LINKS = split_set("et and ou or as well comme ainsi que plus with avec nor ni les des aux the de d to au a")
_JOINING = frozenset({"et", "and", "ou", "or", "comme", "ni", "plus"})
_REACH_BEFORE, _REACH_AFTER = 4, 5


def choose_segments(
    words: Sequence[Word], segments: Mapping[str, Sequence[int]], bounds: Sequence[tuple[int, int]]
) -> frozenset[str]:
    """Return the segments that the first of several ranges of tokens says, those left out and joined ones resolved.

    The first range, the nearest to the number, decides only where it names more than the trade as a whole.
    """
    for number, (start, after) in enumerate(bounds):
        named = {name: [one for one in places if start <= one < after] for name, places in segments.items()}
        named = {name: places for name, places in named.items() if places}
        if not named or (named.keys() <= {"whole", SECTOR} and number == 0):
            continue
        clause = [word for word in words if start <= word.place < after]
        if number + 1 < len(bounds) and "whole" not in named and _is_aside(clause, named):
            continue
        found = _resolve(clause, named)
        if found <= {"whole", SECTOR} and number + 1 < len(bounds) and _is_named_before(segments, bounds[-1][0], start):
            continue
        return found
    return frozenset()


def _is_aside(words: Sequence[Word], named: Mapping[str, Sequence[int]]) -> bool:
    """Tell whether all that a clause names is one part counted too: “in-house teams included, the sector…”."""
    raws = [word.raw for word in words]
    at = {word.place: number for number, word in enumerate(words)}
    narrow = [place for name in _NARROW for place in named.get(name, ())]
    return bool(narrow) and all(_is_added(raws, at[place]) for place in narrow)


def _is_named_before(segments: Mapping[str, Sequence[int]], start: int, after: int) -> bool:
    """Tell whether one part of the trade is named before a clause: what comes after it is about other numbers."""
    return any(start <= place < after for name in _NARROW for place in segments.get(name, ()))


def _resolve(words: Sequence[Word], named: Mapping[str, Sequence[int]]) -> frozenset[str]:
    raws = [word.raw for word in words]
    at = {word.place: number for number, word in enumerate(words)}
    kept = {
        name: [place for place in places if name not in _NARROW or not _is_left_out(raws, at[place])]
        for name, places in named.items()
    }
    kept = {name: places for name, places in kept.items() if places}
    narrow = [name for name in _NARROW if name in kept]
    left_out = [name for name in _NARROW if name in named and name not in kept]
    if len(left_out) == 1 and not narrow:
        # The sector without its outsourcers is its in-house centres.
        return frozenset(kept) | (frozenset(_NARROW) - frozenset(left_out))
    if len(narrow) == 1 and all(_is_added(raws, at[place]) for place in kept[narrow[0]]):
        return frozenset({"whole", SECTOR})
    if len(narrow) == 2 and (_TOGETHER & set(raws) or _is_pair(raws, at, kept)):
        return frozenset({"whole", SECTOR}) | (frozenset(kept) - set(_NARROW))
    return frozenset(kept)


def _is_left_out(raws: Sequence[str], at: int) -> bool:
    """Tell whether the segment named at a word is left out: « sans compter les prestataires »."""
    start = at
    while start > max(0, at - _REACH_BEFORE) and raws[start - 1] in _LEFT_OUT_LINKS:
        start -= 1
    if start and (raws[start - 1] in _LEFT_OUT_BEFORE or tuple(raws[max(0, start - 2) : start]) in _LEFT_OUT_PHRASES):
        return True
    after = list(raws[at : at + _REACH_AFTER + 2])
    return any(_has_phrase(after, phrase) for phrase in _LEFT_OUT_AFTER)


def _is_added(raws: Sequence[str], at: int) -> bool:
    """Tell whether the segment named at a word is only one part that is counted too: “in-house centres included”."""
    before = list(raws[max(0, at - 3) : at])
    return any(_has_phrase(before, phrase) for phrase in _WITH_BEFORE) or any(
        word in _WITH_AFTER for word in raws[at : at + _REACH_AFTER]
    )


def _is_pair(raws: Sequence[str], at: Mapping[int, int], kept: Mapping[str, Sequence[int]]) -> bool:
    """Tell whether both segments are named side by side: « internes et externes », “in-house or outsourced”."""
    places = sorted((at[place], name) for name in _NARROW for place in kept[name])
    for (low, first), (high, second) in pairwise(places):
        between = raws[low + 1 : high]
        joined = any(word in _JOINING for word in between)
        if first != second and joined and sum(word not in _BOTH_LINKS for word in between) <= 1:
            return True
    return False


def _has_phrase(words: Sequence[str], phrase: Sequence[str]) -> bool:
    length = len(phrase)
    return any(tuple(words[at : at + length]) == tuple(phrase) for at in range(len(words) - length + 1))


__all__ = ["SECTOR", "choose_segments"]
