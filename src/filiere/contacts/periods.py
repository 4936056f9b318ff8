"""Local periods of instants, in whole numbers that every engine computes alike.

A contact of 00:30 in Paris belongs to the day of Paris, and the days on which clocks change have 23 or 25 hours. No
engine is asked for a time zone: the changes of offset of each zone over the data's span are found here once, and an
instant's offset is then a few comparisons of whole numbers.

    period          what a row is grouped by, an int64
                    15min, 30min, hour   microseconds UTC of its start, so that the two 02:00 of autumn are two
                    day and longer       its first local day, in microseconds as if that midnight were UTC, so that
                                         the same day of two zones is one period
                    all                  0

A 15-minute period is one in any zone in use today. Where an offset is no multiple of the period (an hour at
Lord Howe in April, or in the 19th century), a period that a change of offset would cut is two.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from filiere.contacts.offsets import ORIGIN, offset_at
from filiere.contacts.offsets import SECOND as SECOND
from filiere.contacts.offsets import Shift as Shift
from filiere.contacts.offsets import shifts as shifts
from filiere.contacts.rows import Interval

DAY = 86_400 * SECOND
WITHIN_DAY: Mapping[str, int] = {"15min": 900 * SECOND, "30min": 1800 * SECOND, "hour": 3600 * SECOND}
INTERVALS: tuple[Interval, ...] = ("15min", "30min", "hour", "day", "week", "month", "year", "all")
_DURATIONS = {"15min": "PT15M", "30min": "PT30M", "hour": "PT1H"}
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """Periods of the zones of a store over the span of its instants.

    ``zones`` are those that rows name; ``default`` that of rows that name none, and of the labels of periods within a
    day. Instants before ``first_us`` or after ``last_us`` are given the offset of that end.
    """

    zones: tuple[str, ...]
    default: str
    first_us: int
    last_us: int

    def offset(self, moment: ir.IntegerValue, zone: ir.StringValue | None) -> ir.IntegerValue:
        """Return the offset of local time at instants, microseconds."""
        return self._by_zone(
            zone, lambda name: _step(moment, [(one.from_us, one.offset_us) for one in self._shifts(name)])
        )

    def day(self, moment: ir.IntegerValue, zone: ir.StringValue | None) -> ir.IntegerValue:
        """Return the local day of instants, in days from 1970-01-01."""
        return (moment + self.offset(moment, zone)) // DAY

    def start(self, moment: ir.IntegerValue, zone: ir.StringValue | None, interval: Interval) -> ir.IntegerValue:
        """Return the period of instants, as the module says; unknown where the instant is."""
        if interval == "all":
            return ibis.literal(0, "int64")
        if interval in WITHIN_DAY:
            return self._by_zone(zone, lambda name: _within_day(moment, self._shifts(name), WITHIN_DAY[interval]))
        if interval == "day":
            return self.day(moment, zone) * DAY
        if interval == "week":
            return _monday(self.day(moment, zone))
        return self._by_zone(zone, lambda name: _step(moment, self._civil(name, interval)))

    def of_day(self, day: ir.IntegerValue, interval: Interval) -> ir.IntegerValue:
        """Return the period of a day or longer, or of all, that local days belong to: those of :meth:`start`."""
        if interval == "all":
            return ibis.literal(0, "int64")
        if interval == "day":
            return day
        if interval == "week":
            return _monday(day // DAY)
        # A month is the same dates in every zone; one that begins the span in some zone begins it for the days before.
        zones = {*self.zones, self.default}
        starts = sorted({period for zone in zones for _, period in self._civil(zone, interval)})
        return _step(day, [(start, start) for start in starts])

    def aligned(self, length: int) -> bool:
        """Whether local periods of a length within the day begin where those of universal time do, in every zone."""
        zones = self.zones or (self.default,)
        return all(one.offset_us % length == 0 for zone in {*zones, self.default} for one in self._shifts(zone))

    def label(self, period: int, interval: Interval) -> str:
        """Return a period in local ISO form, as rows carry it."""
        if interval == "all":
            return "all"
        if interval in WITHIN_DAY:
            start = (ORIGIN + timedelta(microseconds=period)).astimezone(ZoneInfo(self.default))
            return f"{start.isoformat()}/{_DURATIONS[interval]}"
        first = _EPOCH + timedelta(days=period // DAY)
        if interval == "week":
            year, week, _ = first.isocalendar()
            return f"{year:04d}-W{week:02d}"
        return first.isoformat()[: {"day": 10, "month": 7, "year": 4}[interval]]

    def bounds(self, period: int, interval: Interval, zone: str | None = None) -> tuple[int, int]:
        """Return the first instant of a period and the first one after it, microseconds UTC, in a zone.

        A day on which clocks change has 23 or 25 hours. ``all`` is the span of the data.
        """
        if interval == "all":
            return self.first_us, self.last_us + 1
        if interval in WITHIN_DAY:
            end = period + WITHIN_DAY[interval]
            cuts = [one.from_us for one in self._shifts(zone or self.default)[1:] if period < one.from_us < end]
            whole = all(one.offset_us % WITHIN_DAY[interval] == 0 for one in self._shifts(zone or self.default))
            return period, min(cuts) if cuts and not whole else end
        first = period // DAY
        return _midnight(first, zone or self.default), _midnight(_next(first, interval), zone or self.default)

    def date(self, moment: int) -> date:
        """Return the local day of an instant in the default zone, by which targets are read."""
        return (ORIGIN + timedelta(microseconds=moment)).astimezone(ZoneInfo(self.default)).date()

    def _shifts(self, zone: str) -> tuple[Shift, ...]:
        return shifts(zone, self.first_us, self.last_us)

    def _civil(self, zone: str, interval: Interval) -> list[tuple[int, int]]:
        """Return the months or years of the span: the first instant of each, and the period that rows then have."""
        first = (ORIGIN + timedelta(microseconds=self.first_us)).astimezone(ZoneInfo(zone)).date()
        start = first.replace(day=1) if interval == "month" else first.replace(month=1, day=1)
        pieces = [((start - _EPOCH).days * DAY, (start - _EPOCH).days)]
        while (following := _midnight(day := _next(pieces[-1][1], interval), zone)) <= self.last_us:
            pieces.append((following, day))
        return [(instant, day * DAY) for instant, day in pieces]

    def _by_zone(self, zone: ir.StringValue | None, of: Callable[[str], ir.IntegerValue]) -> ir.IntegerValue:
        if zone is None or len(self.zones) < 2:
            return of(self.zones[0] if self.zones else self.default)
        others = [(zone == name, of(name)) for name in self.zones if name != self.default]
        return ibis.cases(*others, else_=of(self.default))


def _monday(day: ir.IntegerValue) -> ir.IntegerValue:
    """Return the first midnight of the week of days, from Monday; 1970-01-01 was a Thursday."""
    return ((day + 3) // 7 * 7 - 3) * DAY


def _step(moment: ir.IntegerValue, pieces: Sequence[tuple[int, int]]) -> ir.IntegerValue:
    """Return the value in force at instants, of pieces that are each from an instant on.

    A row costs as many comparisons as the number of pieces has bits.
    """
    if len(pieces) == 1:
        return ibis.literal(pieces[0][1], "int64")
    middle = len(pieces) // 2
    return (moment < pieces[middle][0]).ifelse(_step(moment, pieces[:middle]), _step(moment, pieces[middle:]))


def _within_day(moment: ir.IntegerValue, pieces: Sequence[Shift], length: int) -> ir.IntegerValue:
    if all(one.offset_us % length == 0 for one in pieces):
        # Local and universal time then begin their periods together, and nothing has to be shifted.
        return moment // length * length
    if len(pieces) == 1:
        offset = pieces[0].offset_us
        return (moment + offset) // length * length - offset
    middle = len(pieces) // 2
    cut = pieces[middle].from_us
    after = ibis.greatest(_within_day(moment, pieces[middle:], length), ibis.literal(cut, "int64"))
    return (moment < cut).ifelse(_within_day(moment, pieces[:middle], length), after)


def _next(first: int, interval: Interval) -> int:
    if interval in {"day", "week"}:
        return first + (1 if interval == "day" else 7)
    start = _EPOCH + timedelta(days=first)
    months = start.year * 12 + start.month - 1 + (1 if interval == "month" else 12)
    return (date(months // 12, months % 12 + 1, 1) - _EPOCH).days


def _midnight(day: int, zone: str) -> int:
    """Return the first instant of a local day: midnight, the earlier of two, or the end of the gap that skips it."""
    local = ZoneInfo(zone)
    instant = (datetime.combine(_EPOCH + timedelta(days=day), time(), tzinfo=local) - ORIGIN) // timedelta(seconds=1)
    if instant * SECOND + offset_at(local, instant) == day * DAY:
        return instant * SECOND
    return shifts(zone, (instant - 86_400) * SECOND, instant * SECOND)[-1].from_us
