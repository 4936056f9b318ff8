"""Two contributors of one hidden cell who talk to each other.

There may be millions of pairs, nearly all of which learn nothing: a pair is written down only where a difference that
nobody else rules out is ruled out by both together, or where one of them alone has found something. A pair is the
number ``first × size + second`` with first < second.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from filiere.core import Text
from filiere.disclosure.audit.knowledge import NOBODY, TOLERANCE, Insiders, Known, Move
from filiere.disclosure.audit.rebuilt import Bools, Ints


class Pairs:
    """The pairs among ``singles``."""

    def __init__(self, singles: Insiders) -> None:
        self.singles = singles
        self.size = int(singles.ids[-1]) + 1 if len(singles) else 1
        self._partners: dict[bytes, Ints] = {}

    @cached_property
    def _total(self) -> int:
        return sum(len(self.partners(one)) for one in self.singles.ids.tolist()) // 2

    def __len__(self) -> int:
        return self._total

    def name(self, pair: int) -> Text:
        """Return what to call a pair."""
        first, second = divmod(pair, self.size)
        return Text(fr=f"contributeurs {first} et {second}", en=f"contributors {first} and {second}")

    def partners(self, one: int) -> Ints:
        """Return those who share a hidden cell with a contributor, rising."""
        columns = self.singles.columns[self.singles.entries(one)]
        key = np.sort(columns).tobytes()
        if key not in self._partners:
            starts = self.singles.starts
            spans = [self.singles.who[starts[column] : starts[column + 1]] for column in columns]
            self._partners[key] = np.unique(np.concatenate([NOBODY, *spans]))
        found = self._partners[key]
        others: Ints = found[found != one]
        return others

    def with_any(self, ones: Ints) -> Ints:
        """Return every pair that one of ``ones`` is in."""
        return np.unique(np.concatenate([NOBODY, *(self._pair(one, self.partners(one)) for one in ones.tolist())]))

    def concerned(self, pairs: Ints, column: int) -> Bools:
        """Return which of the pairs do not make up a cell between them."""
        makers = self._makers(column)
        if len(makers) == 1:
            away: Bools = (pairs // self.size != makers[0]) & (pairs % self.size != makers[0])
            return away
        if len(makers) == 2:
            return np.asarray(pairs != makers.min() * self.size + makers.max())
        return np.ones(len(pairs), dtype=bool)

    def unconcerned(self, column: int) -> int:
        """Return how many pairs make up a cell, one of them perhaps alone."""
        makers = self._makers(column)
        if len(makers) == 1:
            return len(self.partners(int(makers[0])))
        return int(len(makers) == 2)

    def own(self, pair: int, column: int) -> int:
        """Return what a pair has in a cell."""
        return sum(self.singles.own(one, column) for one in divmod(pair, self.size))

    def short(self, column: int, need: int) -> Ints:
        """Return the pairs that hold so much of a cell, and only together, that less than ``need`` is left."""
        return self.above(column, float(self.singles.values[column] - need)) if self.singles.bounded else NOBODY

    def known(self, pairs: Sequence[int]) -> Known:
        """Return what several pairs would know if no pair told another its amounts."""
        fixed: list[Ints] = []
        floors: dict[int, int] = {}
        for pair in pairs:
            first, second = divmod(pair, self.size)
            fixed.append(self.together(first, second))
            for one in (first, second):
                spots = self.singles.entries(one)
                other = second if one == first else first
                for column, amount in zip(
                    self.singles.columns[spots].tolist(), self.singles.amounts[spots].tolist(), strict=True
                ):
                    both = amount + self.singles.own(other, column)
                    floors[column] = max(floors.get(column, both), both)
        still = np.unique(np.concatenate([NOBODY, *fixed]))
        if not self.singles.bounded:
            return Known(still)
        columns = np.setdiff1d(np.array(list(floors), dtype=np.int64), still)
        return Known(still, columns, np.array([floors[column] for column in columns.tolist()], dtype=np.int64))

    def together(self, first: int, second: int) -> Ints:
        """Return the columns that one of two makes up alone, or both between them."""
        one, other = self.singles.entries(first), self.singles.entries(second)
        alone = [self.singles.columns[spots[self.singles.whole[spots]]] for spots in (one, other)]
        shared = np.intersect1d(self.singles.columns[one], self.singles.columns[other])
        return np.unique(np.concatenate([*alone, shared[self.singles.counts[shared] == 2]]))

    def ends(self, pair: int) -> Ints:
        """Return the columns where others than the two have exactly nothing, though there are others."""
        if not self.singles.bounded:
            return NOBODY
        first, second = divmod(pair, self.size)
        columns = np.unique(
            self.singles.columns[np.concatenate([self.singles.entries(first), self.singles.entries(second)])]
        )
        found = [column for column in columns.tolist() if self.own(pair, column) == self.singles.values[column]]
        return np.setdiff1d(np.array(found, dtype=np.int64), self.together(first, second))

    def hit_only_together(self, move: Move) -> Ints:
        """Return pairs who can rule a difference out in one cell by what both have there; those of whom one can alone
        may be among them or not."""
        found: list[Ints] = []
        twos = move.columns[self.singles.counts[move.columns] == 2]
        found += [self.makers_of(column) for column in twos.tolist()]
        if self.singles.bounded:
            least = self.singles.values[move.columns] + move.amounts + TOLERANCE * self.singles.scale
            starts = self.singles.starts[move.columns]
            many = self.singles.starts[move.columns + 1] - starts > 1
            top = np.zeros(len(starts))
            top[many] = self.singles.amounts[starts[many]] + self.singles.amounts[starts[many] + 1]
            places = np.flatnonzero((move.amounts < 0) & many & (top > least)).tolist()
            found += [self.above(int(move.columns[place]), float(least[place])) for place in places]
        return np.unique(np.concatenate([NOBODY, *found]))

    def above(self, column: int, least: float) -> Ints:
        """Return the pairs whose sum in a cell is above ``least``; amounts fall within a cell, so that each stops
        early."""
        who, amounts = self._of(column)
        found = [NOBODY]
        for place in range(len(who) - 1):
            fits = int(np.searchsorted(-amounts[place + 1 :], amounts[place] - least, side="left"))
            if not fits:
                break
            found.append(self._pair(int(who[place]), who[place + 1 : place + 1 + fits]))
        return np.unique(np.concatenate(found))

    def makers_of(self, column: int) -> Ints:
        """Return the pair that makes up a cell of two; nobody for another."""
        makers = self._makers(column)
        return self._pair(int(makers[0]), makers[1:]) if len(makers) == 2 else NOBODY

    def _of(self, column: int) -> tuple[Ints, Ints]:
        span = slice(self.singles.starts[column], self.singles.starts[column + 1])
        return self.singles.who[span], self.singles.amounts[span]

    def _makers(self, column: int) -> Ints:
        """Return the contributors of a cell of one or two; nobody for more."""
        who, _ = self._of(column)
        return who if self.singles.counts[column] == len(who) <= 2 else NOBODY

    def _pair(self, one: int, others: Ints) -> Ints:
        return np.minimum(one, others) * self.size + np.maximum(one, others)
