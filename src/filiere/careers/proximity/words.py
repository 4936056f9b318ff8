"""Words of job sheets as they are compared: without case, accents, gender, number and the ending that makes a noun.

The folding is coarse on purpose: *vente*, *vendre* stay apart, *animateur*, *animatrice* and *animation* become one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from filiere.core.text import fold_text

_WORD = re.compile(r"[a-z0-9]+")
_SMALL_WORDS = """
a au aux avec ce ces cet cette d dans de des du elle en est et etre il l la le les leur leurs n ne ou par pas peut plus
pour qu que qui s sa sans se selon ses son sont sur un une
"""
_LEFT_OUT = frozenset(_SMALL_WORDS.split())
# Endings, the longest of a family first, and what takes their place.
_ENDINGS = (
    ("issements", ""), ("issement", ""), ("atrices", ""), ("atrice", ""), ("ateurs", ""), ("ateur", ""),
    ("ations", ""), ("ation", ""), ("itions", "it"), ("ition", "it"), ("ements", ""), ("ement", ""), ("euses", ""),
    ("euse", ""), ("eurs", ""), ("eur", ""), ("rices", ""), ("rice", ""), ("ieres", "i"), ("iere", "i"), ("iers", "i"),
    ("ier", "i"), ("ennes", "en"), ("enne", "en"), ("ives", "if"), ("ive", "if"), ("ifs", "if"), ("iques", "iq"),
    ("ique", "iq"), ("ances", ""), ("ance", ""), ("ences", ""), ("ence", ""), ("ages", ""), ("age", ""), ("ites", ""),
    ("ite", ""), ("ees", ""), ("ee", ""), ("es", ""), ("er", ""), ("ir", ""), ("e", ""), ("ents", ""),
    ("ent", ""), ("s", ""),
)  # fmt: skip
_SHORT = 4
_SHORTEST_STEM = 3
_FRAGMENT_LENGTHS = (3, 4, 5)


@lru_cache(maxsize=65_536)
def cut_stem(word: str) -> str:
    """Return the stem of a folded word; one of four letters or fewer loses its plural only."""
    if len(word) <= _SHORT:
        return word.rstrip("s") if len(word) == _SHORT else word
    for ending, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: len(word) - len(ending)] + replacement
    return word


def fold_words(text: str) -> list[str]:
    """Return the words of a text, folded, small words left out."""
    folded = fold_text(text).replace("œ", "oe").replace("æ", "ae")
    return [word for word in _WORD.findall(folded) if len(word) > 1 and word not in _LEFT_OUT]


def count_stems(texts: Iterable[str]) -> Counter[str]:
    """Return how many times each stem stands in texts."""
    return Counter(cut_stem(word) for text in texts for word in fold_words(text))


def count_fragments(texts: Iterable[str]) -> Counter[str]:
    """Return how many times each run of three to five signs stands in the words of texts, a space at both ends."""
    found: Counter[str] = Counter()
    for text in texts:
        padded = f" {' '.join(_WORD.findall(fold_text(text).replace('œ', 'oe')))} "
        for length in _FRAGMENT_LENGTHS:
            found.update(padded[start : start + length] for start in range(len(padded) - length + 1))
    return found
