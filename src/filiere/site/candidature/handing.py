"""Handing the questionnaire to the audit: whether all is answered, and what is frozen for the auditor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from filiere.core import Text
from filiere.referentials.scoring import Evaluation, evaluate
from filiere.referentials.workbook import Entry, Place
from filiere.site.candidature.answers import case_day, entries_of, made_case, places_of
from filiere.site.candidature.eligibility import frozen_facts, name_words
from filiere.site.candidature.perimeter import sites_of
from filiere.site.candidature.registers import register_of
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.running import release_of
from filiere.site.evidence import frozen, provided


@dataclass(frozen=True, slots=True)
class Open:
    """What is still open before the questionnaire can be handed in."""

    questions: tuple[str, ...]
    evidence: tuple[str, ...]

    def words(self, dossier: Dossier) -> tuple[Text, ...]:
        """Return it in words, questions first."""
        release = release_of(dossier)
        named = [name_words(release, f"answer.{key}") for key in self.questions]
        pieces = [Text(fr=release.evidence[key].text.fr, en=release.evidence[key].text.en) for key in self.evidence]
        return (*named, *pieces)


def still_open(dossier: Dossier, evaluation: Evaluation, entries: Mapping[Place, Entry]) -> Open:
    """Return the questions without level, number or reason, and the evidence required and not there.

    A question that a missing fact keeps in doubt is open too. One said not applicable, with its reason, is answered:
    whether it really does not apply is the auditor's to judge.
    """
    questions = tuple(
        one.plan.key
        for one in evaluation.state.criteria
        if one.applies is not False
        and not entries.get(Place("answer", one.plan.key), Entry()).reason
        and (one.applies is not True or one.points is None)
    )
    given = provided(dossier)
    pieces = tuple(key for key, needed in evaluation.required_evidence.items() if needed is True and key not in given)
    return Open(questions, pieces)


def answered(dossier: Dossier, day: date) -> bool | None:
    """Whether every question has its answer and every piece required is there."""
    entries = entries_of(dossier, day)
    evaluation = evaluate(release_of(dossier), made_case(dossier, entries, day=day))
    found = still_open(dossier, evaluation, entries)
    return not found.questions and not found.evidence


def audit_body(dossier: Dossier, day: date) -> dict[str, Any]:
    """Return what the audit works on: facts, answers, numbers, evidence and perimeter as they stand."""
    release = release_of(dossier)
    entries = entries_of(dossier, day)
    known = places_of(dossier)
    answers: dict[str, dict[str, str]] = {}
    inputs: dict[str, Any] = {}
    for place, entry in sorted(entries.items()):
        if place not in known or entry.empty:
            continue
        if place.kind == "answer":
            answers[place.key] = {"value": entry.value, "reason": entry.reason, "note": entry.note}
        elif place.kind == "input" and entry.value:
            if place.row:
                inputs.setdefault(place.key, {})[place.row] = entry.value
            else:
                inputs[place.key] = entry.value
    evaluation = evaluate(release, made_case(dossier, entries, day=day))
    return {
        "release_sha256": release.sha256,
        "category": dossier.category,
        "date": case_day(release, day).isoformat(),
        "facts": frozen_facts(dossier, entries),
        "answers": answers,
        "inputs": inputs,
        "register": register_of(dossier, day),
        "evidence": frozen(dossier),
        "perimeter": [one.as_json() for one in sites_of(dossier)],
        "score": {
            "total": None if evaluation.total is None else str(evaluation.total),
            "range": [str(one) for one in evaluation.range] if evaluation.range else None,
            "themes": {key: str(value) for key, value in evaluation.themes.items()},
        },
    }
