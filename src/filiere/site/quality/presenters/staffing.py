"""What a model says of a team, ready to print: the team itself, and the same with a few agents fewer or more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from filiere.core import Text, source_language
from filiere.core.numbers import format_number, format_percent
from filiere.publication.charts import CurveChart, CurvePoint
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.charts import draw_cached
from filiere.site.quality.presenters.definitions import format_seconds
from filiere.staffing import (
    READING_LABELS,
    SERVICE_LEVEL_READINGS,
    TARGET_LABELS,
    Overload,
    ServiceLevelReading,
    StaffingTarget,
    TeamMeasures,
    Workload,
    erlang_a,
    erlang_c,
)

TEAMS_AROUND = 5
"""Agents fewer and more that the table goes to."""


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team: its agents, the difference from the one in question, and its measures; None where there is no answer."""

    agents: int
    change: int
    measures: TeamMeasures | None
    missed: tuple[str, ...]
    level: str
    wait: str
    occupancy: str
    abandonment: str

    @property
    def is_current(self) -> bool:
        """Whether it is the team in question."""
        return not self.change


def build_model(work: Workload, threshold: float, patience: float | None) -> Callable[[int], TeamMeasures]:
    """What gives the measures of a number of agents: Erlang A with a patience, else Erlang C, which may raise."""
    if patience is None:
        return lambda agents: erlang_c(work, agents, threshold)
    return lambda agents: erlang_a(work, agents, threshold, patience)


def build_team_rows(
    agents: int,
    at: Callable[[int], TeamMeasures],
    reading: ServiceLevelReading,
    target: StaffingTarget | None,
    *,
    of: int,
) -> list[TeamRow]:
    """The teams around one, from fewest to most; a team with which the queue grows without end has no measures.

    Differences are told from the team ``of``.
    """
    found = []
    for count in range(max(1, agents - TEAMS_AROUND), agents + TEAMS_AROUND + 1):
        try:
            measures = at(count)
        except Overload:
            found.append(TeamRow(count, count - of, None, (), "–", "–", "–", "–"))
            continue
        missed = target.list_missed_targets(measures) if target is not None else ()
        found.append(
            TeamRow(
                count,
                count - of,
                measures,
                tuple(str(TARGET_LABELS[one]) for one in missed),
                _format_share(measures.service_level(reading)),
                format_seconds(measures.mean_wait),
                _format_share(measures.occupancy),
                _format_share(measures.abandonment_probability),
            )
        )
    return found


def draw_team_chart(found: Iterable[TeamRow], reading: ServiceLevelReading, *, title: str) -> SafeString | None:
    """How the service level changes with the team; None with fewer than two teams that have one."""
    known = [row for row in found if row.measures is not None]
    if len(known) < 2:
        return None
    points = tuple(
        CurvePoint(x=Decimal(row.agents), y=round(Decimal(100 * row.measures.service_level(reading)), 2))
        for row in known
        if row.measures is not None
    )
    words = localize(
        f"De {known[0].level} avec {known[0].agents} conseillers à {known[-1].level} avec {known[-1].agents}.",
        f"From {known[0].level} with {known[0].agents} agents to {known[-1].level} with {known[-1].agents}.",
    )
    across = localize("conseillers au travail", "agents on duty")
    return draw_cached(
        CurveChart(
            ident="staffing",
            lang=source_language(),
            title=title,
            desc=words,
            points=points,
            bounded=True,
            across=across,
            up="%",
        )
    )


def list_measures(measures: TeamMeasures) -> list[tuple[Text, str]]:
    """Every measure of a team in words, the service level by each reading where readings differ."""
    found = [
        (Text(fr="Charge", en="Load"), f"{format_number(measures.load, digits=2)} erlangs"),
        (Text(fr="Doivent attendre", en="Callers who wait"), _format_share(measures.waiting_probability)),
        (Text(fr="Attente moyenne de tous", en="Mean wait, all callers"), format_seconds(measures.mean_wait)),
        (Text(fr="– des appelants qui attendent", en="– those who wait"), format_seconds(measures.mean_wait_waiting)),
        (Text(fr="Occupation", en="Occupancy"), _format_share(measures.occupancy)),
        (
            Text(fr="Appels en attente, en moyenne", en="Mean number of calls waiting"),
            format_number(measures.queue_length, digits=2),
        ),
    ]
    if measures.model == "erlang-a":
        found.insert(2, (Text(fr="Partent sans réponse", en="Abandon before being answered"),
                         _format_share(measures.abandonment_probability)))  # fmt: skip
        found += [(READING_LABELS[one], _format_share(measures.service_level(one))) for one in SERVICE_LEVEL_READINGS]
    return found


def _format_share(value: float) -> str:
    return format_percent(100.0 * value, digits=1)
