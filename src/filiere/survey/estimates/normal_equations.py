"""Weighted least squares on many rows and few columns, block by block, as a small triangle."""

import numpy as np

from filiere.survey.estimates.sample_tables import Floats

BLOCK = 16_384
"""Rows that are worked on at a time: a block of them stays in the memory of the processor."""
WELL_APART = 1e-3
"""Relative length of what is left of a column, those before it taken out, from which products of columns are enough."""


def list_blocks(rows: int) -> list[slice]:
    """Return the blocks of so many rows."""
    return [slice(start, min(start + BLOCK, rows)) for start in range(0, rows, BLOCK)]


def reduce_matrix(matrix: Floats, weights: Floats) -> Floats:
    """Return the triangle ``R`` of the matrix whose rows are multiplied by the roots of the weights: ``RᵀR = XᵀWX``.

    The products of columns lose half of the digits: where columns are nearly dependent, or wholly, the rows themselves
    are reduced, which costs some five times as much.
    """
    products = np.zeros((matrix.shape[1], matrix.shape[1]))
    roots = np.sqrt(weights)
    for rows in list_blocks(len(matrix)):
        rooted = matrix[rows] * roots[rows, None]
        products += rooted.T @ rooted
    lengths = np.sqrt(np.diag(products))
    lengths[lengths == 0] = 1.0
    try:
        triangle = np.linalg.cholesky(products / np.outer(lengths, lengths)).T
        if np.diag(triangle).min(initial=1.0) > WELL_APART:
            return np.asarray(triangle * lengths)
    except np.linalg.LinAlgError:
        pass
    triangle = np.zeros((0, matrix.shape[1]))
    for rows in list_blocks(len(matrix)):
        triangle = np.linalg.qr(np.vstack([triangle, matrix[rows] * roots[rows, None]]), mode="r")
    return np.asarray(triangle)


def solve_normal_equations(triangle: Floats, moments: Floats) -> Floats:
    """Return the solution of ``RᵀR x = moments``."""
    return np.asarray(np.linalg.solve(triangle, np.linalg.solve(triangle.T, moments)))
