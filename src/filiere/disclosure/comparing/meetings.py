"""Where two tables meet: cells of one that are cells of the other, and cells that differ by very few contributors.

Two published numbers that differ by one firm’s answer publish that answer, whatever the two are called: the same cell
before and after a correction, a department and an employment zone one firm apart, last year’s total and this year’s
with one firm more. Every pair of cells that share a contributor is compared by counting, which costs as many steps as
contributors have pairs of cells. Sums of several cells are compared in :mod:`~filiere.disclosure.comparing.breakdowns`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from filiere.disclosure.comparing.crossed import Crossing
from filiere.disclosure.comparing.near import Entries, compared
from filiere.disclosure.system import Ints, System

Kind = Literal["same", "revision", "other-cut", "other-period"]
"""How two cells are tied: the same number; or a difference that tells of too few, by a correction, between two cuts of
the same rows, or from one period to another."""

Changes = Mapping[int, int]
"""What each contributor has more in one cell than in another, in common units."""


@dataclass(frozen=True, eq=False)
class Side:
    """A table as it is compared. ``crosses`` numbers what each cell crosses, alike for all tables; ``factor`` brings
    its amounts to the common scale; ``owners`` is the place of each of its contributors among those of all tables.
    """

    system: System
    places: Mapping[Crossing, int]
    crosses: Ints
    factor: int
    owners: Ints

    def held(self, *cells: int) -> dict[int, int]:
        """Return what each contributor has in some cells together; nothing where only sums are known."""
        holdings, found = self.system.holdings, dict[int, int]()
        if holdings is None:
            return found
        for cell in cells:
            span = slice(int(holdings.starts[cell]), int(holdings.starts[cell + 1]))
            for who, amount in zip(self.owners[holdings.owners[span]], holdings.amounts[span], strict=True):
                found[int(who)] = found.get(int(who), 0) + int(amount) * self.factor
        return found

    def entries(self) -> Entries:
        """Return who has how much in which cell, in common units; the table has holdings."""
        holdings = self.system.holdings
        assert holdings is not None  # noqa: S101  Asked before.
        return Entries(holdings.cells, self.owners[holdings.owners], holdings.amounts * self.factor, len(self.system))

    def worth(self, cells: Sequence[int]) -> int:
        """Return the sum of some cells, in common units."""
        return sum(int(self.system.values[cell]) for cell in cells) * self.factor


@dataclass(frozen=True, slots=True)
class Tie:
    """Two sums of cells, one a table, that are the same number, or that differ by ``changes`` (the second less the
    first). Most are sums of a single cell.

    ``changes`` is none where only sums are known and they differ.
    """

    kind: Kind
    first: tuple[int, ...]
    second: tuple[int, ...]
    changes: Changes | None


def ties(first: Side, second: Side, *, minimum: int, same_period: bool, sums_only: bool = False) -> list[Tie]:
    """Return the ties between the cells of two tables, in a steady order.

    Between periods only a cell and itself are compared. A correction of a cell of which only sums are known is taken
    for one of a single contributor. ``sums_only`` is for contributors that stand for unknown ones: cells are then
    compared by their sums, and nothing is concluded from those that differ.
    """
    if sums_only or first.system.holdings is None or second.system.holdings is None:
        return _of_sums(first, second, doubt=same_period and not sums_only)
    found: list[Tie] = []
    cells, others, differing = _pairs(first, second)
    alike = first.crosses[cells] == second.crosses[others]
    near = differing < minimum
    wanted = alike | near if same_period else alike & near
    for place in np.flatnonzero(wanted):
        one, other = int(cells[place]), int(others[place])
        if differing[place] == 0:
            found.append(Tie("same", (one,), (other,), {}))
        else:
            kind: Kind = "other-period" if not same_period else "revision" if alike[place] else "other-cut"
            found.append(Tie(kind, (one,), (other,), changes_of(first.held(one), second.held(other))))
    return found


def _of_sums(first: Side, second: Side, *, doubt: bool) -> list[Tie]:
    found = []
    for crossing, other in second.places.items():
        one = first.places.get(crossing)
        if one is None:
            continue
        if _sums(first, one) == _sums(second, other):
            found.append(Tie("same", (one,), (other,), {}))
        elif doubt:
            found.append(Tie("revision", (one,), (other,), None))
    return found


def _sums(side: Side, cell: int) -> tuple[int, ...]:
    system = side.system
    amounts = (system.values, system.largest, system.second, system.sizes)
    return (int(system.counts[cell]), *(int(array[cell]) * side.factor for array in amounts))


def _pairs(first: Side, second: Side) -> tuple[Ints, Ints, Ints]:
    """Return every two cells that share a contributor, and how many contributors differ between them."""
    found = compared(first.entries(), second.entries())
    return found.cells, found.others, found.differ


def changes_of(before: Changes, after: Changes) -> Changes:
    """Return what each contributor has more in the second; who is in one only has changed, if only from nothing."""
    return {
        who: after.get(who, 0) - before.get(who, 0)
        for who in sorted(before.keys() | after.keys())
        if before.get(who) != after.get(who)
    }
