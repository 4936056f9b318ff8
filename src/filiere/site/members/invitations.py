"""Inviting somebody to act for an organisation, through the invitations of `accounts`: it is theirs to accept.

The right to invite is asked when the letter is sent and again when it is accepted, so that somebody who left the
company meanwhile lets nobody in. One of the staff invites alone the first person of an organisation only: for any other
it is a request that a colleague signs, who is not kept out of what concerns it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from filiere.core import Fault, Faults, Lang, Text
from filiere.site.accounts.actions.invite import register_held_invitation, send_invitation
from filiere.site.accounts.invitation_kinds import GrantKind, get_sender, grant_kinds
from filiere.site.accounts.models import User
from filiere.site.accounts.models_credentials import Invitation
from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import require
from filiere.site.members.actions.memberships import ACTING_KIND, give_membership
from filiere.site.members.extension_points import list_tie_objections
from filiere.site.members.field_checks import fault
from filiere.site.members.models import Membership, Organisation
from filiere.site.members.rights import RIGHT_LABELS, are_opposite_sides, get_inviting_right, invitation_takes_two

MEMBERSHIP_KIND = "membership"


def invite_to_organisation(
    *,
    actor: Actor,
    organisation: Organisation,
    email: str,
    right: str,
    reason: str = "",
    language: Lang | None = None,
) -> Any:
    """Invite an address to act for an organisation; return the invitation and its link, empty until it is signed.

    The letter is in the language of whoever sends it, unless another is given.
    """
    return send_invitation(
        actor=actor,
        email=email,
        grants=[{"kind": MEMBERSHIP_KIND, "organisation": organisation.key, "right": right}],
        language=language or ("en" if getattr(actor, "language", "fr") == "en" else "fr"),
        reason=reason,
    )


def _find_organisation(payload: Mapping[str, Any]) -> Organisation:
    found = Organisation.objects.filter(key=str(payload.get("organisation"))).first()
    if found is None or payload.get("right") not in Membership.Right.values:
        raise Faults(
            [
                fault(
                    "membership-unknown",
                    "Cette invitation nomme une organisation ou un droit qui n’existe pas.",
                    "This invitation names an organisation or a right that does not exist.",
                    "Partez de la page de l’organisation.",
                    "Start from the organisation’s page.",
                )
            ]
        )
    return found


def _check_invitation(actor: Actor, payload: Mapping[str, Any]) -> None:
    organisation = _find_organisation(payload)
    require(actor, get_inviting_right(str(payload["right"])), organisation)


def _accept_invitation(user: User, payload: Mapping[str, Any], invitation: Invitation) -> None:
    give_membership(
        _find_organisation(payload),
        actor=get_sender(invitation),
        user=user,
        right=str(payload["right"]),
        invitation=invitation,
    )


def _request_invitation(actor: User, payload: Mapping[str, Any]) -> str:
    return ACTING_KIND if invitation_takes_two(actor, _find_organisation(payload)) else ""


def _list_second_objections(user: User, payload: Mapping[str, Any]) -> list[Fault]:
    given = [_find_organisation(grant).pk for grant in payload["grants"] if grant["kind"] == MEMBERSHIP_KIND]
    return list_tie_objections(user, given, timezone.localdate())


def _list_revocation_objections(actor: Actor, payload: Mapping[str, Any]) -> list[Fault]:
    held = Membership.objects.current(timezone.localdate()).filter(
        user=getattr(actor, "pk", None), organisation__key=str(payload.get("organisation"))
    )
    if not any(are_opposite_sides(right, str(payload.get("right"))) for right in held.values_list("right", flat=True)):
        return []
    return [
        fault(
            "invitation-of-the-other-side",
            "Cette invitation fait entrer une personne de l’autre côté d’une organisation pour laquelle vous agissez.",
            "This invitation admits someone to the other side of an organisation you act for.",
            "La personne qui l’a envoyée, ou un autre administrateur, peut la retirer.",
            "The person who sent it, or another administrator, can withdraw it.",
        )
    ]


def _organisation_page(payload: Mapping[str, Any]) -> str:
    return next(f"/organisations/{one['organisation']}/" for one in payload["grants"] if one["kind"] == MEMBERSHIP_KIND)


def _describe_invitation(payload: Mapping[str, Any]) -> Text:
    organisation = _find_organisation(payload)
    right = RIGHT_LABELS[str(payload["right"])]
    return Text(
        fr=f"le droit d’agir pour {organisation.name} ({right.fr})",
        en=f"the right to act for {organisation.name} ({right.en})",
    )


grant_kinds.add(
    GrantKind(
        MEMBERSHIP_KIND,
        _check_invitation,
        _accept_invitation,
        _describe_invitation,
        _request_invitation,
        _list_revocation_objections,
    )
)
register_held_invitation(ACTING_KIND, "directory:edit", _organisation_page, _list_second_objections)
