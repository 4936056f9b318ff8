"""What an invitation may give: kinds declared by this app and by upper ones, each with its own check.

What gives power over others takes two people (`request`): such an invitation has no link until it is signed.

A kind says who may give it (`check`, asked when the invitation is sent and again when it is accepted, so that a right
that the sender lost meanwhile gives nothing), what acceptance does (`accept`), and how to say it (`words`). A kind that
nobody declared is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.actions.grant_role import write_grant
from filiere.site.accounts.approval_rules import require_approval
from filiere.site.accounts.letters import notify_power_change
from filiere.site.accounts.models import User
from filiere.site.accounts.models_credentials import Invitation
from filiere.site.accounts.rights import OPERATOR, ROLE_NAMES, Actor, Role
from filiere.site.kit.hooks import Hook, KeyedHook
from filiere.site.kit.rights import require

Payload = Mapping[str, Any]

INVITATION_KIND = "invitation"
"""The kind of request by which an invitation that gives a role takes two people."""


@dataclass(frozen=True, slots=True)
class GrantKind:
    """One kind of thing that an invitation gives; a payload always holds its ``kind``.

    ``request`` tells by which kind of request somebody asks that it be sent, empty where they send it alone.
    ``list_revocation_objections`` is what stands against somebody who withdraws it from the person who sent it.
    """

    kind: str
    check: Callable[[Actor, Payload], None]
    accept: Callable[[User, Payload, Invitation], None]
    words: Callable[[Payload], Text]
    request: Callable[[User, Payload], str] = lambda _actor, _payload: ""
    against_revoking: Callable[[Actor, Payload], list[Fault]] = lambda _actor, _payload: []


LetterSender = Callable[..., None]

grant_kinds: KeyedHook[GrantKind] = KeyedHook(lambda kind: kind.kind)
"""What an invitation may give."""

letter_senders: Hook[LetterSender] = Hook()
"""How a letter reaches an address that may have no account; the app of letters, above this one, says."""


account_asker_lookups: Hook[Callable[[str], str]] = Hook()
"""The name under which somebody asked for an account with this address; empty where nobody did."""


def find_asker_name(email: str) -> str:
    """Return the name that whoever asked for an account with this address gave; empty where nobody did."""
    return next(filter(None, (look(email) for look in account_asker_lookups)), "")


def send_letter(**letter: Any) -> None:
    """Send a letter to an address, through the app of letters; without one, whoever invites hands over the link."""
    for poster in letter_senders:
        poster(**letter)


def get_grant_kind(payload: Payload) -> GrantKind:
    """The kind of a payload; raises `Faults` for one that nobody declared."""
    kind = grant_kinds.get(str(payload.get("kind")))
    if kind is None:
        raise Faults.one(
            code="invitation-kind-unknown",
            message=Text(
                fr=f"Une invitation ne peut pas accorder « {payload.get('kind')} ».",
                en=f"An invitation cannot give “{payload.get('kind')}”.",
            ),
            remedy=Text(
                fr=f"Choisissez parmi : {', '.join(sorted(grant_kinds))}.",
                en=f"Choose from: {', '.join(sorted(grant_kinds))}.",
            ),
        )
    return kind


def list_revocation_objections(actor: Actor, invitation: Invitation) -> list[Fault]:
    """What stands against withdrawing an invitation that another person sent."""
    found = [(kind, one) for one in invitation.grants if (kind := grant_kinds.get(str(one.get("kind")))) is not None]
    return [fault for kind, one in found for fault in kind.against_revoking(actor, one)]


def get_sender(invitation: Invitation) -> Actor:
    """Who answers for the invitation: the account that sent it, or the operator of the machine."""
    return invitation.created_by if invitation.created_by is not None else OPERATOR


def build_request_payload(invitation: Invitation) -> dict[str, Any]:
    """What a request to send this invitation holds: its key and what it gives, never its address."""
    return {"invitation": invitation.key, "grants": invitation.grants}


def describe_grants(invitation: Invitation) -> list[Text]:
    """What the invitation gives, in words."""
    return [get_grant_kind(payload).words(payload) for payload in invitation.grants]


def _parse_role(payload: Payload) -> Role:
    try:
        return Role(str(payload.get("role")))
    except ValueError:
        raise Faults.one(
            code="role-unknown",
            message=Text(
                fr=f"Le rôle « {payload.get('role')} » n’existe pas.", en=f"There is no role “{payload.get('role')}”."
            ),
            remedy=Text(fr="Choisissez un rôle de la liste.", en="Choose a role from the list."),
        ) from None


def _check_role(actor: Actor, payload: Payload) -> None:
    _parse_role(payload)
    require(actor, "account:create", subject_kind="user")
    require(actor, "account:grant", subject_kind="user")


def _accept_role(user: User, payload: Payload, invitation: Invitation) -> None:
    role, sender = _parse_role(payload), get_sender(invitation)
    # Asked of the invitation itself, whatever its other grants are: an old one was sent by one person.
    require_approval(invitation.approval, actor=sender, kind=INVITATION_KIND, payload=build_request_payload(invitation))
    if user.grants.filter(until__isnull=True, role=role).exists():
        return
    write_grant(actor=sender, user=user, role=role, approval=invitation.approval)
    label = ROLE_NAMES[role]
    notify_power_change(
        sender,
        user,
        Text(
            fr=f"a accepté une invitation et reçoit le rôle « {label.fr} »",
            en=f"accepted an invitation and was given the role “{label.en}”",
        ),
    )


grant_kinds.add(
    GrantKind(
        "role",
        _check_role,
        _accept_role,
        lambda payload: ROLE_NAMES[_parse_role(payload)],
        request=lambda *_: INVITATION_KIND,
    )
)
