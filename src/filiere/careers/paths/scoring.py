"""The score of every target for many holdings at once: what is searched through, before anything is explained.

For a target, the sum over its needs of weight × what is credited of the skill, in points, plus what depends on the
origin alone. A skill is credited by the share of its level that is held, or by the best bridge that leads to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from filiere.careers.paths.holdings import HIGHEST_LEVEL, Holding
from filiere.careers.paths.records import Answer
from filiere.careers.paths.targets import Target
from filiere.careers.profession import PlacedBridge

POINTS = 90.0
"""What a target is worth of which everything is held."""
_DIGITS = 9
Scores = NDArray[np.float64]
Sets = NDArray[np.intp]
Flip = tuple[str, Answer]
NO_CHANGE: Sets = np.zeros((1, 0), np.intp)
"""The one set that changes nothing."""


@dataclass(frozen=True, slots=True)
class WeighedBridge:
    """A bridge and what it counts on a day, from 0 to 1."""

    placed: PlacedBridge
    counted: float
    unreviewed: bool


def weigh_bridges(bridges: Sequence[PlacedBridge], on: date) -> tuple[WeighedBridge, ...]:
    """Return bridges as they count on a day, in the order of their ids."""
    found = (WeighedBridge(one, one.bridge.compute_weight(on), one.bridge.is_unreviewed(on)) for one in bridges)
    return tuple(sorted(found, key=lambda one: one.placed.bridge.id))


class ScoreTable:
    """The needs of all targets as a table, skills by targets, and the bridges to them."""

    def __init__(self, targets: Sequence[Target], bridges: Sequence[WeighedBridge]) -> None:
        self.targets = tuple(targets)
        self.bridges = tuple(bridges)
        needs = [(place, need) for place, target in enumerate(targets) for need in target.needs]
        names = {need.item for _, need in needs} | {one.placed.phrase for one in bridges}
        self.items = {item: at for at, item in enumerate(sorted(names | {one.placed.skill for one in bridges}))}
        # Targets that ask a skill at one level share what is credited of it.
        asked = {pair: at for at, pair in enumerate(sorted({(need.item, need.level) for _, need in needs}))}
        self._item = np.array([self.items[item] for item, _ in asked], np.intp)
        self._level = np.array([level for _, level in asked], float)
        self._weights = np.zeros((len(asked), len(self.targets)))
        for place, need in needs:
            self._weights[asked[need.item, need.level], place] += need.weight
        self._ends = [(self.items[one.placed.phrase], self.items[one.placed.skill], one.counted) for one in bridges]

    def compute_scores(self, holding: Holding, flips: Sequence[Flip], sets: Sets, fixed: Scores) -> Scores:
        """Return the score of each target (column) for a holding with each set of answers changed (row).

        ``sets`` holds, a row each, places in ``flips``; ``fixed`` is what each target gets from the origin alone.
        Scores are rounded, so that two that are equal stay so whatever the order of their sums. A target of which
        nothing is held has none: minus infinity.
        """
        levels = np.zeros((len(sets), len(self.items)))
        refused = np.zeros(levels.shape, bool)
        for item, level in holding.levels.items():
            if item in self.items:
                levels[:, self.items[item]] = level
        for item in holding.refused:
            if item in self.items:
                refused[:, self.items[item]] = True
        if sets.size:
            rows = np.arange(len(sets))[:, None]
            places = np.array([self.items[item] for item, _ in flips], np.intp)[sets]
            refusals = np.array([answer is Answer.NO for _, answer in flips])[sets]
            levels[rows, places] = np.where(refusals, 0.0, float(HIGHEST_LEVEL))
            refused[rows, places] = refusals
        bridged = np.zeros(levels.shape)
        for phrase, skill, counted in self._ends:
            held = levels[:, phrase] > 0
            if held.any():
                np.maximum(bridged[:, skill], counted * held, out=bridged[:, skill])
        bridged[refused] = 0.0
        credited = np.maximum(np.minimum(1.0, levels[:, self._item] / self._level), bridged[:, self._item])
        sums = credited @ self._weights
        scores: Scores = np.where(sums > 0, np.round(POINTS * sums + fixed, _DIGITS), -np.inf)
        return scores
