"""What proves a question, as its page shows it: each piece with its state and its documents, and where files go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string

from filiere.core.typography import lower_first_letter
from filiere.site.candidature.case_evaluation import find_judging_day
from filiere.site.candidature.questionnaire_lines import StaticQuestion, build_static_questions
from filiere.site.evidence.confidentiality_classes import CLASS_LABELS
from filiere.site.evidence.models import Document
from filiere.site.evidence.question_documents import QuestionDocument, choose_class, list_question_documents
from filiere.site.evidence.requirements import is_drawn_by_auditor
from filiere.site.kit.bilingual_text import localize
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier


@dataclass(frozen=True, slots=True)
class ProofLine:
    """A piece of evidence: whether the auditor draws it, else whether the answer asks for it (None: no answer says so
    yet), what stands for it, and whether files sent now are proposed to prove it."""

    key: str
    name: str
    demands: str
    drawn: bool
    needed: bool | None
    documents: Sequence[QuestionDocument]
    chosen: bool

    @property
    def form(self) -> str:
        """The first demand made of it: its form."""
        return self.demands.partition(". ")[0]

    @property
    def is_reused(self) -> bool:
        """Whether all that stands for it was sent in an earlier dossier."""
        return bool(self.documents) and all(one.reused for one in self.documents)


@dataclass(frozen=True, slots=True)
class QuestionEvidence:
    """The evidence of a question; ``choices`` are the pieces that files sent now may prove, ``refused`` tells what was
    wrong with files just sent, ``period`` what was typed."""

    key: str
    proofs: tuple[ProofLine, ...]
    readers: str
    choices: tuple[ProofLine, ...] = ()
    refused: Sequence[str] = ()
    period: tuple[str, str] = ("", "")


def build_evidence(
    dossier: Dossier,
    still: StaticQuestion,
    needed: Mapping[str, object],
    documents: Mapping[str, Sequence[QuestionDocument]],
    *,
    refused: Sequence[str] = (),
    chosen: Collection[str] | None = None,
    period: tuple[str, str] = ("", ""),
) -> QuestionEvidence:
    """Return the evidence of a question; ``chosen`` is what the reader ticked.

    Else it is the one piece that is asked and not there; where several are, the reader says which. What the auditor
    draws is never proposed.
    """
    pieces = load_release(dossier).evidence
    drawn = {key for key, _, _ in still.evidence if is_drawn_by_auditor(pieces[key])}
    keys = [key for key, _, _ in still.evidence if key not in drawn]
    if chosen is None:
        missing = [key for key in keys if key not in documents]
        asked = [key for key in missing if needed.get(key) is True]
        chosen = next((found for found in (asked, missing, keys) if len(found) == 1), ())
    proofs = tuple(
        ProofLine(
            key=key,
            name=name,
            demands=demands,
            drawn=key in drawn,
            needed=answer if isinstance(answer := needed.get(key), bool) else None,
            documents=documents.get(key, ()),
            chosen=key in chosen,
        )
        for key, name, demands in still.evidence
    )
    readers = lower_first_letter(str(CLASS_LABELS[choose_class(dossier, keys)]))
    return QuestionEvidence(
        still.place.key,
        proofs,
        localize(f"Lus par : {readers}.", f"Read by: {readers}."),
        tuple(one for one in proofs if not one.drawn),
        refused,
        period,
    )


def render_proofs(
    request: HttpRequest,
    dossier: Dossier,
    needed: Mapping[str, object],
    keys: Collection[str],
    provided: Mapping[str, Sequence[Document]],
) -> dict[str, str]:
    """Return the pieces of some questions of one theme as they stand now, for the script of their page to show."""
    release = load_release(dossier)
    theme = next((release.theme_of[key].key for key in keys if key in release.theme_of), None)
    if theme is None:
        return {}
    stills = build_static_questions(release, dossier.category, theme, find_judging_day(release, dossier.opened))
    asked = [one for one in stills if one.place.key in keys and one.evidence]
    documents = list_question_documents(dossier, request.user, provided) if asked else {}
    return {
        one.place.key: render_to_string(
            "candidature/_proofs.html", {"evidence": build_evidence(dossier, one, needed, documents)}, request
        )
        for one in asked
    }
