"""What a person may do about one organisation: the staff by a right of the directory, its own people by membership.

The employer's side and the staff representatives are kept apart: neither invites people to the other side, so that no
company chooses who speaks for its employees here. Whoever acts for the organisation is its own side and nothing else,
as in a dossier: a role of the site adds nothing to it there. Whom a tie or a recusal keeps out of its dossier has no
hand in its people and its record either, and reads them at most.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Actor, Operator, Permission, has_permission
from filiere.site.accounts.refusals import record_refusal
from filiere.site.members.change_guards import list_conflicting_organisations
from filiere.site.members.models import Membership, Organisation

READ, EDIT, SPEAK = Membership.Right.READ, Membership.Right.EDIT, Membership.Right.STAFF_REPRESENTATIVE

RIGHT_WORDS: dict[str, Text] = {
    "organisation:read": Text(fr="lire la fiche de cette organisation", en="view this organisation’s record"),
    "organisation:edit": Text(fr="tenir les sites et contacts", en="manage the sites and contacts"),
    "organisation:keep": Text(fr="tenir la fiche et l’adhésion", en="manage the record and the membership fee"),
    "organisation:invite": Text(fr="inviter un collègue", en="invite a colleague"),
    "organisation:invite-representative": Text(
        fr="inviter un représentant du personnel", en="invite a staff representative"
    ),
}

RIGHT_LABELS: dict[str, Text] = {
    READ: Text(fr="lecture", en="reads"),
    EDIT: Text(fr="saisie", en="edits"),
    SPEAK: Text(fr="représentant du personnel", en="staff representative"),
}

_RIGHTS_BY_MEMBERSHIP: dict[str, frozenset[str]] = {
    "organisation:read": frozenset({READ, EDIT, SPEAK}),
    "organisation:edit": frozenset({EDIT}),
    "organisation:keep": frozenset(),
    "organisation:invite": frozenset({EDIT}),
    "organisation:invite-representative": frozenset({SPEAK}),
}


class OrganisationRightRefused(PermissionDenied):
    """The person reads of the organisation, yet may not do this; ``reason`` says it in words."""

    def __init__(self, name: str, *, kept_out: bool = False) -> None:
        words = RIGHT_WORDS[name]
        fr, en = (
            f"Pour cette organisation, vous ne pouvez pas {words.fr}",
            f"For this organisation you may not {words.en}",
        )
        if kept_out:
            fr += " : vous lui êtes lié·e, ou récusé·e de son dossier. Une autre personne de l’équipe doit le faire"
            en += ": you have a link with it, or are recused from its dossier. Another member of staff must do it"
        self.reason = Text(fr=f"{fr}.", en=f"{en}.")
        super().__init__(name)


def list_membership_rights(actor: Actor, organisation: Organisation) -> frozenset[str]:
    """Rights of membership that the person holds in the organisation today."""
    if isinstance(actor, Operator) or not getattr(actor, "is_authenticated", False) or not actor.is_active:
        return frozenset()
    if not actor.verified:
        return frozenset()
    held = Membership.objects.current(timezone.localdate()).filter(user=actor, organisation=organisation)
    return frozenset(held.values_list("right", flat=True))


def list_organisation_rights(
    actor: Actor, organisation: Organisation, out: frozenset[int] | None = None
) -> frozenset[str]:
    """All that the person may do about the organisation now, by the names of `RIGHT_WORDS`; nothing is recorded.

    ``out`` is what `list_conflicting_organisations` says of the person today, for whoever asks of many organisations.
    """
    if own := list_membership_rights(actor, organisation):
        return frozenset(name for name, by in _RIGHTS_BY_MEMBERSHIP.items() if not own.isdisjoint(by))
    found = frozenset({"organisation:read"} if has_permission(actor, Permission.DIRECTORY_READ) else ())
    if has_permission(actor, Permission.DIRECTORY_EDIT):
        out = list_conflicting_organisations(actor, timezone.localdate()) if out is None else out
        found |= frozenset() if organisation.pk in out else _RIGHTS_BY_MEMBERSHIP.keys() - {"organisation:read"}
    return found


def has_organisation_right(actor: Actor, name: str, organisation: Organisation) -> bool:
    """Whether the person may do this about the organisation now; nothing is recorded."""
    return name in list_organisation_rights(actor, organisation)


def require_organisation_right(actor: Actor, name: str, organisation: Organisation) -> None:
    """Pass, or refuse and write it in the journal: to a stranger the organisation does not exist."""
    held = list_organisation_rights(actor, organisation)
    if name in held:
        return
    record_refusal(actor, name, subject_kind="organisation", subject_id=organisation.key)
    if "organisation:read" not in held:
        raise Http404
    # The staff holds all of it, but where something keeps them out.
    raise OrganisationRightRefused(
        name,
        kept_out=not list_membership_rights(actor, organisation) and has_permission(actor, Permission.DIRECTORY_EDIT),
    )


def invitation_takes_two(actor: Actor, organisation: Organisation) -> bool:
    """Whether letting somebody act for the organisation takes two people, for whoever has the right to.

    By the staff, once anybody acted for it: what its own side alone reads and decides (opinions of employees, contacts,
    giving its label back) is never one person’s of the staff, by somebody whom they invite.
    """
    return (
        isinstance(actor, User)
        and not list_membership_rights(actor, organisation)
        and organisation.memberships.exists()
    )


def are_opposite_sides(right: str, other: str) -> bool:
    """Whether two memberships are of the two sides of an organisation: who speaks for its employees, and the others."""
    return (right == SPEAK) is not (other == SPEAK)


def get_inviting_right(right: str) -> str:
    """The right needed to give a membership of that kind."""
    return "organisation:invite-representative" if right == SPEAK else "organisation:invite"
