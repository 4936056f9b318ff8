"""Rows that run from a day to a day, both included, and which organisations a person sees."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from filiere.site.accounts.rights import Actor, Operator
from filiere.site.kit.rights import allowed

if TYPE_CHECKING:
    # Named in a string by the generic base class below, which the linter does not read.
    from filiere.site.members.models import AccountRequest, Mandate, Organisation  # noqa: F401


class DatedQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows with ``since`` and ``until``; ``until`` null runs on."""

    def current(self, day: date) -> DatedQuerySet[M]:
        """Those that run on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


DatedManager = models.Manager.from_queryset(DatedQuerySet)


class MandateQuerySet(DatedQuerySet["Mandate"]):
    """Mandates."""

    def for_staff(self) -> MandateQuerySet:
        """All of them, with the people and organisations that the staff reads beside."""
        return self.select_related("user", "organisation", "substitute_of__user")

    def for_substitutes(self) -> MandateQuerySet:
        """Those that somebody may stand in for."""
        return self.filter(substitute_of__isnull=True).select_related("user")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations."""

    def visible_to(self, actor: Actor) -> OrganisationQuerySet:
        """All of them for whoever reads the directory, else those that the person acts for today."""
        if allowed(actor, "directory:read"):
            return self.all()
        if isinstance(actor, Operator) or not getattr(actor, "is_authenticated", False) or not actor.is_active:
            return self.none()
        if not actor.is_verified:
            return self.none()
        memberships = apps.get_model("members", "Membership")._default_manager
        held = memberships.current(timezone.localdate()).filter(user=actor)
        return self.filter(pk__in=held.values("organisation"))

    def for_key(self, key: str) -> Organisation | None:
        """The organisation that a key names, None without one; whether its reader may see it is judged by the right."""
        return self.filter(key=key).first()

    def search(self, words: str) -> OrganisationQuerySet:
        """Those whose name or group holds the words, or whose SIREN begins with the digits typed."""
        digits = "".join(words.split())
        found = Q(name__icontains=words) | Q(group__icontains=words)
        if digits.isascii() and digits.isdigit():
            found |= Q(siren__startswith=digits[:9]) | Q(sites__siret__startswith=digits)
        return self.filter(found).distinct()


class AccountRequestQuerySet(models.QuerySet["AccountRequest"]):
    """Requests for an account."""

    def visible_to(self, actor: Actor) -> AccountRequestQuerySet:
        """Those whose address is confirmed, for whoever answers them."""
        return self.exclude(state="asked") if allowed(actor, "account-request:answer") else self.none()

    def for_key(self, key: str) -> AccountRequest | None:
        """The request that a key names, None without one."""
        return self.filter(key=key).first()
