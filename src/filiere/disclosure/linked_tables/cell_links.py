"""Where two tables meet: cells of one that are cells of the other, and cells that differ by very few contributors.

Two published numbers that differ by one firm’s answer publish that answer, whatever the two are called: the same cell
before and after a correction, a department and an employment zone one firm apart, last year’s total and this year’s
with one firm more. Every pair of cells that share a contributor is compared by counting, which costs as many steps as
contributors have pairs of cells. Sums of several cells are compared in
:mod:`~filiere.disclosure.linked_tables.breakdown_links`.

Within a period, what sets two cells apart is held to every rule, like a cell. From one period to another most answers
change, the largest most, so that only a change of too few is held against a table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from filiere.disclosure.linked_tables.cell_coordinates import Coordinates
from filiere.disclosure.linked_tables.shared_contributors import (
    CellPairs,
    Entries,
    compare_entries,
    group_entries,
    may_be_unsafe,
)
from filiere.disclosure.protection_levels import Limits
from filiere.disclosure.system import Bools, Ints, System

LinkKind = Literal["same", "revision", "other-cut", "other-period"]
"""How two cells are tied: the same number; or a difference that may tell too much, by a correction, between two cuts
of the same rows, or from one period to another."""

Changes = Mapping[int, int]
"""What each contributor has more in one cell than in another, in common units."""


@dataclass(frozen=True, eq=False)
class ComparedTable:
    """A table as it is compared. ``crosses`` numbers what each cell crosses, alike for all tables; ``factor`` brings
    its amounts to the common scale; ``owners`` is the place of each of its contributors among those of all tables.
    """

    system: System
    places: Mapping[Coordinates, int]
    crosses: Ints
    factor: int
    owners: Ints

    def sum_holdings(self, *cells: int) -> dict[int, int]:
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

    def sum_values(self, cells: Sequence[int]) -> int:
        """Return the sum of some cells, in common units."""
        return sum(int(self.system.values[cell]) for cell in cells) * self.factor


@dataclass(frozen=True, slots=True)
class CellLink:
    """Two sums of cells, one a table, that are the same number, or that differ by ``changes`` (the second less the
    first). Most are sums of a single cell.

    ``changes`` is none where only sums are known and they differ.
    """

    kind: LinkKind
    first: tuple[int, ...]
    second: tuple[int, ...]
    changes: Changes | None


def find_cell_links(
    first: ComparedTable,
    second: ComparedTable,
    *,
    limits: Limits,
    groups: Ints,
    same_period: bool,
    sums_only: bool = False,
) -> list[CellLink]:
    """Return the ties between the cells of two tables, in a steady order: all that tell too much, and some more.

    ``groups`` is the holding of each contributor. Between periods only a cell and itself are compared. A correction of
    a cell of which only sums are known is taken for one of a single contributor. ``sums_only`` is for contributors that
    stand for unknown ones: cells are then compared by their sums, and nothing is concluded from those that differ.
    """
    if sums_only or first.system.holdings is None or second.system.holdings is None:
        return _link_by_sums(first, second, doubt=same_period and not sums_only)
    found: list[CellLink] = []
    pairs = compare_entries(first.entries(), second.entries())
    alike = first.crosses[pairs.cells] == second.crosses[pairs.others]
    few = pairs.differ < limits.minimum
    wanted = alike | few | _find_telling_pairs(first, second, pairs, limits, groups) if same_period else alike & few
    for place in np.flatnonzero(wanted):
        this, other = int(pairs.cells[place]), int(pairs.others[place])
        if pairs.differ[place] == 0:
            found.append(CellLink("same", (this,), (other,), {}))
        else:
            kind: LinkKind = "other-period" if not same_period else "revision" if alike[place] else "other-cut"
            found.append(
                CellLink(kind, (this,), (other,), compute_changes(first.sum_holdings(this), second.sum_holdings(other)))
            )
    return found


def _find_telling_pairs(
    first: ComparedTable, second: ComparedTable, pairs: CellPairs, limits: Limits, groups: Ints
) -> Bools:
    """Return which pairs a rule may find unsafe by what sets them apart, by contributor or by holding."""
    this, other = first.entries(), second.entries()
    # Two cells in which nobody has the same have nothing to do with each other.
    found, alike = may_be_unsafe(pairs, this, other, limits), pairs.equal > 0
    if len(np.unique(groups)) < len(groups):
        sides = [
            Entries(*group_entries(some.cells, some.who, some.amounts, groups), some.count) for some in (this, other)
        ]
        held = compare_entries(*sides)
        keys, theirs = pairs.cells * other.count + pairs.others, held.cells * other.count + held.others
        found |= np.isin(keys, theirs[may_be_unsafe(held, sides[0], sides[1], limits)])
        alike |= np.isin(keys, theirs[held.equal > 0])
    return found & alike


def _link_by_sums(first: ComparedTable, second: ComparedTable, *, doubt: bool) -> list[CellLink]:
    found = []
    for crossing, other in second.places.items():
        place = first.places.get(crossing)
        if place is None:
            continue
        if _cell_sums(first, place) == _cell_sums(second, other):
            found.append(CellLink("same", (place,), (other,), {}))
        elif doubt:
            found.append(CellLink("revision", (place,), (other,), None))
    return found


def _cell_sums(side: ComparedTable, cell: int) -> tuple[int, ...]:
    system = side.system
    amounts = (system.values, system.largest, system.second, system.sizes)
    return (int(system.counts[cell]), *(int(array[cell]) * side.factor for array in amounts))


def compute_changes(before: Changes, after: Changes) -> Changes:
    """Return what each contributor has more in the second; who is in one only has changed, if only from nothing."""
    return {
        who: after.get(who, 0) - before.get(who, 0)
        for who in sorted(before.keys() | after.keys())
        if before.get(who) != after.get(who)
    }
