"""Multipliers without an inverse: the few rows that are wanted, by one solve of the transposed system.

A multiplier of kind ``f`` is ``m = f + A'm``, for every industry at once. The inverse of a world table of 2,944
industries costs a hundred times one solve, and nothing in it is needed but the sums of its columns. Small tables are
solved by LAPACK; large ones by rounds of purchases, combined so that what is left is least, until it is nothing.

Proof of convergence: a matrix of purchases ``A ≥ 0`` has a Leontief inverse that is nowhere negative if and only if
some ``m ≥ 0`` has ``m − A'm > 0`` (Hawkins and Simon, Econometrica 17, 1949). The multipliers of output, for which
that difference is 1, are the proof when they are not negative, and there is none when one of them is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filiere.economy.cell_matrix import Floats

DENSE_MOST = 800
"""Industries up to which LAPACK solves the system; the rounds are faster beyond."""
MOST_ROUNDS = 80
CHECKED_EVERY = 4
EXACT = 1e-13
"""What a solution by rounds may leave of each kind, as a share of it."""


class NotProductive(ValueError):
    """The system has no answer that means anything; ``place`` is the industry that shows it."""

    def __init__(self, place: int) -> None:
        self.place = place
        super().__init__(f"industry {place} consumes itself")


@dataclass(frozen=True, slots=True)
class PurchaseMatrix:
    """Purchases a unit of output: ``matrix · diag(scale)`` (the buyers' columns), without making the product when
    ``scale`` is the only difference between two scopes."""

    matrix: Floats
    scale: Floats | None = None

    def transpose_times(self, right: Floats) -> Floats:
        """Return ``A' right``."""
        found: Floats = self.matrix.T @ right
        return found if self.scale is None else found * self.scale[:, None]

    def column(self, place: int) -> Floats:
        """Return what one industry buys a unit of its output."""
        found: Floats = self.matrix[:, place]
        return found if self.scale is None else found * self.scale[place]

    def dense(self) -> Floats:
        """Return the matrix itself."""
        return self.matrix if self.scale is None else self.matrix * self.scale


def solve_adjoint(purchases: PurchaseMatrix, kinds: Floats) -> Floats:
    """Return ``m`` with ``m = kinds + A'm``, ``n × k``, for ``k`` kinds given by column, of which the first is 1 at
    every industry; raise :class:`NotProductive` when purchases exceed what they produce.
    """
    found = _solve_by_rounds(purchases, kinds) if len(kinds) > DENSE_MOST else None
    if found is None:
        found = _solve_by_lapack(purchases, kinds)
    if (found[:, 0] < 1 - 1e-9).any() or not np.isfinite(found).all():
        raise NotProductive(find_unproductive(purchases))
    return found


def _solve_by_lapack(purchases: PurchaseMatrix, kinds: Floats) -> Floats:
    system = np.eye(len(kinds)) - purchases.dense().T
    try:
        found: Floats = np.linalg.solve(system, kinds)
        if np.abs(system @ found - kinds).max() > 1e-6 * max(1.0, float(np.abs(found).max())):
            raise NotProductive(find_unproductive(purchases))
    except np.linalg.LinAlgError:
        raise NotProductive(find_unproductive(purchases)) from None
    return found


def _solve_by_rounds(purchases: PurchaseMatrix, kinds: Floats) -> Floats | None:
    """Return the answer by GMRES (Saad and Schultz, SIAM Journal on Scientific and Statistical Computing 7, 1986),
    every kind in step with the others so that the matrix is read once a round; None when it does not get there.

    With ``r = kinds + A'm − m`` left, the error is ``L'r``: at most ``max|r|`` times the multiplier of output.
    """
    size = np.maximum(np.linalg.norm(kinds, axis=0), np.finfo(float).tiny)
    basis = [kinds / size]
    products = np.zeros((MOST_ROUNDS + 1, MOST_ROUNDS, kinds.shape[1]))
    for count in range(1, MOST_ROUNDS + 1):
        ahead = basis[-1] - purchases.transpose_times(basis[-1])
        for place, known in enumerate(basis):
            products[place, count - 1] = (known * ahead).sum(axis=0)
            ahead -= known * products[place, count - 1]
        length = np.linalg.norm(ahead, axis=0)
        products[count, count - 1] = length
        if count % CHECKED_EVERY == 0 or (length < EXACT).all():
            weights, left = _fit_basis(products[: count + 1, :count], kinds.any(axis=0))
            if left < EXACT:
                found = sum(
                    (known * weight for known, weight in zip(basis, weights, strict=True)), np.zeros_like(kinds)
                )
                found = found * size
                # One more round of purchases takes away most of what is left.
                return kinds + purchases.transpose_times(found)
        basis.append(ahead / np.maximum(length, np.finfo(float).tiny))
    return None


def _fit_basis(products: Floats, some: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Return the weights of the basis for each kind (``c × k``), and the largest share that they leave of one that is
    not zero everywhere, as ``some`` says."""
    rounds, kinds = products.shape[1:]
    weights, left = np.zeros((rounds, kinds)), 0.0
    goal = np.zeros(rounds + 1)
    goal[0] = 1.0
    for kind in np.flatnonzero(some):
        weights[:, kind] = np.linalg.lstsq(products[:, :, kind], goal, rcond=None)[0]
        left = max(left, float(np.linalg.norm(goal - products[:, :, kind] @ weights[:, kind])))
    return weights, left


def find_unproductive(purchases: PurchaseMatrix) -> int:
    """Return the first industry whose own needs, suppliers before it included, reach what it produces.

    Gaussian elimination without exchanging rows: the Hawkins–Simon condition is that every pivot is positive. For a
    large table it is the industry that buys most a unit, which is where to look.
    """
    count = len(purchases.matrix)
    system = np.eye(count) - purchases.dense()
    if count > DENSE_MOST:
        return int(np.argmax(purchases.dense().sum(axis=0)))
    for place in range(count):
        if system[place, place] <= 1e-12:
            return place
        factors = system[place + 1 :, place] / system[place, place]
        system[place + 1 :, place:] -= factors[:, None] * system[place, place:]
    return int(np.argmax(purchases.dense().sum(axis=0)))


def invert_leontief(purchases: PurchaseMatrix) -> Floats:
    """Return ``(I − A)⁻¹``, suppliers in rows; raise :class:`NotProductive` where it means nothing."""
    count = len(purchases.matrix)
    try:
        found: Floats = np.linalg.inv(np.eye(count) - purchases.dense())
    except np.linalg.LinAlgError:
        raise NotProductive(find_unproductive(purchases)) from None
    if (found < -1e-9).any():
        raise NotProductive(find_unproductive(purchases))
    return found
