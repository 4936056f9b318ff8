"""What themes and total can still become: exact where facts are shared, without enumeration where they are not.

Three observations keep this small. The mean is monotone in every score, so inside one situation the bounds come from
the bounds (``ranges``). A group of questions that hangs on a condition of its own is an optional block, which the
greedy choice treats exactly. Only a fact that several groups share ties them together, and only then are its
situations gone through: inside the theme when all its groups are there, over the whole tree otherwise.

Either every shared fact is gone through, or none is: none when that takes more than :data:`MAX_SITUATIONS` situations
for some theme (those of the whole tree times its own). Then, as for conditions on other answers and on indicators,
groups are taken as independent, which can only widen the interval: every completion stays inside it. With each thing
known the situations get fewer, so that saying more never widens an interval.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

from filiere.referentials.language import Environment, Number, Unknown, round_exactly
from filiere.referentials.language.tree import Name, walk
from filiere.referentials.records import Rounding
from filiere.referentials.scoring.exact_pass import ExactPass, Overlay
from filiere.referentials.scoring.fact_equivalence_classes import find_value_classes
from filiere.referentials.scoring.mean_ranges import (
    EMPTY_RANGE,
    FigureRange,
    Interval,
    MeanBlock,
    range_of_least,
    range_of_mean,
)
from filiere.referentials.scoring.plan import AbsentPoints, ThemePlan

MAX_SITUATIONS = 32

Situation = dict[str, Any]
FactClasses = tuple[str, tuple[Any, ...]]


@dataclass(slots=True)
class QuestionGroup:
    """Questions of a theme that hang on the same undecided conditions: their sums, and those that may vanish."""

    conditions: tuple[int, ...]
    weight: Number = 0
    low: Number = 0
    high: Number = 0
    shaky: list[MeanBlock] = field(default_factory=list)

    def add(self, block: MeanBlock, may_vanish: bool) -> None:
        """Take one question in."""
        if may_vanish:
            self.shaky.append(block)
        else:
            self.weight += block.weight
            self.low += block.low
            self.high += block.high


@dataclass(frozen=True, slots=True)
class FigureRanges:
    """The reach of each theme, of the total and of the least theme; ``exact`` when no fact was left out."""

    themes: tuple[FigureRange, ...]
    total: FigureRange
    least: FigureRange
    exact: bool


class _ThemeRanges:
    def __init__(self, plan: ThemePlan, state: ExactPass) -> None:
        self.plan = plan
        self.certain = QuestionGroup(())
        self.groups: dict[tuple[int, ...], QuestionGroup] = {}
        self.local: list[FactClasses] = []
        self.overall: tuple[str, ...] = ()
        self.reached: dict[tuple[Any, ...], FigureRange] = {}
        self._known: dict[tuple[bool | None, ...], FigureRange] = {}
        absent = plan.absent
        for place in plan.criteria:
            settled_question = state.criteria[place]
            weight = settled_question.plan.weight
            if settled_question.span is None:
                if absent is not None:
                    self.certain.add(MeanBlock(weight, weight * absent, weight * absent), may_vanish=False)
                continue
            span = settled_question.span
            low = weight * span.low
            block = MeanBlock(weight, low, low if span.high is span.low else weight * span.high)
            group = self.certain
            if settled_question.applies is not True:
                open_ = tuple(i for i in settled_question.plan.conditions if isinstance(state.conditions[i], Unknown))
                group = self.groups.setdefault(open_, QuestionGroup(open_))
            group.add(block, settled_question.may_vanish)

    def reach(self, statuses: tuple[bool | None, ...]) -> FigureRange:
        """Return the rounded reach when each group applies, does not, or may."""
        found = self._known.get(statuses)
        if found is None:
            found = self._known[statuses] = _round_range(self._mean(statuses), self.plan.rounding)
        return found

    def _mean(self, statuses: tuple[bool | None, ...]) -> FigureRange:
        weight, low, high = self.certain.weight, self.certain.low, self.certain.high
        optional: list[MeanBlock] = []
        certain: list[MeanBlock] = []
        parts = [(self.certain, True), *zip(self.groups.values(), statuses, strict=True)]
        for group, status in parts:
            blocks = [(block, True) for block in group.shaky]
            if group is not self.certain and group.weight:
                blocks.append((MeanBlock(group.weight, group.low, group.high), False))
            for block, may_vanish in blocks:
                absent = self.plan.absent
                if status is True and not may_vanish:
                    weight, low, high = weight + block.weight, low + block.low, high + block.high
                elif absent is not None:
                    certain.append(_absent_block(block, absent, possible=status is not False))
                elif status is not False:
                    optional.append(block)
        if weight:
            certain.append(MeanBlock(weight, low, high))
        return range_of_mean(certain, optional)


def _absent_block(block: MeanBlock, absent: Number, *, possible: bool) -> MeanBlock:
    points = block.weight * absent
    if not possible:
        return MeanBlock(block.weight, points, points)
    return MeanBlock(block.weight, min(points, block.low), max(points, block.high))


def _round_range(reach: FigureRange, rounding: Rounding) -> FigureRange:
    if reach.span is None:
        return reach
    low, high = reach.span.low, reach.span.high
    least = round_exactly(low, rounding.digits, rounding.mode)
    most = least if low == high else round_exactly(high, rounding.digits, rounding.mode)
    return FigureRange(Interval(least, most), reach.may_be_empty)


class _Situations:
    """The undecided conditions of a pass, asked again in each situation of the facts they hang on."""

    def __init__(self, state: ExactPass, themes: Sequence[_ThemeRanges]) -> None:
        self.state = state
        self.exact = True
        self._known: dict[tuple[Any, ...], bool | None] = {}
        self._derived = [key for key in state.plan.derived if isinstance(state.values.get(key), Unknown)]
        self._facts: dict[int, tuple[str, ...]] = {}
        # A fact read twice ties what it is read in together, be it inside one condition.
        uses: dict[str, list[int]] = {}
        for place, theme in enumerate(themes):
            for index in (index for group in theme.groups for index in group):
                for name in self.facts(index):
                    uses.setdefault(name, []).extend([place] * self._times(index, name))
        undecided = {index for theme in themes for group in theme.groups for index in group}
        self.exact = all(self.facts(index) == self._reads(index) for index in undecided)
        self.overall: list[FactClasses] = []
        for name in (name for name, places in uses.items() if len(places) > 1):
            weighed = {place for place in uses[name] if themes[place].plan.weight}
            classes = self._classes(name)
            if classes is None:
                self.exact = False
            elif len(weighed) > 1:
                self.overall.append((name, classes))
            elif weighed:
                themes[weighed.pop()].local.append((name, classes))
        most = max(map(_count_situations, (theme.local for theme in themes)), default=1)
        if _count_situations(self.overall) * most > MAX_SITUATIONS:
            self.exact = False
            self.overall = []
            for theme in themes:
                theme.local = []
        for theme in themes:
            read = {name for group in theme.groups for index in group for name in self.facts(index)}
            theme.overall = tuple(name for name, _ in self.overall if name in read)

    def _classes(self, name: str) -> tuple[Any, ...] | None:
        plan = self.state.plan
        trees = [expression.tree for expression in (*plan.conditions, *plan.derived.values())]
        fact = plan.release.referential.facts[name.removeprefix("fact.")]
        return find_value_classes(fact, name, trees, self.state.values)

    def facts(self, index: int) -> tuple[str, ...]:
        """Return the unknown facts that a condition reads, by itself or through derived names."""
        found = self._facts.get(index)
        if found is None:
            found = self._facts[index] = tuple(name for name in self._reads(index) if name.startswith("fact."))
        return found

    def _times(self, index: int, name: str) -> int:
        """Return how often a condition reads a fact, by itself or through derived names."""
        derived = self.state.plan.derived
        waiting, times = [self.state.plan.conditions[index]], 0
        while waiting:
            for part in walk(waiting.pop().tree):
                if isinstance(part, Name):
                    key = part.name.removeprefix("derived.")
                    times += part.name == name
                    waiting += [derived[key]] if key in derived else []
        return times

    def _reads(self, index: int) -> tuple[str, ...]:
        state, names = self.state, dict[str, None]()
        waiting = list(state.plan.conditions[index].names)
        while waiting:
            name = waiting.pop(0)
            key = name.removeprefix("derived.")
            if key in state.plan.derived:
                waiting.extend(state.plan.derived[key].names)
            elif isinstance(state.values.get(name), Unknown):
                names[name] = None
        return tuple(names)

    def status(self, group: tuple[int, ...], situation: Situation) -> bool | None:
        """Return whether a group applies in a situation; None when it is still not known."""
        result: bool | None = True
        for index in group:
            value = self._value(index, situation)
            if value is False:
                return False
            if value is None:
                result = None
        return result

    def _value(self, index: int, situation: Situation) -> bool | None:
        own = {name: situation[name] for name in self.facts(index) if name in situation}
        if not own:
            return None
        key = (index, *own.items())
        if key not in self._known:
            values = Overlay(own, self.state.values)
            environment = Environment(values, self.state.bound.functions)
            for name in self._derived:
                values[name] = values[f"derived.{name}"] = self.state.plan.derived[name].evaluate(environment)
            value = self.state.plan.conditions[index].evaluate(environment)
            self._known[key] = None if isinstance(value, Unknown) else value is True
        return self._known[key]


def _count_situations(facts: Sequence[FactClasses]) -> int:
    return prod(len(classes) for _, classes in facts)


def _all_situations(facts: Sequence[FactClasses]) -> Iterator[Situation]:
    names = [name for name, _ in facts]
    for values in product(*(classes for _, classes in facts)):
        yield dict(zip(names, values, strict=True))


def compute_ranges(state: ExactPass) -> FigureRanges:
    """Return what every theme, the total and the least theme can still be."""
    themes = [_ThemeRanges(plan, state) for plan in state.plan.themes]
    if not any(theme.groups for theme in themes):
        reaches = [theme.reach(()) for theme in themes]
        total, least = _total_range(state, reaches)
        return FigureRanges(tuple(reaches), total, least, exact=True)
    situations = _Situations(state, themes)
    joined: list[FigureRange | None] = [None] * len(themes)
    total_joined: FigureRange | None = None
    least_joined: FigureRange | None = None
    seen: set[tuple[FigureRange, ...]] = set()
    for situation in _all_situations(situations.overall):
        reaches = [_theme_range(theme, situations, situation) for theme in themes]
        key = tuple(reaches)
        if key in seen:
            continue
        seen.add(key)
        total, least = _total_range(state, reaches)
        joined = [one if old is None else old.join_with(one) for old, one in zip(joined, reaches, strict=True)]
        total_joined = total if total_joined is None else total_joined.join_with(total)
        least_joined = least if least_joined is None else least_joined.join_with(least)
    return FigureRanges(
        tuple(one or EMPTY_RANGE for one in joined),
        total_joined or EMPTY_RANGE,
        least_joined or EMPTY_RANGE,
        exact=situations.exact,
    )


def _theme_range(theme: _ThemeRanges, situations: _Situations, overall: Situation) -> FigureRange:
    key = tuple(overall[name] for name in theme.overall)
    result = theme.reached.get(key)
    if result is None:
        for local in _all_situations(theme.local):
            situation = overall | local
            found = theme.reach(tuple(situations.status(group, situation) for group in theme.groups))
            result = found if result is None else result.join_with(found)
        theme.reached[key] = result = result or EMPTY_RANGE
    return result


def _total_range(state: ExactPass, reaches: Sequence[FigureRange]) -> tuple[FigureRange, FigureRange]:
    certain: list[MeanBlock] = []
    optional: list[MeanBlock] = []
    absent: AbsentPoints = state.plan.absent
    counted: list[FigureRange] = []
    for plan, figure_range in zip(state.plan.themes, reaches, strict=True):
        weight = plan.weight
        if not weight:
            continue
        counted.append(figure_range)
        if figure_range.span is None:
            if absent is not None:
                certain.append(MeanBlock(weight, weight * absent, weight * absent))
            continue
        block = MeanBlock(weight, weight * figure_range.span.low, weight * figure_range.span.high)
        if not figure_range.may_be_empty:
            certain.append(block)
        elif absent is not None:
            certain.append(_absent_block(block, absent, possible=True))
        else:
            optional.append(block)
    return _round_range(range_of_mean(certain, optional), state.plan.rounding), range_of_least(counted)
