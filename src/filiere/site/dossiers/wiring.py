"""What this app itself says to the registries: rights to read a dossier, and whom messages reach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from filiere.core import Text
from filiere.site.accounts.models import Grant, User
from filiere.site.accounts.permissions import Role
from filiere.site.dossiers import awaited  # noqa: F401  Who is awaited alone registers there.
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import not_kept_out, parties_of_each
from filiere.site.dossiers.registries import Section, reached_by, section
from filiere.site.dossiers.rights import Right, register_rights
from filiere.site.members.incompatibilities import seated_against
from filiere.site.members.models import Mandate, Membership

INSIDE = ("candidate", "candidate_reader", "staff_representatives")
ALL = (*INSIDE, "staff", "auditor", "committee", "appeal_panel", "state")

register_rights(
    Right(
        "dossier:read",
        by=ALL,
        words=Text(fr="lire l’état et l’histoire du dossier", en="view the status and history of the dossier"),
    ),
)
section(
    Section("overview", Text(fr="Vue d’ensemble", en="Overview"), "dossiers:overview", "dossier:read", 0),
)


def _members(dossier: Dossier, day: date, *rights: str) -> Iterable[User]:
    held = Membership.objects.current(day).filter(organisation=dossier.organisation_id, right__in=rights)
    return User.objects.filter(pk__in=held.values("user"))


@reached_by("candidate")
def candidate(dossier: Dossier, day: date) -> Iterable[User]:
    """Those who read or edit for the organisation."""
    return _members(dossier, day, Membership.Right.READ, Membership.Right.EDIT)


@reached_by("holder")
def holder(dossier: Dossier, day: date) -> Iterable[User]:
    """The same people once there is a label; nobody before, so that nothing is told twice."""
    return candidate(dossier, day) if dossier.label != Dossier.Shown.NONE else ()


@reached_by("staff_representatives")
def staff_representatives(dossier: Dossier, day: date) -> Iterable[User]:
    """The staff representatives of the organisation."""
    return _members(dossier, day, Membership.Right.STAFF_REPRESENTATIVE)


def _granted(role: Role, dossier: Dossier, day: date) -> Iterable[User]:
    held = User.objects.filter(pk__in=Grant.objects.current().filter(role=role).values("user"))
    # Whoever is kept out of the dossier gets no news of it, whatever role they hold.
    return not_kept_out(list(held.exclude(pk__in=seated_against(role, day))), dossier, day)


@reached_by("staff")
def staff(dossier: Dossier, day: date) -> Iterable[User]:
    """The staff of the label, but for those who stay out of this dossier."""
    return _granted(Role.LABEL_STAFF, dossier, day)


@reached_by("state")
def state(dossier: Dossier, day: date) -> Iterable[User]:
    """The public authority, but for those who stay out of this dossier."""
    return _granted(Role.STATE, dossier, day)


def _seated(dossier: Dossier, instance: str, day: date) -> Iterable[User]:
    held = Mandate.objects.current(day).filter(instance=instance)
    people = list(User.objects.filter(pk__in=held.values("user")))
    # A recused member gets no paper of the dossier, not even the news that there is one.
    parties = parties_of_each(people, dossier, day)
    return [one for one, found in zip(people, parties, strict=True) if instance in found]


@reached_by("committee")
def committee(dossier: Dossier, day: date) -> Iterable[User]:
    """The members of the committee who are not recused."""
    return _seated(dossier, Mandate.Instance.COMMITTEE, day)


@reached_by("appeal_panel")
def appeal_panel(dossier: Dossier, day: date) -> Iterable[User]:
    """The members of the appeal panel who are not recused."""
    return _seated(dossier, Mandate.Instance.APPEAL_PANEL, day)
