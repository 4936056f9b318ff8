"""Work over time: how many wait, how much work there is, how busy agents are, how long systems are up.

Each is time shared out over periods, and the time shared out must be the time there was. The rules are § 16 of
docs/reference/contact-indicators.md.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from filiere.contacts.business_time import build_opening_clock
from filiere.contacts.measures import numpy_time_union
from filiere.contacts.measures.aggregation import zero_empty_sums
from filiere.contacts.measures.base import Context, ExcludedRows, Indicator, Measure
from filiere.contacts.measures.data_bounds import read_data_bounds, value_of_organisation
from filiere.contacts.measures.period_overlap import (
    PeriodGrid,
    clip_spans,
    cut_spans,
    share_time,
    total_duration_us,
    unite_spans,
)
from filiere.contacts.measures.surveys_and_reviews import filter_by_channel
from filiere.contacts.schema import MACHINE_REASONS
from filiere.contacts.unit_classification import IndicatorConditions, UnitClock, build_facts

_SYSTEM_COLUMNS = ("organisation", "site", "queue", "system")
"""What says which system a span of availability is of."""
_HOUR_US = 3_600_000_000
_OWNER_COLUMNS, _SPAN_BOUNDS = ("owner", "agent"), ("from_us", "to_us")


class TimeMeasure(Measure):
    """A measure of time shared out over periods."""

    @abstractmethod
    def spans(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the spans: the groups asked, ``zone``, ``from_us``, ``to_us``; and ``busy``, where some are in the
        numerator (true) and all the others in the denominator (false)."""

    def shared_spans(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the spans for what reads them more than once: to choose how they are shared out, to do it, and to
        compare what there was. Where there is one period, nothing but the sums does."""
        if context.is_undivided:
            return self.spans(context, indicator)
        key = (type(self), indicator.channel, indicator.choices.model_dump_json(), *context.group_columns)
        if key not in context.kept:
            made = self.spans(context, indicator)
            context.kept[key] = made, context.engine.hold_rows("spans", made)
        return context.kept[key][1]

    def times(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the time of the spans by group and period, and by ``busy``: ``spent_us``, and ``touching``, how many
        spans."""
        return share_time(context, self.shared_spans(context, indicator))

    @abstractmethod
    def select_backward_rows(self, context: Context, indicator: Indicator) -> tuple[ir.Table, ir.BooleanValue]:
        """Return rows, and which of them have spans that go backwards."""

    def minimum(self, indicator: Indicator) -> int:
        """Return 1 unless the indicator says otherwise: time is measured, and not estimated from a sample."""
        return 1 if indicator.minimum is None else indicator.minimum

    def list_excluded_rows(self, context: Context, indicator: Indicator) -> Sequence[ExcludedRows]:
        """Return the spans that are left out because they go backwards."""
        rows, condition = self.select_backward_rows(context, indicator)
        return [ExcludedRows(rows, {"negative_span": condition})]


class Backlog(TimeMeasure):
    """How many contacts wait at once, on average over the period."""

    tables: ClassVar[tuple[str, ...]] = ("contact_leg", "contact", "case")
    aside_in_passing: ClassVar[bool] = True
    scale: ClassVar[Fraction] = Fraction(1)

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the time waited, and the length of the period."""
        found = share_time(context, self.shared_spans(context, indicator))
        lengths = PeriodGrid.of(context).lengths()
        names = [name for name in context.keys if name not in context.group_columns]
        usual = lengths.select(**{f"l_{name}": name for name in names}, usual_us="length_us")
        # Where another zone's night is all that the data have of a day, the store's own zone has none of it.
        joined = found.left_join(usual, [found[name] == usual[f"l_{name}"] for name in names])
        length = joined.usual_us.fill_null(joined.length_us)
        sums = joined.select(*context.keys, numerator=joined.spent_us, denominator=length, n=joined.touching)
        return _add_uncovered(context, sums, self._units(context, indicator), indicator)

    def total(self, context: Context, indicator: Indicator) -> ir.Table | None:
        """Return the time that the numerators must add up to."""
        if context.is_undivided:
            return None
        spans = self.shared_spans(context, indicator)
        return spans.aggregate(numerator=total_duration_us(spans))

    def spans(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the waits, those that go on to the last moment of their organisation."""
        units = self._units(context, indicator)
        return clip_spans(
            units.select(**_group_columns(context, units), from_us=units.start_us, to_us=units.until_us), context
        )

    def select_backward_rows(self, context: Context, indicator: Indicator) -> tuple[ir.Table, ir.BooleanValue]:
        """Return contacts, and which of them end before their wait begins."""
        rows = build_facts(context, self.clock(indicator))
        asked = IndicatorConditions(rows=rows, indicator=indicator).is_of_channel
        return rows, (rows.wait_us < 0) if asked is None else asked & (rows.wait_us < 0)

    def clock(self, indicator: Indicator) -> UnitClock:
        """Return the clock of what waits."""
        return UnitClock.of(indicator.choices)

    def sum_undivided(self, context: Context, rows: ir.Table, indicator: Indicator) -> Mapping[str, ir.IntegerScalar]:
        """Return the sums of :meth:`sums` over facts, where there is one period."""
        first, end, until = context.periods.first_us, context.periods.last_us + 1, _wait_end_us(context, rows)
        since_us = ibis.greatest(rows.start_us, ibis.literal(first, "int64"))
        until_us = ibis.least(until, ibis.literal(end, "int64"))
        waited = _came_to_front_door(rows, indicator) & (rows.start_us < until) & (since_us < until_us)
        spent = (until_us - since_us).sum(where=waited).fill_null(0)
        return {"numerator": spent, "denominator": ibis.literal(end - first, "int64"), "n": rows.count(where=waited)}

    def _units(self, context: Context, indicator: Indicator) -> ir.Table:
        rows = build_facts(context, self.clock(indicator))
        return rows.filter(_came_to_front_door(rows, indicator)).mutate(until_us=_wait_end_us(context, rows))


def _came_to_front_door(rows: ir.Table, indicator: Indicator) -> ir.BooleanValue:
    """Whether units came to the front door, or are there still."""
    judged = IndicatorConditions(rows=rows, indicator=indicator)
    return judged.is_counted & judged.has_ended_in(*indicator.choices.front_door, "open")


def _wait_end_us(context: Context, rows: ir.Table) -> ir.IntegerValue:
    """Return when units ceased to wait: at the last moment of their organisation where they do still."""
    last = value_of_organisation(rows, {name: one.last_us for name, one in read_data_bounds(context).items()})
    return ((rows.outcome == "open") & rows.stop_us.isnull()).ifelse(last, rows.stop_us)


class AgentTime(TimeMeasure):
    """A measure of the time of agents; where overlaps count once (choice 15), that of each known agent is made one."""

    @abstractmethod
    def select_work_spans(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the spans as they were recorded: the columns of :meth:`spans`, ``owner`` and ``agent``."""

    def spans(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the time of agents, apart from one another."""
        spans = clip_spans(self.select_work_spans(context, indicator), context)
        columns = [name for name in spans.columns if name not in _OWNER_COLUMNS]
        if indicator.choices.occupancy.overlaps == "sum":
            return spans.select(*columns)
        known = unite_spans(
            spans.filter(spans.agent.notnull()), [name for name in spans.columns if name not in _SPAN_BOUNDS]
        )
        return known.select(*columns).union(spans.filter(spans.agent.isnull()).select(*columns))

    def times(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the time of agents by group and period."""
        if indicator.choices.occupancy.overlaps == "sum" or not numpy_time_union.can_unite_times(context):
            return super().times(context, indicator)
        rows = self.select_work_spans(context, indicator)
        known, kinds = rows.filter(rows.agent.notnull()), [name for name in ("busy",) if name in rows.columns]
        found = numpy_time_union.sum_united_times(
            context, clip_spans(known, context), known.drop(*_SPAN_BOUNDS), kinds=kinds
        )
        unknown = clip_spans(rows.filter(rows.agent.isnull()), context).drop(*_OWNER_COLUMNS)
        both = found.union(share_time(context, unknown).select(*found.columns))
        return both.group_by([*context.keys, *kinds]).aggregate(
            spent_us=both.spent_us.sum(), touching=both.touching.sum()
        )


class Workload(AgentTime):
    """Hours of handling, inbound and outbound."""

    tables: ClassVar[tuple[str, ...]] = ("contact_leg",)
    aside_in_passing: ClassVar[bool] = True
    scale: ClassVar[Fraction] = Fraction(1, _HOUR_US)
    counted: ClassVar[bool] = True

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the time handled."""
        found = self.times(context, indicator)
        return found.select(*context.keys, numerator=found.spent_us, denominator=ibis.null("int64"), n=found.touching)

    def total(self, context: Context, indicator: Indicator) -> ir.Table | None:
        """Return the time that the numerators must add up to."""
        if context.is_undivided:
            return None
        spans = self.shared_spans(context, indicator)
        return spans.aggregate(numerator=total_duration_us(spans))

    def select_work_spans(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the handling of each visit."""
        return _handling_spans(context, indicator)

    def select_backward_rows(self, context: Context, indicator: Indicator) -> tuple[ir.Table, ir.BooleanValue]:
        """Return visits, and which of them end before they are answered."""
        legs = context.table("contact_leg")
        backwards = _was_handled(legs) & (_handling_end_us(legs, indicator) < legs.answered_us)
        return legs, backwards if indicator.channel is None else backwards & (legs.channel == indicator.channel)


class TimeRatio(TimeMeasure):
    """Time of one kind ÷ time of several."""

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the two times; n is how many spans of the denominator there are."""
        return _pair_times(context, self.times(context, indicator))

    def total(self, context: Context, indicator: Indicator) -> ir.Table | None:
        """Return the times that numerators and denominators must add up to."""
        if context.is_undivided:
            return None
        spans = self.shared_spans(context, indicator)
        length = spans.to_us - spans.from_us
        return spans.aggregate(
            numerator=length.sum(where=spans.busy).fill_null(0), denominator=length.sum(where=~spans.busy).fill_null(0)
        )


class Occupancy(AgentTime, TimeRatio):
    """Time handling ÷ time at work.

    Where work counts as often as it is, the time at work that is none still counts once: two contacts at once can only
    raise an occupancy.
    """

    tables: ClassVar[tuple[str, ...]] = ("agent_state", "contact_leg")

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the two times, of which work is counted as choice 15 says; n is how many spans at work there are."""
        often = super().sums(context, indicator)
        if indicator.choices.occupancy.overlaps == "union":
            return often
        once = super().sums(context, _with_work_once(indicator))
        free = once.select(*context.keys, numerator=0, denominator=once.denominator - once.numerator, n=0)
        both = often.mutate(denominator=often.numerator).union(free.cast(often.schema()))
        names = ("numerator", "denominator", "n")
        return zero_empty_sums(both.group_by(context.keys).aggregate(**{name: both[name].sum() for name in names}))

    def total(self, context: Context, indicator: Indicator) -> ir.Table | None:
        """Return the times that numerators and denominators must add up to."""
        often = super().total(context, indicator)
        if often is None or indicator.choices.occupancy.overlaps == "union":
            return often
        once = super().total(context, _with_work_once(indicator))
        assert once is not None  # noqa: S101 - both are of the same periods
        both = often.cross_join(once.select(free=once.denominator - once.numerator))
        return both.select(numerator=both.numerator, denominator=both.numerator + both.free)

    def select_work_spans(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return what keeps agents busy, as ``busy``, and their time at work, work among it."""
        rule, states = indicator.choices.occupancy, _state_spans(context)
        at_work = ["busy", "wrap", "available", *(["pause"] if rule.pauses == "in" else [])]
        work = states.filter(states.state.isin(["busy", "wrap"])).drop("state")
        present = states.filter(states.state.isin(at_work)).drop("state")
        if rule.work == "contacts":
            work = _handling_spans(context, indicator).select(*work.columns)
            present = present.union(work)
        return work.mutate(busy=ibis.literal(True)).union(present.mutate(busy=ibis.literal(False)))

    def select_backward_rows(self, context: Context, indicator: Indicator) -> tuple[ir.Table, ir.BooleanValue]:
        """Return states, and which of them end before they begin."""
        del indicator
        states = context.table("agent_state")
        return states, states.to_us < states.from_us


class Availability(TimeRatio):
    """Time up ÷ time of service, planned stops out."""

    tables: ClassVar[tuple[str, ...]] = ("service_uptime", "calendar")

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the time up and the time of service; of the hours of opening only, where choice 11 says so."""
        if indicator.choices.out_of_hours != "excluded":
            return _uptime_of_downtime(super().sums(context, indicator))
        rows = self._open(context, indicator, cut_spans(context, self._placed_spans(context)))
        placed = rows.mutate(**context.place_moment(rows.from_us, rows.zone))
        found = placed.group_by([*context.keys, "busy"]).aggregate(
            spent_us=placed.open_us.sum().fill_null(0), touching=placed.count(), uncovered=placed.unknown.sum()
        )
        return _uptime_of_downtime(_pair_times(context, found))

    def total(self, context: Context, indicator: Indicator) -> ir.Table | None:
        """Return the times that numerators and denominators must add up to."""
        if indicator.choices.out_of_hours != "excluded":
            whole = super().total(context, indicator)
            return None if whole is None else _uptime_of_downtime(whole)
        rows = self._open(context, indicator, self._placed_spans(context))
        return _uptime_of_downtime(
            rows.aggregate(
                numerator=rows.open_us.sum(where=rows.busy).fill_null(0),
                denominator=rows.open_us.sum(where=~rows.busy).fill_null(0),
            )
        )

    def spans(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the time down, as ``busy``, and that of service."""
        del indicator
        rows = self._placed_spans(context)
        return rows.select(*_group_columns(context, rows), "busy", "from_us", "to_us")

    def select_backward_rows(self, context: Context, indicator: Indicator) -> tuple[ir.Table, ir.BooleanValue]:
        """Return states, and which of them end before they begin."""
        del indicator
        states = context.table("service_uptime")
        return states, states.to_us < states.from_us

    def _placed_spans(self, context: Context) -> ir.Table:
        states = context.table("service_uptime")
        rows = states.filter(states.state == "down").mutate(busy=ibis.literal(True))
        rows = rows.union(states.filter(states.state.isin(["up", "down"])).mutate(busy=ibis.literal(False)))
        more = {} if "channel" not in context.group_columns else {"channel": ibis.null("string")}
        rows = rows.mutate(**more, zone=rows.zone.fill_null(context.periods.default))
        rows = clip_spans(rows.select(*_SYSTEM_COLUMNS, *more, "zone", "busy", "from_us", "to_us"), context)
        # What spans of one system have in common counts once, in the first of them.
        earlier = ibis.window(
            group_by=[*_SYSTEM_COLUMNS, "busy"], order_by=["from_us", "to_us"], preceding=(None, 1), following=None
        )
        begun = rows.mutate(from_us=ibis.greatest(rows.from_us, rows.to_us.max().over(earlier).fill_null(0)))
        return begun.filter(begun.from_us < begun.to_us).drop("system")

    def _open(self, context: Context, indicator: Indicator, rows: ir.Table) -> ir.Table:
        clock = build_opening_clock(context, context.table("service_uptime"), holidays=indicator.choices.holidays)
        timed = clock.add_open_time(clock.add_calendar(rows), "from_us", "to_us", name="open_us", closed=True)
        return timed.mutate(unknown=timed.open_us_unknown.cast("int64"))


def _with_work_once(indicator: Indicator) -> Indicator:
    once = indicator.choices.occupancy.model_copy(update={"overlaps": "union"})
    return indicator.with_choices(indicator.choices.model_copy(update={"occupancy": once}))


def _state_spans(context: Context) -> ir.Table:
    """Return the states of agents as spans, with ``state``."""
    rows = context.table("agent_state")
    agent = {"owner": rows.organisation, "agent": rows.agent_key}
    bounds = {name: rows[name] for name in (*_SPAN_BOUNDS, "state")}
    return rows.select(**_group_columns(context, rows), **agent, **bounds)


def _handling_spans(context: Context, indicator: Indicator) -> ir.Table:
    """Return the handling of each visit of the indicator's channel by a person, as spans."""
    rows = filter_by_channel(context.table("contact_leg"), indicator)
    rows = rows.filter(_was_handled(rows))
    agent = {"owner": rows.organisation, "agent": rows.agent_key}
    end = _handling_end_us(rows, indicator)
    return rows.select(**_group_columns(context, rows), **agent, from_us=rows.answered_us, to_us=end)


def _was_handled(legs: ir.Table) -> ir.BooleanValue:
    """Whether visits were handled by a person."""
    return (legs.outcome == "answered") & ~legs.reason.isin(MACHINE_REASONS).fill_null(False)


def _handling_end_us(legs: ir.Table, indicator: Indicator) -> ir.IntegerValue:
    """Return when the handling of visits ended."""
    whole = indicator.choices.handling.parts == "talk_and_wrap"
    return legs.wrap_ended_us.fill_null(legs.ended_us) if whole else legs.ended_us


def _group_columns(context: Context, table: ir.Table) -> Mapping[str, ir.Value]:
    return {**context.groups(table), "zone": table.zone.fill_null(context.periods.default)}


def _uptime_of_downtime(times: ir.Table) -> ir.Table:
    """Return the time up in place of the time down: what is told as both was not served."""
    return times.mutate(numerator=times.denominator - times.numerator)


def _pair_times(context: Context, found: ir.Table) -> ir.Table:
    """Return the sums of spans of two kinds, a kind a row, side by side."""
    more = {"uncovered": found.uncovered.sum()} if "uncovered" in found.columns else {}
    sums = found.group_by(context.keys).aggregate(
        numerator=found.spent_us.sum(where=found.busy).fill_null(0),
        denominator=found.spent_us.sum(where=~found.busy).fill_null(0),
        n=found.touching.sum(where=~found.busy).fill_null(0),
        **more,
    )
    return zero_empty_sums(sums)


def _add_uncovered(context: Context, sums: ir.Table, units: ir.Table, indicator: Indicator) -> ir.Table:
    """Return sums with how many units of the group no calendar covers: they may be of any of its periods."""
    if indicator.choices.out_of_hours == "counted":
        return sums
    named = units.select(**{f"u_{name}": value for name, value in context.groups(units).items()}, open=units.uncovered)
    uncovered = named.open.cast("int64").sum().fill_null(0)
    if not context.group_columns:
        return sums.cross_join(named.aggregate(uncovered=uncovered))
    counts = named.group_by([f"u_{name}" for name in context.group_columns]).aggregate(uncovered=uncovered)
    same = [sums[name].identical_to(counts[f"u_{name}"]) for name in context.group_columns]
    return sums.left_join(counts, same).select(*sums.columns, "uncovered")


MEASURES: Mapping[str, Measure] = {
    "backlog": Backlog(),
    "workload": Workload(),
    "occupancy": Occupancy(),
    "availability": Availability(),
}
