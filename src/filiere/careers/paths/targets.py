"""The jobs that a path may lead to, and what each asks: weights sum to 1 in a job."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from filiere.careers.levels import rate_level
from filiere.careers.nomenclature import Job, Nomenclature
from filiere.careers.paths.records import JobLayer
from filiere.careers.profession import Exit, NeedKind, Occupation, Profession
from filiere.core.text import Text

CORE_WEIGHT = 2.0
"""What a skill that everybody in a job needs counts beside one that only some of its forms ask."""
MOST_ALIKE = 0.6
"""Two jobs that share more than this of what they ask are variants: the better is listed, the other waits."""
_USUAL_LEVEL = 2


@dataclass(frozen=True, slots=True)
class TargetNeed:
    """A skill that a job asks: at which level (1 to 4), and how much it counts there (of 1)."""

    item: str
    kind: NeedKind
    level: int
    weight: float


@dataclass(frozen=True, slots=True)
class Target:
    """A job that a path may lead to."""

    id: str
    title: Text
    layer: JobLayer
    level: int | None
    needs: tuple[TargetNeed, ...]


def list_targets(profession: Profession) -> tuple[Target, ...]:
    """Return the occupations and the exits of the profession, in the order of their ids."""
    jobs: list[tuple[Occupation | Exit, JobLayer]] = [
        *((one, JobLayer.OCCUPATION) for one in profession.occupations.values()),
        *((one, JobLayer.EXIT) for one in profession.exits.values()),
    ]
    return tuple(
        Target(job.id, job.title, layer, job.level, _weigh_needs(job))
        for job, layer in sorted(jobs, key=lambda pair: pair[0].id)
    )


def _weigh_needs(job: Occupation | Exit) -> tuple[TargetNeed, ...]:
    weights = [float(one.weight) * (CORE_WEIGHT if one.kind is NeedKind.CORE else 1.0) for one in job.needs]
    total = math.fsum(weights)
    return tuple(
        TargetNeed(one.skill, one.kind, one.level, weight / total)
        for one, weight in zip(job.needs, weights, strict=True)
    )


def describe_nomenclature_job(job: Job, nomenclature: Nomenclature) -> Target:
    """Return a job of a nomenclature as a target: its items weigh alike, those that everybody needs twice.

    Its level is read in its sheet by the rule of ``careers.levels``.
    """
    weights = [CORE_WEIGHT if one.base else 1.0 for one in job.requirements]
    total = math.fsum(weights)
    needs = tuple(
        TargetNeed(one.item, NeedKind.CORE if one.base else NeedKind.CONTEXTUAL, _USUAL_LEVEL, weight / total)
        for one, weight in zip(job.requirements, weights, strict=True)
    )
    return Target(
        job.code, Text.same(job.title), JobLayer.NOMENCLATURE, rate_level(job, nomenclature.items).level, needs
    )


def find_variants(targets: Iterable[Target]) -> frozenset[tuple[str, str]]:
    """Return the pairs of jobs, both ways, that share more than ``MOST_ALIKE`` of what they ask.

    What two jobs share is the sum over their skills of the lesser of the two weights.
    """
    weights = {one.id: {need.item: need.weight for need in one.needs} for one in targets}
    found = set()
    for one, other in combinations(weights, 2):
        shared = math.fsum(min(weight, weights[other].get(item, 0.0)) for item, weight in weights[one].items())
        if shared > MOST_ALIKE:
            found |= {(one, other), (other, one)}
    return frozenset(found)
