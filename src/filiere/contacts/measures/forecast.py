"""How well contacts were foreseen, by the forecasts as they stood before the day.

A forecast corrected at noon foresees the afternoon very well; what a team was staffed by is the one of the eve. The
rules are § 17 of docs/reference/contact-indicators.md.
"""

from collections.abc import Mapping, Sequence
from math import gcd
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from filiere.contacts.indicator_rows import GROUP_NAMES
from filiere.contacts.measures.aggregation import MILLION, month_start_us, sum_by_period, to_millionths
from filiere.contacts.measures.base import Context, ExcludedRows, Indicator, Measure
from filiere.contacts.measures.data_bounds import data_bounds_table
from filiere.contacts.measures.surveys_and_reviews import filter_by_channel
from filiere.contacts.unit_classification import IndicatorConditions, UnitClock, build_facts
from filiere.contacts.zone_offsets import DAY_US, SECOND_US

_SCOPE_COLUMNS = ("organisation", "f_site", "f_queue", "channel")
_INTERVAL_COLUMNS = ("organisation", "site", "queue", "channel", "starts_us", "seconds")


class ForecastAccuracy(Measure):
    """1 − Σ |real − forecast| ÷ Σ forecast, over the intervals that were forecast and have been."""

    tables: ClassVar[tuple[str, ...]] = ("contact_leg", "contact", "case", "forecast", "calendar")

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the contacts foreseen less the errors, and the contacts foreseen, in millionths."""
        made = _hold_judged_forecasts(context, indicator)
        made = made.filter(~(made.late | made.coarser | made.outside))
        latest = ibis.window(group_by=list(_INTERVAL_COLUMNS), order_by=ibis.desc("made_day"))
        made = made.mutate(age=ibis.row_number().over(latest))
        rows = _add_real_counts(context, made.filter(made.age == 0), _select_counted_units(context, indicator))
        volume = to_millionths(rows.volume)
        error = (rows.real * MILLION - volume).abs()
        return sum_by_period(
            context,
            rows,
            rows.starts_us,
            numerator=volume - error,
            denominator=volume,
            uncovered=rows.uncovered > 0,
        )

    def list_excluded_rows(self, context: Context, indicator: Indicator) -> Sequence[ExcludedRows]:
        """Return the rows made too late, at a coarser level, or for intervals outside of the data."""
        made = _hold_judged_forecasts(context, indicator)
        return [ExcludedRows(made, {"made_late": made.late, "coarser": made.coarser, "outside": made.outside})]


def _hold_judged_forecasts(context: Context, indicator: Indicator) -> ir.Table:
    """Return the rows of forecasts with what speaks against each: ``late``, ``coarser``, ``outside``.

    They are few, and made once.
    """
    key = ("forecasts", indicator.channel)
    if key not in context.kept:
        made = _judge_forecasts(context, indicator)
        context.kept[key] = made, context.engine.hold_rows("forecasts", made)
    held: ir.Table = context.kept[key][1]
    return held


def _judge_forecasts(context: Context, indicator: Indicator) -> ir.Table:
    rows = filter_by_channel(context.table("forecast"), indicator)
    made_day = month_start_us(rows.made_on) // DAY_US + rows.made_on.substr(8, 2).cast("int64") - 1
    level = rows.queue.notnull().ifelse(2, 0) + rows.site.notnull().ifelse(1, 0)
    rows = rows.mutate(
        made_day=made_day,
        level=level,
        late=made_day >= context.periods.day(rows.starts_us, rows.zone),
        ends_us=rows.starts_us + rows.seconds * SECOND_US,
        f_site=rows.site.fill_null(""),
        f_queue=rows.queue.fill_null(""),
    )
    in_time = rows.filter(~rows.late)
    finest = in_time.group_by("organisation").aggregate(finest=in_time.level.max())
    rows = rows.left_join(finest, "organisation").drop("organisation_right")
    rows = rows.left_join(data_bounds_table(context), "organisation").drop("organisation_right")
    inside = (rows.ends_us > rows.first_us) & (rows.ends_us <= rows.last_us + 1)
    return rows.mutate(coarser=(rows.level < rows.finest).fill_null(False), outside=~inside.fill_null(False))


def _select_counted_units(context: Context, indicator: Indicator) -> ir.Table:
    rows = filter_by_channel(build_facts(context, UnitClock.of(indicator.choices)), indicator)
    judged = IndicatorConditions(rows=rows, indicator=indicator)
    # Who is still there has come: a forecast of the last hours would look too high without them.
    came = judged.has_ended_in(*indicator.choices.front_door, "open")
    return rows.filter(judged.is_counted & came & rows.moment_us.notnull())


def _add_real_counts(context: Context, made: ir.Table, units: ir.Table) -> ir.Table:
    """Return forecasts with ``real``, how many units came in their interval, and ``uncovered`` ones among them.

    Units and the bounds of intervals are put in one order of time for each scope, and units are counted up to each
    bound: the cost does not depend on how long intervals are. Units of the scopes that were forecast, often a few
    queues, are first counted by the longest time that divides every interval.
    """
    step = _common_step(context, made)
    level = made.select("organisation", "level").distinct()
    scoped = units.inner_join(level, "organisation").select(*GROUP_NAMES, "moment_us", "uncovered", "level")
    events = scoped.select(
        organisation=scoped.organisation,
        f_site=(scoped.level % 2 == 1).ifelse(scoped.site.fill_null(""), ""),
        f_queue=(scoped.level >= 2).ifelse(scoped.queue.fill_null(""), ""),
        channel=scoped.channel,
        at=scoped.moment_us // step,
        uncovered=scoped.uncovered.cast("int64"),
    )
    foreseen = made.select(**{f"of__{name}": name for name in _SCOPE_COLUMNS}).distinct()
    events = events.semi_join(foreseen, [events[name] == foreseen[f"of__{name}"] for name in _SCOPE_COLUMNS])
    events = events.group_by([*_SCOPE_COLUMNS, "at"]).aggregate(units=events.count(), uncovered=events.uncovered.sum())
    starts, ends = (made.select(*_SCOPE_COLUMNS, at=made[name] // step) for name in ("starts_us", "ends_us"))
    bounds = starts.union(ends).distinct()
    zero = ibis.literal(0, "int64")
    both = events.select(*_SCOPE_COLUMNS, "at", "units", "uncovered", bound=1).union(
        bounds.select(*_SCOPE_COLUMNS, "at", units=zero, uncovered=zero, bound=0)
    )
    # At one instant a bound comes before the units: those of its own step are not before it.
    so_far = ibis.window(group_by=list(_SCOPE_COLUMNS), order_by=["at", "bound"], preceding=(None, 0))
    both = both.mutate(units=both.units.sum().over(so_far), uncovered=both.uncovered.sum().over(so_far))
    before = both.filter(both.bound == 0).select(*_SCOPE_COLUMNS, "at", "units", "uncovered")
    rows = made
    for prefix, name in (("s", "starts_us"), ("e", "ends_us")):
        side = before.rename(lambda column, prefix=prefix: f"{prefix}__{column}")
        same = [rows[one] == side[f"{prefix}__{one}"] for one in _SCOPE_COLUMNS]
        rows = rows.inner_join(side, [*same, rows[name] // step == side[f"{prefix}__at"]])
    return rows.select(
        *made.columns, real=rows.e__units - rows.s__units, uncovered=rows.e__uncovered - rows.s__uncovered
    )


def _common_step(context: Context, made: ir.Table) -> int:
    """Return the longest time that divides every bound, microseconds; a day where there are no forecasts."""
    phases = made.select("seconds", phase=made.starts_us % (made.seconds * SECOND_US)).distinct()
    found = context.engine.fetch(phases).to_pylist()
    return gcd(DAY_US, *(one["seconds"] * SECOND_US for one in found), *(one["phase"] for one in found))


MEASURES: Mapping[str, Measure] = {"forecast_accuracy": ForecastAccuracy()}
