"""What a measure is: tables in, whole numbers out, one row a group and period.

A measure never divides. It gives the numerator and the denominator that stand behind a value, or the observed value
itself for a percentile; :mod:`filiere.contacts.indicators` divides, holds back what rests on too little, and says
which period and group a row is of. Two engines can then be compared to the integer.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import ClassVar

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from filiere.contacts.computation_context import Context, StoreFiles
from filiere.contacts.definitions.records import Indicator

__all__ = [
    "PERCENT",
    "PER_MICROSECOND",
    "RATE_MINIMUM",
    "TAIL_MINIMUM",
    "Context",
    "ExcludedRows",
    "Indicator",
    "Measure",
    "StoreFiles",
]

PERCENT = Fraction(100)
PER_MICROSECOND = Fraction(1, 1_000_000)
RATE_MINIMUM = 30
TAIL_MINIMUM = 100
"""Fewest observations behind a rate, and behind a percentile from the 90th on, unless the definition says otherwise."""


@dataclass(frozen=True, slots=True)
class ExcludedRows:
    """Rows of which some are left out: each for the first of ``reasons`` that is met, an unknown one being not met."""

    rows: ir.Table
    reasons: Mapping[str, ir.BooleanValue]

    def count_reasons(self) -> ir.Table:
        """Return how many rows are left out: ``reason`` and ``n``."""
        met = ((condition, name) for name, condition in self.reasons.items())
        told = self.rows.select(reason=ibis.cases(*met, else_=ibis.null("string")))
        told = told.filter(told.reason.notnull())
        return told.group_by("reason").aggregate(n=told.count())


class Measure(ABC):
    """One way of measuring.

    ``tables`` names the tables it reads. A value is ``scale`` × numerator ÷ denominator: 100 for a rate, one millionth
    for a mean of microseconds in seconds. Where ``observed`` is true, the value is ``scale`` × ``value``, an observed
    whole number; where ``counted``, it is ``scale`` × numerator, and there is no denominator. Where ``averaged`` is
    false, a roll-up by the mean of ratios has no part in it. Where ``aside_in_passing`` is true, what is left out is
    told of facts, or of a stored table as it is, which other readings pass by.
    """

    tables: ClassVar[tuple[str, ...]]
    scale: ClassVar[Fraction] = PERCENT
    observed: ClassVar[bool] = False
    counted: ClassVar[bool] = False
    averaged: ClassVar[bool] = True
    aside_in_passing: ClassVar[bool] = False

    @abstractmethod
    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return one row a group and period: ``context.keys``, ``numerator``, ``denominator`` and ``n``, all int64 save
        the groups; ``value``, int64, where the value is observed; ``uncovered``, int64, how many observations no
        calendar covers, where opening hours matter."""

    def complete_sums(self, context: Context, indicator: Indicator, sums: pa.Table) -> pa.Table:  # noqa: ARG002 - the same
        """Return the sums of an indicator, which were read together with those of others, with what it alone counts
        beside them."""
        return sums

    def value(self, numerator: int, denominator: int) -> float:
        """Return what sums give: the number nearest to the exact quotient."""
        # Python rounds the quotient of two whole numbers once, however large they are.
        return (self.scale.numerator * numerator) / (self.scale.denominator * denominator)

    def total(self, context: Context, indicator: Indicator) -> ir.Table | None:  # noqa: ARG002 - for those that share
        """Return one row of what the ``numerator``, or the ``denominator`` as well, of all groups and periods must add
        up to: the time there was, for a measure that shares time out; None for one that does not, or where there is one
        period to have it all."""
        return None

    def minimum(self, indicator: Indicator) -> int:
        """Return the fewest observations that a value may rest on."""
        return RATE_MINIMUM if indicator.minimum is None else indicator.minimum

    def refusal(self, context: Context, indicator: Indicator) -> str:  # noqa: ARG002 - for those that have one
        """Return the code of why no value of this indicator can be published from this store, empty when it can."""
        return ""

    def list_excluded_rows(self, context: Context, indicator: Indicator) -> Sequence[ExcludedRows]:  # noqa: ARG002 - the same
        """Return which rows are left out, and why; nothing where none ever is."""
        return ()

    def exclusions(self, context: Context, indicator: Indicator) -> ir.Table | None:
        """Return how many observations were left out, as ``reason`` and ``n``; None when none ever is."""
        found = [one.count_reasons() for one in self.list_excluded_rows(context, indicator)]
        return reduce(ir.Table.union, found) if found else None
