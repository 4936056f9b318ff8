"""Adding a second factor to one's own account, and drawing its recovery codes with the first one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from filiere.core import Faults, Text
from filiere.core.text_length import refuse_long_text
from filiere.site.accounts import one_time_codes
from filiere.site.accounts.actions.renew_recovery_codes import replace_recovery_codes
from filiere.site.accounts.faults import fault
from filiere.site.accounts.journal_reconciliation import factor_payload
from filiere.site.accounts.letters import notify_person
from filiere.site.accounts.models import User
from filiere.site.accounts.models_credentials import MAX_FACTOR_NAME, Factor
from filiere.site.accounts.passkeys import NewPasskey
from filiere.site.accounts.sealing import seal_text
from filiere.site.journal.writer import record_act

MAX_FACTORS = 10


def add_totp(*, user: User, secret: str, code: str, name: str, now: datetime) -> tuple[Factor, list[str]]:
    """Add a generator of codes once its first code was read; return it with recovery codes, empty but the first time.

    Raises `Faults` when the code is not the one expected, the account holds as many factors as it may, or the
    name is too long.
    """
    step = one_time_codes.find_time_step(secret, code, now)
    if step is None:
        raise Faults([fault("totp-wrong").at(key="code")])
    factor = Factor(kind=Factor.Kind.TOTP, secret=seal_text(one_time_codes.TOTP_PURPOSE, secret), last_step=step)
    return _save_factor(user, factor, name.strip() or "Application · App", now)


def add_passkey(*, user: User, made: NewPasskey, name: str, now: datetime) -> tuple[Factor, list[str]]:
    """Add a passkey that proved itself; return it with recovery codes, empty but the first time."""
    if Factor.objects.filter(credential_id=made.credential_id).exists():
        raise Faults([fault("passkey-known")])
    factor = Factor(
        kind=Factor.Kind.PASSKEY,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
    )
    return _save_factor(user, factor, name.strip() or "Clé d’accès · Passkey", now)


def _save_factor(user: User, factor: Factor, name: str, now: datetime) -> tuple[Factor, list[str]]:
    refuse_long_text(name, MAX_FACTOR_NAME, "name")
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        if locked.factors.count() >= MAX_FACTORS:
            raise Faults([fault("too-many-factors", max_factors=MAX_FACTORS)])
        factor.user, factor.name, factor.created_at, factor.last_used_at = locked, name, now, now
        factor.save()
        first = locked.second_factor_since is None
        if first:
            User.objects.filter(pk=user.pk).update(second_factor_since=now)
            user.second_factor_since = now
        record_act(user, "account.factor-add", "user", user.key, factor_payload(factor))
        notify_person(
            locked,
            Text(
                fr=f"un second facteur a été ajouté (« {factor.name} »)",
                en=f"a second factor was added (“{factor.name}”)",
            ),
        )
        return factor, replace_recovery_codes(user, actor_key=user.key) if first else []
