"""The work that arrives in an interval, and the work of several queues that one team serves."""

from collections.abc import Sequence
from dataclasses import dataclass

from filiere.core.text import Text
from filiere.staffing.errors import COUNT_RANGE, SECONDS_RANGE, InvalidNumber, check_numbers
from filiere.staffing.faults import fault

CALLS_LABEL = Text(fr="Appels", en="Calls")
INTERVAL_LABEL = Text(fr="Durée de l’intervalle", en="Interval length")
HANDLING_LABEL = Text(fr="Durée de traitement", en="Handling time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """Calls expected in an interval.

    ``calls`` a number, not always whole, from 0; ``interval`` and ``handling`` (mean time that a call takes an agent,
    wrap-up included) in seconds. Raises :class:`InvalidNumber` with all that is wrong.
    """

    calls: float
    interval: float
    handling: float

    def __post_init__(self) -> None:
        check_numbers(
            [
                ("calls", CALLS_LABEL, self.calls, COUNT_RANGE),
                ("interval", INTERVAL_LABEL, self.interval, SECONDS_RANGE),
                ("handling", HANDLING_LABEL, self.handling, SECONDS_RANGE),
            ]
        )

    @property
    def rate(self) -> float:
        """Arrivals a second: λ = calls ÷ interval."""
        return self.calls / self.interval

    @property
    def load(self) -> float:
        """The offered load in erlangs: a = λ · handling, the mean number of agents at work if none ever lacked.

        Multiplied first, so that 140 calls of 180 s in 30 min are 14 erlangs to the bit, and not a hair less.
        """
        return self.calls * self.handling / self.interval


def pool_workloads(workloads: Sequence[Workload]) -> Workload:
    """Return the work of several queues in the same interval, for one team whose agents take the calls of all.

    Calls add up, and the handling time is that of a call taken at random: Σ calls·handling ÷ Σ calls. A pooled team
    needs fewer agents than the sum of the teams apart, each rounded up: pool first, round after. The mixture of
    handling times is treated as exponential, as each of them was.

    Raises :class:`InvalidNumber` without workloads, or when their intervals differ.
    """
    lengths = {one.interval for one in workloads}
    if len(lengths) != 1:
        raise InvalidNumber([fault("staffing-intervals-differ").at(key="interval")])
    calls = sum(one.calls for one in workloads)
    # Without calls no handling time matters; any of them keeps the record valid.
    busy = sum(one.calls * one.handling for one in workloads)
    return Workload(calls=calls, interval=lengths.pop(), handling=busy / calls if calls else workloads[0].handling)
