"""Which dossiers a person sees; views never filter by hand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from filiere.site.accounts.rights import Actor, Operator
from filiere.site.members.models import Membership
from filiere.site.workflow.exclusions import find_exclusion, find_judged_organisations
from filiere.site.workflow.extension_points import site_parties, visibility_rules
from filiere.site.workflow.state_groups import find_start_states, find_states

if TYPE_CHECKING:
    from filiere.site.accounts.models import User

    # Named in a string by the generic base class below, which the linter does not read.
    from filiere.site.workflow.models import Dossier  # noqa: F401


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Dossiers."""

    def running(self) -> DossierQuerySet:
        """Those in which something may still be decided."""
        return self.exclude(state__in=find_states("over"))

    def with_snapshot(self, name: str) -> DossierQuerySet:
        """Those of which a snapshot of that name was ever taken."""
        return self.filter(snapshots__name=name).distinct()

    def visible_to(self, actor: Actor) -> DossierQuerySet:
        """Those in which the person is something: member of the organisation, by a role, or by what apps above say."""
        if isinstance(actor, Operator):
            return self.all()
        if not getattr(actor, "is_authenticated", False) or not actor.is_active or not actor.is_verified:
            return self.none()
        day = timezone.localdate()
        organisations = Membership.objects.current(day).filter(user=actor).values("organisation")
        seen = Q(organisation__in=organisations)
        nothing = Q(pk__in=[])
        outside = [found for look in visibility_rules if (found := look(actor, day)) != nothing]
        roles = actor.roles()
        held = [one for one in site_parties.values() if one.role in roles]
        if any(not one.unless_judged for one in held):
            outside.append(~Q(state__in=find_start_states()))
        elif held:
            outside.append(
                ~Q(state__in=find_start_states()) & ~Q(organisation__in=find_judged_organisations(actor, day))
            )
        if outside:
            seen |= reduce(or_, outside) & not_excluded_condition(actor, day)
        return self.filter(seen).distinct()

    def for_lines(self, keys: Collection[int]) -> DossierQuerySet:
        """These, by primary key, with what a line of a list shows: a list of what is visible gave the keys."""
        return self.filter(pk__in=keys).select_related("organisation")


def not_excluded_condition(user: User, day: date, dossier: str = "") -> Q:
    """The dossiers from which no recusal and no tie keeps a person, as a condition on `Dossier`.

    ``dossier`` is the way to it from another table, such as ``dossier__``.
    """
    out = find_exclusion(user, day)
    return ~Q(**{f"{dossier}pk__in": out.recused}) & ~Q(**{f"{dossier}organisation__in": out.tied})
