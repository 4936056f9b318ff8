"""How far a final weight is from its starting one: the four methods, as functions of the linear predictor.

Deville and Särndal, “Calibration Estimators in Survey Sampling”, JASA 87 (1992), pages 376–382: their cases 1 (linear),
2 (raking), 6 (logit) and 7 (truncated linear). The ratio ``g = w/d`` is ``F(u)`` with ``u = x·λ`` and ``F(0) = F'(0) =
1``; the multipliers ``λ`` minimise the convex ``Σ d ∫F(x·λ) − T·λ``, whose gradient is what the margins lack.
"""

import numpy as np

from filiere.survey.estimates.sample_tables import Floats
from filiere.survey.estimates.specifications import Method

Bounds = tuple[float, float]


def evaluate_distance(method: Method, bounds: Bounds, predictor: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the ratio ``F``, its derivative and its integral at each value of the predictor."""
    low, high = bounds
    if method == "linear":
        return 1.0 + predictor, np.ones_like(predictor), predictor * (1.0 + predictor / 2)
    if method == "raking":
        ratios = np.exp(predictor)
        return ratios, ratios, ratios
    if method == "truncated":
        inner = np.clip(predictor, low - 1.0, high - 1.0)
        inside = (inner == predictor).astype(np.float64)
        return 1.0 + inner, inside, inner * (1.0 + inner / 2) + (1.0 + inner) * (predictor - inner)
    slope = (high - low) / ((1.0 - low) * (high - 1.0))
    shifted = slope * predictor + np.log((1.0 - low) / (high - 1.0))
    # One exponential of a number that is not above zero: nothing overflows.
    small = np.exp(-np.abs(shifted))
    near, far = 1.0 / (1.0 + small), small / (1.0 + small)
    share, rest = np.where(shifted > 0, near, far), np.where(shifted > 0, far, near)
    integral = low * predictor + (1.0 - low) * (high - 1.0) * (np.maximum(shifted, 0.0) + np.log1p(small))
    return low + (high - low) * share, (high - low) * slope * share * rest, integral
