"""A key to its features: words, beginnings of words and groups of letters, each in a channel with a weight of its own.

A channel is a unit vector, so that none wins by the number of its features; the cosine of two titles is then the
weighted mean of the cosines of their channels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from sys import intern
from typing import Literal

Channel = Literal["word", "root", "stem", "letters"]
Feature = str
"""The mark of its channel, then its letters."""

_MARKS: Mapping[str, Channel] = {"=": "word", "4": "root", "6": "stem", "~": "letters"}
_ROOT, _STEM = 4, 6
_SHORTEST_GROUP, _LONGEST_GROUP = 3, 5


@dataclass(frozen=True, slots=True)
class ChannelWeights:
    """The share of each channel in the likeness of two titles; they add up to 1."""

    word: float = 0.32
    root: float = 0.16
    stem: float = 0.16
    letters: float = 0.36

    def of(self, channel: Channel) -> float:
        """The share of one channel."""
        return {"word": self.word, "root": self.root, "stem": self.stem, "letters": self.letters}[channel]


@lru_cache(maxsize=65536)
def list_word_features(word: str) -> tuple[Feature, ...]:
    """The features of one word: itself, its first four and six letters, and its groups of three to five letters.

    Words share most of their features, so that each is kept once.
    """
    framed = f"_{word}_"
    groups = (
        f"~{framed[start : start + size]}"
        for size in range(_SHORTEST_GROUP, _LONGEST_GROUP + 1)
        for start in range(max(1, len(framed) - size + 1))
    )
    return tuple(map(intern, (f"={word}", f"4{word[:_ROOT]}", f"6{word[:_STEM]}", *groups)))


def count_features(words: Mapping[str, float]) -> dict[Feature, float]:
    """The features of weighted words, each with the sum of the weights of its words."""
    counted: Counter[Feature] = Counter()
    for word, weight in words.items():
        for feature in list_word_features(word):
            counted[feature] += weight  # type: ignore[assignment]
    return dict(counted)


def weigh_features(
    counts: Mapping[Feature, float], rarity: Mapping[Feature, float], shares: ChannelWeights
) -> Iterator[tuple[Feature, float]]:
    """Yield each feature with its weight: its count (dampened above 1) times its rarity, one unit vector a channel.

    A feature of unknown rarity takes part in the length of its channel at the rarity under ``""`` and is not yielded.
    """
    raw = {
        feature: (1 + log(count) if count > 1 else count) * rarity.get(feature, rarity[""])
        for feature, count in counts.items()
    }
    lengths: Counter[str] = Counter()
    for feature, weight in raw.items():
        lengths[feature[0]] += weight * weight  # type: ignore[assignment]
    scales = {mark: sqrt(shares.of(_MARKS[mark]) / length) for mark, length in lengths.items()}
    for feature, weight in raw.items():
        if feature in rarity:
            yield feature, weight * scales[feature[0]]
