"""The score of every target for many holdings at once: what is searched through, before anything is explained.

For a target, the sum over its needs of weight × what is credited of the skill, in points, plus what depends on the
origin alone. A skill is credited by the share of its level that is held, or by the best bridge that leads to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filiere.careers.paths.holdings import HIGHEST_LEVEL, Holding
from filiere.careers.paths.records import Answer
from filiere.careers.paths.targets import Target
from filiere.careers.profession import PlacedBridge

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

    def __init__(self, targets: Sequence[Target], bridges: Sequence[WeighedBridge], points: float) -> None:
        self._points = points
        self.targets = tuple(targets)
        self.bridges = tuple(bridges)
        needs = [(place, need) for place, target in enumerate(targets) for need in target.needs]
        names = {need.item for _, need in needs} | {one.placed.phrase for one in bridges}
        self.items = {item: at for at, item in enumerate(sorted(names | {one.placed.skill for one in bridges}))}
        # Targets that ask a skill at one level share what is credited of it.
        asked = {pair: at for at, pair in enumerate(sorted({(need.item, need.level) for _, need in needs}))}
        self._weights = np.zeros((len(asked), len(self.targets)))
        for place, need in needs:
            self._weights[asked[need.item, need.level], place] += need.weight
        self._leading: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        self._led: defaultdict[int, set[int]] = defaultdict(set)
        for one in bridges:
            phrase, skill = self.items[one.placed.phrase], self.items[one.placed.skill]
            self._leading[skill].append((phrase, one.counted))
            self._led[phrase].add(skill)
        self._columns: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        for (item, level), column in asked.items():
            self._columns[self.items[item]].append((column, float(level)))

    def compute_scores(self, holding: Holding, flips: Sequence[Flip], sets: Sets, fixed: Scores) -> Scores:
        """Return the score of each target (column) for a holding with each set of answers changed (row).

        ``sets`` holds, a row each, places in ``flips``; ``fixed`` is what each target gets from the origin alone.
        Scores are rounded, so that two that are equal stay so whatever the order of their sums. A target of which
        nothing is held has none: minus infinity.
        """
        changes = _ChangedHolding(self.items, holding, flips, sets)
        moved = self._find_moved(changes)
        credit = np.zeros(len(self._weights))
        columns, rows = [], []
        for item, asked in self._columns.items():
            bridged, own = self._find_bridged(item, changes), changes.read_level(item)
            if item not in moved:
                for column, level in asked:
                    credit[column] = max(min(1.0, own / level), bridged)
                continue
            for column, level in asked:
                columns.append(column)
                rows.append(np.broadcast_to(np.maximum(np.minimum(1.0, own / level), bridged), len(sets)))
        # What no answer of these sets can move is credited once for all of them.
        sums = credit @ self._weights
        if rows:
            sums = sums + np.array(rows).T @ self._weights[columns]
        whole = np.where(sums > 0, np.round(self._points * sums + fixed, _DIGITS), -np.inf)
        scores: Scores = np.broadcast_to(whole, (len(sets), len(self.targets)))
        return scores

    def _find_moved(self, changes: _ChangedHolding) -> set[int]:
        """The items that an answer to those turned may credit otherwise: themselves, and what they lead to."""
        return {*changes.turned, *(skill for phrase in changes.turned for skill in self._led.get(phrase, ()))}

    def _find_bridged(self, item: int, changes: _ChangedHolding) -> Any:
        """What the best bridge whose phrase is held brings of a skill: a number for all sets, or a row."""
        best: Any = 0.0
        for phrase, counted in self._leading.get(item, ()):
            if phrase in changes.turned:
                best = np.maximum(best, counted * (changes.read_level(phrase) > 0))
            elif changes.levels.get(phrase, 0.0) > 0:
                best = max(best, counted) if isinstance(best, float) else np.maximum(best, counted)
        if item in changes.turned:
            return np.where(changes.read_refusal(item), 0.0, best)
        return 0.0 if item in changes.refused else best


class _ChangedHolding:
    """What is held and refused with each set of answers changed: a number for an item that no answer turns, else a row
    of numbers, one for each set."""

    def __init__(self, items: Mapping[str, int], holding: Holding, flips: Sequence[Flip], sets: Sets) -> None:
        self.levels = {items[item]: float(level) for item, level in holding.levels.items() if item in items}
        self.refused = {items[item] for item in holding.refused if item in items}
        self.turned: dict[int, tuple[Answer, NDArray[np.bool_]]] = {}
        if sets.size:
            chosen = np.zeros((len(flips), len(sets)), bool)
            chosen[sets.T, np.arange(len(sets))] = True
            self.turned = {items[item]: (answer, row) for (item, answer), row in zip(flips, chosen, strict=True)}
        self._rows: dict[int, Scores] = {}

    def read_level(self, item: int) -> Any:
        """The level at which an item is held."""
        before = self.levels.get(item, 0.0)
        if item not in self.turned:
            return before
        if item not in self._rows:
            answer, chosen = self.turned[item]
            self._rows[item] = np.where(chosen, 0.0 if answer is Answer.NO else float(HIGHEST_LEVEL), before)
        return self._rows[item]

    def read_refusal(self, item: int) -> NDArray[np.bool_]:
        """Whether the person said no to an item that an answer turns."""
        answer, chosen = self.turned[item]
        if answer is Answer.NO:
            return chosen | (item in self.refused)
        return ~chosen & (item in self.refused)
