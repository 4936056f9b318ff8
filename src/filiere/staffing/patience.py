"""How long callers would wait before leaving, from waits most of which ended in an answer first.

A caller who was answered after 40 seconds was ready to wait 40 seconds, and nobody knows how much longer: their
patience is censored there. The mean wait of those who left is not their mean patience but far less, since the patient
are mostly answered. Two estimates are given, under different assumptions:

- Kaplan and Meier's curve (Nonparametric estimation from incomplete observations, 1958) assumes no shape of patience,
  and tells nothing beyond the longest wait;
- the ratio P(leave) ÷ mean wait (A. Mandelbaum and S. Zeltyn, Service engineering in action: the Palm/Erlang-A queue,
  2007) is the rate θ of an exponential patience. With every wait counted it is also its maximum-likelihood estimate.

Both take callers as alike, and patience as independent of the wait that is offered.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from filiere.core.faults import Fault
from filiere.core.text import Text
from filiere.staffing.errors import COUNT_RANGE, NOT_NEGATIVE_RANGE, NoPatience, NumberRange, check_numbers
from filiere.staffing.faults import fault

SECONDS_WAITED_LABEL = Text(fr="Attente", en="Wait")
LEFT_LABEL = Text(fr="Partis", en="Abandoned")
STAYED_LABEL = Text(fr="Restés", en="Stayed")

ENOUGH_AT_RISK = 30
"""The curve is read as far as this many callers still wait: beyond, each one who leaves or is answered moves it."""

_PEOPLE_RANGE = NumberRange(low=0, high=COUNT_RANGE.high, whole=True)


@dataclass(frozen=True, slots=True)
class WaitCounts:
    """Callers whose wait ended after ``seconds``: ``left`` gave up, ``stayed`` were answered or ended otherwise."""

    seconds: float
    left: int
    stayed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalStep:
    """A step of the curve, at a wait at which someone left.

    ``seconds``; ``at_risk`` callers had waited at least so long and ``left`` of them left there; ``surviving`` is the
    share of callers whose patience is longer, and ``error`` its standard error by Greenwood's formula (1926).
    """

    seconds: float
    at_risk: int
    left: int
    surviving: float
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """The rate of leaving between two waits: ``rate`` = those who left ÷ the time waited there by all, a second.

    The maximum-likelihood estimate of a rate that is constant there. ``waited`` is that time, in seconds.
    """

    start: float
    end: float
    left: int
    waited: float

    @property
    def rate(self) -> float | None:
        """Leavers a second of waiting; None where nobody waited."""
        return self.left / self.waited if self.waited else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatienceEstimate:
    """What waits tell of patience.

    ``callers`` and ``left`` are counts; ``longest`` the longest wait, ``waited`` all waiting, in seconds. ``steps`` is
    the whole Kaplan–Meier curve. ``horizon`` is the longest wait that :data:`ENOUGH_AT_RISK` callers reached, the
    longest of all where fewer waited. ``restricted_mean`` is the area under the curve up to there: the mean of
    patience cut off at the horizon, hence a lower bound; ``beyond`` is the share whose patience is longer. ``mean``
    adds for them an exponential tail that goes through the curve at the horizon, as B. W. Brown, M. Hollander and
    R. M. Korwar (1974) complete a curve at its last observation, whose single caller would sway it; where few leave,
    the tail is most of the mean. ``exponential_mean`` is 1 ÷ θ = all waiting ÷ leavers. Means are in seconds.
    """

    callers: int
    left: int
    longest: float
    waited: float
    steps: tuple[SurvivalStep, ...]
    horizon: float
    restricted_mean: float
    beyond: float
    mean: float
    exponential_mean: float

    @property
    def abandonment(self) -> float:
        """The share of callers who left."""
        return self.left / self.callers

    @property
    def mean_wait(self) -> float:
        """The mean wait of all callers, in seconds."""
        return self.waited / self.callers

    @property
    def median(self) -> float | None:
        """The wait that half of the callers would not outlast, in seconds; None when the curve does not fall to it."""
        return next((step.seconds for step in self.steps if step.surviving <= 0.5), None)

    def compute_survival(self, seconds: float) -> float:
        """Return the share of callers ready to wait longer than ``seconds``, 1 before the first step."""
        share = 1.0
        for step in self.steps:
            if step.seconds > seconds:
                break
            share = step.surviving
        return share


def kaplan_meier(waits: Iterable[WaitCounts]) -> PatienceEstimate:
    """Estimate patience from the waits of callers who queued.

    Those answered at once tell nothing: leave them out, since they would count as callers who could have left at 0.

    At each wait t at which d of the n callers still waiting left, the share of the patient falls by the factor
    1 − d ÷ n. Where leavers and answered have the same wait, the leavers come first, as is usual. Cost: one sort of
    the distinct waits.

    Raises :class:`InvalidNumber` for a wait or a count that is none, and :class:`NoPatience` when nobody waited or
    nobody left.
    """
    groups = _group_waits(waits)
    callers = sum(left + stayed for _, left, stayed in groups)
    gone = sum(left for _, left, _ in groups)
    waited = math.fsum(seconds * (left + stayed) for seconds, left, stayed in groups)
    if not gone or not waited:
        raise NoPatience([_no_patience_fault(callers)])
    steps = tuple(_survival_steps(groups, callers))
    horizon = _estimation_horizon(groups, callers)
    area, share, since = 0.0, 1.0, 0.0
    for step in steps:
        if step.seconds > horizon:
            break
        area += share * (step.seconds - since)
        share, since = step.surviving, step.seconds
    area += share * (horizon - since)
    # S(t) = exp(−t ÷ m) through the curve at the horizon has the area S · m beyond it. Where nobody has left by then,
    # the curve says nothing of the tail, and the ratio gives its rate.
    tail_mean = horizon / -math.log(share) if horizon and 0.0 < share < 1.0 else waited / gone
    return PatienceEstimate(
        callers=callers,
        left=gone,
        longest=groups[-1][0],
        waited=waited,
        steps=steps,
        horizon=horizon,
        restricted_mean=area,
        beyond=share,
        mean=area + share * tail_mean,
        exponential_mean=waited / gone,
    )


def hazard_rates(waits: Iterable[WaitCounts], edges: Iterable[float]) -> tuple[Hazard, ...]:
    """Return the rate of leaving between each two ``edges`` (seconds, ascending), the left edge in, the right out.

    Exponential patience shows a level rate; a peak says when a message or a habit makes callers leave.
    Raises :class:`InvalidNumber` for a wait or a count that is none.
    """
    groups = _group_waits(waits)
    return tuple(
        Hazard(
            start=start,
            end=end,
            left=sum(left for seconds, left, _ in groups if start <= seconds < end),
            waited=math.fsum(
                (min(seconds, end) - start) * (left + stayed) for seconds, left, stayed in groups if seconds > start
            ),
        )
        for start, end in pairwise(edges)
    )


def _group_waits(waits: Iterable[WaitCounts]) -> list[tuple[float, int, int]]:
    """Return (seconds, left, stayed) for each distinct wait, ascending."""
    left: dict[float, int] = {}
    stayed: dict[float, int] = {}
    for wait_counts in waits:
        check_numbers(
            [
                ("seconds", SECONDS_WAITED_LABEL, wait_counts.seconds, NOT_NEGATIVE_RANGE),
                ("left", LEFT_LABEL, wait_counts.left, _PEOPLE_RANGE),
                ("stayed", STAYED_LABEL, wait_counts.stayed, _PEOPLE_RANGE),
            ]
        )
        left[wait_counts.seconds] = left.get(wait_counts.seconds, 0) + wait_counts.left
        stayed[wait_counts.seconds] = stayed.get(wait_counts.seconds, 0) + wait_counts.stayed
    return [(wait, left[wait], stayed[wait]) for wait in sorted(left) if left[wait] or stayed[wait]]


def _estimation_horizon(groups: list[tuple[float, int, int]], callers: int) -> float:
    """Return the longest wait that enough callers reached; that any of them reached where all are too few."""
    enough = ENOUGH_AT_RISK if callers >= ENOUGH_AT_RISK else 1
    at_risk, horizon = callers, 0.0
    for seconds, left, stayed in groups:
        if at_risk < enough:
            break
        horizon = seconds
        at_risk -= left + stayed
    return horizon


def _survival_steps(groups: list[tuple[float, int, int]], callers: int) -> Iterator[SurvivalStep]:
    at_risk, surviving, variance = callers, 1.0, 0.0
    for seconds, left, stayed in groups:
        if left:
            surviving *= 1.0 - left / at_risk
            # Greenwood: the variance of log S adds d ÷ (n(n − d)); nobody left means S = 0, known exactly.
            variance += left / (at_risk * (at_risk - left)) if left < at_risk else 0.0
            yield SurvivalStep(
                seconds=seconds,
                at_risk=at_risk,
                left=left,
                surviving=surviving,
                error=surviving * math.sqrt(variance),
            )
        at_risk -= left + stayed


def _no_patience_fault(callers: int) -> Fault:
    if not callers:
        return fault("staffing-nobody-waited")
    return fault("staffing-nobody-left", callers=callers)
