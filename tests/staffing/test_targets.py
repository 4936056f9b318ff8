"""The least team for a target: found again by trying every number, interval by interval, and rounded once."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.staffing import (
    SERVICE_LEVEL_READINGS,
    ForecastInterval,
    InvalidNumber,
    StaffingTarget,
    Unreachable,
    Workload,
    agents_to_schedule,
    build_plan,
    erlang_a,
    erlang_c,
    find_least_agents,
    pool_workloads,
)

HUNDRED = Workload(calls=100, interval=1800, handling=180)
EIGHTY = StaffingTarget(service_level=0.8)


def test_the_classic_question() -> None:
    """A hundred calls in half an hour at 80 % in 20 s: fourteen, since thirteen give less (0.7952)."""
    found = find_least_agents(HUNDRED, EIGHTY)
    assert (found.agents, found.binding) == (14, ("service_level",))
    assert found.measures == erlang_c(HUNDRED, 14, 20)
    assert erlang_c(HUNDRED, 13, 20).service_level_offered < 0.8


@given(
    st.floats(0.1, 300),
    st.floats(20, 900),
    st.floats(0.3, 0.99),
    st.sampled_from(SERVICE_LEVEL_READINGS),
    st.one_of(st.none(), st.floats(10, 2000)),
    st.one_of(st.none(), st.floats(1, 120)),
    st.one_of(st.none(), st.floats(0.3, 0.95)),
)
@settings(max_examples=60)
def test_the_least_team_is_the_first_that_meets_all(
    calls: float,
    handling: float,
    level: float,
    reading: str,
    patience: float | None,
    wait: float | None,
    occupancy: float | None,
) -> None:
    """Doubling and halving find what trying one agent after the other finds."""
    work = Workload(calls=calls, interval=1800, handling=handling)
    target = StaffingTarget(service_level=level, reading=reading, mean_wait=wait, occupancy=occupancy)
    least = math.floor(work.load) + 1 if patience is None else 1
    tried = least
    while target.list_missed_targets(
        erlang_c(work, tried, 20) if patience is None else erlang_a(work, tried, 20, patience)
    ):
        tried += 1
    found = find_least_agents(work, target, patience=patience)
    assert found.agents == tried
    assert bool(found.binding) == (tried > least)


@pytest.mark.parametrize(
    ("target", "patience", "binding"),
    [
        (StaffingTarget(mean_wait=5), None, "mean_wait"),
        (StaffingTarget(occupancy=0.7, service_level=0.5), None, "occupancy"),
        (StaffingTarget(abandonment=0.02, service_level=0.5), 300.0, "abandonment"),
    ],
)
def test_what_binds_is_told(target: StaffingTarget, patience: float | None, binding: str) -> None:
    """Each kind of target is met, and the one that a smaller team would miss is named."""
    found = find_least_agents(HUNDRED, target, patience=patience)
    assert found.binding == (binding,)
    assert target.list_missed_targets(found.measures) == ()


def test_no_calls_need_nobody() -> None:
    """An interval in which nobody calls needs no agent, and has no measure."""
    found = find_least_agents(Workload(calls=0, interval=1800, handling=180), EIGHTY)
    assert (found.agents, found.measures, found.binding) == (0, None, ())


def test_a_target_beyond_the_largest_team_is_refused() -> None:
    """Hours for seconds give a load no team carries; the refusal says to check the units."""
    with pytest.raises(Unreachable) as caught:
        find_least_agents(Workload(calls=1e6, interval=60, handling=3600), EIGHTY)
    assert "unités" in caught.value.faults[0].remedy.fr
    with pytest.raises(Unreachable):
        find_least_agents(Workload(calls=99_999, interval=60, handling=60), StaffingTarget(occupancy=0.5))


@pytest.mark.parametrize(
    ("make", "keys"),
    [
        (lambda: StaffingTarget(), [None]),
        (
            lambda: StaffingTarget(service_level=1.0, occupancy=0, threshold=-2),
            ["service_level", "occupancy", "threshold"],
        ),
        (lambda: StaffingTarget(service_level=80), ["service_level"]),
        (lambda: StaffingTarget(mean_wait=math.nan), ["mean_wait"]),
        (lambda: find_least_agents(HUNDRED, StaffingTarget(abandonment=0.05)), ["patience"]),
        (lambda: agents_to_schedule(10, 1.0), ["shrinkage"]),
        (lambda: build_plan([], EIGHTY, shrinkage=-0.1), ["shrinkage"]),
    ],
)
def test_targets_that_mean_nothing(make: object, keys: list[str | None]) -> None:
    """Each wrong part of a target is told at its key, all at once."""
    with pytest.raises(InvalidNumber) as caught:
        make()
    assert [fault.key for fault in caught.value.faults] == keys


def test_rounding_comes_after_adding_up() -> None:
    """Ten intervals of one agent at 30 % shrinkage are 14.3 half-hours to pay, where rounding each gives twenty."""
    work = Workload(calls=1, interval=1800, handling=60)
    found = build_plan(
        [ForecastInterval(starts=str(n), queue="a", work=work) for n in range(10)], EIGHTY, shrinkage=0.3
    )
    assert {row.requirement.agents for row in found.rows} == {1}
    assert found.at_work_hours == 5.0
    assert found.paid_hours == pytest.approx(5 / 0.7)
    assert math.ceil(found.paid_hours * 2) < sum(
        math.ceil(row.requirement.count_scheduled_agents(0.3)) for row in found.rows
    )


def test_a_pooled_team_is_smaller_than_teams_apart() -> None:
    """Two queues at the same hours: one team needs less than two, in each interval, and the plan says which queues."""
    forecast = [
        ForecastInterval(starts=hour, queue=queue, work=Workload(calls=calls, interval=1800, handling=handling))
        for hour, size in (("09:00", 1.0), ("09:30", 0.5), ("10:00", 0.0))
        for queue, calls, handling in (("sales", 40 * size, 240), ("service", 60 * size, 180))
    ]
    apart = build_plan(forecast, EIGHTY)
    together = build_plan(forecast, EIGHTY, pooled=True)
    assert [row.queues for row in together.rows] == [("sales", "service")] * 3
    assert [row.requirement.agents for row in together.rows][-1] == 0
    pairs = zip(together.rows[:2], zip(apart.rows[::2], apart.rows[1::2], strict=True), strict=False)
    for one, (sales, service) in pairs:
        assert one.requirement.agents < sales.requirement.agents + service.requirement.agents
        assert one.requirement.work == pool_workloads([sales.requirement.work, service.requirement.work])
    assert together.peak == together.rows[0].requirement.agents
    assert apart.peak == sum(row.requirement.agents for row in apart.rows[:2])
    assert build_plan([], EIGHTY).peak == 0
