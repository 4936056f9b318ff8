"""What cells of two tables have in common and apart where the rules find that unsafe: found again, by other code.

The difference of two published values is as good as published. So an auditor crosses two such cells, as a table of both
would: what is in both, in the one only and in the other only are cells, which no file tells. What is told by these in
turn is added too; and what the folder lists is crossed once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from filiere.core import Text
from filiere.disclosure.audit.rebuilt_table import (
    Bools,
    CellHoldings,
    Difference,
    Ints,
    RebuiltTable,
    SumEquations,
    group_holdings,
)
from filiere.disclosure.audit.resolved_spec import Spec, unreadable_faults
from filiere.disclosure.audit.unsafe_cells import apply_rules

Vector = tuple[tuple[int, int], ...]
"""Who has how much."""
SumEquality = tuple[tuple[int, ...], tuple[int, ...]]
"""Cells whose sum is that of other cells."""
ClaimedCells = tuple[int, ...]
"""The cell of the auditor’s table for each difference that the folder lists."""

_NO_DIFFERENCES = Text(fr="un seul tableau n’en a pas", en="one table alone has none")

PAIR_CHUNK = 20_000_000
"""Pairs of cells of one contributor looked at in one go, some hundred megabytes."""


def add_differences(spec: Spec, table: RebuiltTable) -> tuple[RebuiltTable, ClaimedCells]:
    """Return the table with its differences as cells, and which of them the folder lists as what; raise ``Faults`` when
    the folder lists what cannot be one."""
    if table.held is None or len(table.tables) < 2:
        if spec.differences:
            raise unreadable_faults("spec.json", _NO_DIFFERENCES, key="differences")
        return table, ()
    search = _DifferenceSearch(spec, table, table.held, table.marked or table.held)
    search.equal()
    search.pairs()
    claimed = search.cross_listed_differences()
    search.chains()
    return search.build_extended_table(), claimed


@dataclass(frozen=True, eq=False)
class _PairOverlaps:
    """Pairs of cells: how many are in both with the ``same`` amount of the same rows, with anything else, with an
    ``equal`` amount that a subtraction takes out, and what both hold ``alike``."""

    cells: Ints
    others: Ints
    same: Ints
    other: Ints
    equal: Ints
    alike: Ints


class _DifferenceSearch:
    """The table under the eyes of somebody who subtracts: vectors of cells, then of differences, in marked amounts, and
    what ties them."""

    def __init__(self, spec: Spec, table: RebuiltTable, held: CellHoldings, marked: CellHoldings) -> None:
        self.spec, self.table, self.held, self.own = spec, table, held, len(table)
        self.marked, self.unit = marked, table.unit
        cuts = range(len(table.cuts))
        self.planes = np.stack(
            [(table.keys[:, [cut for cut in cuts if cut not in chosen]] == 0).all(axis=1) for chosen in table.tables],
            axis=1,
        )
        starts = marked.starts.tolist()
        entries = list(zip(marked.who.tolist(), marked.amounts.tolist(), strict=True))
        self.vectors: list[Vector] = [tuple(sorted(entries[start:end])) for start, end in pairwise(starts)]
        self.place: dict[Vector, int] = {}
        for cell, vector in enumerate(self.vectors):
            self.place.setdefault(vector, cell)
        self.differences: list[Difference] = []
        self.rows: list[SumEquality] = []
        self.crossings: list[tuple[int, int]] = []

    def equal(self) -> None:
        """Note the cells of different tables that hold the same amounts of the same contributors."""
        members: dict[Vector, list[int]] = {}
        for cell, vector in enumerate(self.vectors[: self.own]):
            before = members.setdefault(vector, [])
            for row in before:
                if not (self.planes[row] & self.planes[cell]).any():
                    self.rows.append(((row,), (cell,)))
                    break
            before.append(cell)

    def pairs(self) -> None:
        """Add what two cells of different tables differ by, if they have something in common that the subtraction
        takes out."""
        suspect: set[tuple[int, int]] = set()
        related: set[tuple[int, int]] = set()
        # A firm may have the same in both where it is its holding that the rest tells of.
        for held in self._units():
            near = self._find_overlapping_pairs(held)
            apart = ~(self.planes[near.cells] & self.planes[near.others]).any(axis=1)
            for these, wanted in ((suspect, self._find_suspect_pairs(held, near)), (related, near.equal > 0)):
                these.update(
                    zip(near.cells[apart & wanted].tolist(), near.others[apart & wanted].tolist(), strict=True)
                )
        found = suspect & related
        # Cells that are one number are looked at once.
        numbers = {both: tuple(self.place[self.vectors[cell]] for cell in both) for both in found}
        pairs = sorted(set(numbers.values()))
        apart = [_subtract_vectors(self.vectors[one], self.vectors[other]) for one, other in pairs]
        unsafe = dict(zip(pairs, self._judge_vectors(apart), strict=True))
        for this, other in pairs:
            if unsafe[this, other]:
                self.cross((this,), (other,))
        self.crossings = [both for both in sorted(found) if unsafe[numbers[both]]]

    def _units(self) -> list[CellHoldings]:
        return (
            [self.marked]
            if self.table.groups is None
            else [self.marked, group_holdings(self.marked, self.table.groups)]
        )

    def _unmark_amounts[A: (int, Ints)](self, amounts: A) -> A:
        """Return marked amounts without the marks."""
        return (amounts + self.unit // 2) // self.unit

    def _find_overlapping_pairs(self, held: CellHoldings) -> _PairOverlaps:
        """Return all pairs of cells that somebody is in both of, the lower place first."""
        order = np.lexsort((held.cells, held.who))
        cells, who, amounts = held.cells[order], held.who[order], held.amounts[order]
        starts = np.flatnonzero(np.append(True, who[1:] != who[:-1]))
        sizes = np.diff(np.append(starts, len(who)))
        parts: list[Ints] = []
        for some in np.array_split(np.arange(len(starts)), int((sizes**2).sum()) // PAIR_CHUNK + 1):
            rows, columns = _pair_entries(starts[some], sizes[some])
            kept = cells[rows] < cells[columns]
            rows, columns = rows[kept], columns[kept]
            same = amounts[rows] == amounts[columns]
            mine, theirs = self._unmark_amounts(amounts[rows]), self._unmark_amounts(amounts[columns])
            alike = np.abs(mine) + np.abs(theirs) - np.abs(mine - theirs)
            equal = same | (mine == theirs) & (mine != 0)
            parts.append(_sum_duplicate_pairs(np.stack([cells[rows], cells[columns], same, ~same, equal, alike])))
        found = _sum_duplicate_pairs(np.concatenate(parts, axis=1))
        return _PairOverlaps(*found)

    def _find_suspect_pairs(self, held: CellHoldings, near: _PairOverlaps) -> Bools:
        """Return the pairs of which a rule may say that their difference is unsafe."""
        amounts = self._unmark_amounts(held.amounts)
        counts, sizes = np.diff(held.starts), held.sums(np.abs(amounts))
        most = np.zeros(len(counts), dtype=np.int64)
        np.maximum.at(most, held.cells, np.abs(amounts))
        rules = self.spec.limits()
        apart = counts[near.cells] + counts[near.others] - 2 * near.same - near.other
        size = sizes[near.cells] + sizes[near.others] - near.alike
        # No amount of the difference is larger than those of the cells, or than both where one may be negative.
        largest = most[near.cells], most[near.others]
        top = np.maximum(*largest) if (amounts >= 0).all() else largest[0] + largest[1]
        found = apart < rules.minimum
        for n, share in rules.dominance:
            found |= _multiply_exactly(top, n * share.denominator) > _multiply_exactly(size, share.numerator)
        if rules.p_percent is not None:
            found |= _multiply_exactly(top, rules.p_percent.numerator) > _multiply_exactly(
                size - 2 * top, 100 * rules.p_percent.denominator
            )
        return found & (apart > 0)

    def cross(self, this: Sequence[int], other: Sequence[int]) -> None:
        """Add what is in both of two sums, in the one only and in the other only, and what ties them to these."""
        both, mine, theirs = _split_vectors(self._sum(this), self._sum(other))
        if not both:
            return
        # A sum that lies within the other is what both have.
        common = tuple(other if mine else this)
        if theirs and mine:
            common = (self._cell("both", this, other, both),)
        for side, beyond, rest in ((this, other, mine), (other, this, theirs)):
            parts = (*common, self._cell("less", side, beyond, rest)) if rest else common
            if sorted(side) != sorted(parts):
                self.rows.append((tuple(side), parts))

    def _cell(self, kind: str, this: Sequence[int], other: Sequence[int], vector: Vector) -> int:
        """Return the cell or difference of a vector, a new one if there is none."""
        if vector not in self.place:
            self.place[vector] = len(self.vectors)
            self.vectors.append(vector)
            self.differences.append(Difference(kind, tuple(this), tuple(other)))
        return self.place[vector]

    def _sum(self, places: Sequence[int]) -> Vector:
        net: dict[int, int] = {}
        for place in places:
            for who, amount in self.vectors[place]:
                net[who] = net.get(who, 0) + amount
        return tuple(sorted(net.items()))

    def _judge_vectors(self, vectors: Sequence[Vector]) -> list[bool]:
        some = [place for place, vector in enumerate(vectors) if vector]
        found = [False] * len(vectors)
        if some:
            asked = self._apply_rules([vectors[place] for place in some]).primary.tolist()
            for place, unsafe in zip(some, asked, strict=True):
                found[place] = unsafe
        return found

    def _apply_rules(self, vectors: Sequence[Vector]) -> RebuiltTable:
        """Return vectors as the cells of a table by itself, with what the rules ask of each."""
        plain = [[(who, self._unmark_amounts(amount)) for who, amount in vector] for vector in vectors]
        entries = [sorted(vector, key=lambda one: (-one[1], one[0])) for vector in plain]
        held = CellHoldings(
            np.cumsum([0, *map(len, entries)], dtype=np.int64),
            np.array([who for entry in entries for who, _ in entry], dtype=np.int64),
            np.array([amount for entry in entries for _, amount in entry], dtype=np.int64),
            np.ones(sum(map(len, entries)), dtype=np.int64),
        )
        values = held.sums(held.amounts)
        bounded = held.sums(np.abs(held.amounts)) == values
        counts = np.diff(held.starts)
        return apply_rules(
            self.spec,
            replace(self.table, values=values, bounded=bounded, counts=counts, held=held, differences=(), crossings=()),
        )

    def chains(self) -> None:
        """Cross differences of few with the cells and differences of few that they are a part of, or that are parts of
        them, where the rest is of few as well: each rest is a smaller part, so that this ends."""
        fewest = self.spec.rules.minimum
        members: dict[int, list[int]] = {}
        for vector, place in list(self.place.items()):
            if place < self.own and len(vector) <= 2 * (fewest - 1):
                for who, _ in vector:
                    members.setdefault(who, []).append(place)
        number = self.own
        while number < len(self.vectors):
            mine = set(self.vectors[number])
            if len(mine) < fewest:
                near = sorted({one for who, _ in mine for one in members.get(who, ())})
                for other in near:
                    theirs = set(self.vectors[other])
                    if (mine < theirs or theirs < mine) and len(mine ^ theirs) < fewest:
                        self.cross((number,), (other,))
                for who, _ in mine:
                    members.setdefault(who, []).append(number)
            number += 1

    def cross_listed_differences(self) -> ClaimedCells:
        """Cross what the folder says to have crossed; return the cell of each difference that it lists."""
        places = list(range(self.own))
        for kind, *sides in self.spec.differences:
            if not all(sides) or any(not 0 <= place < len(places) for side in sides for place in side):
                raise unreadable_faults("spec.json", Text.same(f"{kind} {sides}"), key="differences")
            this, other = ([places[place] for place in side] for side in sides)
            both, mine, _ = _split_vectors(self._sum(this), self._sum(other))
            found = mine if kind == "less" else both
            if not both or not found:
                raise unreadable_faults("spec.json", Text.same(f"{kind} {sides}"), key="differences")
            self.cross(this, other)
            places.append(self._cell(kind, this, other, found))
        return tuple(places[self.own :])

    def build_extended_table(self) -> RebuiltTable:
        """Return the table with all differences as cells."""
        sums, crossings = _append_sums(self.table.sums, self.rows), tuple(self.crossings)
        table, held = replace(self.table, sums=sums, crossings=crossings), self.held
        more = self.vectors[self.own :]
        if not more:
            return table
        found = self._apply_rules(more)
        assert found.held is not None  # noqa: S101  Made of vectors.
        keys = table.keys
        for difference in self.differences:
            # A difference stands where the first of the cells does that it lies between.
            keys = np.concatenate([keys, keys[[min((*difference.one, *difference.other))]]])

        def join_arrays(name: str) -> np.ndarray:
            return np.concatenate([getattr(table, name), getattr(found, name)])

        return replace(
            table,
            keys=keys,
            held=CellHoldings(
                np.concatenate([held.starts, held.starts[-1] + found.held.starts[1:]]),
                np.concatenate([held.who, found.held.who]),
                np.concatenate([held.amounts, found.held.amounts]),
                np.concatenate([held.members, found.held.members]),
            ),
            differences=tuple(self.differences),
            values=join_arrays("values"),
            bounded=join_arrays("bounded"),
            counts=join_arrays("counts"),
            primary=join_arrays("primary"),
            upper=join_arrays("upper"),
            lower=join_arrays("lower"),
        )


def _multiply_exactly(amounts: Ints, factor: int) -> np.ndarray:
    """Return the products of amounts, exact: in Python’s whole numbers where 64 bits would not hold them."""
    most = int(np.abs(amounts).max(initial=0))
    found: np.ndarray = (
        amounts * factor if most * factor < 2**62 and factor < 2**62 else amounts.astype(object) * factor
    )
    return found


def _pair_entries(starts: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Return, for each contributor, every pair of places of its entries, both ways."""
    each = np.repeat(sizes, sizes)
    rows = np.repeat(np.arange(int(sizes.sum())) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes), each)
    within = np.arange(int(each.sum())) - np.repeat(np.cumsum(each) - each, each)
    return rows, np.repeat(np.repeat(starts, sizes), each) + within


def _sum_duplicate_pairs(columns: Ints) -> Ints:
    """Return each pair of the first two rows once, and the sums of the others."""
    both, place = np.unique(columns[:2], axis=1, return_inverse=True)
    told = np.zeros((len(columns) - 2, both.shape[1]), dtype=np.int64)
    for row, values in zip(told, columns[2:], strict=True):
        np.add.at(row, place.ravel(), values)
    return np.concatenate([both, told]).astype(np.int64)


def _append_sums(sums: SumEquations, rows: Sequence[SumEquality]) -> SumEquations:
    lengths = np.array([len(wholes) + len(parts) for wholes, parts in rows], dtype=np.int64)
    cells = [place for wholes, parts in rows for place in (*parts, *wholes)]
    signs = [sign for wholes, parts in rows for sign in (*[1] * len(parts), *[-1] * len(wholes))]
    return SumEquations(
        np.concatenate([sums.starts, sums.starts[-1] + np.cumsum(lengths)]),
        np.concatenate([sums.cells, np.array(cells, dtype=np.int64)]),
        np.concatenate([sums.signs, np.array(signs, dtype=np.int64)]),
    )


def _subtract_vectors(this: Vector, other: Vector) -> Vector:
    """Return by how much each contributor differs between two cells; who has the same in both does not."""
    first, second = dict(this), dict(other)
    whoever = sorted(first.keys() | second.keys())
    return tuple((who, first.get(who, 0) - second.get(who, 0)) for who in whoever if first.get(who) != second.get(who))


def _split_vectors(this: Vector, other: Vector) -> tuple[Vector, Vector, Vector]:
    """Return what is in both, in the first only and in the second only. Of amounts that differ the smaller is in both,
    unless one is below nothing: then none is."""
    first, second = dict(this), dict(other)
    both, mine, theirs = [], [], []
    for who, amount in this:
        less = second.get(who)
        if less is None or (amount != less and min(amount, less) < 0):
            mine.append((who, amount))
        else:
            both.append((who, min(amount, less)))
            if amount > less:
                mine.append((who, amount - less))
    for who, amount in other:
        less = first.get(who)
        if less is None or (amount != less and min(amount, less) < 0):
            theirs.append((who, amount))
        elif amount > less:
            theirs.append((who, amount - less))
    return tuple(both), tuple(mine), tuple(theirs)
