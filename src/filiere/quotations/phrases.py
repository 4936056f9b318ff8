"""Phrases of one or more words found in a sentence, in one reading of it, however many phrases there are.

A phrase is written folded: a word alone stands for itself and its plural (``prestataire``), ``*`` ends the beginning of
a word (``employ*``), and a word after ``!`` refuses the phrase when it follows. An index by first word makes the cost
that of the sentence, not of the list.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from filiere.core.search_words import fold_word
from filiere.quotations.folded_text import FoldedText, Token, split_tokens
from filiere.quotations.word_lists import split_set

_PREFIX_LENGTH = 3
_COUNTRY_LEADS = split_set("le les un des du de ce ces notre nos son leur leurs tout autre autres aux au")
"""Words after which *pays* is a country, not what an employer does."""
_SPLIT = re.compile(r"[ '\-.]|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")


class Word(NamedTuple):
    """A word of a sentence: as folded, without its plural, and the place of its token."""

    raw: str
    stem: str
    place: int


class Phrase(NamedTuple):
    """The words of a phrase (a true second part: only the beginning of a word), and the words that may not follow."""

    parts: tuple[tuple[str, bool], ...]
    refused: frozenset[str]


def read_words(tokens: Sequence[Token], start: int, end: int) -> list[Word]:
    """Return the words between two places, numbers included."""
    found: list[Word] = []
    for place, token in enumerate(tokens[start:end], start):
        if token.kind in "wn":
            country = token.text == "pays" and found and found[-1].raw in _COUNTRY_LEADS
            found.append(Word(token.text, token.text if country else fold_word(token.text), place))
    return found


def parse_phrase(words: str) -> Phrase:
    """Return a phrase from the way it is written in a list."""
    folded = FoldedText(words).folded
    parts: list[tuple[str, bool]] = []
    refused: set[str] = set()
    for word in _SPLIT.split(folded):
        if word.startswith("!"):
            refused.add(fold_word(word[1:]))
        elif word.endswith("*"):
            parts.append((word[:-1], True))
        elif word:
            parts.append((fold_word(word), False))
    return Phrase(tuple(parts), frozenset(refused))


class PhraseIndex:
    """Many phrases, found together. Each has a number, given by :meth:`add`."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._exact: dict[str, list[tuple[int, Phrase]]] = {}
        self._prefixed: dict[str, list[tuple[int, Phrase]]] = {}

    def add(self, words: str) -> int:
        """Return the number of a phrase, the same for the same words."""
        if words in self._numbers:
            return self._numbers[words]
        number = self._numbers[words] = len(self._numbers)
        phrase = parse_phrase(words)
        if phrase.parts:
            first, beginning = phrase.parts[0]
            table = self._prefixed if beginning else self._exact
            table.setdefault(first[:_PREFIX_LENGTH] if beginning else first, []).append((number, phrase))
        return number

    def add_all(self, lines: Iterable[str]) -> frozenset[int]:
        """Return the numbers of several phrases."""
        return frozenset(self.add(one) for one in lines)

    def find(self, words: Sequence[Word]) -> dict[int, list[int]]:
        """Return, for each phrase that stands in the words, the places of the tokens where it does."""
        found: dict[int, list[int]] = {}
        for at, word in enumerate(words):
            for number, phrase in (*self._exact.get(word.stem, ()), *self._prefixed.get(word.raw[:_PREFIX_LENGTH], ())):
                if _stands(phrase, words, at):
                    found.setdefault(number, []).append(word.place)
        return found


def _stands(phrase: Phrase, words: Sequence[Word], at: int) -> bool:
    after = at + len(phrase.parts)
    if after > len(words):
        return False
    for (part, beginning), word in zip(phrase.parts, words[at:after], strict=True):
        if not (word.raw.startswith(part) if beginning else word.stem == part):
            return False
    return not phrase.refused or after >= len(words) or words[after].stem not in phrase.refused


def make_words(text: str) -> list[Word]:
    """Return the words of a text of the house, such as a label."""
    tokens = split_tokens(FoldedText(text).folded)
    return read_words(tokens, 0, len(tokens))
