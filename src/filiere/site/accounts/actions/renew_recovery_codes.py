"""Drawing new recovery codes: the former ones stop working, the new ones are shown once."""

from __future__ import annotations

from django.db import transaction

from filiere.core import Text
from filiere.site.accounts import one_time_codes
from filiere.site.accounts.letters import notify_person
from filiere.site.accounts.models import User
from filiere.site.accounts.models_credentials import RecoveryCode
from filiere.site.journal.writer import record_act


def renew_recovery_codes(*, user: User) -> list[str]:
    """New codes for one's own account."""
    with transaction.atomic():
        notify_person(
            user, Text(fr="vos codes de secours ont été tirés de nouveau", en="your recovery codes were renewed")
        )
        return replace_recovery_codes(user, actor_key=user.key)


def replace_recovery_codes(user: User, *, actor_key: str) -> list[str]:
    """Replace the codes, inside the transaction of an act."""
    drawn = one_time_codes.draw_recovery_codes()
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, code_hash=one_time_codes.hash_recovery_code(code)) for code in drawn
    )
    record_act(actor_key, "account.recovery-codes", "user", user.key)
    return drawn
