"""Which commitments, signatures and calls a person sees; views filter nothing by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import allowed

if TYPE_CHECKING:
    # Named in strings by the generic base classes below, which the linter does not read.
    from filiere.site.programme.commitments.models import (
        Call,
        CharterSignature,  # noqa: F401
        CharterVersion,
        Commitment,
        Volunteer,  # noqa: F401
    )


class CharterQuerySet(models.QuerySet["CharterVersion"]):
    """Versions of the charter, all public."""

    def current(self, day: date) -> CharterVersion | None:
        """The one that is signed on a day."""
        return self.filter(published_on__lte=day).order_by("-number").first()


class SignatureQuerySet(models.QuerySet["CharterSignature"]):
    """Signatures of the charter."""

    def standing(self) -> SignatureQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def for_person(self, person: Any) -> SignatureQuerySet:
        """Those of a person, which they did not withdraw."""
        if not getattr(person, "pk", None):
            return self.none()
        return self.standing().filter(user=person).select_related("version", "organisation")


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Commitments."""

    def visible_to(self, actor: Actor) -> CommitmentQuerySet:
        """The public ones; one’s own; all of them for the actors of the programme."""
        if allowed(actor, "programme:read"):
            return self.all()
        mine = Q(owner=actor) if getattr(actor, "pk", None) else Q(pk__in=())
        return self.filter(Q(public=True) | mine)

    def for_listing(self) -> CommitmentQuerySet:
        """With what a list shows of each."""
        return self.select_related("organisation", "owner").prefetch_related("events")

    def running(self) -> CommitmentQuerySet:
        """Those of which nobody has said that they are kept or broken, unless by mistake."""
        event: Any = self.model._meta.get_field("events").related_model
        settled = event.objects.filter(kind__in=("kept", "broken"), correction=None)
        return self.exclude(pk__in=settled.values("commitment"))

    def for_key(self, key: str) -> Commitment | None:
        """The commitment of a key."""
        return self.for_listing().filter(key=key).first()


class CallQuerySet(models.QuerySet["Call"]):
    """Calls, all public."""

    def for_day(self, day: date) -> CallQuerySet:
        """Those that are open on a day."""
        return self.filter(opened_on__lte=day, until__gte=day)

    def for_key(self, key: str) -> Call | None:
        """The call of a key."""
        return self.filter(key=key).first()


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    """People who joined."""

    def for_person(self, person: Any) -> VolunteerQuerySet:
        """What a person joined."""
        return self.filter(user=person) if getattr(person, "pk", None) else self.none()

    def for_call(self, call: Call) -> VolunteerQuerySet:
        """Those of a call, with their accounts."""
        return self.filter(call=call).select_related("user")
