"""Local times become instants as the standard library says, in SQL as in Python, on every night of the year."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.contacts.importing.local_time import EPOCH, LocalTimes, epoch_us, instant_sql, local_us_sql

ZONES = ("Europe/Paris", "Asia/Jerusalem", "America/Santiago", "Australia/Lord_Howe", "UTC", "Pacific/Apia")
CHANGES = [datetime(2026, 3, 29, 2), datetime(2026, 10, 25, 3), datetime(2011, 12, 30), datetime(2026, 4, 5, 2)]
NEAR = st.builds(
    lambda change, off: change + timedelta(seconds=off), st.sampled_from(CHANGES), st.integers(-9000, 9000)
)
READINGS = st.one_of(NEAR, st.datetimes(datetime(1999, 1, 1), datetime(2030, 1, 1)))


@cache
def database() -> duckdb.DuckDBPyConnection:
    """One for all examples, which keep nothing in it: to open one takes longer than a query."""
    return duckdb.connect()


def ask(query: str) -> tuple[object, ...]:
    """The one row that a query gives."""
    return database().execute(query).fetchone() or ()


@settings(max_examples=150, deadline=None)
@given(zone=st.sampled_from(ZONES), readings=st.lists(READINGS, min_size=1, max_size=5))
def test_a_reading_is_the_instant_that_the_standard_library_gives(zone: str, readings: list[datetime]) -> None:
    """Unknown where the clock skips it; the first of two where it shows it twice, and said so."""
    numbers = [epoch_us(one.replace(tzinfo=UTC)) for one in readings]
    instant, twice = instant_sql("local", zone, min(numbers), max(numbers))
    for reading, number in zip(readings, numbers, strict=True):
        first = reading.replace(tzinfo=ZoneInfo(zone), fold=0)
        back = (first.astimezone(UTC)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        exists = back == reading
        other = reading.replace(tzinfo=ZoneInfo(zone), fold=1)
        folded = exists and first.utcoffset() != other.utcoffset()
        found = ask(f"SELECT {instant}, {twice} FROM (SELECT {number} AS local)")  # noqa: S608
        assert found == (epoch_us(first) if exists else None, folded)
        _, named = LocalTimes(zone).offset(reading.isoformat())
        assert named == ("fold-first" if folded else "" if exists else "dst-gap")


@settings(max_examples=80, deadline=None)
@given(zone=st.sampled_from(ZONES), moment=READINGS)
def test_an_instant_reads_as_the_clock_shows_it(zone: str, moment: datetime) -> None:
    """The way back: what the clock of the zone shows at an instant."""
    instant = epoch_us(moment.replace(tzinfo=UTC))
    shown = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)
    (found,) = ask(f"SELECT {local_us_sql('moment', zone, instant, instant)} FROM (SELECT {instant} AS moment)")  # noqa: S608
    assert found == epoch_us(shown)


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 7, 1), 24)])
def test_days_of_paris_have_23_24_and_25_hours(day: tuple[int, int, int], hours: int) -> None:
    """From one local midnight to the next, by the SQL of the importer."""
    start = datetime(*day, tzinfo=UTC)
    midnights = [epoch_us(start), epoch_us(start + timedelta(days=1))]
    instant, _ = instant_sql("local", "Europe/Paris", midnights[0], midnights[1])
    first, second = (ask(f"SELECT {instant} FROM (SELECT {one} AS local)")[0] for one in midnights)  # noqa: S608
    assert second - first == hours * 3600 * 1_000_000  # type: ignore[operator]


def test_an_instant_without_offset_has_no_number() -> None:
    """Only an aware moment is an instant."""
    with pytest.raises(TypeError):
        epoch_us(datetime(2026, 3, 29))
    assert epoch_us(EPOCH) == 0
