"""Staff, month by month: turnover, absence, training, what employees say.

The rules are § 15 of docs/reference/contact-indicators.md. A mean headcount over months of which some are missing is
that of the months there are; nothing is brought to a year, since a centre's June is not half of its year.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from filiere.contacts.indicator_rows import PeriodInterval
from filiere.contacts.measures.aggregation import MILLION, month_start_us, to_millionths, zero_empty_sums
from filiere.contacts.measures.base import Context, ExcludedRows, Indicator, Measure

_WHOLE_MONTHS = ("month", "year", "all")


class MonthlyMeasure(Measure):
    """A measure of the rows of ``staff_month`` in which its columns are known."""

    tables: ClassVar[tuple[str, ...]] = ("staff_month",)
    columns: ClassVar[tuple[str, ...]]

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the sums by period; there are no periods shorter than a month."""
        del indicator
        rows = context.table("staff_month")
        for name in (*self.columns, "headcount"):
            rows = rows.filter(rows[name].notnull())
        if context.interval not in _WHOLE_MONTHS:
            rows = rows.filter(ibis.literal(False))
        keys = {**context.groups(rows), "period": _period_of_month(rows.month, context.interval)}
        if context.part is not None:
            keys["part"] = month_start_us(rows.month)
        amounts = {name: _amount_in_millionths(rows, name) for name in (*self.columns, "headcount")}
        table = rows.select(**keys, month=rows.month, **{f"sum_{name}": value for name, value in amounts.items()})
        found = table.group_by(context.keys).aggregate(
            months=table.month.nunique(), **{name: table[f"sum_{name}"].sum() for name in amounts}
        )
        return zero_empty_sums(
            found.select(
                *context.keys,
                numerator=self.numerator(found).cast("int64"),
                denominator=self.denominator(found).cast("int64"),
                n=self.people(found).cast("int64"),
            )
        )

    def list_excluded_rows(self, context: Context, indicator: Indicator) -> Sequence[ExcludedRows]:
        """Return the months that are left out for want of a number."""
        del indicator
        rows = context.table("staff_month")
        unknown = ibis.or_(*(rows[name].isnull() for name in (*self.columns, "headcount")))
        return [ExcludedRows(rows, {"unknown": unknown})]

    @abstractmethod
    def numerator(self, sums: ir.Table) -> ir.IntegerValue:
        """Return the numerator from sums in millionths, and ``months``."""

    def denominator(self, sums: ir.Table) -> ir.IntegerValue:
        """Return the denominator; the sum of headcounts unless the measure says otherwise."""
        return sums.headcount

    def people(self, sums: ir.Table) -> ir.IntegerValue:
        """Return n: the mean headcount, whole people."""
        return sums.headcount // (sums.months * MILLION)


class Turnover(MonthlyMeasure):
    """Half of entries and exits ÷ mean headcount."""

    columns = ("entries", "exits")

    def numerator(self, sums: ir.Table) -> ir.IntegerValue:
        """Return entries and exits, so many times as there are months."""
        return sums.months * (sums.entries + sums.exits)

    def denominator(self, sums: ir.Table) -> ir.IntegerValue:
        """Return twice the sum of headcounts: a half stays whole."""
        return sums.headcount * 2


class TurnoverExits(MonthlyMeasure):
    """Exits ÷ mean headcount: the other way of counting turnover, which growth does not raise."""

    columns = ("exits",)

    def numerator(self, sums: ir.Table) -> ir.IntegerValue:
        """Return exits, so many times as there are months."""
        return sums.months * sums.exits


class Absenteeism(MonthlyMeasure):
    """Hours absent ÷ hours due."""

    columns = ("hours_absent", "hours_due")

    def numerator(self, sums: ir.Table) -> ir.IntegerValue:
        """Return the hours absent."""
        return sums.hours_absent

    def denominator(self, sums: ir.Table) -> ir.IntegerValue:
        """Return the hours due."""
        return sums.hours_due


class TrainingHours(MonthlyMeasure):
    """Hours of training ÷ mean headcount, in hours a person over the period."""

    columns = ("training_hours",)
    scale: ClassVar[Fraction] = Fraction(1)

    def numerator(self, sums: ir.Table) -> ir.IntegerValue:
        """Return the hours, so many times as there are months."""
        return sums.months * sums.training_hours


class EmployeeSatisfaction(MonthlyMeasure):
    """Favourable answers of employees ÷ their answers."""

    columns = ("satisfaction_favourable", "satisfaction_answers")

    def numerator(self, sums: ir.Table) -> ir.IntegerValue:
        """Return the favourable answers."""
        return sums.satisfaction_favourable // MILLION

    def denominator(self, sums: ir.Table) -> ir.IntegerValue:
        """Return the answers."""
        return sums.satisfaction_answers // MILLION

    def people(self, sums: ir.Table) -> ir.IntegerValue:
        """Return n: the answers."""
        return sums.satisfaction_answers // MILLION


def _period_of_month(month: ir.StringValue, interval: PeriodInterval) -> ir.IntegerValue:
    """Return the period of months, numbered as :mod:`filiere.contacts.periods` does.

    A month has the same days in every zone, and may lie outside the span of the contacts: no instant is asked for.
    """
    if interval == "all":
        return ibis.literal(0, "int64")
    return month_start_us(month if interval == "month" else month.substr(0, 4) + "-01")


def _amount_in_millionths(rows: ir.Table, name: str) -> ir.IntegerValue:
    column = rows[name]
    return column * MILLION if column.type().is_integer() else to_millionths(column)


MEASURES: Mapping[str, Measure] = {
    "turnover": Turnover(),
    "turnover_exits": TurnoverExits(),
    "absenteeism": Absenteeism(),
    "training_hours": TrainingHours(),
    "employee_satisfaction": EmployeeSatisfaction(),
}
