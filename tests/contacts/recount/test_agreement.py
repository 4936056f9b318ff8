"""The engine and the recomputation agree to the integer, whatever the rows, the choices, the groups and the periods.

A row without data says nothing: one side may leave it out. Every other row is the same on both, field by field.
"""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from random_stores import (
    MadeStore,
    agent_rows,
    calendar_rows,
    choices,
    leg_rows,
    made_store,
    set_of,
    survey_rows,
    uptime_rows,
)

from filiere.contacts.context import Context
from filiere.contacts.definitions import Choices, DefinitionSet, Indicator
from filiere.contacts.engines import Settings, open_engine
from filiere.contacts.indicators import compute, context_of
from filiere.contacts.measures import MEASURES
from filiere.contacts.recount.recounting import recount
from filiere.contacts.recount.tables import Tables
from filiere.contacts.rows import GROUPS, IndicatorRow, Interval

WAITS: list[dict[str, Any]] = [
    {"key": "contacts", "measure": "contacts"},
    {"key": "reach", "measure": "accessibility"},
    {"key": "phone_reach", "measure": "accessibility", "channel": "phone"},
    {"key": "left", "measure": "abandonment"},
    {"key": "blocked", "measure": "blocked_rate"},
    {"key": "level", "measure": "service_level", "threshold_seconds": 20},
    {"key": "phone_level", "measure": "service_level", "threshold_seconds": 5, "channel": "phone"},
    {"key": "wait", "measure": "speed_of_answer_mean"},
    {"key": "wait_50", "measure": "speed_of_answer_percentile", "percentile": 50},
    {"key": "wait_90", "measure": "speed_of_answer_percentile", "percentile": 90, "channel": "phone"},
    {"key": "handling", "measure": "handling_time_mean"},
    {"key": "handling_75", "measure": "handling_time_percentile", "percentile": 75},
    {"key": "transfers", "measure": "transfer_rate"},
    {"key": "settled", "measure": "contact_resolution"},
    {"key": "phone_settled", "measure": "contact_resolution", "channel": "phone"},
]
TIME: list[dict[str, Any]] = [
    {"key": "backlog", "measure": "backlog"},
    {"key": "phone_backlog", "measure": "backlog", "channel": "phone"},
    {"key": "workload", "measure": "workload"},
    {"key": "occupancy", "measure": "occupancy"},
    {"key": "availability", "measure": "availability"},
]
groups = st.lists(st.sampled_from(GROUPS), unique=True).map(tuple)
intervals: st.SearchStrategy[Interval] = st.sampled_from(["30min", "hour", "day", "week", "month", "year", "all"])


def told(rows: list[IndicatorRow]) -> dict[tuple[Any, ...], IndicatorRow]:
    """Rows that say something, by what they are of."""
    return {
        (row.indicator, row.interval, *(getattr(row, name) for name in GROUPS)): row
        for row in rows
        if row.status != "no_data"
    }


def agree(store: MadeStore, definition: DefinitionSet, by: tuple[str, ...], interval: Interval) -> None:
    """Compute twice and compare the rows and what was left out; what differs is shown side by side."""
    again = list(recount(Tables(store, store.folder), definition, by=by, interval=interval))
    second = told([row for one in again for row in one.rows])
    left_out = {one.indicator: dict(one.exclusions) for one in again}
    with open_engine(Settings(threads=1)) as engine:
        first = told(compute(store, [definition], by=by, interval=interval, engine=engine))
        context = context_of(store, engine)
        aside = {one.key: excluded(context, one) for one in definition.indicators}
    differing = {key: (first.get(key), second.get(key)) for key in first | second if first.get(key) != second.get(key)}
    assert differing == {}
    assert aside == left_out


def excluded(context: Context, indicator: Indicator) -> dict[str, int]:
    """How many units the engine leaves out of an indicator, by reason."""
    measure = MEASURES[indicator.measure]
    if measure.refusal(context, indicator):
        return {}
    table = measure.exclusions(context, indicator)
    rows = [] if table is None else context.engine.fetch(table).to_pylist()
    return {row["reason"]: row["n"] for row in rows if row["n"]}


@settings(max_examples=20)
@given(leg_rows(), calendar_rows(), survey_rows(), choices, groups, intervals)
def test_waits_reach_handling_and_resolution(
    legs: list[dict[str, Any]],
    calendar: list[dict[str, Any]],
    answers: list[dict[str, Any]],
    chosen: Choices,
    by: tuple[str, ...],
    interval: Interval,
) -> None:
    """Every measure of inbound contacts, under choices drawn at random."""
    with tempfile.TemporaryDirectory() as folder:
        tables = {"contact_leg": legs, "calendar": calendar, "survey_answer": answers}
        agree(made_store(Path(folder), tables), set_of(chosen, WAITS), by, interval)


@settings(max_examples=8)
@given(leg_rows(), calendar_rows(), agent_rows, uptime_rows, choices, groups, intervals)
def test_time_shared_out_over_periods(
    legs: list[dict[str, Any]],
    calendar: list[dict[str, Any]],
    agents: list[dict[str, Any]],
    systems: list[dict[str, Any]],
    chosen: Choices,
    by: tuple[str, ...],
    interval: Interval,
) -> None:
    """Backlog, workload, occupancy and availability, over spans of any length and days of 23 and 25 hours."""
    with tempfile.TemporaryDirectory() as folder:
        tables = {"contact_leg": legs, "calendar": calendar, "agent_state": agents, "service_uptime": systems}
        agree(made_store(Path(folder), tables), set_of(chosen, TIME), by, interval)
