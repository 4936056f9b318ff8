"""What a person may do about one organisation: the staff by a right of the directory, its own people by membership.

The employer's side and the staff representatives are kept apart: neither invites people to the other side, so that no
company chooses who speaks for its employees here. Whoever acts for the organisation is its own side and nothing else,
as in a dossier: a role of the site adds nothing to it there.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.permissions import Actor, Operator, Permission, may
from filiere.site.accounts.refusals import record_refusal
from filiere.site.members.models import Membership, Organisation

READ, EDIT, SPEAK = Membership.Right.READ, Membership.Right.EDIT, Membership.Right.STAFF_REPRESENTATIVE

WORDS: dict[str, Text] = {
    "organisation:read": Text(fr="lire la fiche de cette organisation", en="read the record of this organisation"),
    "organisation:edit": Text(fr="tenir les sites et contacts", en="keep the sites and contacts"),
    "organisation:keep": Text(fr="tenir la fiche et l’adhésion", en="keep the record and the membership fee"),
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

_BY_MEMBERS: dict[str, frozenset[str]] = {
    "organisation:read": frozenset({READ, EDIT, SPEAK}),
    "organisation:edit": frozenset({EDIT}),
    "organisation:keep": frozenset(),
    "organisation:invite": frozenset({EDIT}),
    "organisation:invite-representative": frozenset({SPEAK}),
}


class RefusedThere(PermissionDenied):
    """The person acts for the organisation, yet may not do this; ``reason`` says it in words."""

    def __init__(self, name: str) -> None:
        words = WORDS[name]
        self.reason = Text(
            fr=f"Pour cette organisation, vous ne pouvez pas {words.fr}.",
            en=f"For this organisation you may not {words.en}.",
        )
        super().__init__(name)


def rights_held(actor: Actor, organisation: Organisation) -> frozenset[str]:
    """Rights of membership that the person holds in the organisation today."""
    if isinstance(actor, Operator) or not getattr(actor, "is_authenticated", False) or not actor.is_active:
        return frozenset()
    if not actor.verified:
        return frozenset()
    held = Membership.objects.current(timezone.localdate()).filter(user=actor, organisation=organisation)
    return frozenset(held.values_list("right", flat=True))


def may_there(actor: Actor, name: str, organisation: Organisation) -> bool:
    """Whether the person may do this about the organisation now; nothing is recorded."""
    if own := rights_held(actor, organisation):
        return not own.isdisjoint(_BY_MEMBERS[name])
    return may(actor, Permission.DIRECTORY_READ if name == "organisation:read" else Permission.DIRECTORY_EDIT)


def require_there(actor: Actor, name: str, organisation: Organisation) -> None:
    """Pass, or refuse and write it in the journal: to a stranger the organisation does not exist."""
    if may_there(actor, name, organisation):
        return
    record_refusal(actor, name, subject_kind="organisation", subject_id=organisation.key)
    if not may_there(actor, "organisation:read", organisation):
        raise Http404
    raise RefusedThere(name)


def right_to_invite(right: str) -> str:
    """The right needed to give a membership of that kind."""
    return "organisation:invite-representative" if right == SPEAK else "organisation:invite"
