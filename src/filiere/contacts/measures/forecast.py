"""How well contacts were foreseen, by the forecasts as they stood before the day.

A forecast corrected at noon foresees the afternoon very well; what a team was staffed by is the one of the eve. The
rules are § 17 of docs/reference/contact-indicators.md.
"""

from collections.abc import Mapping, Sequence
from math import gcd
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from filiere.contacts.classify import Clock, Judged, facts
from filiere.contacts.measures.base import Aside, Context, Indicator, Measure
from filiere.contacts.measures.gathering import MILLION, millionths, month_start, summed_by
from filiere.contacts.measures.moments import data_ends
from filiere.contacts.measures.voices import of_channel
from filiere.contacts.periods import DAY, SECOND
from filiere.contacts.rows import GROUPS

_SCOPE = ("organisation", "f_site", "f_queue", "channel")
_INTERVAL = ("organisation", "site", "queue", "channel", "starts_us", "seconds")


class ForecastAccuracy(Measure):
    """1 − Σ |real − forecast| ÷ Σ forecast, over the intervals that were forecast and have been."""

    tables: ClassVar[tuple[str, ...]] = ("contact_leg", "contact", "case", "forecast", "calendar")

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the contacts foreseen less the errors, and the contacts foreseen, in millionths."""
        made = _judged(context, indicator)
        made = made.filter(~(made.late | made.coarser | made.outside))
        latest = ibis.window(group_by=list(_INTERVAL), order_by=ibis.desc("made_day"))
        made = made.mutate(age=ibis.row_number().over(latest))
        rows = _with_real(context, made.filter(made.age == 0), _counted(context, indicator))
        volume = millionths(rows.volume)
        error = (rows.real * MILLION - volume).abs()
        return summed_by(
            context,
            rows,
            rows.starts_us,
            numerator=volume - error,
            denominator=volume,
            uncovered=rows.uncovered > 0,
        )

    def aside(self, context: Context, indicator: Indicator) -> Sequence[Aside]:
        """Return the rows made too late, at a coarser level, or for intervals outside of the data."""
        made = _judged(context, indicator)
        return [Aside(made, {"made_late": made.late, "coarser": made.coarser, "outside": made.outside})]


def _judged(context: Context, indicator: Indicator) -> ir.Table:
    """Return the rows of forecasts with what speaks against each: ``late``, ``coarser``, ``outside``.

    They are few, and made once.
    """
    key = ("forecasts", indicator.channel)
    if key not in context.kept:
        made = _compared(context, indicator)
        context.kept[key] = made, context.engine.held("forecasts", made)
    held: ir.Table = context.kept[key][1]
    return held


def _compared(context: Context, indicator: Indicator) -> ir.Table:
    rows = of_channel(context.table("forecast"), indicator)
    made_day = month_start(rows.made_on) // DAY + rows.made_on.substr(8, 2).cast("int64") - 1
    level = rows.queue.notnull().ifelse(2, 0) + rows.site.notnull().ifelse(1, 0)
    rows = rows.mutate(
        made_day=made_day,
        level=level,
        late=made_day >= context.periods.day(rows.starts_us, rows.zone),
        ends_us=rows.starts_us + rows.seconds * SECOND,
        f_site=rows.site.fill_null(""),
        f_queue=rows.queue.fill_null(""),
    )
    in_time = rows.filter(~rows.late)
    finest = in_time.group_by("organisation").aggregate(finest=in_time.level.max())
    rows = rows.left_join(finest, "organisation").drop("organisation_right")
    rows = rows.left_join(data_ends(context), "organisation").drop("organisation_right")
    inside = (rows.ends_us > rows.first_us) & (rows.ends_us <= rows.last_us + 1)
    return rows.mutate(coarser=(rows.level < rows.finest).fill_null(False), outside=~inside.fill_null(False))


def _counted(context: Context, indicator: Indicator) -> ir.Table:
    rows = of_channel(facts(context, Clock.of(indicator.choices)), indicator)
    judged = Judged(rows=rows, indicator=indicator)
    # Who is still there has come: a forecast of the last hours would look too high without them.
    came = judged.ended(*indicator.choices.front_door, "open")
    return rows.filter(judged.kept & came & rows.moment_us.notnull())


def _with_real(context: Context, made: ir.Table, units: ir.Table) -> ir.Table:
    """Return forecasts with ``real``, how many units came in their interval, and ``uncovered`` ones among them.

    Units and the bounds of intervals are put in one order of time for each scope, and units are counted up to each
    bound: the cost does not depend on how long intervals are. Units of the scopes that were forecast, often a few
    queues, are first counted by the longest time that divides every interval.
    """
    step = _step(context, made)
    level = made.select("organisation", "level").distinct()
    scoped = units.inner_join(level, "organisation").select(*GROUPS, "moment_us", "uncovered", "level")
    events = scoped.select(
        organisation=scoped.organisation,
        f_site=(scoped.level % 2 == 1).ifelse(scoped.site.fill_null(""), ""),
        f_queue=(scoped.level >= 2).ifelse(scoped.queue.fill_null(""), ""),
        channel=scoped.channel,
        at=scoped.moment_us // step,
        uncovered=scoped.uncovered.cast("int64"),
    )
    foreseen = made.select(**{f"of__{name}": name for name in _SCOPE}).distinct()
    events = events.semi_join(foreseen, [events[name] == foreseen[f"of__{name}"] for name in _SCOPE])
    events = events.group_by([*_SCOPE, "at"]).aggregate(units=events.count(), uncovered=events.uncovered.sum())
    starts, ends = (made.select(*_SCOPE, at=made[name] // step) for name in ("starts_us", "ends_us"))
    bounds = starts.union(ends).distinct()
    zero = ibis.literal(0, "int64")
    both = events.select(*_SCOPE, "at", "units", "uncovered", bound=1).union(
        bounds.select(*_SCOPE, "at", units=zero, uncovered=zero, bound=0)
    )
    # At one instant a bound comes before the units: those of its own step are not before it.
    so_far = ibis.window(group_by=list(_SCOPE), order_by=["at", "bound"], preceding=(None, 0))
    both = both.mutate(units=both.units.sum().over(so_far), uncovered=both.uncovered.sum().over(so_far))
    before = both.filter(both.bound == 0).select(*_SCOPE, "at", "units", "uncovered")
    rows = made
    for prefix, name in (("s", "starts_us"), ("e", "ends_us")):
        side = before.rename(lambda column, prefix=prefix: f"{prefix}__{column}")
        same = [rows[one] == side[f"{prefix}__{one}"] for one in _SCOPE]
        rows = rows.inner_join(side, [*same, rows[name] // step == side[f"{prefix}__at"]])
    return rows.select(
        *made.columns, real=rows.e__units - rows.s__units, uncovered=rows.e__uncovered - rows.s__uncovered
    )


def _step(context: Context, made: ir.Table) -> int:
    """Return the longest time that divides every bound, microseconds; a day where there are no forecasts."""
    phases = made.select("seconds", phase=made.starts_us % (made.seconds * SECOND)).distinct()
    found = context.engine.fetch(phases).to_pylist()
    return gcd(DAY, *(one["seconds"] * SECOND for one in found), *(one["phase"] for one in found))


MEASURES: Mapping[str, Measure] = {"forecast_accuracy": ForecastAccuracy()}
