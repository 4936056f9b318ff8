"""What a measure is: tables in, whole numbers out, one row a group and period.

A measure never divides. It gives the numerator and the denominator that stand behind a value, or the observed value
itself for a percentile; :mod:`filiere.contacts.indicators` divides, holds back what rests on too little, and says
which period and group a row is of. Two engines can then be compared to the integer.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar, Protocol

import ibis
import ibis.expr.types as ir

from filiere.contacts.definitions.choices import Choices
from filiere.contacts.engines import Engine
from filiere.contacts.periods import Periods
from filiere.contacts.rows import GROUPS, Interval

PERCENT = Fraction(100)
PER_MICROSECOND = Fraction(1, 1_000_000)
RATE_MINIMUM = 30
TAIL_MINIMUM = 100
"""Fewest observations behind a rate, and behind a percentile from the 90th on, unless the definition says otherwise."""


class Indicator(Protocol):
    """What a measure reads of an indicator; the records of definitions have it."""

    @property
    def key(self) -> str: ...
    @property
    def measure(self) -> str: ...
    @property
    def channel(self) -> str | None: ...
    @property
    def threshold_seconds(self) -> int | None: ...
    @property
    def percentile(self) -> Any: ...
    @property
    def minimum(self) -> int | None: ...
    @property
    def choices(self) -> Choices: ...


class Files(Protocol):
    """What a measure reads of a store: the Parquet files of each table, and the zone of rows that name none."""

    @property
    def zone(self) -> str: ...
    def files(self, table: str) -> Sequence[Path]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What sums are made in: the engine, the store, the groups and the interval asked, and the day it is.

    ``today`` is only for targets that a definition takes as they are today; None where nobody said.
    """

    engine: Engine
    store: Files
    periods: Periods
    by: tuple[str, ...] = ()
    interval: Interval = "all"
    today: date | None = None
    kept: dict[Any, Any] = field(default_factory=dict)

    def table(self, name: str) -> ir.Table:
        """Return a stored table, canonical or derived; without rows when the store has none."""
        return self.engine.read(name, self.store.files(name))

    @property
    def keys(self) -> list[str]:
        """What sums are grouped by: the groups asked, in their published order, then the period."""
        return [*(name for name in GROUPS if name in self.by), "period"]

    def groups(self, table: ir.Table) -> Mapping[str, ir.StringValue]:
        """Return the groups asked, as columns; unknown for those that the table does not have."""
        return {name: table[name] if name in table.columns else ibis.null("string") for name in self.keys[:-1]}

    def period(self, moment: ir.IntegerValue, zone: ir.StringValue | None, interval: Interval | None = None) -> Any:
        """Return the period of instants, in the interval asked unless another is named."""
        return self.periods.start(moment, zone, interval or self.interval)


class Measure(ABC):
    """One way of measuring.

    ``tables`` names the tables it reads. A value is ``scale`` × numerator ÷ denominator: 100 for a rate, one millionth
    for a mean of microseconds in seconds. Where ``observed`` is true, the value is ``scale`` × ``value``, an observed
    whole number; where ``counted``, it is ``scale`` × numerator, and there is no denominator.
    """

    tables: ClassVar[tuple[str, ...]]
    scale: ClassVar[Fraction] = PERCENT
    observed: ClassVar[bool] = False
    counted: ClassVar[bool] = False

    @abstractmethod
    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return one row a group and period: the groups asked, ``period``, ``numerator``, ``denominator`` and ``n``,
        all int64 save the groups; and ``value``, int64, where the value is observed."""

    def minimum(self, indicator: Indicator) -> int:
        """Return the fewest observations that a value may rest on."""
        return RATE_MINIMUM if indicator.minimum is None else indicator.minimum

    def refusal(self, context: Context, indicator: Indicator) -> str:  # noqa: ARG002 - for those that have one
        """Return the code of why no value of this indicator can be published from this store, empty when it can."""
        return ""

    def exclusions(self, context: Context, indicator: Indicator) -> ir.Table | None:  # noqa: ARG002 - the same
        """Return how many observations were left out, as ``reason`` and ``n``; None when none ever is."""
        return None
