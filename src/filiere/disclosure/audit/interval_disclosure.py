"""Whose doubt about an unsafe cell is too small: few linear programs for a great many attackers.

A difference that a reader cannot rule out, of the blur asked, also protects from every insider who cannot rule it out
from what it knows. So each difference found is kept while a cell is looked at, and only attackers who rule out all of
them are asked about: first all at once, as if they had put their heads together, and by halves where that is too much.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from filiere.disclosure.audit.attackers import EMPTY_INTS, Insiders, Move
from filiere.disclosure.audit.interval_solver import DoubtSolver
from filiere.disclosure.audit.rebuilt_table import Ints


@dataclass
class SideSearch:
    """One unsafe cell looked at upwards or downwards: the differences found so far, and who is too sure."""

    doubt: DoubtSolver
    column: int
    side: int
    need: int
    wide: list[Move] = field(default_factory=list)

    def look_as_reader(self) -> bool:
        """Look as a reader does; return whether the blur is what is asked."""
        self.wide = self.doubt.reuse_differences(self.column, self.side, self.need)
        if not self.wide:
            move = self.doubt.witness(self.column, self.side, self.need)
            self.wide += [] if move is None else [move]
        return bool(self.wide)

    def find_certain_insiders(self, insiders: Insiders) -> Ints:
        """Return the insiders whose doubt is less than asked: what a cell needs, but downwards never more than others
        hold in it."""
        short = insiders.find_short_attackers(self.column, self.need) if self.side < 0 else EMPTY_INTS
        most = short[insiders.mark_concerned(short, self.column)].tolist()
        found = [one for one in most if not self._is_partly_open(one, insiders)]

        refuters: list[Ints] = []

        def keep_unrefuted(ids: Ints) -> Ints:
            for place, move in enumerate(self.wide):
                if not len(ids):
                    break
                if place == len(refuters):
                    refuters.append(insiders.find_refuters(move))
                ids = np.intersect1d(ids, refuters[place], assume_unique=True)
            return ids

        first = insiders.find_refuters(self.wide[0])
        refuters.append(first)
        first = np.setdiff1d(first[insiders.mark_concerned(first, self.column)], short)
        found += self._find_by_halving(keep_unrefuted(first), insiders, keep_unrefuted)
        return np.array(sorted(found), dtype=np.int64)

    def _is_partly_open(self, insider: int, insiders: Insiders) -> bool:
        """Whether the doubt of an insider who holds most of the cell reaches what others hold in it."""
        need = int(insiders.values[self.column]) - insiders.share(insider, self.column)[0]
        if need <= 0:
            return True
        for move in self.wide:
            less = Move(move.columns, move.amounts * (need / self.need))
            if insider not in insiders.find_refuters(less):
                return True
        return self.doubt.witness(self.column, self.side, need, insiders.combine_knowledge([insider])) is not None

    def _find_by_halving(self, ids: Ints, attackers: Insiders, left: Callable[[Ints], Ints]) -> list[int]:
        found = []
        waiting = [ids]
        while waiting:
            group = left(waiting.pop())
            if not len(group):
                continue
            known = attackers.combine_knowledge(group.tolist())
            move = self.doubt.witness(self.column, self.side, self.need, known)
            if move is not None:
                self.wide.append(move)
                # What the solver leaves at the edge of its tolerance must not be asked for ever.
                if len(group) > 1:
                    waiting += [group] if len(left(group)) < len(group) else _split_in_half(group)
            elif len(group) > 1:
                waiting += _split_in_half(group)
            else:
                found.append(int(group[0]))
        return found


def _split_in_half(ids: Ints) -> list[Ints]:
    middle = len(ids) // 2
    return [ids[:middle], ids[middle:]]
