"""The area-level model of Fay and Herriot (1979), fitted by restricted maximum likelihood.

A direct estimate is the true value plus a sampling error of known variance, and the true value is a linear predictor
plus the area's own deviation, of unknown variance ``refvar``. The estimate of an area weighs the two by their
precision. Its mean squared error is that of Prasad and Rao (1990) and Datta and Lahiri (2000): what stays of the
sampling variance, the error of the coefficients, and twice the error of ``refvar``.
"""

import numpy as np
from numpy.typing import NDArray

from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.survey.areas.faults import CATALOGUE
from filiere.survey.areas.records import AreaModel, AreaTable, Vector

MOST_ITERATIONS = 500
SCORED_ITERATIONS = 40
"""Steps of Fisher scoring after which the two ends that hold the answer are halved instead: where sampling variances
are very unequal, scoring nears the answer by a little each time, or turns around it within the rounding of sums."""
TOLERANCE = 1e-12
_COLLINEAR = 1e-9


def fit_area_model(table: AreaTable) -> AreaModel:
    """Return the model fitted on the areas that have a direct estimate.

    Raises :class:`Faults` with fewer areas than coefficients, collinear covariates (each is named) or no convergence.
    """
    seen = table.select_rows(table.has_direct)
    if found := check_covariates(seen):
        raise Faults(found)
    # Columns of length one, then at right angles: what is solved no longer depends on how covariates are written.
    scales = np.linalg.norm(seen.covariates, axis=0)
    columns, triangle = np.linalg.qr(seen.covariates / scales)
    refvar, iterations = _solve_refvar(seen.direct, seen.variance, columns)
    precisions = 1 / (refvar + seen.variance)
    inverse = np.linalg.inv((columns.T * precisions) @ columns)
    back = np.linalg.inv(triangle) / scales[:, None]
    return AreaModel(
        refvar=refvar,
        beta=back @ inverse @ (columns.T @ (precisions * seen.direct)),
        beta_covariance=back @ inverse @ back.T,
        variance_of_refvar=float(2 / np.sum(precisions**2)),
        iterations=iterations,
    )


def estimate_table(table: AreaTable, model: AreaModel) -> tuple[Vector, Vector, Vector]:
    """Return, for each area, its estimate, its mean squared error, and the weight of its direct estimate.

    An area without a direct estimate is predicted by the model alone: its weight is zero.
    """
    synthetic, error = model.predict_areas(table.covariates)
    seen = table.has_direct
    estimates, errors, weights = synthetic.copy(), error.copy(), np.zeros(len(synthetic))
    sampling = table.variance[seen]
    weights[seen] = model.refvar / (model.refvar + sampling)
    estimates[seen] += weights[seen] * (table.direct[seen] - synthetic[seen])
    rest = 1 - weights[seen]
    errors[seen] = (
        sampling * weights[seen]
        + rest**2 * (error[seen] - model.refvar)
        + 2 * rest**2 * model.variance_of_refvar / (model.refvar + sampling)
    )
    return estimates, errors, weights


def check_covariates(table: AreaTable) -> list[Fault]:
    """Return what forbids a fit: too few areas, a category without any, covariates that follow from others."""
    areas, terms = table.covariates.shape
    if not terms:
        return [CATALOGUE.build("areas-no-term").at(key="intercept")]
    if areas <= terms:
        return [CATALOGUE.build("areas-too-few", areas=areas, terms=terms).at(key="covariates")]
    found = []
    kept: list[int] = []
    for position, term in enumerate(table.terms):
        column = table.covariates[:, position]
        size = float(np.linalg.norm(column))
        if size == 0:
            found.append(CATALOGUE.build("areas-empty-category", column=term).at(key="covariates"))
            continue
        if kept:
            sizes = np.linalg.norm(table.covariates[:, kept], axis=0)
            parts, *_ = np.linalg.lstsq(table.covariates[:, kept] / sizes, column / size, rcond=None)
            rest = column / size - (table.covariates[:, kept] / sizes) @ parts
            if float(np.linalg.norm(rest)) < _COLLINEAR:
                shares = parts * size / sizes
                words = _write_combination([table.terms[one] for one in kept], shares, np.abs(parts) > _COLLINEAR)
                found.append(CATALOGUE.build("areas-collinear", column=term, combination=words).at(key="covariates"))
                continue
        kept.append(position)
    return found


def _write_combination(terms: list[str], shares: Vector, taken: NDArray[np.bool_]) -> Text:
    words = " + ".join(f"{share:.6g} × {term}" for term, share, used in zip(terms, shares, taken, strict=True) if used)
    return Text(fr=words, en=words)


def _solve_refvar(direct: Vector, variance: Vector, covariates: Vector) -> tuple[float, int]:
    """Return the variance between areas that makes the restricted likelihood greatest, by Fisher scoring.

    It starts from the median sampling variance, as the customary programs do, and keeps the two ends between which the
    slope changes sign: a step that would leave them is cut in half, and so is what is left between them after
    ``SCORED_ITERATIONS``. Where the likelihood falls from zero on, the answer is zero.
    """
    refvar = float(np.median(variance))
    low, high = 0.0, np.inf
    for iteration in range(1, MOST_ITERATIONS + 1):
        slope, information = _score(refvar, direct, variance, covariates)
        low, high = (refvar, high) if slope > 0 else (low, refvar)
        following = refvar + slope / information
        if following <= 0 and low == 0 and _score(0.0, direct, variance, covariates)[0] <= 0:
            return 0.0, iteration
        if iteration > SCORED_ITERATIONS or not low <= following <= high:
            following = (low + high) / 2 if np.isfinite(high) else 2 * refvar
        if abs(following - refvar) <= TOLERANCE * following:
            return following, iteration
        refvar = following
    raise Faults([CATALOGUE.build("areas-not-converged", iterations=MOST_ITERATIONS)])


def _score(refvar: float, direct: Vector, variance: Vector, covariates: Vector) -> tuple[float, float]:
    """Return the slope of the restricted log-likelihood in the variance between areas, and its Fisher information.

    With V the diagonal of total variances and P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹: the slope is (y'PPy − tr P) ÷ 2 and the
    information tr(PP) ÷ 2. P is never written out: its size is the square of the number of areas.
    """
    precisions = 1 / (refvar + variance)
    inverse = np.linalg.inv((covariates.T * precisions) @ covariates)
    second = (covariates.T * precisions**2) @ covariates
    third = (covariates.T * precisions**3) @ covariates
    residuals = precisions * (direct - covariates @ (inverse @ (covariates.T @ (precisions * direct))))
    product = inverse @ second
    trace = np.sum(precisions) - np.trace(product)
    squares = np.sum(precisions**2) - 2 * np.trace(inverse @ third) + np.sum(product * product.T)
    return float(residuals @ residuals - trace) / 2, float(squares) / 2
