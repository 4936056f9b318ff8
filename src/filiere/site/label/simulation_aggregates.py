"""A simulation computed: dossiers judged twice, told by group, with what each question and each weight decides.

Only aggregates leave this module, as JSON in which decimals are texts. The groups are one partition of the dossiers;
questions and weights are told without counts by group, which would be a second partition to subtract from the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from filiere.referentials import Release
from filiere.referentials.scoring import Case, evaluate
from filiere.referentials.simulation import (
    GroupResult,
    find_tipping_points,
    generate_cases,
    measure_discrimination,
    move_weight,
    simulate,
)

WEIGHT_STEPS = (5, 10)
"""How far a weight is moved to see whether a level changes, in points of weight."""


@dataclass(frozen=True, slots=True)
class WeightMove:
    """Points of weight that go from a theme to another, category by category."""

    source: str
    target: str
    points: Mapping[str, Decimal]

    def as_json(self) -> dict[str, Any]:
        """The move as it is stored."""
        points = {key: str(value) for key, value in self.points.items()}
        return {"from": self.source, "to": self.target, "points": points}


def apply_move(release: Release, move: WeightMove | None) -> Release:
    """Return a release after the move; raise :class:`Faults` for a weight that cannot be."""
    if move is None:
        return release
    for category, points in move.points.items():
        release = move_weight(release, move.source, move.target, points, [category])
    return release


def compute_aggregates(before: Release, after: Release, number: int, seed: int, min_group: int) -> dict[str, Any]:
    """Return the aggregates of made-up dossiers of ``before`` judged under both releases.

    ``number`` dossiers are drawn from ``seed``; the same ones give the same result.
    """
    cases = list(generate_cases(before, number, seed))
    on = None if before.id == after.id else after.head.dates.effective
    told = simulate(cases, before, after, on=on, min_group=min_group)
    return {
        "groups": [_group_json(one) for one in told.groups],
        "total": _group_json(told.total) if told.total is not None else None,
        "questions": measure_questions(before, cases, min_group),
        "sensitivity": measure_sensitivity(before, cases, min_group),
    }


def _group_json(group_result: GroupResult) -> dict[str, Any]:
    return {
        "group": list(group_result.group),
        "dossiers": group_result.dossiers,
        "movements": dict(group_result.movements),
        "levels_before": dict(group_result.levels_before),
        "levels_after": dict(group_result.levels_after),
        "mean_before": _ends_json(group_result.mean_before),
        "mean_after": _ends_json(group_result.mean_after),
    }


def _ends_json(ends: tuple[Decimal, Decimal] | None) -> list[str] | None:
    return [str(end) for end in ends] if ends is not None else None


def measure_questions(release: Release, cases: Sequence[Case], min_group: int) -> list[dict[str, Any]]:
    """Return what each question tells apart in each category, those that too few answered left out."""
    return [
        {
            "key": one.criterion,
            "category": one.category,
            "mean": str(one.mean) if one.mean is not None else None,
            "correlation": str(one.correlation) if one.correlation is not None else None,
            "flags": list(one.flags),
        }
        for one in measure_discrimination(release, cases, min_group=min_group)
        if "few" not in one.flags
    ]


def measure_sensitivity(release: Release, cases: Sequence[Case], min_group: int) -> dict[str, Any]:
    """Return, theme by theme, how many decided dossiers would change level if its weight alone moved a little."""
    decided = 0
    near: dict[str, dict[str, int]] = {one.key: {str(step): 0 for step in WEIGHT_STEPS} for one in release.themes}
    for case in cases:
        points = find_tipping_points(evaluate(release, case))
        if points is None:
            continue
        decided += 1
        for point in points:
            for step in WEIGHT_STEPS:
                near[point.theme][str(step)] += point.change is not None and abs(point.change) <= step
    return {"decided": decided, "themes": near} if decided >= min_group else {"decided": 0, "themes": {}}
