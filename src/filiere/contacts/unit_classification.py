"""From queue visits and contacts to what is counted: how each ended, how long it waited, what is left out and why.

The rule, settled point by point, is docs/reference/contact-indicators.md, §§ 1 to 5 and 9; a second implementation is
written from that page. Here it is cut in two, so that most of what definitions differ by costs no second reading:

    Clock     the choices that say when a wait begins and stops, and what a unit is: one reading of the rows each
    facts     one row a unit under a clock: outcome, wait, moment, durations
    Judged    the other choices: conditions on facts, which hold on rows of a cube as well (`day_cube`)

A wait that comes out negative is nobody's wait: such a unit is left out of everything and counted as a defect. It is
not mended, for nothing tells which of two clocks was wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_, or_
from typing import Literal, Self

import ibis
import ibis.expr.types as ir

from filiere.contacts.business_time import build_opening_clock
from filiere.contacts.chat_shares import LEG_COLUMNS, compute_excess
from filiere.contacts.computation_context import Context
from filiere.contacts.definitions.choices import Choices, Comparison, Outcome
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.schema import OUTCOMES
from filiere.contacts.zone_offsets import SECOND_US

PHONE_CHANNEL = "phone"
"""The channel on which a free agent may serve at once, without a queue and without a wait."""

WAIT_POPULATIONS: Mapping[str, tuple[Outcome, ...]] = {
    "answered": ("answered",),
    "answered_and_abandoned": ("answered", "abandoned"),
    "all": ("answered", "abandoned", "overflowed", "callback", "system_dropped"),
}
"""The outcomes of those whose wait is measured, by ``wait_population``: ``all`` who waited, whatever came of it."""

_DEFLECTING_REASONS: Mapping[str, tuple[str, ...]] = {
    "human": ("bot", "auto_ack"),
    "any_answer": ("auto_ack",),
    "acknowledgement": (),
}
"""Reasons of an answer that is none, by ``clock_stop``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitClock:
    """The choices under which units have the same outcomes, waits and moments.

    ``reached`` is whether a call back that reached its caller is an answer; ``holidays`` is ``closed`` wherever hours
    do not matter, so that two definitions which differ by it alone share their facts. ``shared`` is the duration that
    the chats of one agent divide among them (:mod:`filiere.contacts.chat_shares`), None where each counts whole.
    """

    per: Literal["leg", "contact"]
    start: Literal["arrival", "ivr_end", "queue", "offer"]
    ring: Literal["included", "excluded"]
    stop: Literal["human", "any_answer", "acknowledgement"]
    reached: bool
    attribution: Literal["arrival", "queue", "answer_or_end", "end"]
    hours: Literal["counted", "excluded", "from_opening"]
    holidays: Literal["closed", "open"]
    shared: Literal["talk", "handle"] | None = None

    @classmethod
    def of(cls, choices: Choices, *, per: Literal["leg", "contact"] | None = None) -> Self:
        """Return the clock of choices; ``per`` for measures that count legs or contacts whatever ``transfers`` says."""
        return cls(
            per=per or choices.transfers,
            start=choices.clock_start,
            ring=choices.ring,
            stop=choices.clock_stop,
            reached=choices.callback == "answered_when_reached",
            attribution=choices.attribution,
            hours=choices.out_of_hours,
            holidays="closed" if choices.out_of_hours == "counted" else choices.holidays,
        )

    @property
    def tables(self) -> tuple[str, ...]:
        """The stored tables that facts are made of."""
        units = "contact_leg" if self.per == "leg" else "contact"
        return (units,) if self.hours == "counted" else (units, "calendar")

    def at(self, attribution: Literal["arrival", "queue", "answer_or_end", "end"]) -> "UnitClock":
        """Return the same clock with units placed by another moment."""
        return replace(self, attribution=attribution)


def build_facts(context: Context, clock: UnitClock) -> ir.Table:
    """Return one row an inbound unit: its own columns, and

    ``recorded`` the outcome as it was recorded, and ``outcome`` as machines and call backs that reached leave it, with
    ``ending`` its rank among :data:`~filiere.contacts.schema.OUTCOMES`, which is compared faster than a word;
    ``start_us``, ``wait_us`` (may be negative), ``moment_us``; ``queued``, whether it entered a queue; ``closed`` and
    ``uncovered``, whether it arrived while closed, and at an instant of which no calendar says anything, both false
    where hours do not matter. They are the same table each time they are asked for in one context.
    """
    if clock not in context.kept:
        made = _compute_facts(context, clock)
        context.kept[clock] = made, context.engine.name_expression("facts", made)
    return context.kept[clock][1]


def _compute_facts(context: Context, clock: UnitClock) -> ir.Table:
    rows = context.table(clock.tables[0])
    rows = rows.filter(rows.direction == "inbound")
    if clock.hours == "counted":
        rows = rows.mutate(closed=ibis.literal(False), uncovered=ibis.literal(False))
    else:
        hours = build_opening_clock(context, rows, holidays=clock.holidays)
        rows = hours.state(hours.add_calendar(rows), "arrived_us")
        uncovered = rows.hours_unknown.fill_null(True)
        if clock.hours == "from_opening":
            uncovered = uncovered | rows.opens_us.isnull()
        rows = rows.mutate(closed=(~rows.open).fill_null(False), uncovered=uncovered)
    rows = rows.mutate(recorded=rows.outcome, outcome=_outcome_expr(rows, clock), ending=_ending_rank_expr(rows, clock))
    rows = rows.mutate(stop_us=_wait_stop_expr(rows, clock))
    rows = rows.mutate(began_us=_unadjusted_start_expr(rows, clock))
    rows = rows.mutate(start_us=_wait_start_expr(rows, clock))
    wait = rows.stop_us - rows.start_us
    if clock.ring == "excluded":
        rang = (rows.recorded == "answered") & (rows.outcome == "answered")
        wait = wait - (rang & rows.offered_us.notnull()).ifelse(
            rows.answered_us - _ring_start_expr(rows, clock), 0
        ).fill_null(0)
    rows = rows.mutate(wait_us=wait, moment_us=_attribution_moment_expr(rows, clock), queued=rows.queued_us.notnull())
    return _divide_chats(context, rows.drop("began_us"), clock)


def _divide_chats(context: Context, rows: ir.Table, clock: UnitClock) -> ir.Table:
    """Return units of which the shared duration is that of their chats' shares."""
    if clock.shared is None:
        return rows
    names = LEG_COLUMNS if clock.per == "leg" else LEG_COLUMNS[:-1]
    key = compute_excess, names, clock.shared
    if key not in context.kept:
        # Held, for facts may be read some files at a time, and the chats of an agent lie in several.
        made = compute_excess(context.table("contact_leg"), names, clock.shared)
        context.kept[key] = context.engine.hold_rows("excess", made)
    named = context.kept[key].rename({f"x_{name}": name for name in names})
    joined = rows.left_join(named, [rows[name] == named[f"x_{name}"] for name in names])
    joined = joined.mutate(**{f"{clock.shared}_us": joined[f"{clock.shared}_us"] - joined.excess_us.fill_null(0)})
    return joined.select(*rows.columns)


def _outcome_overrides(rows: ir.Table, clock: UnitClock) -> list[tuple[ir.BooleanValue, Outcome]]:
    """Return the conditions under which a recorded outcome is another one, with that other."""
    changed: list[tuple[ir.BooleanValue, Outcome]] = []
    if reasons := _DEFLECTING_REASONS[clock.stop]:
        changed.append(((rows.outcome == "answered") & rows.reason.isin(reasons), "deflected"))
    if clock.reached and clock.per == "contact":
        changed.append(((rows.outcome == "callback") & rows.called_back_us.notnull(), "answered"))
    return changed


def _outcome_expr(rows: ir.Table, clock: UnitClock) -> ir.StringValue:
    changed = _outcome_overrides(rows, clock)
    return ibis.cases(*changed, else_=rows.outcome) if changed else rows.outcome


def _ending_rank_expr(rows: ir.Table, clock: UnitClock) -> ir.IntegerValue:
    # Each comparison with a word is of a dictionary's few entries; those with the result of a CASE would be of rows.
    known = [(rows.outcome == name, rank) for rank, name in enumerate(OUTCOMES)]
    changed = [(condition, OUTCOMES.index(name)) for condition, name in _outcome_overrides(rows, clock)]
    return ibis.cases(*changed, *known, else_=-1)


def _wait_stop_expr(rows: ir.Table, clock: UnitClock) -> ir.IntegerValue:
    stop = (rows.recorded == "answered").ifelse(rows.answered_us, rows.ended_us)
    if clock.reached and clock.per == "contact":
        reached = (rows.recorded == "callback") & rows.called_back_us.notnull()
        stop = reached.ifelse(rows.called_back_us, stop)
    return stop


def _unadjusted_start_expr(rows: ir.Table, clock: UnitClock) -> ir.IntegerValue:
    """Return where a wait begins, opening hours set apart; unknown for a caller who left before any queue."""
    # A call may be served without a queue; what is written, and a chat, waits from where it is known to have arrived.
    never = ibis.cases(
        (rows.channel != PHONE_CHANNEL, rows.arrived_us),
        (rows.recorded == "answered", rows.answered_us),
        (rows.recorded == "callback", rows.ended_us),
        else_=ibis.null("int64"),
    )
    began: ir.IntegerValue = {
        "arrival": lambda: rows.arrived_us,
        "ivr_end": lambda: ibis.coalesce(rows.queued_us, rows.offered_us, rows.arrived_us),
        "queue": lambda: ibis.coalesce(rows.queued_us, rows.offered_us, never),
        "offer": lambda: ibis.coalesce(rows.offered_us, rows.queued_us, never),
    }[clock.start]()
    return began


def _wait_start_expr(rows: ir.Table, clock: UnitClock) -> ir.IntegerValue:
    """Return where a wait begins: at the opening, where that is what counts and the unit came before."""
    if clock.hours != "from_opening":
        return rows.began_us
    # Who gave up before the opening waited 0 and not less; least() passes over an unknown stop.
    opening = ibis.least(rows.opens_us, ibis.coalesce(rows.stop_us, rows.opens_us))
    waited = rows.closed & rows.opens_us.notnull() & rows.began_us.notnull()
    return waited.ifelse(ibis.greatest(rows.began_us, ibis.coalesce(opening, rows.began_us)), rows.began_us)


def _ring_start_expr(rows: ir.Table, clock: UnitClock) -> ir.IntegerValue:
    """Return from where the ringing is part of a wait: what rang before the wait began is not in it."""
    if clock.hours != "from_opening":
        return rows.offered_us
    return (rows.start_us > rows.began_us).ifelse(ibis.greatest(rows.offered_us, rows.start_us), rows.offered_us)


def _attribution_moment_expr(rows: ir.Table, clock: UnitClock) -> ir.IntegerValue:
    if clock.attribution == "arrival":
        return rows.arrived_us
    if clock.attribution == "queue":
        return ibis.coalesce(rows.start_us, rows.arrived_us)
    if clock.attribution == "answer_or_end":
        return ibis.coalesce(rows.answered_us, rows.ended_us, rows.arrived_us)
    return ibis.coalesce(rows.ended_us, rows.arrived_us)


def limit_us(threshold_seconds: int, comparison: Comparison) -> int:
    """Return the longest wait that is within a threshold, microseconds: every form of comparison is ``wait <= limit``.

    Whole seconds cut off let in all of the second that begins at the threshold; rounded half up, half of it.
    """
    seconds = threshold_seconds if comparison.edge == "at_most" else threshold_seconds - 1
    if comparison.seconds == "truncated":
        return (seconds + 1) * SECOND_US - 1
    if comparison.seconds == "rounded":
        return seconds * SECOND_US + SECOND_US // 2 - 1
    return threshold_seconds * SECOND_US - (0 if comparison.edge == "at_most" else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorConditions:
    """An indicator's conditions on a table of facts, or of a cube of them; an unknown condition counts as not met.

    ``settled`` says that the rows are those that are counted already, so that no condition has to ask again.
    """

    rows: ir.Table
    indicator: Indicator
    settled: bool = False

    @property
    def choices(self) -> Choices:
        """The choices of the indicator."""
        return self.indicator.choices

    def has_ended_in(self, *outcomes: str) -> ir.BooleanValue:
        """Whether a unit ended in one of these outcomes, a call back counted as ``callback`` says."""
        wanted = set(outcomes)
        if self.choices.callback == "abandoned":
            # Who asked to be called back has abandoned, and nobody has the outcome of their own any more.
            wanted = (wanted - {"callback"}) | ({"callback"} if "abandoned" in wanted else set())
        ranks = {OUTCOMES.index(one) for one in wanted}
        if not ranks:
            return ibis.literal(False)
        # Two comparisons a run of ranks: a list of several is joined with by DuckDB, which takes longer.
        firsts = sorted(one for one in ranks if one - 1 not in ranks)
        lasts = sorted(one for one in ranks if one + 1 not in ranks)
        return reduce(or_, (self.rows.ending.between(*ends) for ends in zip(firsts, lasts, strict=True)))

    @property
    def exclusion_reasons(self) -> Mapping[str, ir.BooleanValue]:
        """The reasons to leave a unit out of everything, in the order in which the first that applies counts."""
        found: dict[str, ir.BooleanValue] = {}
        if self.choices.callback == "excluded":
            # Where call backs are left out, none was reached: all have the outcome still.
            found["callback"] = self.rows.ending == OUTCOMES.index("callback")
        if self.choices.out_of_hours == "excluded":
            found["out_of_hours"] = self.rows.closed
        found["negative_wait"] = (self.rows.wait_us < 0).fill_null(False)
        if self.choices.short_abandon.effect == "excluded":
            found["short_abandon"] = self.is_short_abandonment
        return found

    @property
    def is_of_channel(self) -> ir.BooleanValue | None:
        """Whether a unit is of the channel that the indicator names; None where it names none."""
        channel = self.indicator.channel
        return None if channel is None else self.rows.channel == channel

    @property
    def is_counted(self) -> ir.BooleanValue:
        """Whether a unit is counted at all."""
        aside = self.exclusion_reasons
        # An unknown wait is not negative.
        kept = self.rows.wait_us.isnull() | (self.rows.wait_us >= 0)
        for reason, condition in aside.items():
            if reason != "negative_wait":
                kept = kept & ~condition
        return kept if self.is_of_channel is None else self.is_of_channel & kept

    def is_counted_where(self, *conditions: ir.BooleanValue) -> ir.BooleanValue:
        """Whether a unit is counted at all and meets conditions."""
        met = list(conditions) if self.settled else [self.is_counted, *conditions]
        return reduce(and_, met) if met else self.rows.ending.notnull()

    @property
    def is_short_abandonment(self) -> ir.BooleanValue:
        """Whether a unit is a short abandonment; never unknown."""
        rule = self.choices.short_abandon
        less = rule.edge == "below"
        limits = [
            (self.rows.queue == name, seconds * SECOND_US - less) for name, seconds in sorted(rule.by_queue.items())
        ]
        usual = -1 if rule.seconds is None else rule.seconds * SECOND_US - less
        if usual < 0 and not limits:
            return ibis.literal(False)
        limit = ibis.cases(*limits, else_=usual) if limits else ibis.literal(usual, "int64")
        # A wait below 0 is no short one: such a unit is left out as a defect already.
        return (self.has_ended_in("abandoned") & (self.rows.wait_us <= limit) & (self.rows.wait_us >= 0)).fill_null(
            False
        )

    @property
    def is_within_threshold(self) -> ir.BooleanValue:
        """Whether a wait is within the threshold of the indicator; never unknown."""
        limit = limit_us(self.indicator.threshold_seconds or 0, self.choices.comparison)
        return (self.rows.wait_us <= limit).fill_null(False)

    @property
    def is_wait_measured(self) -> ir.BooleanValue:
        """Whether a unit's wait, where it is known, is one of those that means and percentiles of the wait are of."""
        return self.is_counted_where(self.has_ended_in(*WAIT_POPULATIONS[self.choices.wait_population]))
