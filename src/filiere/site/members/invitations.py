"""Inviting somebody to act for an organisation, through the invitations of `accounts`: it is theirs to accept.

The right to invite is asked when the letter is sent and again when it is accepted, so that somebody who left the
company meanwhile lets nobody in. One of the staff invites alone the first person of an organisation only: for any other
it is a request that a colleague signs, who is not kept out of what concerns it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.actions.invite import invite, register_held
from filiere.site.accounts.invitations import GrantKind, register_grant, sender_of
from filiere.site.accounts.permissions import Actor, Permission
from filiere.site.members.actions.memberships import ACTING, give_membership
from filiere.site.members.fields import fault
from filiere.site.members.models import Membership, Organisation
from filiere.site.members.scope import RIGHT_LABELS, require_there, right_to_invite, sides_differ, takes_two_to_invite
from filiere.site.members.watching import against_tying

if TYPE_CHECKING:
    from filiere.site.accounts.models import User
    from filiere.site.accounts.models_access import Invitation

KIND = "membership"


def invite_to(*, actor: Actor, organisation: Organisation, email: str, right: str, reason: str = "") -> Any:
    """Invite an address to act for an organisation; return the invitation and its link, empty until it is signed."""
    return invite(
        actor=actor,
        email=email,
        grants=[{"kind": KIND, "organisation": organisation.key, "right": right}],
        language="en" if getattr(actor, "language", "fr") == "en" else "fr",
        reason=reason,
    )


def _organisation(payload: Mapping[str, Any]) -> Organisation:
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


def _check(actor: Actor, payload: Mapping[str, Any]) -> None:
    organisation = _organisation(payload)
    require_there(actor, right_to_invite(str(payload["right"])), organisation)


def _accept(user: User, payload: Mapping[str, Any], invitation: Invitation) -> None:
    give_membership(
        actor=sender_of(invitation),
        user=user,
        organisation=_organisation(payload),
        right=str(payload["right"]),
        invitation=invitation,
    )


def _request(actor: User, payload: Mapping[str, Any]) -> str:
    return ACTING if takes_two_to_invite(actor, _organisation(payload)) else ""


def _against_second(user: User, payload: Mapping[str, Any]) -> list[Fault]:
    given = [_organisation(grant).pk for grant in payload["grants"] if grant["kind"] == KIND]
    return against_tying(user, given, timezone.localdate())


def _against_revoking(actor: Actor, payload: Mapping[str, Any]) -> list[Fault]:
    held = Membership.objects.current(timezone.localdate()).filter(
        user=getattr(actor, "pk", None), organisation__key=str(payload.get("organisation"))
    )
    if not any(sides_differ(right, str(payload.get("right"))) for right in held.values_list("right", flat=True)):
        return []
    return [
        fault(
            "invitation-of-the-other-side",
            "Cette invitation fait entrer une personne de l’autre côté d’une organisation pour laquelle vous agissez.",
            "This invitation admits someone to the other side of an organisation you act for.",
            "Qui l’a envoyée peut la retirer, ou un autre administrateur.",
            "The person who sent it, or another administrator, can withdraw it.",
        )
    ]


def _page(payload: Mapping[str, Any]) -> str:
    return next(f"/organisations/{one['organisation']}/" for one in payload["grants"] if one["kind"] == KIND)


def _words(payload: Mapping[str, Any]) -> Text:
    organisation = _organisation(payload)
    right = RIGHT_LABELS[str(payload["right"])]
    return Text(fr=f"agir pour {organisation.name} ({right.fr})", en=f"to act for {organisation.name} ({right.en})")


register_grant(GrantKind(KIND, _check, _accept, _words, _request, _against_revoking))
register_held(ACTING, Permission.DIRECTORY_EDIT, _page, _against_second)
