"""Which dossiers a person sees; views never filter by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from filiere.site.accounts.permissions import Actor, Operator, Role
from filiere.site.dossiers.registries import sight

if TYPE_CHECKING:
    # Named in a string by the generic base class below, which the linter does not read.
    from filiere.site.dossiers.models import Dossier

# A company at work on its own answers is watched by nobody; what it files, is.
_PRIVATE = ("preparing",)


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Dossiers."""

    def public(self) -> DossierQuerySet:
        """Those that were ever granted a label, which the public register shows to everybody."""
        return self.filter(snapshots__name="certificate").distinct()

    def visible_to(self, actor: Actor) -> DossierQuerySet:
        """Those in which the person is something: member of the organisation, staff, State, or what apps above say."""
        if isinstance(actor, Operator):
            return self.all()
        if not getattr(actor, "is_authenticated", False) or not actor.is_active or not actor.verified:
            return self.none()
        day = timezone.localdate()
        from filiere.site.members.models import Membership

        organisations = Membership.objects.current(day).filter(user=actor).values("organisation")
        seen = Q(organisation__in=organisations)
        roles = actor.roles()
        if roles & {Role.LABEL_STAFF, Role.STATE}:
            seen |= ~Q(state__in=_PRIVATE)
        for look in sight:
            seen |= look(actor, day)
        return self.filter(seen).distinct()

    def for_key(self, key: str) -> Dossier | None:
        """The dossier of that key, with its organisation; what may be done in it is asked of `rights`."""
        return self.select_related("organisation", "renews").filter(key=key).first()
