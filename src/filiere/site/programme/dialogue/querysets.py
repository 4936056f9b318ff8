"""Which rooms somebody reads, and what stands in them: the public ones, those in which they sit or that they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor, Role

if TYPE_CHECKING:
    # Named in a string by the generic base class below, which the linter does not read.
    from filiere.site.programme.dialogue.models import DialogueRoom


class RoomQuerySet(models.QuerySet["DialogueRoom"]):
    """Rooms."""

    def visible_to(self, actor: Actor) -> RoomQuerySet:
        """Those that the actor may read today."""
        seen = Q(confidentiality="public")
        if not isinstance(actor, User) or not actor.is_active or not actor.is_verified:
            return self.filter(seen)
        if Role.PROGRAMME in actor.roles():
            return self
        seats = apps.get_model("programme", "RoomSeat")._default_manager
        held = seats.current(timezone.localdate()).filter(person=actor)
        return self.filter(seen | Q(pk__in=held.values("room")))

    def for_key(self, key: str) -> DialogueRoom | None:
        """The room of that key; whether its reader may see it is judged by the right."""
        return self.filter(key=key).first()


class InRoomQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that stand in a room."""

    room_path = "room"

    def visible_to(self, actor: Actor) -> Self:
        """Those of the rooms that the actor may read today."""
        rooms = apps.get_model("programme", "DialogueRoom")._default_manager
        return self.filter(**{f"{self.room_path}__in": rooms.visible_to(actor)})

    def for_room(self, room: DialogueRoom) -> Self:
        """Those of a room, whose reader its right judges."""
        return self.filter(**{self.room_path: room})


class DiscussedTextQuerySet[M: models.Model](InRoomQuerySet[M]):
    """Texts under discussion."""

    def leave_out_reasons(self) -> Self:
        """Those put by the secretary: not the reasons of an amendment, which are read beside it."""
        return self.filter(reasons__isnull=True)


class InTextQuerySet[M: models.Model](InRoomQuerySet[M]):
    """Rows that stand in a text under discussion."""

    room_path = "text__room"
