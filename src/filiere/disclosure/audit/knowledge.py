"""Who attacks, and what each knows beside what is published.

A contributor knows what it gave. Where it is alone it knows the cell; elsewhere it knows that the cell holds at least
its own part (unless parts may be negative). A holding knows so of all its members together. Two contributors of one
hidden cell may talk: they know what each knows, the cells that the two make up, and their sum at least elsewhere.

    Insiders        single contributors, or holdings
    Pairs           two contributors of one hidden cell, made from the insiders
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from filiere.core import Text
from filiere.disclosure.audit.rebuilt import Bools, Floats, Held, Ints, Rebuilt

NOBODY = np.zeros(0, dtype=np.int64)

TOLERANCE = 1e-6
"""In the unit: an amount below this is none to the solver, whose own tolerance is 1e-7."""


@dataclass(frozen=True, eq=False)
class Known:
    """What somebody knows beside what is published: columns exactly, and least values of others, in scaled units."""

    fixed: Ints
    floors: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    least: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


NOTHING = Known(np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, eq=False)
class Move:
    """A difference that somebody cannot rule out: hidden columns and by how much, in scaled units."""

    columns: Ints
    amounts: Floats


@dataclass(frozen=True, eq=False)
class Insiders:
    """Attackers that each stand for one or several contributors.

    Entries of column ``c`` (a hidden cell) run from ``starts[c]`` to ``starts[c + 1]``, the largest amount first;
    ``whole`` tells that the entry makes up the cell. ``counts`` are the contributors of the cell.
    """

    kind: Text
    starts: Ints
    who: Ints
    amounts: Ints
    whole: Bools
    members: Ints
    counts: Ints
    values: Ints
    scale: int
    bounded: bool

    @cached_property
    def columns(self) -> Ints:
        """The column of each entry."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    @cached_property
    def ids(self) -> Ints:
        """Every attacker, rising."""
        return np.unique(self.who)

    @cached_property
    def _mine(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.who, kind="stable")
        return order, np.searchsorted(self.who[order], np.append(self.ids, self.ids[-1:] + 1))

    def entries(self, one: int) -> Ints:
        """Return the entries of an attacker."""
        order, starts = self._mine
        place = int(np.searchsorted(self.ids, one))
        return order[starts[place] : starts[place + 1]]

    def name(self, one: int) -> Text:
        """Return what to call an attacker."""
        return Text(fr=f"{self.kind.fr} {one}", en=f"{self.kind.en} {one}")

    def __len__(self) -> int:
        return len(self.ids)

    def concerned(self, ids: Ints, column: int) -> Bools:
        """Return which of the attackers do not make up a cell by themselves."""
        span = slice(self.starts[column], self.starts[column + 1])
        makers = self.who[span][self.whole[span]]
        return ~np.isin(ids, makers)

    def unconcerned(self, column: int) -> int:
        """Return how many attackers make up a cell by themselves: one or none."""
        return int(self.whole[self.starts[column] : self.starts[column + 1]].any())

    def own(self, one: int, column: int) -> int:
        """Return what an attacker has in a cell."""
        span = slice(self.starts[column], self.starts[column + 1])
        return int(self.amounts[span][self.who[span] == one].sum())

    def short(self, column: int, need: int) -> Ints:
        """Return the attackers that hold so much of a cell that less than ``need`` is left for others."""
        if not self.bounded:
            return NOBODY
        span = slice(self.starts[column], self.starts[column + 1])
        return np.sort(self.who[span][self.amounts[span] > self.values[column] - need])

    def known(self, ids: Sequence[int]) -> Known:
        """Return what several attackers would know together if none told the others its amounts: every cell that one
        of them makes up, and the highest of their least values elsewhere."""
        spots = np.concatenate([NOBODY, *(self.entries(one) for one in ids)])
        whole = self.whole[spots]
        fixed = np.unique(self.columns[spots[whole]])
        if not self.bounded:
            return Known(fixed)
        rest = spots[~whole]
        rest = rest[~np.isin(self.columns[rest], fixed)]
        order = np.lexsort((-self.amounts[rest], self.columns[rest]))
        columns, first = np.unique(self.columns[rest][order], return_index=True)
        return Known(fixed, columns, self.amounts[rest][order][first])

    def ends(self, one: int) -> Ints:
        """Return the columns where others have exactly nothing, so that the attacker knows the cell cannot be less."""
        spots = self.entries(one)
        spots = spots[~self.whole[spots]]
        tight = self.amounts[spots] == self.values[self.columns[spots]]
        return self.columns[spots[tight]] if self.bounded else NOBODY

    def hit(self, move: Move) -> Ints:
        """Return the attackers who can rule a difference out, rising."""
        least = self.values[move.columns] + move.amounts + TOLERANCE * self.scale
        sizes = self.starts[move.columns + 1] - self.starts[move.columns]
        offsets = np.cumsum(sizes) - sizes
        spots = np.repeat(self.starts[move.columns] - offsets, sizes) + np.arange(int(sizes.sum()))
        out = self.whole[spots]
        if self.bounded:
            out = out | (np.repeat(move.amounts < 0, sizes) & (self.amounts[spots] > np.repeat(least, sizes)))
        return np.unique(self.who[spots[out]])


def insiders(table: Rebuilt, cells: Ints, held: Held, kind: Text) -> Insiders:
    """Return the attackers whose entries ``held`` gives, as far as they are in the ``cells`` of the columns."""
    sizes = held.starts[cells + 1] - held.starts[cells]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    spots = np.repeat(held.starts[cells] - starts[:-1], sizes) + np.arange(starts[-1])
    counts = table.counts[cells]
    return Insiders(
        kind=kind,
        starts=starts,
        who=held.who[spots],
        amounts=held.amounts[spots],
        whole=held.members[spots] == np.repeat(counts, sizes),
        members=held.members[spots],
        counts=counts,
        values=table.values[cells],
        scale=table.scale,
        bounded=not table.negative,
    )


def by_counts(table: Rebuilt) -> Held:
    """Return the two largest of each cell as if each were another contributor, for a table known by sums only.

    Contributor ``2c`` is the largest of cell ``c`` and ``2c + 1`` the second; a contributor that is alone in several
    cells is so in a part and its groups, which the sums make equal anyway.
    """
    cells = np.arange(len(table))
    two = (table.counts > 1) & ((table.second > 0) | (table.counts == 2))
    sizes = 1 + two.astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    who = np.zeros(int(starts[-1]), dtype=np.int64)
    amounts = np.zeros(int(starts[-1]), dtype=np.int64)
    who[starts[:-1]], amounts[starts[:-1]] = 2 * cells, table.largest
    who[starts[:-1][two] + 1], amounts[starts[:-1][two] + 1] = 2 * cells[two] + 1, table.second[two]
    return Held(starts, who, amounts, np.ones(len(who), dtype=np.int64))
