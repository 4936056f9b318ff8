"""Hours of opening, minute by minute: a clock of the calendar's zone is read at every minute of the data's span.

A year is half a million minutes, of which each is open, closed or unknown; open time between two instants is then a
difference of two running sums. Slow to say and impossible to get wrong on the days on which clocks change. Offsets of
zones are whole minutes since 1972 everywhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import polars as pl

from filiere.contacts.recount.periods import SECOND_US, local_time_expr
from filiere.contacts.recount.tables import StoredTables
from filiere.core.time_zone_names import known_zones

MINUTE_US = 60 * SECOND_US
_MINUTES_PER_DAY = 1440
_ORIGIN = date(1970, 1, 1)

_BoolArray = np.ndarray[Any, np.dtype[np.bool_]]
_IntArray = np.ndarray[Any, np.dtype[np.int64]]

PlaceKey = tuple[str, str, str]
"""Organisation, site and queue; an empty site or queue is all of them."""


@dataclass(frozen=True)
class MinuteGrid:
    """The minutes of one place from ``first`` on (minutes since 1970, UTC): which are open, of which something is
    known."""

    first: int
    opened: _BoolArray
    known: _BoolArray

    @cached_property
    def _cumulative_minutes(self) -> _IntArray:
        return np.concatenate(([0], np.cumsum(self.opened, dtype=np.int64)))

    @cached_property
    def _unknown_before(self) -> _IntArray:
        return np.concatenate(([0], np.cumsum(~self.known, dtype=np.int64)))

    @cached_property
    def _next_open(self) -> _IntArray:
        """For each minute the first open one from it on; the number of minutes where there is none."""
        places = np.where(self.opened, np.arange(len(self.opened)), len(self.opened))
        following: _IntArray = np.minimum.accumulate(places[::-1])[::-1]
        return following

    def open_until(self, moment: _IntArray) -> _IntArray:
        """Open microseconds from the beginning to instants that the grid holds."""
        minute = moment // MINUTE_US - self.first
        passed: _IntArray = self._cumulative_minutes[minute] * MINUTE_US + np.where(
            self.opened[minute], moment % MINUTE_US, 0
        )
        return passed

    def is_open(self, moment: _IntArray) -> _BoolArray:
        """Whether instants are open."""
        opened: _BoolArray = self.opened[moment // MINUTE_US - self.first]
        return opened

    def covers(self, start: _IntArray, end: _IntArray) -> _BoolArray:
        """Whether every minute from one instant to another, both included, is known; an end before its start is
        asked of the start alone."""
        low, high = start // MINUTE_US - self.first, end // MINUTE_US - self.first
        inside = (low >= 0) & (high < len(self.known))
        low, high = np.clip(low, 0, len(self.known) - 1), np.clip(high, 0, len(self.known) - 1)
        known: _BoolArray = self._unknown_before[np.maximum(high, low) + 1] == self._unknown_before[low]
        return inside & known

    def next_opening(self, moment: _IntArray) -> tuple[_IntArray, _BoolArray]:
        """The first open instant from instants on, and whether it is known: not past the end, nor past a hole."""
        minute = moment // MINUTE_US - self.first
        following = self._next_open[minute]
        found: _IntArray = np.where(self.opened[minute], moment, (following + self.first) * MINUTE_US)
        return found, (following < len(self.opened)) & self.covers(moment, found)


class MinuteCalendars:
    """The calendars of a store, as rows of the canonical table."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._versions: dict[PlaceKey, dict[tuple[str, str], list[Mapping[str, Any]]]] = {}
        for row in rows:
            place = (row["organisation"], row["site"] or "", row["queue"] or "")
            version = (str(row["valid_from"]), row["version"])
            self._versions.setdefault(place, {}).setdefault(version, []).append(row)
        self._grids: dict[tuple[Any, ...], MinuteGrid] = {}

    def grid(self, place: PlaceKey, first_us: int, last_us: int, holidays: str) -> MinuteGrid:
        """The minutes of a place between two instants.

        The calendar of the queue on its site goes before that of the queue, then of the site, then of the
        organisation; of one place, the version that began last goes first. At each minute the first version in force
        that says anything of the day decides.
        """
        organisation, site, queue = place
        chain = tuple(dict.fromkeys(((organisation, site, queue), (organisation, "", queue), (organisation, site, ""),
                                     (organisation, "", ""))))  # fmt: skip
        chain = tuple(one for one in chain if one in self._versions)
        key = (chain, first_us, last_us, holidays)
        if key not in self._grids:
            first, last = first_us // MINUTE_US, last_us // MINUTE_US + 1
            opened, known = np.zeros(last - first, np.bool_), np.zeros(last - first, np.bool_)
            settled = np.zeros(last - first, np.bool_)
            for link in chain:
                for _, rows in sorted(self._versions[link].items(), reverse=True):
                    says, opens = _version_minutes(rows, first, last, holidays)
                    decides = says & ~settled
                    settled |= says
                    if opens is not None:
                        known |= decides
                        opened |= decides & opens
            self._grids[key] = MinuteGrid(first, opened, known)
        return self._grids[key]


_SpansByDay = dict[int, list[tuple[int, int]]]


def _version_minutes(
    rows: Sequence[Mapping[str, Any]], first: int, last: int, holidays: str
) -> tuple[_BoolArray, _BoolArray | None]:
    """Of which minutes a version says anything, and which of them are open: None where the version is not sound."""
    zone = rows[0]["zone"] if rows[0]["zone"] in known_zones() else "UTC"
    day, minute = _wall_clock(zone, first, last)
    begins = _day_number(rows[0]["valid_from"])
    ends = _day_number(rows[0]["valid_to"]) if rows[0]["valid_to"] is not None else int(day.max())
    if not _is_sound(rows):
        return (day >= begins) & (day <= max(ends, begins)), None
    first_day = int(day.min())
    says = np.zeros(int(day.max()) - first_day + 1, np.bool_)
    opens = np.zeros((len(says), _MINUTES_PER_DAY), np.bool_)
    weekly, named, feasts = _read_version_spans(rows)
    for number in range(max(begins, first_day), min(ends, int(day.max())) + 1):
        spans = _spans_of_day(number, weekly, named, feasts, holidays)
        if spans is not None:
            says[number - first_day] = True
            for start, stop in spans:
                opens[number - first_day, start:stop] = True
    return says[day - first_day], opens[day - first_day, minute]


def _read_version_spans(rows: Sequence[Mapping[str, Any]]) -> tuple[_SpansByDay, _SpansByDay, _SpansByDay]:
    """The spans of weekdays (0 is Monday), of particular days, and of public holidays, in minutes of the day."""
    weekly: _SpansByDay = {}
    named: _SpansByDay = {}
    feasts: _SpansByDay = {}
    for row in rows:
        if row["day"] is None:
            spans = weekly.setdefault(row["weekday"] - 1, [])
        else:
            spans = (feasts if row["holiday"] else named).setdefault(_day_number(row["day"]), [])
        if row["opens"] is not None:
            spans.append((_minute_of_day(row["opens"]), _minute_of_day(row["closes"])))
    return weekly, named, feasts


def _spans_of_day(
    day: int, weekly: _SpansByDay, named: _SpansByDay, feasts: _SpansByDay, holidays: str
) -> list[tuple[int, int]] | None:
    """The spans of a day; None where the version says nothing of it.

    A public holiday is closed whatever its row says; where holidays are open it has its own hours, else those of the
    day it is. A weekday without a row is closed, unless no weekday has one.
    """
    if day in feasts:
        if holidays == "closed":
            return []
        if feasts[day]:
            return feasts[day]
    if day in named:
        return named[day]
    return weekly.get((day + 3) % 7, []) if weekly else None


def _is_sound(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the hours of a version can be told: one zone that exists, one last day, and rows that make sense."""
    if len({row["zone"] for row in rows}) > 1 or len({row["valid_to"] for row in rows}) > 1:
        return False
    if rows[0]["zone"] not in known_zones():
        return False
    if rows[0]["valid_to"] is not None and _day_number(rows[0]["valid_to"]) < _day_number(rows[0]["valid_from"]):
        return False
    return all(map(_is_sensible_row, rows))


def _is_sensible_row(row: Mapping[str, Any]) -> bool:
    if (row["weekday"] is None) == (row["day"] is None) or (row["weekday"] is not None and row["holiday"]):
        return False
    if row["weekday"] is not None and not 1 <= row["weekday"] <= 7:
        return False
    if row["opens"] is None and row["closes"] is None:
        return True
    return (
        row["opens"] is not None
        and row["closes"] is not None
        and _minute_of_day(row["opens"]) < _minute_of_day(row["closes"])
    )


@lru_cache(maxsize=4)
def _wall_clock(zone: str, first: int, last: int) -> tuple[_IntArray, _IntArray]:
    """The day (since 1970) and the minute of that day that a clock of the zone shows, at each minute of a span.

    Half of a recomputation was reading this clock anew for each version of each place: it is the same for all of them.
    """
    minutes = pl.DataFrame({"moment": np.arange(first, last, dtype=np.int64) * MINUTE_US})
    wall = (
        minutes.select(local_time_expr(pl.col("moment"), zone).dt.timestamp("us") // MINUTE_US).to_series().to_numpy()
    )
    day, minute = np.divmod(wall, _MINUTES_PER_DAY)
    # Shared by all who ask: nobody may write in them.
    day.flags.writeable = minute.flags.writeable = False
    return day, minute


def _day_number(words: Any) -> int:
    return (date.fromisoformat(str(words)) - _ORIGIN) // timedelta(days=1)


def _minute_of_day(words: str) -> int:
    hours, minutes = words.split(":")[:2]
    return int(hours) * 60 + int(minutes)


class PlaceHours:
    """The hours of opening at the places of a store, asked of many rows at a time."""

    def __init__(self, tables: StoredTables, holidays: str) -> None:
        self._calendars = MinuteCalendars(tables.table("calendar").collect().iter_rows(named=True))
        self._span = tables.span()
        self._holidays = holidays

    def at(self, rows: pl.LazyFrame, moment: str) -> pl.LazyFrame:
        """Add to rows whether an instant is ``closed``, or ``uncovered`` by any calendar, and ``opening_us``, the first
        open instant from it on, unknown where none is known. A row without the instant is neither."""

        def place_batch(batch: pl.Series) -> pl.Series:
            frame = batch.struct.unnest()
            closed = np.zeros(len(frame), np.bool_)
            uncovered = np.zeros(len(frame), np.bool_)
            opening = np.full(len(frame), -1, np.int64)
            places = frame.with_row_index("place").filter(pl.col(moment).is_not_null())
            for key, group in places.group_by(*_PLACE_COLUMNS):
                grid = self.grid(key)
                at, instants = group["place"].to_numpy(), group[moment].to_numpy()
                known = grid.covers(instants, instants)
                uncovered[at] = ~known
                closed[at] = known & ~grid.is_open(instants)
                found, certain = grid.next_opening(instants)
                opening[at] = np.where(known & certain, found, -1)
            told = pl.DataFrame({"closed": closed, "uncovered": uncovered, "opening_us": opening})
            return told.with_columns(pl.col("opening_us").replace(-1, None)).to_struct()

        answer = pl.Struct({"closed": pl.Boolean, "uncovered": pl.Boolean, "opening_us": pl.Int64})
        told = pl.struct(*_PLACE_COLUMNS, moment).map_batches(place_batch, return_dtype=answer, is_elementwise=True)
        return rows.with_columns(_told=told).unnest("_told")

    def grid(self, place: tuple[Any, ...]) -> MinuteGrid:
        """The minutes of a place; an unknown site or queue is any."""
        organisation, site, queue = place
        return self._calendars.grid((organisation, site or "", queue or ""), *self._span, self._holidays)


_PLACE_COLUMNS = ("organisation", "site", "queue")


def share_place_hours(tables: StoredTables, holidays: str) -> PlaceHours:
    """The hours of opening of a store, whose minutes are read once for all its indicators."""
    return tables.share((PlaceHours, holidays), lambda: PlaceHours(tables, holidays))
