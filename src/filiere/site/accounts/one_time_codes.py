"""Codes of a second factor: those a telephone makes every thirty seconds, and those written down for a bad day."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp
import segno

from filiere.site.accounts.models_credentials import RECOVERY, TOTP, Factor, RecoveryCode
from filiere.site.accounts.sealing import UnreadableSeal, hash_token, list_token_hashes, unseal_text

ISSUER = "Filière"
STEP_SECONDS = 30
TOTP_PURPOSE = TOTP
TOLERATED_STEPS = 1
"""Steps of thirty seconds before and after the present one that are taken: clocks differ a little."""
MAX_SPENT_STEPS = 20
"""Codes remembered as spent beside the last one: more than anybody types within the steps that are taken."""
RECOVERY_CODE_COUNT = 10


def draw_secret() -> str:
    """The secret that the site and the telephone share: 160 bits."""
    return pyotp.random_base32()


def build_otpauth_uri(secret: str, email: str) -> str:
    """What the telephone reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def draw_qr_code(secret: str, email: str) -> str:
    """The same as a square picture, in SVG, without any style of its own."""
    return segno.make(build_otpauth_uri(secret, email), error="m").svg_inline(
        scale=5, light="#fff", dark="#000", border=3
    )


def find_time_step(secret: str, code: str, now: datetime) -> int | None:
    """The thirty seconds for which this code is right, among those tolerated; None when it is wrong."""
    typed = "".join(code.split())
    if len(typed) != 6 or not typed.isascii() or not typed.isdigit():
        return None
    totp, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    for step in range(present - TOLERATED_STEPS, present + TOLERATED_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step), typed):
            return step
    return None


def spend_totp(factors: Sequence[Factor], code: str, now: datetime) -> Factor | None:
    """The generator whose code this is, once: the same code, or an earlier one, is refused ever after.

    A last code from beyond the present was taken by a clock that was ahead. It makes no present code too old, and
    stays spent, as do those taken around it.
    """
    present = int(now.timestamp()) // STEP_SECONDS
    for factor in factors:
        try:
            step = find_time_step(unseal_text(TOTP_PURPOSE, factor.secret), code, now)
        except UnreadableSeal:
            # Sealed under a key that the site no longer has: another factor may still serve (see
            # `has_readable_secret`).
            continue
        if step is None or _is_spent(factor, step, present):
            continue
        # The condition stands in the statement itself: of two requests with one code, one only changes the row.
        unchanged = Factor.objects.filter(pk=factor.pk, last_step=factor.last_step)
        spent = _prune_spent_steps([*factor.spent_steps, factor.last_step, step], present)
        if unchanged.update(last_step=step, spent_steps=spent, last_used_at=now):
            return factor
    return None


def _is_spent(factor: Factor, step: int, present: int) -> bool:
    if step in factor.spent_steps or step == factor.last_step:
        return True
    return step < factor.last_step <= present + TOLERATED_STEPS


def _prune_spent_steps(steps: Sequence[int], present: int) -> list[int]:
    """The steps to remember, in the order they were spent: the last ones, and all that are still to come.

    The last ones by their number, not by their age: the clock may be ahead, and will then go back to them.
    """
    known = list(dict.fromkeys(steps))
    return [step for place, step in enumerate(known) if step > present or place >= len(known) - MAX_SPENT_STEPS]


def draw_recovery_codes() -> list[str]:
    """Ten codes of eighty bits, in groups that a person can copy by hand."""
    return [
        _group_digits(base64.b32encode(secrets.token_bytes(10)).decode("ascii")) for _ in range(RECOVERY_CODE_COUNT)
    ]


def has_readable_secret(factors: Sequence[Factor]) -> bool:
    """Whether the site still has the key under which one of these generators was sealed."""
    for factor in factors:
        try:
            unseal_text(TOTP_PURPOSE, factor.secret)
        except UnreadableSeal:
            continue
        return True
    return False


def hash_recovery_code(code: str) -> str:
    """What is kept of a recovery code."""
    return hash_token(RECOVERY, _normalise_code(code))


def _normalise_code(code: str) -> str:
    """A recovery code as it was drawn: digits that look like letters are read as the letters were meant."""
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    return typed.replace("0", "O").replace("1", "I").replace("8", "B")


def spend_recovery_code(user_pk: int, code: str, now: datetime) -> bool:
    """Whether this is one of the person's recovery codes, which is then spent."""
    unspent = RecoveryCode.objects.filter(
        user_id=user_pk, code_hash__in=list_token_hashes(RECOVERY, _normalise_code(code)), used_at__isnull=True
    )
    return bool(unspent.update(used_at=now))


def _group_digits(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
