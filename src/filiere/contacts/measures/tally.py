"""Sums over facts, many indicators at a time: one reading of the rows gives the numerators of all that share a clock.

What an indicator sums is said as tallies, a condition and an amount each, and the same tallies are made in three ways:

    :func:`tallied`         by the engine, one group of an aggregation a group and period; everywhere
    :mod:`.dense`           by NumPy, where rows are in this process and periods are many
    :mod:`..cube`           over the cells of a cube, where each row is many units
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from filiere.contacts import in_passing
from filiere.contacts.classify import Clock, Judged, facts
from filiere.contacts.measures.base import Aside, Context, Indicator, Measure

Amount = Literal["wait", "talk", "handle"]
"""A duration of a unit, column ``wait_us``, ``talk_us`` or ``handle_us``; it counts where known and not below 0."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many units meet a condition, and have the amount where there is one; or, with ``added``, the sum of it."""

    condition: ir.BooleanValue
    amount: Amount | None = None
    added: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What an indicator sums; ``denominator`` None where its value is a count."""

    numerator: Tally
    denominator: Tally | None

    @property
    def n(self) -> Tally:
        """How many observations stand behind."""
        return self.numerator if self.denominator is None else self.denominator


class Summing(Protocol):
    """What has terms."""

    def terms(self, judged: Judged) -> Terms:
        """Return what an indicator sums."""


class Summed(Measure):
    """A measure that sums over facts."""

    per: ClassVar[Literal["leg", "contact"] | None] = None

    tables: ClassVar[tuple[str, ...]] = ("contact_leg", "contact")
    aside_in_passing: ClassVar[bool] = True

    def clock(self, indicator: Indicator) -> Clock:
        """Return the clock of the units that an indicator counts."""
        return Clock.of(indicator.choices, per=self.per)

    @abstractmethod
    def terms(self, judged: Judged) -> Terms:
        """Return what an indicator sums over the rows that it judges."""

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the sums of one indicator."""
        return alone(context, summing(context, self.clock(indicator), [(self, indicator)]))

    def aside(self, context: Context, indicator: Indicator) -> Sequence[Aside]:
        """Return the units that are left out."""
        return [excluded(context, self.clock(indicator), indicator)]


@dataclass(frozen=True, slots=True)
class Plan:
    """Tallies to be made, each once, and where each indicator finds its own.

    ``names`` gives, for each indicator, the tally of its ``numerator``, ``denominator``, ``n`` and ``uncovered``.
    Where all of them leave out the same units, ``rows`` are the others, and no tally asks again.
    """

    rows: ir.Table
    tallies: Mapping[str, Tally]
    names: tuple[Mapping[str, str], ...]

    def apart(self, table: pa.Table, keys: Sequence[str]) -> list[pa.Table]:
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


def plan(
    rows: ir.Table, wanted: Sequence[tuple[Summing, Indicator]], *, hours: bool = False, settle: bool = True
) -> Plan:
    """Return the tallies of indicators over facts; ``hours`` where a row without a calendar must be told.

    Units that all indicators leave out leave first, unless ``settle`` is false and all rows are to stay.
    """
    kept = [Judged(rows=rows, indicator=indicator).kept for _, indicator in wanted]
    if settled := settle and all(one.equals(kept[0]) for one in kept):
        rows = rows.filter(kept[0])
    judges = [Judged(rows=rows, indicator=indicator, settled=settled) for _, indicator in wanted]
    made: dict[tuple[object, ...], str] = {}
    tallies: dict[str, Tally] = {}

    def placed(tally: Tally) -> str:
        key = (tally.condition.op(), tally.amount, tally.added)
        name = made.setdefault(key, f"s{len(made)}")
        tallies.setdefault(name, tally)
        return name

    names = []
    for (measure, _), judged in zip(wanted, judges, strict=True):
        terms = measure.terms(judged)
        found = {"numerator": placed(terms.numerator), "n": placed(terms.n)}
        if terms.denominator is not None:
            found["denominator"] = placed(terms.denominator)
        if hours:
            # Those of the denominator alone: that nobody knows the hours of a call of another channel hides nothing.
            found["uncovered"] = placed(replace(terms.n, condition=terms.n.condition & rows.uncovered, added=False))
        names.append(found)
    return Plan(rows=rows, tallies=tallies, names=tuple(names))


def tallied(context: Context, planned: Plan, *, beside: Mapping[str, ir.IntegerScalar] | None = None) -> ir.Table:
    """Return the tallies of a plan by ``context.keys``, summed by the engine, with other sums ``beside`` them."""
    table = planned.rows
    sums = {name: _scalar(table, tally) for name, tally in planned.tallies.items()}
    return table.group_by(**{name: table[name] for name in context.keys}).aggregate(**sums, **(beside or {}))


def _scalar(table: ir.Table, tally: Tally) -> ir.IntegerScalar:
    if tally.amount is None:
        return table.count(where=tally.condition)
    amount = table[f"{tally.amount}_us"]
    condition = tally.condition & (amount >= 0)
    return amount.sum(where=condition).fill_null(0) if tally.added else table.count(where=condition)


def summing(context: Context, clock: Clock, wanted: Sequence[tuple[Summed, Indicator]], *, settle: bool = True) -> Plan:
    """Return the tallies of indicators of one clock, over facts that have ``context.keys``, marked by what was foretold
    to be counted of them; all facts are to stay where ``settle`` is false."""
    rows = in_passing.marked(context, facts(context, clock))
    rows = rows.mutate(**context.placed(rows.moment_us, rows.zone))
    # Units that all leave out must stay where it is counted how many they are.
    return plan(rows, wanted, hours=clock.hours != "counted", settle=settle and not in_passing.counts(rows))


def summed(context: Context, clock: Clock, wanted: Sequence[tuple[Summed, Indicator]]) -> list[pa.Table]:
    """Return the sums of indicators of one clock, by one reading of the facts; what was foretold to be counted of them
    is counted in passing."""
    planned = summing(context, clock, wanted)
    table = context.engine.fetch(tallied(context, planned, beside=in_passing.counts(planned.rows)))
    in_passing.note(context, facts(context, clock), table)
    return planned.apart(table, context.keys)


def alone(context: Context, planned: Plan) -> ir.Table:
    """Return the sums of the first indicator of a plan, as a measure gives them."""
    table = tallied(context, planned)
    names = dict(planned.names[0])
    columns = {name: table[names[name]] for name in ("numerator", "n", "uncovered") if name in names}
    missing = ibis.null("int64")
    denominator = table[names["denominator"]] if "denominator" in names else missing
    return table.select(*context.keys, denominator=denominator, **columns)


def excluded(context: Context, clock: Clock, indicator: Indicator) -> Aside:
    """Return the units of an indicator that are left out of everything."""
    rows = facts(context, clock)
    judged = Judged(rows=rows, indicator=indicator)
    if judged.asked is None:
        return Aside(rows, judged.aside)
    return Aside(rows, {name: judged.asked & condition for name, condition in judged.aside.items()})
