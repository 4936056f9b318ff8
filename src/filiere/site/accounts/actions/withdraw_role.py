"""Ending a role: the grant is closed, never removed, so that who could do what on which day stays known."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Actor, Permission, Role, actor_key, require
from filiere.site.journal.record import record


def withdraw_role(*, actor: Actor, user: User, role: Role) -> bool:
    """End the role; False when the person did not hold it."""
    require(actor, Permission.ACCOUNT_GRANT, subject_kind="user", subject_id=user.key)
    with transaction.atomic():
        ended = user.grants.filter(until__isnull=True, role=role).update(until=timezone.now())
        if ended:
            record(
                actor_key=actor_key(actor),
                act="account.withdraw",
                subject_kind="user",
                subject_id=user.key,
                payload={"role": str(role)},
            )
    user.forget_roles()
    return bool(ended)
