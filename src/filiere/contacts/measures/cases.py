"""Complaints: how many, how soon acknowledged, how soon closed.

The clock of a complaint may run from its sending, as French supervisors of banks and insurers count (ACPR
recommendation 2024-R-02), or from its opening. The rules are § 13 of docs/reference/contact-indicators.md.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from filiere.contacts.classify import Clock, Judged, facts
from filiere.contacts.measures.base import Aside, Context, Indicator, Measure
from filiere.contacts.measures.delays import Delay, DelayPercentile, Untimed, Within
from filiere.contacts.measures.gathering import something
from filiere.contacts.measures.tally import Summed, Tally, Terms
from filiere.contacts.measures.voices import of_channel
from filiere.contacts.measures.written import case_units, resolution


class Closed(Delay):
    """Complaints, stopped when they are closed for good."""

    tables: ClassVar[tuple[str, ...]] = ("contact", "case", "calendar")

    def untimed(self, context: Context, indicator: Indicator) -> Untimed:
        """Return the complaints."""
        cases, choices = complaints(context, indicator), indicator.choices
        return Untimed(case_units(cases, choices, resolution(cases)), choices.reopened == "new_clock")


class Acknowledged(Delay):
    """Complaints, stopped at the first sign that they arrived: an acknowledgement, an answer or the closing."""

    tables: ClassVar[tuple[str, ...]] = ("contact", "case", "calendar")

    def untimed(self, context: Context, indicator: Indicator) -> Untimed:
        """Return the complaints; what is acknowledged once stays so when the case is reopened."""
        cases, choices = complaints(context, indicator), indicator.choices
        signs = (cases.acknowledged_us, cases.first_reply_us, cases.closed_us)
        # least() passes over the unknown on some engines and not on others: each sign stands in for the unknown ones.
        known = [ibis.coalesce(*signs[index:], *signs[:index]) for index in range(len(signs))]
        return Untimed(case_units(cases, choices, ibis.least(*known)), new_clock=False)


class AcknowledgedWithin(Within, Acknowledged):
    """Share of complaints acknowledged within the threshold."""


class ClosedWithin(Within, Closed):
    """Share of complaints closed within the threshold."""


class ClosingPercentile(DelayPercentile, Closed):
    """Percentile of the delays to close complaints."""


class OfComplaints(Measure):
    """Complaints opened over what contacts make the denominator of."""

    tables: ClassVar[tuple[str, ...]] = ("contact_leg", "contact", "case")

    def refusal(self, context: Context, indicator: Indicator) -> str:  # noqa: ARG002 - the same for all of them
        """Return why nothing can be said where no case was ever delivered: that is not the same as no complaint."""
        return "" if context.store.files("case") else "not_recorded"

    def aside(self, context: Context, indicator: Indicator) -> Sequence[Aside]:
        """Return nothing: it is no complaint that is left out."""
        del context, indicator
        return ()

    def completed(self, context: Context, indicator: Indicator, sums: pa.Table) -> pa.Table:
        """Return the sums of contacts with the complaints of each group and period."""
        # Groups that were numbered come back as dictionaries, which are joined with the words of cases as words.
        plain = pa.table(
            {name: sums[name].cast(pa.string()) if name in context.asked else sums[name] for name in sums.column_names}
        )
        return context.engine.fetch(with_complaints(context, indicator, context.engine.made(plain)))


class ComplaintRate(OfComplaints, Summed):
    """Complaints opened ÷ contacts counted, in percent."""

    def terms(self, judged: Judged) -> Terms:
        """Return the contacts, which are the denominator; complaints are no contacts, and are counted apart."""
        contacts = Tally(counted(judged))
        return Terms(contacts, contacts)

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the complaints and the contacts of each group and period, of whichever there are any."""
        return with_complaints(context, indicator, super().sums(context, indicator))


class ComplaintsPerThousand(OfComplaints):
    """Complaints opened in a thousand customers who made contact."""

    scale: ClassVar[Fraction] = Fraction(1_000)

    def clock(self, indicator: Indicator) -> Clock:
        """Return the clock of the units that its customers are of."""
        return Clock.of(indicator.choices)

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the complaints and the customers of each group and period, of whichever there are any."""
        return with_complaints(context, indicator, self.customers(context, indicator))

    def customers(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the customers of each group and period, as ``denominator``, and the contacts without a calendar."""
        rows = facts(context, self.clock(indicator))
        rows = rows.filter(counted(Judged(rows=rows, indicator=indicator)))
        rows = rows.mutate(**context.placed(rows.moment_us, rows.zone))
        # A customer of two organisations is two customers: their keys are of two secrets.
        customers = rows.group_by(list(dict.fromkeys((*context.keys, "organisation", "customer_key")))).aggregate(
            uncovered=rows.count(where=rows.uncovered)
        )
        return customers.group_by(context.keys).aggregate(
            denominator=customers.customer_key.count(), uncovered=customers.uncovered.sum()
        )


def counted(judged: Judged) -> ir.BooleanValue:
    """Whether a unit is a contact that complaints are over."""
    return judged.where(judged.ended(*judged.choices.front_door))


def with_complaints(context: Context, indicator: Indicator, contacts: ir.Table) -> ir.Table:
    """Return the ``denominator`` that contacts make by ``context.keys`` with the complaints of each, as ``numerator``;
    ``uncovered`` is how many of the contacts no calendar covers, where ``contacts`` tell."""
    cases = complaints(context, indicator)
    zero = ibis.literal(0, "int64")
    opened = cases.select(
        **context.groups(cases),
        **context.placed(cases.opened_us, cases.zone),
        numerator=ibis.literal(1, "int64"),
        denominator=zero,
        uncovered=zero,
    )
    uncovered = contacts.uncovered.fill_null(0) if "uncovered" in contacts.columns else zero
    contacts = contacts.select(*context.keys, numerator=zero, denominator=contacts.denominator, uncovered=uncovered)
    both = opened.union(contacts)
    found = both.group_by(context.keys).aggregate(
        **{name: both[name].sum() for name in ("numerator", "denominator", "uncovered")}
    )
    return something(found.mutate(n=found.denominator))


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
