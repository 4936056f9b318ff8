"""Which cells follow from which by adding and subtracting: exact, over a prime field.

Every table that looks like the true one differs from it by a vector that all sums take to zero. Cell *p* is known to
whoever knows cells *A* when every such vector that is zero on *A* is zero on *p*, which is so when the row of *p* in a
basis of these vectors is a combination of the rows of *A*. A few random vectors stand for the basis: whoever is fooled
by them needs a coincidence modulo 2³¹ − 1 in two independent columns, so one in 10¹⁸.

Sums are eliminated in whole numbers, sparse rows first; only the random vectors are taken modulo the prime.
"""

import heapq
from itertools import pairwise
from math import gcd

import numpy as np

from filiere.disclosure.audit.rebuilt_table import Bools, Ints

PRIME = 2**31 - 1
SPARE_VECTORS = 2
"""Random vectors beyond those that a set of known cells can use up."""


class LinearRelations:
    """The sums between ``count`` hidden columns, eliminated; columns ``still`` cannot move."""

    def __init__(self, rows: tuple[Ints, Ints, Ints], count: int, still: Ints, *, seed: int = 20_261_127) -> None:
        self._count = count
        self._random = np.random.default_rng(seed)
        self._still = np.zeros(count, dtype=bool)
        self._still[still] = True
        starts, columns, signs = rows
        listed = [
            {
                column: sign
                for column, sign in zip(columns[start:end].tolist(), signs[start:end].tolist(), strict=True)
                if not self._still[column]
            }
            for start, end in pairwise(starts.tolist())
        ]
        self._order = _eliminate_rows(listed)
        self._vectors = np.zeros((count, 0), dtype=np.int64)

    def vectors(self, width: int) -> Ints:
        """Return ``width`` random differences, a column each, modulo the prime; the same ones each time."""
        while self._vectors.shape[1] < width:
            more = self._random.integers(1, PRIME, size=(self._count, max(4, width - self._vectors.shape[1])))
            more[self._still] = 0
            for pivot, others, factors in reversed(self._order):
                more[pivot] = (more[others] * factors[:, None] % PRIME).sum(axis=0) % PRIME
            self._vectors = np.concatenate([self._vectors, more], axis=1)
        return self._vectors[:, :width]

    def find_implied(self, known: Ints, asked: Ints) -> Bools:
        """Return which of the columns ``asked`` follow from the columns ``known``."""
        rows = self.vectors(len(known) + SPARE_VECTORS)
        return ~reduce_rows(rows[known], rows[asked]).any(axis=1)

    def is_sum_fixed(self, columns: Ints) -> bool:
        """Whether the sum of some columns is the same in every table that looks like the true one."""
        return not (self.vectors(SPARE_VECTORS)[columns].sum(axis=0) % PRIME).any()


def compute_basis(rows: Ints) -> list[tuple[int, Ints]]:
    """Return rows that span the same, each with its leading place, reduced modulo the prime."""
    found: list[tuple[int, Ints]] = []
    for row in rows:
        left = row.copy()
        for lead, other in found:
            if left[lead]:
                left = (left - left[lead] * other) % PRIME
        places = np.flatnonzero(left)
        if len(places):
            lead = int(places[0])
            found.append((lead, left * pow(int(left[lead]), -1, PRIME) % PRIME))
    return found


def reduce_rows(known: Ints, asked: Ints) -> Ints:
    """Return the rows ``asked`` less their part in the span of ``known``; zero for those within it."""
    left = asked.copy()
    for lead, row in compute_basis(known):
        left = (left - left[:, lead : lead + 1] * row) % PRIME
    return left


def _eliminate_rows(rows: list[dict[int, int]]) -> list[tuple[int, Ints, Ints]]:
    """Solve the rows one by one, the shortest first: a column, those that it is made of, and their factors modulo the
    prime. A later entry may define a column that an earlier one is made of."""
    uses: dict[int, set[int]] = {}
    for number, row in enumerate(rows):
        for column in row:
            uses.setdefault(column, set()).add(number)
    queue = [(len(row), number) for number, row in enumerate(rows)]
    heapq.heapify(queue)
    order = []
    done = [False] * len(rows)
    while queue:
        length, number = heapq.heappop(queue)
        row = rows[number]
        if done[number] or length != len(row):
            continue
        done[number] = True
        if not row:
            continue
        pivot = min(row, key=lambda column: (abs(row[column]) != 1, len(uses[column]), column))
        factor = row[pivot]
        for other in sorted(uses[pivot]):
            if not done[other]:
                _subtract_pivot(rows, other, row, pivot, uses)
                heapq.heappush(queue, (len(rows[other]), other))
        for column in row:
            uses[column].discard(number)
        others = [column for column in row if column != pivot]
        inverse = pow(-factor, -1, PRIME)
        factors = [row[column] * inverse % PRIME for column in others]
        order.append((pivot, np.array(others, dtype=np.int64), np.array(factors, dtype=np.int64)))
    return order


def _subtract_pivot(
    rows: list[dict[int, int]], other: int, row: dict[int, int], pivot: int, uses: dict[int, set[int]]
) -> None:
    """Take the pivot out of another row, in whole numbers without a common divisor."""
    target = rows[other]
    mine, theirs = row[pivot], target[pivot]
    times = gcd(mine, theirs)
    keep, take = mine // times, theirs // times
    if keep < 0:
        keep, take = -keep, -take
    if keep != 1:
        for column in target:
            target[column] *= keep
    for column, amount in row.items():
        left = target.get(column, 0) - take * amount
        if left:
            if column not in target:
                uses[column].add(other)
            target[column] = left
        elif column in target:
            del target[column]
            uses[column].discard(other)
    if keep != 1 and target:
        shared = gcd(*target.values())
        if shared > 1:
            for column in target:
                target[column] //= shared
