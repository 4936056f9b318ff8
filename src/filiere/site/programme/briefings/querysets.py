"""Which briefings somebody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import allowed

if TYPE_CHECKING:
    # Named in a string by the generic base class below, which the linter does not read.
    from filiere.site.programme.briefings.models import Briefing


class BriefingQuerySet(models.QuerySet["Briefing"]):
    """Briefings."""

    def visible_to(self, actor: Actor) -> BriefingQuerySet:
        """All of them for whoever prepares meetings, none for others."""
        return self.all() if allowed(actor, "briefing:read") else self.none()

    def for_key(self, key: str) -> Briefing | None:
        """The briefing of a key."""
        return self.filter(key=key).first()
