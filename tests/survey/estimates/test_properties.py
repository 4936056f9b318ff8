"""What holds of any calibration: margins are met, bounds respected, and design weights neither lost nor levelled."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.survey_sample import COLUMNS, make_sample, make_spec

from filiere.survey.estimates import calibrate_sample
from filiere.survey.estimates.distances import evaluate_distance

BOUNDS: dict[str, tuple[float, float] | None] = {
    "linear": None,
    "raking": None,
    "logit": (0.55, 1.75),
    "truncated": (0.7, 1.4),
}
WEIGHTS = st.lists(st.integers(1, 40), min_size=60, max_size=60)
RATIOS = st.lists(st.integers(75, 135), min_size=60, max_size=60)


def make_controls(weights: list[int], ratios: list[int]) -> tuple[dict[str, Any], ...]:
    """Return totals that some ratios between 0.75 and 1.35 meet: those of a population made by them."""
    final = np.array(weights) * np.array(ratios) / 100
    totals = {name: float(final[np.array(COLUMNS["region"]) == name].sum()) for name in ("east", "north", "south")}
    return (
        {"intercept": sum(map(round, (value * 100 for value in totals.values()))) / 100},
        {"column": "region", "type": "factor", "totals": {name: round(value, 2) for name, value in totals.items()}},
        {"column": "size", "type": "numeric", "total": round(float(final @ np.array(COLUMNS["size"])), 2)},
    )


@settings(max_examples=8)
@given(weights=WEIGHTS, ratios=RATIOS)
def test_margins_are_met_within_bounds(weights: list[int], ratios: list[int]) -> None:
    controls = make_controls(weights, ratios)
    for method, bounds in BOUNDS.items():
        spec = make_spec(controls=controls, method=method, bounds=bounds, tolerance=1e-11)
        answer = calibrate_sample(make_sample(weight=weights), spec)
        for margin in answer.margins:
            assert margin.reached == pytest.approx(margin.total, rel=1e-10)
        if bounds is not None:
            assert bounds[0] <= answer.ratio_range[0] <= answer.ratio_range[1] <= bounds[1]


@settings(max_examples=8)
@given(weights=WEIGHTS, ratios=RATIOS, times=st.sampled_from([0.01, 3, 250]))
def test_a_constant_times_the_design_weights_leaves_the_final_ones(
    weights: list[int], ratios: list[int], times: float
) -> None:
    controls = make_controls(weights, ratios)
    multiplied = [times * weight for weight in weights]
    for method in ("linear", "raking"):
        spec = make_spec(controls=controls, method=method)
        first, second = (calibrate_sample(make_sample(weight=given_), spec).weights for given_ in (weights, multiplied))
        assert second.tolist() == pytest.approx(first.tolist(), rel=1e-8, abs=1e-8)


@settings(max_examples=8)
@given(weights=WEIGHTS, ratios=RATIOS, times=st.sampled_from([0.8, 1.25]))
def test_bounds_divided_by_the_constant_leave_the_final_weights(
    weights: list[int], ratios: list[int], times: float
) -> None:
    """Bounds are on ratios, which the constant divides; they must stay on either side of 1, so that it is near 1."""
    controls = make_controls(weights, ratios)
    multiplied = [times * weight for weight in weights]
    for method, bounds in BOUNDS.items():
        if bounds is None:
            continue
        divided = (bounds[0] / times, bounds[1] / times)
        first, second = (
            calibrate_sample(
                make_sample(weight=given_), make_spec(controls=controls, method=method, bounds=limits)
            ).weights
            for given_, limits in ((weights, bounds), (multiplied, divided))
        )
        assert second.tolist() == pytest.approx(first.tolist(), rel=1e-8, abs=1e-8)


@settings(max_examples=8)
@given(weights=WEIGHTS, totals=st.lists(st.integers(200, 2000), min_size=3, max_size=3))
def test_unequal_weights_in_a_cell_stay_unequal(weights: list[int], totals: list[int]) -> None:
    named = dict(zip(("east", "north", "south"), totals, strict=True))
    controls = ({"column": "region", "type": "factor", "totals": named},)
    for method in ("linear", "raking"):
        answer = calibrate_sample(make_sample(weight=weights), make_spec(controls=controls, method=method))
        for name, total in named.items():
            inside = np.array(COLUMNS["region"]) == name
            expected = np.array(weights)[inside] * total / np.array(weights)[inside].sum()
            assert answer.weights[inside].tolist() == pytest.approx(expected.tolist(), rel=1e-9)


@pytest.mark.parametrize("method", BOUNDS)
def test_each_ratio_is_the_slope_of_its_integral(method: Any) -> None:
    bounds = BOUNDS[method] or (0.0, float("inf"))
    at = np.array([-2.0, -0.4, -0.05, 0.0, 0.1, 0.7, 3.0])
    step = 1e-6
    ratios, slopes, _ = evaluate_distance(method, bounds, at)
    before, after = (evaluate_distance(method, bounds, at + side * step) for side in (-1, 1))
    assert ((after[2] - before[2]) / (2 * step)).tolist() == pytest.approx(ratios.tolist(), rel=1e-6)
    assert ((after[0] - before[0]) / (2 * step)).tolist() == pytest.approx(slopes.tolist(), rel=1e-6)
    assert (ratios[3], slopes[3]) == pytest.approx((1, 1))


def test_estimates_too_few_or_too_imprecise_are_withheld() -> None:
    keys: dict[str, Any] = {"outcomes": ({"column": "pay"}, {"column": "jobs"}), "domains": ("stratum",)}
    controls = ({"column": "size", "type": "numeric", "total": 4760},)

    def list_withheld(publication: dict[str, Any]) -> set[tuple[str, ...]]:
        spec = make_spec(controls=controls, publication=publication, **keys)
        return {one.withheld for one in calibrate_sample(make_sample(), spec).estimates}

    assert list_withheld({}) == {()}
    assert list_withheld({"minimum": 21}) == {(), ("minimum",)}
    assert list_withheld({"cv": 0.1}) == {(), ("cv",)}
    assert ("minimum", "cv") in list_withheld({"minimum": 21, "cv": 0.001})


def test_the_heaviest_units_come_first_with_what_they_change() -> None:
    controls = ({"column": "size", "type": "numeric", "total": 4760},)
    pay = list(COLUMNS["pay"])
    pay[17] = 9000
    spec = make_spec(controls=controls, outcomes=({"column": "pay", "statistics": ("total",)},))
    first, *others = calibrate_sample(make_sample(pay=pay), spec).influences
    assert (first.row, first.value) == (17, 9000)
    assert len(others) == 9
    # Its answer replaced by what the controls predict of it, the total moves by that much.
    expected = first.change / first.weight
    pay[17] = 9000 - expected
    whole, less = (
        calibrate_sample(make_sample(pay=values), spec).estimates[0].value
        for values in ([*pay[:17], 9000, *pay[18:]], pay)
    )
    assert whole - less == pytest.approx(first.change, rel=1e-9)
    assert sum(one.variance_share for one in (first, *others)) <= 1
