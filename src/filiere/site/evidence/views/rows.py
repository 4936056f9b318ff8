"""A document as pages show it, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from filiere.core import Lang
from filiere.core.numbers import number
from filiere.referentials.records.tree import Evidence
from filiere.site.dossiers.models import Dossier
from filiere.site.evidence.asked import pieces, reusable, warnings, words_of
from filiere.site.evidence.classes import CLASS_WORDS, SIDE_WORDS
from filiere.site.evidence.models import Document
from filiere.site.evidence.proofs import proofs_of
from filiere.site.evidence.scanner import WORDS


@dataclass(frozen=True, slots=True)
class Row:
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


def size_words(size: int, lang: Lang) -> str:
    """A size in the reader's units."""
    unit = ("o", "Kio", "Mio") if lang == "fr" else ("B", "KiB", "MiB")
    if size < 1024:
        return f"{size} {unit[0]}"
    if size < 1024**2:
        return f"{number(round(size / 1024), lang)} {unit[1]}"
    return f"{number(round(size / 1024**2, 1), lang)} {unit[2]}"


def rows_of(documents: Iterable[Document], dossier: Dossier, day: date, lang: Lang) -> list[Row]:
    """The lines of several documents; what the release asks is looked up once for all."""
    known, again = pieces(dossier), frozenset(reusable(dossier))
    return [_row(one, dossier, day, lang, known, again) for one in documents]


def _row(
    document: Document, dossier: Dossier, day: date, lang: Lang, known: Mapping[str, Evidence], again: frozenset[str]
) -> Row:
    proofs = proofs_of(document, dossier, again)
    said = dict.fromkeys(one.get(lang) for proof in proofs or [""] for one in warnings(document, known.get(proof), day))
    return Row(
        document,
        document.kind_words.get(lang),  # type: ignore[attr-defined]
        size_words(document.blob.size, lang),
        [words_of(dossier, proof).get(lang) for proof in proofs],
        list(said),
        CLASS_WORDS[document.confidentiality].get(lang),
        SIDE_WORDS[document.side].get(lang),
        WORDS[document.blob.scan].get(lang),
        state_of(document),
    )


def state_of(document: Document) -> str:
    """Where a document stands: current, revised, withdrawn, erased or infected."""
    if document.erased_at is not None:
        return "erased"
    if document.blob.scan == document.blob.Scan.INFECTED:
        return "infected"
    if document.withdrawn_at is not None:
        return "withdrawn"
    return "revised" if hasattr(document, "revised_by") else "current"
