"""What the words of titles mean beside their letters, read from the shipped content.

Abbreviations are written out; words of a notice (a contract, a town) are dropped; words of the trade that say the same
are brought together when a title is searched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from filiere.careers.titles.gender import fold_gender
from filiere.careers.titles.letters import split_words
from filiere.core.content_folder import content_path
from filiere.core.yaml_documents import read_yaml


@dataclass(frozen=True, slots=True)
class Synonym:
    """Folded words that together call for others."""

    asked: frozenset[str]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TitleWords:
    """The words that a key leaves out or writes in full, and the synonyms of the rest by one of their words."""

    tool_words: frozenset[str]
    noise: frozenset[str]
    abbreviations: Mapping[str, tuple[str, ...]]
    synonyms: Mapping[str, tuple[Synonym, ...]]

    def is_noise(self, word: str) -> bool:
        """Whether a word of a notice says nothing of the job."""
        return word in self.noise

    def list_synonyms(self, key: tuple[str, ...]) -> tuple[str, ...]:
        """The folded words that say the same as words of a key and are not in it, in alphabetical order."""
        present = frozenset(key)
        added = {
            word
            for asked in key
            for synonym in self.synonyms.get(asked, ())
            if synonym.asked <= present
            for word in synonym.added
        }
        return tuple(sorted(added - present))


def _fold_words(text: str, tool_words: frozenset[str]) -> tuple[str, ...]:
    return tuple(fold_gender(word.letters) for word in split_words(text) if word.letters not in tool_words)


def read_title_words(path: Path) -> TitleWords:
    """Read the words of titles from a file of content; raises :class:`~filiere.core.faults.Faults` where it is none."""
    content = read_yaml(path).data
    tool_words = frozenset(content["tool_words"].split())
    synonyms: defaultdict[str, list[Synonym]] = defaultdict(list)
    for group in content["synonyms"]:
        sides = [_fold_words(side, tool_words) for side in group.split("=")]
        for side in sides:
            others = tuple(word for other in sides if other != side for word in other)
            synonyms[side[0]].append(Synonym(frozenset(side), others))
    return TitleWords(
        tool_words=tool_words,
        noise=frozenset(content["noise"].split()),
        abbreviations={
            short: tuple(word.letters for word in split_words(full)) for short, full in content["abbreviations"].items()
        },
        synonyms={word: tuple(found) for word, found in synonyms.items()},
    )


@cache
def load_title_words() -> TitleWords:
    """The shipped words."""
    return read_title_words(content_path("titles", "words.yaml"))
