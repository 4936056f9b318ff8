"""A title to its key: the words that count, folded, in the order of their first appearance.

Every writing of gender gives the same key, since masculine and feminine fold to the same word, a word is kept once,
and an ending that stands alone after its word (*vendeur(se)*, *vendeur·se*) is no word. A number alone, a contract, a
town and «H/F» are no part of a job.
"""

from __future__ import annotations

import re

from filiere.careers.titles.gender import SUPPLETIVE, fold_gender, is_ending_gap, is_ending_of
from filiere.careers.titles.letters import PlainWord, split_words, strip_accents
from filiere.careers.titles.title_words import TitleWords

Key = tuple[str, ...]

_BEFORE_A_HEAD = ("premier", "second", "chef", "aid", "sous")
_BOTH_GENDERS = re.compile(r"(?<![\w/-])[hfmdx](?: ?[/-] ?[hfmdx]){1,2}(?![\w/-])")
_QUANTITY = re.compile(r"\d+(?:h\d*|k|ke)?")
"""A number, hours or pay: *35h*, *30k*; *3d* is none."""


def build_key(text: str, words: TitleWords) -> Key:
    """Return the key of a title: folded words, each once; empty where nothing in the text names a job."""
    plain = _BOTH_GENDERS.sub(" ", strip_accents(text))
    found = [part for word in _drop_endings(list(split_words(plain))) for part in _expand(word, words)]
    kept = [word for word in found if not words.is_noise(word)]
    key: dict[str, None] = {}
    for word in kept or found:
        folded = fold_gender(word)
        general = SUPPLETIVE.get(folded)
        if general and (not key or next(reversed(key)) in {general, *_BEFORE_A_HEAD}):
            folded = general
        if word not in words.tool_words and not _QUANTITY.fullmatch(word):
            key.setdefault(folded)
    return tuple(key)


def _drop_endings(found: list[PlainWord]) -> list[str]:
    """Return the words without the endings that follow one of them with a sign between."""
    kept: list[str] = []
    for word in found:
        if kept and is_ending_gap(word.gap) and is_ending_of(kept[-1], word.letters):
            continue
        kept.append(word.letters)
    return kept


def _expand(word: str, words: TitleWords) -> tuple[str, ...]:
    return words.abbreviations.get(word, (word,))
