"""From scores to a proposal: knock-outs, levels, floors, eligibility and duties, each true, false or not yet known.

The level proposed is the first, from the highest, whose conditions are all true. As long as an answer that is missing
could make another one true, no level is proposed: the levels still within reach are told, from the best to the worst,
with what would decide.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from filiere.referentials.language import (
    ANYTHING,
    NOT_APPLICABLE,
    Bounds,
    Environment,
    Expression,
    Number,
    OneOf,
    Unknown,
    Value,
)
from filiere.referentials.language.constant_arguments import call_key
from filiere.referentials.language.evaluation import compile_node
from filiere.referentials.language.tree import Binary, Call, Name, Node
from filiere.referentials.scoring.exact_numbers import to_decimal
from filiere.referentials.scoring.exact_pass import ExactPass, SettledQuestion
from filiere.referentials.scoring.mean_ranges import FigureRange
from filiere.referentials.scoring.plan import AwardPlan, ScoringPlan
from filiere.referentials.scoring.score_ranges import FigureRanges

NO_LEVEL = "none"
UNDECIDED = "unknown"


@dataclass(frozen=True, slots=True)
class KnockOutStatus:
    """A knock-out of a question: ``fired`` is true, or None when it is not yet known."""

    criterion: str
    fired: bool | None
    condition: str
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ConditionStatus:
    """One condition of a level, of eligibility or of exclusion, as it stands."""

    of: str
    source: str
    holds: bool | None
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FloorStatus:
    """A least score that a level asks: of the total, of every theme or of one, with its value on the day.

    ``below`` are the themes surely under it.
    """

    level: str
    figure: str
    at_least: Decimal
    met: bool | None
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyStatus:
    """A level that a holder owes from a given year on."""

    criterion: str
    since_year: int
    level: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class LevelProposal:
    """The level proposed (``none`` when no level holds, ``unknown`` when it is open) and what it rests on.

    ``reachable`` are the levels that completions of the dossier may still bring, best first; ``missing`` the names
    that would decide between them.
    """

    level: str
    reachable: tuple[str, ...]
    conditions: tuple[ConditionStatus, ...]
    missing: frozenset[str]


def evaluate_condition(expression: Expression, state: ExactPass) -> tuple[bool, bool, frozenset[str]]:
    """Return whether a condition may be true, whether it may be anything else, and what would decide."""
    value = expression.evaluate(state.environment)
    if not isinstance(value, Unknown):
        return value is True, value is not True, frozenset()
    may, may_not = possible_truths(expression.interval(state.open_environment))
    return may, may_not, value.missing if may and may_not else frozenset()


def possible_truths(value: Any) -> tuple[bool, bool]:
    """Return whether a range holds true, and whether it holds anything else."""
    if isinstance(value, OneOf):
        # A set takes 1 for True, hence the identity.
        return any(one is True for one in value.values), any(one is not True for one in value.values)
    if isinstance(value, Bounds) or value is ANYTHING:
        return True, True
    return value is True, value is not True


def find_knock_outs(state: ExactPass) -> tuple[KnockOutStatus, ...]:
    """Return the knock-outs that fired or may fire; one whose question does not apply never fires."""
    found = []
    for criterion in state.criteria:
        rule = criterion.plan.knock_out
        if rule is None or criterion.applies is False:
            continue
        may, may_not, missing = evaluate_condition(rule, state)
        if not may:
            continue
        if isinstance(criterion.applies, frozenset):
            may_not, missing = True, missing | criterion.applies
        found.append(KnockOutStatus(criterion.plan.key, None if may_not else True, rule.text, missing))
    return tuple(found)


def next_missing_names(settled_question: SettledQuestion, absent: Number | None = None) -> frozenset[str]:
    """Return what must be known next about a question: first whether it applies, only then its answer.

    ``absent`` is what the question counts for when it does not apply, None when its weight goes to its siblings.
    """
    if settled_question.applies is False or settled_question.span is None:
        return frozenset()
    settled = settled_question.span.is_settled and not settled_question.may_vanish
    if isinstance(settled_question.applies, frozenset):
        # Known points that equal those of its absence make no difference.
        return frozenset() if settled and settled_question.span.low == absent else settled_question.applies
    return frozenset() if settled else settled_question.waits


def record_figures(state: ExactPass, reached: FigureRanges, knocked: tuple[KnockOutStatus, ...]) -> frozenset[str]:
    """Put total, themes and knock-outs under their names, and return what the total waits for."""
    plan = state.plan
    opened = state.open_environment.values
    waits: dict[int, frozenset[str]] = {}
    for place, theme in enumerate(plan.themes):
        names = frozenset[str]().union(
            *(next_missing_names(state.criteria[index], theme.absent) for index in theme.criteria)
        )
        waits[place] = names
        _set_figure_range(state, opened, f"score({theme.key})", reached.themes[place], names)
    weighed = [place for place, theme in enumerate(plan.themes) if theme.weight]
    of_total = frozenset[str]().union(*(waits[place] for place in weighed if reached.themes[place].value is None))
    _set_figure_range(state, opened, "score(total)", reached.total, of_total)
    _set_figure_range(state, opened, "min_theme_score", reached.least, of_total)
    fired = sum(one.fired is True for one in knocked)
    if fired == len(knocked):
        _set_figure(state, opened, "knock_outs", fired, fired)
    else:
        missing = frozenset[str]().union(*(one.missing for one in knocked))
        _set_figure(state, opened, "knock_outs", Unknown(missing), Bounds(fired, len(knocked)))
    return frozenset() if reached.total.value is not None or reached.total.is_never_applicable else of_total


def _set_figure_range(state: ExactPass, opened: Any, name: str, reach: FigureRange, missing: frozenset[str]) -> None:
    if reach.span is None:
        _set_figure(state, opened, name, NOT_APPLICABLE, NOT_APPLICABLE)
    elif reach.value is not None:
        _set_figure(state, opened, name, reach.value, reach.value)
    else:
        bounds = Bounds(reach.span.low, reach.span.high, not_applicable=reach.may_be_empty)
        _set_figure(state, opened, name, Unknown(missing), bounds)


def _set_figure(state: ExactPass, opened: Any, name: str, known: Value, ranged: Any) -> None:
    state.values[name] = known
    opened[name] = ranged


def propose_level(state: ExactPass) -> LevelProposal:
    """Return the level proposed and the levels within reach, once every figure has its name."""
    reachable: list[str] = []
    conditions: list[ConditionStatus] = []
    missing: frozenset[str] = frozenset()
    settled = False
    undecided: list[set[str]] = []
    for level in state.plan.levels:
        start = len(conditions)
        may, sure, names = _evaluate_entry(level, state, conditions)
        own = conditions[start:]
        # Where all that a better level waits for must hold too, it is the better level that is proposed.
        if settled or not may or any(waited <= {one.source for one in own} for waited in undecided):
            continue
        reachable.append(level.key)
        if sure:
            settled = True
        else:
            missing |= names
            undecided.append({one.source for one in own if one.holds is None})
    if not settled:
        reachable.append(NO_LEVEL)
    decided = len(reachable) == 1
    return LevelProposal(
        level=reachable[0] if decided else UNDECIDED,
        reachable=tuple(reachable),
        conditions=tuple(conditions),
        missing=frozenset() if decided else missing,
    )


def _evaluate_entry(
    entry: AwardPlan, state: ExactPass, into: list[ConditionStatus]
) -> tuple[bool, bool, frozenset[str]]:
    all_may, all_sure, all_names = True, True, frozenset[str]()
    for expression in entry.conditions:
        may, may_not, names = evaluate_condition(expression, state)
        into.append(ConditionStatus(entry.key, expression.text, None if may and may_not else may, names))
        all_may, all_sure, all_names = all_may and may, all_sure and not may_not, all_names | names
    return all_may, all_sure, all_names


def evaluate_entries(entries: tuple[AwardPlan, ...], state: ExactPass) -> tuple[ConditionStatus, ...]:
    """Return how each condition of eligibility or exclusion stands."""
    found: list[ConditionStatus] = []
    for entry in entries:
        _evaluate_entry(entry, state, found)
    return tuple(found)


def find_floors(state: ExactPass, reached: FigureRanges) -> tuple[FloorStatus, ...]:
    """Return every least score asked by the levels, with the value of its parameter on the day of the case."""
    found = []
    for level in state.plan.levels:
        for expression in level.conditions:
            for figure, at_least, strict in _find_floors_in(expression.tree, state.environment):
                reach = _figure_range(figure, state.plan, reached)
                found.append(
                    FloorStatus(
                        level.key,
                        figure,
                        to_decimal(at_least),
                        _is_floor_met(reach, at_least, strict),
                        tuple(
                            theme.key
                            for theme, one in zip(state.plan.themes, reached.themes, strict=True)
                            if figure in ("themes", theme.key)
                            and theme.weight
                            and one.span is not None
                            and _is_floor_met(one, at_least, strict) is False
                        ),
                    )
                )
    return tuple(found)


def _find_floors_in(node: Node, environment: Environment) -> list[tuple[str, Number, bool]]:
    if isinstance(node, Binary) and node.operator == "and":
        return _find_floors_in(node.left, environment) + _find_floors_in(node.right, environment)
    if not isinstance(node, Binary) or node.operator not in (">=", ">"):
        return []
    if isinstance(node.left, Name) and node.left.name == "min_theme_score":
        figure = "themes"
    elif isinstance(node.left, Call) and node.left.function == "score":
        figure = call_key(node.left)[len("score(") : -1]
    else:
        return []
    value = compile_node(node.right)(environment)
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        return []
    return [(figure, value, node.operator == ">")]


def _figure_range(figure: str, plan: ScoringPlan, reached: FigureRanges) -> FigureRange | None:
    if figure == "total":
        return reached.total
    if figure == "themes":
        return reached.least
    return next((one for theme, one in zip(plan.themes, reached.themes, strict=True) if theme.key == figure), None)


def _is_floor_met(reach: FigureRange | None, at_least: Number, strict: bool) -> bool | None:
    if reach is None or reach.span is None:
        return None
    low, high = reach.span.low, reach.span.high
    if (low > at_least if strict else low >= at_least) and not reach.may_be_empty:
        return True
    return None if (high > at_least if strict else high >= at_least) else False


def find_duties(state: ExactPass, years_held: int) -> tuple[DutyStatus, ...]:
    """Return the levels owed at this seniority: for each question, the last step of its duty already begun."""
    found = []
    for criterion in state.criteria:
        steps = {int(key.rpartition("_")[2]): level for key, level in criterion.plan.record.duty.items()}
        begun = [year for year in steps if year <= years_held]
        if not begun or criterion.applies is False:
            continue
        year = max(begun)
        owed = criterion.plan.levels.get(steps[year])
        if owed is None:
            continue
        held = criterion.plan.levels[criterion.level] if criterion.level is not None else None
        met = None if held is None or criterion.applies is not True else held.rank >= owed.rank
        found.append(DutyStatus(criterion.plan.key, year, owed.key, met))
    return tuple(found)
