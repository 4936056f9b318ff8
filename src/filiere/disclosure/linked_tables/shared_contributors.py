"""Every two cells that share a contributor, and how far apart they are, by counting.

A contributor is in few cells of a table, so that going through the entries of both costs as many steps as contributors
have pairs of cells: in proportion to the entries where each has one row, and never as many as there are pairs of cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from filiere.disclosure.protection_levels import Limits
from filiere.disclosure.system import Bools, Ints

PAIR_CHUNK = 4_000_000
"""Pairs of entries of one contributor that are looked at in one go: some two hundred megabytes."""


@dataclass(frozen=True, eq=False)
class Entries:
    """Who has how much in which of ``count`` cells: a row a contributor (or holding) and cell, in common units.

    ``marks``, where they are given, tell apart entries of one amount that are not the same rows.
    """

    cells: Ints
    who: Ints
    amounts: Ints
    count: int
    marks: Ints | None = None

    @cached_property
    def counts(self) -> Ints:
        """How many contributors each cell has."""
        return np.bincount(self.cells, minlength=self.count)

    @cached_property
    def sizes(self) -> Ints:
        """The sum of all sizes of each cell."""
        found = np.zeros(self.count, dtype=np.int64)
        np.add.at(found, self.cells, np.abs(self.amounts))
        return found

    @cached_property
    def largest_sizes(self) -> Ints:
        """The largest size in each cell."""
        found = np.zeros(self.count, dtype=np.int64)
        np.maximum.at(found, self.cells, np.abs(self.amounts))
        return found


@dataclass(frozen=True, eq=False)
class CellPairs:
    """Every two cells that share a contributor: how many ``differ`` between them, how many have the same amount in
    both (``equal``; of other rows too), and the ``size`` of what is left when one is subtracted from the other."""

    cells: Ints
    others: Ints
    differ: Ints
    equal: Ints
    size: Ints


def compare_entries(this: Entries, other: Entries) -> CellPairs:
    """Return how far apart every two cells are that share a contributor, in the order of the cells."""
    width = other.count
    parts = [_count_shared(rows, others, this, other) for rows, others in _iter_matches(this.who, other.who)]
    keys, tallies = _sum_by_key(
        np.concatenate([keys for keys, _ in parts]), np.concatenate([told for _, told in parts])
    )
    cells, others = keys // width, keys % width
    shared, equal, same, spared = tallies.T
    return CellPairs(
        cells,
        others,
        this.counts[cells] + other.counts[others] - shared - same,
        equal,
        this.sizes[cells] + other.sizes[others] - spared,
    )


def group_entries(cells: Ints, owners: Ints, amounts: Ints, groups: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the same entries with the contributors of one group in a cell taken together."""
    units = groups[owners]
    order = np.lexsort((units, cells))
    cells, units, amounts = cells[order], units[order], amounts[order]
    begins = np.flatnonzero(np.append(True, (cells[1:] != cells[:-1]) | (units[1:] != units[:-1]))[: len(cells)])
    return cells[begins], units[begins], np.add.reduceat(amounts, begins) if len(begins) else amounts


def may_be_unsafe(pairs: CellPairs, this: Entries, other: Entries, limits: Limits) -> Bools:
    """Return which pairs may differ by what a rule finds unsafe: all that do, and some more."""
    # Nothing in the difference is larger than what is in the cells, or both together where amounts are of either sign.
    tops = this.largest_sizes[pairs.cells] + other.largest_sizes[pairs.others]
    if (this.amounts >= 0).all() and (other.amounts >= 0).all():
        tops = np.maximum(this.largest_sizes[pairs.cells], other.largest_sizes[pairs.others])
    found: Bools = pairs.differ < limits.minimum
    for n, share in limits.dominance:
        found |= tops * (n * share.denominator) > pairs.size * share.numerator
    if limits.p_percent is not None:
        part = limits.p_percent / 100
        found |= tops * part.numerator > (pairs.size - 2 * tops) * part.denominator
    return found & (pairs.differ > 0)


def match_entries(mine: Ints, theirs: Ints) -> tuple[Ints, Ints]:
    """Return the places of every two entries that are equal, in the order of the first."""
    found = list(_iter_matches(mine, theirs, at_once=None))
    return found[0]


def _iter_matches(mine: Ints, theirs: Ints, at_once: int | None = PAIR_CHUNK) -> Iterator[tuple[Ints, Ints]]:
    """Yield the places of every two entries that are equal, so many at a time; once at least."""
    order = np.argsort(theirs, kind="stable")
    begins = np.searchsorted(theirs[order], mine, side="left")
    times = np.searchsorted(theirs[order], mine, side="right") - begins
    ends = np.cumsum(times)
    first = 0
    while True:
        last = len(mine)
        if at_once is not None and first < last:
            before = int(ends[first] - times[first])
            last = max(first + 1, int(np.searchsorted(ends, before + at_once, side="right")))
        here = times[first:last]
        matched = np.repeat(np.arange(first, last), here)
        within = np.arange(len(matched)) - np.repeat(np.cumsum(here) - here, here)
        yield matched, order[np.repeat(begins[first:last], here) + within]
        first = last
        if first >= len(mine):
            return


def _count_shared(rows: Ints, others: Ints, this: Entries, other: Entries) -> tuple[Ints, Ints]:
    """Return each pair of cells once, and of what they share: how many, how many of the same amount, how many the same,
    and by how much less there is in the difference than in both."""
    amounts, theirs = this.amounts[rows], other.amounts[others]
    spared = np.abs(amounts) + np.abs(theirs) - np.abs(amounts - theirs)
    same = equal = amounts == theirs
    if this.marks is not None and other.marks is not None:
        same = equal & (this.marks[rows] == other.marks[others])
        # Of nothing here and nothing there, at other places, a subtraction takes nothing out.
        equal = same | equal & (amounts != 0)
    told = np.stack([np.ones(len(rows), dtype=np.int64), equal, same, spared], axis=1)
    return _sum_by_key(this.cells[rows] * other.count + other.cells[others], told)


def _sum_by_key(keys: Ints, told: Ints) -> tuple[Ints, Ints]:
    order = np.argsort(keys, kind="stable")
    keys, told = keys[order], told[order]
    begins = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, dtype=np.int64)
    return keys[begins], np.add.reduceat(told, begins, axis=0) if len(begins) else told
