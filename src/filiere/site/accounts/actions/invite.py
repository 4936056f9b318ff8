"""Inviting a person: a letter with a link that serves once, until a day, and gives what was decided here."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.core import Fault, Faults, Lang, Text
from filiere.core.dates import format_day
from filiere.site.accounts.actions.approvals import request_approval, withdraw_request
from filiere.site.accounts.actions.create_account import check_email
from filiere.site.accounts.approval_kinds import ApprovalKind, Payload, approval_kinds
from filiere.site.accounts.approval_rules import require_approval
from filiere.site.accounts.email_equivalence import is_same_mailbox
from filiere.site.accounts.faults import fault
from filiere.site.accounts.invitation_kinds import (
    INVITATION_KIND,
    build_request_payload,
    describe_grants,
    find_asker_name,
    get_grant_kind,
    list_revocation_objections,
    send_letter,
)
from filiere.site.accounts.letters import list_administrators, write_letters
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.models_credentials import INVITATION, VALID_FOR, Invitation
from filiere.site.accounts.rights import Actor
from filiere.site.accounts.sealing import hash_token
from filiere.site.accounts.site_key_status import key_is_lost, lost_key_fault
from filiere.site.journal.act_decorator import ActTarget, act, keep_row
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import require

TOKEN_PURPOSE = INVITATION


def send_invitation(
    *,
    actor: Actor,
    email: str,
    grants: Sequence[dict[str, Any]] = (),
    language: Lang = "fr",
    reason: str = "",
    now: datetime | None = None,
) -> tuple[Invitation, str]:
    """Invite somebody to what `grants` says; return the invitation and its link, which the letter carries.

    Each grant is checked by its kind: ``{"kind": "role", "role": "staff"}`` needs the right to give roles, and an
    upper app says who may attach a membership or a mandate. Without any grant, opening accounts is the right needed.
    What gives power takes two people: the invitation is then held, with the `reason` that the second person reads, its
    link is empty, and the letter leaves when it is signed. The operator of the machine sends it alone. What is
    answered does not depend on whether the address has an account. Raises `RightRefused` and `Faults`.
    """
    if not grants:
        require(actor, "account:create", subject_kind="user")
    for grant in grants:
        get_grant_kind(grant).check(actor, grant)
    email = email.strip().lower()
    check_email(email)
    now = now or timezone.now()
    asker = actor if isinstance(actor, User) else None
    held = ""
    if asker is not None:
        check_not_own_address(asker, email)
        held = next((kind for grant in grants if (kind := get_grant_kind(grant).request(asker, grant))), "")
    with transaction.atomic():
        if asker is not None and held and (waiting := _find_waiting_invitation(asker, email, grants, now)) is not None:
            return waiting, ""
        token = secrets.token_urlsafe(32)
        invitation = Invitation.objects.create(
            email=email,
            language=language,
            grants=[dict(grant) for grant in grants],
            token_hash=hash_token(TOKEN_PURPOSE, token),
            # What an account of the demonstration opens belongs to the demonstration.
            fictitious=bool(getattr(actor, "fictitious", False)),
            created_by=asker,
            created_at=now,
            expires_at=now + VALID_FOR,
        )
        record_act(actor, "invitation.create", "invitation", invitation.key, {"grants": invitation.grants})
        if asker is not None and held:
            # The link drawn above is thrown away: nobody has it, and the signature draws another.
            payload = build_request_payload(invitation)
            invitation.approval = request_approval(actor=asker, kind=held, payload=payload, reason=reason, now=now)
            invitation.save(update_fields=["approval"])
            return invitation, ""
        link = _build_link(invitation, token)
        _post_invitation(invitation, link)
        if asker is None and grants:
            _notify_operator_invitation(invitation)
    return invitation, link


def check_not_own_address(actor: User, email: str) -> None:
    """Raise `Faults` for one's own address, whatever its form."""
    if is_same_mailbox(actor.email, email):
        raise Faults([fault("own-invitation").at(key="email")])


def _find_waiting_invitation(
    asker: User, email: str, grants: Sequence[dict[str, Any]], now: datetime
) -> Invitation | None:
    """The same invitation by the same person, which waits for its signature: a second click sends no second one."""
    mine = Invitation.objects.filter(created_by=asker, email=email, revoked_at__isnull=True)
    rows = mine.filter(approval__in=Approval.objects.waiting(now)).select_related("approval")
    return next((one for one in rows if one.grants == [dict(grant) for grant in grants]), None)


def _build_link(invitation: Invitation, token: str) -> str:
    return f"/{invitation.language}/invitations/{token}/"


def _notify_operator_invitation(invitation: Invitation) -> None:
    given = describe_grants(invitation)
    fr, en = "; ".join(one.fr for one in given), "; ".join(one.en for one in given)
    write_letters(
        list_administrators(),
        subject=Text(fr="L’exploitant du serveur a envoyé une invitation", en="The operator sent an invitation"),
        body=Text(
            fr=f"L’exploitant du serveur a invité {invitation.email}, qui recevra en acceptant : {fr}.",
            en=f"The server operator invited {invitation.email}, who will receive on acceptance: {en}.",
        ),
        kind="account-power",
        about=f"invitation:{invitation.key}",
        link="/people/",
    )


def _require_revocation(invitation: Invitation, *, actor: Actor, **_given: Any) -> None:
    """Pass for whoever sent an invitation, and for whoever may open accounts, but for what stands against them."""
    if invitation.created_by_id is None or getattr(actor, "pk", None) != invitation.created_by_id:
        require(actor, "account:create", subject_kind=INVITATION_TARGET.kind, subject_id=invitation.key)
        if faults := list_revocation_objections(actor, invitation):
            raise Faults(faults)


INVITATION_TARGET: ActTarget[Invitation] = ActTarget("invitation", lock=keep_row, refusals=False)


@act("invitation.revoke", on=INVITATION_TARGET, right=_require_revocation, clock=False)
def revoke_invitation(invitation: Invitation, *, actor: Actor, now: datetime | None = None) -> bool:
    """Withdraw an invitation that was not accepted; False when it is too late or already done.

    Raises `RightRefused` and `Faults`.
    """
    now = now or timezone.now()
    # One statement tells who comes first, this act or the acceptance.
    done = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True).update(
        revoked_at=now
    )
    if done:
        record_act(actor, "invitation.revoke", "invitation", invitation.key)
        request = invitation.approval
        waits = request is not None and request.state_at(now) == Approval.State.ASKED
        if isinstance(actor, User) and request is not None and waits and request.asked_by_id == actor.pk:
            withdraw_request(request, actor=actor, now=now)
    return bool(done)


def _post_invitation(invitation: Invitation, link: str) -> None:
    given = describe_grants(invitation)
    day = timezone.localtime(invitation.expires_at)
    lines = given or [Text(fr="un compte", en="an account")]
    fr, en = "\n\n".join(f"– {one.fr}" for one in lines), "\n\n".join(f"– {one.en}" for one in lines)
    name = find_asker_name(invitation.email)
    send_letter(
        email=invitation.email,
        language=invitation.language,
        fictitious=invitation.fictitious,
        subject=Text(fr="Une invitation de Filière", en="An invitation from Filière"),
        body=Text(
            fr=(
                (
                    f"Bonjour {name},\n\nvotre demande de compte est acceptée. "
                    if name
                    else "Bonjour,\n\nvous avez reçu une invitation à rejoindre Filière. "
                )
                + f"En acceptant cette invitation, vous recevez :\n\n{fr}"
                f"\n\nOuvrez ce lien pour l’accepter ; il ne sert qu’une fois, jusqu’au "
                f"{format_day(day, 'fr')}. Si vous "
                "n’attendiez rien, ne faites rien : l’invitation expirera d’elle-même."
            ),
            en=(
                (
                    f"Hello {name},\n\nyour request for an account is accepted. "
                    if name
                    else "Hello,\n\nyou are invited to join Filière. "
                )
                + f"By accepting this invitation, you receive:\n\n{en}\n\nOpen this link "
                f"to accept it; it can be used once, until {day:%d %B %Y}. If you did not expect anything, do "
                "nothing: the invitation will lapse by itself."
            ),
        ),
        kind="invitation",
        about=f"invitation:{invitation.key}",
        link=link,
    )


def _find_invitation(payload: Payload) -> Invitation:
    return Invitation.objects.select_related("created_by", "approval").get(key=str(payload["invitation"]))


def _check_held_invitation(actor: Actor, payload: Payload) -> None:
    invitation = _find_invitation(payload)
    for grant in invitation.grants:
        get_grant_kind(grant).check(actor, grant)
    if invitation.grants != payload["grants"] or invitation.revoked_at is not None:
        raise Faults([fault("invitation-revoked")])


def _send_held_invitation(approval: Approval) -> None:
    """Draw the link of an invitation that was just signed, and send it: its two weeks begin now."""
    invitation, token = _find_invitation(approval.payload), secrets.token_urlsafe(32)
    require_approval(approval, actor=approval.asked_by, kind=approval.kind, payload=build_request_payload(invitation))
    invitation.token_hash = hash_token(TOKEN_PURPOSE, token)
    invitation.expires_at = (approval.decided_at or invitation.created_at) + VALID_FOR
    invitation.save(update_fields=["token_hash", "expires_at"])
    _post_invitation(invitation, _build_link(invitation, token))


def _describe_held_invitation(payload: Payload) -> Text:
    invitation = _find_invitation(payload)
    given = describe_grants(invitation)
    fr, en = ", ".join(one.fr for one in given), ", ".join(one.en for one in given)
    return Text(fr=f"Inviter {invitation.email} comme : {fr}", en=f"Invite {invitation.email} as: {en}")


def _find_invitee(payload: Payload) -> User | str:
    email = _find_invitation(payload).email
    return User.objects.for_mailbox(email) or email


def register_held_invitation(
    kind: str,
    permission: str,
    link: Callable[[Payload], str],
    against_second: Callable[[User, Payload], list[Fault]] | None = None,
) -> None:
    """Declare a kind of request by which an invitation is sent; its payload is that of `build_request_payload`."""
    approval_kinds.add(
        ApprovalKind(
            kind=kind,
            permission=permission,
            subject=lambda payload: ("invitation", str(payload["invitation"])),
            words=_describe_held_invitation,
            check=_check_held_invitation,
            run=_send_held_invitation,
            concerned=_find_invitee,
            link=link,
            against_second=against_second,
        )
    )


register_held_invitation(INVITATION_KIND, "account:grant", lambda _: "/people/")


def closed_link_faults() -> Faults:
    """The one answer for a link that opens nothing, whatever the reason is; a key that the site lost is told first."""
    if key_is_lost():
        return Faults([lost_key_fault("link-sealed")])
    return Faults([fault("invitation-void")])
