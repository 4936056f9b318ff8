"""Handing the questionnaire to the audit: whether all is answered, and what is frozen for the auditor."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from filiere.core import Text
from filiere.referentials.scoring import Evaluation, evaluate
from filiere.referentials.workbook import AnswerEntry, AnswerPlace
from filiere.site.candidature.case_evaluation import (
    build_case_from_entries,
    find_judging_day,
    load_entries,
    map_lines_by_place,
)
from filiere.site.candidature.eligibility import freeze_facts, name_label
from filiere.site.candidature.exclusion_registers import load_register_answers
from filiere.site.candidature.perimeter import list_perimeter_sites
from filiere.site.candidature.progress import list_settled
from filiere.site.evidence.evidence_checklist import build_frozen_entries, count_provided_documents
from filiere.site.evidence.requirements import is_drawn_by_auditor
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier


@dataclass(frozen=True, slots=True)
class OpenParts:
    """What is still open before the questionnaire can be handed in: questions, and pieces of evidence, each with the
    first question that asks for it (none: an empty name)."""

    questions: tuple[str, ...]
    evidence: Mapping[str, str]

    def words(self, dossier: Dossier) -> tuple[Text, ...]:
        """Return it in words, questions first."""
        release = load_release(dossier)
        named = [name_label(release, f"answer.{key}") for key in self.questions]
        pieces = [Text(fr=release.evidence[key].text.fr, en=release.evidence[key].text.en) for key in self.evidence]
        return (*named, *pieces)


def find_open_parts(
    dossier: Dossier,
    evaluation: Evaluation,
    entries: Mapping[AnswerPlace, AnswerEntry],
    given: Container[str] | None = None,
) -> OpenParts:
    """Return the questions without answer, and the evidence required and not there.

    What the auditor draws or records is not asked of the company. ``given`` are the pieces that documents stand for,
    when the caller has them already.
    """
    release = load_release(dossier)
    questions = tuple(key for key, settled in list_settled(evaluation, entries).items() if not settled)
    given = count_provided_documents(dossier) if given is None else given
    asked = {piece: one.key for one in reversed(release.questionnaire(dossier.category)) for piece in one.evidence}
    pieces = {
        key: asked.get(key, "")
        for key, needed in evaluation.required_evidence.items()
        if needed is True and key not in given and not is_drawn_by_auditor(release.evidence[key])
    }
    return OpenParts(questions, pieces)


def is_fully_answered(dossier: Dossier, day: date) -> bool | None:
    """Whether every question has its answer and every piece required is there."""
    entries = load_entries(dossier, day)
    evaluation = evaluate(load_release(dossier), build_case_from_entries(dossier, entries, day=day))
    found = find_open_parts(dossier, evaluation, entries)
    return not found.questions and not found.evidence


def build_audit_body(dossier: Dossier, day: date) -> dict[str, Any]:
    """Return what the audit works on: facts, answers, numbers, evidence and perimeter as they stand."""
    release = load_release(dossier)
    entries = load_entries(dossier, day)
    known = map_lines_by_place(dossier)
    answers: dict[str, dict[str, str]] = {}
    inputs: dict[str, Any] = {}
    for place, entry in sorted(entries.items()):
        if place not in known or entry.is_empty:
            continue
        if place.kind == "answer":
            answers[place.key] = {"value": entry.value, "reason": entry.reason, "note": entry.note}
        elif place.kind == "input" and entry.value:
            if place.row:
                inputs.setdefault(place.key, {})[place.row] = entry.value
            else:
                inputs[place.key] = entry.value
    evaluation = evaluate(release, build_case_from_entries(dossier, entries, day=day))
    return {
        "release_sha256": release.sha256,
        "category": dossier.category,
        "date": find_judging_day(release, day).isoformat(),
        "facts": freeze_facts(dossier, entries),
        "answers": answers,
        "inputs": inputs,
        "register": load_register_answers(dossier, day),
        "evidence": build_frozen_entries(dossier),
        "perimeter": [one.as_json() for one in list_perimeter_sites(dossier)],
        "score": {
            "total": None if evaluation.total is None else str(evaluation.total),
            "range": [str(one) for one in evaluation.range] if evaluation.range else None,
            "themes": {key: str(value) for key, value in evaluation.themes.items()},
        },
    }
