"""Whether a contact settled its matter: nobody came back, or the customer said so.

A share of customers who did not come back is easily flattered twice: the last days of the data have not had time to see
returns, and an average that passes over the unknown is 100 %. Contacts younger than the window are therefore left out
and counted, and “no next contact” is an answer, not an unknown.

The way that every engine has is one window over a customer's contacts for each scope. Where the rows are in this
process, :mod:`filiere.contacts.measures.numpy_repeat_contacts` finds the same next contacts with one sort for all
scopes.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from filiere.contacts.measures.base import Context, ExcludedRows, Indicator, Measure
from filiere.contacts.measures.data_bounds import read_data_bounds, value_of_organisation
from filiere.contacts.measures.shared_sums import (
    IndicatorTerms,
    Tally,
    TallyPlan,
    excluded_units,
    plan_tallies,
    select_first_sums,
)
from filiere.contacts.unit_classification import IndicatorConditions, UnitClock, build_facts
from filiere.contacts.zone_offsets import DAY_US

REPEAT_SCOPES: Mapping[str, tuple[str, ...]] = {
    "customer": (),
    "customer_queue": ("queue",),
    "customer_channel": ("channel",),
    "customer_reason": ("reason",),
}
"""What two contacts of a customer share besides, for the second to be a return, by scope."""


class ContactResolution(Measure):
    """Settled ÷ answered contacts of which it can be known."""

    tables: ClassVar[tuple[str, ...]] = ("contact", "survey_answer")
    aside_in_passing: ClassVar[bool] = True

    def clock(self, indicator: Indicator) -> UnitClock:
        """Return the clock of contacts: a later visit of one is no return."""
        return UnitClock.of(indicator.choices, per="contact")

    def refusal(self, context: Context, indicator: Indicator) -> str:
        """Return why there is no value: no table keeps a flag of the agent."""
        del context
        return "not_recorded" if indicator.choices.resolution.method == "agent_flag" else ""

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the settled and the base."""
        if indicator.choices.resolution.method == "survey":
            return _compute_survey_sums(context, self.clock(indicator), indicator)
        return select_first_sums(context, plan_repeats(context, [(self, indicator)]))

    def list_excluded_rows(self, context: Context, indicator: Indicator) -> Sequence[ExcludedRows]:
        """Return the contacts that the choices leave out, and the answered of whom nobody knows or can know."""
        clock, rule = self.clock(indicator), indicator.choices.resolution
        found = excluded_units(context, clock, indicator)
        if rule.method == "survey":
            return [found]
        rows = build_facts(context, clock)
        base, young = (
            is_answered_in_base(IndicatorConditions(rows=rows, indicator=indicator)),
            _is_censored(context, rows, indicator),
        )
        unknown = {"unknown_customer": rows.customer_key.isnull(), "censored": young}
        return [found, ExcludedRows(rows, {name: base & condition for name, condition in unknown.items()})]


def plan_repeats(context: Context, wanted: Sequence[tuple[ContactResolution, Indicator]]) -> TallyPlan:
    """Return the tallies of indicators of one clock whose method is ``no_repeat``, over contacts that have their next
    ones and ``context.keys``."""
    clock = wanted[0][0].clock(wanted[0][1])
    rows = build_facts(context, clock)
    rows = rows.mutate(end_us=window_start_us(rows, "end"), last_us=_last_arrival_us(context, rows))
    rows = rows.filter(rows.customer_key.notnull())
    scopes = dict.fromkeys(indicator.choices.resolution.scope for _, indicator in wanted)
    following = {
        f"next_{scope}": rows.arrived_us.lead(1).over(
            ibis.window(
                group_by=["organisation", "customer_key", *REPEAT_SCOPES[scope]], order_by=["arrived_us", "contact_id"]
            )
        )
        for scope in scopes
    }
    rows = rows.mutate(**following)
    rows = rows.mutate(**context.place_moment(rows.moment_us, rows.zone))
    return plan_tallies(rows, [(_NoRepeatTerms(), one) for _, one in wanted], hours=clock.hours != "counted")


class _NoRepeatTerms:
    """What resolution sums over contacts that have their next ones."""

    def terms(self, judged: IndicatorConditions) -> IndicatorTerms:
        table, rule = judged.rows, judged.choices.resolution
        base = is_answered_in_base(judged)
        since = table.end_us if rule.since == "end" else table.arrived_us
        if rule.tail == "excluded":
            base = base & (since + rule.window_days * DAY_US <= table.last_us)
        following = table[f"next_{rule.scope}"]
        settled = following.isnull() | (following - since > rule.window_days * DAY_US)
        return IndicatorTerms(Tally(base & settled), Tally(base))


def _last_arrival_us(context: Context, rows: ir.Table) -> ir.IntegerValue:
    """Return the last arrival of the organisation of each row."""
    return value_of_organisation(rows, {name: one.arrived_us for name, one in read_data_bounds(context).items()})


def window_start_us(rows: ir.Table, since: str) -> ir.IntegerValue:
    """Return from when on a return is looked for: the ``end`` of contacts, or their ``arrival``."""
    end: ir.IntegerValue = ibis.coalesce(rows.ended_us, rows.arrived_us)
    return end if since == "end" else rows.arrived_us


def is_answered_in_base(judged: IndicatorConditions) -> ir.BooleanValue:
    """Whether a contact was answered and is of the base, whatever its age."""
    found = judged.is_counted_where(judged.has_ended_in("answered"))
    if judged.choices.resolution.base == "net":
        found = found & ~judged.rows.transferred.fill_null(False)
    return found


def _is_censored(context: Context, rows: ir.Table, indicator: Indicator) -> ir.BooleanValue:
    """Whether a contact is too young for anybody to know."""
    rule = indicator.choices.resolution
    if rule.tail == "counted":
        return ibis.literal(False)
    return window_start_us(rows, rule.since) + rule.window_days * DAY_US > _last_arrival_us(context, rows)


def _compute_survey_sums(context: Context, clock: UnitClock, indicator: Indicator) -> ir.Table:
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
    rows = build_facts(context, clock).inner_join(said, ["organisation", "contact_id"])
    rows = rows.mutate(**context.place_moment(rows.moment_us, rows.zone))
    return select_first_sums(context, plan_tallies(rows, [(_SurveyTerms(), indicator)], hours=clock.hours != "counted"))


class _SurveyTerms:
    """What resolution sums over contacts whose customers answered."""

    def terms(self, judged: IndicatorConditions) -> IndicatorTerms:
        base = is_answered_in_base(judged)
        return IndicatorTerms(Tally(base & judged.rows.settled), Tally(base))


MEASURES: Mapping[str, Measure] = {"contact_resolution": ContactResolution()}
