"""The engine and the recomputation agree to the integer on waits, reach, handling and resolution, whatever is drawn."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support.oracles.two_ways import agree
from support.strategies.drawn import drawn
from support.strategies.random_stores import (
    calendar_rows,
    choices,
    leg_rows,
    made_store,
    set_of,
    survey_rows,
)

from filiere.contacts.definitions import Choices
from filiere.contacts.indicator_rows import GROUP_NAMES, PeriodInterval

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
groups = st.lists(st.sampled_from(GROUP_NAMES), unique=True).map(tuple)
intervals: st.SearchStrategy[PeriodInterval] = st.sampled_from(["30min", "hour", "day", "week", "month", "year", "all"])


@settings(max_examples=drawn(12))
@given(leg_rows(), calendar_rows(), survey_rows(), choices, groups, intervals)
def test_waits_reach_handling_and_resolution(
    legs: list[dict[str, Any]],
    calendar: list[dict[str, Any]],
    answers: list[dict[str, Any]],
    chosen: Choices,
    by: tuple[str, ...],
    interval: PeriodInterval,
) -> None:
    """Every measure of inbound contacts, under choices drawn at random."""
    with tempfile.TemporaryDirectory() as folder:
        tables = {"contact_leg": legs, "calendar": calendar, "survey_answer": answers}
        agree(made_store(Path(folder), tables), set_of(chosen, WAITS), by, interval)
