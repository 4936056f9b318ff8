"""The titles of a nomenclature, searched by the likeness of their features and gathered by job.

A job is scored by its nearest title, by how many of its titles are near, and by all its titles taken as one text.
Nothing is learned: the shares of the three were chosen on half of the jobs of one nomenclature.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log, log1p

import numpy as np
import numpy.typing as npt

from filiere.careers.nomenclature import Nomenclature
from filiere.careers.titles.features import ChannelWeights, Feature, count_features, weigh_features
from filiere.careers.titles.keys import Key, build_key
from filiere.careers.titles.spelling import correct_word
from filiere.careers.titles.title_words import TitleWords

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LabelledTitle:
    """A title of a nomenclature and the identifier of what it names; several titles may name the same."""

    id: str
    label: str


def list_titles(nomenclature: Nomenclature) -> list[LabelledTitle]:
    """The titles of a nomenclature that was loaded, that of each job among them."""
    return [
        LabelledTitle(code, label)
        for code, job in nomenclature.jobs.items()
        for label in dict.fromkeys((job.title, *(title.label for title in job.titles)))
    ]


@dataclass(frozen=True, slots=True)
class ScoreShares:
    """What a job’s score is made of, and the weight of what is not written but means the same."""

    nearest: float = 1.0
    neighbours: float = 1.0
    whole: float = 1.0
    neighbour_power: float = 4.0
    synonym: float = 0.2
    lone_synonym: float = 0.4
    """Where each job has one title: there are no others of the job to say it in other words."""
    channels: ChannelWeights = field(default_factory=ChannelWeights)


@dataclass(frozen=True, slots=True)
class Hit:
    """A job found: its score from 0 to 1, and its title that is nearest to what was asked, with the key of that."""

    id: str
    score: float
    label: str
    key: Key


class _Postings:
    """Weights of features by the rows that hold them, to add up the products of one row with all others."""

    def __init__(self, rows: Iterable[Iterable[tuple[Feature, float]]], size: int) -> None:
        places: defaultdict[Feature, list[int]] = defaultdict(list)
        weights: defaultdict[Feature, list[float]] = defaultdict(list)
        for place, row in enumerate(rows):
            for feature, weight in row:
                places[feature].append(place)
                weights[feature].append(weight)
        starts, self._starts = 0, {}
        for feature, held in places.items():
            self._starts[feature] = (starts, starts + len(held))
            starts += len(held)
        self._places = np.fromiter((one for held in places.values() for one in held), np.int32, starts)
        self._weights = np.fromiter((one for held in weights.values() for one in held), np.float32, starts)
        self._size = size

    def multiply(self, row: Sequence[tuple[Feature, float]]) -> Numbers:
        """The scalar product of a row with each of the rows held."""
        spans = [(self._starts[feature], weight) for feature, weight in row if feature in self._starts]
        if not spans:
            return np.zeros(self._size)
        places = np.concatenate([self._places[start:end] for (start, end), _ in spans])
        weights = np.concatenate([self._weights[start:end] * np.float32(weight) for (start, end), weight in spans])
        return np.bincount(places, weights, self._size)

    @property
    def bytes(self) -> int:
        """What the numbers take in memory; their names come on top."""
        return int(self._places.nbytes + self._weights.nbytes)


class TitleIndex:
    """Titles ready to be searched; the same titles give the same answers, to the last digit."""

    def __init__(self, titles: Iterable[LabelledTitle], words: TitleWords, shares: ScoreShares | None = None) -> None:
        self.words = words
        self.shares = shares or ScoreShares()
        self.titles = sorted(titles, key=lambda title: (title.id, title.label))
        self.ids = sorted({title.id for title in self.titles})
        self.keys = [build_key(title.label, words) for title in self.titles]
        places = {identifier: place for place, identifier in enumerate(self.ids)}
        self._jobs = np.array([places[title.id] for title in self.titles], np.int64)
        self._first_titles = np.searchsorted(self._jobs, np.arange(len(self.ids)))
        counts = [count_features(dict.fromkeys(key, 1.0)) for key in self.keys]
        self._rarity = _count_rarity(counts)
        self.vocabulary = frozenset(word for key in self.keys for word in key)
        self._titles = _Postings(
            (weigh_features(one, self._rarity, self.shares.channels) for one in counts), len(self.titles)
        )
        self._wholes = _Postings(self._weigh_wholes(counts), len(self.ids))
        self.has_several = len(self.ids) < len(self.titles)

    def _weigh_wholes(self, counts: Sequence[Mapping[Feature, float]]) -> Iterable[Iterable[tuple[Feature, float]]]:
        """The features of all the titles of each job; how often a job repeats one counts by its logarithm."""
        for start, end in pairwise([*self._first_titles.tolist(), len(self.titles)]):
            summed: defaultdict[Feature, float] = defaultdict(float)
            for row in counts[start:end]:
                for feature, count in row.items():
                    summed[feature] += min(count, 1.0)
            logs = {
                feature: log1p(count * self._rarity[feature]) / self._rarity[feature]
                for feature, count in summed.items()
            }
            yield weigh_features(logs, self._rarity, self.shares.channels)

    def find_job(self, identifier: str) -> Hit:
        """The job of an identifier, under the first of its titles."""
        place = self.ids.index(identifier)
        return self._make_hit(place, 1.0, int(self._first_titles[place]))

    def _make_hit(self, place: int, score: float, title: int) -> Hit:
        return Hit(self.ids[place], score, self.titles[title].label, self.keys[title])

    def read_key(self, text: str) -> Key:
        """The key of a text, words that no title holds corrected by one letter where a title’s word is that near."""
        found: dict[str, None] = {}
        for word in build_key(text, self.words):
            found.setdefault(
                word if word in self.vocabulary else correct_word(word, self.vocabulary, self._rarity) or word
            )
        return tuple(found)

    def search(self, key: Key, top: int) -> list[Hit]:
        """The ``top`` jobs most like a key, best first; jobs without anything in common are left out."""
        score, titles = self.score_jobs(key)
        order = np.lexsort((np.arange(len(score)), -np.round(score, 9)))[:top]
        ends = np.append(self._first_titles[1:], len(self.titles))
        hits = []
        for place in order.tolist():
            if score[place] > 0:
                start, end = int(self._first_titles[place]), int(ends[place])
                nearest = start + int(np.argmax(np.round(titles[start:end], 9)))
                hits.append(self._make_hit(place, float(score[place]), nearest))
        return hits

    def score_jobs(self, key: Key) -> tuple[Numbers, Numbers]:
        """The score of every job, in the order of :attr:`ids`, and the likeness of every title."""
        asked = dict.fromkeys(key, 1.0)
        weight = self.shares.synonym if self.has_several else self.shares.lone_synonym
        for word in self.words.list_synonyms(key):
            if word in self.vocabulary:
                asked[word] = weight
        row = list(weigh_features(count_features(asked), self._rarity, self.shares.channels))
        titles = self._titles.multiply(row)
        if not self.titles:
            return titles, titles
        nearest = np.maximum.reduceat(titles, self._first_titles)
        if not self.has_several:
            return nearest, titles
        power = self.shares.neighbour_power
        neighbours = np.bincount(self._jobs, titles**power, len(self.ids)) ** (1 / power)
        whole = self._wholes.multiply(row)
        shares = self.shares
        total = shares.nearest + shares.neighbours + shares.whole
        return (shares.nearest * nearest + shares.neighbours * neighbours + shares.whole * whole) / total, titles


def _count_rarity(counts: Sequence[Mapping[Feature, float]]) -> dict[Feature, float]:
    """The smoothed logarithm of how few rows hold a feature, at least 1; under ``""`` that of one held by none."""
    held: defaultdict[Feature, int] = defaultdict(int)
    for row in counts:
        for feature in row:
            held[feature] += 1
    size = len(counts)
    return {"": log(1 + size) + 1} | {feature: log((1 + size) / (1 + many)) + 1 for feature, many in held.items()}
