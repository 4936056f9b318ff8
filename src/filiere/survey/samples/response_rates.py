"""Response rates: of units, of the population that they stand for, and of the size of that population.

What is found to be out of scope (closed, no centre) leaves both sides. What is not known yet stays below, as in the
least of the rates of the American Association for Public Opinion Research (RR1).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from filiere.core.faults import Faults
from filiere.survey.samples.draws import DrawnSample, DrawnUnit
from filiere.survey.samples.faults import CATALOGUE

ResponseStatus = Literal["answered", "awaiting", "refused", "no_contact", "out_of_scope"]


@dataclass(frozen=True, slots=True)
class ResponseRate:
    """Counts and rates of a group of units; a rate is None where nothing is in scope."""

    group: tuple[str, ...]
    drawn: int
    in_scope: int
    answered: int
    rate: float | None
    """Answers by units in scope."""
    weighted_rate: float | None
    """The same, each unit counted for its design weight."""
    size_rate: float | None
    """The same, each unit counted for its design weight times its size."""


@dataclass(frozen=True, slots=True)
class ResponseRates:
    """The rates of a whole sample, then of each of its strata."""

    total: ResponseRate
    strata: tuple[ResponseRate, ...]


def compute_response_rates(sample: DrawnSample, statuses: Mapping[str, ResponseStatus]) -> ResponseRates:
    """Return the response rates of a sample; a unit without a status is awaited.

    Raises :class:`Faults` when a status is that of a unit that was not drawn.
    """
    known = sample.by_id
    strange = [unit for unit in statuses if unit not in known]
    if strange:
        raise Faults([CATALOGUE.build("status-unknown-unit", unit=unit[:80]).at(key=unit[:80]) for unit in strange])
    groups: dict[tuple[str, ...], list[DrawnUnit]] = {}
    for drawn in sample.units:
        groups.setdefault(drawn.stratum, []).append(drawn)
    strata = [stratum.key for stratum in sample.strata if stratum.key in groups]
    return ResponseRates(
        _compute_rate((), list(sample.units), statuses),
        tuple(_compute_rate(key, groups[key], statuses) for key in strata),
    )


def _compute_rate(
    group: tuple[str, ...], units: list[DrawnUnit], statuses: Mapping[str, ResponseStatus]
) -> ResponseRate:
    inside = [one for one in units if statuses.get(one.unit.id, "awaiting") != "out_of_scope"]
    answered = [one for one in inside if statuses.get(one.unit.id) == "answered"]
    return ResponseRate(
        group=group,
        drawn=len(units),
        in_scope=len(inside),
        answered=len(answered),
        rate=_divide(len(answered), len(inside)),
        weighted_rate=_divide(_weigh(answered), _weigh(inside)),
        size_rate=_divide(_weigh_sizes(answered), _weigh_sizes(inside)),
    )


def _weigh(units: list[DrawnUnit]) -> float:
    return math.fsum(one.weight for one in units)


def _weigh_sizes(units: list[DrawnUnit]) -> float:
    return math.fsum(one.weight * one.unit.size for one in units)


def _divide(above: float, below: float) -> float | None:
    return above / below if below else None
