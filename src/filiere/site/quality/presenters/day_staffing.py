"""The patience of a centre’s callers and the agents of one of its days, ready to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from filiere.core import Text, source_language
from filiere.core.numbers import format_number, format_percent
from filiere.publication.charts import CurveChart, CurvePoint
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.charts import draw_cached
from filiere.site.quality.presenters.definitions import format_seconds
from filiere.site.quality.staffing_form import MOST_IN_A_PATIENCE, MOST_LOAD
from filiere.staffing import ForecastInterval, StaffingPlan, StaffingTarget, Workload, build_plan

HALF_HOUR = 1800.0
WEEKDAYS: tuple[Text, ...] = (
    Text(fr="lundi", en="Monday"),
    Text(fr="mardi", en="Tuesday"),
    Text(fr="mercredi", en="Wednesday"),
    Text(fr="jeudi", en="Thursday"),
    Text(fr="vendredi", en="Friday"),
    Text(fr="samedi", en="Saturday"),
    Text(fr="dimanche", en="Sunday"),
)


@dataclass(frozen=True, slots=True)
class HalfHourView:
    """A half-hour: its clock, its calls, and the team that it takes."""

    clock: str
    calls: str
    agents: int
    level: str
    wait: str
    occupancy: str


def list_patience_facts(found: Mapping[str, Any]) -> list[tuple[Text, str]]:
    """What waits tell of patience, in words."""
    left = f"{format_number(found['left'])} ({format_percent(100 * found['abandonment'])})"
    return [
        (Text(fr="Appelants qui ont attendu", en="Callers who waited"), format_number(found["callers"])),
        (Text(fr="Partis", en="Abandoned"), left),
        (Text(fr="Attente moyenne", en="Mean wait"), format_seconds(found["mean_wait"])),
        (Text(fr="Patience moyenne, Kaplan–Meier prolongée", en="Mean patience, extended Kaplan–Meier"),
         format_seconds(found["mean"])),
        (Text(fr="– coupée à l’horizon", en="– cut at the horizon"), format_seconds(found["restricted_mean"])),
        (Text(fr="Patience moyenne, abandons ÷ attente", en="Mean patience, abandonments ÷ waits"),
         format_seconds(found["exponential_mean"])),
        (Text(fr="Patience médiane", en="Median patience"),
         format_seconds(found["median"]) if found["median"] is not None
         else localize("au-delà de la courbe", "beyond the curve")),
        (Text(fr="Horizon, que trente appelants ont atteint", en="Horizon, reached by thirty callers"),
         format_seconds(found["horizon"])),
    ]  # fmt: skip


def draw_patience_chart(found: Mapping[str, Any]) -> SafeString | None:
    """The share of callers ready to wait longer, in steps; None without two of them."""
    if len(found["curve"]) < 2:
        return None
    points = tuple(
        CurvePoint(x=round(Decimal(repr(at)), 1), y=round(Decimal(repr(100 * share)), 1))
        for at, share in found["curve"]
    )
    title = localize("Encore prêts à attendre, en %", "Still willing to wait, in %")
    words = localize(
        f"Au bout de {format_seconds(found['horizon'])}, {format_percent(100 * found['beyond'])} attendraient encore.",
        f"After {format_seconds(found['horizon'])}, {format_percent(100 * found['beyond'])} would still wait.",
    )
    across = localize("secondes", "seconds")
    return draw_cached(
        CurveChart(
            ident="patience",
            lang=source_language(),
            title=title,
            desc=words,
            points=points,
            bounded=True,
            across=across,
            up="%",
        )
    )


def compute_day_plan(
    told: Mapping[str, Any], weekday: int, target: StaffingTarget, *, patience: float | None, shrinkage: float
) -> StaffingPlan | None:
    """The agents of each half-hour of a mean weekday; None where it is too much for a page.

    Raises :class:`StaffingError` for a target that no team reaches.
    """
    works = [
        ForecastInterval(
            starts=f"{half:02}", queue="", work=Workload(calls=mean, interval=HALF_HOUR, handling=told["handling"])
        )
        for day, half, mean in told["calls"]
        if day == weekday
    ]
    most = max((one.work for one in works), key=lambda work: work.calls)
    if most.load > MOST_LOAD or (patience is not None and most.rate * patience > MOST_IN_A_PATIENCE):
        return None
    return build_plan(works, target, patience=patience, shrinkage=shrinkage)


def build_half_hours(found: StaffingPlan) -> list[HalfHourView]:
    """The half-hours of a plan in words."""
    rows = []
    for row in found.rows:
        need, measures = row.requirement, row.requirement.measures
        start = int(row.starts)
        level = measures.service_level(need.target.reading) if measures is not None else 1.0
        rows.append(
            HalfHourView(
                clock=f"{start // 2:02}:{30 * (start % 2):02}",
                calls=format_number(round(need.work.calls, 1), digits=1),
                agents=need.agents,
                level=format_percent(100 * level),
                wait=format_seconds(measures.mean_wait if measures is not None else 0.0),
                occupancy=format_percent(100 * measures.occupancy if measures is not None else 0.0),
            )
        )
    return rows


def draw_day_chart(found: StaffingPlan) -> SafeString | None:
    """The agents through the day, a point where they change; None without two half-hours with calls."""
    if len(found.rows) < 2:
        return None
    need = {int(row.starts): row.requirement.agents for row in found.rows}
    # A half-hour in which no call ever came takes nobody; the day ends where its last half-hour does.
    first, last = min(need), max(need)
    agents = [(half, need.get(half, 0)) for half in range(first, last + 1)]
    changes = [one for before, one in zip([(first, -1), *agents], agents, strict=False) if one[1] != before[1]]
    points = tuple(
        CurvePoint(x=Decimal(half) / 2, y=Decimal(count)) for half, count in [*changes, (last + 1, agents[-1][1])]
    )
    title = localize("Conseillers au travail, par demi-heure", "Agents on duty, by half-hour")
    words = localize(f"Au plus {found.peak} conseillers à la fois.", f"{found.peak} agents at the peak.")
    across = localize("heure du jour", "hour of the day")
    return draw_cached(
        CurveChart(
            ident="day",
            lang=source_language(),
            title=title,
            desc=words,
            points=points,
            steps=True,
            bounded=True,
            across=across,
        )
    )
