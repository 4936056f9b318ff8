"""What a wave estimates: response groups, weights calibrated to the frame, shares, means and totals, changes since the
wave before; and what the gate keeps back of it.

The engine is ``filiere.survey``; this module gives it the sample as columns and keeps its answer as plain data.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from django.utils import timezone

from filiere.core import seal
from filiere.site.survey.waves.models import Correction, Reply, SampledUnit, Wave
from filiere.site.survey.waves.publications import list_earlier_rows, list_told, read_publication, seal_answers
from filiere.site.survey.waves.question_tables import ANSWERS_RULE, PARTS, REPLIES_RULE, AnswerRow, QuestionTable
from filiere.site.survey.waves.questionnaires import find_questionnaire
from filiere.site.survey.waves.result_confidentiality import Reasons, find_size_class, judge_results
from filiere.site.survey.waves.result_ledger import EarlierPublication
from filiere.site.survey.waves.sample_draws import count_strata
from filiere.survey.changes import EstimateChange, WaveRows, compare_waves
from filiere.survey.estimates import ColumnTable, Concentration, Estimate, SurveySpec, calibrate_sample
from filiere.survey.questionnaires import (
    AnswerState,
    PlacedQuestion,
    Questionnaire,
    compare_definitions,
    list_asked_places,
    read_number,
    seal_definition,
)

LEAST_REPLIES: Final = 30
_BOUNDS: Final = (Decimal("0.3"), Decimal("3"))
_KNOWN_OF_FRAME: Final = frozenset({"segment", "staff"})
"""Questions that the frame answers already: the weights are calibrated on them."""


@dataclass(frozen=True, slots=True)
class SurveyVariable:
    """What is estimated: the share of an option of a question, or the mean of a number, or its total."""

    question: str
    option: str = ""
    statistic: Literal["mean", "total"] = "mean"

    @property
    def key(self) -> str:
        """What names it in results and in the register."""
        if self.statistic == "total":
            return f"{self.question}-total"
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


def count_corrections(wave: Wave) -> int:
    """How many answers of a wave the desk has corrected."""
    return Correction.objects.filter(reply__unit__wave=wave).count()


def list_variables(questionnaire: Questionnaire) -> tuple[SurveyVariable, ...]:
    """What a questionnaire estimates: yes of a yes or no, the options that the register has a series of (the first of
    a question without any), the mean of a number that everybody is asked, the totals that the register has a series
    of; questions asked once only."""
    once = {key: placed for key, placed in questionnaire.questions.items() if placed.loop is None}
    shares = [
        SurveyVariable(key, option)
        for key, placed in once.items()
        if key not in _KNOWN_OF_FRAME
        for option in _list_options(placed)
    ]
    totals = [
        SurveyVariable(key, statistic="total")
        for key, placed in once.items()
        if any(series.statistic == "total" for series in placed.question.series)
    ]
    return (*shares, *totals)


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


def read_sample(wave: Wave, *, corrected_before: date | None = None) -> WaveSample:
    """The sample of a wave, with each outcome as a column: none where the question was not asked or not answered.

    ``corrected_before`` a day, answers are as they stood then: corrections of that day and after are undone.
    """
    questionnaire = find_questionnaire(wave)
    units = tuple(wave.units.exclude(state=SampledUnit.State.OUT_OF_SCOPE).order_by("unit"))
    replies = {
        reply.unit_id: AnswerState.from_json(_undo_corrections(reply, corrected_before))
        for reply in Reply.objects.filter(unit__wave=wave, submitted_at__isnull=False)
    }
    outcomes = list_variables(questionnaire)
    columns: dict[str, list[float | None]] = {one.key: [] for one in outcomes}
    for unit in units:
        state = replies.get(unit.pk)
        asked = frozenset(list_asked_places(questionnaire, state)) if state is not None else frozenset()
        for one in outcomes:
            columns[one.key].append(_read_variable(state, one) if state is not None and one.question in asked else None)
    return WaveSample(units, tuple(unit.pk in replies for unit in units), columns)


def _undo_corrections(reply: Reply, day: date | None) -> dict[str, Any]:
    answers: dict[str, Any] = reply.answers
    if day is None:
        return answers
    values = dict(answers["values"])
    for one in reply.corrections.filter(made_on__gte=day).order_by("-pk"):
        values[one.question] = one.before
    return {**answers, "values": {place: value for place, value in values.items() if value is not None}}


def _read_variable(state: AnswerState, outcome: SurveyVariable) -> float | None:
    value = state.values.get(outcome.question)
    if value is None or outcome.question in state.unknown:
        return None
    if outcome.option:
        return float(outcome.option in value if isinstance(value, tuple) else outcome.option == value)
    number = read_number(value) if isinstance(value, str) else None
    return None if number is None else float(number)


def describe_sample(wave: Wave, sample: WaveSample) -> WaveRows:
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
        **dict(zip(PARTS, zip(*map(_read_parts, sample.units), strict=True), strict=True)),
        **{f"y.{key}": column for key, column in sample.columns.items()},
    }
    known = [key for key, column in sample.columns.items() if any(one is not None for one in column)]
    statistics = {one.key: one.statistic for one in list_variables(find_questionnaire(wave))}
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
            "outcomes": [{"column": f"y.{key}", "statistics": [statistics[key]]} for key in known],
            "domains": list(PARTS),
        }
    )
    return WaveRows(ColumnTable(columns), spec, "unit")


def _read_parts(unit: SampledUnit) -> tuple[str, ...]:
    """The parts that a centre is told with: its segment, and its class of size."""
    return str(unit.traits.get("segment") or "unknown"), find_size_class(unit.size)


@dataclass(frozen=True, slots=True)
class EstimatedWave:
    """All that a wave estimates, before anything is kept back: ``results`` as plain data, whose lines have numbers
    even where they say why they are withheld, and the answers behind them."""

    results: dict[str, Any] = field(repr=False)
    rows: tuple[AnswerRow, ...] = field(repr=False)


def compute_results(wave: Wave, day: date | None = None) -> dict[str, Any]:
    """The results of a wave as plain data: its response, its weights, and each estimate or why it is kept back by the
    rules of ``day`` (none: today). The reasons are for statisticians: a page says only that a result is kept back."""
    results = estimate_wave(wave, day).results
    return {**results, "outcomes": [drop_withheld(line) for line in results["outcomes"]]}


def drop_withheld(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line as it is kept: without its numbers, where it is kept back."""
    return {name: told for name, told in line.items() if not line["withheld"] or name not in _NUMBERS}


_NUMBERS: Final = frozenset({"value", "se", "low", "high", "response_share", "concentration", "change"})


def estimate_wave(wave: Wave, day: date | None = None) -> EstimatedWave:
    """Estimate a wave from the answers that stand now, and judge each result with all that went out before."""
    day = day or timezone.localdate()
    sample = read_sample(wave)
    described = describe_sample(wave, sample)
    result = calibrate_sample(described.table, described.spec)
    changes, broken = compare_to_previous(wave, described), find_broken_questions(wave)
    questionnaire = find_questionnaire(wave)
    outcomes = {one.key: one for one in list_variables(questionnaire)}
    rows, earlier = list_answer_rows(wave, sample, result.weights.tolist()), list_earlier_rows(wave)
    imprecise = {(one.outcome.removeprefix("y."), one.domain) for one in result.estimates if one.withheld}
    reasons = judge_results(
        rows,
        list_question_tables(questionnaire),
        day,
        period=wave.period,
        earlier=[*read_unkept_publications(wave), *map(read_publication, earlier)],
        imprecise=imprecise,
    )
    low, high = result.ratio_range
    lines = [_tell_estimate(one, outcomes, reasons, sample) for one in result.estimates]
    for line in lines:
        line["definition"] = seal_definition(questionnaire, line["question"])
        line["broken"] = list(broken.get(line["question"], ()))
        change = changes.get((f"y.{line['outcome']}", line["domain"]))
        if change is not None and not line["withheld"] and not change.first.withheld:
            line["change"] = _tell_change(change)
    results = {
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
        "method": seal(
            {
                "questionnaire": questionnaire.identifier,
                "draw": wave.draw_seal,
                "spec": described.spec.model_dump(mode="json"),
                "rules": [REPLIES_RULE, ANSWERS_RULE],
            }
        ),
        "answers": seal_answers(rows),
        "earlier": [one.pk for one in earlier],
        "corrections": count_corrections(wave),
    }
    return EstimatedWave(results, rows)


def read_unkept_publications(wave: Wave) -> list[EarlierPublication]:
    """What went out of waves before the answers behind a publication were kept, made again from their replies."""
    others = Wave.objects.filter(
        questionnaire=wave.questionnaire, fictitious=wave.fictitious, state=Wave.State.PUBLISHED, publications=None
    )
    return [
        EarlierPublication(
            one.period,
            one.period,
            timezone.localdate(one.publish_at),
            list_answer_rows(one, read_sample(one, corrected_before=timezone.localdate(one.publish_at))),
            list_told((one.results or {}).get("outcomes", ())),
        )
        for one in others
    ]


def list_answer_rows(wave: Wave, sample: WaveSample, weights: Sequence[float] | None = None) -> tuple[AnswerRow, ...]:
    """What each centre that answered brings to the results; with its final weight, where it is known."""
    companies = {str(row["unit"]): str(row.get("company") or row["unit"]) for row in wave.frame}
    return tuple(
        AnswerRow(
            companies.get(unit.unit, unit.unit),
            _read_parts(unit),
            1.0 if weights is None else weights[place],
            {key: column[place] for key, column in sample.columns.items()},
        )
        for place, unit in enumerate(sample.units)
        if sample.answered[place]
    )


def list_question_tables(questionnaire: Questionnaire) -> tuple[QuestionTable, ...]:
    """The outcomes that are judged together: those of a question of which a centre ticks one option."""
    together: dict[str, list[str]] = defaultdict(list)
    for one in list_variables(questionnaire):
        several = not one.option or questionnaire[one.question].question.kind == "choices"
        together[one.key if several else one.question].append(one.key)
    shares = {one.key for one in list_variables(questionnaire) if one.option}
    return tuple(QuestionTable(tuple(keys), shares=keys[0] in shares) for keys in together.values())


def find_broken_questions(wave: Wave) -> Mapping[str, tuple[str, ...]]:
    """Questions that do not ask what the wave before asked, with what differs: their series break there by themselves.
    A question that is new has nothing before it, and breaks nothing."""
    if wave.previous is None:
        return {}
    changed = compare_definitions(find_questionnaire(wave.previous), find_questionnaire(wave))
    return {one.question: one.differences for one in changed if one.kind == "changed"}


def compare_to_previous(wave: Wave, described: WaveRows) -> dict[tuple[str, str | None], EstimateChange]:
    """The change of each estimate since the wave before, by outcome and domain: of questions asked alike in both, and
    of results that the wave before published, since a change and one result give the other."""
    if wave.previous is None or wave.previous.results is None:
        return {}
    questionnaire = find_questionnaire(wave)
    changed = compare_definitions(find_questionnaire(wave.previous), questionnaire)
    broken = {one.question for one in changed if one.breaks_series}
    alike = {f"y.{one.key}" for one in list_variables(questionnaire) if one.question not in broken}
    told = {
        (f"y.{line['outcome']}", line["domain"]): line["value"]
        for line in wave.previous.results["outcomes"]
        if not line["withheld"]
    }
    before = describe_sample(wave.previous, read_sample(wave.previous))
    found = {(change.second.outcome, change.second.domain): change for change in compare_waves(before, described)}
    # An answer corrected since, whose correction did not go out, would be what the change and the two results give.
    return {
        name: change
        for name, change in found.items()
        if name[0] in alike and name in told and _round(change.first.value) == told[name]
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
    estimate: Estimate, outcomes: Mapping[str, SurveyVariable], reasons: Reasons, sample: WaveSample
) -> dict[str, Any]:
    key = estimate.outcome.removeprefix("y.")
    outcome, (low, high) = outcomes[key], estimate.bounds
    withheld = {*estimate.withheld, *reasons.get((key, estimate.domain), ())}
    line: dict[str, Any] = {
        "key": key if estimate.domain is None else f"{key}@{estimate.domain}",
        "outcome": key,
        "question": outcome.question,
        "option": outcome.option,
        "statistic": outcome.statistic,
        "domain": estimate.domain,
        "n": estimate.n,
        "withheld": sorted(withheld),
    }
    if math.isfinite(estimate.value):
        share = estimate.response_share
        line |= {
            "value": _round(estimate.value),
            "se": _round(estimate.se),
            "low": _round(low),
            "high": _round(high),
            "response_share": None if share is None else _round(share),
            "concentration": _tell_concentration(estimate.concentration, sample),
        }
    return line


def _tell_concentration(found: Concentration | None, sample: WaveSample) -> dict[str, Any] | None:
    """How few centres carry a variance, with the keys of the heaviest: for statisticians, where these are few."""
    if found is None or not found.is_high:
        return None
    return {
        "half": found.half,
        "units": found.units,
        "effective": _round(found.effective),
        "carriers": [[sample.units[row].key, _round(share)] for row, share in found.carriers],
    }


def _round(value: float) -> float:
    return round(value, 9)
