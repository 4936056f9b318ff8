"""One form for the masculine and the feminine of a French word, singular and plural.

The form is a key, not a word: *vendeur*, *vendeuse* and *vendeuses* give ``vender``. Rules of the formation of the
feminine of nouns and adjectives, on letters without accents: -eur/-euse, -teur/-trice, -er/-ère, -eux/-euse, a
doubled consonant before the mute e, -f/-ve, -c/-que, -g/-gue, -e/-esse for a closed list; then a table of the words
that follow none. What is no feminine may be folded too: it is folded alike in what is asked and in what is searched.
"""

from __future__ import annotations

from functools import lru_cache

_IRREGULAR = {
    "banderilla": "banderillo",
    "barmaid": "barman",
    "basse": "bas",
    "belle": "beau",
    "blanche": "blanc",
    "compagne": "compagnon",
    "copine": "copain",
    "douce": "doux",
    "epaisse": "epais",
    "fausse": "faux",
    "favorite": "favori",
    "fraiche": "frais",
    "franche": "franc",
    "grasse": "gras",
    "grosse": "gros",
    "heroine": "heros",
    "jumelle": "jumeau",
    "maligne": "malin",
    "nouvel": "nouveau",
    "nouvelle": "nouveau",
    "rousse": "roux",
    "seche": "sec",
    "speakerine": "speaker",
    "tierce": "tiers",
    "torera": "torero",
    "pizzaiola": "pizzaiolo",
    "gigolette": "gigolo",
    "vieille": "vieux",
}
_STEMS_OF_ESSE = (
    "maitr",
    "hot",
    "poet",
    "pretr",
    "princ",
    "comt",
    "mair",
    "abb",
    "diabl",
    "notair",
    "doct",
    "champion",
)
_DOUBLED = "nltfscrp"
_LEAST_LETTERS = 3
_LONGEST_ENDING = 8
_ENDING_SIGNS = frozenset("(.·•-‧∙⋅_")
"""What may part a word from the ending of its other gender; ``/`` parts whole words, whose repetition is dropped."""

SUPPLETIVE = {
    "homm": "homm",
    "femm": "homm",
    "monsier": "homm",
    "dam": "homm",
    "valet": "homm",
    "garcon": "server",
    "fil": "server",
    "server": "server",
    "hot": "hot",
    "steward": "hot",
}
"""Folded words that name a job by a man or a woman without a common root; read so at the head of a title, or after
what may stand before it, only."""


@lru_cache(maxsize=65536)
def fold_gender(word: str) -> str:
    """Return the form shared by the genders and numbers of a word in plain letters, at least three letters long."""
    if len(word) <= _LEAST_LETTERS:
        return word
    word = _IRREGULAR.get(word) or _IRREGULAR.get(word.removesuffix("s"), word)
    if word.endswith(("woman", "women")):
        word = word[:-5] + "man"
    if word.endswith("eux") and len(word) > 5:
        return word[:-3] + "er"
    if word.endswith("aux") and not word.endswith("eaux") and len(word) > 5:
        word = word[:-2] + "l"
    word = _strip_plural(word)
    if word.endswith("eresse"):
        return word[:-6] + "er"
    if word.endswith("esse") and word[:-4].endswith(_STEMS_OF_ESSE):
        return word[:-4]
    while word.endswith("e") and len(word) > _LEAST_LETTERS:
        word = word[:-1]
    if word.endswith(("tric", "dric", "eus")):
        return word[:-3] + "er"
    word = _strip_plural(word)
    if word.endswith("eur"):
        return word[:-3] + "er"
    return _end_masculine(word)


def _strip_plural(word: str) -> str:
    ends = word.endswith(("s", "x")) and not word.endswith("ss") and len(word) > _LEAST_LETTERS
    return word[:-1] if ends else word


def _end_masculine(word: str) -> str:
    """Return a word without its mute e as its masculine ends."""
    if word.endswith("qu"):
        word = word[:-2] + "c"
    elif word.endswith("gu"):
        word = word[:-1]
    elif word.endswith("v"):
        word = word[:-1] + "f"
    doubled = len(word) > _LEAST_LETTERS and word[-1] == word[-2] and word[-1] in _DOUBLED
    return word[:-1] if doubled else word


@lru_cache(maxsize=16384)
def is_ending_of(word: str, piece: str) -> bool:
    """Whether a piece, put in the place of the end of a word, gives the word’s other gender or number: *se*, *euse*
    for *vendeur*, *trice* and *rice* for *acteur*."""
    if len(piece) > _LONGEST_ENDING:
        return False
    folded = fold_gender(word)
    if SUPPLETIVE.get(folded) == SUPPLETIVE.get(fold_gender(piece), ""):
        return True
    return any(fold_gender(word[:kept] + piece) == folded for kept in range(1, len(word) + 1))


def is_ending_gap(gap: str) -> bool:
    """Whether these signs, without a space, may part a word from the ending of its other gender."""
    return bool(gap) and all(sign in _ENDING_SIGNS or sign == ")" for sign in gap)
