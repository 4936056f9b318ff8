"""What a wave estimates: response groups, weights calibrated to the frame, shares and means, changes since the wave
before, and what the confidentiality rule keeps back.

The engine is ``filiere.survey``; this module gives it the sample as columns and keeps its answer as plain data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from filiere.site.survey.waves.models import Reply, SampledUnit, Wave
from filiere.site.survey.waves.questionnaires import find_questionnaire
from filiere.site.survey.waves.sample_draws import count_strata
from filiere.survey.changes import EstimateChange, compare_waves
from filiere.survey.changes import Wave as SampleWave
from filiere.survey.estimates import ColumnTable, Estimate, SurveyResult, SurveySpec, calibrate_sample
from filiere.survey.questionnaires import (
    AnswerState,
    PlacedQuestion,
    Questionnaire,
    compare_definitions,
    list_asked_places,
    read_number,
)

LEAST_REPLIES: Final = 30
LEAST_CONTRIBUTORS: Final = 3
LARGEST_SHARE: Final = 0.85
"""A published estimate has three centres at least, none of which weighs more than this in it."""
_BOUNDS: Final = (Decimal("0.3"), Decimal("3"))
DOMAINS: Final = ("segment",)
_KNOWN_OF_FRAME: Final = frozenset({"segment", "staff"})
"""Questions that the frame answers already: the weights are calibrated on them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is estimated: the share of an option of a question, or the mean of a number."""

    question: str
    option: str = ""

    @property
    def key(self) -> str:
        """What names it in results and in the register."""
        return f"{self.question}-{self.option}" if self.option else self.question


@dataclass(frozen=True, slots=True)
class WaveSample:
    """The sample of a wave as columns, a row a centre drawn, with who answered."""

    units: tuple[SampledUnit, ...]
    answered: tuple[bool, ...]
    columns: Mapping[str, Sequence[float | None]]


def count_replies(wave: Wave) -> int:
    """How many centres have sent their answers."""
    return wave.units.filter(state=SampledUnit.State.SUBMITTED).count()


def list_outcomes(questionnaire: Questionnaire) -> tuple[Outcome, ...]:
    """What a questionnaire estimates: yes of a yes or no, the options that the register has a series of (the first of
    a question without any), the mean of a number that everybody is asked; questions asked once only."""
    return tuple(
        Outcome(key, option)
        for key, placed in questionnaire.questions.items()
        if placed.loop is None and key not in _KNOWN_OF_FRAME
        for option in _list_options(placed)
    )


def _list_options(placed: PlacedQuestion) -> Iterator[str]:
    question = placed.question
    if question.kind == "yes_no":
        yield "yes"
    elif question.is_numeric and question.condition is None:
        yield ""
    elif question.kind in ("choice", "choices"):
        series = [one.option for one in question.series if one.option]
        every = [one.key for one in question.options if not one.alone]
        yield from dict.fromkeys(series or (every[:1] if question.kind == "choice" else every))


def read_sample(wave: Wave) -> WaveSample:
    """The sample of a wave, with each outcome as a column: none where the question was not asked or not answered."""
    questionnaire = find_questionnaire(wave)
    units = tuple(wave.units.exclude(state=SampledUnit.State.OUT_OF_SCOPE).order_by("unit"))
    replies = {
        reply.unit_id: AnswerState.from_json(reply.answers)
        for reply in Reply.objects.filter(unit__wave=wave, submitted_at__isnull=False)
    }
    outcomes = list_outcomes(questionnaire)
    columns: dict[str, list[float | None]] = {one.key: [] for one in outcomes}
    for unit in units:
        state = replies.get(unit.pk)
        asked = frozenset(list_asked_places(questionnaire, state)) if state is not None else frozenset()
        for one in outcomes:
            columns[one.key].append(_read_outcome(state, one) if state is not None and one.question in asked else None)
    return WaveSample(units, tuple(unit.pk in replies for unit in units), columns)


def _read_outcome(state: AnswerState, outcome: Outcome) -> float | None:
    value = state.values.get(outcome.question)
    if value is None or outcome.question in state.unknown:
        return None
    if outcome.option:
        return float(outcome.option in value if isinstance(value, tuple) else outcome.option == value)
    number = read_number(value) if isinstance(value, str) else None
    return None if number is None else float(number)


def describe_sample(wave: Wave, sample: WaveSample) -> SampleWave:
    """The sample of a wave as the engine reads it: the weights are calibrated to the frame, by stratum and by size, and
    every outcome is estimated, in all and by domain."""
    frame = count_strata(wave)
    columns: dict[str, Sequence[Any]] = {
        "unit": [unit.unit for unit in sample.units],
        "weight": [unit.weight for unit in sample.units],
        "stratum": [unit.stratum for unit in sample.units],
        "population": [float(frame[unit.stratum]) for unit in sample.units],
        "respondent": [float(answered) for answered in sample.answered],
        "size": [float(unit.size) for unit in sample.units],
        **{name: [str(unit.traits.get(name, "")) for unit in sample.units] for name in DOMAINS},
        **{f"y.{key}": column for key, column in sample.columns.items()},
    }
    known = [key for key, column in sample.columns.items() if any(one is not None for one in column)]
    spec = SurveySpec.model_validate(
        {
            "weight": "weight",
            "strata": "stratum",
            "fpc": "population",
            "response_group": "stratum",
            "respondent": "respondent",
            "controls": [
                {"column": "stratum", "type": "factor", "totals": frame},
                {"column": "size", "type": "numeric", "total": sum(int(row["size"]) for row in wave.frame)},
            ],
            "method": "logit",
            "bounds": list(_BOUNDS),
            "outcomes": [{"column": f"y.{key}", "statistics": ["mean"]} for key in known],
            "domains": list(DOMAINS),
        }
    )
    return SampleWave(ColumnTable(columns), spec, "unit")


def compute_results(wave: Wave) -> dict[str, Any]:
    """The results of a wave as plain data: its response, its weights, and each estimate or why it is kept back."""
    sample = read_sample(wave)
    described = describe_sample(wave, sample)
    result = calibrate_sample(described.table, described.spec)
    changes = compare_to_previous(wave, described)
    outcomes = {one.key: one for one in list_outcomes(find_questionnaire(wave))}
    low, high = result.ratio_range
    lines = [_tell_estimate(one, outcomes, sample, result) for one in result.estimates]
    for line in lines:
        change = changes.get((f"y.{line['outcome']}", line["domain"]))
        if change is not None and not line["withheld"] and not change.first.withheld:
            line["change"] = _tell_change(change)
    return {
        "version": wave.version,
        "drawn": len(sample.units),
        "replies": sum(sample.answered),
        "size_drawn": sum(unit.size for unit in sample.units),
        "size_replied": sum(
            unit.size for unit, answered in zip(sample.units, sample.answered, strict=True) if answered
        ),
        "g_min": _round(low),
        "g_max": _round(high),
        "outcomes": lines,
        "overlap": next((change.shared for change in changes.values()), 0),
    }


def compare_to_previous(wave: Wave, described: SampleWave) -> dict[tuple[str, str | None], EstimateChange]:
    """The change of each estimate since the wave before, by outcome and domain, of questions asked alike in both: one
    whose words changed breaks its series by itself."""
    if wave.previous is None:
        return {}
    questionnaire = find_questionnaire(wave)
    changed = compare_definitions(find_questionnaire(wave.previous), questionnaire)
    broken = {one.question for one in changed if one.breaks_series}
    alike = {f"y.{one.key}" for one in list_outcomes(questionnaire) if one.question not in broken}
    before = describe_sample(wave.previous, read_sample(wave.previous))
    return {
        (change.second.outcome, change.second.domain): change
        for change in compare_waves(before, described)
        if change.second.outcome in alike
    }


def _tell_change(change: EstimateChange) -> dict[str, Any]:
    tested = change.change
    return {
        "difference": _round(tested.difference),
        "low": _round(tested.low),
        "high": _round(tested.high),
        "p_value": _round(tested.p_value),
        "verdict": tested.verdict,
    }


def _tell_estimate(
    estimate: Estimate, outcomes: Mapping[str, Outcome], sample: WaveSample, result: SurveyResult
) -> dict[str, Any]:
    key = estimate.outcome.removeprefix("y.")
    outcome, (low, high) = outcomes[key], estimate.bounds
    withheld = [*estimate.withheld, *_judge_confidentiality(estimate, sample, result)]
    line: dict[str, Any] = {
        "key": key if estimate.domain is None else f"{key}@{estimate.domain}",
        "outcome": key,
        "question": outcome.question,
        "option": outcome.option,
        "domain": estimate.domain,
        "n": estimate.n,
        "withheld": sorted(set(withheld)),
    }
    if not withheld:
        share = estimate.response_share
        line |= {
            "value": _round(estimate.value),
            "se": _round(estimate.se),
            "low": _round(low),
            "high": _round(high),
            "response_share": None if share is None else _round(share),
        }
    return line


def _judge_confidentiality(estimate: Estimate, sample: WaveSample, result: SurveyResult) -> Iterator[str]:
    """Why an estimate is confidential: fewer than three centres, or one that makes most of it."""
    column = sample.columns[estimate.outcome.removeprefix("y.")]
    domain = (estimate.domain or "").partition("=")[2] or None
    parts = [
        abs(value * weight)
        for unit, value, weight in zip(sample.units, column, result.weights.tolist(), strict=True)
        if value is not None and weight == weight and (domain is None or unit.traits.get(DOMAINS[0]) == domain)
    ]
    held = [part for part in parts if part]
    if len(parts) < LEAST_CONTRIBUTORS:
        yield "contributors"
    elif held and max(held) > LARGEST_SHARE * sum(held):
        yield "dominance"


def _round(value: float) -> float:
    return round(value, 9)
