"""The jobs that a path may lead to, and what each asks: weights sum to 1 in a job."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from filiere.careers.levels import rate_level
from filiere.careers.nomenclature import Job, Nomenclature
from filiere.careers.paths.records import JobLayer
from filiere.careers.paths.weights import WEIGHTS, PathWeights
from filiere.careers.profession import Exit, NeedKind, Occupation, Profession
from filiere.core.text import Text

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


def list_targets(profession: Profession, weights: PathWeights = WEIGHTS) -> tuple[Target, ...]:
    """Return the occupations and the exits of the profession, in the order of their ids."""
    jobs: list[tuple[Occupation | Exit, JobLayer]] = [
        *((one, JobLayer.OCCUPATION) for one in profession.occupations.values()),
        *((one, JobLayer.EXIT) for one in profession.exits.values()),
    ]
    return tuple(
        Target(job.id, job.title, layer, job.level, _weigh_needs(job, weights))
        for job, layer in sorted(jobs, key=lambda pair: pair[0].id)
    )


def _weigh_needs(job: Occupation | Exit, weights: PathWeights) -> tuple[TargetNeed, ...]:
    core = weights.core_weight
    counts = [float(one.weight) * (core if one.kind is NeedKind.CORE else 1.0) for one in job.needs]
    total = math.fsum(counts)
    return tuple(
        TargetNeed(one.skill, one.kind, one.level, weight / total)
        for one, weight in zip(job.needs, counts, strict=True)
    )


def describe_nomenclature_job(job: Job, nomenclature: Nomenclature, weights: PathWeights = WEIGHTS) -> Target:
    """Return a job of a nomenclature as a target: its items weigh alike, those that everybody needs twice.

    Its level is read in its sheet by the rule of ``careers.levels``.
    """
    counts = [weights.core_weight if one.base else 1.0 for one in job.requirements]
    total = math.fsum(counts)
    needs = tuple(
        TargetNeed(one.item, NeedKind.CORE if one.base else NeedKind.CONTEXTUAL, _USUAL_LEVEL, weight / total)
        for one, weight in zip(job.requirements, counts, strict=True)
    )
    return Target(
        job.code, Text.same(job.title), JobLayer.NOMENCLATURE, rate_level(job, nomenclature.items).level, needs
    )


def find_variants(targets: Iterable[Target], weights: PathWeights = WEIGHTS) -> frozenset[tuple[str, str]]:
    """Return the pairs of jobs, both ways, that share more than ``most_alike`` of what they ask.

    What two jobs share is the sum over their skills of the lesser of the two weights.
    """
    asked = {one.id: {need.item: need.weight for need in one.needs} for one in targets}
    found = set()
    for one, other in combinations(asked, 2):
        shared = math.fsum(min(weight, asked[other].get(item, 0.0)) for item, weight in asked[one].items())
        if shared > weights.most_alike:
            found |= {(one, other), (other, one)}
    return frozenset(found)
