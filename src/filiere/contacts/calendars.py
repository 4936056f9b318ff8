"""Calendars: which hours hold at a place, by versions, time zones and public holidays.

A delay “in opening hours” is wrong by a minute a day when midnight is written 23:59, by an hour twice a year when a day
is taken to have 24, and by a day when one feed of holidays closes a day on which people work. The rule here is by
instant, and holds on every day:

    an instant is open   when the wall clock of the calendar's zone shows a time of one of the spans of that day
    an instant is known  when a calendar is in force at it; otherwise nobody can tell, and no figure is made of it

A place open from 00:00 to 24:00 is thus open 23 or 25 hours when clocks change, and one that opens at 02:30 opens at
03:00 on the day without 02:30.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from filiere.contacts.opening_hours import OpeningHours
from filiere.contacts.time_spans import TimeSpans, intersect_spans, subtract_spans, union_spans
from filiere.contacts.zone_offsets import DAY_US, offset_changes
from filiere.core import Fault, Text
from filiere.core.time_zone_names import known_zones

MINUTE_US = 60_000_000
HolidayRule = Literal["closed", "open"]

_EPOCH = date(1970, 1, 1)
_LAST_DAY_NUMBER = (date.max - _EPOCH).days - 1


class CalendarPlace(NamedTuple):
    """Whose hours they are; an empty site or queue is all of them."""

    organisation: str
    site: str
    queue: str

    @property
    def fallbacks(self) -> tuple["CalendarPlace", ...]:
        """The places whose calendars hold for this one, nearest first: the queue on its site, the queue, the site, the
        organisation."""
        wider = (
            self,
            CalendarPlace(self.organisation, "", self.queue),
            CalendarPlace(self.organisation, self.site, ""),
        )
        return tuple(dict.fromkeys((*wider, CalendarPlace(self.organisation, "", ""))))


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarVersion:
    """One version of a calendar, in days from 1970-01-01 and minutes of the day; ``valid_to`` is its last day.

    ``weekly`` gives the spans of a weekday (0 is Monday), ``days`` those of particular days, ``holidays`` those of
    public holidays, which hold in place of the others. ``sound`` is false for one that could not be read: it is in
    force all the same, and nobody can tell its hours.
    """

    zone: str
    valid_from: int
    valid_to: int
    name: str
    weekly: tuple[tuple[int, TimeSpans], ...]
    days: tuple[tuple[int, TimeSpans], ...]
    holidays: tuple[tuple[int, TimeSpans], ...]
    sound: bool = True

    def spans(self, first_us: int, last_us: int, holidays: HolidayRule) -> tuple[TimeSpans, TimeSpans]:
        """Return the spans in which it is open, and those for which it says anything, within two instants."""
        weekly, days, feasts = dict(self.weekly), dict(self.days), dict(self.holidays)
        opened: list[tuple[int, int]] = []
        known: list[tuple[int, int]] = []
        pieces = offset_changes(self.zone, first_us, last_us)
        ends = [one.from_us for one in pieces[1:]] + [last_us]
        for piece, end in zip(pieces, ends, strict=True):
            # In a stretch of one offset local time is a plain shift, so its days are cut without asking the zone again.
            start, offset = max(piece.from_us, first_us), piece.offset_us
            low, high = (start + offset) // DAY_US, (end - 1 + offset) // DAY_US
            for day in range(max(low, self.valid_from), min(high, self.valid_to) + 1):
                hours = _day_spans(day, weekly, days, feasts, holidays)
                if hours is None:
                    continue
                midnight = day * DAY_US - offset
                known.append((max(start, midnight), min(end, midnight + DAY_US)))
                opened += (
                    (max(start, midnight + opens * MINUTE_US), min(end, midnight + closes * MINUTE_US))
                    for opens, closes in hours
                )
        return union_spans(opened), union_spans(known)


def _day_spans(
    day: int,
    weekly: Mapping[int, TimeSpans],
    days: Mapping[int, TimeSpans],
    feasts: Mapping[int, TimeSpans],
    holidays: HolidayRule,
) -> TimeSpans | None:
    """Return the spans of a day in minutes; None for a day of which the version says nothing.

    A public holiday is closed, whatever its row says, or open by its own hours and, where it has none, like any day.
    """
    if day in feasts:
        if holidays == "closed":
            return ()
        if feasts[day]:
            return feasts[day]
    if day in days:
        return days[day]
    # 1970-01-01 was a Thursday. A weekday without a row is closed; without any weekly row, only named days are known.
    return weekly.get((day + 3) % 7, ()) if weekly or day in feasts else None


class Calendars:
    """The calendars of a store: which hours hold at a place.

    ``faults`` are what is wrong in the rows, all of them; a version with a fault covers nothing, so that figures in its
    hours are withheld rather than wrong. ``notes`` are what is probably not meant and holds all the same.
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.faults: list[Fault] = []
        self.notes: list[Fault] = []
        groups: dict[tuple[CalendarPlace, str, str], list[Mapping[str, Any]]] = {}
        for row in rows:
            place = CalendarPlace(row["organisation"], row["site"] or "", row["queue"] or "")
            groups.setdefault((place, row["valid_from"], row["version"]), []).append(row)
        self._versions: dict[CalendarPlace, list[CalendarVersion]] = {}
        # The latest version comes first: it holds wherever it is in force.
        for (place, _, _), members in sorted(groups.items(), key=lambda one: one[0], reverse=True):
            self._versions.setdefault(place, []).append(self._version(members))
        self._made: dict[tuple[Any, ...], OpeningHours] = {}

    def __bool__(self) -> bool:
        return bool(self._versions)

    def chain(self, place: CalendarPlace) -> tuple[CalendarVersion, ...]:
        """Return the versions that may hold at a place, the one that goes before the others first."""
        return tuple(version for one in place.fallbacks for version in self._versions.get(one, ()))

    def opening(self, place: CalendarPlace, *, holidays: HolidayRule, first_us: int, last_us: int) -> OpeningHours:
        """Return the hours of a place between two instants.

        At each instant the first version of :meth:`chain` that is in force says whether it is open. Places with the
        same chain share the result, since a centre may have hundreds of queues and three sets of hours.
        """
        chain = self.chain(place)
        key = (chain, holidays, first_us, last_us)
        if key not in self._made:
            self._made[key] = compose_opening_hours(chain, holidays, first_us, last_us)
        return self._made[key]

    def _version(self, rows: Sequence[Mapping[str, Any]]) -> CalendarVersion:
        found: list[Fault] = []
        first = rows[0]
        weekly: dict[int, list[tuple[int, int]]] = {}
        days: dict[int, list[tuple[int, int]]] = {}
        feasts: dict[int, list[tuple[int, int]]] = {}
        for row in rows:
            hours, wrong = _read_row_hours(row)
            found += wrong
            if wrong:
                continue
            if row["day"] is None:
                kept = weekly.setdefault(row["weekday"] - 1, [])
            else:
                kept = (feasts if row["holiday"] else days).setdefault(_day_number(row["day"]), [])
            kept += hours
            if hours and hours[0][1] == 24 * 60 - 1:
                self.notes.append(_fault(row, _MINUTE_LOST_NOTE))
        zones = {row["zone"] for row in rows}
        last_days = {row["valid_to"] for row in rows}
        if len(zones) > 1 or len(last_days) > 1:
            found.append(_fault(first, _TWO_VALUES_FAULT))
        elif first["zone"] not in known_zones():
            found.append(_fault(first, _ZONE_FAULT))
        start, end = _day_number(first["valid_from"]), _LAST_DAY_NUMBER
        if first["valid_to"] is not None:
            end = _day_number(first["valid_to"])
            if end < start:
                found.append(_fault(first, _VALIDITY_FAULT))
        self.faults += found
        if found:
            # Its zone may be what is wrong: it is then in force by days of UTC, and covers none of them.
            return _build_unsound_version(first, start, max([end, start]))
        return CalendarVersion(
            zone=first["zone"],
            valid_from=start,
            valid_to=end,
            name=first["version"],
            weekly=_normalise_hours(weekly),
            days=_normalise_hours(days),
            holidays=_normalise_hours(feasts),
        )


def _build_unsound_version(row: Mapping[str, Any], start: int, end: int) -> CalendarVersion:
    zone = row["zone"] if row["zone"] in known_zones() else "UTC"
    every = tuple((weekday, ()) for weekday in range(7))
    return CalendarVersion(
        zone=zone,
        valid_from=start,
        valid_to=end,
        name=row["version"],
        weekly=every,
        days=(),
        holidays=(),
        sound=False,
    )


def compose_opening_hours(
    chain: Sequence[CalendarVersion], holidays: HolidayRule, first_us: int, last_us: int
) -> OpeningHours:
    """Return the hours that versions make together: at each instant, those of the first one in force."""
    opened: list[tuple[int, int]] = []
    holes: list[tuple[int, int]] = []
    rest: TimeSpans = ((first_us, last_us),)
    for version in chain:
        if not rest:
            break
        spans, known = version.spans(first_us, last_us, holidays)
        if version.sound:
            opened += intersect_spans(spans, rest)
        else:
            holes += intersect_spans(known, rest)
        rest = subtract_spans(rest, known)
    return OpeningHours(union_spans(opened), union_spans([*holes, *rest]), first_us, last_us)


def _normalise_hours(hours: Mapping[int, Iterable[tuple[int, int]]]) -> tuple[tuple[int, TimeSpans], ...]:
    return tuple((day, union_spans(spans)) for day, spans in sorted(hours.items()))


def _day_number(day: date | str) -> int:
    return ((day if isinstance(day, date) else date.fromisoformat(day)) - _EPOCH) // timedelta(days=1)


def _read_row_hours(row: Mapping[str, Any]) -> tuple[list[tuple[int, int]], list[Fault]]:
    found = []
    if (row["weekday"] is None) == (row["day"] is None) or not 1 <= (row["weekday"] or 1) <= 7:
        found.append(_fault(row, _WEEKDAY_FAULT))
    if row["weekday"] is not None and row["holiday"]:
        found.append(_fault(row, _WEEKLY_HOLIDAY_FAULT))
    if row["opens"] is None and row["closes"] is None:
        return [], found
    opens, closes = (None if row[name] is None else _parse_minutes(row[name]) for name in ("opens", "closes"))
    if opens is None or closes is None or closes <= opens:
        return [], [*found, _fault(row, _HOURS_FAULT)]
    return [(opens, closes)], found


def _parse_minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes[:2])


type _FaultEntry = tuple[str, Text, Text]

_ZONE_FAULT: _FaultEntry = (
    "calendar-zone",
    Text(
        fr="Le fuseau horaire de ce calendrier n’est pas connu.",
        en="This calendar’s time zone is not recognised.",
    ),
    Text(fr="Écrivez un nom de la base IANA, comme Europe/Paris.", en="Write an IANA name, such as Europe/Paris."),
)
_TWO_VALUES_FAULT: _FaultEntry = (
    "calendar-two-values",
    Text(
        fr="Une version de calendrier a un seul fuseau et un seul dernier jour ; celle-ci en a deux.",
        en="A calendar version has one time zone and one last day; this one has two.",
    ),
    Text(fr="Donnez à chaque cas sa propre version.", en="Give each case its own version."),
)
_VALIDITY_FAULT: _FaultEntry = (
    "calendar-validity",
    Text(
        fr="Le dernier jour de cette version vient avant le premier.",
        en="The last day of this version is before its first.",
    ),
    Text(fr="Corrigez valid_from ou valid_to.", en="Correct valid_from or valid_to."),
)
_WEEKDAY_FAULT: _FaultEntry = (
    "calendar-day",
    Text(
        fr=(
            "Une ligne de calendrier porte sur un jour de la semaine, de 1 à 7, ou sur un jour particulier, pas "
            "sur les deux."
        ),
        en="A calendar row gives either a weekday, 1 to 7, or a specific day, not both.",
    ),
    Text(fr="Remplissez weekday ou day.", en="Fill in weekday or day."),
)
_WEEKLY_HOLIDAY_FAULT: _FaultEntry = (
    "calendar-weekly-holiday",
    Text(
        fr="Un jour de la semaine n’est pas un jour férié ; seul un jour particulier peut l’être.",
        en="A weekday is not a public holiday; only a specific day can be one.",
    ),
    Text(
        fr="Donnez le jour dans « day », ou mettez « false » dans holiday.",
        en="Give the day in “day”, or set holiday to “false”.",
    ),
)
_HOURS_FAULT: _FaultEntry = (
    "calendar-hours",
    Text(
        fr="Une ligne ouverte a une heure d’ouverture et une heure de fermeture plus tardive, le même jour.",
        en="An open row has an opening time and a later closing time, on the same day.",
    ),
    Text(
        fr="Une nuit s’écrit en deux lignes : jusqu’à 24:00, puis le lendemain depuis 00:00.",
        en="A night is written as two rows: until 24:00, then from 00:00 the next day.",
    ),
)
_MINUTE_LOST_NOTE: _FaultEntry = (
    "calendar-minute-lost",
    Text(
        fr="Ce calendrier ferme à 23:59 : la dernière minute du jour compte comme fermée.",
        en="This calendar closes at 23:59: the last minute of the day counts as closed.",
    ),
    Text(fr="Écrivez 24:00 pour minuit.", en="Write 24:00 for midnight."),
)


def _fault(row: Mapping[str, Any], entry: _FaultEntry) -> Fault:
    code, message, remedy = entry
    where = "/".join(str(row[name]) for name in ("organisation", "site", "queue", "version") if row[name])
    return Fault(code=code, message=message, remedy=remedy, line=row.get("raw_line"), key=where)
