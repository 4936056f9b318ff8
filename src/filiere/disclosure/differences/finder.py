"""The search for what cells of linked tables differ by: pairs of cells, sums, and what these leave of one another."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np

from filiere.disclosure.differences.contributor_vectors import (
    Vector,
    fingerprint_cells,
    fingerprint_vector,
    normalize_row,
    split_vectors,
    subtract_vectors,
)
from filiere.disclosure.differences.difference_system import (
    CellPlaces,
    Difference,
    DifferenceKind,
    DifferenceSet,
    WaiverLookup,
    empty_additions,
    find_unsafe_vectors,
)
from filiere.disclosure.linked_tables.breakdown_links import find_breakdown_links
from filiere.disclosure.linked_tables.cell_links import ComparedTable
from filiere.disclosure.linked_tables.shared_contributors import Entries, compare_entries, group_entries, may_be_unsafe
from filiere.disclosure.protection_levels import Limits
from filiere.disclosure.system import Bools, Holdings, Ints, System
from filiere.disclosure.union_find import UnionFind

MOST_MARKED = 2**48
"""Marked amounts that are compared; thousands of them are added up without loss."""


class DifferenceFinder:
    """The search for differences in one system; see the module."""

    def __init__(self, system: System, planes: Bools, limits: Limits, waived: WaiverLookup | None) -> None:
        holdings = system.holdings
        assert holdings is not None  # noqa: S101  Asked before.
        self.system, self.planes, self.limits, self.waived = system, planes, limits, waived
        self.amounts, self.holdings, self.unit = (
            holdings.amounts,
            *_mark_noughts(holdings, int(np.flatnonzero((system.keys == 0).all(axis=1))[0])),
        )
        self.own = len(system)
        self.by_name: dict[int, list[int]] = {}
        for cell, named in enumerate(fingerprint_cells(self.holdings).tolist()):
            self.by_name.setdefault(named, []).append(cell)
        self.cells: list[Difference] = []
        self.number: dict[Vector, int] = {}
        self.equations: list[tuple[CellPlaces, CellPlaces]] = []
        self.unions = UnionFind(self.own)
        self.unions.join_lone_parts(system.additions)
        self.small = _SmallCells(self)

    def run(self) -> DifferenceSet:
        """Return what was found, in a steady order."""
        self._tie_the_same()
        self.leads = self.unions.leads()
        self.written = set(self._rows())
        for this, other in combinations(range(self.planes.shape[1]), 2):
            pairs = [((left,), (right,)) for left, right in self._pairs(this, other)]
            for pair, tells in zip(pairs, self._judge_pairs(pairs), strict=True):
                if tells:
                    self.cross(*pair)
        for this, other in combinations(range(self.planes.shape[1]), 2):
            for lefts, rights in self._sums(this, other):
                self.cross(lefts, rights)
        seen = 0
        while seen < len(self.cells):
            self.small.look_around(self.own + seen)
            seen += 1
        cells = tuple(replace(one, held=self._unmark_amounts(one.held)) for one in self.cells)
        return DifferenceSet(self.own, cells, tuple(self.equations))

    def _unmark_amounts(self, held: Vector) -> Vector:
        """Return amounts without the marks of noughts."""
        return tuple((who, (amount + self.unit // 2) // self.unit) for who, amount in held)

    def list_holdings(self, place: int) -> Vector:
        """Return who has how much of a cell or difference, in marked amounts."""
        if place >= self.own:
            return self.cells[place - self.own].held
        span = slice(int(self.holdings.starts[place]), int(self.holdings.starts[place + 1]))
        return tuple(
            sorted(zip(self.holdings.owners[span].tolist(), self.holdings.amounts[span].tolist(), strict=True))
        )

    def cross(self, this: CellPlaces, other: CellPlaces) -> None:
        """Tie two sums to what is in both, and to what is in one of them only."""
        both, mine, theirs = split_vectors(self._sum_holdings(this), self._sum_holdings(other))
        if not both:
            return
        if mine and theirs:
            common = self._number("both", this, other, both)
            self._tie(this, (common, self._number("less", this, other, mine)))
            self._tie(other, (common, self._number("less", other, this, theirs)))
        elif mine:
            self._tie(this, (*other, self._number("less", this, other, mine)))
        elif theirs:
            self._tie(other, (*this, self._number("less", other, this, theirs)))
        else:
            self._tie(this, other)

    def _tie_the_same(self) -> None:
        """Tie cells of different tables that have the same amounts of the same contributors."""
        for cells in self.by_name.values():
            for place, cell in enumerate(cells):
                for before in cells[:place]:
                    if not (self.planes[cell] & self.planes[before]).any() and self.list_holdings(
                        cell
                    ) == self.list_holdings(before):
                        if self.unions.join(cell, before):
                            self.equations.append(((before,), (cell,)))
                        break

    def _rows(self) -> Iterator[tuple[tuple[int, int], ...]]:
        additions = self.system.additions
        pairs = list(zip(self.leads[additions.cells].tolist(), additions.signs.tolist(), strict=True))
        for start, end in pairwise(additions.starts.tolist()):
            yield normalize_row(pairs[start:end])

    def _pairs(self, this: int, other: int) -> list[tuple[int, int]]:
        """Return the pairs of cells of two tables that may differ by what is unsafe; each two numbers once."""
        sides = [self._entries(this, other), self._entries(other, this)]
        told, alike = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        # The rules count holdings as well, where they are told; what goes out by the subtraction may be that of a firm
        # where it is of its holding that the rest tells.
        for groups in self._units():
            units = [self._group_entries(side, groups) for side in sides]
            pairs = compare_entries(*units)
            apart = ~(self.planes[pairs.cells] & self.planes[pairs.others]).any(axis=1)
            apart &= self.leads[pairs.cells] != self.leads[pairs.others]
            keys = pairs.cells * self.own + pairs.others
            told = np.union1d(told, keys[apart & may_be_unsafe(pairs, units[0], units[1], self.limits)])
            alike = np.union1d(alike, keys[apart & (pairs.equal > 0)])
        return [divmod(key, self.own) for key in np.intersect1d(told, alike).tolist()]

    def _group_entries(self, entries: Ints, groups: Ints) -> Entries:
        """Return entries, by place, of cells and holdings, with what tells apart those of one amount."""
        held, owners = self.holdings, self.holdings.owners[entries]
        found = group_entries(held.cells[entries], owners, self.amounts[entries], groups)
        marks = group_entries(held.cells[entries], owners, held.amounts[entries], groups)[2] if self.unit > 1 else None
        return Entries(*found, self.own, marks)

    def _units(self) -> list[Ints]:
        owners, groups = np.arange(len(self.holdings.groups)), self.holdings.groups
        return [owners] if len(np.unique(groups)) == len(groups) else [owners, groups]

    def _entries(self, table: int, other: int) -> Ints:
        """Return the places of the entries of the cells that one table has and another has not; of those that are one
        number, and in the same tables, one."""
        cells = np.flatnonzero(self.planes[:, table] & ~self.planes[:, other])
        kinds = np.column_stack([self.leads[cells], self.planes[cells]])
        cells = cells[np.unique(kinds, axis=0, return_index=True)[1]]
        chosen = np.zeros(self.own, dtype=np.bool_)
        chosen[cells] = True
        return np.flatnonzero(chosen[self.holdings.cells])

    def _sums(self, this: int, other: int) -> Iterator[tuple[CellPlaces, CellPlaces]]:
        """Yield sums of cells of two tables that few tell apart, or nobody."""
        first, second = self._side(this), self._side(other)
        ties = find_breakdown_links(first[1], second[1], minimum=self.limits.minimum, same_period=True)
        pairs = [
            (tuple(first[0][list(tie.first)].tolist()), tuple(second[0][list(tie.second)].tolist())) for tie in ties
        ]
        for (lefts, rights), tie, tells in zip(pairs, ties, self._judge_pairs(pairs), strict=True):
            if (tells or tie.kind == "same") and not set(lefts) & set(rights):
                yield lefts, rights

    def _side(self, table: int) -> tuple[Ints, ComparedTable]:
        """Return the cells of a table, and the table by itself."""
        cells = np.flatnonzero(self.planes[:, table])
        used = np.flatnonzero((self.system.keys[cells] != 0).any(axis=0))
        there = np.isin(self.holdings.cells, cells)
        sizes = np.diff(self.holdings.starts)[cells]
        arrays = ("values", "counts", "largest", "second", "sizes")
        part = replace(
            self.system,
            cuts=tuple(self.system.cuts[place] for place in used),
            keys=self.system.keys[cells][:, used],
            additions=empty_additions(),
            holdings=replace(
                self.holdings,
                starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
                owners=self.holdings.owners[there],
                amounts=self.holdings.amounts[there],
                noughts=None,
            ),
            **{array: getattr(self.system, array)[cells] for array in arrays},
        )
        everybody = np.arange(len(self.holdings.names), dtype=np.int64)
        return cells, ComparedTable(part, {}, np.arange(len(cells)), 1, everybody)

    def _number(self, kind: DifferenceKind, this: CellPlaces, other: CellPlaces, held: Vector) -> int:
        """Return the cell or difference that has these contributors: a new difference if there is none."""
        found = self.number.get(held)
        if found is None:
            found = next(
                (cell for cell in self.by_name.get(fingerprint_vector(held), ()) if self.list_holdings(cell) == held),
                None,
            )
        if found is None:
            found = self.own + len(self.cells)
            self.number[held] = found
            self.cells.append(Difference(kind, this, other, held))
        return found

    def _tie(self, wholes: CellPlaces, parts: CellPlaces) -> None:
        row = normalize_row([(self._lead(place), sign) for side, sign in ((wholes, -1), (parts, 1)) for place in side])
        if row and row not in self.written:
            self.written.add(row)
            self.equations.append((wholes, parts))

    def _lead(self, place: int) -> int:
        return int(self.leads[place]) if place < self.own else place

    def _sum_holdings(self, places: CellPlaces) -> dict[int, int]:
        if len(places) == 1:
            return dict(self.list_holdings(places[0]))
        found: dict[int, int] = {}
        for place in places:
            for who, amount in self.list_holdings(place):
                found[who] = found.get(who, 0) + amount
        return found

    def _judge_pairs(self, pairs: Sequence[tuple[CellPlaces, CellPlaces]]) -> list[bool]:
        """Whether the rules would find unsafe what tells each pair apart, were it a cell."""
        vectors = [
            self._unmark_amounts(subtract_vectors(self._sum_holdings(one), self._sum_holdings(other)))
            for one, other in pairs
        ]
        return find_unsafe_vectors(self.system, vectors, self.limits, waived=self.waived)


def _mark_noughts(holdings: Holdings, whole: int) -> tuple[Holdings, int]:
    """Return amounts in so small a unit that noughts can be counted beside them, and that unit.

    Two cells that are the same but for a row of nothing are two numbers to whoever does not know that it is nothing. To
    count such rows in what is compared makes them so, everywhere, without a second comparison. ``whole`` is the cell
    that everybody is in.
    """
    noughts = holdings.noughts
    if noughts is None:
        return holdings, 1
    # No entry has more of them than the whole.
    unit = 2 * int(noughts[holdings.cells == whole].sum()) + 1
    if int(np.abs(holdings.amounts).max()) >= MOST_MARKED // unit:
        # Amounts that leave no room are compared alone, and such cells taken for one number.
        return holdings, 1
    return replace(holdings, amounts=holdings.amounts * unit + noughts), unit


class _SmallCells:
    """Cells and differences of few, by who is in them, and what one leaves of another."""

    def __init__(self, finder: DifferenceFinder) -> None:
        self._finder = finder
        self._most = 2 * max(finder.limits.minimum - 1, 0)
        self._found: dict[int, list[int]] = {}
        self._differences: dict[int, list[int]] = {}
        self._order = np.argsort(finder.holdings.owners, kind="stable")
        self._owners = finder.holdings.owners[self._order]

    def look_around(self, number: int) -> None:
        """Cross a difference of few with the cells and earlier differences of few that it is a part of, or that are
        parts of it, where the rest is of few as well."""
        finder = self._finder
        held, fewest = finder.list_holdings(number), finder.limits.minimum
        if len(held) >= fewest:
            return
        mine = set(held)
        others = {one for who, _ in held for one in (*self._cells(who), *self._differences.get(who, ()))}
        for who, _ in held:
            self._differences.setdefault(who, []).append(number)
        for other in sorted(others):
            theirs = set(finder.list_holdings(other))
            if 0 < len(mine ^ theirs) < fewest and (mine < theirs or theirs < mine):
                finder.cross((other,), (number,))

    def _cells(self, who: int) -> list[int]:
        """Return the cells of few that somebody is in, one of each number."""
        if who not in self._found:
            finder = self._finder
            span = slice(*np.searchsorted(self._owners, [who, who + 1]).tolist())
            cells = finder.holdings.cells[self._order[span]]
            cells = np.sort(cells[finder.system.counts[cells] <= self._most])
            self._found[who] = cells[np.unique(finder.leads[cells], return_index=True)[1]].tolist()
        return self._found[who]
