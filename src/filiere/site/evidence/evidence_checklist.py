"""What is provided for each piece of evidence of a dossier, and the list that the audit freezes."""

from __future__ import annotations

from typing import Any

from filiere.site.evidence.confidentiality_classes import Confidentiality, Side
from filiere.site.evidence.models import Document
from filiere.site.evidence.querysets import DocumentQuerySet
from filiere.site.evidence.requirements import list_criteria, list_reusable_pieces
from filiere.site.workflow.models import Dossier


def list_proved_pieces(document: Document, dossier: Dossier, again: frozenset[str]) -> list[str]:
    """The pieces of evidence that a document proves in a dossier; `again` are those that may be reused."""
    found = [
        use.proof
        for use in document.uses.all()
        if use.dossier_id == dossier.pk
        or (
            use.proof in again
            and document.side == Side.EMPLOYER
            and use.dossier.organisation_id == dossier.organisation_id
            and use.dossier.referential == dossier.referential
            and use.dossier_id < dossier.pk
        )
    ]
    return list(dict.fromkeys(found))


def list_provided_documents(dossier: Dossier) -> dict[str, list[Document]]:
    """Piece of evidence → the documents of the company that stand for it now, newest first.

    What the staff representatives or the auditor confide proves no answer of the company.
    """
    return _group_by_piece(dossier, _list_standing_documents(dossier))


def count_provided_documents(dossier: Dossier) -> dict[str, int]:
    """Piece of evidence → how many documents stand for it: what a page of questions shows, read at a third the cost."""
    light = _list_standing_documents(dossier).select_related(None).only("side")
    return {proof: len(documents) for proof, documents in _group_by_piece(dossier, light).items()}


def _list_standing_documents(dossier: Dossier) -> DocumentQuerySet:
    return Document.objects.of_dossier(dossier).now().filter(side=Side.EMPLOYER)


def _group_by_piece(dossier: Dossier, documents: DocumentQuerySet) -> dict[str, list[Document]]:
    again = frozenset(list_reusable_pieces(dossier))
    found: dict[str, list[Document]] = {}
    for document in documents:
        for proof in list_proved_pieces(document, dossier, again):
            found.setdefault(proof, []).append(document)
    return found


def build_frozen_entries(dossier: Dossier) -> list[dict[str, Any]]:
    """One entry a document and piece, in an order that depends on nothing but them.

    Of what the staff representatives confide only the fingerprint enters: the snapshot is read by the employer too.
    """
    again = frozenset(list_reusable_pieces(dossier))
    entries: list[dict[str, Any]] = []
    for document in Document.objects.of_dossier(dossier).now().exclude(side=Side.AUDITOR):
        own: dict[str, Any] = {"document": document.key, "sha256": document.blob.sha256, "side": str(document.side)}
        if document.side == Side.STAFF_REPRESENTATIVES and document.confidentiality != Confidentiality.PUBLIC:
            entries.append(own)
            continue
        own |= {
            "kind": document.blob.kind,
            "size": document.blob.size,
            "proves_from": document.proves_from.isoformat() if document.proves_from else None,
            "proves_until": document.proves_until.isoformat() if document.proves_until else None,
        }
        proofs = list_proved_pieces(document, dossier, again)
        entries += [{"key": one, "criteria": list_criteria(dossier, one), **own} for one in proofs] or [own]
    return sorted(entries, key=lambda one: (str(one.get("key", "")), one["document"]))
