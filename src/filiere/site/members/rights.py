"""What a person may do about one organisation: the staff by a right of the directory, its own people by membership.

The employer's side and the staff representatives are kept apart: neither invites people to the other side, so that no
company chooses who speaks for its employees here. Whoever acts for the organisation is its own side and nothing else,
as in a dossier: a role of the site adds nothing to it there. Whom a tie or a recusal keeps out of its dossier has no
hand in its people and its record either, and reads them at most.
"""

from __future__ import annotations

from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor, Operator
from filiere.site.kit.rights import Right, Scope, allowed
from filiere.site.members.extension_points import list_conflicting_organisations
from filiere.site.members.models import Membership, Organisation

ORGANISATION = "organisation"
READ, EDIT, SPEAK = Membership.Right.READ, Membership.Right.EDIT, Membership.Right.STAFF_REPRESENTATIVE
DIRECTORY_READER, DIRECTORY_EDITOR = "directory_reader", "directory_editor"
"""The staff that reads the whole directory, and keeps it, but for organisations that they are tied to."""

ORGANISATION_RIGHTS = (
    Right(
        "organisation:read",
        by=(READ, EDIT, SPEAK, DIRECTORY_READER),
        words=Text(fr="lire la fiche de cette organisation", en="view this organisation’s record"),
        on=ORGANISATION,
    ),
    Right(
        "organisation:edit",
        by=(EDIT, DIRECTORY_EDITOR),
        words=Text(fr="gérer les sites et les contacts", en="manage the sites and contacts"),
        on=ORGANISATION,
    ),
    Right(
        "organisation:keep",
        by=(DIRECTORY_EDITOR,),
        words=Text(fr="gérer la fiche et l’adhésion", en="manage the record and membership"),
        on=ORGANISATION,
    ),
    Right(
        "organisation:invite",
        by=(EDIT, DIRECTORY_EDITOR),
        words=Text(fr="inviter un collègue", en="invite a colleague"),
        on=ORGANISATION,
    ),
    Right(
        "organisation:invite-representative",
        by=(SPEAK, DIRECTORY_EDITOR),
        words=Text(fr="inviter un représentant du personnel", en="invite a staff representative"),
        on=ORGANISATION,
    ),
)

RIGHT_LABELS: dict[str, Text] = {
    READ: Text(fr="lecture", en="reading"),
    EDIT: Text(fr="saisie", en="editing"),
    SPEAK: Text(fr="représentant du personnel", en="staff representative"),
}


def list_membership_rights(actor: Actor, organisation: Organisation) -> frozenset[str]:
    """Rights of membership that the person holds in the organisation today."""
    if isinstance(actor, Operator) or not getattr(actor, "is_authenticated", False) or not actor.is_active:
        return frozenset()
    if not actor.is_verified:
        return frozenset()
    held = Membership.objects.current(timezone.localdate()).filter(user=actor, organisation=organisation)
    return frozenset(held.values_list("right", flat=True))


def find_organisation_parts(
    actor: Actor, organisation: Organisation, out: frozenset[int] | None = None
) -> frozenset[str]:
    """Return what the person is to an organisation today: of its own side and nothing else, or of the directory.

    ``out`` is what `list_conflicting_organisations` says of the person today, for whoever asks of many organisations.
    """
    if own := list_membership_rights(actor, organisation):
        return own
    found = frozenset({DIRECTORY_READER} if allowed(actor, "directory:read") else ())
    if allowed(actor, "directory:edit"):
        out = list_conflicting_organisations(actor, timezone.localdate()) if out is None else out
        found |= frozenset() if organisation.pk in out else {DIRECTORY_EDITOR}
    return found


def _describe_refusal(right: Right, actor: Actor, organisation: Organisation) -> Text:
    fr, en = (
        f"Pour cette organisation, vous ne pouvez pas {right.words.fr}",
        f"For this organisation you may not {right.words.en}",
    )
    # The staff holds all of it, but where something keeps them out.
    if not list_membership_rights(actor, organisation) and allowed(actor, "directory:edit"):
        fr += " : un lien ou une récusation vous écarte de son dossier. Une autre personne de l’équipe doit le faire"
        en += ": you have a link with it, or are recused from its dossier. Another member of staff must do it"
    return Text(fr=f"{fr}.", en=f"{en}.")


ORGANISATION_SCOPE = Scope(
    ORGANISATION,
    find_organisation_parts,
    _describe_refusal,
    lambda _right, organisation: (ORGANISATION, organisation.key, {}),
    parts=frozenset({READ, EDIT, SPEAK, DIRECTORY_READER, DIRECTORY_EDITOR}),
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
