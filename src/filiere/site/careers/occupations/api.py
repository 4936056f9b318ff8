"""The occupations of the profession for programs: what the pages show, read only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from filiere.careers.profession import Exit, Feeder, Occupation
from filiere.core import Faults, Text
from filiere.site.careers.faults import fault
from filiere.site.careers.occupations.moves import list_moves
from filiere.site.careers.profession_content import (
    Job,
    find_job,
    list_jobs,
    shipped_official_moves,
    shipped_profession,
)
from filiere.site.kit.api import PROBLEMS, register_api

router = Router()


class CodeOut(Schema):
    """A code under which people of a job are counted, and its share among those of its nomenclature."""

    nomenclature: str
    code: str
    weight: float


class JobOut(Schema):
    """A job in brief: one of the profession, one people come from, or one they go to."""

    key: str
    kind: str
    level: int
    title: str
    codes: list[CodeOut]


class MoveOut(Schema):
    """A move between two occupations, by whom it is stated: ``official``, ``bridged`` or ``observed``."""

    origin: str
    target: str
    known_by: list[str]
    both_ways: bool


class OccupationsOut(Schema):
    """Every job that the profession describes, and every move between its occupations."""

    jobs: list[JobOut]
    moves: list[MoveOut]


class NeedOut(Schema):
    """A skill that a job asks: at which level (1 to 4), core or contextual, and its share of the whole."""

    key: str
    label: str
    kind: str
    level: int
    weight: float


class JobPageOut(JobOut):
    """A job whole: what it asks, what a person who does it can do, and the jobs it leads to, or that lead to it."""

    summary: str
    missions: list[str]
    needs: list[NeedOut]
    skills: list[str]
    occupations: list[str]
    certifications: list[dict[str, Any]]


@router.get("", response=OccupationsOut, summary="The occupations and the moves between them")
def list_occupations(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """Every job in brief, and the moves of the map."""
    return {
        "jobs": [_describe(job) for job in list_jobs()],
        "moves": [
            {
                "origin": move.origin.id,
                "target": move.target.id,
                "known_by": [kind.value for kind in move.kinds],
                "both_ways": move.both_ways,
            }
            for move in list_moves(shipped_profession(), shipped_official_moves())
        ],
    }


@router.get("/{key}", response={200: JobPageOut, **PROBLEMS}, summary="One job")
def show_occupation(request: HttpRequest, key: str) -> dict[str, Any]:  # noqa: ARG001
    """One job by its key."""
    job = find_job(key)
    if job is None:
        raise Faults([fault("occupation-unknown", key=key[:60])])
    profession = shipped_profession()
    needs = () if isinstance(job, Feeder) else job.needs
    certified = job.certifications if isinstance(job, Occupation) else ()
    return _describe(job) | {
        "summary": "" if isinstance(job, Feeder) else str(job.summary),
        "missions": [str(one) for one in job.missions] if isinstance(job, Occupation) else [],
        "needs": [
            {
                "key": one.skill,
                "label": str(profession.item(one.skill).label),
                "kind": one.kind.value,
                "level": one.level,
                "weight": float(one.weight),
            }
            for one in needs
        ],
        "skills": [str(profession.item(one).label) for one in job.skills] if isinstance(job, Feeder) else [],
        "occupations": [] if isinstance(job, Occupation) else list(job.occupations),
        "certifications": [
            {
                "key": one.id,
                "label": str(one.label),
                "level": one.level,
                "number": one.number,
                "status": one.status.value,
            }
            for one in (profession.certifications[key] for key in certified)
        ],
    }


def _describe(job: Job) -> dict[str, Any]:
    kind = "feeder" if isinstance(job, Feeder) else "exit" if isinstance(job, Exit) else "occupation"
    return {
        "key": job.id,
        "kind": kind,
        "level": job.level,
        "title": str(job.title),
        "codes": [
            {"nomenclature": one.nomenclature, "code": one.code, "weight": float(one.weight)} for one in job.codes
        ],
    }


register_api(
    "/occupations",
    router,
    tag="occupations",
    descriptions={
        "/api/v1/occupations": Text(
            fr="Les métiers de la relation client, ceux d’où l’on vient, ceux où l’on va, et les passages entre eux.",
            en="Customer relations occupations, jobs people come from and go to, and the moves between them.",
        ),
        "/api/v1/occupations/{key}": Text(
            fr="Un métier : ses missions, ce qu’il demande, ses certifications.",
            en="A job: its missions, what it asks, its certifications.",
        ),
    },
    not_found=("occupation-unknown",),
)
