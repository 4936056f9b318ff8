"""The clock of opening hours inside the engine: open microseconds between two instants, for millions of rows.

The calendars are expanded here, in Python, to one row a set of hours and day of UTC: the open microseconds before that
day, and the spans of the day itself. The open time up to an instant is then an equality join on the day and a few
comparisons of whole numbers, which DuckDB and Spark do alike; a delay is the difference of two of them, exact across
midnight and the changes of clocks, however long it is.

Nothing is unknown by accident: a delay that runs through an instant of which no calendar says anything is marked so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from filiere.contacts.calendars import Calendars, Holidays, Place
from filiere.contacts.measures.base import Context
from filiere.contacts.openings import Opening, Spans
from filiere.contacts.periods import DAY, shifts
from filiere.core import Fault

_AHEAD = 40 * DAY
"""How far past the last instant of the data hours are laid out, so that an arrival at the end finds its opening."""
_NEVER = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningClock:
    """The hours of every place of a store.

    ``places`` gives each organisation, site and queue its set of hours, ``calendar``; ``days`` is one row a set and day
    of UTC, ``working`` one a set, zone and local day. ``width`` and ``gaps`` are the most open spans, and the most
    unknown ones, of any day. ``faults`` and ``notes`` are those of the calendars.
    """

    places: ir.Table
    days: ir.Table
    working: ir.Table
    width: int
    gaps: int
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]

    def placed(self, table: ir.Table, *, queue: str = "queue", name: str = "calendar") -> ir.Table:
        """Return a table with the set of hours of each row's organisation, site and ``queue``, as ``name``."""
        places = self.places.rename(lambda column: f"{name}__{column}")
        keyed = table.mutate(
            **{f"{name}__s": table.site.fill_null(""), f"{name}__q": table[queue].fill_null("")},
        )
        joined = keyed.left_join(
            places,
            [
                keyed.organisation == places[f"{name}__organisation"],
                keyed[f"{name}__s"] == places[f"{name}__site"],
                keyed[f"{name}__q"] == places[f"{name}__queue"],
            ],
        )
        return joined.mutate(**{name: joined[f"{name}__calendar"]}).select(*table.columns, name)

    def elapsed(self, table: ir.Table, start: str, stop: str, *, name: str, calendar: str = "calendar") -> ir.Table:
        """Return a table with the open microseconds from ``start`` to ``stop`` as ``name``, and ``name``_unknown.

        Unknown where an instant is, or where the hours of any instant between them, both included, are: ``name`` is
        then null, and ``name``_unknown is true only for want of a calendar. A stop before its start counts backwards.
        """
        joined = self._on_day(self._on_day(table, start, "a__", calendar), stop, "b__", calendar)
        dated = joined[start].notnull() & joined[stop].notnull()
        laid = joined["a__id"].notnull() & joined["b__id"].notnull()
        gap = self._holes(joined, "b__", joined[stop] + 1) - self._holes(joined, "a__", joined[start])
        back = self._holes(joined, "a__", joined[start] + 1) - self._holes(joined, "b__", joined[stop])
        unknown = dated & (~laid | (gap > 0) | (back > 0))
        length = self._opened(joined, "b__", joined[stop]) - self._opened(joined, "a__", joined[start])
        out = joined.mutate(**{name: (dated & ~unknown).ifelse(length, ibis.null("int64")), f"{name}_unknown": unknown})
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
        later: ir.IntegerValue = joined["a__next"].nullif(_NEVER)
        for index in reversed(range(self.width)):
            low, high = joined[f"a__from_{index}"], joined[f"a__to_{index}"]
            open_now = open_now | ((at >= low) & (at < high))
            later = (at < high).ifelse(ibis.greatest(low, at), later)
        known = at.notnull() & ~unknown
        # The opening of a later day was sought through all that lies before it; this day's own gaps were not.
        end = ibis.least(later + 1, (joined["a__key"] + 1) * DAY)
        ahead = self._holes(joined, "a__", end) - self._holes(joined, "a__", at)
        out = joined.mutate(
            open=known.ifelse(open_now, ibis.null("boolean")),
            opens_us=(known & (ahead == 0)).ifelse(later, ibis.null("int64")),
            hours_unknown=at.notnull().ifelse(unknown, ibis.null("boolean")),
        )
        return out.select(*table.columns, "open", "opens_us", "hours_unknown")

    def working_days(
        self, table: ir.Table, start_day: str, stop_day: str, zone: ir.StringValue, *, name: str
    ) -> ir.Table:
        """Return a table with the number of working days strictly between two local days as ``name``, and
        ``name``_unknown where no calendar covers one of them.

        A working day is a local day of ``zone`` with an open instant. What is due on the N-th working day after
        ``start_day`` is in time when fewer than N lie strictly between.
        """
        keyed = table.mutate(w__zone=zone, w__eve=table[stop_day] - 1)
        joined = keyed
        for prefix, day in (("a__", start_day), ("b__", "w__eve")):
            working = self.working.rename(lambda column, prefix=prefix: prefix + column)
            joined = joined.left_join(
                working,
                [
                    joined.calendar == working[f"{prefix}id"],
                    joined.w__zone == working[f"{prefix}zone"],
                    joined[day] == working[f"{prefix}day"],
                ],
            )
        dated = joined[start_day].notnull() & joined[stop_day].notnull()
        none_between = dated & (joined[stop_day] - joined[start_day] <= 1)
        laid = joined["a__id"].notnull() & joined["b__id"].notnull()
        unknown = dated & ~none_between & (~laid | (joined["b__gaps"] > joined["a__gaps"]))
        count = none_between.ifelse(ibis.literal(0, "int64"), joined["b__rank"] - joined["a__rank"])
        out = joined.mutate(**{name: (dated & ~unknown).ifelse(count, ibis.null("int64")), f"{name}_unknown": unknown})
        return out.select(*table.columns, name, f"{name}_unknown")

    def _on_day(self, table: ir.Table, moment: str, prefix: str, calendar: str) -> ir.Table:
        days = self.days.rename(lambda column: prefix + column)
        keyed = table.mutate(**{f"{prefix}key": table[moment] // DAY})
        return keyed.left_join(
            days, [keyed[calendar] == days[f"{prefix}id"], keyed[f"{prefix}key"] == days[f"{prefix}day"]]
        )

    def _opened(self, joined: ir.Table, prefix: str, moment: ir.IntegerValue) -> ir.IntegerValue:
        return _passed(joined, prefix, moment, total="opened", low="from", high="to", count=self.width)

    def _holes(self, joined: ir.Table, prefix: str, moment: ir.IntegerValue) -> ir.IntegerValue:
        return _passed(joined, prefix, moment, total="unknown", low="gap", high="gap_end", count=self.gaps)


def _passed(
    joined: ir.Table, prefix: str, moment: ir.IntegerValue, *, total: str, low: str, high: str, count: int
) -> ir.IntegerValue:
    """Return how much of a day's spans, and of all before it, has passed at an instant of that day."""
    passed = joined[prefix + total]
    for index in range(count):
        start, end = joined[f"{prefix}{low}_{index}"], joined[f"{prefix}{high}_{index}"]
        passed = passed + ibis.greatest(ibis.least(moment, end) - start, ibis.literal(0, "int64"))
    return passed


def opening_clock(context: Context, places: ir.Table, *, holidays: Holidays) -> OpeningClock:
    """Return the clock of the places of a table that has ``organisation``, ``site`` and ``queue``.

    The calendars and the distinct places are fetched, and the days laid out from the first instant of the data to 40
    days past its last: a few thousand rows a set of hours, made once for a store and kept in the context.
    """
    held = places.select("organisation", site=places.site.fill_null(""), queue=places.queue.fill_null("")).distinct()
    found = sorted({Place(**one) for one in context.engine.fetch(held).to_pylist()})
    key = ("opening_clock", holidays, tuple(found))
    if key not in context.kept:
        context.kept[key] = _clock(context, found, holidays)
    made: OpeningClock = context.kept[key]
    return made


def _clock(context: Context, found: Sequence[Place], holidays: Holidays) -> OpeningClock:
    calendars = Calendars(context.engine.fetch(context.table("calendar")).to_pylist())
    first = (context.periods.first_us // DAY - 1) * DAY
    last = (context.periods.last_us // DAY + 1) * DAY + _AHEAD
    ids: dict[int, int] = {}
    openings: list[Opening] = []
    of_place = []
    for place in found:
        opening = calendars.opening(place, holidays=holidays, first_us=first, last_us=last)
        # Places of one chain of calendars are given the very same object.
        if id(opening) not in ids:
            ids[id(opening)] = len(openings)
            openings.append(opening)
        of_place.append({**place._asdict(), "calendar": ids[id(opening)]})
    made = context.engine.made
    days, width, gaps = _day_rows(openings, first // DAY, last // DAY)
    zones = sorted({*context.periods.zones, context.periods.default})
    place_schema = pa.schema([*((name, pa.string()) for name in Place._fields), ("calendar", pa.int64())])
    return OpeningClock(
        places=made(pa.Table.from_pylist(of_place, schema=place_schema)),
        days=made(days),
        working=made(_working_rows(openings, zones)),
        width=width,
        gaps=gaps,
        faults=tuple(calendars.faults),
        notes=tuple(calendars.notes),
    )


def _day_rows(openings: Sequence[Opening], first: int, last: int) -> tuple[pa.Table, int, int]:
    """Return the rows of the days of UTC from ``first``, included, to ``last``, and the widths that they need."""
    count = last - first
    cut = [(_by_day(one.spans, first, count), _by_day(one.holes, first, count)) for one in openings]
    width = max((len(spans) for opened, _ in cut for spans in opened), default=0)
    gaps = max((len(spans) for _, unknown in cut for spans in unknown), default=0)
    columns: dict[str, list[int]] = {name: [] for name in ("id", "day", "opened", "unknown", "next")}
    columns |= {f"{name}_{index}": [] for index in range(width) for name in ("from", "to")}
    columns |= {f"{name}_{index}": [] for index in range(gaps) for name in ("gap", "gap_end")}
    for number, (opened, unknown) in enumerate(cut):
        columns["id"] += [number] * count
        columns["day"] += range(first, last)
        columns["next"] += [
            _NEVER if (at := openings[number].next_opening((day + 1) * DAY)) is None else at
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


def _by_day(spans: Spans, first: int, count: int) -> list[list[tuple[int, int]]]:
    days: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for start, end in spans:
        for day in range(start // DAY, (end - 1) // DAY + 1):
            days[day - first].append((max(start, day * DAY), min(end, (day + 1) * DAY)))
    return days


def _working_rows(openings: Sequence[Opening], zones: Sequence[str]) -> pa.Table:
    """Return one row a set of hours, zone and local day: the working days up to it, and the unknown ones."""
    columns: Mapping[str, list[int | str]] = {name: [] for name in ("id", "zone", "day", "rank", "gaps")}
    for number, opening in enumerate(openings):
        for zone in zones:
            opened = _local_days(opening.spans, zone, opening.first_us, opening.last_us)
            unknown = _local_days(opening.holes, zone, opening.first_us, opening.last_us)
            rank = gaps = 0
            for day in range(opening.first_us // DAY, opening.last_us // DAY):
                rank += day in opened
                gaps += day in unknown
                for name, value in (("id", number), ("zone", zone), ("day", day), ("rank", rank), ("gaps", gaps)):
                    columns[name].append(value)
    types = {"zone": pa.string()}
    return pa.table({name: pa.array(values, types.get(name, pa.int64())) for name, values in columns.items()})


def _local_days(spans: Spans, zone: str, first_us: int, last_us: int) -> set[int]:
    pieces = shifts(zone, first_us, last_us)
    ends = [one.from_us for one in pieces[1:]] + [last_us]
    days: set[int] = set()
    for piece, piece_end in zip(pieces, ends, strict=True):
        for start, end in spans:
            low, high = max(start, piece.from_us, first_us), min(end, piece_end)
            if low < high:
                days.update(range((low + piece.offset_us) // DAY, (high - 1 + piece.offset_us) // DAY + 1))
    return days
