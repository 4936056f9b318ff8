"""Showing one's second factor: a code of the generator, a recovery code, or a passkey's signature.

Attempts are counted per account, wherever they come from: whoever tries here already has the password.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from filiere.core import Faults, Text
from filiere.site.accounts import one_time_codes, rate_limits
from filiere.site.accounts.letters import notify_lock, notify_person
from filiere.site.accounts.models import User
from filiere.site.accounts.models_credentials import Factor
from filiere.site.accounts.site_key_status import lost_key_fault
from filiere.site.journal.writer import record_act

REFUSED = Text(
    fr="Ce code n’est pas valable : il est faux, a expiré ou a déjà servi.",
    en="This code is not valid: it is wrong, has expired, or has already been used.",
)
REMEDY = Text(
    fr="Attendez le code suivant de l’application, ou prenez un code de secours.",
    en="Wait for your authenticator app’s next code, or use a recovery code.",
)


def verify_code(*, user: User, code: str, now: datetime) -> str:
    """Check a typed code; return how the person proved themselves (``totp`` or ``recovery``).

    Raises `Faults`, with the code ``locked`` when too many attempts failed.
    """

    def prove_code() -> str | None:
        if one_time_codes.spend_totp(list(user.factors.filter(kind=Factor.Kind.TOTP)), code, now):
            return "totp"
        return "recovery" if one_time_codes.spend_recovery_code(user.pk, code, now) else None

    try:
        return _attempt_factor(user, prove_code, now)
    except Faults as faults:
        generators = list(user.factors.filter(kind=Factor.Kind.TOTP))
        if generators and not one_time_codes.has_readable_secret(generators):
            raise Faults([lost_key_fault("second-factor-sealed")]) from faults
        raise


def verify_passkey(*, user: User, prove: Callable[[], tuple[Factor, int]], now: datetime) -> str:
    """Check what a passkey signed; `prove` raises `PasskeyRefused`."""
    from filiere.site.accounts.passkeys import PasskeyRefused

    def prove_passkey() -> str | None:
        try:
            factor, count = prove()
        except PasskeyRefused:
            return None
        Factor.objects.filter(pk=factor.pk).update(sign_count=count, last_used_at=now)
        return "passkey"

    return _attempt_factor(user, prove_passkey, now)


def _attempt_factor(user: User, proved: Callable[[], str | None], now: datetime) -> str:
    until = rate_limits.reserve_attempt(rate_limits.SECOND_FACTOR, user.key, now=now)
    if until is not None:
        raise _locked_out_faults(until, now)
    with transaction.atomic():
        how = proved()
        if how is not None:
            rate_limits.forget_attempts(rate_limits.SECOND_FACTOR, user.key)
            record_act(user, "account.second-factor", "user", user.key, {"how": how})
            if how == "recovery":
                notify_person(
                    user,
                    Text(
                        fr="un code de secours a servi à la place de votre second facteur",
                        en="a recovery code was used in place of your second factor",
                    ),
                )
            return how
    until = rate_limits.find_closed_until(rate_limits.SECOND_FACTOR, user.key, now=now)
    if until is None:
        raise Faults.one(code="second-factor-wrong", message=REFUSED, remedy=REMEDY)
    record_act(user, "account.lock", "user", user.key)
    notify_lock(
        user,
        Text(
            fr=(
                "quelqu’un a saisi votre mot de passe, puis échoué plusieurs fois au second facteur ; changez de "
                "mot de passe si ce n’était pas vous"
            ),
            en="someone entered your password, then failed several times to provide your second factor; change your "
            "password if it was not you",
        ),
        now=now,
    )
    raise _locked_out_faults(until, now)


def _locked_out_faults(until: datetime, now: datetime) -> Faults:
    return Faults.one(
        code="locked",
        message=rate_limits.too_many_attempts_text(rate_limits.minutes_left(until, now)),
        remedy=Text(
            fr=(
                "Si vous n’avez plus aucun moyen de prouver votre identité, demandez une réinitialisation à un "
                "administrateur."
            ),
            en="If you have no other way to prove your identity, ask an administrator for a reset.",
        ),
    )
