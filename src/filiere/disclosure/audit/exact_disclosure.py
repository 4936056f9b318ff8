"""Who finds an unsafe cell exactly: by additions and subtractions from what it knows, and by zeros that bind.

A hidden cell at the least that somebody takes for possible can only be higher. When the sums forbid even that, it
stands still as if it were known, and others follow from it; a linear program finds these, the rest is algebra.
"""

import numpy as np

from filiere.disclosure.audit.attackers import EMPTY_INTS, Insiders
from filiere.disclosure.audit.interval_solver import DoubtSolver
from filiere.disclosure.audit.modular_algebra import LinearRelations
from filiere.disclosure.audit.rebuilt_table import Ints


class ExactDisclosure:
    """The question asked for the unsafe ``columns`` of one model."""

    def __init__(self, doubt: DoubtSolver, columns: Ints) -> None:
        self._doubt = doubt
        low, high = doubt.low == doubt.values, doubt.high == doubt.values
        self._signs = np.where(low, 1, np.where(high, -1, 0)).astype(np.int64)
        ends = np.flatnonzero(low ^ high)
        pinned = np.flatnonzero(low & high)
        still = np.union1d(pinned, doubt.find_stuck_columns(ends, self._signs[ends], pinned)) if len(ends) else pinned
        self._still = still
        self._ends = np.setdiff1d(ends, still)
        self._relations = LinearRelations(doubt.rows, len(doubt.cells), still)
        self.everyone = columns[self._relations.find_implied(EMPTY_INTS, columns)]
        self._rest = np.setdiff1d(columns, self.everyone)

    def sum_is_known(self, columns: Ints) -> bool:
        """Whether everybody can reckon the sum of the cells of these columns."""
        return self._relations.is_sum_fixed(columns)

    def find_disclosed_cells(self, fixed: Ints, ends: Ints) -> Ints:
        """Return the unsafe columns, beyond those that everyone finds, that follow from the columns ``fixed`` and from
        knowing that those of ``ends`` cannot be less than they are."""
        # Whoever has all that a cell may hold at most knows that it is no less, and everybody that it is no more.
        fixed = np.setdiff1d(np.union1d(fixed, ends[self._signs[ends] < 0]), self._still)
        bound = np.union1d(self._ends, ends)
        if len(bound) and (len(fixed) or len(ends)):
            signs = np.where(np.isin(bound, ends), 1, self._signs[bound])
            stuck = self._doubt.find_stuck_columns(bound, signs, np.union1d(fixed, self._still))
            fixed = np.union1d(fixed, stuck)
        if not len(fixed) or not len(self._rest):
            return EMPTY_INTS
        found: Ints = self._rest[self._relations.find_implied(fixed, self._rest)]
        return found


def find_exact_insiders(exact: ExactDisclosure, insiders: Insiders) -> dict[int, Ints]:
    """Return, by unsafe column, the insiders who find it exactly, though others contribute to it too."""
    found: dict[int, list[int]] = {}
    telling = insiders.whole | insiders.bounded[insiders.columns] & (
        insiders.amounts == insiders.values[insiders.columns]
    )
    for insider in np.unique(insiders.who[telling]).tolist():
        for column in exact.find_disclosed_cells(
            insiders.combine_knowledge([insider]).fixed, insiders.ends(insider)
        ).tolist():
            found.setdefault(column, []).append(insider)
    result = {}
    for column, listed in found.items():
        ids = np.array(sorted(listed), dtype=np.int64)
        ids = ids[insiders.mark_concerned(ids, column)]
        if len(ids):
            result[column] = ids
    return result
