"""What the journal tells of operations, messages, uses and recalls, compared with their rows now.

Nobody's name and address is in it: of a kit, the journal keeps how many received it.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from filiere.core import Text, seal
from filiere.core.journal import format_moment
from filiere.site.journal.sealed_rows import SealedRow, get_key, name_acts
from filiere.site.programme.communication.models import Message, MessageUse, Operation, Recall, Result

USE_SUBJECT = "figure-use"
_UNSEALED = frozenset({"id", "key"})
_MUTE = frozenset({"office_reminders"})
"""Fields that no act changes: what the site counts for itself."""


def _read_fields(row: Any) -> dict[str, Any]:
    """The fields of a row as JSON holds them; people and other rows by their keys."""
    said: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in _UNSEALED | _MUTE:
            continue
        value = getattr(row, field.name)
        if field.is_relation:
            value = None if value is None else value.key
        elif isinstance(value, datetime):
            value = format_moment(value)
        elif isinstance(value, date | time):
            value = value.isoformat()
        elif isinstance(value, dict):
            value = seal(value)
        said[field.name] = value
    return said


def recall_payload(recall: Recall) -> dict[str, Any]:
    """What the journal seals of a recall: itself, and every fate decided so far."""
    decisions = [
        [one.use, one.fate, one.replacement, one.note, one.decided_by.key]
        for one in recall.decisions.select_related("decided_by").order_by("use")
    ]
    return {**_read_fields(recall), "decided": len(decisions), "decisions_sha256": seal(decisions)}


SEALED_ROWS: tuple[SealedRow[Any], ...] = (
    SealedRow(
        Operation,
        "operation",
        # A result moves its operation from planned to held, and is told with it.
        name_acts("operation", "plan", "change", "cancel", "hold"),
        _read_fields,
        Text(fr="Opération", en="Operation"),
        key=get_key,
        rows=lambda: Operation.objects.select_related("author"),
    ),
    SealedRow(
        Result,
        "result",
        name_acts("result", "record", "propose", "enter", "decline"),
        _read_fields,
        Text(fr="Résultat", en="Result"),
        key=get_key,
        rows=lambda: Result.objects.select_related("operation", "recorded_by", "proposed_by", "judged_by"),
    ),
    SealedRow(
        Message,
        "message",
        name_acts(
            "message",
            "write",
            "rewrite",
            "submit",
            "approve",
            "refuse",
            "answer",
            "silence",
            "withdraw",
            "recall",
        ),
        _read_fields,
        Text(fr="Message", en="Message"),
        key=get_key,
        rows=lambda: Message.objects.select_related("operation", "author", "approved_by", "replaces"),
    ),
    SealedRow(
        MessageUse,
        USE_SUBJECT,
        name_acts("figure-use", "record", "recall"),
        _read_fields,
        Text(fr="Usage d’un chiffre", en="Use of a figure"),
        key=get_key,
        rows=lambda: MessageUse.objects.select_related("message", "by"),
    ),
    SealedRow(
        Recall,
        "recall",
        name_acts("recall", "open", "decide", "complete", "abandon"),
        recall_payload,
        Text(fr="Rappel d’un chiffre", en="Recall of a figure"),
        key=get_key,
        rows=lambda: Recall.objects.select_related("opened_by", "ended_by"),
    ),
)
