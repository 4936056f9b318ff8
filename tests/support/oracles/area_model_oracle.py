"""The area-level model computed another way: error contrasts, whole matrices, and halving.

Nothing here is shared with the engine. The restricted likelihood is the plain likelihood of contrasts that hold no
coefficient any more; the slope of that is halved onto its zero. Errors come from the formulas of the general linear
mixed model, on whole matrices.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class AreaFit:
    """What the model gives: one estimate and one mean squared error an area."""

    refvar: float
    beta: Matrix
    estimates: Matrix
    errors: Matrix


def fit_by_contrasts(direct: Matrix, variance: Matrix, covariates: Matrix) -> AreaFit:
    """Return the model of areas that all have a direct estimate."""
    refvar = _halve(direct, variance, covariates)
    areas = len(direct)
    total = refvar * np.eye(areas) + np.diag(variance)
    inverse = np.linalg.inv(total)
    spread = np.linalg.inv(covariates.T @ inverse @ covariates)
    beta = spread @ covariates.T @ inverse @ direct
    deviations = refvar * np.eye(areas) @ inverse @ (direct - covariates @ beta)
    errors = []
    for area in range(areas):
        chosen = np.zeros(areas)
        chosen[area] = 1.0
        link = refvar * chosen @ inverse
        first = refvar - refvar * chosen @ inverse @ chosen * refvar
        offset = covariates[area] - link @ covariates
        second = offset @ spread @ offset
        slope = chosen @ inverse - refvar * chosen @ inverse @ inverse
        third = slope @ total @ slope * 2 / np.trace(inverse @ inverse)
        errors.append(first + second + 2 * third)
    return AreaFit(refvar, beta, covariates @ beta + deviations, np.array(errors))


def _halve(direct: Matrix, variance: Matrix, covariates: Matrix) -> float:
    left, _, _ = np.linalg.svd(covariates, full_matrices=True)
    contrasts = left[:, covariates.shape[1] :]
    values = contrasts.T @ direct

    def slope(refvar: float) -> float:
        inverse = np.linalg.inv(contrasts.T @ np.diag(refvar + variance) @ contrasts)
        weighted = inverse @ values
        return float(weighted @ weighted - np.trace(inverse))

    if slope(0.0) <= 0:
        return 0.0
    low, high = 0.0, float(np.max(variance))
    while slope(high) > 0:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return (low + high) / 2
