"""What acts of the dialogue share: what they are done to, and the words that people write."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import ActTarget, make_row_lock
from filiere.site.kit.rights import explain_refusal
from filiere.site.programme.dialogue.faults import refuse
from filiere.site.programme.dialogue.models import (
    AmendmentEvent,
    DialogueRoom,
    DiscussedText,
    RoomMeeting,
    RoomSeat,
    TextAmendment,
    WordingVote,
)
from filiere.site.programme.dialogue.rights import find_seat

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")

ROOM_TARGET = ActTarget[DialogueRoom]("room")
"""Acts on a room."""

SEAT_TARGET = ActTarget[RoomSeat]("room-seat", thing=lambda seat: seat.room, lock=make_row_lock("room", "person"))
"""Acts on a seat; their rights are held on its room, as those of all that stands in a room."""

MEETING_TARGET = ActTarget[RoomMeeting]("room-meeting", thing=lambda meeting: meeting.room, lock=make_row_lock("room"))
"""Acts on a meeting."""

TEXT_TARGET = ActTarget[DiscussedText]("discussed-text", thing=lambda text: text.room, lock=make_row_lock("room"))
"""Acts on a text under discussion."""

AMENDMENT_TARGET = ActTarget[TextAmendment](
    "text-amendment",
    thing=lambda amendment: amendment.text.room,
    lock=make_row_lock("text__room", "seat__person", "seat__organisation"),
)
"""Acts on an amendment."""

VOTE_TARGET = ActTarget[WordingVote](
    "wording-vote",
    thing=lambda vote: vote.text.room,
    lock=make_row_lock("text__room", "meeting__room"),
)
"""Acts on a vote."""


def clean_words(words: str, key: str, *, needed: bool = True) -> str:
    """Return words that somebody wrote, cleaned; refuse none where they are needed."""
    words = words.replace("\x00", "").replace("\r\n", "\n").strip()
    if needed and not words:
        raise refuse("dialogue-words-missing", key)
    return words


def read_fingerprint(words: str) -> str:
    """Return a SHA-256 fingerprint as it is kept; refuse what is none."""
    found = "".join(words.split()).lower()
    if not _SHA256.match(found):
        raise refuse("dialogue-agreement-hash", "file_sha256")
    return found


def require_seat(actor: User, room: DialogueRoom, right: str) -> RoomSeat:
    """Return the seat of a member; refuse whoever holds none today."""
    seat = find_seat(actor, room)
    if seat is None:
        raise explain_refusal(actor, right, room)
    return seat


def note_event(row: TextAmendment, state: str, *, on: date, at: Any, by: User | None, why: Text | str = "") -> None:
    """Write what became of an amendment: an event that stays, and its present state."""
    said = why if isinstance(why, Text) else Text.same(why) if why else None
    AmendmentEvent.objects.create(
        amendment=row,
        state=state,
        why=said.fr if said else "",
        why_en=said.en if said and said.en != said.fr else "",
        by=by,
        on=on,
        known_at=at,
    )
    row.state = state
    row.save(update_fields=["state"])
