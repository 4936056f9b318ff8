"""What a calibration and an estimate answer: weights, margins, estimates with their errors, and refusals."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from filiere.core import Fault, Faults
from filiere.survey.estimates.sample_tables import Floats

NORMAL_95 = 1.959963984540054
"""The 97.5th percentile of the normal distribution."""


FEW_UNITS = 10
"""Units are few up to this number, where they are no more than a fifth of those that answered. On the populations of
``benchmarks/survey_coverage.py`` three to nine units carry half of the variance where the 95 % interval holds 88.6 %,
and sixteen to thirty-nine where it holds 94.5 to 95.9 %."""
LARGEST_PART = 0.2
"""Of the units that answered, those that are few are this share at most."""
MOST_OF_VARIANCE = 0.5
"""Most of a variance is this share of it or more."""


@dataclass(frozen=True, slots=True)
class MarginResult:
    """A margin: its control and category, its known total, and what the weights give before and after."""

    control: str
    category: str | None
    total: float
    before: float
    reached: float

    @property
    def name(self) -> str:
        """The margin as people write it: ``stype=E``, ``api99``, ``intercept``."""
        return name_margin(self.control, self.category)

    def as_json(self) -> dict[str, Any]:
        """Return the margin as a JSON object."""
        return {
            "margin": self.name,
            "column": self.control,
            "category": self.category,
            "total": self.total,
            "before": self.before,
            "reached": self.reached,
        }


def name_margin(control: str, category: str | None) -> str:
    """Return a margin as people write it."""
    return control if category is None else f"{control}={category}"


@dataclass(frozen=True, slots=True)
class Concentration:
    """How the variance of an estimate is shared between the units that answered.

    ``carriers`` gives the row (from 0) of the heaviest units and their share, ``half`` the least number of units that
    carry half of the variance, ``effective`` the effective number of units, ``units`` how many answered.
    """

    carriers: tuple[tuple[int, float], ...]
    half: int
    effective: float
    units: int

    @property
    def is_high(self) -> bool:
        """Whether few units carry most of the variance, so that a normal interval covers less than it says."""
        return 0 < self.half <= min(FEW_UNITS, LARGEST_PART * self.units)

    def as_json(self) -> Mapping[str, Any]:
        """Return the concentration as a JSON object; rows are counted from 1."""
        return {
            "carriers": [{"row": row + 1, "variance_share": share} for row, share in self.carriers],
            "units_of_half": self.half,
            "effective_units": self.effective,
            "units": self.units,
            "high": self.is_high,
        }


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its standard error; the error of the response phase, None where there is no such phase.

    ``value`` and ``se`` are NaN where nothing is known: a domain without a value, whose JSON has null instead.
    ``n`` counts the units whose value is known in the domain. ``withheld`` says why it may not be published:
    ``minimum`` (too few answers) and ``cv`` (too imprecise). ``concentration`` says how few units carry its variance
    (None for a quantile).
    """

    outcome: str
    statistic: str
    domain: str | None
    value: float
    se: float
    n: int
    se_response: float | None = None
    denominator: str | None = None
    probability: float | None = None
    interval: tuple[float, float] | None = None
    withheld: tuple[str, ...] = ()
    concentration: Concentration | None = None

    @property
    def cv(self) -> float | None:
        """The coefficient of variation, None for a value of zero."""
        return abs(self.se / self.value) if self.value else None

    @property
    def bounds(self) -> tuple[float, float]:
        """The 95 % interval: normal, save that of a quantile, which has its own (Woodruff 1952)."""
        return self.interval or (self.value - NORMAL_95 * self.se, self.value + NORMAL_95 * self.se)

    @property
    def response_share(self) -> float | None:
        """The share of the variance that comes from non-response."""
        if self.se_response is None:
            return None
        return (self.se_response / self.se) ** 2 if self.se else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the estimate as a JSON object."""
        return {
            "outcome": self.outcome,
            "statistic": self.statistic,
            "domain": self.domain,
            "value": keep_finite(self.value),
            "se": keep_finite(self.se),
            "n": self.n,
            "se_response": keep_finite(self.se_response),
            "response_share": keep_finite(self.response_share),
            "cv": keep_finite(self.cv),
            "low": keep_finite(self.bounds[0]),
            "high": keep_finite(self.bounds[1]),
            "denominator": self.denominator,
            "probability": self.probability,
            "publishable": not self.withheld,
            "withheld": list(self.withheld),
            "concentration": None if self.concentration is None else self.concentration.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Influence:
    """A unit that weighs on a total: its row (from 0), weight, value, and share of the estimated variance.

    ``change`` is by how much the total would move if the unit answered what the controls predict of it.
    """

    outcome: str
    row: int
    weight: float
    value: float
    change: float
    variance_share: float

    def as_json(self) -> dict[str, Any]:
        """Return the unit as a JSON object."""
        return {
            "outcome": self.outcome,
            "row": self.row + 1,
            "weight": self.weight,
            "value": self.value,
            "change": self.change,
            "variance_share": self.variance_share,
        }


@dataclass(frozen=True, slots=True, eq=False)
class SurveyResult:
    """The weights in the order of the rows, and what they estimate.

    ``ratios`` are final over starting weights (NaN for those who did not answer); without calibration they are all 1,
    and ``margins`` is empty.
    """

    weights: Floats
    ratios: Floats
    estimates: tuple[Estimate, ...]
    influences: tuple[Influence, ...] = ()
    margins: tuple[MarginResult, ...] = ()
    iterations: int = 0
    response_rates: Mapping[str, tuple[int, int]] | None = None

    @property
    def ratio_range(self) -> tuple[float, float]:
        """The least and the greatest ratio of final to starting weights."""
        known = self.ratios[np.isfinite(self.ratios)]
        return float(known.min()), float(known.max())

    def as_json(self, *, calibrated: bool) -> dict[str, Any]:
        """Return the answer of the command: that of a calibration has its weights and margins besides."""
        told: dict[str, Any] = {}
        if calibrated:
            low, high = self.ratio_range
            told = {
                "weights": self.weights.tolist(),
                "g_min": low,
                "g_max": high,
                "iterations": self.iterations,
                "margins": [margin.as_json() for margin in self.margins],
            }
        told["estimates"] = [estimate.as_json() for estimate in self.estimates]
        told["influences"] = [influence.as_json() for influence in self.influences]
        if self.response_rates is not None:
            told["response_groups"] = [
                {"group": name, "drawn": drawn, "answered": answered, "rate": answered / drawn}
                for name, (drawn, answered) in self.response_rates.items()
            ]
        return {**told, "refusals": []}


class CalibrationRefused(Faults):
    """The margins cannot be met within the bounds: which ones are in conflict, and which bounds would do.

    ``conflict`` is the smallest set of margins that no weights within the bounds meet together (``smallest``; when that
    would have taken too long to prove, a set of which no margin can be spared); ``nearest`` the
    feasible bounds that widen the given ones least, ``nearest_low`` and ``nearest_high`` those that move one end only
    (None where moving it is not enough, or where units are too many to look for it).
    """

    def __init__(
        self,
        found: Fault,
        *,
        conflict: tuple[str, ...],
        nearest: tuple[float, float] | None,
        smallest: bool = True,
        nearest_low: float | None = None,
        nearest_high: float | None = None,
    ) -> None:
        super().__init__([found])
        self.conflict = conflict
        self.nearest = nearest
        self.nearest_low = nearest_low
        self.nearest_high = nearest_high
        self.smallest = smallest

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception is copied by its words unless it says of what it is made.
        return _rebuild_refusal, (
            self.faults[0],
            {name: getattr(self, name) for name in ("conflict", "nearest", "smallest", "nearest_low", "nearest_high")},
        )


def _rebuild_refusal(found: Fault, parts: dict[str, Any]) -> CalibrationRefused:
    return CalibrationRefused(found, **parts)


def describe_refusals(faults: Faults) -> list[dict[str, Any]]:
    """Return the refusals of the answer of a command, with the margins in conflict and the nearest bounds."""
    told = [found.as_json() for found in faults.faults]
    if isinstance(faults, CalibrationRefused):
        bounds = None if faults.nearest is None else [keep_finite(one) for one in faults.nearest]
        told[0] |= {
            "conflict": list(faults.conflict),
            "smallest": faults.smallest,
            "nearest_bounds": bounds,
            "nearest_low": faults.nearest_low,
            "nearest_high": faults.nearest_high,
        }
    return told


def keep_finite(value: float | None) -> float | None:
    """Return a number as JSON can write it: None for what is not finite."""
    return value if value is not None and math.isfinite(value) else None
