"""What somebody is in the dialogue, as the site tells it: the rooms in which they sit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.extension_points import account_lines
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.accounts.second_factor_policy import seat_checks
from filiere.site.prepared_queries import PreparedRows
from filiere.site.programme.dialogue.models import RoomSeat
from filiere.site.programme.dialogue.voting_rooms import title_text


def sits_in_a_room(person: Any) -> bool:
    """Whether somebody sits in a room today, or keeps them all."""
    if not isinstance(person, User):
        return False
    return (
        Role.PROGRAMME in person.roles()
        or RoomSeat.objects.current(timezone.localdate()).filter(person=person).exists()
    )


@seat_checks.register
def holds_voting_seat(person: User) -> bool:
    """Whether somebody votes in a room today: they show a second factor, and no one person closes their account."""
    return RoomSeat.objects.current(timezone.localdate()).filter(person=person, college__isnull=False).exists()


_SEATS = PreparedRows(
    lambda person, day: RoomSeat.objects.current(day).filter(person=person).select_related("room", "organisation"),
    -1,
    date.max,
)


@account_lines.register
def list_room_functions(person: User) -> list[Text]:
    """The seats of a person: for whom, in which room."""
    held = _SEATS.fetch(person.pk, timezone.localdate())
    rows = [(one.organisation.name, title_text(one.room)) for one in held]
    return [Text(fr=f"{name}, {room.fr}", en=f"{name}, {room.en}") for name, room in rows]
