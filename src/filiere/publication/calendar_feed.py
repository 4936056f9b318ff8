"""A calendar that others subscribe to, after RFC 5545: events with a name that stays and a revision that grows.

An event that is cancelled is sent as such: a calendar that merely lost it would keep it for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

MEDIA_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75
"""Octets of a line without its end, beyond which it goes on after a space (RFC 5545, §3.1)."""

_CONTROL_CHARACTERS = {code: None for code in (*range(0x20), 0x7F) if code not in (0x09, 0x0A)}
_ESCAPES = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One event. ``uid`` names it for ever, ``sequence`` grows with each change that people must know of.

    ``starts`` and ``ends`` are moments with their time zone, or days: the last day of an event of days is in it.
    ``changed`` is when it last did. Nothing of it is markup.
    """

    uid: str
    sequence: int
    changed: datetime
    starts: datetime | date
    ends: datetime | date | None = None
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    cancelled: bool = False


def write_calendar(events: Iterable[CalendarEvent], *, name: str, product: str) -> bytes:
    """Return the calendar of these events, in their order; ``product`` says what wrote it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{escape_text(product)}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape_text(name)}",
    ]
    for event in events:
        lines += _list_event_lines(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{fold_line(line)}\r\n" for line in lines).encode()


def escape_text(words: str) -> str:
    """Return words as the value of a text: its separators escaped, its line breaks written, no other control."""
    words = words.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL_CHARACTERS)
    for sign, written in _ESCAPES:
        words = words.replace(sign, written)
    return words


def fold_line(line: str) -> str:
    """Return a line cut at 75 octets, each further part after a line break and a space; no character is cut in two."""
    parts: list[str] = []
    part, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LONGEST_LINE:
            parts.append(part)
            part, size = " ", 1
        part, size = part + sign, size + width
    return "\r\n".join([*parts, part])


def _list_event_lines(event: CalendarEvent) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escape_text(event.uid)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_write_moment(event.changed)}",
        f"LAST-MODIFIED:{_write_moment(event.changed)}",
        _write_time("DTSTART", event.starts),
    ]
    if isinstance(event.starts, datetime):
        if isinstance(event.ends, datetime):
            lines.append(_write_time("DTEND", event.ends))
    else:
        # The end of an event of days is the day after its last one (RFC 5545, §3.6.1).
        last = event.ends if event.ends is not None else event.starts
        lines.append(_write_time("DTEND", date.fromordinal(last.toordinal() + 1)))
    lines.append(f"SUMMARY:{escape_text(event.summary)}")
    lines += [
        f"{name}:{escape_text(words)}"
        for name, words in (("DESCRIPTION", event.description), ("LOCATION", event.location))
        if words
    ]
    if event.url:
        lines.append(f"URL:{event.url}")
    lines += [f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}", "END:VEVENT"]
    return lines


def _write_time(name: str, when: datetime | date) -> str:
    if isinstance(when, datetime):
        return f"{name}:{_write_moment(when)}"
    return f"{name};VALUE=DATE:{when:%Y%m%d}"


def _write_moment(moment: datetime) -> str:
    """A moment in universal time, which every calendar reads alike."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
