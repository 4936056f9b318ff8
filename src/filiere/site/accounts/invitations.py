"""What an invitation may give: kinds declared by this app and by upper ones, each with its own check.

What gives power over others takes two people (`request`): such an invitation has no link until it is signed.

A kind says who may give it (`check`, asked when the invitation is sent and again when it is accepted, so that a right
that the sender lost meanwhile gives nothing), what acceptance does (`accept`), and how to say it (`words`). A kind that
nobody declared is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.approvals import require_approval
from filiere.site.accounts.permissions import OPERATOR, ROLE_LABELS, Actor, Permission, Role, require

if TYPE_CHECKING:
    from filiere.site.accounts.models import User
    from filiere.site.accounts.models_access import Invitation

Payload = Mapping[str, Any]

KIND = "invitation"
"""The kind of request by which an invitation that gives a role takes two people."""


@dataclass(frozen=True, slots=True)
class GrantKind:
    """One kind of thing that an invitation gives; a payload always holds its ``kind``.

    ``request`` tells by which kind of request somebody asks that it be sent, empty where they send it alone.
    ``against_revoking`` is what stands against somebody who withdraws it from the person who sent it.
    """

    kind: str
    check: Callable[[Actor, Payload], None]
    accept: Callable[[User, Payload, Invitation], None]
    words: Callable[[Payload], Text]
    request: Callable[[User, Payload], str] = lambda _actor, _payload: ""
    against_revoking: Callable[[Actor, Payload], list[Fault]] = lambda _actor, _payload: []


Letter = Callable[..., None]

_kinds: dict[str, GrantKind] = {}
_posters: list[Letter] = []


def register_grant(kind: GrantKind) -> GrantKind:
    """Declare a kind; call it when the app is ready."""
    _kinds[kind.kind] = kind
    return kind


def register_poster(poster: Letter) -> Letter:
    """Say how a letter reaches an address that may have no account; the app of letters, above this one, does."""
    _posters[:] = [poster]
    return poster


def send_letter(**letter: Any) -> None:
    """Send a letter to an address, through the app of letters; without one, whoever invites hands over the link."""
    for poster in _posters:
        poster(**letter)


def kind_of(payload: Payload) -> GrantKind:
    """The kind of a payload; raises `Faults` for one that nobody declared."""
    kind = _kinds.get(str(payload.get("kind")))
    if kind is None:
        raise Faults.one(
            code="invitation-kind-unknown",
            message=Text(
                fr=f"Une invitation ne sait pas donner « {payload.get('kind')} ».",
                en=f"An invitation cannot give “{payload.get('kind')}”.",
            ),
            remedy=Text(
                fr=f"Choisissez parmi : {', '.join(sorted(_kinds))}.", en=f"Choose from: {', '.join(sorted(_kinds))}."
            ),
        )
    return kind


def against_revoking(actor: Actor, invitation: Invitation) -> list[Fault]:
    """What stands against withdrawing an invitation that another person sent."""
    found = [(kind, one) for one in invitation.grants if (kind := _kinds.get(str(one.get("kind")))) is not None]
    return [fault for kind, one in found for fault in kind.against_revoking(actor, one)]


def sender_of(invitation: Invitation) -> Actor:
    """Who answers for the invitation: the account that sent it, or the operator of the machine."""
    return invitation.created_by if invitation.created_by is not None else OPERATOR


def request_of(invitation: Invitation) -> dict[str, Any]:
    """What a request to send this invitation holds: its key and what it gives, never its address."""
    return {"invitation": invitation.key, "grants": invitation.grants}


def words_of(invitation: Invitation) -> list[Text]:
    """What the invitation gives, in words."""
    return [kind_of(payload).words(payload) for payload in invitation.grants]


def _role(payload: Payload) -> Role:
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
    _role(payload)
    require(actor, Permission.ACCOUNT_CREATE, subject_kind="user")
    require(actor, Permission.ACCOUNT_GRANT, subject_kind="user")


def _accept_role(user: User, payload: Payload, invitation: Invitation) -> None:
    from filiere.site.accounts.actions.grant_role import open_grant
    from filiere.site.accounts.notices import tell_power

    role, sender = _role(payload), sender_of(invitation)
    # Asked of the invitation itself, whatever its other grants are: an old one was sent by one person.
    require_approval(invitation.approval, actor=sender, kind=KIND, payload=request_of(invitation))
    if user.grants.filter(until__isnull=True, role=role).exists():
        return
    open_grant(actor=sender, user=user, role=role, approval=invitation.approval)
    label = ROLE_LABELS[role]
    tell_power(
        sender,
        user,
        Text(
            fr=f"a accepté une invitation et reçoit le rôle « {label.fr} »",
            en=f"accepted an invitation and was given the role “{label.en}”",
        ),
    )


register_grant(
    GrantKind("role", _check_role, _accept_role, lambda payload: ROLE_LABELS[_role(payload)], request=lambda *_: KIND)
)
