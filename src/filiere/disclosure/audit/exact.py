"""Who finds an unsafe cell exactly: by additions and subtractions from what it knows, and by zeros that bind.

A hidden cell at the least that somebody takes for possible can only be higher. When the sums forbid even that, it
stands still as if it were known, and others follow from it; a linear program finds these, the rest is algebra.
"""

import numpy as np

from filiere.disclosure.audit.algebra import Relations
from filiere.disclosure.audit.knowledge import NOBODY, Insiders
from filiere.disclosure.audit.pairs import Pairs
from filiere.disclosure.audit.rebuilt import Ints
from filiere.disclosure.audit.solver import Doubt


class Exact:
    """The question asked for the unsafe ``columns`` of one model."""

    def __init__(self, doubt: Doubt, columns: Ints) -> None:
        self._doubt = doubt
        low, high = doubt.low == doubt.values, doubt.high == doubt.values
        self._signs = np.where(low, 1, np.where(high, -1, 0)).astype(np.int64)
        ends = np.flatnonzero(low ^ high)
        pinned = np.flatnonzero(low & high)
        still = np.union1d(pinned, doubt.stuck(ends, self._signs[ends], pinned)) if len(ends) else pinned
        self._still = still
        self._ends = np.setdiff1d(ends, still)
        self._relations = Relations(doubt.rows, len(doubt.cells), still)
        self.everyone = columns[self._relations.following(NOBODY, columns)]
        self._rest = np.setdiff1d(columns, self.everyone)

    def found(self, fixed: Ints, ends: Ints) -> Ints:
        """Return the unsafe columns, beyond those that everyone finds, that follow from the columns ``fixed`` and from
        knowing that those of ``ends`` cannot be less than they are."""
        fixed = np.setdiff1d(fixed, self._still)
        bound = np.union1d(self._ends, ends)
        if len(bound) and (len(fixed) or len(ends)):
            signs = np.where(np.isin(bound, ends), 1, self._signs[bound])
            stuck = self._doubt.stuck(bound, signs, np.union1d(fixed, self._still))
            fixed = np.union1d(fixed, stuck)
        if not len(fixed) or not len(self._rest):
            return NOBODY
        found: Ints = self._rest[self._relations.following(fixed, self._rest)]
        return found


def alone(exact: Exact, insiders: Insiders) -> dict[int, Ints]:
    """Return, by unsafe column, the insiders who find it exactly, though others contribute to it too."""
    found: dict[int, list[int]] = {}
    for one in insiders.ids.tolist():
        fixed, ends = insiders.known([one]).fixed, insiders.ends(one)
        if len(fixed) or len(ends):
            for column in exact.found(fixed, ends).tolist():
                found.setdefault(column, []).append(one)
    return _concerned(found, insiders)


def together(exact: Exact, pairs: Pairs, already: dict[int, Ints]) -> dict[int, Ints]:
    """Return, by unsafe column, the pairs who find it exactly, though others contribute to it too; ``already`` are the
    single contributors who do, and so every pair that they are in."""
    found: dict[int, list[int]] = {}
    for pair in _worth_asking(pairs):
        first, second = divmod(pair, pairs.size)
        for column in exact.found(pairs.together(first, second), _ends(pairs, pair)).tolist():
            found.setdefault(column, []).append(pair)
    for column, ones in already.items():
        found.setdefault(column, []).extend(pairs.with_any(ones).tolist())
    return _concerned(found, pairs)


def _ends(pairs: Pairs, pair: int) -> Ints:
    return np.unique(np.concatenate([pairs.ends(pair), *(pairs.singles.ends(one) for one in divmod(pair, pairs.size))]))


def _worth_asking(pairs: Pairs) -> list[int]:
    """Return the pairs who know more than either of the two: both know some cell, or they make one up together."""
    singles = pairs.singles
    telling = singles.whole | (
        (singles.amounts == singles.values[singles.columns]) if singles.bounded else np.zeros(len(singles.who), bool)
    )
    knowing = np.unique(singles.who[telling])
    found = [NOBODY]
    for one in knowing.tolist():
        others = np.intersect1d(pairs.partners(one), knowing, assume_unique=True)
        found.append(np.minimum(one, others) * pairs.size + np.maximum(one, others))
    for column in np.flatnonzero(singles.counts == 2).tolist():
        who = singles.who[singles.starts[column] : singles.starts[column + 1]]
        if len(who) == 2:
            found.append(np.array([who.min() * pairs.size + who.max()]))
    if singles.bounded:
        found += [pairs.short(column, 1) for column in range(len(singles.counts))]
    pairs_found: list[int] = np.unique(np.concatenate(found)).tolist()
    return pairs_found


def _concerned(found: dict[int, list[int]], attackers: Insiders | Pairs) -> dict[int, Ints]:
    result = {}
    for column, listed in found.items():
        ids = np.unique(np.array(listed, dtype=np.int64))
        ids = ids[attackers.concerned(ids, column)]
        if len(ids):
            result[column] = ids
    return result
