"""The covariance of two waves that share units: every pair of samples of a small population, and closed forms."""

from itertools import combinations

import numpy as np
import pytest
from support.scenes.overlapping_waves import draw_overlapping_waves, make_sample, specify_wave

from filiere.core import Faults
from filiere.survey.changes import WaveRows, compare_waves
from filiere.survey.changes.overlap import SharedUnits
from filiere.survey.estimates import ResponseGroups, SurveyDesign


def make_design(population: int, answers: list[int] | None = None, drawn: int = 0) -> SurveyDesign:
    """A simple random sample of one stratum; with ``answers``, one response group."""
    drawn = len(answers) if answers is not None else drawn
    zeros = np.zeros(drawn, dtype=np.int64)
    responded = np.ones(drawn, dtype=bool) if answers is None else np.array(answers, dtype=bool)
    response = None
    if answers is not None:
        response = ResponseGroups(zeros, np.array([drawn]), np.array([int(responded.sum())]), ("all",))
    return SurveyDesign(
        np.full(drawn, population / drawn),
        np.arange(drawn),
        zeros,
        np.array([drawn]),
        np.array([1 - drawn / population]),
        ("all",),
        responded,
        response,
    )


def share_units(first: SurveyDesign, second: SurveyDesign, units: list[tuple[int, ...]]) -> SharedUnits:
    common = [unit for unit in units[0] if unit in units[1]]
    rows = [np.array([sample.index(unit) for unit in common], dtype=np.int64) for sample in units]
    return SharedUnits(first, second, rows[0], rows[1])


def test_the_covariance_is_unbiased_over_every_pair_of_samples() -> None:
    values = np.array([[3.0, 8, 1, 20, 5, 4], [4.0, 6, 2, 25, 9, 1]])
    design = make_design(6, drawn=3)
    totals, covariances = [], []
    for before in combinations(range(6), 3):
        others = [unit for unit in range(6) if unit not in before]
        for kept in combinations(before, 2):
            for new in others:
                after = (*kept, new)
                contributions = [2 * values[0][list(before)], 2 * values[1][list(after)]]
                totals.append([part.sum() for part in contributions])
                covariances.append(share_units(design, design, [before, after]).estimate_covariance(*contributions))
    assert np.mean(covariances) == pytest.approx(np.cov(np.array(totals).T, ddof=0)[0, 1])


def test_in_a_single_group_the_two_phases_make_one() -> None:
    answers = [[1, 1, 0, 1, 1, 0, 1, 1], [1, 0, 1, 1, 1, 1, 0, 1]]
    units = [tuple(range(8)), tuple(range(2, 10))]
    values = np.random.default_rng(7).gamma(2, 5, (2, 10))
    designs = [make_design(30, said) for said in answers]
    contributions = [
        design.weights * values[wave][list(units[wave])] * design.responded for wave, design in enumerate(designs)
    ]
    found = share_units(designs[0], designs[1], units).estimate_covariance(*contributions)
    who = [{unit for unit, said in zip(units[wave], answers[wave], strict=True) if said} for wave in (0, 1)]
    both = sorted(who[0] & who[1])
    joint = np.cov(values[0][both], values[1][both])[0, 1]
    assert found == pytest.approx(30**2 * (len(both) / (len(who[0]) * len(who[1])) - 1 / 30) * joint)


@pytest.mark.parametrize("is_calibrated", [False, True], ids=["drawn", "calibrated"])
def test_a_wave_compared_with_itself_has_not_changed(is_calibrated: bool) -> None:
    columns = draw_overlapping_waves(3)[0]
    wave = WaveRows(
        make_sample(columns), specify_wave(columns, is_calibrated=is_calibrated, has_response=False), "unit"
    )
    found = compare_waves(wave, wave)
    assert len(found) == 3
    for one in found:
        assert one.covariance == pytest.approx(one.first.se**2)
        assert one.change.standard_error == pytest.approx(0, abs=1e-6 * one.first.se)
        assert one.correlation == pytest.approx(1)
        assert one.change.verdict == "not-established"
        assert one.shared == len(columns["unit"])


def test_waves_that_share_no_unit_are_independent() -> None:
    before, after = draw_overlapping_waves(4)
    after["unit"] = [f"other {unit}" for unit in after["unit"]]
    spec = specify_wave(before, is_calibrated=False, has_response=False)
    for one in compare_waves(WaveRows(make_sample(before), spec, "unit"), WaveRows(make_sample(after), spec, "unit")):
        assert (one.covariance, one.shared) == (0, 0)
        assert one.change.standard_error == pytest.approx(np.hypot(one.first.se, one.second.se))


def test_sharing_units_makes_a_change_more_precise() -> None:
    waves = [
        WaveRows(make_sample(columns), specify_wave(columns, is_calibrated=True, has_response=True), "unit")
        for columns in draw_overlapping_waves(5, rate=0.75)
    ]
    there, back = compare_waves(*waves), compare_waves(*reversed(waves))
    for one, other in zip(there, back, strict=True):
        assert one.change.difference == pytest.approx(-other.change.difference)
        assert one.change.standard_error == pytest.approx(other.change.standard_error)
    total = there[0]
    assert total.second.outcome == "jobs"
    assert 0.2 < total.correlation < 1
    assert total.change.standard_error < np.hypot(total.first.se, total.second.se)


@pytest.mark.parametrize(
    ("changes", "unit", "code"),
    [
        ({"unit": ["u0"] * 72}, "unit", "change-repeated-unit"),
        ({}, "name", "survey-column-missing"),
        ({"unit": [*["", *map(str, range(71))]]}, "unit", "survey-value-missing"),
    ],
    ids=["repeated", "no-column", "no-key"],
)
def test_units_that_cannot_be_matched_are_refused(changes: dict, unit: str, code: str) -> None:
    columns = draw_overlapping_waves(6)[0]
    spec = specify_wave(columns, is_calibrated=False, has_response=False)
    with pytest.raises(Faults) as refusal:
        compare_waves(
            WaveRows(make_sample(columns | changes), spec, unit), WaveRows(make_sample(columns), spec, "unit")
        )
    assert {fault.code for fault in refusal.value.faults} == {code}


def test_waves_drawn_by_clusters_are_refused() -> None:
    columns = draw_overlapping_waves(6)[0]
    spec = specify_wave(columns, is_calibrated=False, has_response=False, psu="segment", strata=None, fpc=None)
    with pytest.raises(Faults) as refusal:
        compare_waves(*[WaveRows(make_sample(columns), spec, "unit")] * 2)
    assert [fault.code for fault in refusal.value.faults] == ["change-clusters"]
