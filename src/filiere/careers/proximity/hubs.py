"""Corrections for jobs that stand close to everything, so that no job is suggested to everybody.

Both are one number a target, taken off the score of every origin, and both come from the scores alone. The first is
half of cross-domain similarity local scaling (A. Conneau and others, *Word Translation Without Parallel Data*, 2018):
the mean of the greatest scores that a target gets. The second takes off what is just enough for a target to stand in no
more than a given share of the lists.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from filiere.careers.proximity.vectors import Vector

LIST_LENGTH = 10
_NEAREST = 10
_ROUNDS = 100
_BIT_MORE = 1e-9


def rate_common_targets(scores: NDArray[np.float64], strength: float) -> Vector:
    """Return for each target ``strength`` times the mean of the ten greatest scores that other jobs give it."""
    size = len(scores)
    if size <= _NEAREST + 1:
        return np.zeros(size)
    without_self = scores.copy()
    np.fill_diagonal(without_self, -np.inf)
    greatest = np.partition(without_self, size - _NEAREST, axis=0)[-_NEAREST:]
    mean: Vector = strength * np.sort(greatest, axis=0).mean(axis=0)
    return mean


def rate_congestion(scores: NDArray[np.float64], share: float) -> Vector:
    """Return for each target what must be taken off it to stand in at most this share of the lists of ten.

    Nothing is taken off in a nomenclature of so few jobs that a list of ten is already such a share of them.
    """
    size = len(scores)
    taken = np.zeros(size)
    most = int(share * size)
    if most < LIST_LENGTH:
        return taken
    left = scores.copy()
    np.fill_diagonal(left, -np.inf)
    for _ in range(_ROUNDS):
        greatest = np.sort(np.partition(left, size - LIST_LENGTH - 1, axis=1)[:, -LIST_LENGTH - 1 :], axis=1)
        outside, last = greatest[:, 0], greatest[:, 1]
        listed = left >= last[:, None]
        crowded = np.flatnonzero(listed.sum(axis=0) > most)
        if not len(crowded):
            break
        for target in crowded:
            lead = np.sort((left[:, target] - outside)[listed[:, target]])[::-1]
            more = float(lead[most]) + _BIT_MORE
            taken[target] += more
            left[:, target] -= more
    return taken
