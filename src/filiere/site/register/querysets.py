"""Which labels are sought, which complaints a person sees, who is told of a holder, and which statistics stand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from filiere.site.accounts.rights import Actor, Operator
from filiere.site.kit.rights import allowed
from filiere.site.workflow.exclusions import find_judged_organisations
from filiere.site.workflow.querysets import not_excluded_condition

if TYPE_CHECKING:
    from filiere.site.members.models import Organisation

    # Named in strings by the generic base classes below, which the linter does not read.
    from filiere.site.register.models import Complaint, Follow, HalfYear, RegisteredLabel  # noqa: F401
    from filiere.site.workflow.models import Dossier


class RegisteredLabelQuerySet(models.QuerySet["RegisteredLabel"]):
    """Labels of the register."""

    def bearing(self, column: str, words: str) -> RegisteredLabelQuerySet:
        """Those that may have a number or a fingerprint; a column holds several, so the caller looks closer."""
        # PostgreSQL knows no text with a null in it, and no label has a number that does not show.
        return self.filter(**{f"{column}__contains": words}) if words.isprintable() and words else self.none()

    def perhaps_held_on(self, day: date) -> RegisteredLabelQuerySet:
        """Those that may have held at the close of a day that is over; the events of each say whether it did."""
        spoken = Q(due__isnull=True) | Q(due__gte=day)
        return self.filter(begun__lte=day).exclude(spoken & ~Q(verdict="valid") & Q(since__lte=day))


class FollowQuerySet(models.QuerySet["Follow"]):
    """Followers."""

    def for_user(self, user: Actor, organisation: Organisation) -> FollowQuerySet:
        """Whether a person follows an organisation with their account."""
        return self.filter(user=user, organisation=organisation)  # type: ignore[misc]

    def confirmed(self) -> FollowQuerySet:
        """Accounts, and addresses that were confirmed."""
        return self.filter(Q(user__isnull=False) | Q(confirmed_at__isnull=False))


class HalfYearQuerySet(models.QuerySet["HalfYear"]):
    """Statistics that went out; the gate decided what everybody may read of them."""

    def standing(self, day: date) -> HalfYear | None:
        """Those of the last half-year that was kept up to a day."""
        return self.filter(day__lte=day).order_by("day").last()


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Complaints."""

    def visible_to(self, actor: Actor) -> ComplaintQuerySet:
        """All that the staff may handle, but for those about a dossier from which the person is kept out.

        That is by a recusal or a tie, or because they judged its organisation within three years.
        """
        if isinstance(actor, Operator) or not allowed(actor, "complaint:read"):
            return self.none()
        day = timezone.localdate()
        judged = Q(dossier__organisation__in=find_judged_organisations(actor, day))
        return self.filter(not_excluded_condition(actor, day, "dossier__") & ~judged)

    def open(self) -> ComplaintQuerySet:
        """Those about which something is still awaited, the one that waits longest first."""
        return self.filter(state__in=self.model.OPEN).order_by("received_at", "pk")

    def closed(self) -> ComplaintQuerySet:
        """Those that were told an outcome or dismissed, the last first."""
        return self.exclude(state__in=self.model.OPEN).order_by("-closed_at", "-pk")

    def for_follower(self, key: str) -> Complaint | None:
        """The complaint whose tracking number a browser gave."""
        return self.filter(key=key).select_related("dossier__organisation").first()

    def for_holder(self, dossier: Dossier) -> ComplaintQuerySet:
        """Those of a dossier of which the holder knows, in an order that tells no day."""
        return self.admitted().filter(dossier=dossier).order_by("key")

    def admitted(self) -> ComplaintQuerySet:
        """Those of which the holder knows."""
        return self.filter(state__in=("admitted", "answered", "closed")).exclude(shared="")
