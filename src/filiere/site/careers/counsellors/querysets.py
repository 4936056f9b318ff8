"""Which files and sessions somebody sees: those that they keep themselves, and nobody else’s."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F

from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import allowed

if TYPE_CHECKING:
    # Named in strings by the generic base classes below, which the linter does not read.
    from filiere.site.careers.counsellors.models import PersonFile, Simulation

KEEP = "person-file:keep"


class FileQuerySet(models.QuerySet["PersonFile"]):
    """Files of people."""

    def visible_to(self, actor: Actor) -> FileQuerySet:
        """One’s own, for a counsellor; none for anybody else."""
        return self.filter(owner_id=getattr(actor, "pk", None)) if allowed(actor, KEEP) else self.none()

    def for_listing(self) -> FileQuerySet:
        """With their steps, as a list shows them."""
        return self.prefetch_related("steps").order_by(F("next_on").asc(nulls_last=True), "-last_contact", "pk")

    def for_key(self, key: str) -> PersonFile | None:
        """The file of a key, with all that hangs on it."""
        return self.filter(key=key).prefetch_related("steps", "results", "corrections", "places__simulation").first()

    def without_contact_since(self, day: date) -> FileQuerySet:
        """Those whose last contact was before a day, the oldest first."""
        return self.filter(last_contact__lt=day).order_by("last_contact", "pk")


class SimulationQuerySet(models.QuerySet["Simulation"]):
    """Sessions of recruitment by simulation."""

    def visible_to(self, actor: Actor) -> SimulationQuerySet:
        """One’s own, for a counsellor; none for anybody else."""
        return self.filter(owner_id=getattr(actor, "pk", None)) if allowed(actor, KEEP) else self.none()

    def for_key(self, key: str) -> Simulation | None:
        """The session of a key, with the files invited."""
        return self.filter(key=key).prefetch_related("places__file").first()
