"""Which of the places that a sentence names is that of a number: the nearest, and a part of France before France."""

from collections.abc import Sequence

from filiere.quotations.mentions import Mention
from filiere.quotations.phrases import Word
from filiere.quotations.place_mentions import ELSEWHERE, PlaceSaid
from filiere.quotations.word_lists import split_set

_SAYING = split_set(
    "reckoned reckon reckons said says say found find estimated estimates estimate wrote writes told tells claimed "
    "claims argued argues noted notes believes believed announced announces concluded put puts calculated counted "
    "estiment estiment estimaient estimait estime disent disait dit affirment affirme ecrivent ecrivait ecrit "
    "calculent calculaient chiffrent chiffraient evaluent evaluaient jugent jugeaient notent notait assurent assure "
    "never press newspapers papers media presse journaux repeats "
    "rappelle rappelait rappelaient explique expliquait avance avancent"
)
"""Verbs of who gives a number: the town before them is the speaker’s."""


def choose_places(
    words: Sequence[Word], places: Sequence[PlaceSaid], bounds: Sequence[tuple[int, int]], mention: Mention
) -> tuple[frozenset[str], bool]:
    """Return the codes of the place said: a region or a country goes before France, the nearest before the others."""
    for start, after in bounds:
        named = [one for one in places if start <= one.place < after and not _is_speaker_town(words, one)]
        narrow = [one for one in named if "FR" not in one.codes] or (_find_parts(places, bounds[1]) if named else [])
        if narrow:
            chosen = _nearest(narrow, mention)
            return chosen.codes, False
        strong = [one for one in named if one.strength == "strong"]
        if strong:
            return frozenset({"FR"}), False
        if named:
            return frozenset({"FR"}), True
    return frozenset(), False


def _find_parts(places: Sequence[PlaceSaid], bounds: tuple[int, int]) -> list[PlaceSaid]:
    """Return what a clause that says France names beside it, a part of it or the world: « avec 7,5 % des emplois de
    France, la Bretagne… », “French outsourcers, here and abroad”."""
    start, after = bounds
    return [
        one
        for one in places
        if start <= one.place < after
        and any(
            code in {"WORLD", "NEARSHORE"} or code.startswith(("R22-", "REG-", "DEP-", "XX-province"))
            for code in one.codes
        )
    ]


def _is_speaker_town(words: Sequence[Word], place: PlaceSaid) -> bool:
    """Tell whether a town is where somebody speaks from: “researchers in Poitiers reckoned that…”."""
    if place.codes != frozenset({ELSEWHERE}):
        return False
    following = [word.raw for word in words if word.place > place.place][:3]
    return any(word in _SAYING for word in following)


def _nearest(places: list[PlaceSaid], mention: Mention) -> PlaceSaid:
    beyond = [one for one in places if one.codes & {"NEARSHORE"}]
    if beyond:
        return beyond[0]
    towns = [one for one in places if one.codes == frozenset({ELSEWHERE})]
    if towns:
        return towns[0]

    def gap(one: PlaceSaid) -> tuple[int, int]:
        distance = one.place - mention.reach if one.place >= mention.reach else mention.first - one.place
        return distance, one.place

    return min(places, key=gap)
