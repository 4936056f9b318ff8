"""A release made ready to score one category: every expression parsed once, every weight a number, one order of work.

Ten thousand dossiers then cost no parsing, no search and no sorting. A plan holds no dossier and no date; values of
parameters are looked up at the date of each case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from filiere.core import Faults
from filiere.referentials.language import Environment, Expression, LevelScale, LevelValue, Number, parse
from filiere.referentials.records import Criterion, Indicator, Rounding, Theme
from filiere.referentials.release import Release
from filiere.referentials.scoring.exact_numbers import HIGHEST, LOWEST, to_exact
from filiere.referentials.scoring.faults import fault
from filiere.referentials.scoring.findings import CompiledFindingRule
from filiere.referentials.scoring.mean_ranges import Interval

AbsentPoints = Number | None
_ABSENT_POINTS: Mapping[str, AbsentPoints] = {
    "redistribute_to_siblings": None,
    "redistribute": None,
    "zero": 0,
    "full": 100,
}


@dataclass(frozen=True, slots=True)
class CriterionPlan:
    """One scored question: its weight, the conditions on which it applies, and how it gets its points."""

    key: str
    record: Criterion = field(repr=False)
    theme: int
    weight: Number
    conditions: tuple[int, ...]
    levels: Mapping[str, LevelValue] = field(repr=False)
    points: Mapping[str, Number]
    low: Number
    high: Number
    indicator: str | None
    rule: Expression | None
    knock_out: Expression | None
    level_name: str
    score_name: str


@dataclass(frozen=True, slots=True)
class IndicatorPlan:
    """One indicator: its formula, and the condition on which it applies."""

    key: str
    record: Indicator = field(repr=False)
    name: str
    formula: Expression
    condition: int | None
    digits: int
    mode: str


@dataclass(frozen=True, slots=True)
class ThemePlan:
    """One theme in one category; ``absent`` is what a question that does not apply counts for, None for nothing."""

    key: str
    record: Theme = field(repr=False)
    weight: Number
    rounding: Rounding
    absent: AbsentPoints
    criteria: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AwardPlan:
    """A level of the award, or one condition of eligibility or exclusion, with its expressions."""

    key: str
    conditions: tuple[Expression, ...]


@dataclass(frozen=True)
class ScoringPlan:
    """Everything needed to score the dossiers of one category under one release."""

    release: Release = field(repr=False)
    category: str
    themes: tuple[ThemePlan, ...]
    criteria: tuple[CriterionPlan, ...]
    indicators: Mapping[str, IndicatorPlan]
    derived: Mapping[str, Expression]
    conditions: tuple[Expression, ...]
    steps: tuple[tuple[str, int | str], ...]
    levels: tuple[AwardPlan, ...]
    eligibility: tuple[AwardPlan, ...]
    exclusions: tuple[AwardPlan, ...]
    rules: tuple[CompiledFindingRule, ...]
    evidence: Mapping[str, Expression]
    rounding: Rounding
    absent: AbsentPoints
    outside: tuple[str, ...]
    # The span of each measured question when nothing of its indicator is given, kept at first use.
    blank: dict[str, tuple[Interval, bool]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def by_key(self) -> Mapping[str, CriterionPlan]:
        """The scored questions by key."""
        return {criterion.key: criterion for criterion in self.criteria}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each name that may be missing: facts, answers, inputs, as the release lists them."""
        release = self.release
        names = [f"fact.{key}" for key in release.referential.facts]
        names += [f"answer.{criterion.key}" for criterion in self.criteria]
        names += [f"input.{key}" for key in release.inputs]
        return {name: place for place, name in enumerate(names)}

    def sort_names(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return missing names in the order of the release; those it does not list come last, by name."""
        order = self.order
        return tuple(sorted(names, key=lambda name: (order.get(name, len(order)), name)))


class _PlanBuilder:
    def __init__(self, release: Release, category: str, parsed: dict[str, Expression]) -> None:
        self.release, self.category, self.parsed = release, category, parsed
        self.conditions: dict[Expression, int] = {}

    def expression(self, text: str) -> Expression:
        found = self.parsed.get(text)
        if found is None:
            found = self.parsed[text] = parse(text)
        return found

    def condition(self, text: str | None) -> int | None:
        if text is None:
            return None
        return self.conditions.setdefault(self.expression(text), len(self.conditions))

    def indicator(self, record: Indicator) -> IndicatorPlan:
        return IndicatorPlan(
            key=record.key,
            record=record,
            name=f"ind.{record.key}",
            formula=self.expression(record.formula),
            condition=self.condition(record.applies_if),
            digits=record.rounding.digits,
            mode=record.rounding.mode,
        )

    def criterion(self, record: Criterion, theme: int, indicators: Mapping[str, IndicatorPlan]) -> CriterionPlan:
        scale = self.release.scales.get(record.key)
        levels: dict[str, LevelValue] = {}
        points: dict[str, Number] = {}
        low: Number = LOWEST
        high: Number = HIGHEST
        rule = None
        conditions = [self.condition(record.applies_if)]
        if scale is not None:
            words = LevelScale(record.scale or record.key, scale.keys)
            levels = {key: words.level(key) for key in scale.keys}
            points = {level.key: to_exact(level.value) for level in scale.levels}
            low, high = min(points.values()), max(points.values())
        if record.scored_by is not None:
            scoring = indicators[record.scored_by]
            conditions.append(scoring.condition)
            if scoring.record.scores is not None:
                rule = self.expression(scoring.record.scores.rule)
        return CriterionPlan(
            key=record.key,
            record=record,
            theme=theme,
            weight=to_exact(record.weight),
            conditions=tuple(dict.fromkeys(index for index in conditions if index is not None)),
            levels=levels,
            points=points,
            low=low,
            high=high,
            indicator=record.scored_by,
            rule=rule,
            knock_out=self.expression(record.knock_out.condition) if record.knock_out else None,
            level_name=f"level({record.key})",
            score_name=f"score({record.key})",
        )

    def order(
        self,
        criteria: tuple[CriterionPlan, ...],
        indicators: Mapping[str, IndicatorPlan],
        derived: Mapping[str, Expression],
    ) -> tuple[tuple[str, int | str], ...]:
        """Return the steps in an order in which each finds what it reads."""
        listed = tuple(self.conditions)
        maker: dict[str, tuple[str, int | str]] = {}
        reads: dict[tuple[str, int | str], set[str]] = {}
        for key, expression in derived.items():
            step: tuple[str, int | str] = ("derived", key)
            maker[key] = maker[f"derived.{key}"] = step
            reads[step] = set(expression.names)
        for key, indicator in indicators.items():
            step = ("indicator", key)
            maker[indicator.name] = step
            reads[step] = set(indicator.formula.names)
            if indicator.condition is not None:
                reads[step].update(listed[indicator.condition].names)
        for place, criterion in enumerate(criteria):
            step = ("criterion", place)
            maker[criterion.level_name] = maker[criterion.score_name] = step
            names = {name for index in criterion.conditions for name in listed[index].names}
            if criterion.rule is not None:
                names.update(criterion.rule.names, {f"ind.{criterion.indicator}"})
            reads[step] = names
        graph = {step: {maker[name] for name in names if name in maker} for step, names in reads.items()}
        try:
            return tuple(TopologicalSorter(graph).static_order())
        except CycleError as error:
            loop = " → ".join(str(key) for _, key in error.args[1])
            raise Faults([fault("cycle", loop=loop)]) from error

    def select_asked_indicators(
        self, indicators: Mapping[str, IndicatorPlan], kept: set[str]
    ) -> dict[str, IndicatorPlan]:
        """Leave out the indicators that only score questions of other questionnaires, unless a kept one reads them."""
        wanted = {
            key
            for key, indicator in indicators.items()
            if indicator.record.scores is None or indicator.record.scores.criterion in kept
        }
        waiting = list(wanted)
        while waiting:
            for name in indicators[waiting.pop()].formula.names:
                key = name.removeprefix("ind.")
                if name != key and key in indicators and key not in wanted:
                    wanted.add(key)
                    waiting.append(key)
        return {key: indicator for key, indicator in indicators.items() if key in wanted}

    def findings(self) -> tuple[CompiledFindingRule, ...]:
        if self.release.audit is None:
            return ()
        rules = []
        for record in self.release.audit.findings.arithmetic:
            expression = self.expression(record.condition)
            names = [name for name in expression.names if name.startswith("findings(")]
            rules.append(
                CompiledFindingRule(
                    source=record.condition,
                    holds=lambda tally, rule=expression: (  # type: ignore[misc]
                        rule.evaluate(Environment({}, {"findings": tally.count})) is True
                    ),
                    names=tuple(tuple(name[len("findings(") : -1].split(", ")) for name in names),
                    add=record.then.add,
                    upgrade_to=record.then.upgrade_to,
                    reason=record.then.reason,
                )
            )
        return tuple(rules)

    def plan(self) -> ScoringPlan:
        release, category = self.release, self.category
        indicators = {key: self.indicator(record) for key, record in release.indicators.items()}
        derived = {key: self.expression(record.when) for key, record in release.referential.derived.items()}
        themes: list[ThemePlan] = []
        criteria: list[CriterionPlan] = []
        for record in release.themes:
            places = []
            for criterion in record.criteria:
                scored = criterion.key in release.scales or criterion.scored_by is not None
                if scored and criterion.is_asked_of(category):
                    places.append(len(criteria))
                    criteria.append(self.criterion(criterion, len(themes), indicators))
            aggregation = record.aggregation
            themes.append(
                ThemePlan(
                    key=record.key,
                    record=record,
                    weight=to_exact(record.weight.get(category, 0)),
                    rounding=aggregation.rounding if aggregation else Rounding(digits=1),
                    absent=_ABSENT_POINTS[aggregation.not_applicable] if aggregation else None,
                    criteria=tuple(places),
                )
            )
        kept = {criterion.key for criterion in criteria}
        indicators = self.select_asked_indicators(indicators, kept)
        award = release.award
        steps = self.order(tuple(criteria), indicators, derived)
        return ScoringPlan(
            release=release,
            category=category,
            themes=tuple(themes),
            criteria=tuple(criteria),
            indicators=indicators,
            derived=derived,
            conditions=tuple(self.conditions),
            steps=steps,
            levels=tuple(
                AwardPlan(level.key, tuple(map(self.expression, level.all)))
                for level in (award.levels if award else ())
            ),
            eligibility=tuple(
                AwardPlan(one.key, (self.expression(one.when),)) for one in (award.eligibility if award else ())
            ),
            exclusions=tuple(
                AwardPlan(one.key, (self.expression(one.when),)) for one in (award.exclusions if award else ())
            ),
            rules=self.findings(),
            evidence={key: self.expression(one.required_if) for key, one in release.evidence.items()},
            rounding=release.total.rounding if release.total else Rounding(digits=1),
            absent=_ABSENT_POINTS[release.total.not_applicable] if release.total else None,
            outside=tuple(key for key in release.criteria if key not in kept),
        )


class ReleasePlans:
    """The plans of a release, made at first use, one a category."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self._parsed: dict[str, Expression] = {}
        self._plans: dict[str, ScoringPlan] = {}

    def __reduce__(self) -> tuple[type["ReleasePlans"], tuple[Release]]:
        # Plans hold functions, which no other process can be sent: it makes its own.
        return ReleasePlans, (self.release,)

    def plan(self, category: str) -> ScoringPlan:
        """Return the plan of a category; raise :class:`Faults` when the release does not judge it."""
        found = self._plans.get(category)
        if found is None:
            known = self.release.referential.categories
            if category not in known:
                raise Faults(
                    [
                        fault("unknown-category", category=category, id=self.release.id, known=", ".join(known)).at(
                            key="category"
                        )
                    ]
                )
            found = self._plans[category] = _PlanBuilder(self.release, category, self._parsed).plan()
        return found


def compile_release(release: Release) -> ReleasePlans:
    """Return the plans of a release, made once and kept with it, as its other derived properties are."""
    kept: ReleasePlans | None = release.__dict__.get("_compiled_for_scoring")
    if kept is None:
        kept = ReleasePlans(release)
        release.__dict__["_compiled_for_scoring"] = kept
    return kept
