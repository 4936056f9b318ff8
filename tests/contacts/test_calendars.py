"""Hours of opening by calendars: days of 23 and 25 hours, midnight, holidays, versions, and the clock of the wall.

The calendars are made up. The oracle asks the standard library for the wall clock of each minute and looks the minute
up in the rows, without spans, offsets or days of UTC.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from filiere.contacts.calendars import CalendarPlace, Calendars
from filiere.contacts.french_centre_calendar import build_french_calendar
from filiere.contacts.opening_hours import OpeningHours

HOUR = 3_600_000_000
PARIS = "Europe/Paris"
CENTRE = CalendarPlace("centre", "", "")


def us(words: str, zone: str = PARIS) -> int:
    """Microseconds UTC of a local time."""
    moment = datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone))
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def row(**parts: Any) -> Mapping[str, Any]:
    """A row of a calendar of Paris in force from 2020, one weekday unless told otherwise."""
    blank = dict.fromkeys(("site", "queue", "valid_to", "weekday", "day", "opens", "closes"))
    return {
        **blank,
        "organisation": "centre",
        "version": "1",
        "zone": PARIS,
        "valid_from": "2020-01-01",
        "holiday": False,
        **parts,
    }


def every_day(opens: str, closes: str, **parts: Any) -> list[Mapping[str, Any]]:
    """The same hours on all seven weekdays."""
    return [row(weekday=weekday, opens=opens, closes=closes, **parts) for weekday in range(1, 8)]


def hours_of(rows: Sequence[Mapping[str, Any]], first: str, last: str, holidays: Any = "closed") -> OpeningHours:
    """The hours of the centre between two local times of Paris."""
    calendars = Calendars(rows)
    assert calendars.faults == []
    return calendars.opening(CENTRE, holidays=holidays, first_us=us(first), last_us=us(last))


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)]
)
def test_a_place_that_never_closes_is_open_as_many_hours_as_the_day_has(day: str, hours: int) -> None:
    """From one midnight to the next: 23 hours in March, 25 in October."""
    opening = hours_of(every_day("00:00", "24:00"), "2026-03-01T00:00", "2026-12-01T00:00")
    following = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    assert opening.sum_open_time_between(us(f"{day}T00:00"), us(f"{following}T00:00")) == hours * HOUR


def test_no_minute_is_lost_at_midnight() -> None:
    """24:00 is the next midnight: a week is 168 hours in one span. 23:59 loses a minute a night, and a note says so."""
    whole = hours_of(every_day("00:00", "24:00"), "2026-06-01T00:00", "2026-06-08T00:00")
    assert whole.spans == ((us("2026-06-01T00:00"), us("2026-06-08T00:00")),)
    assert whole.sum_open_time_between(*whole.spans[0]) == 168 * HOUR
    lossy = Calendars(every_day("00:00", "23:59"))
    assert {one.code for one in lossy.notes} == {"calendar-minute-lost"}
    opening = lossy.opening(CENTRE, holidays="closed", first_us=whole.first_us, last_us=whole.last_us)
    assert opening.sum_open_time_between(*whole.spans[0]) == 168 * HOUR - 7 * 60_000_000


def test_hours_that_the_clock_skips_or_repeats() -> None:
    """On 29 March 02:30 does not exist: what opens then opens at 03:00. On 25 October 02:15 comes twice, and counts."""
    opening = hours_of(every_day("02:30", "04:00"), "2026-03-29T00:00", "2026-03-30T00:00")
    assert opening.spans == ((us("2026-03-29T03:00"), us("2026-03-29T04:00")),)
    opening = hours_of(every_day("02:00", "02:30"), "2026-10-25T00:00", "2026-10-26T00:00")
    assert [end - start for start, end in opening.spans] == [HOUR // 2, HOUR // 2]
    assert opening.spans[1][0] - opening.spans[0][0] == HOUR


def test_holidays_are_closed_or_open_by_choice() -> None:
    """11 November, St Martin's day too, is closed by its row alone, and only where the definition closes holidays."""
    rows = [*every_day("09:00", "12:00"), row(day="2026-11-11", holiday=True)]
    span = ("2026-11-11T00:00", "2026-11-12T00:00")
    assert hours_of(rows, *span).spans == ()
    assert hours_of(rows, *span, holidays="open").spans == ((us("2026-11-11T09:00"), us("2026-11-11T12:00")),)
    own = [*rows, row(day="2026-11-11", holiday=True, opens="10:00", closes="11:00")]
    assert hours_of(own, *span).spans == ()
    assert hours_of(own, *span, holidays="open").spans == ((us("2026-11-11T10:00"), us("2026-11-11T11:00")),)


def test_a_particular_day_goes_before_the_week() -> None:
    """An exceptional Saturday, in two spans, and an ordinary Tuesday that is closed."""
    rows = [
        *every_day("09:00", "18:00"),
        row(day="2026-06-06", opens="10:00", closes="12:00"),
        row(day="2026-06-06", opens="14:00", closes="16:00"),
        row(day="2026-06-09"),
    ]
    opening = hours_of(rows, "2026-06-06T00:00", "2026-06-10T00:00")
    assert opening.sum_open_time_between(us("2026-06-06T00:00"), us("2026-06-07T00:00")) == 4 * HOUR
    assert opening.sum_open_time_between(us("2026-06-09T00:00"), us("2026-06-10T00:00")) == 0
    assert opening.holes == ()


def test_a_queue_falls_back_to_its_site_then_to_the_organisation() -> None:
    """Each of the four levels has other hours, and the nearest holds; a version that ends gives way to the wider."""
    rows = [
        *every_day("08:00", "20:00"),
        *every_day("09:00", "17:00", site="Lille"),
        *every_day("10:00", "16:00", queue="vip"),
        *every_day("11:00", "15:00", site="Lille", queue="vip", valid_from="2026-01-01", valid_to="2026-06-30"),
    ]
    calendars = Calendars(rows)

    def hours(site: str, queue: str, day: str) -> int:
        span = {"first_us": us(f"{day}T00:00"), "last_us": us(f"{day}T23:00")}
        opening = calendars.opening(CalendarPlace("centre", site, queue), holidays="closed", **span)
        return sum(end - start for start, end in opening.spans) // HOUR

    assert hours("Metz", "sales", "2026-06-30") == 12
    assert hours("Lille", "sales", "2026-06-30") == 8
    assert hours("Metz", "vip", "2026-06-30") == 6
    assert hours("Lille", "vip", "2026-06-30") == 4
    assert hours("Lille", "vip", "2026-07-01") == 6
    nobody = calendars.opening(CalendarPlace("other", "", ""), holidays="closed", first_us=0, last_us=HOUR)
    assert nobody.spans == ()
    assert nobody.holes == ((0, HOUR),)


def test_the_later_version_holds_where_it_is_in_force() -> None:
    """Summer hours stand inside the year's, from one midnight to the other, and leave it as it was afterwards."""
    rows = [
        *every_day("08:00", "20:00"),
        *every_day("09:00", "17:00", version="summer", valid_from="2026-07-01", valid_to="2026-08-31"),
    ]
    opening = hours_of(rows, "2026-06-30T00:00", "2026-09-02T00:00")
    assert opening.sum_open_time_between(us("2026-06-30T00:00"), us("2026-07-01T00:00")) == 12 * HOUR
    assert opening.sum_open_time_between(us("2026-07-01T00:00"), us("2026-07-02T00:00")) == 8 * HOUR
    assert opening.sum_open_time_between(us("2026-09-01T00:00"), us("2026-09-02T00:00")) == 12 * HOUR


def test_what_no_calendar_covers_is_a_hole() -> None:
    """Before the first day of effect nothing is known, to the microsecond; nor is the next opening past the end."""
    rows = every_day("09:00", "17:00", valid_from="2026-06-02", valid_to="2026-06-03")
    opening = hours_of(rows, "2026-06-01T00:00", "2026-06-06T00:00")
    edge = us("2026-06-02T00:00")
    assert opening.holes == ((us("2026-06-01T00:00"), edge), (us("2026-06-04T00:00"), us("2026-06-06T00:00")))
    assert not opening.covers(edge - 1, edge)
    assert opening.covers(edge, us("2026-06-03T23:59"))
    assert opening.next_opening(edge) == us("2026-06-02T09:00")
    assert opening.next_opening(us("2026-06-02T12:00")) == us("2026-06-02T12:00")
    assert opening.next_opening(us("2026-06-02T17:00")) == us("2026-06-03T09:00")
    assert opening.next_opening(us("2026-06-03T17:00")) is None
    assert opening.next_opening(us("2026-06-01T12:00")) is None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"weekday": 1, "opens": "09:00", "closes": "09:00"}, "calendar-hours"),
        ({"weekday": 1, "opens": "22:00", "closes": "06:00"}, "calendar-hours"),
        ({"weekday": 1, "opens": "09:00"}, "calendar-hours"),
        ({"weekday": 8, "opens": "09:00", "closes": "10:00"}, "calendar-day"),
        ({"opens": "09:00", "closes": "10:00"}, "calendar-day"),
        ({"weekday": 1, "day": "2026-06-01"}, "calendar-day"),
        ({"weekday": 1, "holiday": True}, "calendar-weekly-holiday"),
        ({"weekday": 1, "zone": "Europe/Brussels"}, "calendar-two-values"),
        ({"weekday": 1, "valid_to": "2026-12-31"}, "calendar-two-values"),
    ],
)
def test_a_version_with_a_fault_covers_nothing(wrong: Mapping[str, Any], code: str) -> None:
    """Not even by the calendar of the organisation: a wrong calendar must not pass for one of other hours."""
    rows = [*every_day("09:00", "17:00"), *every_day("10:00", "12:00", queue="vip"), row(**wrong, queue="vip")]
    calendars = Calendars(rows)
    assert [one.code for one in calendars.faults] == [code]
    span = {"first_us": us("2026-06-01T00:00"), "last_us": us("2026-06-08T00:00")}
    broken = calendars.opening(CalendarPlace("centre", "", "vip"), holidays="closed", **span)
    assert broken.spans == ()
    assert broken.holes == ((span["first_us"], span["last_us"]),)
    assert calendars.opening(CENTRE, holidays="closed", **span).holes == ()


def test_every_fault_of_a_calendar_is_told_at_once() -> None:
    """Three rows wrong in three ways, a last day before the first, and a zone that does not exist."""
    rows = [row(weekday=9), row(weekday=2, opens="10:00", closes="09:00"), row(weekday=3, holiday=True)]
    rows = [{**one, "valid_to": "2019-01-01", "zone": "Europe/Paname"} for one in rows]
    assert sorted(one.code for one in Calendars(rows).faults) == [
        "calendar-day",
        "calendar-hours",
        "calendar-validity",
        "calendar-weekly-holiday",
        "calendar-zone",
    ]


def test_a_french_calendar_closes_the_holidays_of_the_law() -> None:
    """2027 has eleven holidays; the two of Alsace and Moselle are closed there only."""
    week = {day: [("09:00", "12:00"), ("14:00", "18:00")] for day in range(1, 6)}
    rows = build_french_calendar("centre", week, first=date(2027, 1, 1), last=date(2027, 12, 31))
    assert sum(one["holiday"] for one in rows) == 11
    opening = hours_of(rows, "2027-01-01T00:00", "2028-01-01T00:00")
    assert opening.holes == ()
    # Weekdays of 2027: 261; of the eleven holidays, four fall on a Saturday or a Sunday.
    assert sum(end - start for start, end in opening.spans) == (261 - 7) * 7 * HOUR
    there = build_french_calendar("centre", week, first=date(2027, 1, 1), last=date(2027, 12, 31), alsace_moselle=True)
    opening = hours_of(there, "2027-01-01T00:00", "2028-01-01T00:00")
    assert not opening.is_open(us("2027-03-26T10:00"))


ZONES = (PARIS, "Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata", "UTC")
CLOCKS = st.integers(0, 24 * 4).map(lambda quarter: f"{quarter // 4:02d}:{quarter % 4 * 15:02d}")


@st.composite
def weeks(draw: st.DrawFn) -> list[Mapping[str, Any]]:
    """Up to three spans on some weekdays, a particular day and a holiday around the changes of clocks."""
    zone = draw(st.sampled_from(ZONES))
    day = st.sampled_from(("2026-03-28", "2026-03-29", "2026-10-25", "2026-11-01", "2026-04-05"))
    marks = [{"weekday": draw(st.integers(1, 7))} for _ in range(draw(st.integers(0, 9)))]
    marks += [{"day": draw(day), "holiday": draw(st.booleans())} for _ in range(draw(st.integers(0, 3)))]
    rows = []
    for mark in marks:
        opens, closes = sorted((draw(CLOCKS), draw(CLOCKS)))
        hours = {"opens": opens, "closes": closes} if opens < closes else {}
        rows.append(row(zone=zone, **mark, **hours))
    return rows


def wall(rows: Sequence[Mapping[str, Any]], instant: datetime, holidays: str) -> bool | None:
    """Whether the wall clock at an instant shows an open time; None when the rows say nothing of its day."""
    local = instant.astimezone(ZoneInfo(rows[0]["zone"]))
    named = [one for one in rows if one["day"] == local.date().isoformat()]
    feasts = [one for one in named if one["holiday"]]
    if feasts and holidays == "closed":
        return False
    held = [one for one in feasts if one["opens"]] or [one for one in named if not one["holiday"]]
    if not held:
        if not named and not any(one["weekday"] for one in rows):
            return None
        held = [one for one in rows if one["weekday"] == local.isoweekday()]
    return any(one["opens"] <= local.strftime("%H:%M") < one["closes"] for one in held if one["opens"])


@given(
    weeks(),
    st.sampled_from(("2026-03-28", "2026-10-24", "2026-10-31", "2026-04-04")),
    st.sampled_from(("closed", "open")),
)
@example([row(zone="America/St_Johns", weekday=7, opens="00:00", closes="24:00")], "2026-10-31", "closed")
def test_every_quarter_of_an_hour_is_as_the_wall_clock_says(
    rows: list[Mapping[str, Any]], first: str, holidays: Any
) -> None:
    """Over three days around a change, in zones with changes of an hour and of half an hour."""
    if not rows:
        return
    start = datetime.fromisoformat(first).replace(tzinfo=UTC)
    opening = Calendars(rows).opening(
        CENTRE, holidays=holidays, first_us=us(first, "UTC"), last_us=us(first, "UTC") + 72 * HOUR
    )
    for quarter in range(72 * 4):
        instant = start + timedelta(minutes=15 * quarter)
        moment = us(first, "UTC") + quarter * HOUR // 4
        said = wall(rows, instant, holidays)
        assert opening.is_open(moment) is bool(said)
        assert opening.covers(moment, moment) is (said is not None)
        # Nothing begins or ends inside a quarter, so its open time is all of it or none.
        assert opening.sum_open_time_between(moment, moment + HOUR // 4) == (HOUR // 4 if said else 0)
