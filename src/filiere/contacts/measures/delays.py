"""Delays of what is answered in hours or days: the clock, the cohort, and those that nobody has answered yet.

Mail, messages and complaints share three traps. The clock may run in hours of opening; a period may be of what was
opened in it or of what was closed; and an average of the answered forgets what was never answered. Here, what has no
answer counts against the share within a delay as soon as its time has run out, and not before: until then it is
*young*, and said to be. The rules are § 12 and § 13 of docs/reference/contact-indicators.md.
"""

from abc import abstractmethod
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from filiere.contacts.business_time import BusinessClock, build_opening_clock, build_working_day_clock
from filiere.contacts.definitions.choices import Choices
from filiere.contacts.definitions.records import Channel
from filiere.contacts.measures.aggregation import percentile_minimum, sum_by_period, value_at_rank
from filiere.contacts.measures.base import PER_MICROSECOND, Context, ExcludedRows, Indicator, Measure
from filiere.contacts.measures.data_bounds import data_bounds_table
from filiere.contacts.unit_classification import limit_us

UNIT_COLUMNS = (
    *("organisation", "site", "queue", "channel", "zone", "contact_id", "answer_queue", "moved"),
    *("opened_us", "start_us", "stop_us", "closed_us", "reopened_us", "base", "aside", "uncovered"),
)
"""What a unit is, a column each: ``stop_us`` unknown where nothing stopped its clock, ``closed_us`` where it is still
open; ``moved``, whether it changed queues nobody knows when; ``base``, whether it is counted; ``aside``, the reason why
it is left out, else null; ``uncovered``, whether its start hangs on hours that no calendar covers."""

EXCLUSION_REASONS = ("callback", "out_of_hours", "negative_wait")
"""Why a unit may be aside."""


@dataclass(frozen=True, slots=True)
class UntimedUnits:
    """Units before their delays. ``new_clock`` lets the start of what was reopened be its reopening. ``legs`` are the
    queue visits of the contacts among the units, by which the hours of each queue are counted where the choices say so;
    None for units that have none. ``places`` are the organisation, site and queue of all of them, where these are read
    more easily than the units are, and perhaps of some others."""

    units: ir.Table
    new_clock: bool
    legs: ir.Table | None = None
    places: ir.Table | None = None


@dataclass(frozen=True, slots=True)
class PlannedDelays:
    """What is going to be asked of the same units: of which channels, and by which hours their delays are counted."""

    channels: Mapping[Channel, None]
    clocks: Mapping[Hashable, Choices]


def plan_delays(context: Context, wanted: Iterable[tuple[Measure, Indicator]]) -> None:
    """Tell what is going to be asked of the same units, so that one reading gives it all."""
    for measure, indicator in wanted:
        if isinstance(measure, Delay):
            context.kept[_same_units_key(measure, indicator)] = find_planned_delays(context, measure, indicator)


def find_planned_delays(context: Context, measure: "Delay", indicator: Indicator) -> PlannedDelays:
    """Return what was foreseen of the units of an indicator, its own channel and hours among it."""
    known: PlannedDelays = context.kept.get(_same_units_key(measure, indicator), PlannedDelays({}, {}))
    channels = {} if indicator.channel is None else {indicator.channel: None}
    mine = {_hours_key(indicator.choices): indicator.choices}
    return PlannedDelays({**known.channels, **channels}, {**known.clocks, **mine})


def _same_units_key(measure: "Delay", indicator: Indicator) -> Hashable:
    return "foreseen", type(measure).select_untimed_units, _choices_without_hours(indicator.choices)


def _hours_key(choices: Choices) -> Hashable:
    """Return what the delays of units differ by where their choices are the same otherwise."""
    rule = choices.written_clock
    return rule.hours, rule.calendar_of if rule.hours == "opening" else ""


def _choices_without_hours(choices: Choices) -> str:
    rule = choices.written_clock.model_copy(update={"hours": "calendar", "calendar_of": "arrival_queue"})
    return choices.model_copy(update={"written_clock": rule}).model_dump_json()


def add_delays(context: Context, untimed: UntimedUnits, clocks: Sequence[Choices]) -> ir.Table:
    """Return the units with ``delay_0``, ``delay_1`` … by the hours of each of some choices that differ by them
    alone, and ``uncovered_0`` … where they are unknown for want of a calendar.

    A delay is from start to stop or, for what is neither answered nor closed, to the organisation's last moment; null
    for what was closed without an answer.
    """
    units = untimed.units
    if untimed.new_clock:
        later = units.reopened_us.notnull() & (units.stop_us.isnull() | (units.reopened_us <= units.stop_us))
        units = units.mutate(start_us=later.ifelse(units.reopened_us, units.start_us))
    last = data_bounds_table(context)
    units = units.left_join(last, units.organisation == last.organisation).select(units, last.last_us)
    units = units.mutate(end_us=ibis.coalesce(units.stop_us, units.closed_us.isnull().ifelse(units.last_us, None)))
    units = units.mutate(at_first=units.uncovered)
    for place, choices in enumerate(clocks):
        delays = _compute_delays(context, untimed, units.mutate(uncovered=units.at_first), choices)
        units = delays.select(
            *units.columns, **{f"delay_{place}": delays.delay_us, f"uncovered_{place}": delays.uncovered}
        )
    return units


def _compute_delays(context: Context, untimed: UntimedUnits, units: ir.Table, choices: Choices) -> ir.Table:
    """Return the units with ``delay_us``, and ``uncovered`` where it is unknown."""
    rule, legs = choices.written_clock, untimed.legs
    if rule.hours == "calendar":
        return units.mutate(delay_us=units.end_us - units.start_us)
    if rule.hours != "opening":
        saturdays = rule.hours == "working_days_and_saturdays"
        clock = build_working_day_clock(context, saturdays=saturdays, holidays=choices.holidays)
        return _measure_elapsed(clock, clock.add_calendar(units))
    answering = rule.calendar_of == "answer_queue"
    units = units.mutate(hours_queue=units.answer_queue.fill_null(units.queue) if answering else units.queue)
    wanted = units.select("organisation", "site", queue=units.hours_queue)
    if untimed.places is not None and not answering:
        wanted = untimed.places
    if rule.calendar_of == "each_queue":
        units = units.mutate(uncovered=units.uncovered | (units.moved & units.end_us.notnull()))
        if legs is not None:
            wanted = wanted.union(legs.select("organisation", "site", "queue"))
    clock = build_opening_clock(context, wanted, holidays=choices.holidays)
    if rule.calendar_of == "each_queue" and legs is not None:
        return _sum_visit_delays(clock, units, legs)
    return _measure_elapsed(clock, clock.add_calendar(units, queue="hours_queue"))


def _select_sum_columns(context: Context, units: ir.Table, choices: Choices, *, several: bool, clocks: int) -> ir.Table:
    """Return what sums read of units, some thirty bytes each: there are millions of them."""
    told = {name: units[name] for name in context.group_columns}
    if several:
        told["of_channel"] = units.channel
    if len(context.periods.zones) > 1:
        told["zone"] = units.zone
    counted, moment = units.base & units.aside.isnull(), units.opened_us
    if choices.cohort == "closed":
        moment = units.closed_us
    if choices.cohort != "opened":
        counted = counted & units.closed_us.notnull()
    if choices.cohort not in ("opened", "closed"):
        opened, closed = (
            context.periods.start(one, units.zone, context.interval) for one in (units.opened_us, units.closed_us)
        )
        counted = counted & (opened == closed)
    reason = ibis.cases(
        *((units.aside == name, place) for place, name in enumerate(EXCLUSION_REASONS)), else_=ibis.null("int8")
    )
    return units.select(
        **told,
        moment=moment,
        **{f"{name}_{place}": units[f"{name}_{place}"] for name in ("delay", "uncovered") for place in range(clocks)},
        counted=counted.fill_null(False),
        stopped=units.stop_us.notnull(),
        waiting=units.stop_us.isnull() & units.closed_us.isnull(),
        aside=reason.cast("int8"),
    )


def _measure_elapsed(clock: BusinessClock, units: ir.Table) -> ir.Table:
    counted = clock.add_open_time(units, "start_us", "end_us", name="delay_us")
    return counted.mutate(uncovered=counted.uncovered | counted.delay_us_unknown)


def _sum_visit_delays(clock: BusinessClock, units: ir.Table, legs: ir.Table) -> ir.Table:
    """Return the delays of contacts as the sum over their queue visits, each by the hours of its own queue.

    A visit lasts from its arrival to that of the next one; the first from the start, the last to the end. What has no
    visits (a ticket, or a contact of one visit) goes by the hours of its queue.
    """
    order = ibis.window(group_by=["organisation", "contact_id"], order_by=["arrived_us", "leg"])
    visits = legs.mutate(rank=ibis.row_number().over(order), next_us=legs.arrived_us.lead(1).over(order))
    visits = visits.select(
        *("organisation", "contact_id", "rank", "next_us"),
        v_site=visits.site,
        v_queue=visits.queue,
        v_arrived_us=visits.arrived_us,
    )
    ends = units.select("organisation", "contact_id", "start_us", "end_us")
    path = ends.inner_join(visits, ["organisation", "contact_id"])
    since = (path["rank"] == 0).ifelse(path.start_us, ibis.greatest(path.v_arrived_us, path.start_us))
    until = path.next_us.isnull().ifelse(path.end_us, ibis.least(path.next_us, path.end_us))
    path = path.select(
        "organisation", "contact_id", "end_us", site=path.v_site, queue=path.v_queue, since=since, until=until
    )
    # A visit that lies wholly before the start or after the end takes no time, in whatever hours.
    path = path.filter((path.until > path.since) & path.end_us.notnull())
    path = clock.add_open_time(clock.add_calendar(path), "since", "until", name="spent")
    spent = path.group_by("organisation", "contact_id").aggregate(
        spent_us=path.spent.sum(), spent_unknown=path.spent_unknown.any()
    )
    visited = visits.filter(visits["rank"] == 0).select("organisation", "contact_id", visited=ibis.literal(True))
    whole = _measure_elapsed(clock, clock.add_calendar(units.mutate(plain=units.uncovered), queue="hours_queue"))
    joined = whole.left_join(spent, ["organisation", "contact_id"]).drop("organisation_right", "contact_id_right")
    joined = joined.left_join(visited, ["organisation", "contact_id"]).drop("organisation_right", "contact_id_right")
    seen = joined.visited.fill_null(False)
    unknown = joined.plain | joined.spent_unknown.fill_null(False)
    along = (joined.end_us.isnull() | unknown).ifelse(ibis.null("int64"), joined.spent_us.fill_null(0))
    return joined.mutate(delay_us=seen.ifelse(along, joined.delay_us), uncovered=seen.ifelse(unknown, joined.uncovered))


class Delay(Measure):
    """A measure of delays."""

    tables: ClassVar[tuple[str, ...]] = ("contact", "contact_leg", "case", "calendar")

    @abstractmethod
    def select_untimed_units(self, context: Context, indicator: Indicator) -> UntimedUnits:
        """Return the units, of all channels that are read together."""

    def list_joined_channels(self, context: Context, indicator: Indicator) -> tuple[Channel, ...]:
        """Return the channels whose units are read together, that of the indicator among them; none where the units are
        those of the indicator alone."""
        del context, indicator
        return ()

    def timed_units(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return what sums read of units and their delays, computed once for all the indicators of one context that
        have the same units: delays are read by each of them, and by what each leaves out.

        ``moment`` places a unit in a period, ``counted`` says whether it is of the base and the cohort, ``aside`` the
        place in :data:`EXCLUSION_REASONS` of why it is not; ``stopped`` and ``waiting`` whether anything stopped its
        clock, and whether anything still can; ``delay_us`` is its delay, and ``uncovered`` where it is unknown for want
        of a calendar.
        """
        channels, clocks = (
            self.list_joined_channels(context, indicator),
            find_planned_delays(context, self, indicator).clocks,
        )
        units, choices = type(self).select_untimed_units, indicator.choices
        key = (units, channels or indicator.channel, _choices_without_hours(choices), *context.group_columns)
        if key not in context.kept or _hours_key(choices) not in context.kept[key][0]:
            laid = add_delays(context, self.select_untimed_units(context, indicator), [*clocks.values()])
            made = _select_sum_columns(context, laid, choices, several=len(channels) > 1, clocks=len(clocks))
            context.kept[key] = [*clocks], made, context.engine.hold_rows("delays", made)
        places, _, held = context.kept[key]
        mine = {name: held[f"{name}_{places.index(_hours_key(choices))}"] for name in ("delay", "uncovered")}
        rest = [name for name in held.columns if not name.startswith(("delay_", "uncovered_"))]
        found: ir.Table = held.select(*rest, delay_us=mine["delay"], uncovered=mine["uncovered"])
        return found.filter(found.of_channel == indicator.channel) if len(channels) > 1 else found

    def cohort(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the units of the base, with the ``moment`` that places each in a period by choice 20."""
        units = self.timed_units(context, indicator)
        return units.filter(units.counted)

    def list_excluded_rows(self, context: Context, indicator: Indicator) -> Sequence[ExcludedRows]:
        """Return the units that are left out of the base, and those of the base that have no part in the value."""
        units = self.timed_units(context, indicator)
        reasons = {name: units.aside == place for place, name in enumerate(EXCLUSION_REASONS)}
        passed = self.unmeasured_reasons(units, indicator)
        return [ExcludedRows(units, reasons | {name: units.counted & condition for name, condition in passed.items()})]

    @abstractmethod
    def unmeasured_reasons(self, members: ir.Table, indicator: Indicator) -> Mapping[str, ir.BooleanValue]:
        """Return the reasons why a unit of the base has no part in the value."""


class ShareWithin(Delay):
    """Share answered within the threshold, of those answered, closed without an answer, or out of time."""

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return those within, and those that can be judged."""
        members = self.cohort(context, indicator)
        young = _is_too_young(members, indicator)
        judged = members.filter(~young)
        within = judged.stopped & (judged.delay_us <= _threshold_us(indicator)).fill_null(False)
        return sum_by_period(
            context,
            judged,
            judged.moment,
            numerator=within.cast("int64"),
            denominator=1,
            uncovered=judged.uncovered,
        )

    def unmeasured_reasons(self, members: ir.Table, indicator: Indicator) -> Mapping[str, ir.BooleanValue]:
        """Count the young."""
        return {"young": _is_too_young(members, indicator)}


class MeanDelay(Delay):
    """Σ delay ÷ answered; in seconds."""

    scale: ClassVar[Fraction] = PER_MICROSECOND

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the microseconds, and how many delays they are of."""
        members = self.cohort(context, indicator)
        members = members.filter(members.stopped)
        delay = members.delay_us.fill_null(0)
        return sum_by_period(
            context, members, members.moment, numerator=delay, denominator=1, uncovered=members.uncovered
        )

    def unmeasured_reasons(self, members: ir.Table, indicator: Indicator) -> Mapping[str, ir.BooleanValue]:
        """Count what has no answer."""
        del indicator
        return {"unanswered": ~members.stopped}


class DelayPercentile(Delay):
    """A percentile of the delays of the answered; in seconds."""

    scale: ClassVar[Fraction] = PER_MICROSECOND
    observed: ClassVar[bool] = True

    def minimum(self, indicator: Indicator) -> int:
        """Return 100 from the 90th percentile on, else 30, unless the indicator says otherwise."""
        return percentile_minimum(indicator)

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the observed delays."""
        members = self.cohort(context, indicator)
        members = members.filter(members.stopped)
        return value_at_rank(context, members, members.moment, members.delay_us, indicator, uncovered=members.uncovered)

    def unmeasured_reasons(self, members: ir.Table, indicator: Indicator) -> Mapping[str, ir.BooleanValue]:
        """Count what has no answer."""
        del indicator
        return {"unanswered": ~members.stopped}


def _threshold_us(indicator: Indicator) -> int:
    return limit_us(indicator.threshold_seconds or 0, indicator.choices.comparison)


def _is_too_young(members: ir.Table, indicator: Indicator) -> ir.BooleanValue:
    """Whether a unit still has time: neither answered nor closed, and its delay so far is within the threshold."""
    return members.waiting & (members.delay_us <= _threshold_us(indicator)).fill_null(False)
