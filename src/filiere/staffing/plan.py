"""Agents interval by interval from a forecast, and the paid hours that they come to.

Each interval is taken as settled on its own (the stationary independent period-by-period approach of L. Green,
P. Kolesar and J. Soares, Improving the SIPP approach for staffing service systems that have cyclic demands, 2001).
That holds while calls are short beside intervals; it understaffs what follows a peak when they are not, since calls
begun in the peak still hold agents after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from filiere.staffing.targets import AgentRequirement, StaffingTarget, agents_to_schedule, find_least_agents
from filiere.staffing.workload import Workload, pool_workloads


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastInterval:
    """What a forecast says of a queue in an interval: ``starts`` names it, ``queue`` the queue."""

    starts: str
    queue: str
    work: Workload


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedInterval:
    """What an interval takes: ``queues`` are those that one team serves together."""

    starts: str
    queues: tuple[str, ...]
    requirement: AgentRequirement


@dataclass(frozen=True, kw_only=True)
class StaffingPlan:
    """The agents of each interval, in the order of the forecast, and the people scheduled behind them.

    ``shrinkage`` is the share of paid time away from calls. ``at_work_hours`` are exact: agents × interval, added up.
    ``paid_hours`` divide them by 1 − shrinkage once, unrounded; ``peak`` is the most agents at work in one interval,
    teams added up.
    """

    rows: tuple[PlannedInterval, ...]
    shrinkage: float

    @cached_property
    def at_work_hours(self) -> float:
        """Hours of agents at work."""
        return sum(row.requirement.agents * row.requirement.work.interval for row in self.rows) / 3600.0

    @property
    def paid_hours(self) -> float:
        """Hours to pay so that those are worked."""
        return agents_to_schedule(self.at_work_hours, self.shrinkage)

    @cached_property
    def peak(self) -> int:
        """The most agents at work at once."""
        at_once: dict[str, int] = {}
        for row in self.rows:
            at_once[row.starts] = at_once.get(row.starts, 0) + row.requirement.agents
        return max(at_once.values(), default=0)


def build_plan(
    forecast: Sequence[ForecastInterval],
    target: StaffingTarget,
    *,
    patience: float | None = None,
    shrinkage: float = 0.0,
    pooled: bool = False,
) -> StaffingPlan:
    """Return the least agents of each interval and queue; of each interval for all queues together when ``pooled``.

    ``patience`` in seconds is that of :func:`find_least_agents`. Equal workloads are computed once. Raises as
    :func:`find_least_agents` and
    :func:`pool_workloads` do.
    """
    agents_to_schedule(0, shrinkage)
    known: dict[Workload, AgentRequirement] = {}
    rows = []
    for starts, queues, work in _form_teams(forecast, pooled):
        if work not in known:
            known[work] = find_least_agents(work, target, patience=patience)
        rows.append(PlannedInterval(starts=starts, queues=queues, requirement=known[work]))
    return StaffingPlan(rows=tuple(rows), shrinkage=shrinkage)


def _form_teams(forecast: Sequence[ForecastInterval], pooled: bool) -> list[tuple[str, tuple[str, ...], Workload]]:
    if not pooled:
        return [(one.starts, (one.queue,), one.work) for one in forecast]
    groups: dict[str, list[ForecastInterval]] = {}
    for forecast_interval in forecast:
        groups.setdefault(forecast_interval.starts, []).append(forecast_interval)
    return [
        (starts, tuple(one.queue for one in group), pool_workloads([one.work for one in group]))
        for starts, group in groups.items()
    ]
