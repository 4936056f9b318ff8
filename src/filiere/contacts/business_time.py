"""The clocks that do not always run, inside the engine: open microseconds between two instants, for millions of rows.

Hours of opening, or the working days of France, are laid out here, in Python, as one row a set of hours and day of UTC:
the open microseconds before that day, and the spans of the day itself. The open time up to an instant is then an
equality join on the day and a few comparisons of whole numbers, which DuckDB and Spark do alike; a delay is the
difference of two of them, exact across midnight and the changes of clocks, however long it is.

Nothing is unknown by accident: a delay that runs through an instant of which no calendar says anything is marked so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from filiere.contacts.calendars import CalendarPlace, Calendars, CalendarVersion, HolidayRule, compose_opening_hours
from filiere.contacts.computation_context import Context
from filiere.contacts.opening_hours import OpeningHours
from filiere.contacts.time_spans import TimeSpans
from filiere.contacts.zone_offsets import DAY_US
from filiere.core import Fault
from filiere.core.workdays import FIRST_YEAR, LAST_YEAR, public_holidays

_LOOK_AHEAD_US = 40 * DAY_US
"""How far past the last instant of the data hours are laid out, so that an arrival at the end finds its opening."""
_NO_OPENING = -1
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessClock:
    """Sets of hours, and which of them holds for a row.

    ``sets`` gives the set of hours of each value of the columns ``keys``, as ``calendar``; ``blanks`` what is read
    where one of them is unknown. ``days`` is one row a set and day of UTC; ``width`` and ``gaps`` are the most open
    spans, and the most unknown ones, of any day. ``faults`` and ``notes`` are those of the calendars.
    """

    sets: ir.Table
    keys: tuple[str, ...]
    blanks: Mapping[str, str]
    days: ir.Table
    width: int
    gaps: int
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()

    def add_calendar(self, table: ir.Table, *, queue: str = "queue", name: str = "calendar") -> ir.Table:
        """Return a table with the set of hours of each row as ``name``; ``queue`` is read for the queue."""
        sets = self.sets.rename(lambda column: f"{name}__{column}")
        read = {key: queue if key == "queue" else key for key in self.keys}
        keyed = table.mutate(**{f"{name}_{key}": table[read[key]].fill_null(self.blanks[key]) for key in self.keys})
        joined = keyed.left_join(sets, [keyed[f"{name}_{key}"] == sets[f"{name}__{key}"] for key in self.keys])
        return joined.mutate(**{name: joined[f"{name}__calendar"]}).select(*table.columns, name)

    def add_open_time(
        self, table: ir.Table, start: str, stop: str, *, name: str, calendar: str = "calendar", closed: bool = False
    ) -> ir.Table:
        """Return a table with the open microseconds from ``start`` to ``stop`` as ``name``, and ``name``_unknown.

        Unknown where an instant is, or where the hours of any instant between them, both included, are: ``name`` is
        then null, and ``name``_unknown is true only for want of a calendar. A stop before its start counts backwards.
        With ``closed`` what no calendar says counts as closed, and is told by ``name``_unknown alone.
        """
        joined = self._on_day(self._on_day(table, start, "a__", calendar), stop, "b__", calendar)
        dated = joined[start].notnull() & joined[stop].notnull()
        laid = joined["a__id"].notnull() & joined["b__id"].notnull()
        gap = self._holes(joined, "b__", joined[stop] + 1) - self._holes(joined, "a__", joined[start])
        back = self._holes(joined, "a__", joined[start] + 1) - self._holes(joined, "b__", joined[stop])
        unknown = dated & (~laid | (gap > 0) | (back > 0))
        length = self._sum_open_time(joined, "b__", joined[stop]) - self._sum_open_time(joined, "a__", joined[start])
        known = dated if closed else dated & ~unknown
        length = length.fill_null(0) if closed else length
        out = joined.mutate(**{name: known.ifelse(length, ibis.null("int64")), f"{name}_unknown": unknown})
        return out.select(*table.columns, name, f"{name}_unknown")

    def state(self, table: ir.Table, moment: str, *, calendar: str = "calendar") -> ir.Table:
        """Return a table with ``open``, whether an instant is open; ``opens_us``, the first open instant from it on,
        itself when open, null where none is known; and ``hours_unknown``, where no calendar says whether it is open.
        All three are null for no instant."""
        joined = self._on_day(table, moment, "a__", calendar)
        at = joined[moment]
        gap = self._holes(joined, "a__", at + 1) - self._holes(joined, "a__", at)
        unknown = joined["a__id"].isnull() | (gap > 0)
        open_now = ibis.literal(False)
        later: ir.IntegerValue = joined["a__next"].nullif(_NO_OPENING)
        for index in reversed(range(self.width)):
            low, high = joined[f"a__from_{index}"], joined[f"a__to_{index}"]
            open_now = open_now | ((at >= low) & (at < high))
            later = (at < high).ifelse(ibis.greatest(low, at), later)
        known = at.notnull() & ~unknown
        # The opening of a later day was sought through all that lies before it; this day's own gaps were not.
        end = ibis.least(later + 1, (joined["a__key"] + 1) * DAY_US)
        ahead = self._holes(joined, "a__", end) - self._holes(joined, "a__", at)
        out = joined.mutate(
            open=known.ifelse(open_now, ibis.null("boolean")),
            opens_us=(known & (ahead == 0)).ifelse(later, ibis.null("int64")),
            hours_unknown=at.notnull().ifelse(unknown, ibis.null("boolean")),
        )
        return out.select(*table.columns, "open", "opens_us", "hours_unknown")

    def _on_day(self, table: ir.Table, moment: str, prefix: str, calendar: str) -> ir.Table:
        days = self.days.rename(lambda column: prefix + column)
        keyed = table.mutate(**{f"{prefix}key": table[moment] // DAY_US})
        return keyed.left_join(
            days, [keyed[calendar] == days[f"{prefix}id"], keyed[f"{prefix}key"] == days[f"{prefix}day"]]
        )

    def _sum_open_time(self, joined: ir.Table, prefix: str, moment: ir.IntegerValue) -> ir.IntegerValue:
        return _elapsed_in_day_expr(joined, prefix, moment, total="opened", low="from", high="to", count=self.width)

    def _holes(self, joined: ir.Table, prefix: str, moment: ir.IntegerValue) -> ir.IntegerValue:
        return _elapsed_in_day_expr(joined, prefix, moment, total="unknown", low="gap", high="gap_end", count=self.gaps)


def _elapsed_in_day_expr(
    joined: ir.Table, prefix: str, moment: ir.IntegerValue, *, total: str, low: str, high: str, count: int
) -> ir.IntegerValue:
    """Return how much of a day's spans, and of all before it, has passed at an instant of that day."""
    passed = joined[prefix + total]
    for index in range(count):
        start, end = joined[f"{prefix}{low}_{index}"], joined[f"{prefix}{high}_{index}"]
        passed = passed + ibis.greatest(ibis.least(moment, end) - start, ibis.literal(0, "int64"))
    return passed


def build_opening_clock(context: Context, places: ir.Table, *, holidays: HolidayRule) -> BusinessClock:
    """Return the clock of the hours of opening of the places of a table: its organisations, sites and queues.

    The calendars and the distinct places are fetched, and the days laid out from the first instant of the data to 40
    days past its last: a few thousand rows a set of hours, made once for a store and kept in the context.
    """
    held = places.select("organisation", site=places.site.fill_null(""), queue=places.queue.fill_null("")).distinct()
    found = sorted({CalendarPlace(**one) for one in context.engine.fetch(held).to_pylist()})
    key = ("opening_clock", holidays, tuple(found))
    if key not in context.kept:
        calendars = Calendars(context.engine.fetch(context.table("calendar")).to_pylist())
        first, last = _clock_span(context)
        hours = {
            tuple(place): calendars.opening(place, holidays=holidays, first_us=first, last_us=last) for place in found
        }
        context.kept[key] = _build_clock(
            context,
            CalendarPlace._fields,
            dict.fromkeys(CalendarPlace._fields, ""),
            hours,
            (calendars.faults, calendars.notes),
        )
    made: BusinessClock = context.kept[key]
    return made


def build_working_day_clock(context: Context, *, saturdays: bool, holidays: HolidayRule) -> BusinessClock:
    """Return the clock of the working days of France, each whole, in the zone of each row; no calendar is read.

    They are Monday to Friday, and Saturday with ``saturdays``; public holidays are left out, unless ``holidays`` is
    ``open``. Days of a year whose holidays are not known are unknown.
    """
    key = ("working_clock", saturdays, holidays)
    if key not in context.kept:
        first, last = _clock_span(context)
        zones = sorted({*context.periods.zones, context.periods.default})
        worked = 6 if saturdays else 5
        hours: dict[tuple[str, ...], OpeningHours] = {
            (zone,): _build_working_days(zone, first, last, worked, holidays) for zone in zones
        }
        context.kept[key] = _build_clock(context, ("zone",), {"zone": context.periods.default}, hours, ([], []))
    made: BusinessClock = context.kept[key]
    return made


def _clock_span(context: Context) -> tuple[int, int]:
    return (context.periods.first_us // DAY_US - 1) * DAY_US, (
        context.periods.last_us // DAY_US + 1
    ) * DAY_US + _LOOK_AHEAD_US


def _build_working_days(zone: str, first_us: int, last_us: int, worked: int, holidays: HolidayRule) -> OpeningHours:
    """Return the working days of a zone as one version of a calendar would lay them out."""
    first, last = (_EPOCH + timedelta(days=one // DAY_US + by) for one, by in ((first_us, -1), (last_us, 1)))
    low, high = max(first, date(FIRST_YEAR, 1, 1)), min(last, date(LAST_YEAR, 12, 31))
    feasts = [day for year in range(low.year, high.year + 1) for day in public_holidays(year)]
    version = CalendarVersion(
        zone=zone,
        valid_from=(low - _EPOCH).days,
        valid_to=(high - _EPOCH).days,
        name="",
        weekly=tuple((weekday, ((0, 24 * 60),) if weekday < worked else ()) for weekday in range(7)),
        days=(),
        holidays=tuple(((day - _EPOCH).days, ()) for day in feasts),
    )
    return compose_opening_hours((version,), holidays, first_us, last_us)


def _build_clock(
    context: Context,
    keys: tuple[str, ...],
    blanks: Mapping[str, str],
    hours: Mapping[tuple[str, ...], OpeningHours],
    told: tuple[Sequence[Fault], Sequence[Fault]],
) -> BusinessClock:
    numbers: dict[int, int] = {}
    openings: list[OpeningHours] = []
    rows = []
    for values, opening in hours.items():
        # Places of one chain of calendars are given the very same object.
        if id(opening) not in numbers:
            numbers[id(opening)] = len(openings)
            openings.append(opening)
        rows.append({**dict(zip(keys, values, strict=True)), "calendar": numbers[id(opening)]})
    first, last = _clock_span(context)
    days, width, gaps = _build_day_rows(openings, first // DAY_US, last // DAY_US)
    schema = pa.schema([*((name, pa.string()) for name in keys), ("calendar", pa.int64())])
    return BusinessClock(
        sets=context.engine.make_table(pa.Table.from_pylist(rows, schema=schema)),
        keys=keys,
        blanks=blanks,
        days=context.engine.make_table(days),
        width=width,
        gaps=gaps,
        faults=tuple(told[0]),
        notes=tuple(told[1]),
    )


def _build_day_rows(openings: Sequence[OpeningHours], first: int, last: int) -> tuple[pa.Table, int, int]:
    """Return the rows of the days of UTC from ``first``, included, to ``last``, and the widths that they need."""
    count = last - first
    cut = [(_split_by_day(one.spans, first, count), _split_by_day(one.holes, first, count)) for one in openings]
    width = max((len(spans) for opened, _ in cut for spans in opened), default=0)
    gaps = max((len(spans) for _, unknown in cut for spans in unknown), default=0)
    columns: dict[str, list[int]] = {name: [] for name in ("id", "day", "opened", "unknown", "next")}
    columns |= {f"{name}_{index}": [] for index in range(width) for name in ("from", "to")}
    columns |= {f"{name}_{index}": [] for index in range(gaps) for name in ("gap", "gap_end")}
    for number, (opened, unknown) in enumerate(cut):
        columns["id"] += [number] * count
        columns["day"] += range(first, last)
        columns["next"] += [
            _NO_OPENING if (at := openings[number].next_opening((day + 1) * DAY_US)) is None else at
            for day in range(first, last)
        ]
        for spans, total, low, high, most in (
            (opened, "opened", "from", "to", width),
            (unknown, "unknown", "gap", "gap_end", gaps),
        ):
            before = 0
            for of_day in spans:
                columns[total].append(before)
                before += sum(end - start for start, end in of_day)
                # What a day has fewer of is filled with empty spans, which add nothing.
                filled = [*of_day, *[(0, 0)] * (most - len(of_day))]
                for index, (start, end) in enumerate(filled):
                    columns[f"{low}_{index}"].append(start)
                    columns[f"{high}_{index}"].append(end)
    return pa.table({name: pa.array(values, pa.int64()) for name, values in columns.items()}), width, gaps


def _split_by_day(spans: TimeSpans, first: int, count: int) -> list[list[tuple[int, int]]]:
    days: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for start, end in spans:
        for day in range(start // DAY_US, (end - 1) // DAY_US + 1):
            days[day - first].append((max(start, day * DAY_US), min(end, (day + 1) * DAY_US)))
    return days
