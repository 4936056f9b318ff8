"""Who is to be reminded first: the units whose answer would change the published totals most.

For a unit that has not answered, and each published total, the expected change is w × |p − i| / T: its design weight,
times how far the value predicted for it lies from the one that the estimate uses in its absence, by the total. The list
goes by the sum over totals. Score functions of this form are compared in R. Gismondi, “Score functions and statistical
criteria to manage intensive follow up in business surveys”, Statistica 67(1), 2007.

Predicted: last wave's value, times the growth of those that answered both waves in the stratum; without one, the size
of the unit, times the ratio of value to size of those that answered in the stratum. Used in its absence: the mean of
those that answered in the stratum, which is what reweighting amounts to. A stratum without answers takes those of the
whole sample; a sample without any predicts last wave's value, or the size, and imputes nothing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from filiere.core.faults import Faults
from filiere.survey.samples.draws import DrawnSample, DrawnUnit
from filiere.survey.samples.faults import CATALOGUE

Values = Mapping[str, float]
"""The value of each unit, by its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedTotal:
    """A published total: its name, the values answered so far, last wave's values, and the total to measure against
    (last wave's, most often); ``importance`` weighs it against the others."""

    name: str
    answered: Values
    prior: Values
    total: float
    importance: float = 1.0


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A unit to remind: its rank from 1, the change expected of each total (a share of it), their sum weighted by
    importance, and the share of all change expected that it and those before it settle."""

    rank: int
    unit: str
    changes: Mapping[str, float]
    score: float
    cumulative_share: float


def order_follow_ups(
    sample: DrawnSample, outcomes: Sequence[FollowedTotal], *, awaited: Sequence[str] | None = None
) -> tuple[FollowUp, ...]:
    """Return the units to remind, those whose answer is expected to change most first, then by key.

    ``awaited`` are the units that may still answer; by default, all that have not answered for any outcome. Raises
    :class:`Faults` for a total that is not above zero, or a unit that was not drawn.
    """
    known = sample.by_id
    faults = [
        CATALOGUE.build("follow-up-total", outcome=one.name, total=f"{one.total:g}").at(key=one.name)
        for one in outcomes
        if not one.total > 0
    ]
    faults += [
        CATALOGUE.build("status-unknown-unit", unit=unit[:80]).at(key=unit[:80])
        for unit in awaited or ()
        if unit not in known
    ]
    if faults:
        raise Faults(faults)
    if awaited is None:
        awaited = [unit for unit in known if not any(unit in one.answered for one in outcomes)]
    changes: dict[str, dict[str, float]] = {unit: {} for unit in awaited}
    for outcome in outcomes:
        forecast = _Forecast(sample, outcome)
        for unit in awaited:
            changes[unit][outcome.name] = forecast.measure_change(known[unit])
    weights = {one.name: one.importance for one in outcomes}
    scores = {
        unit: math.fsum(weights[name] * value for name, value in found.items()) for unit, found in changes.items()
    }
    order = sorted(scores, key=lambda unit: (-scores[unit], unit))
    whole = math.fsum(scores.values())
    found, settled = [], 0.0
    for rank, unit in enumerate(order, start=1):
        settled += scores[unit]
        share = min(settled / whole, 1.0) if whole else 1.0
        found.append(FollowUp(rank, unit, changes[unit], scores[unit], share if rank < len(order) else 1.0))
    return tuple(found)


def count_sufficient(follow_ups: Sequence[FollowUp], share: float = 0.9) -> int:
    """Return how many of the first settle a share of all change expected (“the first 20 of 400 settle 90 %”)."""
    return next((one.rank for one in follow_ups if one.cumulative_share >= share), 0)


class _Forecast:
    """What is predicted of an outcome, and what is used in the absence of an answer, by stratum."""

    def __init__(self, sample: DrawnSample, outcome: FollowedTotal) -> None:
        self.outcome = outcome
        groups: dict[tuple[str, ...] | None, list[DrawnUnit]] = {None: []}
        for drawn in sample.units:
            if drawn.unit.id in outcome.answered:
                groups[None].append(drawn)
                groups.setdefault(drawn.stratum, []).append(drawn)
        self.groups = groups

    def measure_change(self, drawn: DrawnUnit) -> float:
        """The change expected of the total, as a share of it, were the unit to answer."""
        answered = self.groups.get(drawn.stratum) or self.groups[None]
        prior = self.outcome.prior.get(drawn.unit.id)
        if prior is not None:
            predicted = prior * self._measure_growth(answered)
        else:
            predicted = drawn.unit.size * self._measure_ratio(answered)
        return drawn.weight * abs(predicted - self._measure_mean(answered)) / self.outcome.total

    def _measure_mean(self, answered: Sequence[DrawnUnit]) -> float:
        weight = math.fsum(one.weight for one in answered)
        return self._sum_answers(answered) / weight if weight else 0.0

    def _measure_ratio(self, answered: Sequence[DrawnUnit]) -> float:
        size = math.fsum(one.weight * one.unit.size for one in answered)
        return self._sum_answers(answered) / size if size else 1.0

    def _measure_growth(self, answered: Sequence[DrawnUnit]) -> float:
        prior = self.outcome.prior
        both = [one for one in answered if one.unit.id in prior]
        before = math.fsum(one.weight * prior[one.unit.id] for one in both)
        return self._sum_answers(both) / before if before else 1.0

    def _sum_answers(self, answered: Sequence[DrawnUnit]) -> float:
        return math.fsum(one.weight * self.outcome.answered[one.unit.id] for one in answered)
