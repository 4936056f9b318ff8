"""Calling a meeting, opening and closing it, who is there, and minutes that the room approves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from django.utils import timezone

from filiere.core.dates import spell_day
from filiere.programme.paragraphs import hash_wording
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.programme.dialogue import letters
from filiere.site.programme.dialogue.actions.common import (
    MEETING_TARGET,
    ROOM_TARGET,
    clean_words,
    read_fingerprint,
    require_seat,
)
from filiere.site.programme.dialogue.faults import refuse
from filiere.site.programme.dialogue.models import (
    DialogueRoom,
    MeetingAttendance,
    MeetingPaper,
    MeetingProxy,
    MinutesApproval,
    MinutesVersion,
    RoomMeeting,
    RoomSeat,
    WordingVote,
)
from filiere.site.programme.dialogue.names import name_votable


@act("meeting.call", on=ROOM_TARGET, right="dialogue:keep")
def call_meeting(
    room: DialogueRoom, *, actor: User, on: date, at: time, place: str, agenda: str = "", day: date = TODAY
) -> RoomMeeting:
    """Call a meeting, and write to all who hold a seat that day."""
    if on < day:
        raise refuse("dialogue-meeting-past", "on")
    made = RoomMeeting.objects.create(
        room=room,
        day=on,
        time=at,
        place=clean_words(place, "place"),
        agenda=clean_words(agenda, "agenda", needed=False),
        called_at=timezone.now(),
        called_by=actor,
    )
    letters.write_call(made)
    return made


@act("meeting.add-paper", on=MEETING_TARGET, right="dialogue:keep")
def add_paper(
    meeting: RoomMeeting, *, actor: User, title: str, words: str = "", address: str = "", file_sha256: str = ""
) -> RoomMeeting:
    """Add a paper to a meeting that is not over, and tell those who were called; nothing is taken away again."""
    _require_step(meeting, "called", "open")
    said = clean_words(words, "words", needed=False)
    if not (said or address or file_sha256):
        raise refuse("dialogue-paper-empty", "words")
    MeetingPaper.objects.create(
        meeting=meeting,
        number=meeting.papers.count() + 1,
        title=clean_words(title, "title"),
        words=said,
        address=address,
        file_sha256=read_fingerprint(file_sha256) if file_sha256 else "",
        by=actor,
        at=timezone.now(),
    )
    letters.write_paper(meeting, title)
    return meeting


@act("meeting.open", on=MEETING_TARGET, right="dialogue:keep")
def open_meeting(meeting: RoomMeeting, *, actor: User, day: date = TODAY) -> RoomMeeting:
    """Open a meeting on its day."""
    _require_step(meeting, "called")
    if day < meeting.day:
        raise refuse("dialogue-meeting-early", day=spell_day(meeting.day))
    meeting.opened_at = timezone.now()
    meeting.save(update_fields=["opened_at"])
    return meeting


@act("attendance.note", on=MEETING_TARGET, right="dialogue:keep")
def note_attendance(meeting: RoomMeeting, *, actor: User, seats: Sequence[str]) -> RoomMeeting:
    """Note which seats are there now, by their keys: those that came since, and those that left."""
    _require_step(meeting, "open")
    held = {one.key: one for one in RoomSeat.objects.current(meeting.day).filter(room=meeting.room)}
    if set(seats) - set(held):
        raise refuse("dialogue-not-a-seat", "seats")
    now = timezone.now()
    there = dict(meeting.attendances.filter(left_at__isnull=True).values_list("seat__key", "pk"))
    meeting.attendances.filter(pk__in=[pk for key, pk in there.items() if key not in seats]).update(left_at=now)
    for key in seats:
        if key not in there:
            MeetingAttendance.objects.create(meeting=meeting, seat=held[key], arrived_at=now)
    return meeting


@act("proxy.note", on=MEETING_TARGET, right="dialogue:keep")
def note_proxy(meeting: RoomMeeting, *, actor: User, seat: str, holder: str) -> RoomMeeting:
    """Note that a seat that is away gave its vote to another of its college, which is there."""
    _require_step(meeting, "open")
    held = {one.key: one for one in RoomSeat.objects.current(meeting.day).filter(room=meeting.room)}
    away, there = held.get(seat), held.get(holder)
    present = set(meeting.attendances.filter(left_at__isnull=True).values_list("seat__key", flat=True))
    given = set(meeting.proxies.values_list("seat__key", flat=True))
    if (
        away is None
        or there is None
        or away.college_id is None
        or away.college_id != there.college_id
        or seat in present
        or holder not in present
        or seat in given
        or meeting.proxies.filter(holder=away).exists()
    ):
        raise refuse("dialogue-proxy", "holder")
    MeetingProxy.objects.create(meeting=meeting, seat=away, holder=there, noted_at=timezone.now())
    return meeting


@act("meeting.close", on=MEETING_TARGET, right="dialogue:keep")
def close_meeting(meeting: RoomMeeting, *, actor: User) -> RoomMeeting:
    """Close a meeting in which no vote is open any more."""
    _require_step(meeting, "open")
    waiting = meeting.votes.filter(state=WordingVote.State.OPEN).select_related("text", "amendment__text")
    if codes := [name_votable(vote) for vote in waiting]:
        raise refuse("dialogue-meeting-votes-open", codes=", ".join(codes))
    meeting.closed_at = timezone.now()
    meeting.save(update_fields=["closed_at"])
    return meeting


@act("minutes.write", on=MEETING_TARGET, right="dialogue:keep")
def write_minutes(meeting: RoomMeeting, *, actor: User, text: str, known: int) -> RoomMeeting:
    """Write the minutes as a new version of those that the writer had read, whose number is ``known``.

    Where another version came meanwhile nothing is written: the page shows both, and the writer combines them.
    """
    _require_step(meeting, "open", "closed")
    _require_unapproved(meeting)
    words = clean_words(text, "text")
    last = meeting.minutes.last()
    found = last.number if last is not None else 0
    if found != known:
        raise refuse("dialogue-moved", "text", found=found, known=known)
    if last is not None and last.text == words:
        raise refuse("dialogue-nothing-changed", "text")
    MinutesVersion.objects.create(meeting=meeting, number=found + 1, text=words, by=actor, at=timezone.now())
    if meeting.state == "closed" and not found:
        letters.write_minutes_ready(meeting)
    return meeting


@act("minutes.approve", on=MEETING_TARGET, right="dialogue:approve")
def approve_minutes(meeting: RoomMeeting, *, actor: User, known: int) -> RoomMeeting:
    """Approve the version that was read, by a seat that was there: nothing is written after it."""
    _require_step(meeting, "closed")
    _require_unapproved(meeting)
    seat = require_seat(actor, meeting.room, "dialogue:approve")
    if not meeting.attendances.filter(seat=seat).exists():
        raise refuse("dialogue-minutes-absent")
    last = meeting.minutes.last()
    if last is None:
        raise refuse("dialogue-minutes-none")
    if last.number != known:
        raise refuse("dialogue-moved", found=last.number, known=known)
    MinutesApproval.objects.create(
        meeting=meeting, version=last, sha256=hash_wording(last.text), seat=seat, at=timezone.now()
    )
    return meeting


def _require_step(meeting: RoomMeeting, *states: str) -> None:
    if meeting.state not in states:
        raise refuse("dialogue-meeting-step")


def _require_unapproved(meeting: RoomMeeting) -> None:
    if MinutesApproval.objects.filter(meeting=meeting).exists():
        raise refuse("dialogue-minutes-approved", "text")
