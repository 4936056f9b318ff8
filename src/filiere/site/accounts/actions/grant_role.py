"""Giving a role to a person, from now on."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts.models import Grant, User
from filiere.site.accounts.permissions import Actor, Permission, Role, actor_key, require
from filiere.site.accounts.role_conflicts import against_grant
from filiere.site.journal.record import record


def grant_role(*, actor: Actor, user: User, role: Role) -> Grant:
    """Give the role; giving it again changes nothing and returns the grant that holds.

    Raises `PermissionRefused`, and `Faults` when a seat that the person holds excludes it.
    """
    require(actor, Permission.ACCOUNT_GRANT, subject_kind="user", subject_id=user.key)
    with transaction.atomic():
        held = user.grants.filter(until__isnull=True, role=role).first()
        if held is not None:
            return held
        if faults := against_grant(user, role):
            raise Faults(faults)
        granted_by = actor if isinstance(actor, User) else None
        grant = Grant.objects.create(user=user, role=role, since=timezone.now(), granted_by=granted_by)
        record(
            actor_key=actor_key(actor),
            act="account.grant",
            subject_kind="user",
            subject_id=user.key,
            payload={"role": str(role)},
        )
    user.forget_roles()
    return grant
