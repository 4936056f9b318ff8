"""Whether a contact settled its matter: nobody came back, or the customer said so.

A share of customers who did not come back is easily flattered twice: the last days of the data have not had time to see
returns, and an average that passes over the unknown is 100 %. Contacts younger than the window are therefore left out
and counted, and “no next contact” is an answer, not an unknown.

The way that every engine has is one window over a customer's contacts for each scope. Where the rows are in this
process, :mod:`filiere.contacts.measures.returns` finds the same next contacts with one sort for all scopes.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from filiere.contacts.classify import Clock, Judged, facts
from filiere.contacts.measures.base import Aside, Context, Indicator, Measure
from filiere.contacts.measures.moments import moments, of_organisation
from filiere.contacts.measures.tally import Plan, Tally, Terms, alone, excluded, plan
from filiere.contacts.periods import DAY

SCOPES: Mapping[str, tuple[str, ...]] = {
    "customer": (),
    "customer_queue": ("queue",),
    "customer_channel": ("channel",),
    "customer_reason": ("reason",),
}
"""What two contacts of a customer share besides, for the second to be a return, by scope."""


class Resolution(Measure):
    """Settled ÷ answered contacts of which it can be known."""

    tables: ClassVar[tuple[str, ...]] = ("contact", "survey_answer")
    aside_in_passing: ClassVar[bool] = True

    def clock(self, indicator: Indicator) -> Clock:
        """Return the clock of contacts: a later visit of one is no return."""
        return Clock.of(indicator.choices, per="contact")

    def refusal(self, context: Context, indicator: Indicator) -> str:
        """Return why there is no value: no table keeps a flag of the agent."""
        del context
        return "not_recorded" if indicator.choices.resolution.method == "agent_flag" else ""

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the settled and the base."""
        if indicator.choices.resolution.method == "survey":
            return _surveyed(context, self.clock(indicator), indicator)
        return alone(context, returning(context, [(self, indicator)]))

    def aside(self, context: Context, indicator: Indicator) -> Sequence[Aside]:
        """Return the contacts that the choices leave out, and the answered of whom nobody knows or can know."""
        clock, rule = self.clock(indicator), indicator.choices.resolution
        found = excluded(context, clock, indicator)
        if rule.method == "survey":
            return [found]
        rows = facts(context, clock)
        base, young = answered(Judged(rows=rows, indicator=indicator)), _censored(context, rows, indicator)
        unknown = {"unknown_customer": rows.customer_key.isnull(), "censored": young}
        return [found, Aside(rows, {name: base & condition for name, condition in unknown.items()})]


def returning(context: Context, wanted: Sequence[tuple[Resolution, Indicator]]) -> Plan:
    """Return the tallies of indicators of one clock whose method is ``no_repeat``, over contacts that have their next
    ones and ``context.keys``."""
    clock = wanted[0][0].clock(wanted[0][1])
    rows = facts(context, clock)
    rows = rows.mutate(end_us=_end(rows), last_us=_last(context, rows))
    rows = rows.filter(rows.customer_key.notnull())
    scopes = dict.fromkeys(indicator.choices.resolution.scope for _, indicator in wanted)
    following = {
        f"next_{scope}": rows.arrived_us.lead(1).over(
            ibis.window(
                group_by=["organisation", "customer_key", *SCOPES[scope]], order_by=["arrived_us", "contact_id"]
            )
        )
        for scope in scopes
    }
    rows = rows.mutate(**following)
    rows = rows.mutate(**context.placed(rows.moment_us, rows.zone))
    return plan(rows, [(_NoReturn(), one) for _, one in wanted], hours=clock.hours != "counted")


class _NoReturn:
    """What resolution sums over contacts that have their next ones."""

    def terms(self, judged: Judged) -> Terms:
        table, rule = judged.rows, judged.choices.resolution
        base = answered(judged)
        if rule.tail == "excluded":
            base = base & (table.end_us + rule.window_days * DAY <= table.last_us)
        following = table[f"next_{rule.scope}"]
        settled = following.isnull() | (following - table.end_us > rule.window_days * DAY)
        return Terms(Tally(base & settled), Tally(base))


def _last(context: Context, rows: ir.Table) -> ir.IntegerValue:
    """Return the last arrival of the organisation of each row."""
    return of_organisation(rows, {name: one.arrived_us for name, one in moments(context).items()})


def _end(rows: ir.Table) -> ir.IntegerValue:
    end: ir.IntegerValue = ibis.coalesce(rows.ended_us, rows.arrived_us)
    return end


def answered(judged: Judged) -> ir.BooleanValue:
    """Whether a contact was answered and is of the base, whatever its age."""
    found = judged.where(judged.ended("answered"))
    if judged.choices.resolution.base == "net":
        found = found & ~judged.rows.transferred.fill_null(False)
    return found


def _censored(context: Context, rows: ir.Table, indicator: Indicator) -> ir.BooleanValue:
    """Whether a contact is too young for anybody to know."""
    if indicator.choices.resolution.tail == "counted":
        return ibis.literal(False)
    return _end(rows) + indicator.choices.resolution.window_days * DAY > _last(context, rows)


def _surveyed(context: Context, clock: Clock, indicator: Indicator) -> ir.Table:
    """Return the sums of the customers' own word: the last answer about each contact."""
    answers = context.table("survey_answer")
    answers = answers.filter(
        (answers.question == "resolution") & answers.answered_us.notnull() & answers.score.notnull()
    )
    latest = ibis.window(
        group_by=["organisation", "contact_id"], order_by=[ibis.desc("answered_us"), ibis.desc("answer_id")]
    )
    answers = answers.mutate(rank=ibis.row_number().over(latest))
    answers = answers.filter(answers.rank == 0)
    said = answers.select(
        "organisation",
        "contact_id",
        settled=answers.score >= ibis.coalesce(answers.satisfied_from, answers.scale_max),
    )
    rows = facts(context, clock).inner_join(said, ["organisation", "contact_id"])
    rows = rows.mutate(**context.placed(rows.moment_us, rows.zone))
    return alone(context, plan(rows, [(_Said(), indicator)], hours=clock.hours != "counted"))


class _Said:
    """What resolution sums over contacts whose customers answered."""

    def terms(self, judged: Judged) -> Terms:
        base = answered(judged)
        return Terms(Tally(base & judged.rows.settled), Tally(base))


MEASURES: Mapping[str, Measure] = {"contact_resolution": Resolution()}
