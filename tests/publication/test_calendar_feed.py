"""A calendar after RFC 5545: lines of 75 octets, texts escaped, moments in universal time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.publication.calendar_feed import LONGEST_LINE, CalendarEvent, escape_text, fold_line, write_calendar

CHANGED = datetime(2026, 11, 24, 10, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


def write(**said: Any) -> list[str]:
    """The lines of a calendar of one event, unfolded."""
    told: dict[str, Any] = {"uid": "op-1@filiere", "sequence": 0, "changed": CHANGED, "summary": "Journée"}
    told["starts"] = date(2027, 3, 25)
    content = write_calendar([CalendarEvent(**(told | said))], name="Opérations", product="-//F//P//FR")
    assert content.endswith(b"END:VCALENDAR\r\n")
    return content.decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ({}, {"DTSTART;VALUE=DATE:20270325", "DTEND;VALUE=DATE:20270326", "STATUS:CONFIRMED", "SEQUENCE:0"}),
        ({"ends": date(2027, 3, 27)}, {"DTEND;VALUE=DATE:20270328"}),
        (
            {"starts": datetime(2027, 3, 25, 9, tzinfo=PARIS), "ends": datetime(2027, 3, 25, 18, tzinfo=PARIS)},
            {"DTSTART:20270325T080000Z", "DTEND:20270325T170000Z"},
        ),
        ({"starts": datetime(2027, 3, 29, 9, tzinfo=PARIS)}, {"DTSTART:20270329T070000Z"}),
        ({"cancelled": True, "sequence": 4}, {"STATUS:CANCELLED", "SEQUENCE:4"}),
        ({"location": "Lille; salle A, étage 2\nporte\\B"}, {"LOCATION:Lille\\; salle A\\, étage 2\\nporte\\\\B"}),
        ({"url": "https://example.org/a,b"}, {"URL:https://example.org/a,b"}),
    ],
)
def test_an_event_is_written_as_calendars_read_it(said: dict[str, Any], lines: set[str]) -> None:
    assert lines <= set(write(**said))


def unescape(words: str) -> str:
    """What a reader makes of an escaped text."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], words, flags=re.DOTALL)


PRINTED = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))) | st.text(
    "a;,\\\n :é\u202f😀", max_size=90
)


@given(PRINTED)
def test_a_text_comes_back_as_it_was(words: str) -> None:
    assert unescape(escape_text(words)) == words


@given(PRINTED)
def test_no_line_is_too_long_and_no_character_is_cut(words: str) -> None:
    folded = fold_line(escape_text(words))
    assert all(len(part.encode()) <= LONGEST_LINE for part in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == escape_text(words)


def test_a_line_break_in_a_name_begins_no_line_of_the_calendar() -> None:
    assert not [line for line in write(summary="Fête\r\nEND:VCALENDAR\x07") if line == "END:VCALENDAR"][1:]
