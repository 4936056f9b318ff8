"""Weights that meet known totals and stay as near the starting ones as can be: Newton’s method on the multipliers.

Rows are worked on by blocks, so that a million of them and fifty margins take one matrix and no copy of it. Whoever
calls has shown before, by :mod:`filiere.survey.estimates.feasibility`, that there are such weights.
"""

from dataclasses import dataclass

import numpy as np

from filiere.survey.estimates.distances import Bounds, evaluate_distance
from filiere.survey.estimates.normal_equations import list_blocks
from filiere.survey.estimates.sample_tables import Bools, Floats
from filiere.survey.estimates.specifications import Method

MOST_ITERATIONS = 200
SUFFICIENT_DECREASE = 1e-4
LONG_ENOUGH = 0.1
"""Share of a step from which it is taken at once; below it, other curvatures are tried first."""
ROUNDING = 1e-9
"""Share of the objective under which a rise may be rounding."""
NO_GAIN = 1e-15
"""Share of the objective under which a fall is none: a step through a piece without curvature is to gain something."""
_FLOORS = (0.0, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2)
"""Least curvatures, relative to the greatest or to 1, that a step is tried with, one after the other."""
_NO_CURVATURE = 1e-14


@dataclass(frozen=True, slots=True, eq=False)
class WeightFit:
    """Ratios of final to starting weights, and how the fit went.

    ``gap`` is the greatest ``|reached − total| / (1 + |total|)``, as in R’s ``survey``, and ``worst`` its column;
    ``converged`` says whether it is within the tolerance. ``pinned`` are the rows whose ratio a margin settles by
    itself, at a bound.
    """

    ratios: Floats
    iterations: int
    gap: float
    worst: int
    converged: bool
    pinned: Bools


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    matrix: Floats
    weights: Floats
    totals: Floats
    scales: Floats
    method: Method
    bounds: Bounds
    spans: Floats
    """What each gap is divided by, in the units of the scaled columns."""


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    multipliers: Floats
    objective: float
    lack: Floats
    curvature: Floats
    gap: float


def fit_weights(
    weights: Floats,
    matrix: Floats,
    totals: Floats,
    *,
    method: Method,
    bounds: Bounds,
    tolerance: float,
    most_iterations: int = MOST_ITERATIONS,
) -> WeightFit:
    """Fit ratios so that ``Σ weight · ratio · x`` meets the totals.

    ``weights`` has one value a row (0 for a row that takes no part), ``matrix`` one row each and one column a total;
    columns may depend on each other if their totals do alike.
    """
    ratios = np.ones(len(weights))
    pinned = np.zeros(len(weights), dtype=bool)
    if method in ("raking", "logit"):
        pinned = pin_ratios(weights, matrix, totals, bounds, ratios)
    active = np.where(pinned, 0.0, weights)
    rest = totals - (weights * ratios * pinned) @ matrix if pinned.any() else totals
    squares = np.zeros(matrix.shape[1])
    for rows in list_blocks(len(weights)):
        squares += active[rows] @ matrix[rows] ** 2
    scales = np.sqrt(np.where(squares > 0, squares, 1.0))
    problem = _Problem(matrix, active, rest, scales, method, bounds, (1.0 + np.abs(totals)) / scales)
    state, iterations = _iterate(problem, tolerance, most_iterations)
    for rows in list_blocks(len(weights)):
        found = evaluate_distance(method, bounds, matrix[rows] @ (state.multipliers / scales))[0]
        ratios[rows] = np.where(pinned[rows], ratios[rows], found)
    gaps = np.abs((weights * ratios) @ matrix - totals) / (1.0 + np.abs(totals))
    worst = int(gaps.argmax())
    gap = float(gaps[worst])
    return WeightFit(ratios, iterations, gap, worst, gap <= tolerance, pinned)


def pin_ratios(weights: Floats, matrix: Floats, totals: Floats, bounds: Bounds, ratios: Floats) -> Bools:
    """Set in ``ratios`` those that a margin settles by itself, and return their rows.

    A margin whose total is the least that the bounds allow leaves no choice: a zero total of raking, whose weights are
    then zero, is the common case. Multipliers would only tend there without end.
    """
    pinned = np.zeros(len(weights), dtype=bool)
    low, high = bounds
    while True:
        active = np.where(pinned, 0.0, weights)
        rest = totals - (weights * ratios * pinned) @ matrix if pinned.any() else totals
        least, most, spread = span_margins(active, matrix, bounds)
        near = 1e-12 * (spread + np.abs(totals))
        at_least, at_most = (np.isfinite(end) & (np.abs(rest - end) <= near) & (spread > 0) for end in (least, most))
        if not (at_least | at_most).any():
            return pinned
        for column in np.flatnonzero(at_least | at_most).tolist():
            values = np.where(active > 0, matrix[:, column], 0.0)
            if at_most[column]:
                values = -values
            ratios[(values > 0) & ~pinned] = low
            ratios[(values < 0) & ~pinned] = high
            pinned |= values != 0


def span_margins(weights: Floats, matrix: Floats, bounds: Bounds) -> tuple[Floats, Floats, Floats]:
    """Return the least and the greatest total of each column within the bounds, and its sum of absolute values."""
    up = np.zeros(matrix.shape[1])
    total = np.zeros(matrix.shape[1])
    for rows in list_blocks(len(weights)):
        up += weights[rows] @ np.maximum(matrix[rows], 0.0)
        total += weights[rows] @ matrix[rows]
    down = up - total
    down[np.abs(down) <= 1e-15 * up] = 0.0
    low, high = bounds
    least = _multiply(low, up) - _multiply(high, down)
    most = _multiply(high, up) - _multiply(low, down)
    return least, most, up + down


def _multiply(bound: float, amounts: Floats) -> Floats:
    """Multiply by a bound that may be infinite; nothing times infinity is nothing."""
    return np.multiply(bound, amounts, out=np.zeros_like(amounts), where=amounts != 0)


def _evaluate(problem: _Problem, multipliers: Floats) -> _State:
    width = len(multipliers)
    objective, reached, curvature = 0.0, np.zeros(width), np.zeros((width, width))
    steps = multipliers / problem.scales
    with np.errstate(over="ignore", invalid="ignore"):
        for rows in list_blocks(len(problem.weights)):
            block, weights = problem.matrix[rows], problem.weights[rows]
            ratios, slopes, integrals = evaluate_distance(problem.method, problem.bounds, block @ steps)
            if problem.method == "raking" and not np.isfinite(ratios).all():
                return _State(multipliers, np.inf, reached, curvature, np.inf)
            objective += float(weights @ integrals)
            reached += (weights * ratios) @ block
            # Slopes are never below zero; a product of a matrix by itself costs half of that of two.
            rooted = block * np.sqrt(weights * slopes)[:, None]
            curvature += rooted.T @ rooted
    lack = (problem.totals - reached) / problem.scales
    objective -= float(multipliers @ (problem.totals / problem.scales))
    gap = float((np.abs(lack) / problem.spans).max(initial=0.0))
    return _State(multipliers, objective, lack, curvature / np.outer(problem.scales, problem.scales), gap)


def _iterate(problem: _Problem, tolerance: float, most_iterations: int) -> tuple[_State, int]:
    state = _evaluate(problem, np.zeros(problem.matrix.shape[1]))
    for iteration in range(most_iterations):
        # Half of the tolerance leaves room for the rounding of the last sums.
        if state.gap <= tolerance / 2:
            return state, iteration
        found = _find_step(problem, state)
        if found is None:
            return state, iteration
        state = found
    return state, most_iterations


def _find_step(problem: _Problem, state: _State) -> _State | None:
    """Return the next state, None when no step leads nearer: rounding, or margins that cannot be met."""
    values, vectors = np.linalg.eigh(state.curvature)
    # Scaled columns have a curvature of 1 at the start: where every ratio nears a bound, it is what theirs falls from.
    top = float(values.max(initial=1.0))
    lack = vectors.T @ state.lack
    best: _State | None = None
    for floor in _FLOORS:
        raised = np.maximum(values, floor * top)
        usable = raised > _NO_CURVATURE * top
        direction = vectors @ np.where(usable, lack / np.where(usable, raised, 1.0), 0.0)
        slope = float(direction @ state.lack)
        size = 1.0
        while size > 1e-6 and slope > 0:
            tried = _evaluate(problem, state.multipliers + size * direction)
            # Near the end rounding hides what the objective gains, and the gap alone tells; far from it, a step that
            # lessens the gap and raises the objective leads away.
            level = tried.objective <= state.objective + ROUNDING * (1.0 + abs(state.objective))
            nearer = level and tried.gap < state.gap * (1.0 - SUFFICIENT_DECREASE * size)
            lower = tried.objective <= state.objective - max(
                SUFFICIENT_DECREASE * size * slope, NO_GAIN * (1.0 + abs(state.objective))
            )
            if lower or nearer:
                if size >= LONG_ENOUGH:
                    return tried
                if best is None or tried.objective < best.objective:
                    best = tried
                break
            size /= 2
    return best
