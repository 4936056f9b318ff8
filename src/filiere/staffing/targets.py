"""How many agents a target takes: the least number that meets all that was asked, and what asked for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from filiere.core.faults import Fault
from filiere.core.numbers import format_number
from filiere.core.text import Text
from filiere.staffing.erlang_a import erlang_a
from filiere.staffing.erlang_c import THRESHOLD_LABEL, erlang_c
from filiere.staffing.errors import (
    LOSS_RANGE,
    MOST_AGENTS,
    NOT_NEGATIVE_RANGE,
    SECONDS_RANGE,
    SHARE_RANGE,
    InvalidNumber,
    Unreachable,
    check_numbers,
    least_agents,
)
from filiere.staffing.faults import fault
from filiere.staffing.measures import ServiceLevelReading, TeamMeasures
from filiere.staffing.workload import Workload

TargetName = Literal["service_level", "mean_wait", "occupancy", "abandonment"]

TARGET_LABELS: dict[TargetName, Text] = {
    "service_level": Text(fr="niveau de service", en="service level"),
    "mean_wait": Text(fr="attente moyenne", en="mean wait"),
    "occupancy": Text(fr="taux d’occupation", en="occupancy"),
    "abandonment": Text(fr="taux d’abandon", en="abandonment rate"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffingTarget:
    """What a team must meet, one thing or several; None asks for nothing.

    ``service_level`` (share, 0 to 1 excluded) of calls at ``threshold`` seconds by ``reading``; ``mean_wait`` of all
    calls, at most, in seconds; ``occupancy``, at most (share): above it people tire, whatever the waits; and
    ``abandonment``, at most (share), which only a model with patience knows.

    Raises :class:`InvalidNumber` with all that is wrong, or when nothing is asked.
    """

    service_level: float | None = None
    threshold: float = 20.0
    reading: ServiceLevelReading = "offered"
    mean_wait: float | None = None
    occupancy: float | None = None
    abandonment: float | None = None

    def __post_init__(self) -> None:
        spans = {
            "service_level": SHARE_RANGE,
            "mean_wait": SECONDS_RANGE,
            "occupancy": SHARE_RANGE,
            "abandonment": SHARE_RANGE,
        }
        numbers = [
            (key, TARGET_LABELS[key], getattr(self, key), spans[key])
            for key in TARGET_LABELS
            if getattr(self, key) is not None
        ]
        check_numbers([*numbers, ("threshold", THRESHOLD_LABEL, self.threshold, NOT_NEGATIVE_RANGE)])
        if not numbers:
            raise InvalidNumber([fault("staffing-no-target")])

    def list_missed_targets(self, measures: TeamMeasures) -> tuple[TargetName, ...]:
        """Return what is asked and not met, in the order of the fields; empty when all is met."""
        return tuple(self._find_missed_targets(measures))

    def _find_missed_targets(self, measures: TeamMeasures) -> Iterator[TargetName]:
        if self.service_level is not None and measures.service_level(self.reading) < self.service_level:
            yield "service_level"
        if self.mean_wait is not None and measures.mean_wait > self.mean_wait:
            yield "mean_wait"
        if self.occupancy is not None and measures.occupancy > self.occupancy:
            yield "occupancy"
        if self.abandonment is not None and measures.abandonment_probability > self.abandonment:
            yield "abandonment"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRequirement:
    """The least number of agents at work that meets a target.

    ``agents`` 0 and ``measures`` None where no call is expected. ``binding`` is what one agent fewer would miss;
    empty where one fewer has no answer at all (Erlang C at its limit, or nobody left).
    """

    work: Workload
    target: StaffingTarget
    agents: int
    measures: TeamMeasures | None
    binding: tuple[TargetName, ...]

    def count_scheduled_agents(self, shrinkage: float) -> float:
        """Return the people to schedule so that ``agents`` are at work: agents ÷ (1 − shrinkage), not rounded.

        ``shrinkage`` (0 to 1 excluded) is the share of paid time away from calls: leave, illness, breaks, training.
        Not rounded, because rounding once after adding up teams and intervals asks for fewer people than rounding
        each. Raises :class:`InvalidNumber`.
        """
        return agents_to_schedule(self.agents, shrinkage)


SHRINKAGE_LABEL = Text(fr="Part du temps hors appels", en="Shrinkage")


def agents_to_schedule(agents: float, shrinkage: float) -> float:
    """Return ``agents`` ÷ (1 − ``shrinkage``), not rounded; raise :class:`InvalidNumber`."""
    check_numbers([("shrinkage", SHRINKAGE_LABEL, shrinkage, LOSS_RANGE)])
    return agents / (1.0 - shrinkage)


def find_least_agents(work: Workload, target: StaffingTarget, *, patience: float | None = None) -> AgentRequirement:
    """Return the least number of agents that meets ``target`` for ``work``.

    Under Erlang A with a mean ``patience`` in seconds, else under Erlang C. Every measure asked for gets better with
    each agent, so the least number is found by doubling and halving; cost: about 2·log₂(n) evaluations.

    Raises :class:`InvalidNumber`, and :class:`Unreachable` when :data:`MOST_AGENTS` do not meet it.
    """
    if target.abandonment is not None and patience is None:
        raise InvalidNumber([fault("staffing-no-patience").at(key="patience")])

    def at(agents: int) -> TeamMeasures:
        if patience is None:
            return erlang_c(work, agents, target.threshold)
        return erlang_a(work, agents, target.threshold, patience)

    if work.calls == 0:
        return AgentRequirement(work=work, target=target, agents=0, measures=None, binding=())
    first = least_agents(work.load) if patience is None else 1
    agents = _find_least(first, lambda count: not target.list_missed_targets(at(count)))
    if agents is None:
        raise Unreachable([_unreachable_fault(work)])
    binding = target.list_missed_targets(at(agents - 1)) if agents > first else ()
    return AgentRequirement(work=work, target=target, agents=agents, measures=at(agents), binding=binding)


def _find_least(first: int, met: Callable[[int], bool]) -> int | None:
    """Return the least number from ``first`` that is ``met``, all after it being met too; None beyond the bound."""
    if first > MOST_AGENTS:
        return None
    if met(first):
        return first
    low, step = first, 1
    while not met(high := min(low + step, MOST_AGENTS)):
        if high == MOST_AGENTS:
            return None
        low, step = high, 2 * step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if met(middle) else (middle, high)
    return high


def _unreachable_fault(work: Workload) -> Fault:
    most, load = (
        Text(fr=format_number(n, "fr"), en=format_number(n, "en")) for n in (MOST_AGENTS, round(work.load, 1))
    )
    return fault("staffing-unreachable", most=most, load=load)
