"""What the journal tells of tables prepared, of releases and of totals published elsewhere, compared with their rows.

The journal seals words, counts and fingerprints: the values themselves are in the files that these name.
"""

from __future__ import annotations

from typing import Any

from filiere.core import Text, seal
from filiere.core.journal import format_moment
from filiere.site.confidentiality.models import About, OutsideTotal, Protection, Release, TotalWithdrawal
from filiere.site.journal.sealed_rows import SealedRow, get_key

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


SEALED_ROWS: tuple[SealedRow[Any], ...] = (
    SealedRow(
        Protection,
        PROTECTION_SUBJECT,
        (PROTECT_ACT, DISCARD_ACT, PUBLISH_ACT),
        protection_payload,
        Text(fr="Tableau préparé", en="Table prepared"),
        key=get_key,
    ),
    SealedRow(
        Release,
        RELEASE_SUBJECT,
        (PUBLISH_ACT,),
        release_payload,
        Text(fr="Publication", en="Release"),
        key=get_key,
        rows=lambda: Release.objects.select_related("protection"),
    ),
    SealedRow(
        OutsideTotal,
        TOTAL_SUBJECT,
        (DECLARE_ACT,),
        total_payload,
        Text(fr="Total publié ailleurs", en="Total published elsewhere"),
        key=get_key,
    ),
    SealedRow(
        TotalWithdrawal,
        WITHDRAWAL_SUBJECT,
        (WITHDRAW_ACT,),
        withdrawal_payload,
        Text(fr="Retrait d’un total publié ailleurs", en="Withdrawal of a total published elsewhere"),
        key=get_key,
        rows=lambda: TotalWithdrawal.objects.select_related("total"),
    ),
)
"""Rows that the last act on them seals whole."""
