"""What the journal seals of the charter, of commitments and of calls; who joined a call is told by nothing but acts."""

from __future__ import annotations

from typing import Any

from filiere.core import Text, seal
from filiere.site.journal.sealed_rows import SealedRow, get_key
from filiere.site.programme.commitments.models import (
    Call,
    CharterSignature,
    CharterVersion,
    Commitment,
    CommitmentEvent,
)
from filiere.site.programme.row_payloads import seal_fields

ERASE_COMMITMENT, ERASE_SIGNATURE = "commitment.erase", "charter.erase"


def signature_payload(row: CharterSignature) -> dict[str, Any]:
    """A signature: whose, under a key, and the fingerprint of the name that is shown."""
    return {
        "version": row.version_id,
        "user": row.user_id,
        "organisation": row.organisation_id,
        "name": seal(row.public_name),
        "withdrawn": row.withdrawn_at is not None,
    }


def commitment_payload(row: Commitment) -> dict[str, Any]:
    """A commitment: who, by the fingerprint of the name."""
    plain = seal_fields(
        "organisation", "owner", "what", "what_en", "to_whom", "due", "proof", "origin", "origin_words", "made_on",
        "public", "fictitious",
    )  # fmt: skip
    return {"who": seal(row.who), **plain(row)}


def event_payload(row: CommitmentEvent) -> dict[str, Any]:
    """What became of a commitment; a correction says which word it takes back."""
    plain = seal_fields("commitment", "kind", "on", "due", "words")
    return plain(row) | ({"corrects": row.corrects_id} if row.corrects_id is not None else {})


SEALED_ROWS: tuple[SealedRow[Any], ...] = (
    SealedRow(
        CharterVersion,
        "charter-version",
        ("charter.publish",),
        seal_fields("number", "text", "text_en", "published_on", "fictitious"),
        Text(fr="Version de la charte", en="Version of the charter"),
    ),
    SealedRow(
        CharterSignature,
        "charter-signature",
        ("charter.sign", "charter.withdraw", ERASE_SIGNATURE),
        signature_payload,
        Text(fr="Signature de la charte", en="Signature of the charter"),
        key=get_key,
    ),
    SealedRow(
        Commitment,
        "commitment",
        ("commitment.record", "commitment.make", ERASE_COMMITMENT),
        commitment_payload,
        Text(fr="Engagement", en="Commitment"),
        key=get_key,
    ),
    SealedRow(
        CommitmentEvent,
        "commitment-event",
        ("commitment.settle", "commitment.correct"),
        event_payload,
        Text(fr="Suite d’un engagement", en="Outcome of a commitment"),
    ),
    SealedRow(
        Call,
        "call",
        ("call.open",),
        seal_fields("kind", "title", "title_en", "what", "what_en", "opened_on", "until", "fictitious"),
        Text(fr="Appel à volontaires", en="Call for volunteers"),
        key=get_key,
    ),
)
"""Rows that the act which made or changed them seals whole."""
