"""Errors by resampling: what a draw must keep, and how near they come to the linearised ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.overlapping_waves import draw_overlapping_waves, make_sample, specify_wave

from filiere.core import Faults
from filiere.survey.estimates import bootstrap_outcomes
from filiere.survey.estimates.bootstrap import draw_multipliers


@settings(max_examples=25)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=30), st.floats(0, 1), st.integers(0, 2**32))
def test_each_cell_keeps_its_size(cells: list[int], scale: float, seed: int) -> None:
    places = np.array(cells)
    found = draw_multipliers(places, np.full(len(cells), scale), np.random.default_rng(seed))
    assert (found >= 0).all()
    assert np.bincount(places, found) == pytest.approx(np.bincount(places))
    if scale == 0:
        assert (found == 1).all()


def test_a_census_does_not_vary() -> None:
    columns = draw_overlapping_waves(1)[0]
    whole = [row for row, name in enumerate(columns["stratum"]) if name == "s2"]
    census = {name: [values[row] for row in whole] for name, values in columns.items()}
    spec = specify_wave(census, is_calibrated=False, has_response=False)
    for one in bootstrap_outcomes(make_sample(census), spec, seed=1, replicates=20).estimates:
        assert one.se == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("has_response", [False, True], ids=["all-answer", "some-answer"])
@pytest.mark.parametrize("is_calibrated", [False, True], ids=["drawn", "calibrated"])
def test_resampling_comes_near_the_linearised_error(is_calibrated: bool, has_response: bool) -> None:
    columns = draw_overlapping_waves(11, rate=0.7 if has_response else 1.0)[0]
    spec = specify_wave(columns, is_calibrated=is_calibrated, has_response=has_response)
    found = bootstrap_outcomes(make_sample(columns), spec, seed=5, replicates=300)
    assert found.failed == 0
    for one in found.estimates:
        assert one.se == pytest.approx(one.estimate.se, rel=0.2)
        assert one.bounds[0] < one.estimate.value < one.bounds[1]


def test_the_same_seed_gives_the_same_errors() -> None:
    columns = draw_overlapping_waves(2, rate=0.8)[0]
    quantile = {"outcomes": [{"column": "jobs", "statistics": ["quantile"], "quantiles": ["0.5"]}]}
    spec = specify_wave(columns, is_calibrated=True, has_response=True, **quantile)
    runs = [bootstrap_outcomes(make_sample(columns), spec, seed=seed, replicates=20) for seed in (3, 3, 4)]
    errors = [run.estimates[0].se for run in runs]
    assert errors[0] == errors[1] != errors[2]
    assert errors[0] > 0


@pytest.mark.parametrize("replicates", [-1, 1, 10**9])
def test_a_number_of_replicates_has_its_bounds(replicates: int) -> None:
    columns = draw_overlapping_waves(2)[0]
    spec = specify_wave(columns, is_calibrated=False, has_response=False)
    with pytest.raises(Faults) as refusal:
        bootstrap_outcomes(make_sample(columns), spec, seed=1, replicates=replicates)
    assert [fault.code for fault in refusal.value.faults] == ["survey-replicates"]


def test_bounds_that_hold_replicates_back_are_said() -> None:
    columns = draw_overlapping_waves(2, rate=0.6)[0]
    tight = {"method": "logit", "bounds": ["0.85", "1.15"]}
    spec = specify_wave(columns, is_calibrated=True, has_response=False, **tight)
    columns["jobs"] = [1.0] * len(columns["unit"])
    with pytest.raises(Faults) as refusal:
        bootstrap_outcomes(make_sample(columns), spec, seed=1, replicates=40)
    assert [fault.code for fault in refusal.value.faults] == ["survey-replicates-failed"]
