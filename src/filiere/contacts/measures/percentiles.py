"""Exact percentiles: the value at rank ⌈p·n/100⌉ of what was observed, never a value between two.

The portable way (:mod:`filiere.contacts.measures.rank_selection`) counts values, which every engine does alike. Where
the rows are in this process, :mod:`filiere.contacts.measures.numpy_sums` finds the same values of short periods faster.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import ClassVar, Literal

import ibis
import ibis.expr.types as ir

from filiere.contacts.measures.base import (
    PER_MICROSECOND,
    RATE_MINIMUM,
    TAIL_MINIMUM,
    Context,
    ExcludedRows,
    Indicator,
    Measure,
)
from filiere.contacts.measures.rank_selection import values_at_ranks
from filiere.contacts.measures.shared_sums import AmountName, excluded_units
from filiere.contacts.unit_classification import IndicatorConditions, UnitClock, build_facts

TAIL_PERCENTILE = 90
"""The first percentile that needs :data:`TAIL_MINIMUM` observations."""


class ObservedMeasure(Measure):
    """A percentile of an amount over the units that a condition tells."""

    scale: ClassVar[Fraction] = PER_MICROSECOND
    observed: ClassVar[bool] = True
    per: ClassVar[Literal["leg", "contact"] | None] = None

    tables: ClassVar[tuple[str, ...]] = ("contact_leg", "contact")
    aside_in_passing: ClassVar[bool] = True

    def minimum(self, indicator: Indicator) -> int:
        """Return 100 from the 90th percentile on, else 30, unless the indicator says otherwise."""
        if indicator.minimum is not None:
            return indicator.minimum
        return TAIL_MINIMUM if (indicator.percentile or 0) >= TAIL_PERCENTILE else RATE_MINIMUM

    def clock(self, indicator: Indicator) -> UnitClock:
        """Return the clock of the units that an indicator counts."""
        return UnitClock.of(indicator.choices, per=self.per)

    @abstractmethod
    def amount(self, indicator: Indicator) -> AmountName:
        """Return what is ranked."""

    @abstractmethod
    def population(self, judged: IndicatorConditions) -> ir.BooleanValue:
        """Return whether a unit is ranked, its amount being known and not below 0."""

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the observed values of one indicator."""
        table = rank_observations(context, [(self, indicator)])
        null = ibis.null("int64")
        ends = [name for name in table.columns if name in context.keys or name == "uncovered"]
        return table.select(*ends, numerator=null, denominator=null, n=table.n, value=table.value_0)

    def list_excluded_rows(self, context: Context, indicator: Indicator) -> Sequence[ExcludedRows]:
        """Return the units that are left out."""
        return [excluded_units(context, self.clock(indicator), indicator)]


class SpeedOfAnswerPercentile(ObservedMeasure):
    """A percentile of the waits that the mean is of."""

    def amount(self, indicator: Indicator) -> AmountName:
        """Return the wait."""
        del indicator
        return "wait"

    def population(self, judged: IndicatorConditions) -> ir.BooleanValue:
        """Return the population of choice 13."""
        return judged.is_wait_measured


def select_observations(context: Context, measure: ObservedMeasure, indicator: Indicator) -> ir.Table:
    """Return what is ranked: one row a unit, ``context.keys``, ``amount`` and ``uncovered``."""
    clock = measure.clock(indicator)
    rows = build_facts(context, clock)
    amount = rows[f"{measure.amount(indicator)}_us"]
    rows = rows.mutate(amount=amount, **context.place_moment(rows.moment_us, rows.zone))
    judged = IndicatorConditions(rows=rows, indicator=indicator)
    kept = rows.filter(measure.population(judged) & (rows.amount >= 0))
    keys = {**context.groups(kept), **{name: kept[name] for name in context.keys if name not in context.group_columns}}
    return kept.select(**keys, amount=kept.amount, uncovered=kept.uncovered.cast("int64"))


def rank_observations(context: Context, wanted: Sequence[tuple[ObservedMeasure, Indicator]]) -> ir.Table:
    """Return the values at the ranks of indicators of one population: ``context.keys``, ``n``, ``value_0``,
    ``value_1`` …, and ``uncovered`` where hours matter."""
    rows = select_observations(context, *wanted[0])
    found = values_at_ranks(rows, context.keys, [indicator.percentile or 0 for _, indicator in wanted])
    return found.drop("uncovered") if wanted[0][0].clock(wanted[0][1]).hours == "counted" else found


MEASURES: Mapping[str, Measure] = {"speed_of_answer_percentile": SpeedOfAnswerPercentile()}
