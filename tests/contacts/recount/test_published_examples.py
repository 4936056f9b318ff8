"""The recomputation meets the worked examples that others published, and a day of 25 hours counted by hand."""

from pathlib import Path
from typing import Any

import pytest
from support.scenes.measures_sample import us
from support.scenes.shared_engine import share_engine
from support.strategies.random_stores import SECOND, made_store, set_of

from filiere.contacts.data_quality_checks import check_store
from filiere.contacts.definitions import load_set
from filiere.contacts.indicators import build_context, compute_indicators
from filiere.contacts.recount.data_quality_checks import count_answered_calls
from filiere.contacts.recount.data_quality_checks import count_records as counted
from filiere.contacts.recount.indicators import recount_definition
from filiere.contacts.recount.tables import StoredTables

START = us("2026-03-02T09:00:00")
COMMON = load_set("common-v1").choices.model_copy(update={"denominator": ("answered", "abandoned")})
SERVICE_LEVEL = {"key": "sl", "measure": "service_level", "threshold_seconds": 20}
# Answered within 20 s, answered later, abandoned within 5 s, within 20 s, later: the example of ICMI, and Cisco's.
ICMI = {
    ("answered", 20): 860,
    ("answered", 60): 140,
    ("abandoned", 5): 10,
    ("abandoned", 20): 10,
    ("abandoned", 60): 40,
}
CISCO = {("answered", 20): 70, ("abandoned", 20): 10, ("answered", 60): 20}


def legs(counts: dict[tuple[str, int], int]) -> list[dict[str, Any]]:
    """So many calls of each outcome and wait."""
    rows: list[dict[str, Any]] = []
    for (outcome, wait), count in counts.items():
        stop = START + wait * SECOND
        for _ in range(count):
            row = {"contact_id": f"c{len(rows)}", "leg": 1, "channel": "phone", "direction": "inbound"}
            row |= {"arrived_us": START, "queued_us": START, "outcome": outcome}
            row |= {"answered_us": stop} if outcome == "answered" else {}
            rows.append(row | {"ended_us": stop + (180 * SECOND if outcome == "answered" else 0)})
    return rows


@pytest.mark.parametrize(
    ("counts", "choices", "value"),
    [
        (ICMI, {"abandon_in_threshold": "positive"}, 83.02),
        (ICMI, {"denominator": ("answered",)}, 86.00),
        (ICMI, {}, 81.13),
        (ICMI, {"abandon_in_threshold": "ignored"}, 82.69),
        (ICMI, {"short_abandon": {"seconds": 5, "effect": "success"}}, 82.08),
        (CISCO, {"abandon_in_threshold": "ignored"}, 77.78),
        (CISCO, {"abandon_in_threshold": "negative"}, 70.00),
        (CISCO, {"abandon_in_threshold": "positive"}, 80.00),
    ],
)
def test_service_levels_that_others_printed(
    tmp_path: Path, counts: dict[tuple[str, int], int], choices: dict[str, Any], value: float
) -> None:
    """To the digits that were printed."""
    chosen = COMMON.model_validate(COMMON.model_dump() | choices)
    tables = StoredTables(made_store(tmp_path, {"contact_leg": legs(counts)}), tmp_path)
    (done,) = recount_definition(tables, set_of(chosen, [SERVICE_LEVEL]))
    (row,) = done.rows
    assert row.status == "published"
    assert round(row.value or 0, 2) == value


def test_the_two_hours_of_autumn_are_two_periods(tmp_path: Path) -> None:
    """One call each half hour of 25 October 2026 in Paris: fifty half hours, twenty-five hours, one day."""
    midnight = us("2026-10-25T00:00:00")
    rows = [
        row | {"arrived_us": midnight + rank * 1800 * SECOND, "contact_id": f"c{rank}"}
        for rank, row in enumerate(legs({("abandoned", 5): 50}))
    ]
    tables = StoredTables(made_store(tmp_path, {"contact_leg": rows}), tmp_path)
    counted = set_of(COMMON, [{"key": "n", "measure": "contacts"}])
    labels = {}
    for interval in ("30min", "hour", "day"):
        (done,) = recount_definition(tables, counted, interval=interval)  # type: ignore[arg-type]
        labels[interval] = {row.interval: row.n for row in done.rows}
    assert len(labels["30min"]) == 50
    assert set(labels["30min"].values()) == {1}
    assert labels["hour"] == dict.fromkeys(labels["hour"], 2)
    assert "2026-10-25T02:00:00+02:00/PT1H" in labels["hour"]
    assert "2026-10-25T02:00:00+01:00/PT1H" in labels["hour"]
    assert labels["day"] == {"2026-10-25": 50}


def test_contacts_of_several_legs_are_put_together(tmp_path: Path) -> None:
    """A bot, then a queue, then a person: one contact, answered once, by the person, its handling the sum of both."""
    one = {"contact_id": "c", "channel": "phone", "direction": "inbound", "outcome": "answered"}
    bot = one | {"leg": 1, "arrived_us": START, "answered_us": START, "ended_us": START + 9 * SECOND, "reason": "bot"}
    person = one | {"leg": 2, "arrived_us": START + 9 * SECOND, "queued_us": START + 9 * SECOND, "transferred": True}
    person |= {"answered_us": START + 40 * SECOND, "ended_us": START + 100 * SECOND}
    tables = StoredTables(made_store(tmp_path, {"contact_leg": [person, bot]}), tmp_path)
    (row,) = tables.contacts().collect().iter_rows(named=True)
    expected = {"leg": 2, "arrived_us": START, "queued_us": START + 9 * SECOND, "answered_us": START + 40 * SECOND}
    expected |= {"outcome": "answered", "reason": None, "talk_us": 69 * SECOND, "transferred": True}
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(("untimed", "held"), [(40, False), (41, True)])
def test_waits_of_calls_that_tell_no_queue_are_withheld_beyond_half(
    tmp_path: Path, untimed: int, *, held: bool
) -> None:
    """Of eighty answered: the same on both computations, in numbers and in reasons, of one organisation and of all."""
    rows = legs({("answered", 20): 80, ("abandoned", 20): 10})
    rows = [row | ({"queued_us": None} if rank < untimed else {}) for rank, row in enumerate(rows)]
    rows += [row | {"organisation": "other", "contact_id": f"o{row['contact_id']}"} for row in rows[untimed:]]
    store = made_store(tmp_path, {"contact_leg": rows})
    tables = StoredTables(store, tmp_path)
    measures = [
        SERVICE_LEVEL,
        {"key": "wait", "measure": "speed_of_answer_mean"},
        {"key": "backlog", "measure": "backlog"},
        {"key": "reach", "measure": "accessibility"},
    ]
    definition = set_of(COMMON.model_copy(update={"clock_start": "queue"}), measures)
    with share_engine() as engine:
        gates = check_store(build_context(store, engine))
    check = next(one for one in gates.checks if one.code == "queue_times")
    for by in ((), ("organisation",)):
        again = [row for one in recount_definition(tables, definition, by=by) for row in one.rows]
        with share_engine() as engine:
            assert compute_indicators(store, [definition], by=by, engine=engine, gates=gates) == again
        withheld = {row.indicator for row in again if row.reason == "queue_times"}
        assert withheld == ({"sl", "wait", "backlog"} if held else set())
        assert {row.organisation for row in again if row.reason == "queue_times"} <= {None, "centre"}
    assert count_answered_calls(tables).numbers(by_month=True) == check.numbers


@pytest.mark.parametrize(
    ("transferred", "blocked", "withheld"),
    [
        (None, False, {"transfers", "blocked"}),
        (None, True, {"transfers"}),
        (False, False, {"blocked"}),
        (False, True, set()),
    ],
    ids=["neither", "blocked-alone", "transfers-alone", "both"],
)
def test_what_a_source_does_not_record_has_no_rate(
    tmp_path: Path, transferred: bool | None, blocked: bool, withheld: set[str]
) -> None:
    """No 0 % of transfers or of blocked contacts by a silence: the same on both computations, of one and of all."""
    rows = legs({("answered", 20): 60, ("abandoned", 20): 10})
    # One word, on one leg, shows a record.
    rows[0] = rows[0] | {"transferred": transferred}
    rows[-1] = rows[-1] | ({"outcome": "blocked", "queued_us": None} if blocked else {})
    telling = [row | {"organisation": "other", "contact_id": f"o{row['contact_id']}"} for row in rows]
    telling[0] |= {"transferred": True}
    telling[-1] |= {"outcome": "blocked", "queued_us": None}
    store = made_store(tmp_path, {"contact_leg": [*rows, *telling]})
    tables = StoredTables(store, tmp_path)
    measures = [
        {"key": "transfers", "measure": "transfer_rate"},
        {"key": "blocked", "measure": "blocked_rate", "channel": "phone"},
        {"key": "reach", "measure": "accessibility"},
    ]
    definition = set_of(COMMON, measures)
    with share_engine() as engine:
        gates = check_store(build_context(store, engine))
    checks = {one.code: one for one in gates.checks}
    for by in ((), ("organisation",), ("organisation", "channel")):
        again = [row for one in recount_definition(tables, definition, by=by) for row in one.rows]
        with share_engine() as engine:
            assert compute_indicators(store, [definition], by=by, engine=engine, gates=gates) == again
        held = {row.indicator for row in again if row.reason == "not_recorded"}
        assert held == withheld
        assert {row.organisation for row in again if row.reason == "not_recorded"} <= {None, "centre"}
        assert all(row.value is None for row in again if row.reason)
        assert all(row.status == "published" for row in again if not row.reason)
    assert counted(tables) == {code: checks[code].numbers for code in ("transfers", "blocked")}
    assert (checks["transfers"].verdict, checks["blocked"].verdict == "told") == ("told", "blocked" in withheld)
    assert {code for code in ("transfers", "blocked") if "(centre)" in checks[code].sentence.fr} == withheld


def test_letters_without_a_queue_entry_wait_from_their_arrival(tmp_path: Path) -> None:
    """Twenty seconds each, by both computations, where a call would have waited 0."""
    rows = [row | {"channel": "mail", "queued_us": None} for row in legs({("answered", 20): 40})]
    store = made_store(tmp_path, {"contact_leg": rows})
    measures = [
        {"key": "wait", "measure": "speed_of_answer_mean"},
        {"key": "delay", "measure": "delay_mean", "channel": "mail"},
    ]
    definition = set_of(COMMON.model_copy(update={"clock_start": "queue"}), measures)
    again = [row for one in recount_definition(StoredTables(store, tmp_path), definition) for row in one.rows]
    assert [(row.indicator, row.value, row.status) for row in again] == [
        ("wait", 20.0, "published"),
        ("delay", 20.0, "published"),
    ]
    assert compute_indicators(store, [definition]) == again


def test_a_forecast_is_met_by_who_is_still_there(tmp_path: Path) -> None:
    """Thirty forecasts of two calls, one answered and one open in each: none is in error, by both computations."""
    rows, foreseen = [], []
    for rank in range(30):
        starts = START + rank * 1800 * SECOND
        for row in legs({("answered", 20): 1, ("abandoned", 20): 1}):
            moment = {"arrived_us": starts, "queued_us": starts, "contact_id": f"{rank}{row['outcome']}"}
            moment |= {"outcome": "answered", "answered_us": starts, "ended_us": starts}
            if row["outcome"] == "abandoned":
                moment |= {"outcome": "open", "answered_us": None, "ended_us": None}
            rows.append(row | moment)
        foreseen.append({"starts_us": starts, "seconds": 1800, "volume": 2.0, "made_on": "2026-02-01"})
    rows.append(rows[0] | {"contact_id": "last", "arrived_us": START + 30 * 1800 * SECOND, "queued_us": None})
    foreseen = [one | {"channel": "phone", "organisation": rows[0].get("organisation", "centre")} for one in foreseen]
    store = made_store(tmp_path, {"contact_leg": rows, "forecast": foreseen})
    definition = set_of(COMMON, [{"key": "foreseen", "measure": "forecast_accuracy"}])
    (again,) = [row for one in recount_definition(StoredTables(store, tmp_path), definition) for row in one.rows]
    assert (again.value, again.n) == (100.0, 30)
    assert compute_indicators(store, [definition]) == [again]
