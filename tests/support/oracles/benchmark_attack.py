"""What a member can find of the others from its own figure, its band and three published quartiles, corner by corner.

The others are unknown numbers in order, the member's own standing at some rank among them; each published quartile
says that a known mean of all, by its published weights, lies between two ends. That is a polytope, and the least and
largest value that each unknown can take are at its corners, all of which are tried.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Reach = tuple[float, float]


def ends(published: Sequence[float], half: float, own: float, band: str) -> list[Reach]:
    """The two ends of each quartile as the attacker knows them: within half a step, and on the side its band says."""
    found = [(value - half, value + half) for value in published]
    above = {"below_q1": 0, "q1_to_median": 1, "median_to_q3": 2, "above_q3": 3}[band]
    return [
        (low, min(high, own)) if place < above else (max(low, own), high) for place, (low, high) in enumerate(found)
    ]


def reach(own: float, rules: Sequence[Sequence[float]], known: Sequence[Reach], *, top: float = 100.0) -> list[Reach]:
    """The least and largest value of each other member, in order, over every rank that the attacker may have.

    ``rules`` are the weights of the sorted figures in each published number, ``known`` the two ends that each is known
    to lie between, and ``top`` the largest figure there can be.
    """
    count = len(rules[0])
    found: list[Reach] = [(np.inf, -np.inf)] * (count - 1)
    for rank in range(count):
        corners = _corners(own, rank, np.array(rules), np.array(known), top)
        if len(corners):
            found = [
                (min(low, float(corner.min())), max(high, float(corner.max())))
                for (low, high), corner in zip(found, corners.T, strict=True)
            ]
    return found


def _corners(own: float, rank: int, rules: NDArray, known: NDArray, top: float) -> NDArray[np.float64]:
    """Every corner of what is possible when the attacker stands at ``rank``: rows of the others' figures."""
    others = rules.shape[1] - 1
    weights = np.delete(rules, rank, axis=1)
    part = rules[:, rank] * own
    rows, limits = [*weights, *-weights], [*(known[:, 1] - part), *(part - known[:, 0])]
    for place in range(others + 1):
        # Each of the others is at most the next, from 0 to the top.
        row = np.zeros(others)
        if place > 0:
            row[place - 1] = 1.0
        if place < others:
            row[place] = -1.0
        rows.append(row)
        limits.append(top if place == others else 0.0)
    # The attacker's own figure lies between its neighbours.
    if rank > 0:
        rows.append(np.eye(others)[rank - 1])
        limits.append(own)
    if rank < others:
        rows.append(-np.eye(others)[rank])
        limits.append(-own)
    matrix, bounds = np.array(rows), np.array(limits)
    chosen = np.array(list(combinations(range(len(matrix)), others)))
    systems = matrix[chosen]
    regular = np.abs(np.linalg.det(systems)) > 1e-12
    points = np.linalg.solve(systems[regular], bounds[chosen[regular]][..., None])[..., 0]
    return points[(points @ matrix.T <= bounds + 1e-7).all(axis=1)]
