"""What a benchmark is made of, and what it says: nothing in the result is another organisation's.

A result is for one reader. It holds what any member may see, and under ``own`` what only the one it is made for may.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from filiere.contacts.benchmarking.bootstrap import IntervalEnds
from filiere.contacts.benchmarking.quartiles import QuartileBand

ReasonCode = str
"""Why an organisation has no part: ``agents``, too few stand behind its figure; ``no_data``; or the reason of a row of
indicators that is withheld (``effectif``, ``calendar``, ``conservation`` …)."""


@dataclass(frozen=True, slots=True)
class DaySum:
    """What an organisation's contacts of a local day add up to: exact whole numbers, ``n`` observations behind."""

    day: date
    numerator: int
    denominator: int
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An organisation and what it brings.

    ``days`` has one entry a day with contacts. ``contacts`` is how many it had in the period and ``usable`` how many of
    them have instants that a wait can be read from; ``agents`` how many people answered, None where no row names one.
    ``refused`` is why its own figure may not be published, empty when it may.
    """

    organisation: str
    days: tuple[DaySum, ...] = field(repr=False)
    contacts: int
    usable: int
    agents: int | None
    refused: ReasonCode = ""

    @property
    def numerator(self) -> int:
        """The sum over its days."""
        return sum(one.numerator for one in self.days)

    @property
    def denominator(self) -> int:
        """The sum over its days: what it weighs, and what the gate's rule of dominance is about."""
        return sum(one.denominator for one in self.days)

    @property
    def observations(self) -> int:
        """How many observations stand behind its figure."""
        return sum(one.n for one in self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredFigure:
    """Which figure is compared, named so that nobody can mistake it for another.

    ``definition``, ``version`` and ``sha256`` name the common definition and its seal; ``scale`` turns a ratio into the
    unit (100 for percent, a millionth for microseconds shown in seconds); ``direction`` says which way is better.
    """

    definition: str
    version: str
    sha256: str
    indicator: str
    unit: str
    direction: Literal["up", "down", "context"]
    scale: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Quartile:
    """A quartile as it is published, and its interval, both multiples of the step; no interval on too few days."""

    value: float
    interval: IntervalEnds | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFigure:
    """What the reader's organisation sees of itself, unrounded.

    ``band`` None where the quartiles are withheld. ``firm``: in 95 % of the draws of days, its own figure and the
    quartiles drawn alike, it stands in one same band; None without draws. ``left_out`` says why it has no part, empty
    when it has.
    ``coverage`` is the share of its contacts with usable instants.
    """

    organisation: str
    value: float | None
    interval: IntervalEnds | None
    n: int
    band: QuartileBand | None
    firm: bool | None
    coverage: float | None
    left_out: ReasonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A figure compared between organisations, for one reader.

    ``status`` withheld: the gate refused, and everything but ``own`` is None, so that no reason can be guessed.
    ``organisations`` is how many stand behind; ``coverage`` the share of their contacts with usable instants, cut to
    a whole percent, and ``coverage_low`` whether one of them is below :data:`COVERAGE_WARNING_LEVEL`. ``days`` and
    ``first`` to
    ``last`` are the period; ``narrow`` says that few days make the intervals too narrow. ``rule`` names the rule of
    confidentiality that the gate applied.
    """

    measured: MeasuredFigure
    rule: str
    first: date
    last: date
    status: Literal["published", "withheld"]
    organisations: int | None
    days: int | None
    q1: Quartile | None
    median: Quartile | None
    q3: Quartile | None
    step: float | None
    coverage: int | None
    coverage_low: bool | None
    narrow: bool | None
    draws: int
    seed: int
    own: OwnFigure | None

    def as_json(self) -> Mapping[str, Any]:
        """Return the result as a JSON object: one level, keys in the published order."""
        own = None if self.own is None else asdict(self.own)
        if own is not None:
            own |= _interval_fields("", own.pop("interval"))
        quartile: dict[str, Any] = {}
        for name in ("q1", "median", "q3"):
            item: Quartile | None = getattr(self, name)
            quartile[name] = None if item is None else item.value
            quartile |= _interval_fields(
                f"{name}_", None if item is None or item.interval is None else asdict(item.interval)
            )
        return {
            "definition": self.measured.definition,
            "version": self.measured.version,
            "sha256": self.measured.sha256,
            "indicator": self.measured.indicator,
            "unit": self.measured.unit,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "status": self.status,
            "organisations": self.organisations,
            "days": self.days,
            **quartile,
            "step": self.step,
            "estimator": "harrell-davis",
            "weighting": "organisation",
            "coverage": self.coverage,
            "coverage_low": self.coverage_low,
            "narrow": self.narrow,
            "rule": self.rule,
            "draws": self.draws,
            "seed": self.seed,
            "own": own,
        }


COVERAGE_WARNING_LEVEL = 0.95
"""A share of contacts with usable instants below which a figure carries a flag."""


def _interval_fields(prefix: str, interval: Mapping[str, float] | None) -> dict[str, float | None]:
    return {
        f"{prefix}low": None if interval is None else interval["low"],
        f"{prefix}high": None if interval is None else interval["high"],
    }
