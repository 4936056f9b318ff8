"""Delays of e-mail, chat, social networks and letters, from contacts and from tickets alike.

A centre's mail is recorded in one system as contacts and in another as tickets, often in both. A ticket knows more
(when it was closed and opened again), so a contact that a ticket names is the ticket's, and nothing counts twice. The
rules are § 12 of docs/reference/contact-indicators.md.
"""

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from filiere.contacts.definitions.choices import Choices
from filiere.contacts.definitions.records import Channel
from filiere.contacts.measures.base import Context, Indicator, Measure
from filiere.contacts.measures.delays import (
    UNIT_COLUMNS,
    Delay,
    DelayPercentile,
    MeanDelay,
    ShareWithin,
    UntimedUnits,
    find_planned_delays,
)
from filiere.contacts.schema import MACHINE_REASONS
from filiere.contacts.unit_classification import IndicatorConditions, UnitClock, build_facts

_PLACE_COLUMNS = ("organisation", "site", "queue")


class WrittenDelay(Delay):
    """The units of a written channel: its contacts or their visits, and its tickets."""

    def list_joined_channels(self, context: Context, indicator: Indicator) -> tuple[Channel, ...]:
        """Return the channels that were foreseen: one reading of contacts and visits gives their units."""
        return tuple(sorted(find_planned_delays(context, self, indicator).channels))

    def select_untimed_units(self, context: Context, indicator: Indicator) -> UntimedUnits:
        """Return the units of the indicator's channel, and those of other channels read with it."""
        choices, channels = indicator.choices, self.list_joined_channels(context, indicator)
        tickets = context.table("case")
        tickets = tickets.filter((tickets.kind == "ticket") & tickets.channel.isin(channels))
        legs = None
        if choices.transfers == "contact":
            legs = _select_visits(context, channels)
            contacts = _build_contact_units(context, indicator, channels, legs)
        else:
            contacts = _build_leg_units(context, indicator, channels)
        named = tickets.filter(tickets.contact_id.notnull()).select("organisation", "contact_id", "channel").distinct()
        contacts = contacts.anti_join(named, ["organisation", "contact_id", "channel"])
        both = contacts.select(*UNIT_COLUMNS).union(build_ticket_units(tickets, choices).select(*UNIT_COLUMNS))
        arrived = (
            _select_facts(context, indicator, channels).select(*_PLACE_COLUMNS).union(tickets.select(*_PLACE_COLUMNS))
        )
        return UntimedUnits(both, choices.reopened == "new_clock", legs, arrived)


class DelayWithin(ShareWithin, WrittenDelay):
    """Share of what is written that is answered within the threshold."""


class DelayMean(MeanDelay, WrittenDelay):
    """Mean delay of the answered."""


class WrittenPercentile(DelayPercentile, WrittenDelay):
    """Percentile of the delays of the answered."""


def build_ticket_units(tickets: ir.Table, choices: Choices) -> ir.Table:
    """Return cases as units, stopped as tickets are: at the first reply or at the resolution."""
    resolved = final_resolution_us(tickets)
    first = tickets.first_reply_us
    if choices.clock_stop == "acknowledgement":
        first = ibis.least(ibis.coalesce(first, tickets.acknowledged_us), ibis.coalesce(tickets.acknowledged_us, first))
    stop = first if choices.written_clock.stop == "first_reply" else resolved
    return build_case_units(tickets, choices, stop)


def build_case_units(cases: ir.Table, choices: Choices, stop: ir.IntegerValue) -> ir.Table:
    """Return cases as units that stop at ``stop``; all of them are counted."""
    start = cases.opened_us
    if choices.clock_start == "arrival":
        start = cases.sent_us.fill_null(cases.opened_us)
    units = cases.select(
        *("organisation", "site", "queue", "channel", "zone", "opened_us", "reopened_us"),
        # A case tells no path through queues, and must not be given that of its contact.
        contact_id=ibis.null("string"),
        answer_queue=cases.answer_queue,
        moved=(cases.answer_queue != cases.queue.fill_null("")).fill_null(False),
        start_us=start,
        stop_us=stop,
        closed_us=final_resolution_us(cases),
        base=ibis.literal(True),
        uncovered=ibis.literal(False),
    )
    return units.mutate(aside=_negative_wait_reason(units))


def final_resolution_us(cases: ir.Table) -> ir.IntegerValue:
    """Return when cases were closed for good: unknown for what was opened again since."""
    again = (cases.reopened_us > cases.closed_us).fill_null(False)
    return again.ifelse(ibis.null("int64"), cases.closed_us)


def _negative_wait_reason(units: ir.Table) -> ir.StringValue:
    return (units.stop_us < units.start_us).fill_null(False).ifelse("negative_wait", ibis.null("string"))


def _select_visits(context: Context, channels: Sequence[Channel]) -> ir.Table:
    """Return the queue visits of the contacts of some channels that made more than one."""
    contacts = context.table("contact")
    several = contacts.filter(contacts.channel.isin(channels) & (contacts.leg > 1))
    several = several.select("organisation", "contact_id").distinct()
    legs = context.table("contact_leg")
    return legs.semi_join(several, ["organisation", "contact_id"])


def _build_leg_units(context: Context, indicator: Indicator, channels: Sequence[Channel]) -> ir.Table:
    rows = _select_facts(context, indicator, channels)
    nothing = {"answer_queue": rows.queue, "reopened_us": ibis.null("int64"), "waiting": ibis.literal(False)}
    return _facts_to_units(rows.mutate(**nothing), indicator)


def _build_contact_units(
    context: Context, indicator: Indicator, channels: Sequence[Channel], visits: ir.Table
) -> ir.Table:
    """Return contacts with what only their visits tell: whether one is open, which reopened them, which answered."""
    of_contact = ["organisation", "contact_id"]
    order = ibis.window(group_by=of_contact, order_by="leg")
    before = ibis.window(group_by=of_contact, order_by="leg", preceding=(None, 1))
    inbound = visits.direction == "inbound"
    machine = visits.reason.isin(MACHINE_REASONS).fill_null(False)
    answering = ibis.window(
        group_by=of_contact,
        order_by=[ibis.desc(inbound & (visits.outcome == "answered")), machine, "answered_us", "leg"],
    )
    seen = visits.mutate(
        handed_on=((visits.outcome == "answered") & ~visits.transferred.fill_null(False)).lag(1).over(order),
        ended_before=visits.ended_us.max().over(before),
        answering=ibis.row_number().over(answering) == 0,
    )
    again = (seen.direction == "inbound") & seen.handed_on & (seen.arrived_us >= seen.ended_before)
    told = seen.group_by(of_contact).aggregate(
        reopened_us=seen.arrived_us.max(where=again.fill_null(False)),
        waiting=((seen.direction == "inbound") & (seen.outcome == "open")).any(),
        answer_queue=seen.queue.max(where=seen.answering & (seen.outcome == "answered")),
    )
    rows = _select_facts(context, indicator, channels)
    # A contact of one visit is joined with nothing: what is unknown is not compared.
    rows = rows.mutate(several_id=(rows.leg > 1).ifelse(rows.contact_id, ibis.null("string")))
    # They are few, which an engine knows of what is held: else it would lay out all contacts for them to be sought in.
    told = context.engine.hold_rows("told", told.rename(told_of="organisation", told_id="contact_id"))
    rows = rows.left_join(told, [rows.organisation == told.told_of, rows.several_id == told.told_id])
    rows = rows.mutate(waiting=rows.waiting.fill_null(False), answer_queue=rows.answer_queue.fill_null(rows.queue))
    return _facts_to_units(rows, indicator)


def _select_facts(context: Context, indicator: Indicator, channels: Sequence[Channel]) -> ir.Table:
    rows = build_facts(context, UnitClock.of(indicator.choices))
    return rows.filter(rows.channel.isin(channels))


def _facts_to_units(rows: ir.Table, indicator: Indicator) -> ir.Table:
    """Return facts as units."""
    choices = indicator.choices
    judged = IndicatorConditions(rows=rows, indicator=indicator)
    answered, still_open = judged.has_ended_in("answered"), (rows.outcome == "open") | rows.waiting
    over = still_open.ifelse(ibis.null("int64"), rows.ended_us)
    # An automatic acknowledgement that is no answer leaves the customer waiting: such mail must not leave the base.
    acknowledged = (rows.recorded == "answered") & ~answered & (rows.reason == "auto_ack").fill_null(False)
    # What stops a wait stops a first reply: the answer, or the call back that reached its caller.
    stop = rows.stop_us if choices.written_clock.stop == "first_reply" else over
    units = rows.mutate(
        opened_us=rows.arrived_us,
        start_us=rows.start_us.fill_null(rows.arrived_us),
        stop_us=answered.ifelse(stop, ibis.null("int64")),
        closed_us=over,
        moved=ibis.literal(False),
        base=judged.has_ended_in(*choices.denominator, "open") | still_open | acknowledged,
    )
    aside: dict[str, ir.BooleanValue] = {}
    if choices.callback == "excluded":
        aside["callback"] = units.recorded == "callback"
    if choices.out_of_hours == "excluded":
        aside["out_of_hours"] = units.closed
    aside["negative_wait"] = (units.stop_us < units.start_us).fill_null(False)
    reason = ibis.cases(*((condition, name) for name, condition in aside.items()), else_=ibis.null("string"))
    return units.mutate(aside=reason)


MEASURES: Mapping[str, Measure] = {
    "delay_within": DelayWithin(),
    "delay_mean": DelayMean(),
    "delay_percentile": WrittenPercentile(),
}
