"""How far a decision hangs on a weight: the nearest weight of a theme at which a dossier has another level.

When the weight of one theme changes and the others stay, the total moves in one direction, from the mean of the other
themes to the score of this one. The level can change only where the rounded total passes a number that the award
compares it with, and where the theme enters the mean or leaves it. Those weights are roots of an equation of the first
degree: they are found exactly, in fractions, and each is tried. Where an award uses the total otherwise than by
comparing it with a number, the change is looked for by halving instead, and the answer says that it is not exact.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from filiere.referentials.language import NOT_APPLICABLE, Environment, Number, Value, round_exactly
from filiere.referentials.language.constant_arguments import call_key, read_number
from filiere.referentials.language.tree import COMPARISONS, Binary, Call, Name, Node, walk
from filiere.referentials.scoring.award import NO_LEVEL, UNDECIDED
from filiere.referentials.scoring.exact_numbers import to_decimal
from filiere.referentials.scoring.exact_pass import Overlay
from filiere.referentials.scoring.plan import ScoringPlan
from filiere.referentials.scoring.results import Evaluation

# Beyond ten times all the weights together, a theme is worth all but the whole total.
_MAX_WEIGHT_FACTOR = 10
_HALVINGS = 40
_TOTAL, _LEAST_THEME = "score(total)", "min_theme_score"


@dataclass(frozen=True, slots=True)
class TippingPoint:
    """The nearest other weight of a theme that gives a dossier another level.

    ``weight`` is the present one; ``at`` the nearest weight where the level changes and ``level`` the one it changes
    to, both None when no weight of this theme alone changes it; ``change`` is ``at`` less ``weight``. Decimals that do
    not end are cut at twelve, hence ``root``, the weight as a fraction. ``upwards`` says whether the weight goes up to
    it, ``reached`` whether the level has changed at that very weight, or only beyond it. ``exact`` is false when it was
    looked for by halving.
    """

    theme: str
    weight: Decimal
    at: Decimal | None
    change: Decimal | None
    root: Fraction | None
    level: str | None
    upwards: bool
    reached: bool
    exact: bool


def find_tipping_points(evaluation: Evaluation) -> tuple[TippingPoint, ...] | None:
    """Return the tipping point of each theme that has a score; None for a dossier that is not decided yet."""
    if evaluation.level == UNDECIDED or any(
        reach.value is None and not reach.is_never_applicable for reach in evaluation.reached.themes
    ):
        return None
    scale = _WeightTrial(evaluation)
    return tuple(scale.tipping(place) for place in scale.scores)


class _WeightTrial:
    """A decided dossier on which weights are tried."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.state, self.level = evaluation.state, evaluation.level
        self.plan: ScoringPlan = self.state.plan
        self.scores: dict[int, Number] = {}
        self.real: set[int] = set()
        for place, reach in enumerate(evaluation.reached.themes):
            if reach.value is not None:
                self.scores[place] = reach.value
                self.real.add(place)
            elif self.plan.absent is not None:
                # A theme without questions counts for what the release says, and is no theme to be weak in.
                self.scores[place] = self.plan.absent
        self.weights = {place: Fraction(self.plan.themes[place].weight) for place in self.scores}
        self.thresholds = _find_thresholds(self.plan, evaluation)

    def level_at(self, place: int, weight: Fraction) -> str:
        """Return the level with another weight of one theme."""
        weights = {**self.weights, place: weight}
        whole = sum(weights.values())
        total: Value = NOT_APPLICABLE
        if whole:
            mean = sum(weights[one] * self.scores[one] for one in weights) / whole
            total = round_exactly(mean, self.plan.rounding.digits, self.plan.rounding.mode)
        weighed = [self.scores[one] for one in self.real if weights[one]]
        own = {_TOTAL: total, _LEAST_THEME: min(weighed) if weighed else NOT_APPLICABLE}
        environment = Environment(Overlay(own, self.state.values), self.state.bound.functions)
        for level in self.plan.levels:
            if all(condition.evaluate(environment) is True for condition in level.conditions):
                return level.key
        return NO_LEVEL

    def tipping(self, place: int) -> TippingPoint:
        """Return the tipping point of one theme."""
        present = self.weights[place]
        exact = self.thresholds is not None
        found = self._nearest(place, self._tries(place) if exact else self._find_threshold_weights(place))
        theme = self.plan.themes[place]
        if found is None:
            return TippingPoint(
                theme.key, to_decimal(present), None, None, None, None, upwards=False, reached=False, exact=exact
            )
        edge, level, up, reached = found
        return TippingPoint(
            theme=theme.key,
            weight=to_decimal(present),
            at=to_decimal(edge),
            change=to_decimal(edge - present),
            root=edge,
            level=level,
            upwards=up,
            reached=reached,
            exact=exact,
        )

    def _tries(self, place: int) -> list[Fraction]:
        """Return every weight at which the level may change: zero, and where the total crosses a threshold."""
        others = {one: weight for one, weight in self.weights.items() if one != place}
        weight = sum(others.values(), Fraction(0))
        product = sum((others[one] * self.scores[one] for one in others), Fraction(0))
        score = self.scores[place]
        roots = {Fraction(0)}
        for threshold in self.thresholds or ():
            if score != threshold:
                # (w × score + product) / (w + weight) = threshold
                root = (threshold * weight - product) / (score - threshold)
                if root > 0:
                    roots.add(root)
        return sorted(roots)

    def _nearest(self, place: int, edges: Iterable[Fraction]) -> tuple[Fraction, str, bool, bool] | None:
        """Return the edge nearest to the present weight where the level changes, at it or just beyond it."""
        present = self.weights[place]
        listed = sorted(set(edges))
        found: list[tuple[Fraction, str, bool, bool]] = []
        for side in (listed, listed[::-1]):
            # Upwards those at or above the weight, downwards those at or below it, the nearest first.
            up = side is listed
            ahead = [edge for edge in side if (edge >= present if up else edge <= present)]
            for number, edge in enumerate(ahead):
                if edge != present and (level := self.level_at(place, edge)) != self.level:
                    found.append((edge, level, up, True))
                    break
                following = ahead[number + 1] if number + 1 < len(ahead) else None
                if following is None and not up:
                    break
                beyond = edge + 1 if following is None else (edge + following) / 2
                if (level := self.level_at(place, beyond)) != self.level:
                    found.append((edge, level, up, False))
                    break
        return min(found, key=lambda one: (abs(one[0] - present), not one[3]), default=None)

    def _find_threshold_weights(self, place: int) -> Iterator[Fraction]:
        """Yield a weight near each change of level that halving finds, below and above the present weight."""
        present = self.weights[place]
        most = _MAX_WEIGHT_FACTOR * (sum(self.weights.values()) or Fraction(1))
        yield Fraction(0)
        for end in (Fraction(0), most):
            inside, outside = present, end
            if self.level_at(place, outside) == self.level:
                continue
            for _ in range(_HALVINGS):
                middle = (inside + outside) / 2
                if self.level_at(place, middle) == self.level:
                    inside = middle
                else:
                    outside = middle
            yield outside


def _find_thresholds(plan: ScoringPlan, evaluation: Evaluation) -> tuple[Fraction, ...] | None:
    """Return the unrounded totals at which a comparison of the award turns, None when it does more than compare."""
    found: set[Fraction] = set()
    values = evaluation.state.values
    for level in plan.levels:
        for condition in level.conditions:
            parts = list(walk(condition.tree))
            uses = sum(_is_total(part) for part in parts)
            for part in parts:
                if not (isinstance(part, Binary) and part.operator in COMPARISONS):
                    continue
                for own, other in ((part.left, part.right), (part.right, part.left)):
                    limit = _compared_limit(other, values) if _is_total(own) else None
                    if limit is not None:
                        uses -= 1
                        found |= _rounding_edges(limit, plan)
            if uses:
                return None
    return tuple(sorted(found))


def _is_total(node: Node) -> bool:
    return isinstance(node, Call) and call_key(node) == _TOTAL


def _compared_limit(node: Node, values: object) -> Fraction | None:
    written = read_number(node)
    if written is None and isinstance(node, Name) and node.name.startswith("param."):
        written = values.get(node.name)  # type: ignore[attr-defined]
    return None if isinstance(written, bool) or not isinstance(written, (int, Fraction)) else Fraction(written)


def _rounding_edges(limit: Fraction, plan: ScoringPlan) -> set[Fraction]:
    """Return the unrounded totals between which the rounded one does not change side of a limit.

    Rounded totals lie on a grid. Around the limit, each step of the grid begins half a step before, or at it, by the
    rounding: all of these are tried, so that no mode of rounding needs a rule of its own.
    """
    step = Fraction(1, 10**plan.rounding.digits)
    near = limit // step * step
    return {near + step * half / 2 for half in range(-2, 5)}
