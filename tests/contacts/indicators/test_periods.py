"""Local periods by whole numbers agree with the calendar of Python, instant by instant, in awkward zones too."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.contacts.periods import INTERVALS, Periods
from filiere.contacts.zone_offsets import SECOND_US, offset_changes

ORIGIN = datetime(1970, 1, 1, tzinfo=UTC)
FIRST = int((datetime(2019, 1, 1, tzinfo=UTC) - ORIGIN).total_seconds()) * SECOND_US
LAST = int((datetime(2028, 1, 1, tzinfo=UTC) - ORIGIN).total_seconds()) * SECOND_US
# Midnight skipped (Beirut, Santiago, Cairo), midnight twice (Havana), half an hour (Kolkata, Lord Howe), Ramadan.
ZONES = (
    *("Europe/Paris", "Asia/Kolkata", "America/Havana", "Asia/Beirut", "America/Santiago", "Africa/Cairo"),
    *("Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns", "Asia/Jerusalem", "Indian/Reunion"),
)
FORMATS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}


def us(*parts: int, zone: str = "Europe/Paris", fold: int = 0) -> int:
    """Microseconds UTC of a local time."""
    return int((datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold) - ORIGIN) / timedelta(microseconds=1))  # type: ignore[misc]


def periods_of(moments: list[int], periods: Periods, zones: list[str | None] | None = None) -> dict[str, list[int]]:
    """Every interval's period of each moment, computed by DuckDB."""
    rows = {"t": moments} if zones is None else {"t": moments, "zone": zones}
    table = ibis.memtable(pa.table(rows))
    zone = None if zones is None else table.zone
    asked = {name: periods.start(table.t, zone, name) for name in INTERVALS}
    return ibis.duckdb.connect().to_pyarrow(table.mutate(**asked)).to_pydict()  # type: ignore[no-any-return]


@pytest.mark.parametrize("zone", ZONES)
def test_periods_agree_with_the_calendar(zone: str) -> None:
    changes = [
        one.from_us + by for one in offset_changes(zone, FIRST, LAST)[1:] for by in (-1, 0, 1, -3600 * SECOND_US)
    ]
    moments = [*range(FIRST, LAST, 173 * 3600 * SECOND_US + 1), *changes]
    periods = Periods(zones=(zone,), default=zone, first_us=FIRST, last_us=LAST)
    computed = periods_of(moments, periods)
    for index, moment in enumerate(moments):
        local = (ORIGIN + timedelta(microseconds=moment)).astimezone(ZoneInfo(zone))
        for name, form in FORMATS.items():
            assert periods.label(computed[name][index], name) == local.strftime(form)  # type: ignore[arg-type]
        for name in INTERVALS[:-1]:
            start, end = periods.bounds(computed[name][index], name)
            assert start <= moment < end


@given(st.lists(st.integers(FIRST, LAST), min_size=1, max_size=50), st.sampled_from(ZONES))
@settings(max_examples=10, deadline=None)
def test_two_instants_of_a_zone_share_a_day_where_the_calendar_says_so(moments: list[int], zone: str) -> None:
    periods = Periods(zones=(zone,), default=zone, first_us=FIRST, last_us=LAST)
    days = periods_of(moments, periods)["day"]
    dates = [(ORIGIN + timedelta(microseconds=one)).astimezone(ZoneInfo(zone)).date() for one in moments]
    assert len(set(days)) == len(set(dates)) == len(set(zip(days, dates, strict=True)))


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 6, 1), 24)])
def test_days_on_which_clocks_change_have_23_and_25_hours(day: tuple[int, int, int], hours: int) -> None:
    start = us(*day)
    end = us(*day[:2], day[2] + 1)
    every_minute = list(range(start, end, 60 * SECOND_US))
    periods = Periods(zones=("Europe/Paris",), default="Europe/Paris", first_us=FIRST, last_us=LAST)
    computed = periods_of(every_minute, periods)
    assert len(every_minute) == hours * 60
    assert set(computed["day"]) == {computed["day"][0]}
    assert set(Counter(computed["hour"]).values()) == {60}
    assert len(set(computed["hour"])) == hours
    assert len(set(computed["15min"])) == 4 * hours
    assert periods.bounds(computed["day"][0], "day") == (start, end)
    # Periods follow one another without a hole: their seconds add up to those of the day.
    ends = [periods.bounds(one, "30min") for one in sorted(set(computed["30min"]))]
    assert ends[0][0] == start
    assert ends[-1][1] == end
    assert all(one[1] == two[0] for one, two in pairwise(ends))


def test_the_two_hours_of_autumn_have_two_names() -> None:
    periods = Periods(zones=("Europe/Paris",), default="Europe/Paris", first_us=FIRST, last_us=LAST)
    first, second = us(2026, 10, 25, 2, 30), us(2026, 10, 25, 2, 30, fold=1)
    computed = periods_of([first, second], periods)
    assert [periods.label(one, "30min") for one in computed["30min"]] == [
        "2026-10-25T02:30:00+02:00/PT30M",
        "2026-10-25T02:30:00+01:00/PT30M",
    ]
    assert computed["day"][0] == computed["day"][1]


def test_the_same_day_of_two_zones_is_one_period() -> None:
    zones: list[str | None] = ["Europe/Paris", "Indian/Reunion", None]
    moments = [us(2026, 7, 1, 0, 30), us(2026, 7, 1, 0, 30, zone="Indian/Reunion"), us(2026, 7, 1, 12, 0)]
    periods = Periods(zones=("Europe/Paris", "Indian/Reunion"), default="Europe/Paris", first_us=FIRST, last_us=LAST)
    computed = periods_of(moments, periods, zones)
    assert {periods.label(one, "day") for one in computed["day"]} == {"2026-07-01"}
    assert set(computed["all"]) == {0}
