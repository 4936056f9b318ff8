"""Whoever judges holds none of the roles that prepare, run or staff the judging.

Four roles of the site cannot be held with a seat of the committee or of the appeal panel, as titular or substitute:

- staff of the label: it prepares the dossiers, calls the sessions, keeps the agenda and records who sits;
- auditor: the bodies judge what auditors report, and name nobody among their own;
- administrator of accounts: who can reset a colleague's account could vote in their place;
- public authority, unless the seat is of the college of the State: the State would sit twice. A member of that college
  may hold it, for the same office usually sends one person for both, and the role decides nothing.

A seat that is over excludes nothing. Where both are held all the same, from before this rule, the person acts with the
judge's hat alone, on every page, and the page of mandates says so to the staff.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from filiere.core import Fault, Text
from filiere.site.accounts.models import Grant, User
from filiere.site.accounts.rights import ROLE_NAMES, Role
from filiere.site.accounts.role_conflicts import grant_rules, role_exclusions
from filiere.site.members.affiliations import find_affiliations
from filiere.site.members.field_checks import fault
from filiere.site.members.label_bodies import COLLEGE_LABELS, INSTANCES, format_seat
from filiere.site.members.models import Mandate

JUDGING_BODIES = ("committee", "appeal_panel")
"""The bodies whose members judge dossiers."""

EXCLUDED_ROLES = frozenset({Role.LABEL_STAFF, Role.AUDITOR, Role.ADMINISTRATOR})
STATE_COLLEGE = "state"


@dataclass(frozen=True, slots=True)
class RoleConflict:
    """A person who holds a judge's seat and a role that it excludes; the role counts for nothing meanwhile."""

    user: User
    role: Role
    mandate: Mandate

    @property
    def words(self) -> Text:
        """What the person holds, without their name."""
        role, body = ROLE_NAMES[self.role], INSTANCES[self.mandate.instance]
        college = COLLEGE_LABELS.get(self.mandate.college) or Text.same(self.mandate.college)
        seat = format_seat(self.mandate.seat)
        return Text(
            fr=f"rôle « {role.fr} » et siège « {seat.fr} » ({body.fr}, collège {college.fr})",
            en=f"role “{role.en}” and seat “{seat.en}” ({body.en}, college of {college.en})",
        )


def list_college_exclusions(college: str) -> frozenset[Role]:
    """Return the roles that a judge's seat of a college excludes."""
    return EXCLUDED_ROLES if college == STATE_COLLEGE else EXCLUDED_ROLES | {Role.STATE}


def find_seated_users(role: Role, day: date) -> QuerySet[Mandate, int]:
    """Return the primary keys of the people whose seat of a day excludes a role."""
    found = Mandate.objects.current(day).filter(instance__in=JUDGING_BODIES)
    if role == Role.STATE:
        found = found.exclude(college=STATE_COLLEGE)
    elif role not in EXCLUDED_ROLES:
        found = found.none()
    return found.order_by().values_list("user", flat=True)


def find_role_conflicts(day: date) -> Iterator[RoleConflict]:
    """Yield who holds a judge's seat, now or to come, beside a role that it excludes."""
    seats = (
        Mandate.objects.filter(_lasting_condition(day), instance__in=JUDGING_BODIES)
        .select_related("user")
        .order_by("pk")
    )
    held: dict[int, set[Role]] = {}
    for user, role in Grant.objects.current().order_by().values_list("user", "role"):
        held.setdefault(user, set()).add(Role(role))
    for seat in seats:
        for role in sorted(held.get(seat.user_id, set()) & list_college_exclusions(seat.college)):
            yield RoleConflict(seat.user, role, seat)


def list_seat_objections(mandate: Mandate, day: date) -> list[Fault]:
    """Return what the roles of a person hold against a judge's seat; nothing against one that is over."""
    if mandate.instance not in JUDGING_BODIES or (mandate.until is not None and mandate.until < day):
        return []
    roles = sorted(mandate.user.held_roles() & list_college_exclusions(mandate.college))
    if not roles:
        return []
    names = [ROLE_NAMES[role] for role in roles]
    return [
        fault(
            "judge-holds-role",
            f"Un membre de cette instance ne peut pas avoir le rôle « {' », « '.join(one.fr for one in names)} ».",
            f"A member of this body cannot also hold the role “{'”, “'.join(one.en for one in names)}”.",
            "Choisissez une autre personne, ou faites d’abord retirer ce rôle.",
            "Choose another person, or have that role withdrawn first.",
            "user",
        )
    ]


@role_exclusions.register
def exclude_roles_by_seat(user: User) -> frozenset[Role]:
    """Return the roles that the seats a person holds today exclude; who holds none of them is not looked up."""
    if not user.held_roles() & (EXCLUDED_ROLES | {Role.STATE}):
        return frozenset()
    seats = (one for one in find_affiliations(user, timezone.localdate()).mandates if one.instance in JUDGING_BODIES)
    return frozenset[Role]().union(*(list_college_exclusions(one.college) for one in seats))


@grant_rules.register
def list_role_objections(user: User, role: Role) -> list[Fault]:
    """Return what a judge's seat, held now or to come, has against a role."""
    seats = Mandate.objects.filter(_lasting_condition(timezone.localdate()), user=user, instance__in=JUDGING_BODIES)
    seat = next((one for one in seats if role in list_college_exclusions(one.college)), None)
    if seat is None:
        return []
    body, name = INSTANCES[seat.instance], ROLE_NAMES[role]
    return [
        fault(
            "role-of-judge",
            f"Cette personne occupe un siège ({body.fr}), qui n’admet pas le rôle « {name.fr} ».",
            f"This person holds a seat ({body.en}): voting members cannot also have the role “{name.en}”.",
            "Choisissez une autre personne, ou attendez la fin du mandat.",
            "Choose another person, or wait for the end of the mandate.",
            "role",
        )
    ]


def _lasting_condition(day: date) -> Q:
    return Q(until__isnull=True) | Q(until__gte=day)
