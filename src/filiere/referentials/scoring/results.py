"""What an evaluation gives: figures with their ranges, verdicts with what is missing, and the release they rest on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from filiere.referentials.language import NOT_APPLICABLE, Unknown
from filiere.referentials.scoring.award import (
    UNDECIDED,
    ConditionStatus,
    DutyStatus,
    FloorStatus,
    KnockOutStatus,
    evaluate_entries,
    find_duties,
    find_floors,
)
from filiere.referentials.scoring.exact_numbers import to_decimal
from filiere.referentials.scoring.exact_pass import ExactPass, SettledQuestion
from filiere.referentials.scoring.findings import FindingTally
from filiere.referentials.scoring.score_ranges import FigureRanges

Score = Decimal | str
NOT_APPLICABLE_WORD = "not_applicable"


@dataclass(frozen=True, slots=True)
class ImplausibleValue:
    """A value outside the bounds its indicator calls plausible: never refused, since the exception may be true."""

    indicator: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class Evaluation:
    """A dossier judged under a release.

    ``total`` is None while it is open or when nothing applies; ``range`` its bounds, both reachable when ``exact`` is
    true and never passed by any completion in any case. ``themes`` gives each score, ``unknown`` or
    ``not_applicable``; ``theme_ranges`` the bounds. ``missing`` lists what must be known next to decide total or
    level: each name can change the level or a theme that weighs, though equal scores may then cancel in the total, and
    equal points in a theme. ``missing_for_level`` is what the level alone waits for. ``reachable_levels`` goes from the
    best to the worst.
    """

    total: Decimal | None
    range: tuple[Decimal, Decimal] | None
    exact: bool
    themes: Mapping[str, Score]
    theme_ranges: Mapping[str, tuple[Decimal, Decimal] | None]
    knock_outs: tuple[KnockOutStatus, ...]
    conditions: tuple[ConditionStatus, ...]
    level: str
    reachable_levels: tuple[str, ...]
    missing: tuple[str, ...]
    missing_for_level: tuple[str, ...]
    findings: FindingTally
    release_id: str
    release_sha256: str
    state: ExactPass = field(repr=False, compare=False)
    reached: FigureRanges = field(repr=False, compare=False)

    # What follows is told only when asked: a simulation of thousands of dossiers reads totals and levels.

    @cached_property
    def criteria(self) -> Mapping[str, Score]:
        """The points of each question asked of the category, ``unknown`` or ``not_applicable``."""
        return {one.plan.key: _question_score(one) for one in self.state.criteria}

    @cached_property
    def indicators(self) -> Mapping[str, Score]:
        """The value of each indicator, ``unknown`` or ``not_applicable``."""
        return {key: _indicator_score(self.state, key) for key in self.state.plan.indicators}

    @cached_property
    def implausible_values(self) -> tuple[ImplausibleValue, ...]:
        """The indicators whose value leaves the bounds called plausible: accepted, and to be commented."""
        found = []
        for key, value in self.indicators.items():
            bounds = self.state.plan.indicators[key].record.plausible
            if bounds is None or isinstance(value, str):
                continue
            if (bounds.min is not None and value < bounds.min) or (bounds.max is not None and value > bounds.max):
                found.append(ImplausibleValue(key, value, bounds.min, bounds.max))
        return tuple(found)

    @cached_property
    def floors(self) -> tuple[FloorStatus, ...]:
        """The least scores that the levels ask, on the day of the case."""
        return find_floors(self.state, self.reached)

    @cached_property
    def eligibility(self) -> tuple[ConditionStatus, ...]:
        """How each condition of eligibility stands."""
        return evaluate_entries(self.state.plan.eligibility, self.state)

    @cached_property
    def exclusions(self) -> tuple[ConditionStatus, ...]:
        """How each fact that bars stands; one that holds excludes."""
        return evaluate_entries(self.state.plan.exclusions, self.state)

    @cached_property
    def duties(self) -> tuple[DutyStatus, ...]:
        """The levels owed after the years held."""
        return find_duties(self.state, self.state.bound.case.years_held)

    @property
    def best_level(self) -> str:
        """The best level that a completion may still bring."""
        return self.reachable_levels[0]

    @property
    def worst_level(self) -> str:
        """The worst level that a completion may still bring."""
        return self.reachable_levels[-1]

    @property
    def eligible(self) -> bool | None:
        """Whether every condition of eligibility holds and nothing excludes; None when it is not yet known."""
        stands = [one.holds for one in self.eligibility]
        stands += [None if one.holds is None else not one.holds for one in self.exclusions]
        if False in stands:
            return False
        return None if None in stands else True

    @property
    def trace(self) -> tuple[str, ...]:
        """The figures that can be unfolded with ``explain``."""
        return (
            "level",
            "total",
            *(f"theme.{key}" for key in self.themes),
            *(f"criterion.{key}" for key in self.criteria),
            *(f"indicator.{key}" for key in self.indicators),
        )

    @property
    def required_evidence(self) -> dict[str, bool | None]:
        """The pieces of evidence that the answers call for: true, or None when an answer has yet to say.

        Only those of questions that apply or may apply are told.
        """
        plan, found = self.state.plan, dict[str, bool | None]()
        for criterion in self.state.criteria:
            if criterion.applies is False:
                continue
            for key in criterion.plan.record.evidence:
                needed = plan.evidence[key].evaluate(self.state.environment) if key in plan.evidence else False
                if needed is True and criterion.applies is True:
                    found[key] = True
                elif needed is True or not isinstance(needed, bool):
                    found.setdefault(key, None)
        return found

    def as_json(self) -> dict[str, Any]:
        """Return the evaluation as JSON values; numbers stay ``Decimal``, exact, for the writer to print."""
        return {name: figure(self) for name, figure in FIGURES.items()}


def _truth_word(value: bool | None) -> bool | str:
    return UNDECIDED if value is None else value


# Each figure as a JSON value, made only when it is asked for.
FIGURES: Mapping[str, Callable[[Evaluation], Any]] = {
    "release": lambda e: e.release_id,
    "release_sha256": lambda e: e.release_sha256,
    "total": lambda e: UNDECIDED if e.total is None and e.range else e.total,
    "range": lambda e: list(e.range) if e.range else None,
    "exact": lambda e: e.exact,
    "themes": lambda e: dict(e.themes),
    "theme_ranges": lambda e: {key: list(span) if span else None for key, span in e.theme_ranges.items()},
    "criteria": lambda e: dict(e.criteria),
    "indicators": lambda e: dict(e.indicators),
    "doubts": lambda e: [
        {"indicator": one.indicator, "value": one.value, "min": one.low, "max": one.high}
        for one in e.implausible_values
    ],
    "knock_outs": lambda e: [one.criterion for one in e.knock_outs if one.fired],
    "knock_outs_possible": lambda e: [one.criterion for one in e.knock_outs if one.fired is None],
    "floors": lambda e: [
        {
            "level": one.level,
            "figure": one.figure,
            "at_least": one.at_least,
            "met": _truth_word(one.met),
            "below": list(one.below),
        }
        for one in e.floors
    ],
    "level": lambda e: e.level,
    "reachable_levels": lambda e: list(e.reachable_levels),
    "missing": lambda e: list(e.missing),
    "missing_for_level": lambda e: list(e.missing_for_level),
    "eligible": lambda e: _truth_word(e.eligible),
    "eligibility": lambda e: {one.of: _truth_word(one.holds) for one in e.eligibility},
    "exclusions": lambda e: {one.of: _truth_word(one.holds) for one in e.exclusions},
    "duties": lambda e: [
        {"criterion": one.criterion, "year": one.since_year, "level": one.level, "met": _truth_word(one.met)}
        for one in e.duties
    ],
    "findings": lambda e: e.findings.as_counts(),
    "trace": lambda e: list(e.trace),
}


def _question_score(settled_question: SettledQuestion) -> Score:
    if settled_question.applies is False:
        return NOT_APPLICABLE_WORD
    return UNDECIDED if settled_question.points is None else to_decimal(settled_question.points)


def _indicator_score(state: ExactPass, key: str) -> Score:
    plan = state.plan.indicators[key]
    value = state.values[plan.name]
    if value is NOT_APPLICABLE:
        return NOT_APPLICABLE_WORD
    return UNDECIDED if isinstance(value, Unknown) else to_decimal(value, plan.digits)
