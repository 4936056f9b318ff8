"""Sums over facts, many indicators at a time: one reading of the rows gives the numerators of all that share a clock.

What an indicator sums is said as conditions and amounts, and the same words sum over facts, where each row is one unit,
or over the cells of a cube, where each row is many.
"""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, Protocol

import ibis
import ibis.expr.types as ir

from filiere.contacts.classify import Clock, Judged, facts
from filiere.contacts.measures.base import Context, Indicator, Measure

Amount = Literal["wait", "talk", "handle"]


@dataclass(frozen=True, slots=True)
class Rows:
    """Facts, one unit a row, or ``cells`` of a cube, whose ``units`` say how many; ``only`` those that meet a condition
    where there is one."""

    table: ir.Table
    cells: bool = False
    only: ir.BooleanValue | None = None

    def count(self, condition: ir.BooleanValue) -> ir.IntegerScalar:
        """How many units meet a condition."""
        condition = condition if self.only is None else condition & self.only
        if self.cells:
            return self.table.units.sum(where=condition).fill_null(0)
        return self.table.count(where=condition)

    def known(self, amount: Amount, condition: ir.BooleanValue) -> ir.IntegerScalar:
        """How many units meet a condition and have the amount, not below 0."""
        condition = condition if self.only is None else condition & self.only
        if self.cells:
            return self.table[f"{amount}_units"].sum(where=condition).fill_null(0)
        return self.table.count(where=condition & (self.table[f"{amount}_us"] >= 0))

    def sum(self, amount: Amount, condition: ir.BooleanValue) -> ir.IntegerScalar:
        """The sum of an amount over the units that meet a condition and have it, not below 0."""
        condition = condition if self.only is None else condition & self.only
        if self.cells:
            return self.table[f"{amount}_sum"].sum(where=condition).fill_null(0)
        value = self.table[f"{amount}_us"]
        return value.sum(where=condition & (value >= 0)).fill_null(0)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an indicator sums; ``denominator`` None where its value is a count."""

    numerator: ir.IntegerScalar
    denominator: ir.IntegerScalar | None

    @property
    def n(self) -> ir.IntegerScalar:
        """How many observations stand behind."""
        return self.numerator if self.denominator is None else self.denominator


class Summing(Protocol):
    """What has terms."""

    def terms(self, rows: Rows, judged: Judged) -> Terms:
        """Return what an indicator sums over rows."""


class Summed(Measure):
    """A measure that sums over facts."""

    per: ClassVar[Literal["leg", "contact"] | None] = None

    tables: ClassVar[tuple[str, ...]] = ("contact_leg", "contact")

    def clock(self, indicator: Indicator) -> Clock:
        """Return the clock of the units that an indicator counts."""
        return Clock.of(indicator.choices, per=self.per)

    @abstractmethod
    def terms(self, rows: Rows, judged: Judged) -> Terms:
        """Return what an indicator sums over rows."""

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the sums of one indicator."""
        return numbered(summed(context, [(self, indicator)]), 0, self)

    def exclusions(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return how many units were left out, by the first reason that applies."""
        return excluded(context, self.clock(indicator), indicator)


def summed(context: Context, wanted: Sequence[tuple[Summed, Indicator]]) -> ir.Table:
    """Return the sums of indicators of one clock, side by side: ``context.keys``, then ``numerator_0``,
    ``denominator_0``, ``n_0``, ``numerator_1`` …, and ``uncovered_0`` … where hours matter.

    Sums that two indicators share are made once.
    """
    clock = wanted[0][0].clock(wanted[0][1])
    rows = facts(context, clock)
    rows = rows.mutate(**context.placed(rows.moment_us, rows.zone))
    return aggregated(context, Rows(rows), wanted, hours=clock.hours != "counted")


def aggregated(
    context: Context, rows: Rows, wanted: Sequence[tuple[Summing, Indicator]], *, hours: bool = False
) -> ir.Table:
    """Return what :func:`summed` says, over rows that have ``context.keys`` already."""
    made: dict[ibis.expr.operations.Node, str] = {}
    placed: dict[str, str] = {}
    for index, (measure, indicator) in enumerate(wanted):
        judged = Judged(rows=rows.table, indicator=indicator)
        terms = measure.terms(rows, judged)
        values = [("numerator", terms.numerator), ("denominator", terms.denominator), ("n", terms.n)]
        if hours:
            # Those of the denominator alone: that nobody knows the hours of a call of another channel hides nothing.
            values.append(("uncovered", measure.terms(replace(rows, only=rows.table.uncovered), judged).n))
        for name, value in values:
            if value is not None:
                placed[f"{name}_{index}"] = made.setdefault(value.op(), f"s{len(made)}")
    sums = {name: node.to_expr() for node, name in made.items()}
    keys = {name: rows.table[name] for name in context.keys}
    table = rows.table.group_by(**keys).aggregate(**sums)
    return table.select(*context.keys, **{name: table[column] for name, column in placed.items()})


def numbered(table: ir.Table, index: int, measure: Measure) -> ir.Table:
    """Return the sums of one indicator of those side by side, named as a measure gives them."""
    ends = [name for name in table.columns if not name.rpartition("_")[2].isdigit()]
    missing = ibis.null("int64") if measure.counted else table[f"denominator_{index}"]
    more = {"uncovered": f"uncovered_{index}"} if f"uncovered_{index}" in table.columns else {}
    return table.select(
        *ends, numerator=table[f"numerator_{index}"], denominator=missing, n=table[f"n_{index}"], **more
    )


def excluded(context: Context, clock: Clock, indicator: Indicator) -> ir.Table:
    """Return how many units of an indicator were left out: ``reason``, the first that applies, and ``n``."""
    rows = facts(context, clock)
    judged = Judged(rows=rows, indicator=indicator)
    if judged.asked is not None:
        rows = rows.filter(judged.asked)
    reason = ibis.cases(*((condition, name) for name, condition in judged.aside.items()), else_=ibis.null("string"))
    named = rows.mutate(reason=reason)
    named = named.filter(named.reason.notnull())
    return named.group_by("reason").aggregate(n=named.count())
