"""What communication holds of people: who received a kit, for two years; and what people with an account did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_erasers, data_exporters, format_moment
from filiere.site.accounts.retention_rules import remove_rows, retention_rules
from filiere.site.programme.communication.models import (
    KitRecipient,
    Message,
    MessageUse,
    Operation,
    RecallDecision,
    Result,
)

RECIPIENTS_RULE = "kit-recipients"


@data_exporters.register("communication")
def _export_communication(user: User) -> dict[str, Any]:
    return {
        "operations": list(Operation.objects.filter(author=user).values_list("key", flat=True)),
        "messages_written": [
            {"key": one.key, "sentence": one.sentence, "at": format_moment(one.written_at)}
            for one in Message.objects.filter(author=user)
        ],
        "messages_approved": list(Message.objects.filter(approved_by=user).values_list("key", flat=True)),
        "uses": list(MessageUse.objects.filter(by=user).values_list("key", flat=True)),
        "results": [
            {"key": one.key, "count": one.count, "at": format_moment(one.recorded_at)}
            for one in Result.objects.filter(recorded_by=user).select_related("operation")
        ],
        "results_judged": [
            {"key": one.key, "refusal": one.refusal}
            for one in Result.objects.filter(judged_by=user).select_related("operation")
        ],
        "fates": [
            {"use": one.use, "fate": one.fate, "at": format_moment(one.decided_at)}
            for one in RecallDecision.objects.filter(decided_by=user)
        ],
        "kits_received": [
            {"operation": one.operation.key, "name": one.name, "at": format_moment(one.given_at)}
            for one in KitRecipient.objects.filter(email__iexact=user.email).select_related("operation")
        ],
    }


@data_erasers.register("communication")
def _erase_communication(user: User) -> None:
    KitRecipient.objects.filter(email__iexact=user.email).delete()


@retention_rules.register(RECIPIENTS_RULE)
def _remove_recipients(before: datetime, most: int) -> int:
    """Those who received no kit of the operation since."""
    return remove_rows(KitRecipient.objects.filter(given_at__lt=before), most)
