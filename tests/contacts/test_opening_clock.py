"""The clock of opening hours in the engine, against the same hours added up one delay at a time in Python."""

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.measures_sample import HOUR, PARIS, Rows, context_of, us

from filiere.contacts.business_time import build_opening_clock, build_working_day_clock
from filiere.contacts.calendars import CalendarPlace, Calendars
from filiere.contacts.measures.base import Context
from filiere.contacts.opening_hours import OpeningHours

DAY = 24 * HOUR
SPAN = ("2026-03-20T00:00", "2026-04-10T00:00")


def week(opens: str, closes: str, **parts: Any) -> Rows:
    """The same hours on all seven weekdays."""
    plain = {"version": "1", "valid_from": "2026-01-01", "holiday": False}
    return [{**plain, "weekday": day, "opens": opens, "closes": closes, **parts} for day in range(1, 8)]


CALENDAR: Rows = [
    *week("09:00", "12:00"),
    *week("14:00", "18:30"),
    *week("00:00", "24:00", queue="nights"),
    *week("02:30", "04:00", queue="dawn"),
    *week("08:00", "20:00", site="Lille", valid_from="2026-03-25", valid_to="2026-04-02"),
    {"version": "1", "valid_from": "2026-01-01", "day": "2026-04-06", "holiday": True},
]
PLACES = [("", "sales"), ("", "nights"), ("", "dawn"), ("Lille", "sales"), ("Lille", "nights")]


def delays(context: Context, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the engine makes of delays given by place, start and stop."""
    kinds = {"organisation": pa.string(), "site": pa.string(), "queue": pa.string(), "number": pa.int64()}
    schema = pa.schema({**kinds, "start": pa.int64(), "stop": pa.int64()})
    table = context.engine.make_table(pa.Table.from_pylist(rows, schema=schema))
    clock = build_opening_clock(context, table, holidays="closed")
    done = clock.add_open_time(clock.add_calendar(table), "start", "stop", name="open_us")
    return context.engine.fetch(clock.state(done, "start").order_by("number")).to_pylist()


def opening_of(site: str, queue: str) -> OpeningHours:
    """The hours of a place by Python alone."""
    blank = dict.fromkeys(("site", "queue", "valid_to", "weekday", "day", "opens", "closes"))
    rows = [{**blank, "organisation": "centre", "zone": PARIS, **one} for one in CALENDAR]
    first, last = us(SPAN[0]) - 10 * DAY, us(SPAN[1]) + 60 * DAY
    return Calendars(rows).opening(
        CalendarPlace("centre", site, queue), holidays="closed", first_us=first, last_us=last
    )


@given(
    st.lists(
        st.tuples(st.sampled_from(PLACES), *[st.integers(us(SPAN[0]), us(SPAN[1])) | st.none()] * 2),
        min_size=1,
        max_size=60,
    )
)
@settings(max_examples=15)
def test_the_engine_agrees_with_python(cases: list[tuple[tuple[str, str], int | None, int | None]]) -> None:
    """Forward and backward, over the change of March and Easter Monday, whatever is unknown."""
    rows = [
        {"organisation": "centre", "site": site or None, "queue": queue, "number": number, "start": start, "stop": stop}
        for number, ((site, queue), start, stop) in enumerate(cases)
    ]
    with context_of({"calendar": CALENDAR}, span=SPAN) as context:
        found = delays(context, rows)
    for ((site, queue), start, stop), row in zip(cases, found, strict=True):
        opening = opening_of(site, queue)
        whole = start is not None and stop is not None
        assert row["open_us"] == (opening.sum_open_time_between(start, stop) if whole else None)
        assert row["open_us_unknown"] is False
        assert row["open"] == (None if start is None else opening.is_open(start))
        assert row["opens_us"] == (None if start is None else opening.next_opening(start))


def test_a_delay_through_hours_that_nobody_knows_is_unknown() -> None:
    """The calendar of the only queue ends on 2 April: to the last microsecond of it all is known, then nothing."""
    rows = week("08:00", "20:00", queue="sales", valid_from="2026-03-25", valid_to="2026-04-02")
    end = us("2026-04-03T00:00")
    spans = [
        (end - HOUR, end - 1),
        (end - HOUR, end),
        (end, end),
        (us("2026-03-24T23:00"), end - HOUR),
        (end - 1, end - 1),
    ]
    made = [
        {"organisation": "centre", "site": None, "queue": "sales", "number": number, "start": start, "stop": stop}
        for number, (start, stop) in enumerate(spans)
    ]
    made.append({**made[0], "queue": "other", "number": len(made)})
    with context_of({"calendar": rows}, span=SPAN) as context:
        found = delays(context, made)
    assert [row["open_us"] for row in found] == [0, None, None, None, 0, None]
    assert [row["open_us_unknown"] for row in found] == [False, True, True, True, False, True]
    assert [row["open"] for row in found] == [False, False, None, None, False, None]
    assert [row["hours_unknown"] for row in found] == [False, False, True, True, False, True]
    # It opens again by no hours that anybody knows.
    assert [row["opens_us"] for row in found] == [None] * 6


def test_a_store_without_calendar_knows_no_hours() -> None:
    """No calendar at all is no fault of the rows: everything is unknown, nothing fails."""
    row = {"organisation": "centre", "site": None, "queue": "sales", "number": 0, "start": 0, "stop": HOUR}
    with context_of({"calendar": []}, span=("1970-01-01T01:00", "1970-01-02T01:00")) as context:
        assert delays(context, [row])[0]["open_us_unknown"] is True


@pytest.mark.parametrize(
    ("start", "stop", "saturdays", "days"),
    [
        ("2026-04-01T15:00", "2026-04-02T15:00", False, 1),
        # A week-end, then Easter Monday; the week-end and Monday are no working days, Saturday is one with Saturdays.
        ("2026-04-03T15:00", "2026-04-07T15:00", False, 1),
        ("2026-04-03T15:00", "2026-04-07T15:00", True, 2),
        ("2026-04-04T00:00", "2026-04-07T00:00", False, 0),
        # The clocks change on a Sunday: two weeks are ten working days, whole.
        ("2026-03-20T15:00", "2026-04-03T15:00", False, 10),
        ("2026-03-20T15:00", "2026-04-03T15:00", True, 12),
    ],
)
def test_the_clock_of_working_days(start: str, stop: str, saturdays: bool, days: int) -> None:
    """Whole days of 24 hours of local time, Monday to Friday or Saturday, by the holidays of the law."""
    row: dict[str, Any] = {"zone": None, "start": us(start), "stop": us(stop)}
    with context_of({}, span=SPAN) as context:
        schema = pa.schema({"zone": pa.string(), "start": pa.int64(), "stop": pa.int64()})
        table = context.engine.make_table(pa.Table.from_pylist([row], schema=schema))
        clock = build_working_day_clock(context, saturdays=saturdays, holidays="closed")
        found = context.engine.fetch(
            clock.add_open_time(clock.add_calendar(table), "start", "stop", name="worked")
        ).to_pylist()
    assert found[0]["worked"] == days * DAY
    assert found[0]["worked_unknown"] is False
