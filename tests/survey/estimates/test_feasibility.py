"""Bounds that cannot be met: the smallest conflict beside an exact program, the nearest bounds tried and narrowed."""

import math
import pickle
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.scenes.survey_sample import CONTROLS, REGION, make_sample, make_spec

from filiere.survey.estimates import (
    CalibrationRefused,
    ColumnTable,
    SurveyResult,
    SurveySpec,
    calibrate_sample,
    describe_refusals,
)
from filiere.survey.estimates.margin_programs import MarginProgram, find_smallest_conflict, group_patterns

UNITS, MARGINS = 5, 3


def solve_exactly(columns: list[list[int]], right: list[Fraction]) -> list[Fraction] | None:
    """Solve square equations in fractions; None when they have not a single answer."""
    size = len(columns)
    system = [[Fraction(columns[place][row]) for place in range(size)] + [right[row]] for row in range(size)]
    for place in range(size):
        pivot = next((row for row in range(place, size) if system[row][place]), None)
        if pivot is None:
            return None
        system[place], system[pivot] = system[pivot], system[place]
        system[place] = [value / system[place][place] for value in system[place]]
        for row in range(size):
            if row != place and system[row][place]:
                factor = system[row][place]
                system[row] = [a - factor * b for a, b in zip(system[row], system[place], strict=True)]
    return [row[-1] for row in system]


def can_be_met(rows: list[list[int]], totals: list[int], low: Fraction, high: Fraction) -> bool:
    """Whether ratios between two bounds meet the totals: by every corner, where all units but some are at a bound.

    Rows that depend on each other have no such corner; the draw below avoids them.
    """
    size = len(totals)
    for free in combinations(range(UNITS), size):
        fixed = [unit for unit in range(UNITS) if unit not in free]
        for ends in product((low, high), repeat=len(fixed)):
            right = [
                Fraction(total) - sum(rows[row][unit] * end for unit, end in zip(fixed, ends, strict=True))
                for row, total in enumerate(totals)
            ]
            found = solve_exactly([[rows[row][unit] for row in range(size)] for unit in free], right)
            if found is not None and all(low <= value <= high for value in found):
                return True
    return False


@settings(max_examples=12)
@given(
    rows=st.lists(
        st.lists(st.integers(1, 9), min_size=UNITS, max_size=UNITS), min_size=MARGINS, max_size=MARGINS
    ).filter(lambda rows: np.linalg.matrix_rank(np.array(rows)) == MARGINS),
    moves=st.lists(st.sampled_from([-8, -5, -2, 0, 3, 6, 9]), min_size=MARGINS, max_size=MARGINS),
)
def test_the_smallest_conflict_is_that_of_an_exact_program(rows: list[list[int]], moves: list[int]) -> None:
    low, high = Fraction(3, 4), Fraction(5, 4)
    totals = [sum(row) + move for row, move in zip(rows, moves, strict=True)]
    conflicts = [
        chosen
        for size in range(1, MARGINS + 1)
        for chosen in combinations(range(MARGINS), size)
        if not can_be_met([rows[one] for one in chosen], [totals[one] for one in chosen], low, high)
    ]
    patterns, weights = group_patterns(np.ones(UNITS), np.array(rows, dtype=float).T)
    program = MarginProgram(patterns, weights, np.array(totals, dtype=float), (float(low), float(high)))
    assert program.is_feasible() is not bool(conflicts)
    if conflicts:
        found, smallest = find_smallest_conflict(program)
        assert smallest
        assert found in conflicts
        assert len(found) == len(conflicts[0])


INFEASIBLE = {
    "logit": ((0.8, 1.2), {"column": "region", "type": "factor", "totals": {"east": 100, "north": 88, "south": 70}}),
    "truncated": (
        (0.85, 1.4),
        {"column": "region", "type": "factor", "totals": {"east": 60, "north": 120, "south": 82}},
    ),
}


@pytest.mark.parametrize("method", INFEASIBLE)
def test_the_nearest_bounds_do_and_narrower_ones_do_not(method: str) -> None:
    bounds, factor = INFEASIBLE[method]
    controls = (factor, {"column": "size", "type": "numeric", "total": 4990})

    def answer(low: float, high: float) -> tuple[float, float]:
        spec = make_spec(controls=controls, method=method, bounds=(low, high), tolerance=1e-9)
        return calibrate_sample(make_sample(), spec).ratio_range

    with pytest.raises(CalibrationRefused) as refused:
        answer(*bounds)
    nearest = refused.value.nearest
    assert nearest is not None
    low, high = nearest
    assert low <= bounds[0] <= bounds[1] <= high
    found = answer(low, high)
    assert low - 1e-9 <= found[0]
    assert found[1] <= high + 1e-9
    for narrower in ((low + 1e-4, high), (low, high - 1e-4)):
        with pytest.raises(CalibrationRefused):
            answer(*narrower)


@settings(max_examples=40)
@given(
    units=st.lists(
        st.tuples(st.integers(1, 7), st.sampled_from("ens"), st.integers(0, 40), st.sampled_from([0.25, 1.0, 3.0])),
        min_size=4,
        max_size=40,
    ),
    method=st.sampled_from(["truncated", "logit"]),
    beyond=st.sampled_from([0.0, 1e-6, 1e-4, 1e-2]),
)
def test_the_bounds_told_as_nearest_are_met_wherever_the_ratios_stand(
    units: list[tuple[int, str, int, float]], method: str, beyond: float
) -> None:
    """Totals of ratios at the far ends leave hardly any other: where most are at a bound, little or nothing curves."""
    regions = {unit[1] for unit in units}
    assume(len({(region, size) for _, region, size, _ in units}) > len(regions))
    sample = ColumnTable(
        {
            "weight": [unit[0] for unit in units],
            "region": [unit[1] for unit in units],
            "size": [unit[2] for unit in units],
        }
    )
    totals: dict[str, float] = {}
    for weight, region, _, ratio in units:
        totals[region] = totals.get(region, 0.0) + weight * ratio
    size = sum(weight * size * ratio for weight, _, size, ratio in units)
    controls = (
        {"column": "region", "type": "factor", "totals": totals},
        {"column": "size", "type": "numeric", "total": size},
    )

    def answer(low: float, high: float) -> tuple[float, float]:
        spec = make_spec(controls=controls, method=method, bounds=(low, high), tolerance=1e-9)
        return calibrate_sample(sample, spec).ratio_range

    low, high = 0.95, 1.05
    try:
        found = answer(low, high)
    except CalibrationRefused as refused:
        low, high = refused.nearest or (low, high)
        low, high = low - beyond, high + beyond
        found = answer(low, high)
    assert low - 1e-9 <= found[0] <= found[1] <= high + 1e-9


def test_a_bound_that_needs_no_rounding_is_told_as_it_is() -> None:
    sample = ColumnTable({"weight": [1, 1, 2], "side": ["a", "b", "b"], "size": [1, 0, 1]})
    controls = (
        {"column": "side", "type": "factor", "totals": {"a": 0, "b": 3}},
        {"column": "size", "type": "numeric", "total": 2},
    )
    with pytest.raises(CalibrationRefused) as refused:
        calibrate_sample(sample, make_spec(controls=controls, method="truncated", bounds=(0.5, 1.5)))
    assert refused.value.nearest == (0.0, 1.5)


def test_a_conflict_names_the_fewest_margins_of_all() -> None:
    """Sizes between 10 and 26 cannot make 9,000 of 262 units: the sum of the regions says so in three margins."""
    controls = (*CONTROLS[:1], {"column": "size", "type": "numeric", "total": 9000})
    with pytest.raises(CalibrationRefused) as refused:
        calibrate_sample(make_sample(), make_spec(controls=controls, method="raking"))
    assert refused.value.conflict == ("region=east", "region=north", "region=south", "size")
    with_intercept = ({"intercept": 262}, *controls)
    with pytest.raises(CalibrationRefused) as shorter:
        calibrate_sample(make_sample(), make_spec(controls=with_intercept, method="raking"))
    assert shorter.value.conflict == ("intercept", "size")
    (told,) = describe_refusals(shorter.value)
    assert told["conflict"] == ["intercept", "size"]
    assert told["nearest_bounds"][1] is None
    assert told["nearest_bounds"][0] < 0
    copied = pickle.loads(pickle.dumps(shorter.value))  # noqa: S301  It was made here.
    assert (copied.conflict, copied.nearest) == (shorter.value.conflict, shorter.value.nearest)


@pytest.mark.parametrize(
    ("method", "bounds"), [("linear", None), ("raking", None), ("logit", (0, 3)), ("truncated", (0, 3))]
)
def test_a_zero_margin_is_an_ordinary_margin(method: str, bounds: tuple[float, float] | None) -> None:
    totals = {"east": 120, "north": 142, "south": 0}
    controls = ({**REGION, "totals": totals}, {"column": "size", "type": "numeric", "total": 4800})
    spec = make_spec(
        controls=controls, method=method, bounds=bounds, outcomes=({"column": "pay"},), domains=("region",)
    )
    answer = calibrate_sample(make_sample(), spec)
    margins = {margin.name: margin.reached for margin in answer.margins}
    assert margins["region=south"] == pytest.approx(0, abs=1e-9)
    assert margins["region=north"] == pytest.approx(142, rel=1e-12)
    assert all(math.isfinite(one.se) for one in answer.estimates)


def test_a_bounded_solution_that_the_linear_method_misses_is_found() -> None:
    """Linear weights pass the bounds, and weights within them are there: the program says so, and they are found."""
    linear = calibrate_sample(make_sample(), make_spec(controls=CONTROLS)).ratio_range
    bounds = (linear[0] + 0.003, linear[1] - 0.003)
    answer = calibrate_sample(make_sample(), make_spec(controls=CONTROLS, method="truncated", bounds=bounds))
    assert bounds[0] <= answer.ratio_range[0] <= answer.ratio_range[1] <= bounds[1]


@pytest.mark.parametrize("seed", [4, 7, 11, 54])
def test_logit_meets_margins_within_bounds_a_little_beyond_the_nearest(seed: int) -> None:
    """What is told as feasible can be fitted, also where nearly every ratio is at a bound."""
    generator = np.random.default_rng(seed)
    rows = int(generator.integers(8, 60))
    kinds = [generator.integers(0, 3, rows), generator.integers(0, 3, rows)]
    for kind in kinds:
        kind[:3] = [0, 1, 2]
    sizes, signs = generator.gamma(2, 5, rows).round(1), generator.normal(0, 3, rows)
    weights = generator.uniform(5, 20, rows)
    meant = weights * np.exp(generator.normal(0, 0.3, rows))
    controls: list[dict[str, Any]] = [
        {"column": name, "type": "factor", "totals": {str(one): float(meant[kind == one].sum()) for one in range(3)}}
        for name, kind in zip("ab", kinds, strict=True)
    ]
    controls += [
        {"column": name, "type": "numeric", "total": float(meant @ values)}
        for name, values in (("x", sizes), ("z", signs))
    ]
    table = ColumnTable({"w": weights, "a": kinds[0], "b": kinds[1], "x": sizes, "z": signs})

    def calibrate(low: float, high: float) -> SurveyResult:
        asked = SurveySpec.model_validate(
            {"weight": "w", "controls": controls, "method": "logit", "bounds": [low, high]}
        )
        return calibrate_sample(table, asked)

    with pytest.raises(CalibrationRefused) as refused:
        calibrate(0.9999, 1.0001)
    assert refused.value.nearest is not None
    low, high = refused.value.nearest
    more = 0.01 * (high - low)
    least, most = calibrate(low - more, high + more).ratio_range
    assert low - more <= least < most <= high + more
