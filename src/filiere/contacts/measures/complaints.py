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

from filiere.contacts.measures.aggregation import zero_empty_sums
from filiere.contacts.measures.async_channels import build_case_units, final_resolution_us
from filiere.contacts.measures.base import Context, ExcludedRows, Indicator, Measure
from filiere.contacts.measures.delays import Delay, DelayPercentile, ShareWithin, UntimedUnits
from filiere.contacts.measures.shared_sums import IndicatorTerms, SummedMeasure, Tally
from filiere.contacts.measures.surveys_and_reviews import filter_by_channel
from filiere.contacts.unit_classification import IndicatorConditions, UnitClock, build_facts


class ComplaintClosing(Delay):
    """Complaints, stopped when they are closed for good."""

    tables: ClassVar[tuple[str, ...]] = ("contact", "case", "calendar")

    def select_untimed_units(self, context: Context, indicator: Indicator) -> UntimedUnits:
        """Return the complaints."""
        cases, choices = select_complaints(context, indicator), indicator.choices
        return UntimedUnits(
            build_case_units(cases, choices, final_resolution_us(cases)), choices.reopened == "new_clock"
        )


class ComplaintAcknowledgement(Delay):
    """Complaints, stopped at the first sign that they arrived: an acknowledgement, an answer or the closing."""

    tables: ClassVar[tuple[str, ...]] = ("contact", "case", "calendar")

    def select_untimed_units(self, context: Context, indicator: Indicator) -> UntimedUnits:
        """Return the complaints; what is acknowledged once stays so when the case is reopened."""
        cases, choices = select_complaints(context, indicator), indicator.choices
        signs = (cases.acknowledged_us, cases.first_reply_us, cases.closed_us)
        # least() passes over the unknown on some engines and not on others: each sign stands in for the unknown ones.
        known = [ibis.coalesce(*signs[index:], *signs[:index]) for index in range(len(signs))]
        return UntimedUnits(build_case_units(cases, choices, ibis.least(*known)), new_clock=False)


class AcknowledgedWithin(ShareWithin, ComplaintAcknowledgement):
    """Share of complaints acknowledged within the threshold."""


class ClosedWithin(ShareWithin, ComplaintClosing):
    """Share of complaints closed within the threshold."""


class ClosingPercentile(DelayPercentile, ComplaintClosing):
    """Percentile of the delays to close complaints."""


class ComplaintMeasure(Measure):
    """Complaints opened over what contacts make the denominator of."""

    tables: ClassVar[tuple[str, ...]] = ("contact_leg", "contact", "case")

    def refusal(self, context: Context, indicator: Indicator) -> str:  # noqa: ARG002 - the same for all of them
        """Return why nothing can be said where no case was ever delivered: that is not the same as no complaint."""
        return "" if context.store.files("case") else "not_recorded"

    def list_excluded_rows(self, context: Context, indicator: Indicator) -> Sequence[ExcludedRows]:
        """Return nothing: it is no complaint that is left out."""
        del context, indicator
        return ()

    def complete_sums(self, context: Context, indicator: Indicator, sums: pa.Table) -> pa.Table:
        """Return the sums of contacts with the complaints of each group and period."""
        # Groups that were numbered come back as dictionaries, which are joined with the words of cases as words.
        plain = pa.table(
            {
                name: sums[name].cast(pa.string()) if name in context.group_columns else sums[name]
                for name in sums.column_names
            }
        )
        return context.engine.fetch(add_complaints(context, indicator, context.engine.make_table(plain)))


class ComplaintRate(ComplaintMeasure, SummedMeasure):
    """Complaints opened ÷ contacts counted, in percent."""

    def terms(self, judged: IndicatorConditions) -> IndicatorTerms:
        """Return the contacts, which are the denominator; complaints are no contacts, and are counted apart."""
        contacts = Tally(is_counted_contact(judged))
        return IndicatorTerms(contacts, contacts)

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the complaints and the contacts of each group and period, of whichever there are any."""
        return add_complaints(context, indicator, super().sums(context, indicator))


class ComplaintsPerThousand(ComplaintMeasure):
    """Complaints opened in a thousand customers who made contact."""

    scale: ClassVar[Fraction] = Fraction(1_000)

    def clock(self, indicator: Indicator) -> UnitClock:
        """Return the clock of the units that its customers are of."""
        return UnitClock.of(indicator.choices)

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the complaints and the customers of each group and period, of whichever there are any."""
        return add_complaints(context, indicator, self.customers(context, indicator))

    def customers(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the customers of each group and period, as ``denominator``, and the contacts without a calendar."""
        rows = build_facts(context, self.clock(indicator))
        rows = rows.filter(is_counted_contact(IndicatorConditions(rows=rows, indicator=indicator)))
        rows = rows.mutate(**context.place_moment(rows.moment_us, rows.zone))
        # A customer of two organisations is two customers: their keys are of two secrets.
        customers = rows.group_by(list(dict.fromkeys((*context.keys, "organisation", "customer_key")))).aggregate(
            uncovered=rows.count(where=rows.uncovered)
        )
        return customers.group_by(context.keys).aggregate(
            denominator=customers.customer_key.count(), uncovered=customers.uncovered.sum()
        )


def is_counted_contact(judged: IndicatorConditions) -> ir.BooleanValue:
    """Whether a unit is a contact that complaints are over."""
    return judged.is_counted_where(judged.has_ended_in(*judged.choices.front_door))


def add_complaints(context: Context, indicator: Indicator, contacts: ir.Table) -> ir.Table:
    """Return the ``denominator`` that contacts make by ``context.keys`` with the complaints of each, as ``numerator``;
    ``uncovered`` is how many of the contacts no calendar covers, where ``contacts`` tell."""
    cases = select_complaints(context, indicator)
    zero = ibis.literal(0, "int64")
    opened = cases.select(
        **context.groups(cases),
        **context.place_moment(cases.opened_us, cases.zone),
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
    return zero_empty_sums(found.mutate(n=found.denominator))


def select_complaints(context: Context, indicator: Indicator) -> ir.Table:
    """Return the complaints of the channel that an indicator names, of all channels where it names none."""
    cases = context.table("case")
    return filter_by_channel(cases.filter(cases.kind == "complaint"), indicator)


MEASURES: Mapping[str, Measure] = {
    "complaint_rate": ComplaintRate(),
    "complaints_per_thousand": ComplaintsPerThousand(),
    "complaint_acknowledged_within": AcknowledgedWithin(),
    "complaint_closed_within": ClosedWithin(),
    "complaint_closing_percentile": ClosingPercentile(),
}
