"""What the journal tells of tables prepared, of releases and of totals published elsewhere, compared with their rows.

The journal seals words, counts and fingerprints: the values themselves are in the files that these name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

from filiere.core import Text, seal
from filiere.core.journal import stamp
from filiere.site.accounts.permissions import Actor, actor_key
from filiere.site.confidentiality.models import About, OutsideTotal, Protection, Release, TotalWithdrawal
from filiere.site.journal.comparing import Difference, Kind, differing, told
from filiere.site.journal.record import record

PROTECTION, RELEASE, TOTAL, WITHDRAWAL = "protection", "release", "outside-total", "total-withdrawal"
PROTECT, DISCARD, PUBLISH, DECLARE, WITHDRAW, WEIGH, READ = (
    "release.protect",
    "release.discard",
    "release.publish",
    "release.declare-total",
    "release.withdraw-total",
    "release.weigh",
    "release.read",
)


def _about(row: About) -> dict[str, Any]:
    return {"response": row.response, "population": row.population, "period": row.period}


def protection_payload(row: Protection) -> dict[str, Any]:
    """What the journal seals of a table prepared, after each act."""
    return {
        **_about(row),
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
        **_about(row),
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
        "at": stamp(row.published_at),
    }


def total_payload(row: OutsideTotal) -> dict[str, Any]:
    """What the journal seals of a total published elsewhere."""
    return {
        **_about(row),
        "number": row.number,
        "parts": row.parts,
        "figure": row.figure,
        "source_fr": row.source_fr,
        "source_en": row.source_en,
        "at": stamp(row.at),
    }


def withdrawal_payload(row: TotalWithdrawal) -> dict[str, Any]:
    """What the journal seals of the withdrawal of such a total."""
    return {"number": row.number, "total": row.total.key, "reason": row.reason, "at": stamp(row.at)}


Told = Protection | Release | OutsideTotal | TotalWithdrawal


def tell(actor: Actor, act: str, row: Told) -> None:
    """Record an act in the transaction that is open."""
    kind, payload = _of(row)
    record(actor_key=actor_key(actor), act=act, subject_kind=kind, subject_id=row.key, payload=payload)


def _of(row: Told) -> tuple[str, dict[str, Any]]:
    if isinstance(row, Protection):
        return PROTECTION, protection_payload(row)
    if isinstance(row, TotalWithdrawal):
        return WITHDRAWAL, withdrawal_payload(row)
    return (RELEASE, release_payload(row)) if isinstance(row, Release) else (TOTAL, total_payload(row))


def protections() -> Iterator[Difference]:
    """Tables prepared that are not what their last act left."""
    yield from _compared(PROTECTION, (PROTECT, DISCARD, PUBLISH), Protection.objects.order_by("pk"))


def releases() -> Iterator[Difference]:
    """Releases that were changed, taken away, or that no act made."""
    yield from _compared(RELEASE, (PUBLISH,), Release.objects.select_related("protection").order_by("number"))


def totals() -> Iterator[Difference]:
    """Totals published elsewhere that were changed, taken away, or that no act made."""
    yield from _compared(TOTAL, (DECLARE,), OutsideTotal.objects.order_by("number"))


def withdrawals() -> Iterator[Difference]:
    """Withdrawals of such totals that were changed, taken away, or that no act made."""
    yield from _compared(WITHDRAWAL, (WITHDRAW,), TotalWithdrawal.objects.select_related("total").order_by("number"))


def _compared(kind: str, acts: tuple[str, ...], rows: models.QuerySet[Any]) -> Iterator[Difference]:
    last = {entry.subject: entry for entry in told(kind, acts)}
    for row in rows.iterator(chunk_size=500):
        entry = last.pop(row.key, None)
        if entry is None:
            yield _difference("stray", row, row.key)
        elif entry.body and (fields := differing(entry.body, _of(row)[1])):
            yield _difference("changed", row, row.key, entry.number, fields)
    for key, entry in last.items():
        yield _difference("missing", rows.model, key, entry.number)


def _difference(kind: Kind, row: Any, key: str, entry: int | None = None, fields: tuple[str, ...] = ()) -> Difference:
    fr, en = _NAMES[row._meta.db_table]
    return Difference(kind, row._meta.db_table, key, Text(fr=f"{fr} {key}", en=f"{en} {key}"), entry, fields)


_NAMES = {
    "confidentiality_protection": ("Tableau préparé", "Table prepared"),
    "confidentiality_release": ("Publication", "Release"),
    "confidentiality_outsidetotal": ("Total publié ailleurs", "Total published elsewhere"),
    "confidentiality_totalwithdrawal": (
        "Retrait d’un total publié ailleurs",
        "Withdrawal of a total published elsewhere",
    ),
}
