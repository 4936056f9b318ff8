"""Calls that a person answered, of which no instant tells when they began to wait: how many, and in which months.

Where they are more than half, a wait describes nobody and is withheld. That is asked of all the calls of an
organisation, and of the calls that arrived in the months that the period of a row touches: a month delivered without
these instants, in a year of others that have them, has a wait of 0 that nothing shows. A month is that in which rows
place an arrival: of the zone of the row, or of the store where it names none.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import ibis.expr.types as ir

from filiere.contacts.computation_context import Context
from filiere.contacts.schema import MACHINE_REASONS
from filiere.contacts.unit_classification import PHONE_CHANNEL

type MonthSpan = tuple[str, str]
"""The first and the last month of a period, as ``2026-03``."""


@dataclass(frozen=True, slots=True)
class CallCounts:
    """How many calls people answered, and of how many of them nothing tells when they began to wait."""

    answered: int
    untimed: int

    @property
    def mostly_untimed(self) -> bool:
        """Whether these are more than half."""
        return 2 * self.untimed > self.answered


type CallsByMonth = Mapping[str, Mapping[str, CallCounts]]
"""Calls by organisation and month."""


def is_served_call(legs: ir.Table) -> ir.BooleanValue:
    """Whether a visit is an inbound call that a person answered."""
    by_machine = legs.reason.isin(MACHINE_REASONS).fill_null(False)
    answered = (legs.direction == "inbound") & (legs.outcome == "answered")
    return answered & (legs.channel == PHONE_CHANNEL) & ~by_machine


def is_untimed_call(legs: ir.Table) -> ir.BooleanValue:
    """Whether a visit is such a call, of which no instant tells when it began to wait."""
    # A call offered at the instant of its answer is one of which nothing tells when it began to wait; one without an
    # instant of answer, when it ceased.
    at_once = (legs.offered_us >= legs.answered_us).fill_null(False)
    unbegun = legs.queued_us.isnull() & (legs.offered_us.isnull() | at_once)
    return is_served_call(legs) & (legs.answered_us.isnull() | unbegun)


def count_calls_by_month(context: Context, organisations: Collection[str]) -> CallsByMonth:
    """Count the calls of organisations by month of arrival, by one reading, or none where there are no organisations:
    a month more to group by costs the checks of every store, and few have such calls."""
    if not organisations:
        return {}
    legs = context.table("contact_leg")
    legs = legs.filter(is_served_call(legs), legs.organisation.isin(sorted(organisations)))
    month = context.periods.start(legs.arrived_us, legs.zone, "month")
    counts = legs.group_by(organisation=legs.organisation, month=month).aggregate(
        answered=legs.count(), untimed=legs.count(where=is_untimed_call(legs))
    )
    found: dict[str, dict[str, CallCounts]] = {}
    for row in context.engine.fetch(counts).to_pylist():
        if row["month"] is not None:
            months = found.setdefault(row["organisation"], {})
            months[context.periods.label(row["month"], "month")] = CallCounts(row["answered"], row["untimed"])
    return found


def is_untimed_span(months: Mapping[str, CallCounts], span: MonthSpan) -> bool:
    """Whether more than half of the calls of these months, all together, are untimed."""
    inside = [one for month, one in months.items() if span[0] <= month <= span[1]]
    return CallCounts(sum(one.answered for one in inside), sum(one.untimed for one in inside)).mostly_untimed
