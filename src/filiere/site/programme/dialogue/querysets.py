"""Which rooms somebody reads: the public ones, and those in which they sit or that they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        if not isinstance(actor, User) or not actor.is_active or not actor.verified:
            return self.filter(seen)
        if Role.PROGRAMME in actor.roles():
            return self
        seats = apps.get_model("programme", "RoomSeat")._default_manager
        held = seats.current(timezone.localdate()).filter(person=actor)
        return self.filter(seen | Q(pk__in=held.values("room")))

    def for_key(self, key: str) -> DialogueRoom | None:
        """The room of that key; whether its reader may see it is judged by the right."""
        return self.filter(key=key).first()
