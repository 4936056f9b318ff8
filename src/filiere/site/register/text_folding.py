"""Comparing words as a reader would: without case, accents, nor signs that do not show, each letter with its place.

A name that was to stay hidden is as readable in capitals, without its accents or cut by an invisible sign.
"""

from __future__ import annotations

import unicodedata

_SPLIT_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'"})
WHOLE_WORD_LENGTH = 5
"""Shorter words are sought alone: within others they would be found everywhere."""


def fold_with_positions(words: str) -> tuple[str, list[int]]:
    """The words folded, and the place in `words` of each sign that is left."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(words):
        for text in unicodedata.normalize("NFKD", sign.casefold()).casefold().translate(_SPLIT_LIGATURES):
            if unicodedata.combining(text) or unicodedata.category(text) == "Cf":
                continue
            signs.append(str(unicodedata.decimal(text)) if text.isdecimal() else text)
            places.append(place)
    return "".join(signs), places


def fold(words: str) -> str:
    """The words folded."""
    return fold_with_positions(words)[0]


def fold_and_space(words: str) -> str:
    """The words folded, one space apart."""
    return " ".join(fold(words).split())


def contains_text(within: str, words: str) -> bool:
    """Whether a text already `fold_and_space` holds words; short ones count only where no other letter touches them."""
    sought = fold_and_space(words)
    if not sought:
        return False
    place = within.find(sought)
    while place >= 0:
        end = place + len(sought)
        touched = within[place - 1 : place].isalnum() or within[end : end + 1].isalnum()
        if len(sought) >= WHOLE_WORD_LENGTH or not sought.isascii() or not touched:
            return True
        place = within.find(sought, place + 1)
    return False
