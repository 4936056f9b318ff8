"""What this app itself says to the registries: rights to read a dossier, and whom messages reach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from filiere.core import Text
from filiere.site.accounts.models import Grant, User
from filiere.site.accounts.permissions import Operator, Role
from filiere.site.journal.extension_points import comparisons
from filiere.site.kit.rights import Right, rights, scopes
from filiere.site.members.incompatibilities import find_seated_users
from filiere.site.members.models import Mandate, Membership
from filiere.site.workflow import (
    api,  # noqa: F401  Its operations register there.
    name_checks,  # noqa: F401  The check of the start registers there.
    sole_actors,  # noqa: F401  Who is awaited alone registers there.
)
from filiere.site.workflow.extension_points import DossierSection, dossier_sections, recipient_lookups
from filiere.site.workflow.journal_records import compare_dossiers, compare_events, compare_snapshots
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties_of_each, list_not_excluded
from filiere.site.workflow.rights import DOSSIER, DOSSIER_SCOPE

scopes.add(DOSSIER_SCOPE)
rights.add(
    Right(
        "dossier:tick", by=(Operator.key,), words=Text(fr="faire passer les délais échus", en="apply expired deadlines")
    ),
)


comparisons.add(compare_events, compare_dossiers, compare_snapshots)

OWN_SIDE_PARTIES = ("candidate", "candidate_reader", "staff_representatives")
ALL_PARTIES = (*OWN_SIDE_PARTIES, "staff", "auditor", "committee", "appeal_panel", "state")

rights.add(
    Right(
        "dossier:read",
        on=DOSSIER,
        by=ALL_PARTIES,
        words=Text(fr="lire l’état et l’histoire du dossier", en="view the status and history of the dossier"),
    ),
)
dossier_sections.add(
    DossierSection("overview", Text(fr="Vue d’ensemble", en="Overview"), "dossiers:overview", "dossier:read", 0),
)


def _list_members(dossier: Dossier, day: date, *rights: str) -> Iterable[User]:
    held = Membership.objects.current(day).filter(organisation=dossier.organisation_id, right__in=rights)
    return User.objects.filter(pk__in=held.values("user"))


@recipient_lookups.register("candidate")
def list_candidate_recipients(dossier: Dossier, day: date) -> Iterable[User]:
    """Those who read or edit for the organisation."""
    return _list_members(dossier, day, Membership.Right.READ, Membership.Right.EDIT)


@recipient_lookups.register("holder")
def list_holder_recipients(dossier: Dossier, day: date) -> Iterable[User]:
    """The same people once there is a label; nobody before, so that nothing is told twice."""
    return list_candidate_recipients(dossier, day) if dossier.label != Dossier.Shown.NONE else ()


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


def _list_seated(dossier: Dossier, instance: str, day: date) -> Iterable[User]:
    held = Mandate.objects.current(day).filter(instance=instance)
    people = list(User.objects.filter(pk__in=held.values("user")))
    # A recused member gets no paper of the dossier, not even the news that there is one.
    parties = find_parties_of_each(people, dossier, day)
    return [one for one, found in zip(people, parties, strict=True) if instance in found]


@recipient_lookups.register("committee")
def list_committee_recipients(dossier: Dossier, day: date) -> Iterable[User]:
    """The members of the committee who are not recused."""
    return _list_seated(dossier, Mandate.Instance.COMMITTEE, day)


@recipient_lookups.register("appeal_panel")
def list_panel_recipients(dossier: Dossier, day: date) -> Iterable[User]:
    """The members of the appeal panel who are not recused."""
    return _list_seated(dossier, Mandate.Instance.APPEAL_PANEL, day)
