"""Closing the sessions of an account: each carries a mark of the account, which is drawn anew."""

from __future__ import annotations

import secrets

from django.db import transaction

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.notices import tell_person
from filiere.site.accounts.permissions import Actor, Permission, actor_key, require
from filiere.site.journal.record import record


def close_sessions(*, actor: Actor, user: User) -> None:
    """Close every session of the account; whoever closes their own keeps theirs by signing it anew."""
    if getattr(actor, "pk", None) != user.pk:
        require(actor, Permission.ACCOUNT_PASSWORD, subject_kind="user", subject_id=user.key)
    with transaction.atomic():
        user.session_mark = secrets.token_hex(8)
        User.objects.filter(pk=user.pk).update(session_mark=user.session_mark)
        record(actor_key=actor_key(actor), act="account.sessions", subject_kind="user", subject_id=user.key, payload={})
        if getattr(actor, "pk", None) != user.pk:
            closed = Text(fr="un administrateur a fermé vos sessions", en="an administrator closed your sessions")
            tell_person(user, closed)
