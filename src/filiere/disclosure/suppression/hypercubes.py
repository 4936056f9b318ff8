"""Circulations written down rather than solved for, so that a pattern is found in a table of any shape.

Along each cut, a change of codes adds up to nothing: a code rises and one beside it falls by as much (each with the
groups below their common one, and with one narrowest code of those that are groups), or a narrowest code rises with all
its groups up to the total. The product of such changes over the cuts adds up to nothing in every table: the corners of
a box, of which half rise and half fall (known in the field as the hypercube method). With every cell withheld that may
be, there is such a way for each cell; a linear program finds cheaper ones and takes, in five dimensions, a thousand
times as long.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from filiere.disclosure.suppression.circulation_network import Demand, Network
from filiere.disclosure.suppression.integer_circulations import is_circulation
from filiere.disclosure.system import Bools, Cut, Floats, Ints
from filiere.disclosure.work_budget import WorkBudget

MOST_CORNERS = 400_000
"""Corners looked at for one demand at most: the codes farthest from fitting are left out of large tables."""
BOX_SECONDS, CORNER_SECONDS = 8e-4, 5e-8
"""Seconds of reference of a look for boxes, and what a corner adds."""
MOST_BOXES = 200
"""Boxes looked at for one movement at most, where no single one has room for it or some add up wrongly."""
MOST_LEAVES = 3
"""Narrowest codes of a group that are tried."""


type _Change = tuple[tuple[int, ...], tuple[int, ...]]
"""The codes of a cut that rise, and those that fall."""


@dataclass(frozen=True, eq=False)
class _CutChanges:
    """Changes along one cut, a row each: steps of the key of a cell, and +1, −1 or 0 (nothing there)."""

    steps: Ints
    signs: Ints
    first: Ints
    """The code that moves the other way; that of the narrowest code where none does."""


class HypercubeFinder:
    """Finds boxes; ``keep`` marks the cells that must stay visible."""

    def __init__(self, network: Network, keep: Bools, work: WorkBudget) -> None:
        self.network, self.keep, self.work = network, keep, work
        system = network.system
        bits = 1 << np.arange(len(system.cuts))
        self._crossed = {int(mask) for mask in np.unique((system.keys > 0) @ bits).tolist()}
        self._inside = [_codes_by_group(cut) for cut in system.cuts]

    def circulation(self, demand: Demand, hidden: Bools, costs: Floats | None) -> tuple[Ints, Ints] | None:
        """Return the cells and whole movements of a circulation that meets the demand, whose new cells cost little.

        Without ``costs``, through hidden cells only. None where no box has room: a linear program may still find a way.
        """
        # What unions and differences add to a system goes by the key of another cell.
        if self.network.list_siblings(demand.cell, 0)[self.network.system.keys[demand.cell, 0]] != demand.cell:
            return None
        still = ~hidden if costs is None else self.keep & ~hidden
        costs = np.zeros(len(hidden)) if costs is None else costs
        cells, signs = self._corners(demand, still, hidden, costs)
        if not len(cells):
            return None
        return self._add_up_boxes(demand, cells, signs, hidden, costs)

    def _corners(self, demand: Demand, still: Bools, hidden: Bools, costs: Floats) -> tuple[Ints, Ints]:
        """Return the boxes of which every corner may move: a row each, cells (−1: no table has it) and signs."""
        system = self.network.system
        unmoved = self._find_still_cells(demand, still)
        changes = []
        for place, cut in enumerate(system.cuts):
            beside = self.network.list_siblings(demand.cell, place)
            may = (beside < 0) | ~unmoved[beside]
            if int(self._mask(demand.cell, place)) in self._crossed:
                may &= beside >= 0
            rows = _list_changes(cut, self._inside[place], int(system.keys[demand.cell, place]), may)
            if not rows:
                return np.zeros((0, 1), dtype=np.int64), np.zeros((0, 1), dtype=np.int64)
            changes.append(_pack_changes(rows, self.network.step(place)))
        corners = int(np.prod([one.steps.shape[1] for one in changes]))
        changes = self._select_changes(changes, demand, hidden, costs, max(MOST_CORNERS // corners, 1))
        keys = np.zeros((1, 1), dtype=np.int64)
        signs = np.full((1, 1), demand.side, dtype=np.int64)
        crossed = np.zeros((1, 1), dtype=np.int64)
        for place, change in enumerate(changes):
            above = (change.steps > 0).astype(np.int64) << place
            keys, signs, crossed = (
                made.reshape(made.shape[0] * made.shape[1], -1)
                for made in (
                    keys[:, None, :, None] + change.steps[None, :, None, :],
                    signs[:, None, :, None] * change.signs[None, :, None, :],
                    crossed[:, None, :, None] + above[None, :, None, :],
                )
            )
        self.work.charge(BOX_SECONDS + CORNER_SECONDS * keys.size)
        cells = self.network.cells_at(keys)
        moving = signs != 0
        # A crossing that some table shows and that has no cell is empty for all to see; one that none shows is no cell.
        empty = moving & (cells < 0) & np.isin(crossed, np.array(sorted(self._crossed)))
        cells = np.where(moving, cells, -1)
        fine = ~empty.any(axis=1) & (~unmoved[cells] | (cells < 0)).all(axis=1)
        return cells[fine], np.where(cells[fine] < 0, 0, signs[fine])

    def _mask(self, cell: int, place: int) -> int:
        """Return which cuts a cell crosses, as bits, with one cut more."""
        crossed = self.network.system.keys[cell] > 0
        return int(crossed @ (1 << np.arange(len(crossed)))) | 1 << place

    def _find_still_cells(self, demand: Demand, still: Bools) -> Bools:
        """Return the cells that a circulation for this demand may not move: ``still`` and what the view knows."""
        still = still.copy()
        still[demand.view.known] = True
        if demand.exact:
            still |= ~self.network.interior
            still[demand.view.floor_cells] = True
        return still

    def _select_changes(
        self, changes: list[_CutChanges], demand: Demand, hidden: Bools, costs: Floats, most: int
    ) -> list[_CutChanges]:
        """Leave out, of each cut, the changes whose own cell fits least, until no more than ``most`` boxes are left."""
        numbers = [len(one.steps) for one in changes]
        while int(np.prod(numbers)) > most and max(numbers) > 1:
            widest = int(np.argmax(numbers))
            numbers[widest] = max(numbers[widest] * 3 // 4, 1)
        found = []
        for place, (cut_changes, number) in enumerate(zip(changes, numbers, strict=True)):
            if number < len(cut_changes.steps):
                cells = self.network.list_siblings(demand.cell, place)[cut_changes.first]
                room = np.maximum(self.network.room[cells], 1.0)
                score = np.where(hidden[cells], 0.0, costs[cells] + 1.0) * np.maximum(1.0, demand.amount / room)
                chosen = np.argsort(score, kind="stable")[:number]
                cut_changes = _CutChanges(
                    cut_changes.steps[chosen], cut_changes.signs[chosen], cut_changes.first[chosen]
                )
            found.append(cut_changes)
        return found

    def _add_up_boxes(
        self, demand: Demand, cells: Ints, signs: Ints, hidden: Bools, costs: Floats
    ) -> tuple[Ints, Ints] | None:
        """Add boxes up, the cheapest for what it brings first, until the cell has moved by what is asked."""
        network = self.network
        room = np.append(network.room_for(demand.view), np.inf)
        price = np.append(np.where(hidden, 0.0, costs + 1e-9), 0.0)
        left = 1 if demand.exact else int(np.ceil(demand.amount))
        moves = np.zeros(network.size, dtype=np.int64)
        tried = np.zeros(len(cells), dtype=bool)
        for _ in range(MOST_BOXES):
            if demand.exact:
                brings = np.ones(len(cells))
            else:
                brings = np.floor(np.minimum(np.where(signs < 0, room[cells], np.inf).min(axis=1), left))
            fit = (brings >= 1) & ~tried
            if not fit.any():
                return None
            worth = np.where(fit, (price[cells].sum(axis=1) + 1e-6) / np.maximum(brings, 1), np.inf)
            best = int(np.argmin(worth))
            moving = signs[best] != 0
            box, turns = cells[best][moving], signs[best][moving]
            if not is_circulation(network, box, turns):
                # Linked tables may add up otherwise as well, where their codes stand for the same rows.
                tried[best] = True
                continue
            amount = int(brings[best])
            moves[box] += turns * amount
            price[box] = 0.0
            if not demand.exact:
                room[box] += turns * amount
            left -= amount
            if left <= 0:
                found = np.flatnonzero(moves)
                return found, moves[found]
        return None


def _codes_by_group(cut: Cut) -> dict[int, list[int]]:
    """Return the codes of each group."""
    found: dict[int, list[int]] = {}
    for place, parent in enumerate(cut.parents):
        found.setdefault(parent, []).append(place)
    return found


def _list_changes(cut: Cut, inside: dict[int, list[int]], code: int, may: Bools) -> list[_Change]:
    """Return the changes of a cut in which ``code`` rises, through codes that may move."""

    def down(group: int, most: int) -> list[tuple[int, ...]]:
        """Return ways from a group (included) to its narrowest codes, ``most`` at most."""
        if not may[group]:
            return []
        if group not in inside:
            return [(group,)]
        ways: list[tuple[int, ...]] = []
        for member in inside[group]:
            if len(ways) < most:
                ways += [(group, *way) for way in down(member, most - len(ways))]
        return ways

    found: list[_Change] = []
    up = cut.path(code)
    for below in down(code, len(cut.codes) if code == 0 else MOST_LEAVES):
        if may[list(up)].all():
            found.append(((*below[1:], *up), ()))
        for place, above in enumerate(up[:-1]):
            if not may[above]:
                break
            found.extend(
                ((*below[1:], *up[: place + 1]), other)
                for beside in inside[cut.parents[above]]
                if beside != above
                for other in down(beside, MOST_LEAVES)
            )
    return found


def _pack_changes(rows: Sequence[_Change], step: int) -> _CutChanges:
    widest = max(len(more) + len(fewer) for more, fewer in rows)
    steps, signs = np.zeros((len(rows), widest), dtype=np.int64), np.zeros((len(rows), widest), dtype=np.int64)
    for number, (more, fewer) in enumerate(rows):
        moved = (*more, *fewer)
        steps[number, : len(moved)] = np.array(moved) * step
        signs[number, : len(moved)] = [1] * len(more) + [-1] * len(fewer)
    first = np.array([fewer[0] if fewer else more[0] for more, fewer in rows], dtype=np.int64)
    return _CutChanges(steps, signs, first)
