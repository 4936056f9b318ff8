"""The exact pass: each condition, indicator and question in turn, on what is known, with three values.

A question ends in one of three states. It *applies*: its points are known, or lie between two bounds. It does *not
apply*, and the policy of its theme says what that does to the weights. Or it is *unknown* whether it applies: then it
is optional in everything that follows, and what would decide it is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from filiere.referentials.language import (
    NOT_APPLICABLE,
    Bounds,
    Environment,
    Expression,
    Number,
    OneOf,
    Unknown,
    Value,
    round_exactly,
)
from filiere.referentials.scoring.case_binding import BoundCase
from filiere.referentials.scoring.exact_numbers import HIGHEST, LOWEST, clamp_points
from filiere.referentials.scoring.mean_ranges import Interval
from filiere.referentials.scoring.plan import CriterionPlan, IndicatorPlan, ScoringPlan

Applicability = bool | frozenset[str]  # decided, or the names that would decide


class Overlay(dict[str, Any]):
    """A few values over many, read by :meth:`get` as an environment reads; nothing is copied."""

    __slots__ = ("base",)

    def __init__(self, own: Mapping[str, Any], base: Mapping[str, Any]) -> None:
        super().__init__(own)
        self.base = base

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value on top, else the one beneath."""
        return self[key] if key in self else self.base.get(key, default)


@dataclass(slots=True)
class SettledQuestion:
    """What became of one question.

    ``applies`` is true, false, or the names that would decide; ``span`` its points, None when it does not apply;
    ``waits`` the names that would settle its points; ``may_vanish`` whether an unknown indicator may turn out not
    applicable.
    """

    plan: CriterionPlan
    applies: Applicability
    span: Interval | None = None
    level: str | None = None
    waits: frozenset[str] = frozenset()
    may_vanish: bool = False
    reason: str | None = None

    @property
    def points(self) -> Number | None:
        """The points, when the question surely applies and they are known."""
        if self.applies is True and self.span is not None and not self.waits and self.span.is_settled:
            return self.span.low
        return None


@dataclass(slots=True)
class ExactPass:
    """The whole exact pass: the environment it leaves, the conditions and the questions."""

    plan: ScoringPlan
    bound: BoundCase
    values: dict[str, Any]
    environment: Environment
    conditions: dict[int, Value] = field(default_factory=dict)
    criteria: list[SettledQuestion] = field(default_factory=list)
    opened_indicators: dict[str, Any] = field(default_factory=dict)
    _open: Environment | None = None

    @property
    def open_environment(self) -> Environment:
        """The same environment with a range, rather than unknown, under every name that is not settled."""
        if self._open is None:
            self._open = Environment(OpenValues(self), open_functions(self))
        return self._open


def run_exact_pass(plan: ScoringPlan, bound: BoundCase) -> ExactPass:
    """Return the exact pass over a case."""
    values = bound.values
    state = ExactPass(plan, bound, values, Environment(values, bound.functions))
    found: list[SettledQuestion | None] = [None] * len(plan.criteria)
    for kind, key in plan.steps:
        if kind == "criterion":
            assert isinstance(key, int)  # noqa: S101 - narrows the type; the builder gives places to criteria only.
            found[key] = _settle_criterion(state, plan.criteria[key])
        elif kind == "indicator":
            _settle_indicator(state, plan.indicators[str(key)])
        else:
            value = plan.derived[str(key)].evaluate(state.environment)
            values[str(key)] = values[f"derived.{key}"] = value
    state.criteria = [one for one in found if one is not None]
    return state


def _evaluate_condition(state: ExactPass, index: int) -> Value:
    value = state.conditions.get(index)
    if value is None:
        value = state.conditions[index] = state.plan.conditions[index].evaluate(state.environment)
    return value


def _evaluate_applicability(state: ExactPass, conditions: tuple[int, ...]) -> Applicability:
    names: frozenset[str] | None = None
    for index in conditions:
        value = _evaluate_condition(state, index)
        if isinstance(value, Unknown):
            names = (names or frozenset()) | (value.missing or frozenset({f"condition.{index}"}))
        elif value is not True:
            return False
    return True if names is None else names


def _settle_indicator(state: ExactPass, plan: IndicatorPlan) -> None:
    value: Value
    applies = True if plan.condition is None else _evaluate_applicability(state, (plan.condition,))
    if applies is False:
        value = NOT_APPLICABLE
    else:
        value = plan.formula.evaluate(state.environment)
        if isinstance(value, Unknown):
            if not value.missing:
                value = Unknown(frozenset({f"indicator.{plan.key}"}), value.reason)
        elif isinstance(applies, frozenset):
            value = Unknown(applies)
        elif value is not NOT_APPLICABLE:
            value = round_exactly(value, plan.digits, plan.mode)  # type: ignore[arg-type]
    state.values[plan.name] = value


def _settle_criterion(state: ExactPass, plan: CriterionPlan) -> SettledQuestion:
    values = state.values
    applies = _evaluate_applicability(state, plan.conditions) if plan.conditions else True
    if applies is False:
        values[plan.level_name] = values[plan.score_name] = NOT_APPLICABLE
        return SettledQuestion(plan, False)
    if plan.rule is not None:
        result = _settle_measured_criterion(state, plan, applies)
    else:
        level = state.bound.answers.get(plan.key)
        if level is None:
            waits = frozenset({f"answer.{plan.key}"})
            result = SettledQuestion(plan, applies, Interval(plan.low, plan.high), waits=waits)
        else:
            points = plan.points[level]
            result = SettledQuestion(plan, applies, Interval(points, points), level=level)
    if result.applies is False:
        values[plan.level_name] = values[plan.score_name] = NOT_APPLICABLE
    elif applies is not True:
        values[plan.level_name] = values[plan.score_name] = Unknown(applies)
    elif result.waits:
        values[plan.level_name] = values[plan.score_name] = Unknown(result.waits)
    else:
        values[plan.level_name] = plan.levels[result.level] if result.level else NOT_APPLICABLE
        values[plan.score_name] = result.span.low if result.span else NOT_APPLICABLE
    return result


def _settle_measured_criterion(state: ExactPass, plan: CriterionPlan, applies: Applicability) -> SettledQuestion:
    assert plan.rule is not None  # noqa: S101 - narrows the type; the caller has looked.
    value = plan.rule.evaluate(state.environment)
    if value is NOT_APPLICABLE:
        return SettledQuestion(plan, False)
    if isinstance(value, Unknown):
        span, may_vanish = _rule_interval(state, plan, plan.rule)
        waits = value.missing or frozenset({f"indicator.{plan.indicator}"})
        if isinstance(applies, frozenset):
            waits = waits - applies or waits
        return SettledQuestion(plan, applies, span, waits=waits, may_vanish=may_vanish, reason=value.reason)
    points = clamp_points(value)  # type: ignore[arg-type]
    return SettledQuestion(plan, applies, Interval(points, points))


def _rule_interval(state: ExactPass, plan: CriterionPlan, rule: Expression) -> tuple[Interval, bool]:
    indicator = state.plan.indicators.get(plan.indicator or "")
    inputs = state.plan.release.inputs
    blank = (
        indicator is not None
        and rule.names == (indicator.name,)
        and all(name in inputs and isinstance(state.values[name], Unknown) for name in indicator.formula.names)
    )
    # Of an indicator of which nothing was given, every dossier says the same.
    if blank and plan.key in state.plan.blank:
        return state.plan.blank[plan.key]
    own = {name: _name_range(state, name) for name in rule.names if isinstance(state.values.get(name), Unknown)}
    found = _clamp_interval(rule.interval(Environment(Overlay(own, state.values), state.bound.functions)))
    if blank:
        state.plan.blank[plan.key] = found
    return found


def _clamp_interval(value: Any) -> tuple[Interval, bool]:
    if isinstance(value, Bounds) and not value.empty:
        low = LOWEST if value.low < LOWEST else min(value.low, HIGHEST)
        high = HIGHEST if value.high > HIGHEST else max(value.high, LOWEST)
        return Interval(low, high), value.not_applicable  # type: ignore[arg-type]
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Interval(clamp_points(value), clamp_points(value)), False
    return Interval(LOWEST, HIGHEST), isinstance(value, OneOf) and NOT_APPLICABLE in value.values


def indicator_range(state: ExactPass, key: str) -> Any:
    """Return what an unknown indicator may still be worth, its missing inputs being any numbers from zero up."""
    if key in state.opened_indicators:
        return state.opened_indicators[key]
    plan = state.plan.indicators[key]
    own: dict[str, Any] = {}
    for name in plan.formula.names:
        given = state.values.get(name)
        if isinstance(given, tuple):
            own[name] = tuple(Bounds(0) if isinstance(item, Unknown) else item for item in given)
        elif isinstance(given, Unknown):
            own[name] = _name_range(state, name, per_site="count(" in plan.record.formula)
    value = plan.formula.interval(Environment(Overlay(own, state.values), state.bound.functions))
    if isinstance(value, Bounds):
        value = Bounds(
            _round_edge(value.low, plan),
            _round_edge(value.high, plan),
            not_applicable=value.not_applicable or plan.condition is not None,
            unknown=value.unknown,
            empty=value.empty,
        )
    state.opened_indicators[key] = value
    return value


def _round_edge(value: Any, plan: IndicatorPlan) -> Any:
    return value if isinstance(value, float) else round_exactly(value, plan.digits, plan.mode)


def _name_range(state: ExactPass, name: str, *, per_site: bool = False) -> Any:
    if name.startswith("fact."):
        return fact_range(state, name.removeprefix("fact."))
    if name.startswith("ind."):
        return indicator_range(state, name.removeprefix("ind."))
    if name in state.plan.release.inputs:
        # A case with a number below zero is refused.
        return None if per_site else Bounds(0)
    return None


def fact_range(state: ExactPass, key: str) -> Any:
    """Return everything an unknown fact may be; a quantity is never below zero."""
    fact = state.plan.release.referential.facts[key]
    if fact.type == "boolean":
        return OneOf(frozenset({True, False}))
    if fact.type == "word":
        return OneOf(frozenset(fact.values or {}))
    return Bounds(0)


class OpenValues(Overlay):
    """The values of a pass, with a range under each name that is not settled, made when it is read."""

    __slots__ = ("state",)

    def __init__(self, state: ExactPass) -> None:
        super().__init__({}, state.values)
        self.state = state

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a name, or what it may still be."""
        if key in self:
            return self[key]
        value = self.base.get(key, default)
        if isinstance(value, Unknown):
            value = self[key] = _unsettled_range(self.state, key)
        return value


def _unsettled_range(state: ExactPass, name: str) -> Any:
    derived = state.plan.derived.get(name.removeprefix("derived."))
    if derived is not None:
        return derived.interval(state.open_environment)
    function, _, key = name.removesuffix(")").partition("(")
    if function not in ("level", "score"):
        return _name_range(state, name)
    settled_question = next((one for one in state.criteria if one.plan.key == key), None)
    if settled_question is None:
        return None
    absent = isinstance(settled_question.applies, frozenset) or settled_question.may_vanish
    if function == "score":
        span = settled_question.span or Interval(LOWEST, HIGHEST)
        return Bounds(span.low, span.high, not_applicable=absent)
    levels: set[Value] = {
        settled_question.plan.levels[key]
        for key in ([settled_question.level] if settled_question.level else settled_question.plan.levels)
    }
    if absent or not levels:
        levels.add(NOT_APPLICABLE)
    return OneOf(frozenset(levels))


def open_functions(state: ExactPass) -> dict[str, Any]:
    """Return the host's functions; one that has no answer may answer anything."""

    def open_answer(function: Any) -> Any:
        def answer(*words: Any) -> Any:
            value = function(*words)
            return None if isinstance(value, Unknown) else value

        return answer

    return {name: open_answer(function) for name, function in state.bound.functions.items()}
