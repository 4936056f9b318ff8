"""What the release of a dossier asks of its evidence: in words, and against the documents sent.

A warning is no refusal: a document too short or too old still says something, and its reader judges. What is refused
is what could not be read by those who must.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.referentials.records import Evidence
from filiere.site.workflow.engine_adapter import load_release

if TYPE_CHECKING:
    from filiere.site.evidence.models import Document
    from filiere.site.workflow.models import Dossier

EXPIRY_NOTICE = timedelta(days=60)
OUTSIDE_LABEL = Text(fr="Pièce hors référentiel", en="Document outside the referential")


@dataclass(frozen=True, slots=True)
class EvidenceTheme:
    """A theme with the pieces of evidence that its questions name, in their order, each once in the release."""

    key: str
    text: Text
    proofs: tuple[Evidence, ...]


def is_drawn_by_auditor(evidence: Evidence) -> bool:
    """Whether the auditor draws its sample: nobody can give it before the audit, and the company is not asked to."""
    return evidence.sample is not None and evidence.sample.draw == "auditor"


def list_pieces(dossier: Dossier) -> dict[str, Evidence]:
    """Every piece of evidence of the release, by key."""
    return dict(load_release(dossier).evidence)


def list_reusable_pieces(dossier: Dossier) -> tuple[str, ...]:
    """Keys of the pieces that are asked once, whatever the number of dossiers."""
    return tuple(key for key, one in load_release(dossier).evidence.items() if one.reusable)


def list_evidence_themes(dossier: Dossier) -> tuple[EvidenceTheme, ...]:
    """The pieces of evidence by theme; those that no question names come last."""
    release = load_release(dossier)
    found, seen = [], set[str]()
    for theme in release.themes:
        keys = dict.fromkeys(key for criterion in theme.criteria for key in criterion.evidence)
        here = [key for key in keys if key in release.evidence and key not in seen]
        seen.update(here)
        if here:
            text = Text(fr=theme.text.fr, en=theme.text.en)
            found.append(EvidenceTheme(theme.key, text, tuple(release.evidence[key] for key in here)))
    rest = tuple(one for key, one in release.evidence.items() if key not in seen)
    if rest:
        found.append(EvidenceTheme("figures", Text(fr="Chiffres et relevés", en="Figures and records"), rest))
    return tuple(found)


def piece_label(dossier: Dossier, proof: str) -> Text:
    """A piece of evidence in words; a key that the release no longer has is told as such."""
    evidence = load_release(dossier).evidence.get(proof)
    return Text(fr=evidence.text.fr, en=evidence.text.en) if evidence is not None else OUTSIDE_LABEL


def list_criteria(dossier: Dossier, proof: str) -> list[str]:
    """Keys of the questions that a piece of evidence proves."""
    return [key for key, one in load_release(dossier).criteria.items() if proof in one.evidence]


def compute_expiry(document: Document, piece: Evidence | None) -> date | None:
    """The last day on which a document is good: the one written on it, or that of the period it proves."""
    days = [document.expires] if document.expires is not None else []
    if piece is not None and piece.proves_period is not None and document.proves_until is not None:
        days.append(piece.proves_period.must_end_within.shift_day(document.proves_until))
    return min(days, default=None)


def list_warnings(document: Document, piece: Evidence | None, day: date) -> list[Text]:
    """What a reader should know of a document as proof of a piece, on a day."""
    found = []
    last = compute_expiry(document, piece)
    if last is not None and last < day:
        found.append(
            Text(fr=f"Périmée depuis le {format_day(last, 'fr')}.", en=f"Expired on {format_day(last, 'en')}.")
        )
    elif last is not None and last - day <= EXPIRY_NOTICE:
        found.append(
            Text(
                fr=f"Valable jusqu’au {format_day(last, 'fr')} seulement.",
                en=f"Valid until {format_day(last, 'en')} only.",
            )
        )
    if piece is None or piece.proves_period is None:
        return found
    if document.proves_from is None or document.proves_until is None:
        found.append(Text(fr="La période prouvée n’est pas indiquée.", en="The period covered is not stated."))
    elif piece.proves_period.min.shift_day(document.proves_from) > document.proves_until + timedelta(days=1):
        found.append(
            Text(
                fr=f"La période prouvée est plus courte que demandé ({piece.proves_period.min}).",
                en=f"The period covered is shorter than required ({piece.proves_period.min}).",
            )
        )
    return found
