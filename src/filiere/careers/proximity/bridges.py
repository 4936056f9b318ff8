"""Bridges between skills that share no word: who holds the origin phrase, and which job asks the target phrase.

A bridge never names a job. Its phrases are found in the lines of sheets (items, sentences, titles) by their words, each
counting by its rarity; a phrase may also name items of the nomenclature that say the same.

What bridges bring to a target saturates. Let x be the sum, over the skills that the target asks, of the best bridge to
each: strength × how far the origin holds its phrase × how far the target asks its skill. Then

    brought = s × K × (1 − exp(−x / K)),

where s is the share of the skills that bridges may lead to that the target asks: one bridge tells little of a job that
asks few of them. Each line is its share of x, so that lines sum to what is brought. A job that asks many is brought
near to everybody, so that s × what the bridges would bring to somebody who held every skill is taken from all origins
alike (:attr:`BridgeTable.common`). Both hang on the target’s sheet, never on the bridges: a bridge changes nobody who
does not hold its phrase. K was chosen on the jobs whose SHA-256 of the code is even.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from filiere.careers.nomenclature import Job, Nomenclature
from filiere.careers.proximity.vectors import Postings, RareTermWeights, Vector
from filiere.careers.proximity.word_stems import count_stems

Phrase = tuple[str, frozenset[str]]
"""Words, and the keys of items of the nomenclature that say the same."""

SATURATION = 40.0
"""K: after how many bridges the next brings 1/e of what the first does."""
LEAST_COVERED = 0.6
"""The share of a phrase’s words, by weight, that one line must hold for the phrase to be found there."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """A skill of one job that stands for a skill of another, to a degree (``strength``, from 0 to 1).

    ``origin_items`` and ``target_items`` are keys of items of the nomenclature that say what the phrases say.
    """

    key: str
    origin_phrase: str
    target_phrase: str
    strength: float = 1.0
    origin_items: frozenset[str] = frozenset()
    target_items: frozenset[str] = frozenset()


class PhraseFinder:
    """To what degree each job of a nomenclature holds a phrase: 1 by an item, else the best line’s part of it."""

    def __init__(self, nomenclature: Nomenclature) -> None:
        self._jobs = [nomenclature.jobs[code] for code in sorted(nomenclature.jobs)]
        lines: dict[str, list[int]] = {}
        for index, job in enumerate(self._jobs):
            for line in sorted(_list_lines(job, nomenclature)):
                lines.setdefault(line, []).append(index)
        self._holders = list(lines.values())
        counts = [count_stems([line]) for line in lines]
        self._rarity = RareTermWeights(counts)
        self._postings = Postings([dict.fromkeys(count, 1.0) for count in counts])

    @property
    def size(self) -> int:
        """How many jobs the nomenclature has."""
        return len(self._jobs)

    def find_holders(self, phrase: str, items: frozenset[str] = frozenset()) -> Vector:
        """Return for each job, in the order of codes, the degree to which it holds a phrase, from 0 to 1."""
        held = np.zeros(len(self._jobs))
        weights = {stem: self._rarity.rate_rarity(stem) for stem in count_stems([phrase])}
        total = sum(weights.values())
        if total:
            covered = self._postings.compare(weights) / total
            for line in np.flatnonzero(covered >= LEAST_COVERED):
                for index in self._holders[line]:
                    held[index] = max(held[index], min(1.0, float(covered[line])))
        if items:
            for index, job in enumerate(self._jobs):
                if any(one.item in items for one in job.requirements):
                    held[index] = 1.0
        return held


class BridgeTable:
    """Which bridges each job may cross, and what each job asks of them.

    ``skills`` are the skills that bridges may lead to, whether one does or not; a table with bridges must have some.
    """

    def __init__(self, bridges: Iterable[Bridge], finder: PhraseFinder, skills: Iterable[Phrase]) -> None:
        self.bridges = tuple(sorted(bridges, key=lambda one: one.key))
        self._finder = finder
        self._held: dict[Phrase, Vector] = {}
        self.origins = [self._find((one.origin_phrase, one.origin_items)) for one in self.bridges]
        self.targets = [self._find((one.target_phrase, one.target_items)) for one in self.bridges]
        asked = [self._find(one) for one in sorted(set(skills), key=_order_phrase)]
        if not asked:
            raise ValueError("bridges are weighed by the skills that they may lead to: give them all")
        count = sum(asked, np.zeros(finder.size))
        self._share: Vector = count / len(asked)
        self.common: Vector = self._share * self._saturate(count)
        """What is taken from every origin of each target, for it asks many skills."""

    def _find(self, key: Phrase) -> Vector:
        if key not in self._held:
            self._held[key] = self._finder.find_holders(*key)
        return self._held[key]

    def _saturate(self, amount: Vector) -> Vector:
        saturated: Vector = self._share * SATURATION * -np.expm1(-amount / SATURATION)
        return saturated

    def hold_declared(self, items: Iterable[str], phrases: Iterable[str]) -> list[float]:
        """Return to what degree somebody who declares items and phrases holds each origin phrase."""
        declared, said = frozenset(items), frozenset(phrases)
        return [1.0 if declared & one.origin_items or one.origin_phrase in said else 0.0 for one in self.bridges]

    def hold_job(self, index: int) -> list[float]:
        """Return to what degree a job holds each origin phrase."""
        return [float(held[index]) for held in self.origins]

    def compare(self, held: list[float]) -> Vector:
        """Return for each target what the bridges bring: the best to each skill, summed and saturated."""
        return self._saturate(self._sum_best(held))

    def list_crossed(self, held: list[float], index: int) -> list[tuple[Bridge, float]]:
        """Return the bridges that count for one target, and what each brings; they sum to ``compare``."""
        best: dict[Phrase, tuple[Bridge, float]] = {}
        for bridge, degree, asked in zip(self.bridges, held, self.targets, strict=True):
            brought = bridge.strength * degree * float(asked[index])
            key = (bridge.target_phrase, bridge.target_items)
            if brought > 0 and (key not in best or brought > best[key][1]):
                best[key] = (bridge, brought)
        crossed = [best[key] for key in sorted(best, key=_order_phrase)]
        whole = sum(amount for _, amount in crossed)
        if not whole:
            return []
        kept = float(self.compare(held)[index]) / whole
        return [(bridge, kept * amount) for bridge, amount in crossed]

    def _sum_best(self, held: list[float]) -> Vector:
        best: dict[Phrase, Vector] = {}
        for bridge, degree, asked in zip(self.bridges, held, self.targets, strict=True):
            if degree > 0:
                key = (bridge.target_phrase, bridge.target_items)
                brought = bridge.strength * degree * asked
                best[key] = np.maximum(best[key], brought) if key in best else brought
        return sum((best[key] for key in sorted(best, key=_order_phrase)), np.zeros(self._finder.size))


def _order_phrase(phrase: Phrase) -> tuple[str, list[str]]:
    return phrase[0], sorted(phrase[1])


def _list_lines(job: Job, nomenclature: Nomenclature) -> set[str]:
    items: Mapping[str, object] = nomenclature.items
    lines = {nomenclature.items[one.item].label for one in job.requirements if one.item in items}
    lines |= {sentence for sentences in job.sheet.values() for sentence in sentences}
    return lines | {title.label for title in job.titles} | {job.title}
