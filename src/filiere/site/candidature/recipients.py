"""Whom the letters of a procedure reach: the organisation’s own side, and the offices of the label."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from filiere.site.accounts.models import Grant, User
from filiere.site.accounts.rights import Role
from filiere.site.members.models import Membership
from filiere.site.members.seat_incompatibilities import find_seated_users
from filiere.site.workflow.extension_points import recipient_lookups
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import list_not_excluded


def _list_members(dossier: Dossier, day: date, *rights: str) -> Iterable[User]:
    held = Membership.objects.current(day).filter(organisation=dossier.organisation_id, right__in=rights)
    return User.objects.filter(pk__in=held.values("user"))


@recipient_lookups.register("candidate")
def list_candidate_recipients(dossier: Dossier, day: date) -> Iterable[User]:
    """Those who read or edit for the organisation."""
    return _list_members(dossier, day, Membership.Right.READ, Membership.Right.EDIT)


@recipient_lookups.register("staff_representatives")
def list_representative_recipients(dossier: Dossier, day: date) -> Iterable[User]:
    """The staff representatives of the organisation."""
    return _list_members(dossier, day, Membership.Right.STAFF_REPRESENTATIVE)


def _list_role_holders(role: Role, dossier: Dossier, day: date) -> Iterable[User]:
    held = User.objects.filter(pk__in=Grant.objects.current().filter(role=role).values("user"))
    # Whoever is kept out of the dossier gets no news of it, whatever role they hold.
    return list_not_excluded(list(held.exclude(pk__in=find_seated_users(role, day))), dossier, day)


@recipient_lookups.register("staff")
def list_staff_recipients(dossier: Dossier, day: date) -> Iterable[User]:
    """The staff of the label, but for those who stay out of this dossier."""
    return _list_role_holders(Role.LABEL_STAFF, dossier, day)


@recipient_lookups.register("state")
def list_state_recipients(dossier: Dossier, day: date) -> Iterable[User]:
    """The public authority, but for those who stay out of this dossier."""
    return _list_role_holders(Role.STATE, dossier, day)
