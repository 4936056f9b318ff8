"""Complaints: how many, how soon acknowledged, how soon closed.

The clock of a complaint may run from its sending, as French supervisors of banks and insurers count (ACPR
recommendation 2024-R-02), or from its opening. The rules are § 13 of docs/reference/contact-indicators.md.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from filiere.contacts.classify import Clock, Judged, facts
from filiere.contacts.measures.base import Context, Indicator, Measure
from filiere.contacts.measures.delays import Delay, DelayPercentile, Within, timed
from filiere.contacts.measures.gathering import something
from filiere.contacts.measures.voices import of_channel
from filiere.contacts.measures.written import case_units, resolution


class Closed(Delay):
    """Complaints, stopped when they are closed for good."""

    tables: ClassVar[tuple[str, ...]] = ("contact", "case", "calendar")

    def units(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the complaints with their delays."""
        cases, choices = complaints(context, indicator), indicator.choices
        units = case_units(cases, choices, resolution(cases))
        return timed(context, units, choices, new_clock=choices.reopened == "new_clock", legs=None)


class Acknowledged(Delay):
    """Complaints, stopped at the first sign that they arrived: an acknowledgement, an answer or the closing."""

    tables: ClassVar[tuple[str, ...]] = ("contact", "case", "calendar")

    def units(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the complaints with their delays; what is acknowledged once stays so when the case is reopened."""
        cases, choices = complaints(context, indicator), indicator.choices
        signs = (cases.acknowledged_us, cases.first_reply_us, cases.closed_us)
        # least() passes over the unknown on some engines and not on others: each sign stands in for the unknown ones.
        known = [ibis.coalesce(*signs[index:], *signs[:index]) for index in range(len(signs))]
        return timed(context, case_units(cases, choices, ibis.least(*known)), choices, new_clock=False, legs=None)


class AcknowledgedWithin(Within, Acknowledged):
    """Share of complaints acknowledged within the threshold."""


class ClosedWithin(Within, Closed):
    """Share of complaints closed within the threshold."""


class ClosingPercentile(DelayPercentile, Closed):
    """Percentile of the delays to close complaints."""


class ComplaintRate(Measure):
    """Complaints opened ÷ contacts counted, in percent."""

    tables: ClassVar[tuple[str, ...]] = ("contact_leg", "contact", "case")

    def refusal(self, context: Context, indicator: Indicator) -> str:  # noqa: ARG002 - the same for all of them
        """Return why nothing can be said where no case was ever delivered: that is not the same as no complaint."""
        return "" if context.store.files("case") else "not_recorded"

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the complaints and the contacts of each group and period, of whichever there are any."""
        cases = complaints(context, indicator)
        opened = cases.select(
            **context.groups(cases),
            **context.placed(cases.opened_us, cases.zone),
            numerator=ibis.literal(1, "int64"),
            denominator=ibis.literal(0, "int64"),
            uncovered=ibis.literal(0, "int64"),
        )
        rows = facts(context, Clock.of(indicator.choices))
        judged = Judged(rows=rows, indicator=indicator)
        rows = rows.mutate(counted=judged.kept & judged.ended(*indicator.choices.front_door))
        rows = rows.filter(rows.counted)
        contacts = self._base(context, rows.mutate(**context.placed(rows.moment_us, rows.zone)))
        contacts = contacts.mutate(numerator=ibis.literal(0, "int64")).select(*opened.columns)
        both = opened.union(contacts)
        found = both.group_by(context.keys).aggregate(
            **{name: both[name].sum() for name in ("numerator", "denominator", "uncovered")}
        )
        return something(found.mutate(n=found.denominator))

    def _base(self, context: Context, rows: ir.Table) -> ir.Table:
        """Return the ``denominator`` that contacts make by ``context.keys``, and how many are ``uncovered``."""
        return rows.group_by(context.keys).aggregate(
            denominator=rows.count(), uncovered=rows.count(where=rows.uncovered)
        )


class ComplaintsPerThousand(ComplaintRate):
    """Complaints opened in a thousand customers who made contact."""

    scale: ClassVar[Fraction] = Fraction(1_000)

    def _base(self, context: Context, rows: ir.Table) -> ir.Table:
        # A customer of two organisations is two customers: their keys are of two secrets.
        customers = rows.group_by(list(dict.fromkeys((*context.keys, "organisation", "customer_key")))).aggregate(
            uncovered=rows.count(where=rows.uncovered)
        )
        return customers.group_by(context.keys).aggregate(
            denominator=customers.customer_key.count(), uncovered=customers.uncovered.sum()
        )


def complaints(context: Context, indicator: Indicator) -> ir.Table:
    """Return the complaints of the channel that an indicator names, of all channels where it names none."""
    cases = context.table("case")
    return of_channel(cases.filter(cases.kind == "complaint"), indicator)


MEASURES: Mapping[str, Measure] = {
    "complaint_rate": ComplaintRate(),
    "complaints_per_thousand": ComplaintsPerThousand(),
    "complaint_acknowledged_within": AcknowledgedWithin(),
    "complaint_closed_within": ClosedWithin(),
    "complaint_closing_percentile": ClosingPercentile(),
}
