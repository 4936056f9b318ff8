"""A document as pages show it, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from filiere.core import source_language
from filiere.core.numbers import format_number
from filiere.referentials.records import Evidence
from filiere.site.evidence.antivirus import SCAN_LABELS
from filiere.site.evidence.confidentiality_classes import CLASS_LABELS, SIDE_LABELS
from filiere.site.evidence.evidence_checklist import list_proved_pieces
from filiere.site.evidence.models import Document
from filiere.site.evidence.requirements import list_pieces, list_reusable_pieces, list_warnings, piece_label
from filiere.site.workflow.models import Dossier


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A line of a table of documents."""

    document: Document
    kind: str
    size: str
    proves: list[str]
    warnings: list[str]
    readers: str
    side: str
    scan: str
    state: str


def format_size(size: int) -> str:
    """A size in the reader's units."""
    unit = ("o", "Kio", "Mio") if source_language() == "fr" else ("B", "KiB", "MiB")
    if size < 1024:
        return f"{size} {unit[0]}"
    if size < 1024**2:
        return f"{format_number(round(size / 1024))} {unit[1]}"
    return f"{format_number(round(size / 1024**2, 1))} {unit[2]}"


def build_document_rows(documents: Iterable[Document], dossier: Dossier, day: date) -> list[DocumentRow]:
    """The lines of several documents; what the release asks is looked up once for all."""
    known, again = list_pieces(dossier), frozenset(list_reusable_pieces(dossier))
    return [_build_row(one, dossier, day, known, again) for one in documents]


def _build_row(
    document: Document, dossier: Dossier, day: date, known: Mapping[str, Evidence], again: frozenset[str]
) -> DocumentRow:
    proofs = list_proved_pieces(document, dossier, again)
    said = dict.fromkeys(str(one) for proof in proofs or [""] for one in list_warnings(document, known.get(proof), day))
    return DocumentRow(
        document,
        str(document.kind_words),
        format_size(document.blob.size),
        [str(piece_label(dossier, proof)) for proof in proofs],
        list(said),
        str(CLASS_LABELS[document.confidentiality]),
        str(SIDE_LABELS[document.side]),
        str(SCAN_LABELS[document.blob.scan]),
        get_document_state(document),
    )


def get_document_state(document: Document) -> str:
    """Where a document stands: current, revised, withdrawn, erased or infected."""
    if document.erased_at is not None:
        return "erased"
    if document.blob.scan == document.blob.Scan.INFECTED:
        return "infected"
    if document.withdrawn_at is not None:
        return "withdrawn"
    return "revised" if hasattr(document, "revised_by") else "current"
