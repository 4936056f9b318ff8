"""Patience from waits cut short: a published curve, a simulated queue whose patience is known, and its properties."""

import heapq
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.staffing import InvalidNumber, NoPatience, WaitCounts, Workload, erlang_a, hazard_rates, kaplan_meier

# Weeks of remission under 6-MP (E. J. Freireich and others, Blood 21, 1963), the sample on which textbooks show the
# estimator: weeks, relapses, censored. The published curve and its standard errors follow.
REMISSIONS = [
    *((6, 3, 1), (7, 1, 0), (9, 0, 1), (10, 1, 1), (11, 0, 1), (13, 1, 0), (16, 1, 0), (17, 0, 1), (19, 0, 1)),
    *((20, 0, 1), (22, 1, 0), (23, 1, 0), (25, 0, 1), (32, 0, 2), (34, 0, 1), (35, 0, 1)),
]
PUBLISHED = [
    *((6, 21, "0.857", "0.0764"), (7, 17, "0.807", "0.0869"), (10, 15, "0.753", "0.0963")),
    *((13, 12, "0.690", "0.1068"), (16, 11, "0.627", "0.1141"), (22, 7, "0.538", "0.1282"), (23, 6, "0.448", "0.1346")),
]


def test_the_published_curve() -> None:
    """The curve and its errors are those of the textbooks, to the printed digit."""
    found = kaplan_meier(WaitCounts(*one) for one in REMISSIONS)
    shown = [(step.seconds, step.at_risk, f"{step.surviving:.3f}", f"{step.error:.4f}") for step in found.steps]
    assert shown == PUBLISHED
    assert (found.callers, found.left, found.longest, found.median) == (21, 9, 35, 23)
    assert found.compute_survival(5.9) == 1.0
    assert found.compute_survival(6) == found.steps[0].surviving
    assert found.compute_survival(1e9) == found.beyond == found.steps[-1].surviving
    # 359 weeks of follow-up and nine relapses: the rate of the exponential model in the same textbooks.
    assert found.waited == 359
    assert found.exponential_mean == pytest.approx(359 / 9)


def test_nobody_answered_gives_the_plain_mean() -> None:
    """Without censoring, the curve is that of the sample and every mean is its mean."""
    found = kaplan_meier([WaitCounts(10, 1, 0), WaitCounts(20, 2, 0), WaitCounts(50, 1, 0)])
    assert found.restricted_mean == found.mean == found.exponential_mean == 25
    assert found.beyond == 0
    assert found.steps[-1].error == 0


def test_the_curve_is_read_as_far_as_enough_callers_wait() -> None:
    """Thirty wait 20 s, one of them leaves there and 29 go on; what the last ones do far out moves no mean."""
    waits = [WaitCounts(5, 10, 0), WaitCounts(20, 1, 0), WaitCounts(300, 0, 28)]
    found = kaplan_meier([*waits, WaitCounts(5000, 1, 0)])
    assert (found.horizon, found.longest, found.callers) == (20, 5000, 40)
    assert found.restricted_mean == pytest.approx(5 + 0.75 * 15)
    assert found.beyond == pytest.approx(0.725)
    assert found.mean == pytest.approx(16.25 + 0.725 * 20 / -math.log(0.725))
    assert found.mean == pytest.approx(kaplan_meier([*waits, WaitCounts(9000, 0, 1)]).mean)


def test_nobody_left_by_the_horizon_leaves_the_ratio() -> None:
    """Where all who left did so beyond the horizon, the tail has the mean of the ratio."""
    found = kaplan_meier([WaitCounts(10, 0, 40), WaitCounts(60, 2, 0)])
    assert (found.horizon, found.beyond) == (10, 1.0)
    assert found.mean == 10 + (400 + 120) / 2


def test_the_tail_goes_through_the_end_of_the_curve() -> None:
    """Half left at 10 s, half were answered at 40 s: the tail beyond is exponential of mean 40 ÷ log 2."""
    found = kaplan_meier([WaitCounts(10, 1, 0), WaitCounts(40, 0, 1)])
    assert found.restricted_mean == 10 + 0.5 * 30
    assert found.mean == pytest.approx(25 + 0.5 * 40 / math.log(2))


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=20))
def test_the_curve_falls_and_its_area_is_bounded(waits: list[tuple[int, int, int]]) -> None:
    """The curve never rises; its area is at least the mean wait, and not above the longest; order changes nothing."""
    given_waits = [WaitCounts(*one) for one in waits]
    if not any(left for _, left, _ in waits):
        with pytest.raises(NoPatience):
            kaplan_meier(given_waits)
        return
    found = kaplan_meier(given_waits)
    shares = [1.0, *(step.surviving for step in found.steps)]
    assert shares == sorted(shares, reverse=True)
    assert found.restricted_mean - 1e-9 <= found.horizon <= found.longest
    assert found.callers >= 30 or found.restricted_mean >= found.mean_wait - 1e-9
    assert found.mean >= found.restricted_mean
    assert found == kaplan_meier(reversed(given_waits))
    assert found.exponential_mean == pytest.approx(found.mean_wait / found.abandonment)


def simulated(work: Workload, agents: int, patience: float, seconds: float, seed: int) -> list[WaitCounts]:
    """The waits of a simulated queue, first come first served; callers answered at once left out."""
    draws = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    free = [0.0] * agents
    heapq.heapify(free)
    now, waits = 0.0, []
    while (now := now + draws.expovariate(work.rate)) < seconds:
        ready = draws.expovariate(1 / patience)
        offered = max(0.0, free[0] - now)
        if ready < offered:
            waits.append(WaitCounts(ready, 1, 0))
            continue
        heapq.heapreplace(free, now + offered + draws.expovariate(1 / work.handling))
        if offered:
            waits.append(WaitCounts(offered, 0, 1))
    return waits


def test_the_patience_of_a_simulated_queue_is_found_again() -> None:
    """Both estimates find the 120 s put in, where the mean wait of the leavers would say half; and so does Erlang A."""
    work = Workload(calls=600, interval=3600, handling=240)
    waits = simulated(work, 38, 120.0, 1_500_000.0, seed=20261124)
    found = kaplan_meier(waits)
    assert found.exponential_mean == pytest.approx(120, rel=0.03)
    assert found.mean == pytest.approx(120, rel=0.06)
    assert found.compute_survival(60) == pytest.approx(math.exp(-60 / 120), rel=0.03)
    leavers = [one.seconds for one in waits if one.left]
    assert sum(leavers) / len(leavers) < 60
    rates = [one.rate for one in hazard_rates(waits, [0, 20, 40, 60])]
    assert rates == pytest.approx([1 / 120] * 3, rel=0.06)
    expected = erlang_a(work, 38, 20, 120)
    assert found.callers / (work.rate * 1_500_000) == pytest.approx(expected.waiting_probability, rel=0.03)
    assert found.left / (work.rate * 1_500_000) == pytest.approx(expected.abandonment_probability, rel=0.05)
    assert found.mean_wait == pytest.approx(expected.mean_wait_waiting, rel=0.05)


def test_the_hazard_counts_time_waited() -> None:
    """Three callers: 10 s waited by each in the first ten seconds, then 15 s by two; one left in each part."""
    found = hazard_rates([WaitCounts(10, 1, 0), WaitCounts(15, 1, 0), WaitCounts(20, 0, 1)], [0, 12, 30, 40])
    assert [(one.left, one.waited) for one in found] == [(1, 10 + 12 + 12), (1, 3 + 8), (0, 0)]
    assert found[0].rate == 1 / 34
    assert found[2].rate is None


@pytest.mark.parametrize(
    ("waits", "code"),
    [
        ([], "staffing-nobody-waited"),
        ([WaitCounts(5, 0, 0)], "staffing-nobody-waited"),
        ([WaitCounts(5, 0, 9)], "staffing-nobody-left"),
        ([WaitCounts(0, 4, 0)], "staffing-nobody-left"),
    ],
)
def test_waits_that_tell_nothing(waits: list[WaitCounts], code: str) -> None:
    """Nobody, nobody who left, or nobody who waited before leaving: no estimate, and the reason."""
    with pytest.raises(NoPatience) as caught:
        kaplan_meier(waits)
    assert caught.value.faults[0].code == code


@pytest.mark.parametrize(
    "wait", [WaitCounts(-1, 1, 0), WaitCounts(math.nan, 1, 0), WaitCounts(3, -1, 0), WaitCounts(3, 1, 0.5)]
)
def test_waits_that_are_none(wait: WaitCounts) -> None:
    """A negative or unknown wait is refused, never dropped."""
    with pytest.raises(InvalidNumber):
        kaplan_meier([wait, WaitCounts(4, 1, 1)])
