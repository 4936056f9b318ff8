"""A benchmark between centres: who may take part, what the gate is asked, and what each reader is told.

members ──▶ group      those whose figure may be compared, agents too few left out
              │ weights, for the gate of the caller: this package knows no rule of confidentiality
              ▼
            benchmark  quartiles, intervals by day, and the reader's own place; or nothing, if the gate said so
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from filiere.contacts.benchmarking.bootstrap import (
    BOOTSTRAP_DRAWS,
    CONFIDENCE_LEVEL,
    ENOUGH_DAYS,
    LEAST_DAYS,
    IntervalEnds,
    SumArray,
    percentile_interval,
    resample_ratios,
)
from filiere.contacts.benchmarking.quartiles import (
    QUARTILE_LEVELS,
    Quartiles,
    compute_quartiles,
    quantile_weights,
    round_outward,
)
from filiere.contacts.benchmarking.records import (
    COVERAGE_WARNING_LEVEL,
    Benchmark,
    MeasuredFigure,
    Member,
    OwnFigure,
    Quartile,
    ReasonCode,
)
from filiere.contacts.faults import fault
from filiere.core.dates import format_day
from filiere.core.faults import Fault, Faults
from filiere.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonGroup:
    """The members of a comparison and the days compared; ``left_out`` gives those without part, and why."""

    members: tuple[Member, ...] = field(repr=False)
    left_out: Mapping[str, ReasonCode] = field(repr=False)
    first: date
    last: date

    @property
    def weights(self) -> Mapping[str, int]:
        """What each member weighs: the cell that the gate is asked about."""
        return {one.organisation: one.denominator for one in self.members}


def find_common_period(spans: Sequence[tuple[date, date]]) -> tuple[date, date]:
    """Return the days that all organisations have, given the first and last day of each: from the latest first to the
    earliest last. A centre's March is not compared with another's April.

    Raises :class:`Faults` when they share none, or when there is no organisation.
    """
    if not spans:
        raise Faults([_nobody_fault()])
    first, last = max(one[0] for one in spans), min(one[1] for one in spans)
    if first > last:
        raise Faults([_no_common_day_fault(first, last)])
    return first, last


def select_group(
    members: Sequence[Member], *, first: date, last: date, least_agents: int, least_observations: int
) -> ComparisonGroup:
    """Return those whose figures may be compared, over the days from ``first`` to ``last``.

    Left out, in this order of reasons: an organisation whose own figure may not be published; one without contacts in
    the period, or with fewer than ``least_observations`` behind its figure; and one with fewer than ``least_agents``
    people answering, since its figure would be theirs. One that names no agent is kept, for nothing then tells of a
    person. Raises :class:`Faults` when an organisation is given twice.
    """
    names = [one.organisation for one in members]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Faults([_organisation_twice_fault(name) for name in twice])
    cut = [
        replace(one, days=tuple(day for day in one.days if first <= day.day <= last))
        for one in sorted(members, key=lambda one: one.organisation)
    ]
    left_out = {
        one.organisation: why
        for one in cut
        if (
            why := one.refused or _missing_reason(one, least_agents=least_agents, least_observations=least_observations)
        )
    }
    return ComparisonGroup(
        members=tuple(one for one in cut if one.organisation not in left_out),
        left_out=left_out,
        first=first,
        last=last,
    )


def compute_benchmark(
    compared: ComparisonGroup,
    measured: MeasuredFigure,
    *,
    publish: bool,
    rule: str,
    own: Member | None = None,
    draws: int = BOOTSTRAP_DRAWS,
    seed: int = 1,
) -> Benchmark:
    """Return what the reader ``own`` may see, or anybody when None.

    ``publish`` is the verdict of the gate on the cell of ``compared.weights`` under ``rule``. ``seed`` fixes the days
    drawn. The quartiles are of the organisations, each counting once whatever its size, and rounded to their step.
    """
    days, above, below = _build_sum_arrays(compared.members)
    enough = len(days) >= LEAST_DAYS and all(len(one.days) >= LEAST_DAYS for one in compared.members)
    scale = float(measured.scale)
    drawn = resample_ratios(above, below, draws=draws, seed=seed) * scale if enough else None
    shown = _publish_quartiles(compared, measured, drawn) if publish else None
    quarters = shown[0] if shown else None
    contacts = sum(one.contacts for one in compared.members)
    covered = [one.usable / one.contacts for one in compared.members if one.contacts]
    return Benchmark(
        measured=measured,
        rule=rule,
        first=compared.first,
        last=compared.last,
        status="published" if publish else "withheld",
        organisations=len(compared.members) if publish else None,
        days=len(days) if publish else None,
        q1=shown[1][0] if shown else None,
        median=shown[1][1] if shown else None,
        q3=shown[1][2] if shown else None,
        step=quarters.step if quarters else None,
        coverage=100 * sum(one.usable for one in compared.members) // contacts if publish and contacts else None,
        coverage_low=min(covered, default=1.0) < COVERAGE_WARNING_LEVEL if publish else None,
        narrow=len(days) < ENOUGH_DAYS if publish and enough else None,
        draws=draws,
        seed=seed,
        own=None if own is None else _build_own_figure(own, compared, measured, quarters, drawn),
    )


def _build_sum_arrays(members: Sequence[Member]) -> tuple[list[date], SumArray, SumArray]:
    """Return the days of a group, and its numerators and denominators as arrays (days, members)."""
    days = sorted({day.day for one in members for day in one.days})
    place = {day: rank for rank, day in enumerate(days)}
    above, below = np.zeros((len(days), len(members))), np.zeros((len(days), len(members)))
    for column, member in enumerate(members):
        for day in member.days:
            above[place[day.day], column] = day.numerator
            below[place[day.day], column] = day.denominator
    return days, above, below


def _publish_quartiles(
    compared: ComparisonGroup, measured: MeasuredFigure, drawn: SumArray | None
) -> tuple[Quartiles, tuple[Quartile, ...]]:
    found = compute_quartiles(
        [_member_value(one, measured) for one in compared.members], rate=measured.unit == "percent"
    )
    intervals: list[IntervalEnds | None] = [None, None, None]
    if drawn is not None:
        for place, column in enumerate(_draw_quartiles(drawn).T):
            ends = percentile_interval(column)
            intervals[place] = IntervalEnds(*round_outward(ends.low, ends.high, found.step))
    values = (found.q1, found.median, found.q3)
    return found, tuple(Quartile(value=one, interval=ends) for one, ends in zip(values, intervals, strict=True))


def _draw_quartiles(drawn: SumArray) -> SumArray:
    """Return the quartiles of each draw, an array (draws, 3); unknown where a member has no contact in the draw."""
    rules = np.array([quantile_weights(drawn.shape[1], level) for level in QUARTILE_LEVELS])
    found: SumArray = np.sort(drawn, axis=1) @ rules.T
    return found


def _is_band_stable(column: SumArray, quarters: SumArray) -> bool:
    """Whether a member stands in the same band in :data:`CONFIDENCE_LEVEL` of the draws at least.

    Its figure and the quartiles move together, since the days drawn are the same for all.
    """
    known = ~np.isnan(quarters).any(axis=1)
    value, edges = column[known], quarters[known]
    places = (value >= edges[:, 0]).astype(int) + (value >= edges[:, 1]) + (value > edges[:, 2])
    return bool(np.bincount(places).max() >= CONFIDENCE_LEVEL * len(places))


def _build_own_figure(
    own: Member, compared: ComparisonGroup, measured: MeasuredFigure, quarters: Quartiles | None, drawn: SumArray | None
) -> OwnFigure:
    names = [one.organisation for one in compared.members]
    place = names.index(own.organisation) if own.organisation in names else None
    value = None if place is None else _member_value(compared.members[place], measured)
    column = None if place is None or drawn is None else drawn[:, place]
    shown = quarters is not None and value is not None
    return OwnFigure(
        organisation=own.organisation,
        value=value,
        interval=None if column is None else percentile_interval(column),
        n=0 if place is None else compared.members[place].observations,
        band=quarters.band(value) if quarters is not None and value is not None else None,
        firm=_is_band_stable(column, _draw_quartiles(drawn))
        if shown and column is not None and drawn is not None
        else None,
        coverage=own.usable / own.contacts if own.contacts else None,
        left_out=compared.left_out.get(own.organisation, ""),
    )


def _member_value(member: Member, measured: MeasuredFigure) -> float:
    return float(measured.scale * member.numerator / member.denominator)


def _missing_reason(member: Member, *, least_agents: int, least_observations: int) -> ReasonCode:
    if not member.denominator:
        return "no_data"
    if member.observations < least_observations:
        return "effectif"
    return "agents" if member.agents is not None and member.agents < least_agents else ""


def _nobody_fault() -> Fault:
    return fault("benchmark-nobody")


def _organisation_twice_fault(name: str) -> Fault:
    return fault("benchmark-organisation-twice", name=name)


def _no_common_day_fault(first: date, last: date) -> Fault:
    return Fault(
        code="benchmark-no-common-day",
        message=Text(
            fr=f"Aucun jour n’est commun à toutes les organisations : l’une commence le "
            f"{format_day(first, 'fr')}, une autre "
            f"finit le {format_day(last, 'fr')}.",
            en=f"No day is common to all organisations: one begins on {format_day(first, 'en')}, another ends on "
            f"{format_day(last, 'en')}.",
        ),
        remedy=Text(
            fr="Donnez la période avec --from et --to, ou retirez l’entrepôt qui n’y est pas.",
            en="Give the period with --from and --to, or remove the store that is outside it.",
        ),
    )
