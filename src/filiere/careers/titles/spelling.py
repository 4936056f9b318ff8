"""A word that no title holds, and the word of a title that differs by one letter: one more, one less, another, or two
that changed places."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from string import ascii_lowercase

from filiere.careers.titles.gender import fold_gender

_SHORTEST = 5
"""Shorter words have too many neighbours to say which was meant."""
_GENDERED = ("eur", "euse", "trice", "er", "ere", "ien", "ienne", "if", "ive", "eux")


def list_neighbours(word: str) -> Iterator[str]:
    """Yield every word that one error makes from a word: deletion, exchange of neighbours, substitution, insertion."""
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in ascii_lowercase:
            if tail:
                yield head + letter + tail[1:]
            yield head + letter + tail


def correct_word(word: str, vocabulary: Collection[str], rarity: Mapping[str, float]) -> str | None:
    """Return the most frequent word of a vocabulary of folded words that is one error from a word, or None.

    An error in a folded word is looked for first; then one that hid its ending, so that it was not folded.
    """
    if len(word) < _SHORTEST or any(sign.isdigit() for sign in word):
        return None
    neighbours = list(list_neighbours(word))
    found = {near for near in neighbours if near in vocabulary}
    if not found:
        ended = (near for near in neighbours if near.endswith(_GENDERED))
        found = {folded for near in ended if (folded := fold_gender(near)) in vocabulary}
    return min(found, key=lambda near: (near[0] != word[0], rarity[f"={near}"], near), default=None)
