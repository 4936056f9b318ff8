"""Opening a room with its colleges, and giving and ending seats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils import timezone

from filiere.core.text_length import refuse_long_text
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, lock_journal
from filiere.site.members.models import Organisation
from filiere.site.programme.dialogue.actions.common import ROOM_TARGET, SEAT_TARGET, clean_words
from filiere.site.programme.dialogue.faults import refuse
from filiere.site.programme.dialogue.models import DialogueRoom, RoomCollege, RoomSeat

LONGEST_COLLEGE_NAME = 80
CollegeLine = tuple[str, str, int]
"""The name of a college, its English name, its quorum."""


def parse_colleges(words: str) -> list[CollegeLine]:
    """Return the colleges of a text, one a line, as “name ; English name ; quorum”; refuse a line that is none."""
    found: list[CollegeLine] = []
    for number, line in enumerate(words.splitlines(), 1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split(";")]
        quorum = parts[-1]
        if not 2 <= len(parts) <= 3 or not parts[0] or not (quorum.isascii() and quorum.isdigit() and len(quorum) < 4):
            raise refuse("dialogue-colleges-form", "colleges", line=number)
        for name in parts[:-1]:
            refuse_long_text(name, LONGEST_COLLEGE_NAME, "colleges")
        found.append((parts[0], parts[1] if len(parts) == 3 else "", int(quorum)))
    if not found:
        raise refuse("dialogue-words-missing", "colleges")
    return found


@act("room.open", on=ActTarget[str]("room", key=str), right="dialogue:open", lock=lock_journal)
def open_room(
    name: str,
    *,
    actor: User,
    colleges: str | Sequence[CollegeLine],
    quorum: int,
    name_en: str = "",
    confidentiality: str = DialogueRoom.Confidentiality.PUBLIC,
    majority: str = DialogueRoom.Majority.SIMPLE,
    fictitious: bool = False,
) -> DialogueRoom:
    """Open a room: its name, its colleges with the quorum of each, its own quorum and majority, and who reads it."""
    found = parse_colleges(colleges) if isinstance(colleges, str) else colleges
    made = DialogueRoom.objects.create(
        name=clean_words(name, "name"),
        name_en=clean_words(name_en, "name_en", needed=False),
        confidentiality=confidentiality,
        majority=majority,
        quorum=quorum,
        fictitious=fictitious or actor.fictitious,
        opened_at=timezone.now(),
        opened_by=actor,
    )
    for rank, (title, title_en, least) in enumerate(found, 1):
        RoomCollege.objects.create(room=made, key=f"c{rank}", title=title, title_en=title_en, quorum=least, rank=rank)
    return made


@act("seat.give", on=ROOM_TARGET, right="dialogue:keep")
def give_seat(
    room: DialogueRoom,
    *,
    actor: User,
    email: str,
    organisation: Organisation,
    since: date,
    college: RoomCollege | None = None,
    until: date | None = None,
) -> RoomSeat:
    """Give a person a seat for an organisation, in a college or as an observer."""
    if until is not None and until < since:
        raise refuse("dialogue-seat-days", "until")
    person = User.objects.for_mailbox(email)
    if person is None or not person.is_active:
        raise refuse("dialogue-no-account", "email")
    held = RoomSeat.objects.filter(Q(until__isnull=True) | Q(until__gte=since), room=room, person=person)
    if (held if until is None else held.filter(since__lte=until)).exists():
        raise refuse("dialogue-seat-held", "email", person=person.name)
    return RoomSeat.objects.create(
        room=room, college=college, person=person, organisation=organisation, since=since, until=until
    )


@act("seat.end", on=SEAT_TARGET, right="dialogue:keep")
def end_seat(seat: RoomSeat, *, actor: User, until: date, day: date = TODAY) -> RoomSeat:
    """End a seat on a day, that day included: it opens nothing from the next day on."""
    if until < seat.since:
        raise refuse("dialogue-seat-days", "until")
    seat.until = until
    seat.save(update_fields=["until"])
    return seat
