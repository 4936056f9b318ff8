"""A person’s answers in, paths out, for programs: jobs are ranked, never people, and nothing is kept."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from filiere.careers.paths import Answer, Path, Person, refuse_personal_inputs
from filiere.core import Faults, Lang, Text, source_language
from filiere.core.text import make_printable
from filiere.site.careers.faults import fault
from filiere.site.careers.paths.advice import current_advisor
from filiere.site.careers.paths.person_state import MOST_ANSWERS
from filiere.site.kit.api import PROBLEMS, register_api

router = Router()
MOST_PATHS = 10


class PersonIn(Schema):
    """What a person tells, and nothing of who they are: a job, and answers by key of a skill.

    Any input that says age, sex, nationality, address or health is refused by its name, wherever it stands.
    """

    job: str = Field("", max_length=100)
    answers: dict[str, Answer] = Field(default_factory=dict, max_length=MOST_ANSWERS)
    target: str = Field("", max_length=100)
    most: int = Field(5, ge=1, le=MOST_PATHS)


class PathsOut(Schema):
    """The paths, the best first, and the questions that tell most."""

    paths: list[dict[str, Any]]
    questions: list[dict[str, Any]]


@router.post("", response={200: PathsOut, **PROBLEMS}, summary="The paths of a person")
def suggest_paths(request: HttpRequest, sent: PersonIn) -> dict[str, Any]:
    """The first paths from a job and answers; with a target, the path to that job alone."""
    _refuse_inputs(json.loads(request.body))
    advisor, person, lang = current_advisor(), Person(sent.job, dict(sent.answers)), source_language()
    paths = (advisor.explain(person, sent.target),) if sent.target else advisor.suggest(person, most=sent.most)
    return {
        "paths": [write_path(one, lang) for one in paths],
        "questions": [
            {"key": one.id, "text": one.text.get(lang), "gain": one.gain}
            for one in advisor.choose_questions(person, asked=tuple(sent.answers))
        ],
    }


def _refuse_inputs(sent: dict[str, object]) -> None:
    """Refuse what says who a person is, then what this computation does not know: a schema leaves both out unsaid."""
    if faults := refuse_personal_inputs(sent):
        raise Faults(faults)
    if unknown := [key for key in sent if key not in PersonIn.model_fields]:
        raise Faults([fault("path-unknown-input", key=make_printable(key, 60)).at(key=key[:60]) for key in unknown])


def write_path(path: Path, lang: Lang) -> dict[str, Any]:
    """Return a path in one language: every part with its lines, so that the sum can be made again."""
    told = path.counterfactual
    return {
        "target": path.target,
        "title": path.title.get(lang),
        "kind": path.layer.value,
        "level": path.level,
        "direction": path.direction.value,
        "score": path.score,
        "parts": [
            {
                "part": one.part.value,
                "points": one.points,
                "lines": [{"label": line.label.get(lang), "points": line.points} for line in one.lines],
            }
            for one in path.parts
        ],
        "held": [{"key": one.id, "label": one.label.get(lang), "declared": one.declared} for one in path.held],
        "bridges": [
            {
                "key": one.id,
                "from": one.origin_label.get(lang),
                "to": one.target_label.get(lang),
                "counted": one.counted,
                "evidence": one.evidence.get(lang),
                "author": one.author_role.get(lang),
                "written": one.written.isoformat(),
                "reviewed": one.reviewed.isoformat() if one.reviewed else None,
                "unreviewed": one.unreviewed,
            }
            for one in path.bridges
        ],
        "gaps": [
            {
                "key": one.id,
                "label": one.label.get(lang),
                "state": one.state.value,
                "weeks": one.weeks,
                "outcome": one.outcome.value,
                "trainings": [
                    {"key": each.id, "label": each.label.get(lang), "status": each.status.value}
                    for each in one.trainings
                ],
            }
            for one in path.gaps
        ],
        "effort": {"low": path.effort.low, "high": path.effort.high, "bin": path.effort.bin.value},
        "changes": [
            {
                "topic": one.topic,
                "change": one.kind.value,
                "before": one.before.get(lang) if one.before else None,
                "after": one.after.get(lang) if one.after else None,
                "degree_before": one.degree_before.get(lang) if one.degree_before else None,
                "degree_after": one.degree_after.get(lang) if one.degree_after else None,
                "question": one.question.get(lang),
            }
            for one in path.changes.topics
        ],
        "missing": [one.get(lang) for one in path.missing],
        "counterfactual": None
        if told is None
        else {
            "enters": told.enters,
            "answers": [{"key": one.id, "answer": one.after.value} for one in told.changes],
        },
    }


register_api(
    "/paths",
    router,
    tag="occupations",
    descriptions={
        "/api/v1/paths": Text(
            fr="Les chemins d’une personne, d’après son métier et ses réponses ; âge, sexe, nationalité, adresse et "
            "santé sont refusés, et rien n’est gardé.",
            en="A person’s paths, from a job and answers; age, sex, nationality, address and health are refused, and "
            "nothing is kept.",
        )
    },
    incomplete=("/api/v1/paths",),
)
