"""Drawing a new password for somebody who lost theirs; it is shown once to whoever draws it."""

from __future__ import annotations

import secrets

from django.db import transaction

from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Actor, Permission, actor_key, require
from filiere.site.journal.record import record


def reset_password(*, actor: Actor, user: User) -> str:
    """Replace the password, which also closes the sessions opened with the old one; return the new one."""
    require(actor, Permission.ACCOUNT_PASSWORD, subject_kind="user", subject_id=user.key)
    chosen = secrets.token_urlsafe(15)
    with transaction.atomic():
        user.set_password(chosen)
        user.save(update_fields=["password"])
        record(actor_key=actor_key(actor), act="account.password", subject_kind="user", subject_id=user.key)
    return chosen
