"""Which briefings somebody reads."""

from __future__ import annotations

from datetime import date
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

    def forget_names(self, day: date, most: int) -> int:
        """Erase who came to meetings held before a day, so many at most; return of how many. The rest is the plan’s."""
        old = list(self.filter(meeting_on__lt=day).exclude(body__present="")[:most])
        for row in old:
            row.body["present"] = ""
        self.bulk_update(old, ["body"])
        return len(old)
