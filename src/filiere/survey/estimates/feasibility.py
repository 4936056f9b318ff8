"""Whether margins can be met within bounds, decided before anything is fitted, and what to tell when they cannot.

Four proofs, the cheapest first. A margin whose total lies outside what the bounds allow it alone is a conflict by
itself. The linear method’s weights, found by one system of equations, are feasible where they keep to the bounds; so
are those that a few steps of the truncated method bring within the bounds to every margin. What is left is asked of a
linear program, which is then asked for the smallest set of margins in conflict and for the nearest feasible bounds.
"""

import math

import numpy as np

from filiere.core.numbers import format_number
from filiere.core.text import Lang, Text
from filiere.survey.estimates.calibration import fit_weights, span_margins
from filiere.survey.estimates.controls import Controls
from filiere.survey.estimates.distances import Bounds
from filiere.survey.estimates.faults import fault
from filiere.survey.estimates.margin_programs import MarginProgram, find_smallest_conflict, group_patterns
from filiere.survey.estimates.normal_equations import solve_normal_equations
from filiere.survey.estimates.results import CalibrationRefused
from filiere.survey.estimates.sample_tables import Floats
from filiere.survey.estimates.specifications import Method, ParsedSurveySpec

NEGLIGIBLE = 1e-9
"""Relative distance under which a total is at the end of what the bounds allow it, and not beyond."""
MOST_STEPS = 6
"""Steps of the truncated method before a linear program is asked: where there are weights, it seldom takes more."""
MOST_PATTERNS = 10_000
"""Different units, as the controls see them, up to which the nearest bounds are looked for: two rows each."""
_NOT_SEARCHED = Text(
    fr="Les bornes les plus proches n’ont pas été cherchées : trop d’unités diffèrent par leurs contrôles.",
    en="The nearest bounds were not looked for: too many units differ in their controls.",
)


def require_feasible(
    weights: Floats, controls: Controls, *, method: Method, bounds: Bounds, parsed: ParsedSurveySpec
) -> None:
    """Raise :class:`CalibrationRefused` when no ratios within the bounds meet the margins; return otherwise.

    The linear method has no bounds: margins that do not follow from each other can always be met.
    """
    if method == "linear":
        return
    alone = _find_margin_beyond(weights, controls, bounds)
    if alone is None and (_keeps_to_bounds(weights, controls, bounds) or _is_reached(weights, controls, bounds)):
        return
    program = MarginProgram(*group_patterns(weights, controls.matrix), controls.totals, bounds)
    if alone is None and program.is_feasible():
        return
    conflict, smallest = ((alone,), True) if alone is not None else find_smallest_conflict(program)
    raise _build_refusal(controls, conflict, smallest, program, method, bounds, parsed)


def _find_margin_beyond(weights: Floats, controls: Controls, bounds: Bounds) -> int | None:
    """Return the margin that the bounds alone put farthest out of reach, if any."""
    least, most, spread = span_margins(weights, controls.matrix, bounds)
    totals = controls.totals
    beyond = np.maximum(least - totals, totals - most) / np.where(spread > 0, spread, 1.0)
    worst = int(beyond.argmax())
    return worst if beyond[worst] > NEGLIGIBLE else None


def _keeps_to_bounds(weights: Floats, controls: Controls, bounds: Bounds) -> bool:
    """Whether the weights of the linear method, one solution of the margins, keep to the bounds."""
    matrix, totals = controls.fitted_matrix, controls.totals[: controls.fitted]
    ratios = np.ones(len(weights))
    for _ in range(2):
        lack = totals - (weights * ratios) @ matrix
        ratios += matrix @ solve_normal_equations(controls.triangle, lack)
    met = np.abs((weights * ratios) @ matrix - totals) <= NEGLIGIBLE * (1.0 + np.abs(totals))
    used = ratios[weights > 0]
    return bool(met.all()) and bounds[0] <= float(used.min()) and float(used.max()) <= bounds[1]


def _is_reached(weights: Floats, controls: Controls, bounds: Bounds) -> bool:
    """Whether a few steps of the truncated method find weights within the bounds that meet every margin."""
    matrix, totals = controls.fitted_matrix, controls.totals[: controls.fitted]
    return fit_weights(
        weights,
        matrix,
        totals,
        method="truncated",
        bounds=bounds,
        tolerance=NEGLIGIBLE / 10,
        most_iterations=MOST_STEPS,
    ).converged


def _build_refusal(
    controls: Controls,
    conflict: tuple[int, ...],
    smallest: bool,
    program: MarginProgram,
    method: Method,
    bounds: Bounds,
    parsed: ParsedSurveySpec,
) -> CalibrationRefused:
    names = tuple(controls.margins[one].name for one in sorted(conflict, key=controls.order.index))
    searched = program.patterns <= MOST_PATTERNS
    nearest = program.find_nearest_bounds((True, True)) if searched else None
    low = program.find_nearest_bounds((True, False)) if searched else None
    high = program.find_nearest_bounds((False, True)) if searched and not math.isinf(bounds[1]) else None
    code = "survey-raking-infeasible" if method == "raking" else "survey-bounds-infeasible"
    told = fault(
        code, margins=names, nearest=_describe_nearest(nearest) if searched else _NOT_SEARCHED,
        low=_write_bounds((bounds[0],)), high=_write_bounds((bounds[1],)),
    )  # fmt: skip
    key = ("controls", controls.margins[conflict[0]].place) if method == "raking" else ("bounds",)
    return CalibrationRefused(
        parsed.place(told, key),
        conflict=names,
        smallest=smallest,
        nearest=nearest,
        nearest_low=None if low is None else low[0],
        nearest_high=None if high is None else high[1],
    )


def _describe_nearest(nearest: Bounds | None) -> Text:
    if nearest is None:
        return Text(fr="Aucune borne n’y suffirait.", en="No bounds would do.")
    if math.isinf(nearest[1]):
        low = _write_bounds((nearest[0],))
        return Text(
            fr=f"Il y faudrait des rapports de poids jusqu’à {low.fr}, que la méthode linéaire admet.",
            en=f"It would take ratios of weights down to {low.en}, which the linear method allows.",
        )
    ends = _write_bounds(nearest)
    return Text(
        fr=f"Les bornes les plus proches qui conviennent sont [{ends.fr}].",
        en=f"The nearest feasible bounds are [{ends.en}].",
    )


def _write_bounds(bounds: tuple[float, ...]) -> Text:
    def write(lang: Lang) -> str:
        numbers = [
            format_number(one, lang, max(0, min(6, len(f"{one:.6f}".rstrip("0").partition(".")[2])))) for one in bounds
        ]
        return (" ; " if lang == "fr" else ", ").join(numbers)

    return Text(fr=write("fr"), en=write("en"))
