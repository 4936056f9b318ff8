"""Response rates and the list of reminders: worked out by hand, then what holds of any sample."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.core import Faults
from filiere.survey.samples import (
    Design,
    DrawnSample,
    FollowedTotal,
    Frame,
    FrameUnit,
    compute_response_rates,
    count_sufficient,
    draw_sample,
    order_follow_ups,
)

SIZES = {"big": 1000.0, "m1": 100.0, "m2": 120.0, "s1": 10.0, "s2": 20.0, "s3": 30.0, "s4": 40.0}
FRAME = Frame(tuple(FrameUnit(key, "", {}, size) for key, size in SIZES.items()), ())


@pytest.fixture
def sample() -> DrawnSample:
    """The large unit in any case, both of 100 and over, two of the four small ones: weights 1, 1 and 2."""
    design = Design(sample_size=5, take_all_from=1000, size_bounds=(100,))
    return draw_sample(FRAME, design, seed="s")


def small_units(sample: DrawnSample) -> list[str]:
    return [one.unit.id for one in sample.units if one.weight == 2]


def test_rates_count_units_weights_and_sizes(sample: DrawnSample) -> None:
    first, second = small_units(sample)
    rates = compute_response_rates(
        sample, {"big": "answered", first: "answered", "m1": "refused", "m2": "out_of_scope"}
    )
    total = rates.total
    assert (total.drawn, total.in_scope, total.answered, total.rate) == (5, 4, 2, 0.5)
    assert total.weighted_rate == pytest.approx((1 + 2) / (1 + 1 + 2 + 2))
    sizes = 1000 + 100 + 2 * SIZES[first] + 2 * SIZES[second]
    assert total.size_rate == pytest.approx((1000 + 2 * SIZES[first]) / sizes)
    assert [(one.drawn, one.in_scope, one.answered) for one in rates.strata] == [(1, 1, 1), (2, 2, 1), (2, 1, 0)]


def test_where_nothing_is_in_scope_there_is_no_rate(sample: DrawnSample) -> None:
    rates = compute_response_rates(sample, {one.unit.id: "out_of_scope" for one in sample.units})
    assert (rates.total.rate, rates.total.weighted_rate, rates.total.size_rate) == (None, None, None)


def test_a_status_of_who_was_not_drawn_is_refused(sample: DrawnSample) -> None:
    with pytest.raises(Faults, match="status-unknown-unit"):
        compute_response_rates(sample, {"nobody": "answered"})


def test_the_change_expected_is_that_of_the_formula(sample: DrawnSample) -> None:
    """m1 answered 110 for 100 last wave: m2, 120 then, is predicted 120 × 1.1 = 132, while its stratum imputes 110."""
    staff = FollowedTotal(name="staff", answered={"m1": 110.0}, prior={"m1": 100.0, "m2": 120.0}, total=2000.0)
    found = {one.unit: one for one in order_follow_ups(sample, [staff])}
    assert found["m2"].changes == {"staff": pytest.approx(abs(132 - 110) / 2000)}
    # No answer in its stratum, no last wave: 1000 × 110/100 against the mean of all that answered.
    assert found["big"].changes == {"staff": pytest.approx(abs(1100 - 110) / 2000)}
    assert [one.rank for one in found.values()] == [1, 2, 3, 4]
    assert next(iter(found)) == "big"
    small = small_units(sample)[0]
    assert found[small].changes["staff"] == pytest.approx(2 * abs(SIZES[small] * 1.1 - 110) / 2000)


def test_before_any_answer_the_list_goes_by_weight_and_last_wave(sample: DrawnSample) -> None:
    staff = FollowedTotal(name="staff", answered={}, prior={"big": 900.0}, total=1000.0)
    found = order_follow_ups(sample, [staff])
    assert (found[0].unit, found[0].score) == ("big", pytest.approx(0.9))
    assert count_sufficient(found, found[0].cumulative_share) == 1
    assert count_sufficient(found, 1.0) == len(found)


def test_totals_weigh_by_their_importance(sample: DrawnSample) -> None:
    staff = FollowedTotal(name="staff", answered={}, prior={"big": 900.0, "m1": 10.0}, total=1000.0)
    hires = FollowedTotal(
        name="hires", answered={}, prior={"big": 0.0, "m1": 50.0, "m2": 0.0}, total=50.0, importance=9.0
    )
    assert [one.unit for one in order_follow_ups(sample, [staff, hires], awaited=["big", "m1"])] == ["m1", "big"]


def test_a_total_that_measures_nothing_is_refused(sample: DrawnSample) -> None:
    wrong = FollowedTotal(name="staff", answered={}, prior={}, total=0.0)
    with pytest.raises(Faults) as caught:
        order_follow_ups(sample, [wrong], awaited=["nobody"])
    assert {fault.code for fault in caught.value.faults} == {"follow-up-total", "status-unknown-unit"}


@settings(max_examples=15)
@given(
    values=st.dictionaries(st.sampled_from(sorted(SIZES)), st.floats(0, 2000), max_size=4),
    prior=st.dictionaries(st.sampled_from(sorted(SIZES)), st.floats(0, 2000)),
)
def test_any_list_falls_and_settles_all(values: dict[str, float], prior: dict[str, float]) -> None:
    sample = draw_sample(FRAME, Design(sample_size=5, take_all_from=1000, size_bounds=(100,)), seed="s")
    answered = {unit: value for unit, value in values.items() if unit in sample.by_id}
    found = order_follow_ups(sample, [FollowedTotal(name="staff", answered=answered, prior=prior, total=1500.0)])
    assert {one.unit for one in found} == sample.by_id.keys() - answered.keys()
    scores = [one.score for one in found]
    shares = [one.cumulative_share for one in found]
    assert scores == sorted(scores, reverse=True)
    assert shares == sorted(shares)
    assert not found or shares[-1] == 1
    assert all(score >= 0 for score in scores)
