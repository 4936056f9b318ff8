"""The doors of a person's own space: what they may open, in the order of a working day, and nothing else.

Declared once, as the rubrics of the masthead are. A page that does not exist yet is left out, and so is a door whose
right the person does not hold; a door is only a convenience, and each page asks for its right again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.approvals import approval_kinds
from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Role
from filiere.site.kit.rights import allowed
from filiere.site.members.models import Mandate, Membership

UserPredicate = Callable[[User], bool]


@dataclass(frozen=True, slots=True)
class WorkspaceDoor:
    """A page, what it is for, and who is shown it."""

    label: Text
    note: Text
    name: str
    shown_to: UserPredicate


@dataclass(frozen=True, slots=True)
class WorkspaceLink:
    """A door ready to print."""

    label: str
    note: str
    url: str


def _has_permission(permission: str) -> UserPredicate:
    return lambda user: allowed(user, permission)


def _has_role(*roles: Role) -> UserPredicate:
    return lambda user: bool(user.roles() & set(roles))


def _edits_organisation(user: User) -> bool:
    held = Membership.objects.current(timezone.localdate()).filter(user=user)
    return held.filter(right=Membership.Right.EDIT).exists()


def _is_plain_member(user: User) -> bool:
    held = Membership.objects.current(timezone.localdate()).filter(user=user)
    return held.exists() and not allowed(user, "directory:read")


def _may_countersign(user: User) -> bool:
    return any(allowed(user, kind.permission) for kind in approval_kinds.values())


def _holds_mandate(*instances: str) -> UserPredicate:
    def ask(user: User) -> bool:
        held = Mandate.objects.current(timezone.localdate()).filter(user=user, instance__in=instances)
        return user.verified and held.exists()

    return ask


def _holds_mandate_or_is_staff(*instances: str) -> UserPredicate:
    sits, runs = _holds_mandate(*instances), _has_role(Role.LABEL_STAFF)
    return lambda user: runs(user) or sits(user)


WORKSPACE_DOORS: tuple[WorkspaceDoor, ...] = (
    WorkspaceDoor(
        Text(fr="Préparer une candidature", en="Prepare an application"),
        Text(
            fr="Catégorie, périmètre, éligibilité, prix et effort, avant tout engagement.",
            en="Category, scope, eligibility, price and effort, before any commitment.",
        ),
        "candidature:start",
        _edits_organisation,
    ),
    WorkspaceDoor(
        Text(fr="Votre organisation", en="Your organisation"),
        Text(
            fr="Sa fiche, ses sites, ses contacts, et qui agit pour elle ici.",
            en="Its record, sites and contacts, and who acts for it here.",
        ),
        "members:home",
        _is_plain_member,
    ),
    WorkspaceDoor(
        Text(fr="Titulaires que vous suivez", en="Holders you follow"),
        Text(
            fr="Être prévenu d’une suspension ou d’un retrait, ou cesser.",
            en="Get notified of a suspension or withdrawal, or unsubscribe.",
        ),
        "register:follows",
        lambda user: user.follows.exists(),
    ),
    WorkspaceDoor(
        Text(fr="Vos missions d’audit", en="Your audit assignments"),
        Text(
            fr="Déclarer son indépendance, préparer, auditer, rendre compte.",
            en="Declare independence, prepare, audit, report.",
        ),
        "audit-missions:mine",
        _has_role(Role.AUDITOR),
    ),
    WorkspaceDoor(
        Text(fr="Séances du comité et du recours", en="Sessions of the committee and of the appeal panel"),
        Text(fr="Ordre du jour, pièces, votes, comptes rendus.", en="Agenda, documents, votes, minutes."),
        "committee:home",
        _holds_mandate_or_is_staff(Mandate.Instance.COMMITTEE, Mandate.Instance.APPEAL_PANEL),
    ),
    WorkspaceDoor(
        Text(fr="Comité scientifique", en="Scientific committee"),
        Text(
            fr="Proposer une version, la simuler, consulter, adopter.",
            en="Propose a release, simulate it, consult, adopt.",
        ),
        "science:home",
        _holds_mandate_or_is_staff(Mandate.Instance.SCIENTIFIC, Mandate.Instance.COMMITTEE),
    ),
    WorkspaceDoor(
        Text(fr="Réclamations", en="Complaints"),
        Text(fr="Trier, demander une réponse, conclure.", en="Review, request a response, conclude."),
        "register:staff-complaints",
        _has_permission("complaint:read"),
    ),
    WorkspaceDoor(
        Text(fr="Annuaire", en="Directory"),
        Text(
            fr="Organisations, sites, contacts, adhésions, import et export.",
            en="Organisations, sites, contacts, memberships, import and export.",
        ),
        "members:home",
        _has_permission("directory:read"),
    ),
    WorkspaceDoor(
        Text(fr="Mandats", en="Mandates"),
        Text(
            fr="Qui siège où, depuis quand ; demander un siège ou sa fin.",
            en="Who sits where, since when; request a seat or its end.",
        ),
        "members:mandates",
        _has_permission("mandate:record"),
    ),
    WorkspaceDoor(
        Text(fr="Comptes et invitations", en="Accounts and invitations"),
        Text(fr="Qui a un compte, avec quels rôles ; inviter.", en="Who has an account, with which roles; invite."),
        "accounts:people",
        _has_permission("account:read"),
    ),
    WorkspaceDoor(
        Text(fr="Demandes à contresigner", en="Requests to countersign"),
        Text(
            fr="Ce qui demande deux personnes : qui demande quoi, pourquoi, et jusqu’à quand.",
            en="Actions requiring two people: who requests what, why, and until when.",
        ),
        "accounts:approvals",
        _may_countersign,
    ),
    WorkspaceDoor(
        Text(fr="Simuler d’autres poids", en="Simulate other weights"),
        Text(
            fr="Voir qui gagnerait ou perdrait un niveau, avant de voter.",
            en="See who would gain or lose a level, before voting.",
        ),
        "label-staff:simulate",
        _has_permission("referential:simulate"),
    ),
    WorkspaceDoor(
        Text(fr="Sources et registre des chiffres", en="Sources and register of figures"),
        Text(fr="Importer, décider, retenir, corriger.", en="Import, decide, retain, correct."),
        "staff:home",
        _has_permission("source:read"),
    ),
    WorkspaceDoor(
        Text(fr="Tableaux protégés", en="Protected tables"),
        Text(
            fr="Préparer sous secret statistique, voir ce qui se révèle, publier.",
            en="Prepare under statistical confidentiality, see what is revealed, publish.",
        ),
        "confidentiality:tables",
        _has_permission("release:read-inside"),
    ),
    WorkspaceDoor(
        Text(fr="Journal des actes", en="Journal"),
        Text(
            fr="Tout acte y laisse une entrée, que rien ne change sans que cela se voie.",
            en="Every action leaves an entry there, which cannot be altered unnoticed.",
        ),
        "staff:journal",
        _has_permission("journal:read"),
    ),
    WorkspaceDoor(
        Text(fr="Lettres qui ne sont pas parties", en="Unsent e-mails"),
        Text(fr="Pourquoi, et les relancer ou les abandonner.", en="See why, and resend or abandon them."),
        "mail:failed",
        _has_permission("letter:mend"),
    ),
    WorkspaceDoor(
        Text(fr="Horloge et tâches de chaque heure", en="Clock and hourly tasks"),
        Text(
            fr="Si la date du serveur est sûre, et si délais, rappels et effacements se font.",
            en="Whether the server’s date can be trusted, and deadlines, reminders and erasures are up to date.",
        ),
        "staff:clock",
        _has_permission("clock:confirm"),
    ),
)


def list_doors(user: User) -> list[WorkspaceLink]:
    """The doors that this person may open."""
    found = []
    for door in WORKSPACE_DOORS:
        if not door.shown_to(user):
            continue
        try:
            url = reverse(door.name)
        except NoReverseMatch:
            continue
        found.append(WorkspaceLink(str(door.label), str(door.note), url))
    return found
