"""Whose doubt about an unsafe cell is too small: few linear programs for a great many attackers.

A difference that a reader cannot rule out, of the blur asked, also protects from every insider who cannot rule it out
from what it knows. So each difference found is kept while a cell is looked at, and only attackers who rule out all of
them are asked about: first all at once, as if they had put their heads together, and by halves where that is too much.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from filiere.core import Text
from filiere.disclosure.audit.knowledge import NOBODY, Insiders, Known, Move
from filiere.disclosure.audit.pairs import Pairs
from filiere.disclosure.audit.rebuilt import Bools, Ints
from filiere.disclosure.audit.solver import Doubt


class Attackers(Protocol):
    """What single insiders, holdings and pairs have in common."""

    def __len__(self) -> int: ...
    def name(self, one: int, /) -> Text: ...
    def concerned(self, ids: Ints, column: int, /) -> Bools: ...
    def unconcerned(self, column: int, /) -> int: ...
    def own(self, one: int, column: int, /) -> int: ...
    def known(self, ids: Sequence[int], /) -> Known: ...


@dataclass
class Side:
    """One unsafe cell looked at upwards or downwards: the differences found so far, and who is too sure."""

    doubt: Doubt
    column: int
    side: int
    need: int
    wide: list[Move] = field(default_factory=list)
    partial: dict[int, Move] = field(default_factory=dict)

    def open_to_all(self) -> bool:
        """Look as a reader does; return whether the blur is what is asked."""
        move = self.doubt.witness(self.column, self.side, self.need)
        self.wide += [] if move is None else [move]
        return move is not None

    def sure(self, insiders: Insiders) -> Ints:
        """Return the insiders whose doubt is less than asked: what a cell needs, but downwards never more than others
        hold in it."""
        short = insiders.short(self.column, self.need) if self.side < 0 else NOBODY
        most = short[insiders.concerned(short, self.column)].tolist()
        found = [one for one in most if not self._partly(one, insiders)]

        def left(ids: Ints) -> Ints:
            for move in self.wide:
                if not len(ids):
                    break
                ids = np.intersect1d(ids, insiders.hit(move), assume_unique=True)
            return ids

        first = insiders.hit(self.wide[0])
        first = np.setdiff1d(first[insiders.concerned(first, self.column)], short)
        found += self._halved(left(first), insiders, left)
        return np.array(sorted(found), dtype=np.int64)

    def sure_together(self, pairs: Pairs, alone: Ints) -> Ints:
        """Return the pairs whose doubt is less than asked; ``alone`` are the single contributors of whom that is so
        already, and so of every pair that they are in."""
        singles = pairs.singles
        cache: dict[int, tuple[Ints, Ints]] = {}

        def hits(move: Move) -> tuple[Ints, Ints]:
            if id(move) not in cache:
                cache[id(move)] = singles.hit(move), pairs.hit_only_together(move)
            return cache[id(move)]

        def ruled_out(ids: Ints, move: Move) -> Bools:
            ones, twos = hits(move)
            return np.isin(ids // pairs.size, ones) | np.isin(ids % pairs.size, ones) | np.isin(ids, twos)

        def left(ids: Ints) -> Ints:
            for move in self.wide:
                ids = ids[ruled_out(ids, move)]
            for one, move in self.partial.items():
                mine = (ids // pairs.size == one) | (ids % pairs.size == one)
                ids = ids[~mine | ruled_out(ids, move)]
            return ids

        inherited = pairs.with_any(alone)
        start = min(self.wide, key=lambda move: len(hits(move)[0]))
        ones, twos = hits(start)
        ids = np.union1d(pairs.with_any(np.setdiff1d(ones, alone)), twos)
        if self.side < 0:
            ids = np.union1d(ids, pairs.short(self.column, self.need))
        ids = np.setdiff1d(ids, inherited, assume_unique=True)
        ids = left(ids[pairs.concerned(ids, self.column)])
        inherited = inherited[pairs.concerned(inherited, self.column)]
        return np.union1d(inherited, np.array(self._halved(ids, pairs, left), dtype=np.int64))

    def _partly(self, one: int, insiders: Insiders) -> bool:
        """Whether the doubt of an insider who holds most of the cell reaches what others hold in it."""
        need = int(insiders.values[self.column]) - insiders.own(one, self.column)
        if need <= 0:
            self.partial[one] = Move(NOBODY, np.zeros(0))
            return True
        for move in self.wide:
            less = Move(move.columns, move.amounts * (need / self.need))
            if one not in insiders.hit(less):
                self.partial[one] = less
                return True
        found = self.doubt.witness(self.column, self.side, need, insiders.known([one]))
        if found is not None:
            self.partial[one] = found
        return found is not None

    def _halved(self, ids: Ints, attackers: Attackers, left: Callable[[Ints], Ints]) -> list[int]:
        found = []
        waiting = [ids]
        while waiting:
            group = left(waiting.pop())
            if not len(group):
                continue
            known = attackers.known(group.tolist())
            move = self.doubt.witness(self.column, self.side, self.need, known)
            if move is not None:
                self.wide.append(move)
                # What the solver leaves at the edge of its tolerance must not be asked for ever.
                if len(group) > 1:
                    waiting += [group] if len(left(group)) < len(group) else _halves(group)
            elif len(group) > 1:
                waiting += _halves(group)
            elif self.side > 0 or not self._has_own(int(group[0]), attackers, known):
                found.append(int(group[0]))
        return found

    def _has_own(self, one: int, attackers: Attackers, known: Known) -> bool:
        """Whether the doubt of an attacker who holds most of the cell reaches what others hold in it."""
        rest = int(self.doubt.values[self.column]) - attackers.own(one, self.column)
        return rest < self.need and self.doubt.witness(self.column, self.side, rest, known) is not None


def _halves(ids: Ints) -> list[Ints]:
    middle = len(ids) // 2
    return [ids[:middle], ids[middle:]]
