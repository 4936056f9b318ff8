"""Who attacks, and what each knows beside what is published.

A contributor knows what it gave. Where it is alone it knows the cell; elsewhere it knows that the cell holds at least
its own part, unless a part of it is negative. Several who talk know so of all of them together: the members of a
holding, or two contributors who make a cell up between them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from filiere.core import Text
from filiere.disclosure.audit.rebuilt_table import (
    Bools,
    CellHoldings,
    Floats,
    Ints,
    RebuiltTable,
    group_holdings,
    merge_entries,
)

EMPTY_INTS = np.zeros(0, dtype=np.int64)

TOLERANCE = 1e-6
"""In the unit: an amount below this is none to the solver, whose own tolerance is 1e-7."""


@dataclass(frozen=True, eq=False)
class Knowledge:
    """What somebody knows beside what is published: columns exactly, and least values of others, in scaled units."""

    fixed: Ints
    floors: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    least: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


NO_KNOWLEDGE = Knowledge(np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, eq=False)
class Move:
    """A difference that somebody cannot rule out: hidden columns and by how much, in scaled units."""

    columns: Ints
    amounts: Floats


@dataclass(frozen=True, eq=False)
class Insiders:
    """Attackers of one kind, each one or several contributors who talk.

    Entries of column ``c`` (a hidden cell) run from ``starts[c]`` to ``starts[c + 1]``, the largest amount first;
    ``whole`` tells that the entry makes up the cell. ``counts`` are the contributors of the cell.
    """

    names: Callable[[int], Text]
    starts: Ints
    who: Ints
    amounts: Ints
    whole: Bools
    members: Ints
    counts: Ints
    values: Ints
    scale: int
    bounded: Bools

    @cached_property
    def columns(self) -> Ints:
        """The column of each entry."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    @cached_property
    def ids(self) -> Ints:
        """Every attacker, rising."""
        return np.unique(self.who)

    @cached_property
    def _entries_by_id(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.who, kind="stable")
        return order, np.searchsorted(self.who[order], np.append(self.ids, self.ids[-1:] + 1))

    def entries(self, attacker: int) -> Ints:
        """Return the entries of an attacker."""
        order, starts = self._entries_by_id
        place = int(np.searchsorted(self.ids, attacker))
        return order[starts[place] : starts[place + 1]]

    def name(self, attacker: int) -> Text:
        """Return what to call an attacker."""
        return self.names(attacker)

    def __len__(self) -> int:
        return len(self.ids)

    def mark_concerned(self, ids: Ints, column: int) -> Bools:
        """Return which of the attackers do not make up a cell by themselves."""
        span = slice(self.starts[column], self.starts[column + 1])
        makers = self.who[span][self.whole[span]]
        return ~np.isin(ids, makers)

    def count_unconcerned(self, column: int) -> int:
        """Return how many attackers make up a cell by themselves: one at most, but for pairs, who may share one who is
        alone in it."""
        return int(self.whole[self.starts[column] : self.starts[column + 1]].sum())

    def share(self, attacker: int, column: int) -> tuple[int, bool]:
        """Return what an attacker has in a cell, and whether it makes the cell up by itself."""
        span = slice(self.starts[column], self.starts[column + 1])
        mine = self.who[span] == attacker
        return int(self.amounts[span][mine].sum()), bool(self.whole[span][mine].any())

    def find_short_attackers(self, column: int, need: int) -> Ints:
        """Return the attackers that hold so much of a cell that less than ``need``, but not less than nothing, is left
        for others."""
        span = slice(self.starts[column], self.starts[column + 1])
        rest = self.values[column] - self.amounts[span]
        return np.sort(self.who[span][(rest >= 0) & (rest < need)])

    def combine_knowledge(self, ids: Sequence[int]) -> Knowledge:
        """Return what several attackers would know together if none told the others its amounts: every cell that one
        of them makes up, and the highest of their least values elsewhere."""
        spots = np.concatenate([EMPTY_INTS, *(self.entries(one) for one in ids)])
        whole = self.whole[spots]
        fixed = np.unique(self.columns[spots[whole]])
        rest = spots[~whole & self.bounded[self.columns[spots]]]
        rest = rest[~np.isin(self.columns[rest], fixed)]
        order = np.lexsort((-self.amounts[rest], self.columns[rest]))
        columns, first = np.unique(self.columns[rest][order], return_index=True)
        return Knowledge(fixed, columns, self.amounts[rest][order][first])

    def ends(self, attacker: int) -> Ints:
        """Return the columns where others have exactly nothing, so that the attacker knows the cell cannot be less."""
        spots = self.entries(attacker)
        spots = spots[~self.whole[spots] & self.bounded[self.columns[spots]]]
        tight: Ints = self.columns[spots[self.amounts[spots] == self.values[self.columns[spots]]]]
        return tight

    def find_refuters(self, move: Move) -> Ints:
        """Return the attackers who can rule a difference out, rising."""
        least = self.values[move.columns] + move.amounts + TOLERANCE * self.scale
        sizes = self.starts[move.columns + 1] - self.starts[move.columns]
        offsets = np.cumsum(sizes) - sizes
        spots = np.repeat(self.starts[move.columns] - offsets, sizes) + np.arange(int(sizes.sum()))
        down = np.repeat((move.amounts < 0) & self.bounded[move.columns], sizes)
        out = self.whole[spots] | (down & (self.amounts[spots] > np.repeat(least, sizes)))
        return np.unique(self.who[spots[out]])


def build_insiders(table: RebuiltTable, cells: Ints, held: CellHoldings, names: Callable[[int], Text]) -> Insiders:
    """Return the attackers whose entries ``held`` gives, as far as they are in the ``cells`` of the columns."""
    sizes = held.starts[cells + 1] - held.starts[cells]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    spots = np.repeat(held.starts[cells] - starts[:-1], sizes) + np.arange(starts[-1])
    counts = table.counts[cells]
    return Insiders(
        names=names,
        starts=starts,
        who=held.who[spots],
        amounts=held.amounts[spots],
        whole=held.members[spots] == np.repeat(counts, sizes),
        members=held.members[spots],
        counts=counts,
        values=table.values[cells],
        scale=table.scale,
        bounded=table.bounded[cells],
    )


def build_contributor_insiders(table: RebuiltTable, cells: Ints) -> Insiders:
    """Return every contributor of one of the cells."""

    def name(attacker: int) -> Text:
        return Text(fr=f"le contributeur {attacker}", en=f"contributor {attacker}")

    return build_insiders(table, cells, find_sole_contributors(table) if table.held is None else table.held, name)


def build_pair_insiders(table: RebuiltTable, cells: Ints) -> Insiders:
    """Return the two contributors of each cell of just two; nobody where contributors have no names."""
    held = table.held
    twos = np.flatnonzero(table.counts == 2) if held is not None else EMPTY_INTS
    if held is None or not len(twos):
        return build_insiders(table, cells, _empty_holdings(table), lambda one: Text.same(str(one)))
    both = np.sort(np.stack([held.who[held.starts[twos]], held.who[held.starts[twos] + 1]], axis=1), axis=1)
    both = np.unique(both, axis=0)
    order = np.argsort(held.who, kind="stable")
    starts = np.searchsorted(held.who[order], np.arange(int(held.who.max()) + 2))
    spots, number = [], []
    for place, members in enumerate(both.tolist()):
        for member in members:
            mine = order[starts[member] : starts[member + 1]]
            spots.append(mine)
            number.append(np.full(len(mine), place))
    entries = np.concatenate(spots)
    talking = merge_entries(len(table), held.cells[entries], np.concatenate(number), held.amounts[entries])

    def name(attacker: int) -> Text:
        first, second = both[attacker].tolist()
        return Text(fr=f"les contributeurs {first} et {second}", en=f"contributors {first} and {second}")

    return build_insiders(table, cells, talking, name)


def build_holding_insiders(table: RebuiltTable, cells: Ints) -> Insiders:
    """Return the holdings, each with all its members; nobody where none are told."""
    told = table.held is not None and table.groups is not None
    held = group_holdings(table.held, table.groups) if table.held is not None and table.groups is not None else None

    def name(attacker: int) -> Text:
        return Text(fr=f"le groupe {attacker}", en=f"group {attacker}")

    return build_insiders(table, cells, held if told and held is not None else _empty_holdings(table), name)


INSIDER_BUILDERS: Mapping[str, Callable[[RebuiltTable, Ints], Insiders]] = {
    "contributors": build_contributor_insiders,
    "pairs": build_pair_insiders,
    "holdings": build_holding_insiders,
}


def find_sole_contributors(table: RebuiltTable) -> CellHoldings:
    """Return who is alone in which cells where contributors have no names: one a cell of one contributor, the same in a
    group that has this cell as its only part."""
    leader = {cell: cell for cell in np.flatnonzero(table.counts == 1).tolist()}

    def top(cell: int) -> int:
        while leader[cell] != cell:
            cell = leader[cell]
        return cell

    sums = table.sums
    for row in np.flatnonzero(np.diff(sums.starts) == 2).tolist():
        part, whole = sums.cells[sums.starts[row] : sums.starts[row + 1]].tolist()
        if part in leader and whole in leader:
            leader[top(whole)] = top(part)
    cells = np.array(list(leader), dtype=np.int64)
    return merge_entries(
        len(table), cells, np.array([top(cell) for cell in leader], dtype=np.int64), table.values[cells]
    )


def _empty_holdings(table: RebuiltTable) -> CellHoldings:
    return merge_entries(len(table), EMPTY_INTS, EMPTY_INTS, EMPTY_INTS)
