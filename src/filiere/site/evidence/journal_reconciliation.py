"""What the journal tells of documents and of what they prove, compared with their rows now.

The name and the note of a document are personal or commercial words: they are not in the journal, and may be erased.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from filiere.core import Text
from filiere.site.evidence.models import Document, Use
from filiere.site.journal.reconciliation import Difference, DifferenceKind, entries_for, list_changed_fields

ADD_ACT, USE_ACT, WITHDRAW_ACT, ERASE_ACT = "evidence.add", "evidence.use", "evidence.withdraw", "evidence.erase"
DOCUMENT_SUBJECT = "document"


def document_payload(row: Document) -> dict[str, Any]:
    """What the journal seals of a document when it is sent."""
    return {
        "organisation": row.organisation.key,
        "dossier": row.dossier.key,
        "side": str(row.side),
        "sha256": row.blob.sha256,
        "kind": row.blob.kind,
        "size": row.blob.size,
        "confidentiality": str(row.confidentiality),
        "proves_from": row.proves_from.isoformat() if row.proves_from else None,
        "proves_until": row.proves_until.isoformat() if row.proves_until else None,
        "expires": row.expires.isoformat() if row.expires else None,
        "revises": row.revises.key if row.revises else None,
        "answers": row.answers.key if row.answers else None,
        "by": row.added_by.key,
    }


def compare_documents() -> Iterator[Difference]:
    """Documents that were changed, that are gone, or that nobody sent."""
    rows = Document.objects.select_related("organisation", "dossier", "blob", "revises", "answers", "added_by")
    found = {row.key: row for row in rows.order_by("pk")}
    ended = {
        act: {entry.subject for entry in entries_for(DOCUMENT_SUBJECT, (act,))} for act in (WITHDRAW_ACT, ERASE_ACT)
    }
    for entry in entries_for(DOCUMENT_SUBJECT, (ADD_ACT,)):
        row = found.pop(entry.subject, None)
        if row is None:
            yield _document_difference("missing", entry.subject, entry.number)
            continue
        fields = list(list_changed_fields(dict(entry.body), document_payload(row))) if entry.body else []
        fields += ["withdrawn_at"] if (row.withdrawn_at is not None) != (row.key in ended[WITHDRAW_ACT]) else []
        fields += ["erased_at"] if (row.erased_at is not None) != (row.key in ended[ERASE_ACT]) else []
        if fields:
            yield _document_difference("changed", entry.subject, entry.number, tuple(fields))
    for key in found:
        yield _document_difference("stray", key)


def compare_uses() -> Iterator[Difference]:
    """What documents are said to prove, without an act that says so, or no longer as the act said."""
    rows = Use.objects.select_related("document", "dossier").order_by("pk")
    found = {f"{row.document.key}:{row.dossier.key}:{row.proof}" for row in rows}
    for entry in entries_for(DOCUMENT_SUBJECT, (USE_ACT,)):
        body = entry.body or {}
        key = f"{entry.subject}:{body.get('dossier')}:{body.get('proof')}"
        if body and key not in found:
            yield _use_difference("missing", key, entry.number)
        found.discard(key)
    for key in sorted(found):
        yield _use_difference("stray", key)


def _document_difference(
    kind: DifferenceKind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    row = Text(fr=f"Pièce {key}", en=f"Document {key}")
    return Difference(kind, Document._meta.db_table, key, row, entry, fields)


def _use_difference(kind: DifferenceKind, key: str, entry: int | None = None) -> Difference:
    return Difference(
        kind, Use._meta.db_table, key, Text(fr=f"Usage de pièce {key}", en=f"Use of a document {key}"), entry
    )
