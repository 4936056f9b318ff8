"""What would change a list of first targets: the smallest set of other answers that puts a target out, or in.

The search is exact within its bounds, by growing size: to put a job out, the answers of the person and what their job
presumes, each turned into its contrary; to let one in, *yes* to what that job asks and is not held. Of several sets of
the smallest size, the one whose answers count most in the target comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations, islice
from math import comb

import numpy as np
from numpy.typing import NDArray

from filiere.careers.paths.holdings import Holding
from filiere.careers.paths.records import Answer
from filiere.careers.paths.scoring import NO_CHANGE, Flip, ScoreTable, Sets
from filiere.careers.paths.selection import Selection
from filiere.careers.paths.targets import Target

MOST_CHANGES = 3
MOST_SETS = 2_400
"""Sets of answers tried for one size; beyond, the search stops and says so."""
_CHUNK = 1024


@dataclass(frozen=True, slots=True)
class Found:
    """The answers to change, blank where none was found; how many answers were searched, and whether all sets were."""

    change: Mapping[str, Answer]
    searched: int
    complete: bool


class CounterfactualSearch:
    """The searches about the first targets of one holding; ``places`` are those of candidates in the table."""

    def __init__(
        self,
        table: ScoreTable,
        selection: Selection,
        holding: Holding,
        fixed: NDArray[np.float64],
        places: Sequence[int],
    ) -> None:
        self._table = table
        self._selection = selection
        self._holding = holding
        self._fixed = fixed
        self._places = list(places)

    def list_first(self) -> list[Target]:
        """Return the first targets, as the answers stand."""
        return [self._table.targets[at] for at in self._choose((), NO_CHANGE)[0] if at >= 0]

    def put_out(self, targets: Sequence[Target]) -> dict[str, Found]:
        """Return for each target of the first ones what would put it out."""
        flips = dict.fromkeys(self._holding.levels, Answer.NO)
        flips |= dict.fromkeys(self._holding.refused, Answer.YES)
        return self._search(targets, flips, enters=False)

    def let_in(self, target: Target) -> Found:
        """Return what would put a target among the first ones."""
        levels = self._holding.levels
        flips = {need.item: Answer.YES for need in target.needs if levels.get(need.item, 0) < need.level}
        return self._search([target], flips, enters=True)[target.id]

    def _choose(self, flips: Sequence[Flip], sets: Sets) -> NDArray[np.intp]:
        """The places in the table of the first targets (columns) for each set of answers changed (row)."""
        scores = self._table.compute_scores(self._holding, flips, sets, self._fixed)[:, self._places]
        chosen = self._selection.choose(scores)
        # A place of -1, where a list is short, stays one.
        placed: NDArray[np.intp] = np.array([*self._places, -1], np.intp)[chosen]
        return placed

    def _search(self, targets: Sequence[Target], asked: Mapping[str, Answer], *, enters: bool) -> dict[str, Found]:
        flips = sorted(item for item in asked if item in self._table.items)
        answers = [(item, asked[item]) for item in flips]
        places = {one.id: at for at, one in enumerate(self._table.targets)}
        orders = {one.id: self._order_flips(one, flips) for one in targets}
        found: dict[str, Found] = {}
        complete = True
        for size in range(1, min(MOST_CHANGES, len(flips)) + 1):
            waiting = [one.id for one in targets if one.id not in found]
            if not waiting:
                break
            complete = complete and comb(len(flips), size) <= MOST_SETS
            sets = _list_sets(len(flips), size)
            lists = np.concatenate(
                [self._choose(answers, sets[at : at + _CHUNK]) for at in range(0, len(sets), _CHUNK)]
            )
            for name in waiting:
                hits = np.flatnonzero((lists == places[name]).any(axis=1) == enters)
                if len(hits):
                    order = orders[name]
                    best = min((sorted(order[at] for at in sets[hit]), hit) for hit in hits.tolist())[1]
                    kept = sorted(sets[best].tolist(), key=order.__getitem__)
                    found[name] = Found(dict(answers[at] for at in kept), len(flips), True)
        return {one.id: found.get(one.id, Found({}, len(flips), complete)) for one in targets}

    def _order_flips(self, target: Target, flips: Sequence[str]) -> list[int]:
        """The rank of each answer by what it counts in a target."""
        weights = {need.item: need.weight for need in target.needs}
        for one in self._table.bridges:
            if one.placed.skill in weights:
                brought = weights[one.placed.skill] * one.counted
                weights[one.placed.phrase] = max(brought, weights.get(one.placed.phrase, 0.0))
        ordered = sorted(range(len(flips)), key=lambda at: (-weights.get(flips[at], 0.0), flips[at]))
        ranks = [0] * len(flips)
        for rank, at in enumerate(ordered):
            ranks[at] = rank
        return ranks


@lru_cache(maxsize=64)
def _list_sets(count: int, size: int) -> Sets:
    """The sets of a size among so many answers, a row each, ``MOST_SETS`` at most."""
    flat = chain.from_iterable(islice(combinations(range(count), size), MOST_SETS))
    sets = np.fromiter(flat, np.intp).reshape(-1, size)
    sets.flags.writeable = False
    return sets
