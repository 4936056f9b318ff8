"""What the journal tells of tables prepared, of releases and of totals published elsewhere, compared with their rows.

The journal seals words, counts and fingerprints: the values themselves are in the files that these name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

from filiere.core import Text, seal
from filiere.core.journal import format_moment
from filiere.site.accounts.permissions import Actor
from filiere.site.confidentiality.models import About, OutsideTotal, Protection, Release, TotalWithdrawal
from filiere.site.journal.reconciliation import Difference, DifferenceKind, entries_for, list_changed_fields
from filiere.site.journal.writer import record
from filiere.site.kit.rights import actor_key

PROTECTION_SUBJECT, RELEASE_SUBJECT, TOTAL_SUBJECT, WITHDRAWAL_SUBJECT = (
    "protection",
    "release",
    "outside-total",
    "total-withdrawal",
)
PROTECT_ACT, DISCARD_ACT, PUBLISH_ACT, DECLARE_ACT, WITHDRAW_ACT, WEIGH_ACT, READ_ACT = (
    "release.protect",
    "release.discard",
    "release.publish",
    "release.declare-total",
    "release.withdraw-total",
    "release.weigh",
    "release.read",
)


def _subject_payload(row: About) -> dict[str, Any]:
    return {"response": row.response, "population": row.population, "period": row.period}


def protection_payload(row: Protection) -> dict[str, Any]:
    """What the journal seals of a table prepared, after each act."""
    return {
        **_subject_payload(row),
        "title_fr": row.title_fr,
        "title_en": row.title_en,
        "rule": row.rule,
        "level": row.level,
        "parameters": seal(row.parameters),
        "report": seal(row.report),
        "rows": row.rows,
        "files": row.files,
        "public": row.public,
        "before": row.before,
        "state": str(row.state),
        "reason": row.reason,
    }


def release_payload(row: Release) -> dict[str, Any]:
    """What the journal seals of a release."""
    return {
        **_subject_payload(row),
        "number": row.number,
        "protection": row.protection.key,
        "title_fr": row.title_fr,
        "title_en": row.title_en,
        "rule": row.rule,
        "level": row.level,
        "rows": row.rows,
        "day": row.day.isoformat(),
        "public": row.public,
        "files": row.files,
        "at": format_moment(row.published_at),
    }


def total_payload(row: OutsideTotal) -> dict[str, Any]:
    """What the journal seals of a total published elsewhere."""
    return {
        **_subject_payload(row),
        "number": row.number,
        "parts": row.parts,
        "figure": row.figure,
        "source_fr": row.source_fr,
        "source_en": row.source_en,
        "at": format_moment(row.at),
    }


def withdrawal_payload(row: TotalWithdrawal) -> dict[str, Any]:
    """What the journal seals of the withdrawal of such a total."""
    return {"number": row.number, "total": row.total.key, "reason": row.reason, "at": format_moment(row.at)}


JournalledRow = Protection | Release | OutsideTotal | TotalWithdrawal


def record_act(actor: Actor, act: str, row: JournalledRow) -> None:
    """Record an act in the transaction that is open."""
    kind, payload = _payload_of_row(row)
    record(actor_key=actor_key(actor), act=act, subject_kind=kind, subject_id=row.key, payload=payload)


def _payload_of_row(row: JournalledRow) -> tuple[str, dict[str, Any]]:
    if isinstance(row, Protection):
        return PROTECTION_SUBJECT, protection_payload(row)
    if isinstance(row, TotalWithdrawal):
        return WITHDRAWAL_SUBJECT, withdrawal_payload(row)
    return (RELEASE_SUBJECT, release_payload(row)) if isinstance(row, Release) else (TOTAL_SUBJECT, total_payload(row))


def compare_protections() -> Iterator[Difference]:
    """Tables prepared that are not what their last act left."""
    yield from _compare_rows(
        PROTECTION_SUBJECT, (PROTECT_ACT, DISCARD_ACT, PUBLISH_ACT), Protection.objects.order_by("pk")
    )


def compare_release_rows() -> Iterator[Difference]:
    """Releases that were changed, taken away, or that no act made."""
    yield from _compare_rows(
        RELEASE_SUBJECT, (PUBLISH_ACT,), Release.objects.select_related("protection").order_by("number")
    )


def compare_totals() -> Iterator[Difference]:
    """Totals published elsewhere that were changed, taken away, or that no act made."""
    yield from _compare_rows(TOTAL_SUBJECT, (DECLARE_ACT,), OutsideTotal.objects.order_by("number"))


def compare_withdrawals() -> Iterator[Difference]:
    """Withdrawals of such totals that were changed, taken away, or that no act made."""
    yield from _compare_rows(
        WITHDRAWAL_SUBJECT, (WITHDRAW_ACT,), TotalWithdrawal.objects.select_related("total").order_by("number")
    )


def _compare_rows(kind: str, acts: tuple[str, ...], rows: models.QuerySet[Any]) -> Iterator[Difference]:
    last = {entry.subject: entry for entry in entries_for(kind, acts)}
    for row in rows.iterator(chunk_size=500):
        entry = last.pop(row.key, None)
        if entry is None:
            yield _row_difference("stray", row, row.key)
        elif entry.body and (fields := list_changed_fields(entry.body, _payload_of_row(row)[1])):
            yield _row_difference("changed", row, row.key, entry.number, fields)
    for key, entry in last.items():
        yield _row_difference("missing", rows.model, key, entry.number)


def _row_difference(
    kind: DifferenceKind, row: Any, key: str, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    fr, en = _ROW_NAMES[row._meta.db_table]
    return Difference(kind, row._meta.db_table, key, Text(fr=f"{fr} {key}", en=f"{en} {key}"), entry, fields)


_ROW_NAMES = {
    "confidentiality_protection": ("Tableau préparé", "Table prepared"),
    "confidentiality_release": ("Publication", "Release"),
    "confidentiality_outsidetotal": ("Total publié ailleurs", "Total published elsewhere"),
    "confidentiality_totalwithdrawal": (
        "Retrait d’un total publié ailleurs",
        "Withdrawal of a total published elsewhere",
    ),
}
