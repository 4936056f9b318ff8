"""Local time: its offsets, the hour that the clock shows twice and the hour that it skips.

All of it comes from the IANA zones of :mod:`zoneinfo`, never from the database engine's own tables, so that a machine
has one idea of a zone.
"""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from filiere.contacts.importing.database import FIRST_US, LAST_US
from filiere.contacts.zone_offsets import DAY_US, UNIX_EPOCH, offset_changes

EPOCH = UNIX_EPOCH


def epoch_us(moment: datetime) -> int:
    """Return an instant in microseconds since 1970, exactly; the moment must know its offset."""
    return (moment - EPOCH) // timedelta(microseconds=1)


class LocalTimes:
    """The clock of one zone."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)

    def offset(self, local: str) -> tuple[str, str]:
        """Return the offset of a local time ``YYYY-MM-DDTHH:MM:SS[.f]`` as ``+HH:MM``, and what there is to say of it.

        ``fold-first``: the clock shows this time twice, and the first is taken. ``dst-gap``: it never shows it.
        ``bad-time``: there is no such day or hour. Empty: one instant and no other.
        """
        try:
            moment = datetime.fromisoformat(local)
        except ValueError:
            return "", "bad-time"
        first = moment.replace(tzinfo=self.zone, fold=0)
        second = moment.replace(tzinfo=self.zone, fold=1)
        ahead, behind = first.utcoffset() or timedelta(), second.utcoffset() or timedelta()
        if ahead == behind:
            return _format_offset(ahead), ""
        return (_format_offset(ahead), "fold-first") if ahead > behind else ("", "dst-gap")

    @staticmethod
    def judge_instant(text: str) -> str | None:
        """Return why an instant of the canonical form is rejected, None when it is sound."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return "bad-time"
        return None if FIRST_US <= epoch_us(moment) < LAST_US else "time-out-of-range"


def _format_offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _offset_steps(zone: str, first_us: int, last_us: int) -> list[tuple[int, int]]:
    """Return ``(from, offset)``: the offsets of a zone from two days before a reading to two days after another, since
    a reading may be of another day than its instant."""
    first, last = (bound // DAY_US * DAY_US for bound in (first_us, last_us))
    return [(one.from_us, one.offset_us) for one in offset_changes(zone, first - 2 * DAY_US, last + 3 * DAY_US)]


def local_us_sql(column: str, zone: str, first_us: int, last_us: int) -> str:
    """Return the SQL of a local clock reading, in microseconds, of an instant of ``column`` within the bounds."""
    steps = _offset_steps(zone, first_us, last_us)
    if len(steps) == 1:
        return f"({column} + {steps[0][1]})"
    cases = " ".join(f"WHEN {column} >= {start} THEN {shift}" for start, shift in reversed(steps[1:]))
    return f"({column} + CASE {cases} ELSE {steps[0][1]} END)"


def clock_shift_sql(start: str, end: str, zone: str, first_us: int, last_us: int) -> str:
    """Return the SQL of how far the clock was put forward between two local readings, microseconds: below 0 where it
    was put back, 0 where it was not moved or a reading is unknown. The bounds are those of :func:`instant_sql`."""
    steps = _offset_steps(zone, first_us, last_us)
    cases = " ".join(
        f"WHEN {start} - {before} <= {at} AND {end} - {after} >= {at} THEN {after - before}"
        for (_, before), (at, after) in pairwise(steps)
    )
    return f"CASE {cases} ELSE 0 END" if cases else "0"


def instant_sql(local: str, zone: str, first_us: int, last_us: int) -> tuple[str, str]:
    """Return the SQL of the instant of a local reading in microseconds, and of whether the clock shows it twice.

    ``first_us`` and ``last_us`` bound the readings. The instant is unknown where the clock skips the reading, and the
    first of the two where it shows it twice.
    """
    steps = _offset_steps(zone, first_us, last_us)
    starts = [start + shift for start, shift in steps]
    ends = [start + shift for (start, _), (_, shift) in zip(steps[1:], steps, strict=False)]
    cases = " ".join(
        f"WHEN {local} < {end} THEN CASE WHEN {local} >= {start} THEN {local} - {shift} END"
        for start, end, (_, shift) in zip(starts, ends, steps, strict=False)
    )
    last = f"CASE WHEN {local} >= {starts[-1]} THEN {local} - {steps[-1][1]} END"
    twice = " OR ".join(f"{local} >= {start} AND {local} < {end}" for start, end in zip(starts[1:], ends, strict=True))
    return (f"CASE {cases} ELSE {last} END" if cases else last), f"({twice or 'false'})"
