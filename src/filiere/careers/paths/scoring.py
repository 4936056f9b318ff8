"""The score of every target for many holdings at once: what is searched through, before anything is explained.

For a target, the sum over its needs of weight × what is credited of the skill, in points, plus what depends on the
origin alone. A skill is credited by the share of its level that is held, or by the best bridge that leads to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
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
# Sums of what is added and taken away come back to nothing but for their last digits.
_NOTHING = 1e-9
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
        movers = self._list_movers(changes)
        sums = self._credit_all(changes.levels, changes.refused)
        lone: defaultdict[int, list[int]] = defaultdict(list)
        for item, flipped in movers.items():
            if len(flipped) == 1:
                lone[flipped[0]].append(item)
        if lone:
            # What one answer alone moves is added for each answer of a set.
            moved = np.zeros((len(flips), len(self.targets)))
            for place, (name, answer) in enumerate(flips):
                moved[place] = self._measure_move(changes, self.items[name], answer, lone[self.items[name]])
            sums = sums + sum(moved[sets[:, at]] for at in range(sets.shape[1]))
        together = [item for item, flipped in movers.items() if len(flipped) > 1]
        if together:
            sums = sums + self._measure_common_moves(changes, together, len(sets))
        whole = np.where(sums > _NOTHING, np.round(self._points * sums + fixed, _DIGITS), -np.inf)
        scores: Scores = np.broadcast_to(whole, (len(sets), len(self.targets)))
        return scores

    def _list_movers(self, changes: _ChangedHolding) -> dict[int, list[int]]:
        """The items asked that an answer to those turned may credit otherwise, each with the items whose answer may:
        itself, and the phrases of its bridges."""
        movers: defaultdict[int, list[int]] = defaultdict(list)
        for item in changes.turned:
            for moved in {item, *self._led.get(item, ())}:
                if moved in self._columns:
                    movers[moved].append(item)
        return movers

    def _credit_all(self, levels: Mapping[int, float], refused: Collection[int]) -> Scores:
        credit = np.zeros(len(self._weights))
        for item in self._columns:
            for column, credited in self._credit(item, levels, refused):
                credit[column] = credited
        sums: Scores = credit @ self._weights
        return sums

    def _credit(self, item: int, levels: Mapping[int, float], refused: Collection[int]) -> Iterator[tuple[int, float]]:
        """What is credited of an item (0 to 1), by the level at which it is asked."""
        own, bridged = levels.get(item, 0.0), 0.0
        if item not in refused:
            held = (counted for phrase, counted in self._leading.get(item, ()) if levels.get(phrase, 0.0) > 0)
            bridged = max(held, default=0.0)
        for column, level in self._columns[item]:
            yield column, max(min(1.0, own / level), bridged)

    def _measure_move(self, changes: _ChangedHolding, turned: int, answer: Answer, items: Sequence[int]) -> Scores:
        """What one answer turned changes in each target, through the items that it alone moves."""
        levels = {**changes.levels, turned: 0.0 if answer is Answer.NO else float(HIGHEST_LEVEL)}
        refused = changes.refused | {turned} if answer is Answer.NO else changes.refused - {turned}
        moved = np.zeros(len(self.targets))
        for item in items:
            before = dict(self._credit(item, changes.levels, changes.refused))
            for column, after in self._credit(item, levels, refused):
                if after != before[column]:
                    moved += (after - before[column]) * self._weights[column]
        return moved

    def _measure_common_moves(self, changes: _ChangedHolding, items: Sequence[int], count: int) -> Scores:
        """What each set changes in each target through the items that several answers move."""
        columns, rows = [], []
        for item in items:
            bridged, own = self._find_bridged(item, changes), changes.read_level(item)
            before = dict(self._credit(item, changes.levels, changes.refused))
            for column, level in self._columns[item]:
                columns.append(column)
                after = np.maximum(np.minimum(1.0, own / level), bridged)
                rows.append(np.broadcast_to(after - before[column], count))
        moved: Scores = np.array(rows).T @ self._weights[columns]
        return moved

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
