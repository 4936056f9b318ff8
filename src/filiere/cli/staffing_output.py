"""How ``filiere staffing`` writes: one measure a line for people, one row a team or an interval for programs.

For programs, shares and probabilities go from 0 to 1 as the formulas give them, and nothing is rounded.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from filiere.cli.contacts_output import ContactsFormat, listing
from filiere.cli.options import json_out
from filiere.cli.tables import table
from filiere.core.numbers import UNKNOWN, number, percent
from filiere.core.text import LANGUAGES, Lang, Text
from filiere.staffing import ASKED_WORDS, READING_WORDS, READINGS, Measures, Patience, Plan, Requirement

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
    **{f"service_level_{reading}": _FLOAT for reading in READINGS},
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


def show_measures(measures: Measures, format: ContactsFormat, lang: Lang) -> None:
    """Print what a model says of a team."""
    row = _measured(measures)
    _one(row, _MEASURES, format, lang, _lines(measures, lang))


def show_requirement(found: Requirement, shrinkage: float, format: ContactsFormat, lang: Lang) -> None:
    """Print the least team for a target, what binds, and the people to schedule."""
    lines = [
        (Text(fr="Conseillers nécessaires", en="Agents needed").get(lang), number(found.agents, lang)),
        (
            Text(fr="À planifier, hors appels compris", en="To schedule, shrinkage included").get(lang),
            number(found.scheduled(shrinkage), lang, 2),
        ),
        (Text(fr="Ce qui l’impose", en="Binding constraint").get(lang), _binding(found, lang)),
    ]
    if found.measures is not None:
        lines += [line for line in _lines(found.measures, lang) if line[0] != _LINES[1][2].get(lang)]
    _one(_required(found, shrinkage), {**_WORK, **_MEASURES, **_NEED}, format, lang, lines)


def show_plan(found: Plan, format: ContactsFormat, lang: Lang) -> None:
    """Print the agents of each interval; for people, the hours they come to as well."""
    rows = [
        {"starts_at": row.starts, "queues": " + ".join(row.queues), **_required(row.requirement, found.shrinkage)}
        for row in found.rows
    ]
    reading = found.rows[0].requirement.target.reading if found.rows else READINGS[0]
    listing(
        rows,
        format,
        lang,
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
            number(row["calls"], lang, 1),
            number(row["agents"], lang),
            _share(row[f"service_level_{reading}"], lang),
            number(row["mean_wait"], lang, 1),
            _share(row["occupancy"], lang),
        ],
    )
    if format == "table":
        print()
        print(
            Text(
                fr=f"{number(found.at_work_hours, 'fr', 1)} heures au travail, {number(found.paid_hours, 'fr', 1)} "
                f"heures à payer, au plus {found.peak} conseillers à la fois.",
                en=f"{number(found.at_work_hours, 'en', 1)} hours on duty, {number(found.paid_hours, 'en', 1)} paid "
                f"hours, {found.peak} agents at the peak.",
            ).get(lang)
        )


def show_patience(found: Patience, format: ContactsFormat, lang: Lang) -> None:
    """Print what waits tell of patience."""
    row = {name: getattr(found, name) for name in _PATIENCE}
    seconds = (
        (Text(fr="Attente moyenne (s)", en="Mean wait (s)"), found.mean_wait),
        (Text(fr="Patience moyenne, rapport abandons ÷ attente (s)", en="Mean patience, losses ÷ waits (s)"),
         found.exponential_mean),
        (Text(fr="Patience moyenne, Kaplan–Meier prolongé (s)", en="Mean patience, extended Kaplan–Meier (s)"),
         found.mean),
        (Text(fr="Moyenne jusqu’à l’horizon seul (s)", en="Mean up to the horizon only (s)"), found.restricted_mean),
        (Text(fr="Horizon (s)", en="Horizon (s)"), found.horizon),
        (Text(fr="Patience médiane (s)", en="Median patience (s)"), found.median),
    )  # fmt: skip
    lines = [
        (Text(fr="Appelants qui ont attendu", en="Callers who waited").get(lang), number(found.callers, lang)),
        (Text(fr="Partis", en="Left").get(lang), f"{number(found.left, lang)} ({_share(found.abandonment, lang)})"),
        *((name.get(lang), number(value, lang, 1)) for name, value in seconds),
        (
            Text(fr="Plus patients que l’horizon", en="More patient than the horizon").get(lang),
            _share(found.beyond, lang),
        ),
    ]
    _one(row, _PATIENCE, format, lang, lines)


def show_set_aside(*, at_once: int, unknown: int, negative: int, lang: Lang) -> None:
    """Say under the table which queue visits took no part, and why."""
    fr, en = (tuple(number(count, one) for count in (at_once, unknown, negative)) for one in LANGUAGES)
    print()
    print(
        Text(
            fr=f"Mis à part : {fr[0]} visites servies sans attente, {fr[1]} dont la fin est inconnue, {fr[2]} dont "
            "l’attente est négative.",
            en=f"Excluded: {en[0]} visits served without waiting, {en[1]} with an unknown outcome, {en[2]} with a "
            f"negative wait.",
        ).get(lang)
    )


def _one(
    row: Mapping[str, Any], schema: Mapping[str, pa.DataType], format: ContactsFormat, lang: Lang, lines: Sequence[Any]
) -> None:
    """Print one record: as an object in JSON, since there is no other, and line by line for people."""
    if format == "json":
        json_out({name: row[name] for name in schema})
    elif format == "table":
        heads = (Text(fr="Mesure", en="Measure"), Text(fr="Valeur", en="Value"))
        table([one.get(lang) for one in heads], [list(line) for line in lines])
    else:
        listing([row], format, lang, schema=pa.schema(schema), headings={}, words=lambda _: [])


def _measured(measures: Measures | None) -> dict[str, Any]:
    return {name: None if measures is None else getattr(measures, name) for name in _MEASURES}


def _required(found: Requirement, shrinkage: float) -> dict[str, Any]:
    work = {name: getattr(found.work, name) for name in _WORK}
    known = {"load": found.work.load, "agents": found.agents, "threshold": found.target.threshold}
    return {
        **work,
        **_measured(found.measures),
        **known,
        "binding": ",".join(found.binding),
        "scheduled": found.scheduled(shrinkage),
    }


def _lines(measures: Measures, lang: Lang) -> list[tuple[str, str]]:
    lines = []
    for key, unit, name in _LINES:
        value = getattr(measures, key)
        words = _share(value, lang) if unit == "share" else number(value, lang, 0 if key == "agents" else 2)
        lines.append((name.get(lang), words))
    within = Text(
        fr=f"Niveau de service à {number(measures.threshold, 'fr')} s", en=f"Service level at {measures.threshold:g} s"
    )
    readings = READINGS if measures.model == "erlang-a" else READINGS[:1]
    for reading in readings:
        # Where nobody leaves all readings are one.
        aside = f" ({READING_WORDS[reading].get(lang)})" if len(readings) > 1 else ""
        lines.append((within.get(lang) + aside, _share(measures.service_level(reading), lang)))
    return lines


def _binding(found: Requirement, lang: Lang) -> str:
    if not found.agents:
        return UNKNOWN
    if not found.binding:
        return Text(fr="la charge seule", en="the load alone").get(lang)
    return ", ".join(ASKED_WORDS[one].get(lang) for one in found.binding)


def _share(value: float | None, lang: Lang) -> str:
    return percent(None if value is None else value * 100, lang, 2)
