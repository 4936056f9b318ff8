"""The table made again from its rows, by code that the suppression does not share.

An auditor who asked the suppressor for the cells would inherit its mistakes. Here rows climb one cut at a time, whole
tables at once. Everything is in scaled units (``1 / scale``).

    Cut             what the folder says of a column
    Held            who holds how much of each cell
    Rebuilt         cells, sums, who holds what, which cells are unsafe and by how much they must be blurred
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cut:
    """A column: its codes, the total first, and the place of the group of each (−1 for the total)."""

    column: str
    codes: tuple[str, ...]
    parents: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class CellHoldings:
    """Who holds how much: entries of cell ``c`` from ``starts[c]`` to ``starts[c + 1]``, the largest amount first.

    ``members`` counts the contributors that an entry stands for (one, or those of a holding).
    """

    starts: Ints
    who: Ints
    amounts: Ints
    members: Ints

    @cached_property
    def cells(self) -> Ints:
        """The cell of each entry."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def of(self, cell: int) -> tuple[Ints, Ints]:
        """Return who holds a part of a cell, and how much."""
        span = slice(self.starts[cell], self.starts[cell + 1])
        return self.who[span], self.amounts[span]

    def sums(self, amounts: Ints) -> Ints:
        """Return the sum of the amounts, one an entry, of the entries of each cell."""
        running = np.concatenate([[0], np.cumsum(amounts)])
        found: Ints = running[self.starts[1:]] - running[self.starts[:-1]]
        return found


@dataclass(frozen=True, eq=False)
class SumEquations:
    """``Σ parts − whole = 0``: entries of sum ``i`` from ``starts[i]`` on, +1 for a part, −1 for the whole, of which
    there are several where cells of two tables hold the same rows."""

    starts: Ints
    cells: Ints
    signs: Ints

    @cached_property
    def rows(self) -> Ints:
        """The sum of each entry."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


@dataclass(frozen=True, slots=True)
class Difference:
    """What some cells together have that others have not (``less``), or what is in ``both``."""

    kind: str
    one: tuple[int, ...]
    other: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class RebuiltTable:
    """What the auditor made again. ``keys`` has a row a cell and a column a cut, the place of its code;
    ``tables`` name the cuts that each crosses.

    ``bounded`` cells are known to be 0 at least, since no amount in them is negative. ``counts`` are contributors;
    ``held`` is none where the folder has sums only, and ``largest`` and ``second`` then are all that is known of
    contributors. ``upper`` and ``lower`` are the blur that a ``primary`` cell needs. The last cells are the
    ``differences``, each what some cells have and others have not, or what is in both; ``crossings`` are the pairs of
    cells of different tables of which the rules find unsafe what tells them apart. ``marked`` has what ``held`` has
    in so small a unit (``unit``) that the rows of an amount of nothing are counted beside. ``reasons`` count, of the
    cells of the files, the primary ones that break each rule.
    """

    cuts: tuple[Cut, ...]
    tables: tuple[tuple[int, ...], ...]
    keys: Ints
    values: Ints
    scale: int
    bounded: Bools
    counts: Ints
    largest: Ints
    second: Ints
    held: CellHoldings | None
    groups: Ints | None
    sums: SumEquations
    primary: Bools
    upper: Ints
    lower: Ints
    differences: tuple[Difference, ...] = ()
    crossings: tuple[tuple[int, int], ...] = ()
    marked: CellHoldings | None = None
    unit: int = 1
    reasons: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def own_count(self) -> int:
        """How many cells the files list: all but the differences."""
        return len(self) - len(self.differences)

    def codes(self, cell: int) -> tuple[str, ...]:
        """Return the codes of a cell, one a cut; of a difference, those of what it lies between."""
        if cell >= self.own_count:
            found = self.differences[cell - self.own_count]
            sides = [[self.codes(each) for each in side] for side in (found.one, found.other)]
            sign = DIFFERENCE_SIGNS[found.kind]
            return tuple(
                f" {sign} ".join(dict.fromkeys(" + ".join(dict.fromkeys(one[place] for one in side)) for side in sides))
                for place in range(len(self.cuts))
            )
        return tuple(cut.codes[place] for cut, place in zip(self.cuts, self.keys[cell].tolist(), strict=True))

    def name(self, cell: int) -> str:
        """Return the name of a cell for messages, as ``dep=29, sec=Total``, of a difference by what it lies between."""
        if cell >= self.own_count:
            found = self.differences[cell - self.own_count]
            sides = [" + ".join(map(self.name, side)) for side in (found.one, found.other)]
            return f"({sides[0]}) {DIFFERENCE_SIGNS[found.kind]} ({sides[1]})"
        return ", ".join(f"{cut.column}={code}" for cut, code in zip(self.cuts, self.codes(cell), strict=True))


DIFFERENCE_SIGNS = {"less": "−", "both": "∩"}
"""How a difference is written between what it lies between."""


def compute_steps(cuts: Sequence[Cut]) -> Ints:
    """Return by how much the number of a crossing grows with the place in each cut."""
    sizes = [len(cut.codes) for cut in cuts]
    steps = [1]
    for size in sizes:
        steps.append(steps[-1] * size)
    if steps[-1] >= 2**62:
        raise OverflowError("more crossings than a 64-bit number can name")
    return np.array(steps[:-1], dtype=np.int64)


def aggregate_rows(
    cuts: Sequence[Cut], tables: Sequence[Sequence[int]], places: Ints, owners: Ints, amounts: Ints
) -> tuple[Ints, CellHoldings]:
    """Add rows up over all groups and totals of all tables; return the crossing of each cell (rising) and who holds it.

    ``places`` has a row a row and a column a cut.
    """
    steps = compute_steps(cuts)
    # Rows meet above their codes only where one contributor has several of them.
    alone = len(np.unique(owners)) == len(owners)
    found = []
    for table in tables:
        chosen = np.array(table, dtype=np.int64)
        state = places[:, chosen] @ steps[chosen], owners, amounts
        state = state if alone else _sum_entries(*state)
        for cut in table:
            state = _climb_groups(state, np.array(cuts[cut].parents, dtype=np.int64), int(steps[cut]))
            state = state if alone else _sum_entries(*state)
        found.append(state)
    keys, who, held = (np.concatenate(column) for column in zip(*found, strict=True))
    if len(tables) > 1:
        # A cell that two tables share came twice, with the same rows: one copy of each entry is kept.
        order = np.lexsort((who, keys))
        keys, who, held = keys[order], who[order], held[order]
        once = np.append(True, (keys[1:] != keys[:-1]) | (who[1:] != who[:-1]))
        keys, who, held = keys[once], who[once], held[once]
    order = np.lexsort((who, -held, keys))
    keys, who, held = keys[order], who[order], held[order]
    cells, first = np.unique(keys, return_index=True)
    return cells, CellHoldings(
        np.append(first, len(keys)).astype(np.int64), who, held, np.ones(len(keys), dtype=np.int64)
    )


def list_sums(cuts: Sequence[Cut], tables: Sequence[Sequence[int]], keys: Ints) -> SumEquations:
    """Return every sum between cells, once: each whole with its parts along one cut of a table that has both."""
    steps = compute_steps(cuts)
    crossing = keys @ steps
    order = np.argsort(crossing, kind="stable")
    pairs = []
    for table in tables:
        plane = np.ones(len(keys), dtype=bool)
        for cut in range(len(cuts)):
            if cut not in table:
                plane &= keys[:, cut] == 0
        for cut in table:
            groups = np.array(cuts[cut].parents, dtype=np.int64)[keys[:, cut]]
            parts = np.flatnonzero(plane & (groups >= 0))
            wanted = crossing[parts] + (groups[parts] - keys[parts, cut]) * steps[cut]
            spots = np.minimum(np.searchsorted(crossing, wanted, sorter=order), len(order) - 1)
            wholes = order[spots]
            if (crossing[wholes] != wanted).any():
                raise LookupError([int(part) for part in parts[crossing[wholes] != wanted][:5]])
            pairs.append(np.stack([wholes, np.full(len(parts), cut), parts]))
    whole, cut_of, part = np.unique(np.concatenate(pairs, axis=1), axis=1)
    new = np.ones(len(whole), dtype=bool)
    new[1:] = (whole[1:] != whole[:-1]) | (cut_of[1:] != cut_of[:-1])
    row = np.cumsum(new) - 1
    count = int(new.sum())
    rows = np.concatenate([row, np.arange(count)])
    cells = np.concatenate([part, whole[new]])
    signs = np.concatenate([np.ones(len(part), dtype=np.int64), np.full(count, -1, dtype=np.int64)])
    order = np.argsort(rows, kind="stable")
    starts = np.searchsorted(rows[order], np.arange(count + 1))
    return SumEquations(starts.astype(np.int64), cells[order], signs[order])


def find_related_cells(
    cuts: Sequence[Cut], tables: Sequence[Sequence[int]], rows: Ints, keys: Ints
) -> list[tuple[Ints, Ints]]:
    """Return cells of one table and cells of another that hold the same rows by what their codes stand for: codes of
    two columns that no table crosses and that meet, in the rows, only each other.

    ``rows`` and ``keys`` have a column a cut: the codes of each row, and of each cell.
    """
    found: dict[tuple[bytes, bytes], tuple[Ints, Ints]] = {}
    for number in range(len(cuts)):
        for other in range(number + 1, len(cuts)):
            if any(number in table and other in table for table in tables):
                continue
            labels = _spread_labels(rows[:, number], rows[:, other], len(cuts[number].codes), len(cuts[other].codes))
            for mine in (table for table in tables if number in table):
                for theirs in (table for table in tables if other in table):
                    common = [cut for cut in mine if cut in theirs]
                    left, right = (
                        _group_labelled_cells(keys, cut, label, common)
                        for cut, label in zip((number, other), labels, strict=True)
                    )
                    for name in left.keys() & right.keys():
                        both = left[name], right[name]
                        found[both[0].tobytes(), both[1].tobytes()] = both
    return [found[name] for name in sorted(found)]


def _spread_labels(this: Ints, other: Ints, ones: int, others: int) -> tuple[Ints, Ints]:
    """Spread the least code of the first column over all codes that hang together, until nothing changes; −1 for codes
    of no row, and for all of them when all hang together."""
    first, second = np.full(ones, ones), np.full(others, ones)
    first[this] = this
    while True:
        np.minimum.at(second, other, first[this])
        before = first.copy()
        np.minimum.at(first, this, second[other])
        if (before == first).all():
            break
    said = len(np.unique(first[this])) > 1
    return tuple(np.where((label < ones) & said, label, -1) for label in (first, second))  # type: ignore[return-value]


def _group_labelled_cells(keys: Ints, cut: int, labels: Ints, common: Sequence[int]) -> dict[tuple[int, ...], Ints]:
    """Return the cells at the labelled codes of one cut, by label and by their codes in the common cuts; they cross no
    other cut."""
    label = labels[keys[:, cut]]
    crossed = [place for place in range(keys.shape[1]) if place != cut and place not in common]
    cells = np.flatnonzero((label >= 0) & ~keys[:, crossed].any(axis=1))
    names = np.column_stack([label[cells], keys[cells][:, list(common)]])
    every, place = np.unique(names, axis=0, return_inverse=True)
    return {tuple(name): cells[place.ravel() == at] for at, name in enumerate(every.tolist())}


def append_related_sums(sums: SumEquations, pairs: Sequence[tuple[Ints, Ints]]) -> SumEquations:
    """Return the sums and, after them, those that say that cells of two tables hold the same rows."""
    lengths = np.array([len(one) + len(other) for one, other in pairs], dtype=np.int64)
    signs = [np.repeat(np.array([1, -1]), [len(one), len(other)]) for one, other in pairs]
    return SumEquations(
        np.concatenate([sums.starts, sums.starts[-1] + np.cumsum(lengths)]),
        np.concatenate([sums.cells, *(side for pair in pairs for side in pair)]),
        np.concatenate([sums.signs, *signs]),
    )


def group_holdings(held: CellHoldings, groups: Ints) -> CellHoldings:
    """Return the same entries with the contributors of one group in a cell taken together."""
    return merge_entries(len(held.starts) - 1, held.cells, groups[held.who], held.amounts)


def merge_entries(count: int, cells: Ints, who: Ints, amounts: Ints) -> CellHoldings:
    """Return the entries of ``count`` cells, those of the same ``who`` in a cell taken together."""
    # As single numbers, cells and contributors are sorted at once.
    keys = cells * (int(who.max(initial=0)) + 1) + who
    order = np.argsort(keys, kind="stable")
    keys, cells, who, amounts = keys[order], cells[order], who[order], amounts[order]
    begins = np.flatnonzero(np.diff(keys, prepend=-1))
    members = np.diff(np.append(begins, len(cells))).astype(np.int64)
    amounts = np.add.reduceat(amounts, begins) if len(begins) else amounts
    cells, who = cells[begins], who[begins]
    order = np.lexsort((who, -amounts, cells))
    starts = np.searchsorted(cells, np.arange(count + 1)).astype(np.int64)
    return CellHoldings(starts, who[order], amounts[order], members[order])


def _sum_entries(keys: Ints, owners: Ints, amounts: Ints) -> tuple[Ints, Ints, Ints]:
    """Add up what one contributor has at one crossing."""
    order = np.lexsort((owners, keys))
    keys, owners, amounts = keys[order], owners[order], amounts[order]
    first = np.ones(len(keys), dtype=bool)
    first[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
    begins = np.flatnonzero(first)
    return keys[begins], owners[begins], np.add.reduceat(amounts, begins) if len(begins) else amounts


def _climb_groups(state: tuple[Ints, Ints, Ints], parents: Ints, step: int) -> tuple[Ints, Ints, Ints]:
    """Give each entry to the groups above it in one cut as well, up to the total."""
    keys, owners, amounts = state
    levels = [state]
    places = keys // step % len(parents)
    while True:
        above = parents[places]
        kept = above >= 0
        if not kept.any():
            break
        keys = (keys + (above - places) * step)[kept]
        owners, amounts, places = owners[kept], amounts[kept], above[kept]
        levels.append((keys, owners, amounts))
    keys, owners, amounts = (np.concatenate(column) for column in zip(*levels, strict=True))
    return keys, owners, amounts
