"""What the journal tells of the life of a label, compared with the rows now.

What people wrote is told by its seal: a word changed after a vote shows, and erasing it under the rule of retention
does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Model

from filiere.core import Text, seal
from filiere.site.holders.models import Alert, Certificate, Place, Proof, Statement
from filiere.site.journal.reconciliation import Difference, DifferenceKind, entries_for, list_changed_fields

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


def compare_rows() -> Iterator[Difference]:
    """Every row of this app that is not what the journal tells."""
    certificates = Certificate.objects.select_related("dossier", "event", "snapshot")
    yield from _compare_subject(
        "certificate", CERTIFY_ACT, {one.number: one for one in certificates}, certificate_payload
    )
    alerts = {one.key: one for one in Alert.objects.select_related("dossier")}
    yield from _compare_subject("alert", ALERT_ACT, alerts, alert_payload)
    settled = {key: one for key, one in alerts.items() if one.settled_on is not None}
    yield from _compare_subject("alert", SETTLE_ACT, settled, settlement_payload)
    statements = {str(one.pk): one for one in Statement.objects.select_related("dossier")}
    yield from _compare_subject("statement", STATE_ACT, statements, statement_payload)
    places = {one.key: one for one in Place.objects.select_related("dossier")}
    yield from _compare_subject("place", LIST_PLACE_ACT, places, place_payload)
    proofs = {str(one.pk): one for one in Proof.objects.select_related("place")}
    yield from _compare_subject("proof", PROVE_PLACE_ACT, proofs, proof_payload)
    refused = {key: one for key, one in proofs.items() if one.refused_on is not None}
    yield from _compare_subject("proof", REFUSE_PROOF_ACT, refused, proof_refusal_payload)


def _compare_subject[T: Model](
    subject: str, act: str, found: dict[str, T], payload_of: Callable[[T], dict[str, Any]]
) -> Iterator[Difference]:
    left = dict(found)
    for entry in entries_for(subject, (act,)):
        row = left.pop(entry.subject, None)
        if row is None:
            yield _row_difference("missing", subject, entry.subject, entry.number)
            continue
        now = payload_of(row)
        erased = getattr(row, "erased_at", None) is not None
        said = {
            name: value
            for name, value in (entry.body or {}).items()
            if name in now and not (erased and name in ("said", "reason"))
        }
        if fields := list_changed_fields(said, now):
            yield _row_difference("changed", subject, entry.subject, entry.number, fields)
    for key in left:
        yield _row_difference("stray", subject, key)


_ROW_NAMES = {
    "certificate": Text(fr="Certificat", en="Certificate"),
    "alert": Text(fr="Alerte", en="Alert"),
    "statement": Text(fr="Déclaration du titulaire", en="Statement of the holder"),
    "place": Text(fr="Emplacement du logo", en="Place of the logo"),
    "proof": Text(fr="Preuve du retrait du logo", en="Proof of the logo’s removal"),
}


def _row_difference(
    kind: DifferenceKind, subject: str, key: str, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    name = _ROW_NAMES[subject]
    return Difference(
        kind, f"holders_{subject}", key, Text(fr=f"{name.fr} {key}", en=f"{name.en} {key}"), entry, fields
    )
