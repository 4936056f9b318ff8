"""Inviting a person: a letter with a link that serves once, until a day, and gives what was decided here."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.core import Faults, Lang, Text
from filiere.site.accounts.actions.create_account import check_email
from filiere.site.accounts.invitations import kind_of, send_letter, words_of
from filiere.site.accounts.keys import key_is_lost, lost_key_fault
from filiere.site.accounts.models import User
from filiere.site.accounts.models_access import INVITATION, Invitation
from filiere.site.accounts.permissions import Actor, Permission, actor_key, require
from filiere.site.accounts.sealing import token_hash
from filiere.site.journal.record import record

VALID_FOR = timedelta(days=14)
TOKEN = INVITATION


def invite(
    *,
    actor: Actor,
    email: str,
    grants: Sequence[dict[str, Any]] = (),
    language: Lang = "fr",
    now: datetime | None = None,
) -> tuple[Invitation, str]:
    """Invite somebody to what `grants` says; return the invitation and its link, which the letter carries.

    Each grant is checked by its kind: ``{"kind": "role", "role": "staff"}`` needs the right to give roles, and an
    upper app says who may attach a membership or a mandate. Without any grant, opening accounts is the right needed.
    What is answered does not depend on whether the address has an account. Raises `PermissionRefused` and `Faults`.
    """
    if not grants:
        require(actor, Permission.ACCOUNT_CREATE, subject_kind="user")
    for grant in grants:
        kind_of(grant).check(actor, grant)
    email = email.strip().lower()
    check_email(email)
    now = now or timezone.now()
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            email=email,
            language=language,
            grants=[dict(grant) for grant in grants],
            token_hash=token_hash(TOKEN, token),
            # What an account of the demonstration opens belongs to the demonstration.
            fictitious=bool(getattr(actor, "fictitious", False)),
            created_by=actor if isinstance(actor, User) else None,
            created_at=now,
            expires_at=now + VALID_FOR,
        )
        record(
            actor_key=actor_key(actor),
            act="invitation.create",
            subject_kind="invitation",
            subject_id=invitation.key,
            payload={"grants": invitation.grants},
        )
        link = f"/{language}/invitations/{token}/"
        _write(invitation, link)
    return invitation, link


def revoke(*, actor: Actor, invitation: Invitation, now: datetime | None = None) -> bool:
    """Withdraw an invitation that was not accepted; False when it is too late or already done.

    Whoever sent it may, and whoever may open accounts.
    """
    if invitation.created_by_id is None or getattr(actor, "pk", None) != invitation.created_by_id:
        require(actor, Permission.ACCOUNT_CREATE, subject_kind="invitation", subject_id=invitation.key)
    now = now or timezone.now()
    with transaction.atomic():
        done = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True).update(
            revoked_at=now
        )
        if done:
            record(
                actor_key=actor_key(actor),
                act="invitation.revoke",
                subject_kind="invitation",
                subject_id=invitation.key,
                payload={},
            )
    return bool(done)


def _write(invitation: Invitation, link: str) -> None:
    given = words_of(invitation)
    day = timezone.localtime(invitation.expires_at)
    lines = (
        Text(fr="".join(f"\n – {one.fr}" for one in given), en="".join(f"\n – {one.en}" for one in given))
        if given
        else Text(fr="\n – un compte", en="\n – an account")
    )
    send_letter(
        email=invitation.email,
        language=invitation.language,
        fictitious=invitation.fictitious,
        subject=Text(fr="Une invitation de Filière", en="An invitation from Filière"),
        body=Text(
            fr=f"Bonjour,\n\nvous êtes invité·e à rejoindre Filière. L’invitation vous donne :{lines.fr}\n\n"
            f"Ouvrez ce lien pour l’accepter ; il ne sert qu’une fois, jusqu’au {day:%d/%m/%Y}. "
            "Si vous n’attendiez rien, ne faites rien : l’invitation s’éteindra d’elle-même.",
            en=f"Hello,\n\nyou are invited to join Filière. The invitation gives you:{lines.en}\n\n"
            f"Open this link to accept it; it serves once, until {day:%d %B %Y}. "
            "If you did not expect anything, do nothing: the invitation will lapse by itself.",
        ),
        kind="invitation",
        about=f"invitation:{invitation.key}",
        link=link,
    )


def refused() -> Faults:
    """The one answer for a link that opens nothing, whatever the reason is; a key that the site lost is told first."""
    if key_is_lost():
        return Faults([lost_key_fault("link-sealed")])
    return Faults.one(
        code="invitation-void",
        message=Text(
            fr="Ce lien n’ouvre rien : il a déjà servi, il est trop vieux, il a été retiré, ou il est incomplet.",
            en="This link opens nothing: it was already used, it is too old, it was withdrawn, or it is incomplete.",
        ),
        remedy=Text(
            fr="Si vous avez déjà accepté, connectez-vous. Sinon, demandez une nouvelle invitation à la personne qui "
            "vous a invité·e, et ouvrez le lien entier.",
            en="If you have already accepted, sign in. Otherwise ask the person who invited you for a new invitation, "
            "and open the whole link.",
        ),
    )
