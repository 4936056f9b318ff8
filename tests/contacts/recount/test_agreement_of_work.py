"""The engine and the recomputation agree to the integer on written delays, cases, voices, work, forecasts and staff."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from support.oracles.two_ways import agree
from support.strategies.drawn import drawn
from support.strategies.random_stores import MadeStore, calendar_rows, choices, leg_rows, made_store, set_of
from support.strategies.random_stores import agent_rows as other_states
from support.strategies.random_stores import uptime_rows as other_systems
from support.strategies.random_work import (
    agent_rows,
    case_rows,
    forecast_rows,
    staff_rows,
    uptime_rows,
    voice_rows,
    work_choices,
)

from filiere.contacts.definitions import Choices
from filiere.contacts.indicator_rows import GROUP_NAMES, PeriodInterval

DELAYS: list[dict[str, Any]] = [
    {"key": "mail_within", "measure": "delay_within", "channel": "email", "threshold_seconds": 3600},
    {"key": "mail_mean", "measure": "delay_mean", "channel": "email"},
    {"key": "mail_50", "measure": "delay_percentile", "channel": "email", "percentile": 50},
    {"key": "chat_within", "measure": "delay_within", "channel": "chat", "threshold_seconds": 60},
    {"key": "acknowledged", "measure": "complaint_acknowledged_within", "threshold_seconds": 86_400},
    {"key": "closed", "measure": "complaint_closed_within", "threshold_seconds": 86_400},
    {"key": "mail_closed", "measure": "complaint_closed_within", "threshold_seconds": 7200, "channel": "mail"},
    {"key": "closing_90", "measure": "complaint_closing_percentile", "percentile": 90},
    {"key": "complaints", "measure": "complaint_rate"},
    {"key": "complaints_1000", "measure": "complaints_per_thousand"},
]
VOICES: list[dict[str, Any]] = [
    *(
        {"key": name, "measure": name}
        for name in (
            *("satisfaction", "satisfaction_low", "satisfaction_high", "response_rate", "net_promoter_score"),
            *("customer_effort", "quality_score", "mystery_score", "mystery_passed"),
        )
    ),
    {"key": "mail_satisfaction", "measure": "satisfaction", "channel": "email"},
]
STAFF: list[dict[str, Any]] = [
    {"key": name, "measure": name}
    for name in ("turnover", "turnover_exits", "absenteeism", "training_hours", "employee_satisfaction")
]
WORK: list[dict[str, Any]] = [
    *({"key": name, "measure": name} for name in ("backlog", "workload", "occupancy", "availability")),
    {"key": "mail_backlog", "measure": "backlog", "channel": "email"},
    {"key": "phone_backlog", "measure": "backlog", "channel": "phone"},
    {"key": "forecasts", "measure": "forecast_accuracy"},
]
DRAWN = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking: a store takes a second to compute twice, and what differs is shown row by row already."""
groups = st.lists(st.sampled_from(GROUP_NAMES), unique=True).map(tuple)
intervals: st.SearchStrategy[PeriodInterval] = st.sampled_from(
    ["15min", "30min", "hour", "day", "week", "month", "year", "all"]
)


def made(folder: str, tables: Mapping[str, Any]) -> MadeStore:
    """A store of the tables that have rows."""
    return made_store(Path(folder), {name: rows for name, rows in tables.items() if rows})


@settings(max_examples=drawn(12), phases=DRAWN)
@given(leg_rows(), calendar_rows(), case_rows(), work_choices(choices), groups, intervals)
def test_delays_of_what_is_written_and_of_complaints(
    legs: list[dict[str, Any]],
    calendar: list[dict[str, Any]],
    cases: list[dict[str, Any]],
    chosen: Choices,
    by: tuple[str, ...],
    interval: PeriodInterval,
) -> None:
    """Contacts, visits and tickets; clocks of all hours, of opening and of working days; cohorts of all kinds."""
    with tempfile.TemporaryDirectory() as folder:
        store = made(folder, {"contact_leg": legs, "calendar": calendar, "case": cases})
        agree(store, set_of(chosen, DELAYS), by, interval)


@settings(max_examples=drawn(8), phases=DRAWN)
@given(voice_rows(), work_choices(choices), groups, intervals)
def test_voices(
    tables: dict[str, list[dict[str, Any]]], chosen: Choices, by: tuple[str, ...], interval: PeriodInterval
) -> None:
    """Shares, bounds, means and points, whatever the scale."""
    with tempfile.TemporaryDirectory() as folder:
        agree(made(folder, tables), set_of(chosen, VOICES), by, interval)


@settings(max_examples=drawn(8), phases=DRAWN)
@given(staff_rows, work_choices(choices), groups, intervals)
def test_staff(months: list[dict[str, Any]], chosen: Choices, by: tuple[str, ...], interval: PeriodInterval) -> None:
    """Months with blanks, of several sites."""
    with tempfile.TemporaryDirectory() as folder:
        agree(made(folder, {"staff_month": months}), set_of(chosen, STAFF), by, interval)


@settings(max_examples=drawn(12), phases=DRAWN)
@given(
    leg_rows(),
    calendar_rows(),
    agent_rows | other_states,
    uptime_rows | other_systems,
    forecast_rows,
    work_choices(choices),
    groups,
    intervals,
)
def test_time_shared_out_and_forecasts(
    legs: list[dict[str, Any]],
    calendar: list[dict[str, Any]],
    states: list[dict[str, Any]],
    uptime: list[dict[str, Any]],
    forecasts: list[dict[str, Any]],
    chosen: Choices,
    by: tuple[str, ...],
    interval: PeriodInterval,
) -> None:
    """Spans that overlap, cross nights of 23 hours and zones, in hours of opening or not."""
    tables = {"contact_leg": legs, "calendar": calendar, "agent_state": states}
    with tempfile.TemporaryDirectory() as folder:
        store = made(folder, tables | {"service_uptime": uptime, "forecast": forecasts})
        agree(store, set_of(chosen, WORK), by, interval)
