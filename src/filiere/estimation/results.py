"""What a method answers: a value inside a range, with its scope, its date, its figures, its assumptions, its words.

An answer without data is an answer too: :class:`MissingData` names what is lacking, and no number stands in for it.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from filiere.core.text import Text
from filiere.estimation.formula import Interval, Swing
from filiere.estimation.method_declarations import Assumption, MethodId
from filiere.estimation.scope import Scope


@dataclass(frozen=True, slots=True)
class MissingData:
    """Why a method has no data, and what would give it some."""

    reason: Text
    needed: tuple[Text, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the explanation as a JSON object."""
        return {"reason": str(self.reason), "missing": [str(text) for text in self.needed]}


@dataclass(frozen=True, slots=True)
class ExcludedFigure:
    """A figure left out, and the reason."""

    figure: str
    code: str
    reason: Text

    def as_json(self) -> dict[str, Any]:
        """Return the exclusion as a JSON object."""
        return {"figure": self.figure, "code": self.code, "reason": str(self.reason)}


@dataclass(frozen=True, slots=True)
class WorkedPoint:
    """The formula worked once by hand: one value of the base, one of each named assumption, one result."""

    base: str
    base_value: Fraction
    with_values: tuple[tuple[str, Fraction], ...]
    value: Fraction
    words: Text

    def as_json(self) -> dict[str, Any]:
        """Return the point as a JSON object; each assumption stands under its short name."""
        named = {name: to_json_number(value) for name, value in self.with_values}
        return {
            "base": self.base,
            "base_value": to_json_number(self.base_value),
            **named,
            "value": to_json_number(self.value),
            "formula": str(self.words),
        }


@dataclass(frozen=True, slots=True)
class BaseResult:
    """What one base figure gives: the central value, the envelope of the bounds, the 90 % Monte Carlo interval.

    ``circular`` is true when the assumption rests on the base itself, so that the result repeats what was put in;
    ``weighs`` tells whether it may enter a range of jobs.
    """

    leg: str
    label: Text
    base: str
    year: int
    scope: Scope
    unit: str
    value: Fraction
    low: Fraction
    high: Fraction
    interval: Interval
    points: tuple[WorkedPoint, ...]
    formula: Text
    figures: tuple[str, ...]
    assumptions: tuple[str, ...]
    tornado: tuple[Swing, ...]
    circular: bool
    weighs: bool
    warnings: tuple[Text, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the result as a JSON object."""
        return {
            "leg": self.leg,
            "label": str(self.label),
            "base": self.base,
            "year": self.year,
            "scope": self.scope.as_json(),
            "unit": self.unit,
            "value": to_json_number(self.value),
            "low": to_json_number(self.low),
            "high": to_json_number(self.high),
            "interval": interval_json(self.interval),
            "formula": str(self.formula),
            "figures": list(self.figures),
            "assumptions": list(self.assumptions),
            "tornado": [swing_json(swing) for swing in self.tornado],
            "circular": self.circular,
            "in_range": self.weighs and not self.circular,
            "warnings": [str(text) for text in self.warnings],
        }


@dataclass(frozen=True, slots=True)
class Estimate:
    """The answer of one method for one year and one scope.

    ``low`` and ``high`` are the envelope of all the results that weigh; ``value`` is the central value of the result
    ``retained`` names, with ``reason``. When ``no_data`` is given, the three are None and the method takes no part in
    any range; results for other territories or units may still be there, for what they teach.
    """

    method: MethodId
    label: Text
    year: int
    scope: Scope
    unit: str
    results: tuple[BaseResult, ...]
    retained: str | None
    reason: Text | None
    tornado: tuple[Swing, ...]
    assumptions: tuple[Assumption, ...]
    excluded: tuple[ExcludedFigure, ...]
    no_data: MissingData | None
    warnings: tuple[Text, ...]
    seed: int
    draws: int

    @property
    def comparable_results(self) -> tuple[BaseResult, ...]:
        """The results that answer the question asked: same scope, a number of people, not circular."""
        if self.no_data is not None:
            return ()
        return tuple(one for one in self.results if one.weighs and not one.circular and one.scope == self.scope)

    @property
    def central(self) -> BaseResult | None:
        """The result whose central value is retained."""
        return next((one for one in self.comparable_results if one.base == self.retained), None)

    @property
    def value(self) -> Fraction | None:
        """The central value retained, in ``unit``."""
        return self.central.value if self.central else None

    @property
    def low(self) -> Fraction | None:
        """The smallest result that the stated bounds allow."""
        return min((one.low for one in self.comparable_results), default=None)

    @property
    def high(self) -> Fraction | None:
        """The largest result that the stated bounds allow."""
        return max((one.high for one in self.comparable_results), default=None)

    @property
    def figures(self) -> tuple[str, ...]:
        """Every register id used, each once."""
        return tuple(dict.fromkeys(i for one in self.results for i in one.figures))

    @property
    def most_sensitive(self) -> Swing | None:
        """The stated assumption that moves the result most; None when nothing uncertain was assumed."""
        return next((one for one in self.tornado if one.kind in ("assumption", "dispute")), None)

    def as_json(self) -> dict[str, Any]:
        """Return the answer as a JSON object."""
        used = {name for one in self.results for name in one.assumptions}
        top = self.most_sensitive
        return {
            "method": self.method,
            "label": str(self.label),
            "year": self.year,
            "scope": self.scope.as_json(),
            "unit": self.unit,
            "value": to_json_number(self.value),
            "low": to_json_number(self.low),
            "high": to_json_number(self.high),
            "interval": interval_json(self.central.interval) if self.central else None,
            "retained": None if self.central is None else {
                "base": self.retained,
                "value": to_json_number(self.value),
                "reason": str(self.reason) if self.reason else None,
            },
            "results": [point.as_json() for one in self.results for point in one.points],
            "bases": [one.as_json() for one in self.results],
            "figures": list(self.figures),
            "assumptions": [assumption_json(one) for one in self.assumptions if one.id in used],
            "most_sensitive": swing_json(top) if top else None,
            "tornado": [swing_json(swing) for swing in self.tornado],
            "excluded": [one.as_json() for one in self.excluded],
            "no_data": self.no_data.as_json() if self.no_data else None,
            "warnings": [str(text) for text in self.warnings],
            "seed": self.seed,
            "draws": self.draws,
        }  # fmt: skip


def to_json_number(value: Fraction | None) -> int | float | None:
    """Return a fraction as a JSON number: an integer when it is whole, else the nearest float."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(value)


def interval_json(interval: Interval) -> dict[str, Any]:
    """Return a Monte Carlo interval as a JSON object."""
    return {
        "level": interval.level,
        "low": round(interval.low, 4),
        "median": round(interval.median, 4),
        "high": round(interval.high, 4),
        "draws": interval.draws,
        "seed": interval.seed,
    }


def swing_json(swing: Swing) -> dict[str, Any]:
    """Return one line of the sensitivity as a JSON object."""
    return {
        "id": swing.assumption or swing.name,
        "label": str(swing.label),
        "kind": swing.kind,
        "from": to_json_number(swing.at_low),
        "to": to_json_number(swing.at_high),
        "result_from": to_json_number(swing.low),
        "result_to": to_json_number(swing.high),
        "swing": to_json_number(swing.swing),
    }


def assumption_json(assumption: Assumption) -> dict[str, Any]:
    """Return a stated assumption as a JSON object, its bounds as they were declared."""
    return {
        "id": assumption.id,
        "label": str(assumption.label),
        "distribution": assumption.spread.kind,
        "unit": assumption.unit,
        "valid": [assumption.valid.first, assumption.valid.last],
        "hypothesis": assumption.hypothesis,
        "reason": str(assumption.reason),
        "figures": list(assumption.references),
    }
