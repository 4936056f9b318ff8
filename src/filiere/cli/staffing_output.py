"""How ``filiere staffing`` writes: one measure a line for people, one row a team or an interval for programs.

For programs, shares and probabilities go from 0 to 1 as the formulas give them, and nothing is rounded.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from filiere.cli.contacts_output import ContactsFormat, print_rows
from filiere.cli.options import print_json
from filiere.cli.tables import print_table
from filiere.core.numbers import UNKNOWN_MARK, format_number, format_percent
from filiere.core.text import LANGUAGES, Text
from filiere.staffing import (
    READING_LABELS,
    SERVICE_LEVEL_READINGS,
    TARGET_LABELS,
    AgentRequirement,
    PatienceEstimate,
    StaffingPlan,
    TeamMeasures,
)

_LINES: tuple[tuple[str, str, Text], ...] = (
    ("load", "erlangs", Text(fr="Charge (erlangs)", en="Load (erlangs)")),
    ("agents", "count", Text(fr="Conseillers au travail", en="Agents on duty")),
    ("waiting_probability", "share", Text(fr="Probabilité d’attendre", en="Probability of waiting")),
    ("abandonment_probability", "share", Text(fr="Probabilité d’abandon", en="Probability of abandonment")),
    ("mean_wait", "seconds", Text(fr="Attente moyenne de tous (s)", en="Mean wait, all callers (s)")),
    ("mean_wait_waiting", "seconds", Text(fr="– de ceux qui attendent (s)", en="– those who wait (s)")),
    ("mean_wait_answered", "seconds", Text(fr="– de ceux à qui l’on répond (s)", en="– those answered (s)")),
    ("occupancy", "share", Text(fr="Taux d’occupation", en="Occupancy")),
    ("queue_length", "count", Text(fr="Appels en attente, en moyenne", en="Mean number of calls waiting")),
)
_FLOAT, _INT, _TEXT = pa.float64(), pa.int64(), pa.string()
_WORK = {"calls": _FLOAT, "interval": _FLOAT, "handling": _FLOAT}
_MEASURES = {
    "model": _TEXT,
    "load": _FLOAT,
    "agents": _INT,
    "threshold": _FLOAT,
    "patience": _FLOAT,
    "waiting_probability": _FLOAT,
    "abandonment_probability": _FLOAT,
    "mean_wait": _FLOAT,
    "mean_wait_waiting": _FLOAT,
    "mean_wait_answered": _FLOAT,
    "occupancy": _FLOAT,
    "queue_length": _FLOAT,
    **{f"service_level_{reading}": _FLOAT for reading in SERVICE_LEVEL_READINGS},
}
_NEED = {"binding": _TEXT, "scheduled": _FLOAT}
_INTERVAL = {"starts_at": _TEXT, "queues": _TEXT}
_PATIENCE = {
    "callers": _INT,
    "left": _INT,
    "abandonment": _FLOAT,
    "mean_wait": _FLOAT,
    "longest": _FLOAT,
    "horizon": _FLOAT,
    "restricted_mean": _FLOAT,
    "beyond": _FLOAT,
    "mean": _FLOAT,
    "median": _FLOAT,
    "exponential_mean": _FLOAT,
}


def print_measures(measures: TeamMeasures, format: ContactsFormat) -> None:
    """Print what a model says of a team."""
    row = _measure_columns(measures)
    _print_record(row, _MEASURES, format, _measure_lines(measures))


def print_requirement(found: AgentRequirement, shrinkage: float, format: ContactsFormat) -> None:
    """Print the least team for a target, what binds, and the people to schedule."""
    lines: list[tuple[Text | str, str]] = [
        (Text(fr="Conseillers nécessaires", en="Agents needed"), format_number(found.agents)),
        (
            Text(fr="À planifier, hors appels compris", en="To schedule, shrinkage included"),
            format_number(found.count_scheduled_agents(shrinkage), digits=2),
        ),
        (Text(fr="Ce qui l’impose", en="Binding constraint"), _binding_text(found)),
    ]
    if found.measures is not None:
        lines += [line for line in _measure_lines(found.measures) if line[0] != _LINES[1][2]]
    _print_record(_requirement_row(found, shrinkage), {**_WORK, **_MEASURES, **_NEED}, format, lines)


def print_plan(found: StaffingPlan, format: ContactsFormat) -> None:
    """Print the agents of each interval; for people, the hours they come to as well."""
    rows = [
        {
            "starts_at": row.starts,
            "queues": " + ".join(row.queues),
            **_requirement_row(row.requirement, found.shrinkage),
        }
        for row in found.rows
    ]
    reading = found.rows[0].requirement.target.reading if found.rows else SERVICE_LEVEL_READINGS[0]
    print_rows(
        rows,
        format,
        schema=pa.schema({**_INTERVAL, **_WORK, **_MEASURES, **_NEED}),
        headings={
            "starts_at": Text(fr="Début", en="Start"),
            "queues": Text(fr="File", en="Queue"),
            "calls": Text(fr="Appels", en="Calls"),
            "agents": Text(fr="Conseillers", en="Agents"),
            "level": Text(fr="Niveau de service", en="Service level"),
            "wait": Text(fr="Attente (s)", en="Wait (s)"),
            "occupancy": Text(fr="Occupation", en="Occupancy"),
        },
        words=lambda row: [
            row["starts_at"],
            row["queues"],
            format_number(row["calls"], digits=1),
            format_number(row["agents"]),
            _format_share(row[f"service_level_{reading}"]),
            format_number(row["mean_wait"], digits=1),
            _format_share(row["occupancy"]),
        ],
    )
    if format == "table":
        print()
        print(
            Text(
                fr=f"{format_number(found.at_work_hours, 'fr', 1)} heures au travail, "
                f"{format_number(found.paid_hours, 'fr', 1)} "
                f"heures à payer, au plus {found.peak} conseillers à la fois.",
                en=f"{format_number(found.at_work_hours, 'en', 1)} hours on duty, "
                f"{format_number(found.paid_hours, 'en', 1)} paid "
                f"hours, {found.peak} agents at the peak.",
            )
        )


def print_patience(found: PatienceEstimate, format: ContactsFormat) -> None:
    """Print what waits tell of patience."""
    row = {name: getattr(found, name) for name in _PATIENCE}
    seconds = (
        (Text(fr="Attente moyenne (s)", en="Mean wait (s)"), found.mean_wait),
        (Text(fr="Patience moyenne, rapport abandons ÷ attente (s)", en="Mean patience, abandonments ÷ waits (s)"),
         found.exponential_mean),
        (Text(fr="Patience moyenne, Kaplan–Meier prolongé (s)", en="Mean patience, extended Kaplan–Meier (s)"),
         found.mean),
        (Text(fr="Moyenne jusqu’à l’horizon seul (s)", en="Mean up to the horizon only (s)"), found.restricted_mean),
        (Text(fr="Horizon (s)", en="Horizon (s)"), found.horizon),
        (Text(fr="Patience médiane (s)", en="Median patience (s)"), found.median),
    )  # fmt: skip
    lines = [
        (Text(fr="Appelants qui ont attendu", en="Callers who waited"), format_number(found.callers)),
        (
            Text(fr="Partis", en="Abandoned"),
            f"{format_number(found.left)} ({_format_share(found.abandonment)})",
        ),
        *((name, format_number(value, digits=1)) for name, value in seconds),
        (
            Text(fr="Plus patients que l’horizon", en="More patient than the horizon"),
            _format_share(found.beyond),
        ),
    ]
    _print_record(row, _PATIENCE, format, lines)


def print_set_aside(*, at_once: int, unknown: int, negative: int) -> None:
    """Say under the table which queue visits took no part, and why."""
    fr, en = (tuple(format_number(count, one) for count in (at_once, unknown, negative)) for one in LANGUAGES)
    print()
    print(
        Text(
            fr=(
                f"Exclus : {fr[0]} passages servis sans attente, {fr[1]} dont l’issue est inconnue, {fr[2]} dont "
                "l’attente est négative."
            ),
            en=f"Excluded: {en[0]} visits served without waiting, {en[1]} with an unknown outcome, {en[2]} with a "
            f"negative wait.",
        )
    )


def _print_record(
    row: Mapping[str, Any], schema: Mapping[str, pa.DataType], format: ContactsFormat, lines: Sequence[Any]
) -> None:
    """Print one record: as an object in JSON, since there is no other, and line by line for people."""
    if format == "json":
        print_json({name: row[name] for name in schema})
    elif format == "table":
        heads = (Text(fr="Mesure", en="Measure"), Text(fr="Valeur", en="Value"))
        print_table(heads, lines)
    else:
        print_rows([row], format, schema=pa.schema(schema), headings={}, words=lambda _: [])


def _measure_columns(measures: TeamMeasures | None) -> dict[str, Any]:
    return {name: None if measures is None else getattr(measures, name) for name in _MEASURES}


def _requirement_row(found: AgentRequirement, shrinkage: float) -> dict[str, Any]:
    work = {name: getattr(found.work, name) for name in _WORK}
    known = {"load": found.work.load, "agents": found.agents, "threshold": found.target.threshold}
    return {
        **work,
        **_measure_columns(found.measures),
        **known,
        "binding": ",".join(found.binding),
        "scheduled": found.count_scheduled_agents(shrinkage),
    }


def _measure_lines(measures: TeamMeasures) -> list[tuple[Text | str, str]]:
    lines: list[tuple[Text | str, str]] = []
    for key, unit, name in _LINES:
        value = getattr(measures, key)
        words = _format_share(value) if unit == "share" else format_number(value, digits=0 if key == "agents" else 2)
        lines.append((name, words))
    within = Text(
        fr=f"Niveau de service à {format_number(measures.threshold, 'fr')} s",
        en=f"Service level at {measures.threshold:g} s",
    )
    readings = SERVICE_LEVEL_READINGS if measures.model == "erlang-a" else SERVICE_LEVEL_READINGS[:1]
    for reading in readings:
        # Where nobody leaves all readings are one.
        aside = f" ({READING_LABELS[reading]})" if len(readings) > 1 else ""
        lines.append((f"{within}{aside}", _format_share(measures.service_level(reading))))
    return lines


def _binding_text(found: AgentRequirement) -> str:
    if not found.agents:
        return UNKNOWN_MARK
    if not found.binding:
        return str(Text(fr="la charge seule", en="the load alone"))
    return ", ".join(str(TARGET_LABELS[one]) for one in found.binding)


def _format_share(value: float | None) -> str:
    return format_percent(None if value is None else value * 100, digits=2)
