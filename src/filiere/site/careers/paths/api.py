"""A person’s answers in, paths out, for programs: jobs are ranked, never people, and nothing is kept."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import ConfigDict

from filiere.careers.paths import Answer, Path, Person, refuse_personal_inputs
from filiere.core import Faults, Text
from filiere.core.bounded_json import load_json
from filiere.core.text import make_printable
from filiere.site.accounts.rate_limits import RateLimit, minutes_left, reserve_attempt, too_many_attempts_text
from filiere.site.careers.faults import fault
from filiere.site.careers.paths.advice import current_advisor
from filiere.site.careers.paths.person_state import MOST_ANSWERS
from filiere.site.careers.profession_content import shipped_profession
from filiere.site.client_addresses import client_network
from filiere.site.kit.api import PROBLEMS, Problem, register_api
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.problems import build_problem

router = Router()
MOST_PATHS = 10
MOST_FAULTS = 50
COMPUTATIONS = RateLimit("paths", 1200, window=timedelta(hours=1), lockout=timedelta(minutes=10))
"""Computations asked by the programs of one network: each takes the processor as long as a page or two."""


def _name_origins(schema: dict[str, Any]) -> None:
    """Say in the description of the interface which jobs it knows; read when somebody asks for it, not at the start."""
    profession = shipped_profession()
    schema["enum"] = ["", *sorted([*profession.occupations, *profession.feeders, *profession.exits])]


def _name_targets(schema: dict[str, Any]) -> None:
    profession = shipped_profession()
    schema["enum"] = ["", *sorted([*profession.occupations, *profession.exits])]


def _name_skills(schema: dict[str, Any]) -> None:
    profession = shipped_profession()
    schema["propertyNames"] = {"enum": sorted([*profession.skills, *profession.phrases])}


class PersonIn(Schema):
    """What a person tells, and nothing of who they are: a job, and answers by key of a skill.

    Any input that says age, sex, nationality, address or health is refused by its name, wherever it stands.
    """

    model_config = ConfigDict(json_schema_extra={"additionalProperties": False})

    job: str = Field("", max_length=100, json_schema_extra=_name_origins)
    answers: dict[str, Answer] = Field(default_factory=dict, max_length=MOST_ANSWERS, json_schema_extra=_name_skills)
    target: str = Field("", max_length=100, json_schema_extra=_name_targets)
    most: int = Field(5, ge=1, le=MOST_PATHS)


class PathsOut(Schema):
    """The paths, the best first, and the questions that tell most."""

    paths: list[dict[str, Any]]
    questions: list[dict[str, Any]]


@router.post("", response={200: PathsOut, 429: Problem, **PROBLEMS}, summary="The paths of a person")
def suggest_paths(request: HttpRequest, sent: PersonIn) -> dict[str, Any] | HttpResponse:
    """The first paths from a job and answers; with a target, the path to that job alone."""
    now = timezone.now()
    if until := reserve_attempt(COMPUTATIONS, client_network(request.META), now=now):
        title = localize("Trop de calculs", "Too many computations")
        return build_problem(429, title, str(too_many_attempts_text(minutes_left(until, now))), [])
    _refuse_inputs(load_json(request.body))
    advisor, person = current_advisor(), Person(sent.job, dict(sent.answers))
    paths = (advisor.explain(person, sent.target),) if sent.target else advisor.suggest(person, most=sent.most)
    return {
        "paths": [write_path(one) for one in paths],
        "questions": [
            {"key": one.id, "text": str(one.text), "gain": one.gain}
            for one in advisor.choose_questions(person, asked=tuple(sent.answers))
        ],
    }


def _refuse_inputs(sent: dict[str, object]) -> None:
    """Refuse what says who a person is, then what this computation does not know: a schema leaves both out unsaid."""
    if faults := refuse_personal_inputs(sent):
        raise Faults(faults).shorten(MOST_FAULTS)
    # Of a flood of names, no more faults are made than are told.
    unknown = list(islice((key for key in sent if key not in PersonIn.model_fields), MOST_FAULTS))
    if unknown:
        raise Faults([fault("path-unknown-input", key=make_printable(key, 60)).at(key=key[:60]) for key in unknown])


def write_path(path: Path) -> dict[str, Any]:
    """Return a path in one language: every part with its lines, so that the sum can be made again."""
    told = path.counterfactual
    return {
        "target": path.target,
        "title": str(path.title),
        "kind": path.layer.value,
        "level": path.level,
        "direction": path.direction.value,
        "score": path.score,
        "parts": [
            {
                "part": one.part.value,
                "points": one.points,
                "lines": [{"label": str(line.label), "points": line.points} for line in one.lines],
            }
            for one in path.parts
        ],
        "held": [{"key": one.id, "label": str(one.label), "declared": one.declared} for one in path.held],
        "bridges": [
            {
                "key": one.id,
                "from": str(one.origin_label),
                "to": str(one.target_label),
                "counted": one.counted,
                "evidence": str(one.evidence),
                "author": str(one.author_role),
                "written": one.written.isoformat(),
                "reviewed": one.reviewed.isoformat() if one.reviewed else None,
                "unreviewed": one.unreviewed,
            }
            for one in path.bridges
        ],
        "gaps": [
            {
                "key": one.id,
                "label": str(one.label),
                "state": one.state.value,
                "weeks": one.weeks,
                "outcome": one.outcome.value,
                "trainings": [
                    {"key": each.id, "label": str(each.label), "status": each.status.value} for each in one.trainings
                ],
            }
            for one in path.gaps
        ],
        "effort": {
            "low": path.effort.low,
            "likely": path.effort.likely,
            "high": path.effort.high,
            "bin": path.effort.bin.value,
        },
        "changes": [
            {
                "topic": one.topic,
                "change": one.kind.value,
                "before": str(one.before) if one.before else None,
                "after": str(one.after) if one.after else None,
                "degree_before": str(one.degree_before) if one.degree_before else None,
                "degree_after": str(one.degree_after) if one.degree_after else None,
                "question": str(one.question),
            }
            for one in path.changes.topics
        ],
        "missing": [str(one) for one in path.missing],
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
