"""Erasing a person: the account stays as an opaque key, and nothing in the database says who it was.

What the person decided stays, because decisions belong to the institution: they point to the key. The payloads of
the journal about the person are erased under the rule `person-erased`; the chain keeps their hashes and stays whole.
"""

from __future__ import annotations

import secrets

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Actor, Permission, actor_key, require
from filiere.site.accounts.personal_data import erase_all
from filiere.site.journal.record import erase_payloads, record, subject_entries

RULE = "person-erased"
ERASED_NAME = "personne effacée / erased person"


def erase_person(*, actor: Actor, user: User) -> list[int]:
    """Erase the person behind `user`; return the numbers of the journal entries whose payload is gone.

    Everyone may erase themselves; erasing somebody else is a right. The account can no longer sign in, its roles end
    and its sessions close; each app removes what it holds (see `personal_data`). Erasing twice changes nothing.
    """
    if getattr(actor, "pk", None) != user.pk:
        require(actor, Permission.ACCOUNT_ERASE, subject_kind="user", subject_id=user.key)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.erased_at is not None:
            return []
        now = timezone.now()
        about = subject_entries("user", user.key)
        erase_all(user)
        user.email = f"{user.key}@erased.invalid"
        user.name = ERASED_NAME
        user.is_active = False
        user.erased_at = now
        user.last_login = None
        user.second_factor_since = None
        user.session_mark = secrets.token_hex(8)
        user.set_unusable_password()
        user.save()
        user.grants.filter(until__isnull=True).update(until=now)
        user.forget_roles()
        _close_sessions(user)
        record(
            actor_key=actor_key(actor),
            act="account.erase",
            subject_kind="user",
            subject_id=user.key,
            payload={"rule": RULE},
        )
        return erase_payloads(about, rule=RULE, actor_key=actor_key(actor))


def _close_sessions(user: User) -> None:
    for session in Session.objects.filter(expire_date__gte=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
