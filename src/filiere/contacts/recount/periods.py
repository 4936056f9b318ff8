"""The local period of an instant, found by asking Polars for local time, and its name.

A period is a pair of words for people, so it is kept as one whole number only where rows are grouped: microseconds UTC
of its start for those shorter than a day, its first local day for the others.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from filiere.contacts.indicator_rows import PeriodInterval

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
SHORT_INTERVALS_US: Mapping[str, int] = {"15min": 900 * SECOND_US, "30min": 1800 * SECOND_US, "hour": 3600 * SECOND_US}
_TRUNCATIONS = {"day": "1d", "week": "1w", "month": "1mo", "year": "1y"}
_ISO_DURATIONS = {"15min": "PT15M", "30min": "PT30M", "hour": "PT1H"}
_ORIGIN = datetime(1970, 1, 1, tzinfo=UTC)


def add_period(frame: pl.LazyFrame, moment: str, interval: PeriodInterval, default: str) -> pl.LazyFrame:
    """Add ``period`` to rows that have an instant ``moment`` and a ``zone`` (``default`` where it is unknown).

    ``all`` is 0. Below a day it is the start in microseconds UTC, so that the two 02:30 of autumn are two; from a day
    on it is the first local day, microseconds from 1970-01-01. Unknown where the instant is.
    """
    if interval == "all":
        return frame.with_columns(period=pl.lit(0, pl.Int64))
    named = pl.coalesce("zone", pl.lit(default))
    zones = frame.select(zone=named).unique().collect(engine="streaming")["zone"].to_list()
    found = pl.lit(None, pl.Int64)
    for zone in sorted(zones):
        found = pl.when(named == zone).then(_period_start_expr(pl.col(moment), zone, interval)).otherwise(found)
    return frame.with_columns(period=found)


def local_time_expr(moment: pl.Expr, zone: str) -> pl.Expr:
    """Wall-clock time of instants in a zone, without a zone any more."""
    return utc_instant_expr(moment).dt.convert_time_zone(zone).dt.replace_time_zone(None)


def utc_instant_expr(moment: pl.Expr) -> pl.Expr:
    """Instants given in microseconds, as such."""
    return pl.from_epoch(moment, time_unit="us").dt.replace_time_zone("UTC")


def _period_start_expr(moment: pl.Expr, zone: str, interval: PeriodInterval) -> pl.Expr:
    wall = local_time_expr(moment, zone)
    if interval in _TRUNCATIONS:
        return wall.dt.truncate(_TRUNCATIONS[interval]).dt.timestamp("us")
    length = SHORT_INTERVALS_US[interval]
    offset = wall.dt.timestamp("us") - moment
    start = (moment + offset).floordiv(length) * length - offset
    # A clock that moves by less than a period, as at Lord Howe, cuts one in two: the later part begins at the change.
    cut = (offset % length != 0) & (_offset_expr(start, zone) != offset)
    change = pl.when(cut).then(moment).map_elements(lambda one: _last_offset_change(one, zone), return_dtype=pl.Int64)
    return pl.coalesce(change, start)


def _offset_expr(moment: pl.Expr, zone: str) -> pl.Expr:
    return local_time_expr(moment, zone).dt.timestamp("us") - moment


def _last_offset_change(moment: int, zone: str) -> int:
    """The last change of offset at or before an instant that has one in the hour before it, by its second."""
    there = ZoneInfo(zone)

    def offset(second: int) -> timedelta | None:
        return (_ORIGIN + timedelta(seconds=second)).astimezone(there).utcoffset()

    high = moment // SECOND_US
    low = high - 3600
    while high - low > 1:
        middle = (low + high) // 2
        if offset(middle) == offset(moment // SECOND_US):
            high = middle
        else:
            low = middle
    return high * SECOND_US


def period_label(period: int, interval: PeriodInterval, default: str) -> str:
    """The name of a period, in the local time of ``default`` where it is shorter than a day."""
    if interval == "all":
        return "all"
    if interval in SHORT_INTERVALS_US:
        start = (_ORIGIN + timedelta(microseconds=period)).astimezone(ZoneInfo(default))
        return f"{start.isoformat()}/{_ISO_DURATIONS[interval]}"
    first = date(1970, 1, 1) + timedelta(days=period // DAY_US)
    if interval == "week":
        return f"{first.isocalendar().year:04d}-W{first.isocalendar().week:02d}"
    return first.isoformat()[: {"day": 10, "month": 7, "year": 4}[interval]]
