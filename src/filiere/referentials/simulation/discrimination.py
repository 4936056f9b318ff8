"""What each question tells apart: how dossiers spread over its levels, and whether it goes with the rest of the score.

A question that everyone answers alike asks for work and decides nothing; one that goes against the rest of the score
is badly put, or measures something else. Both are told for people to look at; neither is a reason to drop a question.
These are statistics of a set of dossiers, in floating point, and no score rests on them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import fsum, sqrt
from typing import Any, Literal

from filiere.referentials.minimum_size_groups import MIN_GROUP, count_values
from filiere.referentials.release import Release
from filiere.referentials.scoring.case import Case
from filiere.referentials.scoring.evaluator import evaluate
from filiere.referentials.scoring.plan import ScoringPlan
from filiere.referentials.scoring.results import Evaluation

DiscriminationFlag = Literal["alike", "contrary", "few"]
ALIKE_THRESHOLD = Decimal("0.95")
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class QuestionDiscrimination:
    """A question in a category, over the dossiers to which it applies and that answered it.

    ``shares`` gives the share of each level, empty for a question scored by an indicator; ``mean`` its points;
    ``correlation`` that of its points with the score of all other questions, from -1 to 1, None when one of the two
    never changes. ``flags``: ``alike`` when at least 95% have the same points, ``contrary`` when the correlation is
    negative, ``few`` when fewer than the smallest group answered: nothing else is told then.
    """

    criterion: str
    category: str
    answered: int
    shares: Mapping[str, Decimal]
    mean: Decimal | None
    correlation: Decimal | None
    flags: tuple[DiscriminationFlag, ...]


def measure_discrimination(
    release: Release,
    cases: Iterable[Case | Mapping[str, Any]],
    *,
    min_group: int = MIN_GROUP,
    alike: Decimal = ALIKE_THRESHOLD,
) -> tuple[QuestionDiscrimination, ...]:
    """Return what each question of each category tells apart, over a set of dossiers, in the order of the release."""
    told: dict[str, _PointColumns] = {}
    for case in cases:
        evaluation = evaluate(release, case)
        plan = evaluation.state.plan
        told.setdefault(plan.category, _PointColumns(plan)).add(evaluation)
    return tuple(
        one
        for category in release.referential.categories
        if category in told
        for one in told[category].results(min_group, alike)
    )


class _PointColumns:
    """The points of each question of a category, dossier by dossier, with the rest of the score of that dossier."""

    def __init__(self, plan: ScoringPlan) -> None:
        self.plan = plan
        self.points: dict[str, list[float]] = {one.key: [] for one in plan.criteria}
        self.rests: dict[str, list[float | None]] = {one.key: [] for one in plan.criteria}
        self.levels: dict[str, list[str]] = {one.key: [] for one in plan.criteria}

    def add(self, evaluation: Evaluation) -> None:
        """Take a dossier in; what does not apply or is not known is left out."""
        settled = [one for one in evaluation.state.criteria if one.points is not None]
        sums = [[0.0, 0.0] for _ in self.plan.themes]
        for settled_question in settled:
            weight = float(settled_question.plan.weight)
            sums[settled_question.plan.theme][0] += weight * float(settled_question.points or 0)
            sums[settled_question.plan.theme][1] += weight
        for settled_question in settled:
            key, points = settled_question.plan.key, float(settled_question.points or 0)
            self.points[key].append(points)
            self.rests[key].append(
                self._rest(sums, settled_question.plan.theme, float(settled_question.plan.weight), points)
            )
            if settled_question.level is not None:
                self.levels[key].append(settled_question.level)

    def _rest(self, sums: list[list[float]], theme: int, weight: float, points: float) -> float | None:
        """Return the score of a dossier without one of its questions, themes not rounded."""
        total = share = 0.0
        for place, (score, applicable) in enumerate(sums):
            own = self.plan.themes[place].weight
            if place == theme:
                score, applicable = score - weight * points, applicable - weight
            if applicable > 0 and own:
                total += float(own) * score / applicable
                share += float(own)
        return total / share if share else None

    def results(self, min_group: int, alike: Decimal) -> Iterator[QuestionDiscrimination]:
        """Yield what each question tells apart."""
        for criterion in self.plan.criteria:
            points = self.points[criterion.key]
            if len(points) < min_group:
                yield QuestionDiscrimination(criterion.key, self.plan.category, len(points), {}, None, None, ("few",))
                continue
            levels = count_values(self.levels[criterion.key])
            most = max(count_values(points).values())
            pairs = [(x, y) for x, y in zip(points, self.rests[criterion.key], strict=True) if y is not None]
            related = correlation(pairs)
            flags: list[DiscriminationFlag] = ["alike"] if most >= alike * len(points) else []
            if related is not None and related < 0:
                flags.append("contrary")
            yield QuestionDiscrimination(
                criterion=criterion.key,
                category=self.plan.category,
                answered=len(points),
                shares={key: _to_decimal(levels.get(key, 0) / len(points)) for key in criterion.points}
                if levels
                else {},
                mean=_to_decimal(fsum(points) / len(points)),
                correlation=None if related is None else _to_decimal(related),
                flags=tuple(flags),
            )


def correlation(pairs: list[tuple[float, float]]) -> float | None:
    """Return the linear correlation of pairs of numbers, None when one side never changes."""
    if len(pairs) < 2 or len({x for x, _ in pairs}) == 1 or len({y for _, y in pairs}) == 1:
        return None
    firsts, seconds = zip(*pairs, strict=True)
    mean, other = fsum(firsts) / len(pairs), fsum(seconds) / len(pairs)
    across = fsum((x - mean) * (y - other) for x, y in pairs)
    spread = fsum((x - mean) ** 2 for x in firsts) * fsum((y - other) ** 2 for y in seconds)
    return across / sqrt(spread) if spread else None


def _to_decimal(value: float) -> Decimal:
    return Decimal(f"{value:.{_DIGITS}f}") + 0
