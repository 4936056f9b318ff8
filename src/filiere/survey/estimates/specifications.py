"""What is asked of a sample, as a person writes it: design, controls, method, outcomes; an unknown key is refused."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from filiere.core import Document, Fault, Faults, Key, StrictModel, read_yaml, validate
from filiere.core.validation import drop_echoes
from filiere.survey.estimates.faults import fault

ColumnName = Annotated[str, StringConstraints(min_length=1)]
Method = Literal["linear", "raking", "logit", "truncated"]
Statistic = Literal["total", "mean", "ratio", "quantile"]
Number = Annotated[Decimal, Field(allow_inf_nan=False)]
BOUNDED: tuple[Method, ...] = ("logit", "truncated")


class InterceptSpec(StrictModel):
    """The number of units of the population."""

    intercept: Number


def _as_codes(value: Any) -> Any:
    """Read codes that look like numbers as the texts that they are."""
    return {str(key): total for key, total in value.items()} if isinstance(value, dict) else value


class FactorSpec(StrictModel):
    """A column of categories, and the number of units of the population in each."""

    column: ColumnName
    type: Literal["factor"]
    totals: Annotated[dict[str, Number], BeforeValidator(_as_codes), Field(min_length=1)]


class NumericSpec(StrictModel):
    """A column of amounts, and their sum over the population."""

    column: ColumnName
    type: Literal["numeric"]
    total: Number


class _UnknownControlSpec(StrictModel):
    """A control whose kind is neither of those that there are: read for the sake of what is told of it."""

    column: ColumnName
    type: Literal["factor", "numeric"]
    totals: Any = None
    total: Any = None


def _kind_of_control(value: Any) -> str:
    if isinstance(value, dict) and "intercept" in value:
        return "intercept"
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if kind in ("numeric", "factor") else "unknown"


ControlSpec = InterceptSpec | FactorSpec | NumericSpec


def _read_control(value: Any) -> Any:
    """Read a control by its kind, so that a fault is told of that kind only."""
    if isinstance(value, ControlSpec):
        return value
    models: dict[str, type[StrictModel]] = {
        "intercept": InterceptSpec,
        "factor": FactorSpec,
        "numeric": NumericSpec,
        "unknown": _UnknownControlSpec,
    }
    return models[_kind_of_control(value)].model_validate(value)


class OutcomeSpec(StrictModel):
    """A column to estimate. ``denominator`` goes with a ratio, ``quantiles`` (0.5 by default) with a quantile."""

    column: ColumnName
    statistics: Annotated[tuple[Statistic, ...], Field(min_length=1)] = ("total", "mean")
    denominator: ColumnName | None = None
    quantiles: tuple[Decimal, ...] | None = None

    @property
    def probabilities(self) -> tuple[float, ...]:
        """The probabilities of the quantiles asked for."""
        return tuple(map(float, self.quantiles)) if self.quantiles is not None else (0.5,)


class PublicationSpec(StrictModel):
    """Under which number of answers, or from which coefficient of variation on, an estimate is not published."""

    minimum: Annotated[int, Field(ge=1)] = 10
    cv: Annotated[Decimal, Field(gt=0)] = Decimal("0.25")


def _as_list(value: Any) -> Any:
    """Read a key that nothing follows as an empty list."""
    return () if value is None else value


class SurveySpec(StrictModel):
    """The whole specification of a calibration or of an estimate."""

    weight: ColumnName
    strata: ColumnName | None = None
    psu: ColumnName | None = None
    fpc: ColumnName | None = None
    response_group: ColumnName | None = None
    respondent: ColumnName | None = None
    controls: Annotated[
        tuple[Annotated[ControlSpec, BeforeValidator(_read_control)], ...], BeforeValidator(_as_list)
    ] = ()
    method: Method = "linear"
    bounds: tuple[Number, Number] | None = None
    tolerance: Annotated[Decimal, Field(gt=0, lt=1)] = Decimal("1e-12")
    outcomes: Annotated[tuple[OutcomeSpec, ...], BeforeValidator(_as_list)] = ()
    domains: Annotated[tuple[ColumnName, ...], BeforeValidator(_as_list)] = ()
    publication: PublicationSpec = PublicationSpec()

    @property
    def limits(self) -> tuple[float, float]:
        """The bounds of the ratio of final to starting weights; those of raking are 0 and infinity."""
        if self.bounds is not None:
            return float(self.bounds[0]), float(self.bounds[1])
        return (0.0, math.inf) if self.method == "raking" else (-math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class ParsedSurveySpec:
    """A specification with the file where its keys stand, if it came from one."""

    spec: SurveySpec
    document: Document | None = None

    def place(self, found: Fault, key: Key = ()) -> Fault:
        """Return a fault at a key of the specification."""
        return found if self.document is None else self.document.place_fault(key, found)


def read_survey_spec(path: Path, *, calibrated: bool) -> ParsedSurveySpec:
    """Read a specification from YAML; raise :class:`filiere.core.Faults` with all that is wrong, each at its key.

    ``calibrated`` says whether it is that of a calibration, which needs controls, or of an estimate, which has none.
    """
    document = read_yaml(path)
    try:
        spec = validate(document, SurveySpec)
    except Faults as wrong:
        raise Faults(drop_echoes(wrong.faults)) from None
    return check_survey_spec(ParsedSurveySpec(spec, document), calibrated=calibrated)


def check_survey_spec(parsed: ParsedSurveySpec, *, calibrated: bool) -> ParsedSurveySpec:
    """Return a specification whose keys go together; raise :class:`filiere.core.Faults` otherwise."""
    checks = _check_controls(parsed.spec) if calibrated else _check_no_controls(parsed.spec)
    faults = [parsed.place(found, key) for key, found in (*checks, *_check_outcomes(parsed.spec))]
    if faults:
        raise Faults(faults)
    return parsed


def _check_no_controls(spec: SurveySpec) -> Iterator[tuple[Key, Fault]]:
    if spec.controls:
        yield ("controls",), fault("survey-controls-unused")


def _check_controls(spec: SurveySpec) -> Iterator[tuple[Key, Fault]]:
    if not spec.controls:
        yield ("controls",), fault("survey-controls-needed")
    seen: set[str] = set()
    for number, control in enumerate(spec.controls):
        if isinstance(control, InterceptSpec):
            if number:
                yield ("controls", number), fault("survey-intercept-place")
            continue
        if control.column in seen:
            yield ("controls", number), fault("survey-control-twice", column=control.column)
        seen.add(control.column)
    if spec.method in BOUNDED and spec.bounds is None:
        yield ("method",), fault("survey-bounds-needed", method=spec.method)
    if spec.method not in BOUNDED and spec.bounds is not None:
        yield ("bounds",), fault("survey-bounds-unused", method=spec.method)
    if spec.bounds is not None and not spec.bounds[0] < 1 < spec.bounds[1]:
        yield ("bounds",), fault("survey-bounds-order", low=spec.bounds[0], high=spec.bounds[1])


def _check_outcomes(spec: SurveySpec) -> Iterator[tuple[Key, Fault]]:
    for number, outcome in enumerate(spec.outcomes):
        if ("ratio" in outcome.statistics) != (outcome.denominator is not None):
            yield ("outcomes", number), fault("survey-denominator", column=outcome.column)
        asked = outcome.quantiles is None or (
            "quantile" in outcome.statistics and all(0 < one < 1 for one in outcome.quantiles)
        )
        if not asked:
            yield ("outcomes", number), fault("survey-probabilities", column=outcome.column)
    if spec.response_group is not None and spec.respondent is None and not spec.outcomes:
        yield ("response_group",), fault("survey-outcomes-needed")
    if spec.respondent is not None and spec.response_group is None:
        yield ("respondent",), fault("survey-respondent-unused")
