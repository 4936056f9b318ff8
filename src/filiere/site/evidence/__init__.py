"""Evidence: the documents that prove an answer, kept by their content, read through a check and erased by rule.

What other apps ask is asked here; everything is imported late, for this package is read before Django is ready::

    provided(dossier)            evidence key → the documents that prove it now
    counted(dossier)             how many documents there are for each
    for_criterion(dossier, key)  the same for one question
    frozen(dossier)              the list that the snapshot of the audit seals
    erase_of(dossier)            when a dossier is archived: files removed, fingerprints kept
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filiere.site.evidence.models import Document
    from filiere.site.workflow.models import Dossier


def list_provided_documents(dossier: Dossier) -> dict[str, list[Document]]:
    """The documents that prove each piece of evidence of the dossier's release, those not provided left out."""
    from filiere.site.evidence import provided_documents

    return provided_documents.list_provided_documents(dossier)


def count_provided_documents(dossier: Dossier) -> dict[str, int]:
    """How many documents prove each piece of evidence, those not provided left out; their rows are not read whole."""
    from filiere.site.evidence import provided_documents

    return provided_documents.count_provided_documents(dossier)


def list_criterion_documents(dossier: Dossier, key: str) -> dict[str, list[Document]]:
    """The pieces of evidence of one question, each with its documents, none of them left out."""
    from filiere.site.evidence import provided_documents

    return provided_documents.list_criterion_documents(dossier, key)


def build_frozen_entries(dossier: Dossier) -> list[dict[str, Any]]:
    """What the snapshot of the audit says of evidence: one entry a document and piece, with its fingerprint."""
    from filiere.site.evidence import provided_documents

    return provided_documents.build_frozen_entries(dossier)


def erase_dossier_documents(dossier: Dossier, *, rule: str = "dossier-archived") -> int:
    """Erase the files that only this dossier used; return how many documents were erased."""
    from filiere.site.evidence.actions.erase_documents import erase_dossier_documents as erase

    return erase(dossier, rule=rule)
