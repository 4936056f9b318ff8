"""What the journal tells of the life of a label, compared with the rows now.

What people wrote is told by its seal: a word changed after a vote shows, and erasing it under the rule of retention
does not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from filiere.core import Text, seal
from filiere.site.holders.models import Alert, Certificate, Place, Proof, Statement
from filiere.site.journal.sealed_rows import SealedRow, get_key, get_primary_key

CERTIFY_ACT = "holders.certify"
ALERT_ACT, SETTLE_FIRST_ACT, SETTLE_ACT = "holders.alert", "holders.settle_first", "holders.settle"
STATE_ACT = "holders.state"
LIST_PLACE_ACT, PROVE_PLACE_ACT, REFUSE_PROOF_ACT = "holders.list_place", "holders.prove_place", "holders.refuse_proof"


def certificate_payload(row: Certificate) -> dict[str, Any]:
    """What the journal seals of a certificate."""
    return {
        "dossier": row.dossier.key,
        "event": row.event.number,
        "level": row.level,
        "granted": row.granted.isoformat(),
        "until": row.until.isoformat(),
        "snapshot": row.snapshot.sha256,
        "entry": row.entry,
    }


def alert_payload(row: Alert) -> dict[str, Any]:
    """What the journal seals of an alert as it was told."""
    return {
        "dossier": row.dossier.key,
        "kind": str(row.kind),
        "party": row.party,
        "fact_on": row.fact_on.isoformat() if row.fact_on else None,
        "told_on": row.told_on.isoformat(),
        "said": None if row.erased_at else seal([row.source, row.words, row.change]),
    }


def settlement_payload(row: Alert) -> dict[str, Any]:
    """What the journal seals of the settling of an alert, once it is put forward and once it is confirmed."""
    return {
        "first": row.settling_by.key if row.settling_by is not None else None,
        "first_on": row.settling_on.isoformat() if row.settling_on else None,
        "settled_on": row.settled_on.isoformat() if row.settled_on else None,
        "reason": None if row.erased_at else seal(row.settled_reason),
    }


def statement_payload(row: Statement) -> dict[str, Any]:
    """What the journal seals of a statement."""
    return {
        "dossier": row.dossier.key,
        "kind": str(row.kind),
        "day": row.day.isoformat(),
        "sha256": row.sha256,
        "said": None if row.erased_at else seal(row.words),
    }


def place_payload(row: Place) -> dict[str, Any]:
    """What the journal seals of a place."""
    return {
        "dossier": row.dossier.key,
        "kind": str(row.kind),
        "listed_on": row.listed_on.isoformat(),
        "said": None if row.erased_at else seal(row.words),
    }


def proof_payload(row: Proof) -> dict[str, Any]:
    """What the journal seals of a proof."""
    return {
        "place": row.place.key,
        "given_on": row.given_on.isoformat(),
        "said": None if row.erased_at else seal([row.words, row.document]),
    }


def proof_refusal_payload(row: Proof) -> dict[str, Any]:
    """What the journal seals of the refusal of a proof."""
    return {
        "refused_on": row.refused_on.isoformat() if row.refused_on else None,
        "reason": None if row.erased_at else seal(row.refused_reason),
    }


def _seal_rows(
    subject: str,
    act: str,
    payload: Callable[[Any], dict[str, Any]],
    words: Text,
    rows: Callable[[], QuerySet[Any]],
    key: Callable[[Any], str] = get_primary_key,
) -> SealedRow[Any]:
    """What the rows have of an entry is compared; of a row erased since, no longer the words that went."""

    def keep(row: Any, said: dict[str, Any]) -> dict[str, Any]:
        gone = ("said", "reason") if getattr(row, "erased_at", None) is not None else ()
        return {name: value for name, value in said.items() if name in payload(row) and name not in gone}

    return SealedRow(rows().model, subject, (act,), payload, words, key=key, rows=rows, keep=keep)


_ALERT, _PROOF = Text(fr="Alerte", en="Alert"), Text(fr="Preuve du retrait du logo", en="Evidence of logo removal")


def _list_certificates() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("dossier", "event", "snapshot")


def _list_alerts() -> QuerySet[Alert]:
    return Alert.objects.select_related("dossier")


def _list_proofs() -> QuerySet[Proof]:
    return Proof.objects.select_related("place")


SEALED_ROWS: tuple[SealedRow[Any], ...] = (
    _seal_rows(
        "certificate",
        CERTIFY_ACT,
        certificate_payload,
        Text(fr="Certificat", en="Certificate"),
        _list_certificates,
        lambda row: row.number,
    ),
    _seal_rows("alert", ALERT_ACT, alert_payload, _ALERT, _list_alerts, get_key),
    _seal_rows(
        "alert",
        SETTLE_ACT,
        settlement_payload,
        _ALERT,
        lambda: _list_alerts().filter(settled_on__isnull=False),
        get_key,
    ),
    _seal_rows(
        "statement",
        STATE_ACT,
        statement_payload,
        Text(fr="Déclaration du titulaire", en="Holder’s statement"),
        lambda: Statement.objects.select_related("dossier"),
    ),
    _seal_rows(
        "place",
        LIST_PLACE_ACT,
        place_payload,
        Text(fr="Emplacement du logo", en="Logo place"),
        lambda: Place.objects.select_related("dossier"),
        get_key,
    ),
    _seal_rows("proof", PROVE_PLACE_ACT, proof_payload, _PROOF, _list_proofs),
    _seal_rows(
        "proof",
        REFUSE_PROOF_ACT,
        proof_refusal_payload,
        _PROOF,
        lambda: _list_proofs().filter(refused_on__isnull=False),
    ),
)
"""Rows of this app, each told by the act named."""
