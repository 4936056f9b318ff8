"""How close each job of a nomenclature is to an origin, as a sum of named parts that can be listed to the line.

The origin is a job, or the skills that somebody declares. Official links enter one part only, which is off unless asked
for; observed moves enter none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from filiere.careers.nomenclature import Nomenclature
from filiere.careers.proximity.bridges import Bridge, BridgeTable, Phrase, PhraseFinder
from filiere.careers.proximity.hubs import rate_common_targets, rate_congestion
from filiere.careers.proximity.measures import (
    FactMeasure,
    Measure,
    Origin,
    build_measures,
    describe_declared,
    describe_job,
)
from filiere.careers.proximity.parts import (
    RULE_PARTS,
    SHEET_PARTS,
    WEIGHTS,
    Line,
    Part,
    PartScore,
    Suggestion,
)
from filiere.careers.proximity.vectors import Vector, count_holders

ALL_PARTS = frozenset(Part)
WITHOUT_FREE_TEXT = ALL_PARTS - SHEET_PARTS - RULE_PARTS
"""The parts that read nothing of the sheets’ sentences."""
COMMON_TARGET_STRENGTH = 0.5
MOST_CONGESTED = 0.03
"""The share of the lists of ten in which one job may stand, by what sheets say: the greatest tried with which no job
stands in more than .06 of the lists of the origins whose SHA-256 is even, bridges counted or free text left out."""
_MOST_RELATED = 5
_RELATED_SHARPNESS = 8.0


@dataclass(frozen=True, slots=True)
class Profile:
    """Skills that somebody declares, without a job: keys of items, and origin phrases of bridges in their own words."""

    items: frozenset[str] = frozenset()
    phrases: frozenset[str] = frozenset()


class UnknownJob(LookupError):
    """A code that the nomenclature does not have."""


class Proximity:
    """The proximity between the jobs of a nomenclature; building it takes seconds, asking it milliseconds.

    ``parts`` names those that count. ``official`` adds the official links, as a part of their own. ``skills`` are those
    that bridges may lead to (:class:`BridgeTable`), without which bridges raise :class:`ValueError`; a target that asks
    many of them is held back alike for all jobs, and for nobody who declares skills.
    """

    def __init__(
        self,
        nomenclature: Nomenclature,
        *,
        bridges: Iterable[Bridge] = (),
        skills: Iterable[Phrase] = (),
        parts: frozenset[Part] = ALL_PARTS,
        official: bool = False,
        weights: Mapping[Part, float] = WEIGHTS,
    ) -> None:
        self.nomenclature = nomenclature
        self.codes = tuple(sorted(nomenclature.jobs))
        self._index = {code: at for at, code in enumerate(self.codes)}
        self._weights = weights
        self._parts = parts
        self._official = official
        self._jobs = [describe_job(nomenclature.jobs[code], nomenclature) for code in self.codes]
        self._measures: list[Measure] = [one for one in build_measures(nomenclature, self._jobs) if one.part in parts]
        kept = tuple(bridges) if Part.BRIDGES in parts else ()
        self._bridges = BridgeTable(kept, PhraseFinder(nomenclature), skills) if kept else None
        holders = count_holders(job.items for job in self._jobs)
        self._rarity = {key: math.log(len(self.codes) / count) for key, count in holders.items()}
        raw = np.array([self._sum(self._measure(job)) for job in self._jobs]).reshape(len(self.codes), -1)
        # The corrections come from the sheets alone: a bridge more or less moves nobody who does not hold its phrase.
        self._common = rate_common_targets(raw, COMMON_TARGET_STRENGTH)
        self._congestion = rate_congestion(raw - self._common, MOST_CONGESTED)
        self._core: NDArray[np.float64] = raw - self._common - self._congestion
        self._bridged_common = (
            np.zeros(len(self.codes)) if self._bridges is None else weights[Part.BRIDGES] * self._bridges.common
        )

    @cached_property
    def scores(self) -> NDArray[np.float64]:
        """The score of each job (column) for each origin (row), in the order of ``codes``."""
        return np.array([self._sum(self._list_values(code)) for code in self.codes])

    def rank_targets(self, origin: str | Profile, *, most: int | None = None) -> list[Suggestion]:
        """Return the jobs from the closest, the origin left out; of two with one score, the code decides.

        Raises :class:`UnknownJob` for a code that the nomenclature does not have.
        """
        values = self._list_values(origin)
        scores = self._sum(values)
        order = sorted(range(len(self.codes)), key=lambda at: (-scores[at], self.codes[at]))
        kept = [at for at in order if self.codes[at] != origin][:most]
        return [
            Suggestion(self.codes[at], float(scores[at]), {part: float(column[at]) for part, column in values.items()})
            for at in kept
        ]

    def explain(self, origin: str | Profile, target: str) -> list[PartScore]:
        """Return the parts of one score, each with the lines that sum to it; parts that bring nothing are left out."""
        at = self._find(target)
        values = self._list_values(origin)
        return [
            PartScore(part, value, tuple(self._list_lines(part, origin, at)))
            for part in Part
            if part in values and (value := float(values[part][at]))
        ]

    def rate_likeness(self, one: str, other: str) -> float:
        """Return how alike the items of two jobs are, from 0 to 1."""
        measure = next(found for found in self._measures if found.part is Part.COMMON_ITEMS)
        return float(measure.compare(self._jobs[self._find(one)])[self._find(other)])

    def _find(self, code: str) -> int:
        if code not in self._index:
            raise UnknownJob(code)
        return self._index[code]

    def _measure(self, origin: Origin, *, facts: bool = True) -> dict[Part, Vector]:
        return {
            one.part: self._weights[one.part] * one.compare(origin)
            for one in self._measures
            if facts or not isinstance(one, FactMeasure)
        }

    def _sum(self, values: Mapping[Part, Vector]) -> Vector:
        return sum((values[part] for part in Part if part in values), np.zeros(len(self.codes)))

    def _list_values(self, origin: str | Profile) -> dict[Part, Vector]:
        if isinstance(origin, Profile):
            values = self._measure(describe_declared(origin.items, self.nomenclature), facts=False)
            related = self._list_related(origin)
            values[Part.RELATED_JOBS] = self._weights[Part.RELATED_JOBS] * sum(
                (share * self._core[at] for at, share in related), np.zeros(len(self.codes))
            )
        else:
            at = self._find(origin)
            values = self._measure(self._jobs[at])
            values[Part.COMMON_TARGET] = -self._common - self._bridged_common
            values[Part.CONGESTION] = -self._congestion
            if self._official:
                values[Part.OFFICIAL_LINK] = self._weights[Part.OFFICIAL_LINK] * self._list_linked(origin)
        if self._bridges is not None:
            values[Part.BRIDGES] = self._weights[Part.BRIDGES] * self._bridges.compare(self._list_held(origin))
        return values

    def _list_held(self, origin: str | Profile) -> list[float]:
        if self._bridges is None:
            return []
        if isinstance(origin, Profile):
            return self._bridges.hold_declared(origin.items, origin.phrases)
        return self._bridges.hold_job(self._find(origin))

    def _list_linked(self, origin: str) -> Vector:
        linked = np.zeros(len(self.codes))
        for move in self.nomenclature.list_moves_from(origin):
            if move.target in self._index:
                linked[self._index[move.target]] = 1.0
        return linked

    def _list_related(self, profile: Profile) -> list[tuple[int, float]]:
        """The jobs that hold most of what is declared, and their shares, which sum to 1."""
        declared = sorted(key for key in profile.items if key in self._rarity)
        total = sum(self._rarity[key] for key in declared)
        if not total:
            return []
        held = [sum(self._rarity[key] for key in declared if key in job.items) / total for job in self._jobs]
        nearest = sorted(range(len(held)), key=lambda at: (-held[at], self.codes[at]))[:_MOST_RELATED]
        sharp = {at: held[at] ** _RELATED_SHARPNESS for at in nearest if held[at] > 0}
        whole = sum(sharp.values())
        return [(at, weight / whole) for at, weight in sharp.items()]

    def _list_lines(self, part: Part, origin: str | Profile, at: int) -> list[Line]:
        target = self.codes[at]
        if part is Part.COMMON_TARGET:
            return [Line("correction", "", target, -float(self._common[at] + self._bridged_common[at]))]
        if part is Part.CONGESTION:
            return [Line("correction", "", target, -float(self._congestion[at]))]
        weight = self._weights[part]
        if part is Part.OFFICIAL_LINK:
            return [Line("link", str(origin), target, weight)]
        if part is Part.BRIDGES and self._bridges is not None:
            crossed = self._bridges.list_crossed(self._list_held(origin), at)
            return [Line("bridge", one.origin_phrase, one.target_phrase, weight * amount) for one, amount in crossed]
        if part is Part.RELATED_JOBS and isinstance(origin, Profile):
            return [
                Line("job", self.codes[near], target, weight * share * float(self._core[near, at]))
                for near, share in self._list_related(origin)
            ]
        if isinstance(origin, Profile):
            terms = describe_declared(origin.items, self.nomenclature)
        else:
            terms = self._jobs[self._find(origin)]
        measure = next(one for one in self._measures if one.part is part)
        return [Line(one.kind, one.origin, one.target, weight * one.amount) for one in measure.list_lines(terms, at)]
