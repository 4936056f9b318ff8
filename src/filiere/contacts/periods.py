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

from filiere.contacts.indicator_rows import PeriodInterval
from filiere.contacts.zone_offsets import DAY_US, SECOND_US, UNIX_EPOCH, OffsetChange, offset_at_second, offset_changes

INTERVAL_LENGTHS_US: Mapping[str, int] = {"15min": 900 * SECOND_US, "30min": 1800 * SECOND_US, "hour": 3600 * SECOND_US}
INTERVALS: tuple[PeriodInterval, ...] = ("15min", "30min", "hour", "day", "week", "month", "year", "all")
_ISO_DURATIONS = {"15min": "PT15M", "30min": "PT30M", "hour": "PT1H"}
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
            zone, lambda name: _piecewise_expr(moment, [(one.from_us, one.offset_us) for one in self._shifts(name)])
        )

    def day(self, moment: ir.IntegerValue, zone: ir.StringValue | None) -> ir.IntegerValue:
        """Return the local day of instants, in days from 1970-01-01."""
        return (moment + self.offset(moment, zone)) // DAY_US

    def start(self, moment: ir.IntegerValue, zone: ir.StringValue | None, interval: PeriodInterval) -> ir.IntegerValue:
        """Return the period of instants, as the module says; unknown where the instant is."""
        if interval == "all":
            return ibis.literal(0, "int64")
        if interval in INTERVAL_LENGTHS_US:
            return self._by_zone(
                zone, lambda name: _short_period_start_expr(moment, self._shifts(name), INTERVAL_LENGTHS_US[interval])
            )
        if interval == "day":
            return self.day(moment, zone) * DAY_US
        if interval == "week":
            return _week_start_expr(self.day(moment, zone))
        return self._by_zone(zone, lambda name: _piecewise_expr(moment, self._civil(name, interval)))

    def of_day(self, day: ir.IntegerValue, interval: PeriodInterval) -> ir.IntegerValue:
        """Return the period of a day or longer, or of all, that local days belong to: those of :meth:`start`."""
        if interval == "all":
            return ibis.literal(0, "int64")
        if interval == "day":
            return day
        if interval == "week":
            return _week_start_expr(day // DAY_US)
        # A month is the same dates in every zone; one that begins the span in some zone begins it for the days before.
        zones = {*self.zones, self.default}
        starts = sorted({period for zone in zones for _, period in self._civil(zone, interval)})
        return _piecewise_expr(day, [(start, start) for start in starts])

    @property
    def day_span(self) -> tuple[date, date]:
        """The first and the last day of the data, in the zone of rows that name none."""
        first, last = (
            (UNIX_EPOCH + timedelta(microseconds=one)).astimezone(ZoneInfo(self.default)).date()
            for one in (self.first_us, self.last_us)
        )
        return first, last

    def is_aligned(self, length: int) -> bool:
        """Whether local periods of a length within the day begin where those of universal time do, in every zone."""
        zones = self.zones or (self.default,)
        return all(one.offset_us % length == 0 for zone in {*zones, self.default} for one in self._shifts(zone))

    def label(self, period: int, interval: PeriodInterval) -> str:
        """Return a period in local ISO form, as rows carry it."""
        if interval == "all":
            return "all"
        if interval in INTERVAL_LENGTHS_US:
            start = (UNIX_EPOCH + timedelta(microseconds=period)).astimezone(ZoneInfo(self.default))
            return f"{start.isoformat()}/{_ISO_DURATIONS[interval]}"
        first = _EPOCH + timedelta(days=period // DAY_US)
        if interval == "week":
            year, week, _ = first.isocalendar()
            return f"{year:04d}-W{week:02d}"
        return first.isoformat()[: {"day": 10, "month": 7, "year": 4}[interval]]

    def bounds(self, period: int, interval: PeriodInterval, zone: str | None = None) -> tuple[int, int]:
        """Return the first instant of a period and the first one after it, microseconds UTC, in a zone.

        A day on which clocks change has 23 or 25 hours. ``all`` is the span of the data.
        """
        if interval == "all":
            return self.first_us, self.last_us + 1
        if interval in INTERVAL_LENGTHS_US:
            end = period + INTERVAL_LENGTHS_US[interval]
            cuts = [one.from_us for one in self._shifts(zone or self.default)[1:] if period < one.from_us < end]
            whole = all(
                one.offset_us % INTERVAL_LENGTHS_US[interval] == 0 for one in self._shifts(zone or self.default)
            )
            return period, min(cuts) if cuts and not whole else end
        first = period // DAY_US
        return _local_midnight_us(first, zone or self.default), _local_midnight_us(
            _next_period_day(first, interval), zone or self.default
        )

    def date(self, moment: int) -> date:
        """Return the local day of an instant in the default zone, by which targets are read."""
        return (UNIX_EPOCH + timedelta(microseconds=moment)).astimezone(ZoneInfo(self.default)).date()

    def find_month(self, month: str) -> int:
        """Return the period of a month in ISO form, ``2026-03``."""
        return (date.fromisoformat(f"{month}-01") - _EPOCH).days * DAY_US

    def months(self, period: int, interval: PeriodInterval) -> tuple[str, str] | None:
        """Return the first and the last month that a period touches, in local ISO form; None for all of them."""
        if interval == "all":
            return None
        if interval in INTERVAL_LENGTHS_US:
            first = last = self.date(period)
        else:
            day = period // DAY_US
            first, last = (_EPOCH + timedelta(days=one) for one in (day, _next_period_day(day, interval) - 1))
        return first.isoformat()[:7], last.isoformat()[:7]

    def _shifts(self, zone: str) -> tuple[OffsetChange, ...]:
        return offset_changes(zone, self.first_us, self.last_us)

    def _civil(self, zone: str, interval: PeriodInterval) -> list[tuple[int, int]]:
        """Return the months or years of the span: the first instant of each, and the period that rows then have."""
        first = (UNIX_EPOCH + timedelta(microseconds=self.first_us)).astimezone(ZoneInfo(zone)).date()
        start = first.replace(day=1) if interval == "month" else first.replace(month=1, day=1)
        pieces = [((start - _EPOCH).days * DAY_US, (start - _EPOCH).days)]
        while (following := _local_midnight_us(day := _next_period_day(pieces[-1][1], interval), zone)) <= self.last_us:
            pieces.append((following, day))
        return [(instant, day * DAY_US) for instant, day in pieces]

    def _by_zone(self, zone: ir.StringValue | None, of: Callable[[str], ir.IntegerValue]) -> ir.IntegerValue:
        if zone is None or len(self.zones) < 2:
            return of(self.zones[0] if self.zones else self.default)
        others = [(zone == name, of(name)) for name in self.zones if name != self.default]
        return ibis.cases(*others, else_=of(self.default))


def _week_start_expr(day: ir.IntegerValue) -> ir.IntegerValue:
    """Return the first midnight of the week of days, from Monday; 1970-01-01 was a Thursday."""
    return ((day + 3) // 7 * 7 - 3) * DAY_US


def _piecewise_expr(moment: ir.IntegerValue, pieces: Sequence[tuple[int, int]]) -> ir.IntegerValue:
    """Return the value in force at instants, of pieces that are each from an instant on.

    A row costs as many comparisons as the number of pieces has bits.
    """
    if len(pieces) == 1:
        return ibis.literal(pieces[0][1], "int64")
    middle = len(pieces) // 2
    return (moment < pieces[middle][0]).ifelse(
        _piecewise_expr(moment, pieces[:middle]), _piecewise_expr(moment, pieces[middle:])
    )


def _short_period_start_expr(moment: ir.IntegerValue, pieces: Sequence[OffsetChange], length: int) -> ir.IntegerValue:
    if all(one.offset_us % length == 0 for one in pieces):
        # Local and universal time then begin their periods together, and nothing has to be shifted.
        return moment // length * length
    if len(pieces) == 1:
        offset = pieces[0].offset_us
        return (moment + offset) // length * length - offset
    middle = len(pieces) // 2
    cut = pieces[middle].from_us
    after = ibis.greatest(_short_period_start_expr(moment, pieces[middle:], length), ibis.literal(cut, "int64"))
    return (moment < cut).ifelse(_short_period_start_expr(moment, pieces[:middle], length), after)


def _next_period_day(first: int, interval: PeriodInterval) -> int:
    if interval in {"day", "week"}:
        return first + (1 if interval == "day" else 7)
    start = _EPOCH + timedelta(days=first)
    months = start.year * 12 + start.month - 1 + (1 if interval == "month" else 12)
    return (date(months // 12, months % 12 + 1, 1) - _EPOCH).days


def _local_midnight_us(day: int, zone: str) -> int:
    """Return the first instant of a local day: midnight, the earlier of two, or the end of the gap that skips it."""
    local = ZoneInfo(zone)
    instant = (datetime.combine(_EPOCH + timedelta(days=day), time(), tzinfo=local) - UNIX_EPOCH) // timedelta(
        seconds=1
    )
    if instant * SECOND_US + offset_at_second(local, instant) == day * DAY_US:
        return instant * SECOND_US
    return offset_changes(zone, (instant - 86_400) * SECOND_US, instant * SECOND_US)[-1].from_us
