"""Sums over facts, many indicators at a time: one reading of the rows gives the numerators of all that share a clock.

What an indicator sums is said as tallies, a condition and an amount each, and the same tallies are made in three ways:

    :func:`compute_tallies`         by the engine, one group of an aggregation a group and period; everywhere
    `numpy_sums`                    by NumPy, where rows are in this process and periods are many
    `day_cube`                      over the cells of a cube, where each row is many units
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from filiere.contacts import single_scan_counts
from filiere.contacts.measures.base import Context, ExcludedRows, Indicator, Measure
from filiere.contacts.unit_classification import IndicatorConditions, UnitClock, build_facts

AmountName = Literal["wait", "talk", "handle"]
"""A duration of a unit, column ``wait_us``, ``talk_us`` or ``handle_us``; it counts where known and not below 0."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many units meet a condition, and have the amount where there is one; or, with ``added``, the sum of it."""

    condition: ir.BooleanValue
    amount: AmountName | None = None
    added: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorTerms:
    """What an indicator sums; ``denominator`` None where its value is a count."""

    numerator: Tally
    denominator: Tally | None

    @property
    def n(self) -> Tally:
        """How many observations stand behind."""
        return self.numerator if self.denominator is None else self.denominator


class HasTerms(Protocol):
    """What has terms."""

    def terms(self, judged: IndicatorConditions) -> IndicatorTerms:
        """Return what an indicator sums."""


class SummedMeasure(Measure):
    """A measure that sums over facts."""

    per: ClassVar[Literal["leg", "contact"] | None] = None

    tables: ClassVar[tuple[str, ...]] = ("contact_leg", "contact")
    aside_in_passing: ClassVar[bool] = True

    def clock(self, indicator: Indicator) -> UnitClock:
        """Return the clock of the units that an indicator counts."""
        return UnitClock.of(indicator.choices, per=self.per)

    @abstractmethod
    def terms(self, judged: IndicatorConditions) -> IndicatorTerms:
        """Return what an indicator sums over the rows that it judges."""

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the sums of one indicator."""
        return select_first_sums(context, plan_clock_tallies(context, self.clock(indicator), [(self, indicator)]))

    def list_excluded_rows(self, context: Context, indicator: Indicator) -> Sequence[ExcludedRows]:
        """Return the units that are left out."""
        return [excluded_units(context, self.clock(indicator), indicator)]


@dataclass(frozen=True, slots=True)
class TallyPlan:
    """Tallies to be made, each once, and where each indicator finds its own.

    ``names`` gives, for each indicator, the tally of its ``numerator``, ``denominator``, ``n`` and ``uncovered``.
    Where all of them leave out the same units, ``rows`` are the others, and no tally asks again.
    """

    rows: ir.Table
    tallies: Mapping[str, Tally]
    names: tuple[Mapping[str, str], ...]

    def split_by_indicator(self, table: pa.Table, keys: Sequence[str]) -> list[pa.Table]:
        """Return the sums of each indicator, of a table that has those of all."""
        missing = pa.nulls(table.num_rows, pa.int64())
        wanted = ("numerator", "denominator", "n", "uncovered")
        return [
            pa.table(
                {key: table[key] for key in keys}
                | {name: table[names[name]] if name in names else missing for name in wanted}
            )
            for names in self.names
        ]


def plan_tallies(
    rows: ir.Table, wanted: Sequence[tuple[HasTerms, Indicator]], *, hours: bool = False, settle: bool = True
) -> TallyPlan:
    """Return the tallies of indicators over facts; ``hours`` where a row without a calendar must be told.

    Units that all indicators leave out leave first, unless ``settle`` is false and all rows are to stay.
    """
    kept = [IndicatorConditions(rows=rows, indicator=indicator).is_counted for _, indicator in wanted]
    if settled := settle and all(one.equals(kept[0]) for one in kept):
        rows = rows.filter(kept[0])
    judges = [IndicatorConditions(rows=rows, indicator=indicator, settled=settled) for _, indicator in wanted]
    made: dict[tuple[object, ...], str] = {}
    tallies: dict[str, Tally] = {}

    def name_tally(tally: Tally) -> str:
        key = (tally.condition.op(), tally.amount, tally.added)
        name = made.setdefault(key, f"s{len(made)}")
        tallies.setdefault(name, tally)
        return name

    names = []
    for (measure, _), judged in zip(wanted, judges, strict=True):
        terms = measure.terms(judged)
        found = {"numerator": name_tally(terms.numerator), "n": name_tally(terms.n)}
        if terms.denominator is not None:
            found["denominator"] = name_tally(terms.denominator)
        if hours:
            # Those of the denominator alone: that nobody knows the hours of a call of another channel hides nothing.
            found["uncovered"] = name_tally(replace(terms.n, condition=terms.n.condition & rows.uncovered, added=False))
        names.append(found)
    return TallyPlan(rows=rows, tallies=tallies, names=tuple(names))


def compute_tallies(
    context: Context, planned: TallyPlan, *, beside: Mapping[str, ir.IntegerScalar] | None = None
) -> ir.Table:
    """Return the tallies of a plan by ``context.keys``, summed by the engine, with other sums ``beside`` them."""
    table = planned.rows
    sums = {name: _tally_expr(table, tally) for name, tally in planned.tallies.items()}
    return table.group_by(**{name: table[name] for name in context.keys}).aggregate(**sums, **(beside or {}))


def _tally_expr(table: ir.Table, tally: Tally) -> ir.IntegerScalar:
    if tally.amount is None:
        return table.count(where=tally.condition)
    amount = table[f"{tally.amount}_us"]
    condition = tally.condition & (amount >= 0)
    return amount.sum(where=condition).fill_null(0) if tally.added else table.count(where=condition)


def plan_clock_tallies(
    context: Context, clock: UnitClock, wanted: Sequence[tuple[SummedMeasure, Indicator]], *, settle: bool = True
) -> TallyPlan:
    """Return the tallies of indicators of one clock, over facts that have ``context.keys``, marked by what was foretold
    to be counted of them; all facts are to stay where ``settle`` is false."""
    rows = single_scan_counts.mark_conditions(context, build_facts(context, clock))
    rows = rows.mutate(**context.place_moment(rows.moment_us, rows.zone))
    # Units that all leave out must stay where it is counted how many they are.
    return plan_tallies(
        rows, wanted, hours=clock.hours != "counted", settle=settle and not single_scan_counts.count_aggregates(rows)
    )


def compute_clock_sums(
    context: Context, clock: UnitClock, wanted: Sequence[tuple[SummedMeasure, Indicator]]
) -> list[pa.Table]:
    """Return the sums of indicators of one clock, by one reading of the facts; what was foretold to be counted of them
    is counted in passing."""
    planned = plan_clock_tallies(context, clock, wanted)
    table = context.engine.fetch(
        compute_tallies(context, planned, beside=single_scan_counts.count_aggregates(planned.rows))
    )
    single_scan_counts.record_counts(context, build_facts(context, clock), table)
    return planned.split_by_indicator(table, context.keys)


def select_first_sums(context: Context, planned: TallyPlan) -> ir.Table:
    """Return the sums of the first indicator of a plan, as a measure gives them."""
    table = compute_tallies(context, planned)
    names = dict(planned.names[0])
    columns = {name: table[names[name]] for name in ("numerator", "n", "uncovered") if name in names}
    missing = ibis.null("int64")
    denominator = table[names["denominator"]] if "denominator" in names else missing
    return table.select(*context.keys, denominator=denominator, **columns)


def excluded_units(context: Context, clock: UnitClock, indicator: Indicator) -> ExcludedRows:
    """Return the units of an indicator that are left out of everything."""
    rows = build_facts(context, clock)
    judged = IndicatorConditions(rows=rows, indicator=indicator)
    if judged.is_of_channel is None:
        return ExcludedRows(rows, judged.exclusion_reasons)
    return ExcludedRows(
        rows, {name: judged.is_of_channel & condition for name, condition in judged.exclusion_reasons.items()}
    )
