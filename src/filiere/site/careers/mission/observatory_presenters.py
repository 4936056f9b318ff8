"""What the page of the observatory of the occupations is given, from the loaded sources and the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.urls import reverse

from filiere.careers.forecasts import compute_forecast
from filiere.core import source_language
from filiere.core.numbers import UNKNOWN_MARK, format_number, format_percent
from filiere.figures import Register
from filiere.figures.data_gaps import STALE_YEARS
from filiere.publication.table_model import Row
from filiere.site.careers.mission.assumptions import list_scenarios
from filiere.site.careers.mission.forecast_presenters import write_range
from filiere.site.careers.mission.forecast_tables import round_interval
from filiere.site.careers.mission.mobility_tables import (
    KIND_SHAPES,
    MATRIX,
    draw_matrix,
    list_matrix_moves,
    order_occupations,
)
from filiere.site.careers.mission.plan_bindings import list_subject_actions, read_programme
from filiere.site.careers.mission.portrait_tables import (
    FIGURES,
    PORTRAIT,
    REGIONS,
    list_portrait_rows,
    list_topic_figures,
)
from filiere.site.careers.mission.portrait_words import UNIT_LABELS
from filiere.site.careers.mission.portraits import (
    PORTRAITS_SOURCE,
    TOPICS,
    Topic,
    is_dated,
    keep_latest,
    list_profession_families,
    name_family,
    read_portraits,
)
from filiere.site.careers.mission.subjects import SUBJECTS
from filiere.site.careers.occupations.moves import KIND_WORDS
from filiere.site.kit import exported_tables
from filiere.site.kit.charts import trusted_svg
from filiere.site.kit.exported_tables import TableRequest, UnknownTable
from filiere.site.kit.tables import TableView, build_table_view
from filiere.site.observatory.accepted_sources import accepted_versions
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.tensions import DEFAULT_FAMILY, TENSIONS_SOURCE

MOST_FIGURES = 8
_PORTRAIT_COLUMNS = ("line", "value", "everybody", "period")


def present_observatory(register: Register, day: date, asked: str) -> dict[str, Any]:
    """The page for a family of occupations; one in which the profession is not counted gives the first."""
    families = list_profession_families()
    family = asked if asked in families else DEFAULT_FAMILY
    versions = accepted_versions()
    portraits, tensions = versions.get(PORTRAITS_SOURCE), versions.get(TENSIONS_SOURCE)
    return {
        "family": family,
        "family_name": name_family(family),
        "unknown_family": asked if asked and asked not in families else "",
        "families": [(code, f"{code} · {name_family(code)}") for code in families],
        "family_jobs": families[family],
        "topics": [_present_topic(one, family, portraits, register, day) for one in TOPICS.values()],
        "portraits": portraits,
        "tensions": tensions,
        "regions": _build_view(REGIONS, {"fap": family}) if tensions is not None else None,
        "sources": [(name, versions.get(name)) for name in (PORTRAITS_SOURCE, TENSIONS_SOURCE)],
        "years": STALE_YEARS,
        "fictitious": any(one is not None and one.fictitious for one in (portraits, tensions)),
        "need": _present_need(register),
        "training_actions": _list_training_actions(day),
        **_present_moves(),
    }


def _present_topic(
    topic: Topic, family: str, version: SourceVersion | None, register: Register, day: date
) -> dict[str, Any]:
    listed = list_portrait_rows(read_portraits(version), topic, family) if version is not None else []
    rows = keep_latest(listed)
    last = max((one.last_year for one in rows), default=0)
    kept = [index for index, one in enumerate(listed) if one in rows]
    figures = list_topic_figures(register, topic.indicators)[:MOST_FIGURES]
    return {
        "topic": topic,
        "table": _build_view(PORTRAIT, {"fap": family, "topic": topic.key}, kept) if rows else None,
        "dated": is_dated(last, day),
        "last_year": last,
        "figures": _build_view(FIGURES, {"topic": topic.key}, most=MOST_FIGURES) if figures else None,
        "parts": topic.parts,
        "wider": ", ".join(sorted({one.family for one in rows} - {family})),
        "people": any(one.unit == "thousands" for one in rows),
    }


def _build_view(
    table: str, params: dict[str, str], kept: Sequence[int] = (), most: int | None = None
) -> TableView | None:
    """The table as the page shows it: the latest periods of a portrait; its files have all of them."""
    try:
        built = exported_tables.build_table(table, TableRequest(source_language(), params))
    except UnknownTable:
        return None
    if table == PORTRAIT:
        view = build_table_view(
            built,
            columns=_PORTRAIT_COLUMNS,
            render={key: partial(_write_value, key) for key in ("value", "everybody")},
            query=params,
        )
        # A page has the table of several topics, each a region of its own name.
        return replace(view, id=f"{table}-{params['topic']}", rows=tuple(view.rows[index] for index in kept))
    if table == FIGURES:
        links = {"figure": lambda row: reverse("observatory:figure", args=(row["id"],))}
        columns = ("figure", "amount", "year", "today", "source")
        view = build_table_view(built, columns=columns, links=links, query=params, rows=slice(most))
        return replace(view, id=f"{table}-{params['topic']}")
    links = {"region": lambda row: reverse("observatory:territory", args=(row["code"],))}
    return build_table_view(built, columns=("region", "jobs", "tension"), links=links, query=params)


def _write_value(key: str, row: Row) -> str:
    """A value with its unit; thousands of people as people, which the file has as it was loaded."""
    value, unit = row.get(key), row.get("unit")
    if not isinstance(value, Decimal):
        return UNKNOWN_MARK
    if unit == UNIT_LABELS["thousands"]:
        return format_number(value * 1000, digits=0)
    if unit == UNIT_LABELS["percent"]:
        return format_percent(value, digits=1)
    return (
        f"{format_number(value, digits=0)}\u00a0€" if unit == UNIT_LABELS["euros"] else format_number(value, digits=2)
    )


def _present_need(register: Register) -> dict[str, Any] | None:
    """The need for people: hires of the scenario that assumes departures; None where none does."""
    for scenario in list_scenarios(register)[0]:
        forecast = compute_forecast(scenario, register)
        hires = [one for one in forecast.years if one.hires is not None]
        if hires:
            low = min(round_interval(one.hires)[0] for one in hires if one.hires)
            high = max(round_interval(one.hires)[1] for one in hires if one.hires)
            return {"scenario": scenario, "hires": write_range(low, high)}
    return None


def _list_training_actions(day: date) -> list[Any]:
    training = next(one for one in SUBJECTS if one.key == "training")
    return list_subject_actions(read_programme(day), training)


def _present_moves() -> dict[str, Any]:
    jobs, moves = order_occupations(), list_matrix_moves()
    drawing = draw_matrix(jobs, moves)
    table = exported_tables.build_table(MATRIX, TableRequest(source_language()))
    return {
        "matrix": trusted_svg(drawing.wide + drawing.narrow),
        "moves": build_table_view(table),
        "move_count": len(moves),
        "numbered": list(enumerate(jobs, 1)),
        "kinds": [(KIND_SHAPES[kind], words) for kind, words in KIND_WORDS.items()],
    }
