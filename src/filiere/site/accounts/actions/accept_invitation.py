"""Accepting an invitation: a new account, or one more thing for one that stands; once, and for its address only."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from filiere.core import Fault, Faults, Lang, Text
from filiere.site.accounts.actions.create_account import check_identity
from filiere.site.accounts.actions.invite import TOKEN_PURPOSE, check_not_own_address, closed_link_faults
from filiere.site.accounts.email_equivalence import is_same_mailbox
from filiere.site.accounts.extension_points import announce_opened_account
from filiere.site.accounts.faults import fault
from filiere.site.accounts.invitation_kinds import get_grant_kind, get_sender
from filiere.site.accounts.models import User
from filiere.site.accounts.models_credentials import Invitation
from filiere.site.accounts.sealing import list_token_hashes
from filiere.site.journal.writer import record_act

MAX_TOKEN_LENGTH = 200


def find_open_invitation(token: str, *, now: datetime) -> Invitation:
    """The invitation that a link opens; raises `Faults`, the same for every reason."""
    found = None
    if 0 < len(token) <= MAX_TOKEN_LENGTH:
        rows = Invitation.objects.select_related("created_by", "approval")
        found = rows.filter(token_hash__in=list_token_hashes(TOKEN_PURPOSE, token)).first()
    if found is None or found.state(now) != "open":
        raise closed_link_faults()
    return found


def accept_with_new_account(*, token: str, name: str, language: Lang, password: str, now: datetime) -> User:
    """Open the account that the invitation is for, with what it gives; raises `Faults`, all of them at once."""
    with transaction.atomic():
        invitation = _lock_invitation(token, now)
        name = name.strip()
        user = User(email=invitation.email, name=name, language=language, fictitious=invitation.fictitious)
        faults: list[Fault] = []
        try:
            check_identity(invitation.email, name)
        except Faults as found:
            faults.extend(found.faults)
        try:
            validate_password(password, user)
        except ValidationError as error:
            faults.extend(_weak_password_fault(words) for words in error.messages)
        if faults:
            raise Faults(faults)
        user.set_password(password)
        user.save()
        record_act(
            user,
            "account.create",
            "user",
            user.key,
            {"email": user.email, "name": user.name, "language": language, "invitation": invitation.key},
        )
        announce_opened_account(user)
        _give_grants(invitation, user, now)
    return user


def accept_with_account(*, token: str, user: User, now: datetime) -> User:
    """Add to an account what an invitation to its own address gives; raises `Faults` for another person’s."""
    with transaction.atomic():
        invitation = _lock_invitation(token, now)
        if not is_same_mailbox(invitation.email, user.email):
            raise foreign_invitation_faults()
        _give_grants(invitation, user, now)
    user.forget_roles()
    return user


def foreign_invitation_faults() -> Faults:
    """What a person reads who opens somebody else’s invitation."""
    return Faults([fault("invitation-foreign")])


def _lock_invitation(token: str, now: datetime) -> Invitation:
    found = find_open_invitation(token, now=now)
    # Two acceptances at once follow one another here, and the second finds it used.
    locked = (
        Invitation.objects.select_for_update(of=("self",)).select_related("created_by", "approval").get(pk=found.pk)
    )
    if locked.state(now) != "open":
        raise closed_link_faults()
    return locked


def _give_grants(invitation: Invitation, user: User, now: datetime) -> None:
    sender = get_sender(invitation)
    if isinstance(sender, User):
        # Asked when it was sent too; invitations of before that rule, or of a sender who changed address, end here.
        check_not_own_address(sender, user.email)
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record_act(user, "invitation.accept", "invitation", invitation.key, {"user": user.key})
    for grant in invitation.grants:
        kind = get_grant_kind(grant)
        try:
            kind.check(sender, grant)
        except PermissionDenied:
            raise _sender_lost_right_faults() from None
        if isinstance(sender, User) and invitation.approval is None and kind.request(sender, grant):
            # Sent by one person, before that took two.
            raise _sender_lost_right_faults()
        kind.accept(user, grant, invitation)


def _sender_lost_right_faults() -> Faults:
    return Faults([fault("invitation-sender")])


def _weak_password_fault(words: str) -> Fault:
    return Fault(
        code="password-weak",
        key="password",
        message=Text(fr=words, en=words),
        remedy=Text(
            fr="Choisissez une phrase d’au moins douze caractères.",
            en="Choose a passphrase of at least twelve characters.",
        ),
    )
