"""Delays of what is written and of complaints, counted a second time.

Follows docs/reference/contact-indicators.md, sections 11 to 13. Units are held in memory, one row each; hours are asked
of the minutes of :mod:`filiere.contacts.recount.opening_hours`.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl

from filiere.contacts.definitions.choices import Choices
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.recount.contact_paths import ContactPath, build_contact_paths
from filiere.contacts.recount.opening_hours import MINUTE_US, MinuteGrid, share_place_hours
from filiere.contacts.recount.periods import add_period, local_time_expr
from filiere.contacts.recount.records import PERCENT, SECONDS, RecountResult
from filiere.contacts.recount.sums import GroupSums, RecountRequest, add_period_columns, rank_units, sum_two_amounts
from filiere.contacts.recount.tables import StoredTables
from filiere.contacts.recount.unit_classification import build_visits, channel_condition, within_threshold_expr
from filiere.contacts.recount.workload import find_last_moments
from filiere.core.workdays import public_holidays

_ORIGIN = date(1970, 1, 1)
_ONE_EXPR = pl.lit(1)
_TRUE_EXPR = pl.lit(value=True)
_UNIT_COLUMNS = (
    *("organisation", "site", "queue", "channel", "zone", "contact_id", "answer_queue", "moved"),
    *("opened_us", "start_us", "stop_us", "closed_us", "reopened_us", "base", "aside", "doubtful"),
)


def recount_written(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
    """A measure of the delays of a written channel."""
    choices = indicator.choices
    paths = build_contact_paths(tables, indicator) if choices.transfers == "contact" else {}
    tickets = tables.table("case").filter((pl.col("kind") == "ticket") & channel_condition(indicator)).collect()
    contacts = _build_contact_units(tables, indicator, paths)
    named = tickets.filter(pl.col("contact_id").is_not_null())
    contacts = contacts.join(named, on=["organisation", "contact_id"], how="anti")
    first = pl.col("first_reply_us")
    if choices.clock_stop == "acknowledgement":
        first = pl.min_horizontal("first_reply_us", "acknowledged_us")
    stop = first if choices.written_clock.stop == "first_reply" else _final_closing_expr()
    units = pl.concat([contacts.select(_UNIT_COLUMNS), _build_case_units(tickets, choices, stop).select(_UNIT_COLUMNS)])
    return _measure_units(tables, indicator, asked, units, paths, renew=choices.reopened == "new_clock")


def recount_complaints(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
    """A measure of the delays of complaints."""
    choices = indicator.choices
    rows = tables.table("case").filter((pl.col("kind") == "complaint") & channel_condition(indicator)).collect()
    acknowledged = indicator.measure == "complaint_acknowledged_within"
    stop = (
        pl.min_horizontal("acknowledged_us", "first_reply_us", "closed_us") if acknowledged else _final_closing_expr()
    )
    renew = choices.reopened == "new_clock" and not acknowledged
    return _measure_units(tables, indicator, asked, _build_case_units(rows, choices, stop), {}, renew=renew)


def recount_complaint_rate(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
    """Complaints over contacts that came to the door, or over the customers among them."""
    cases = tables.table("case")
    if not tables.has("case"):
        return RecountResult(refusal="not_recorded")
    opened = cases.filter((pl.col("kind") == "complaint") & channel_condition(indicator)).with_columns(
        moment_us="opened_us"
    )
    complained = {
        one.key: one.denominator or 0
        for one in sum_two_amounts(opened, asked, numerator=pl.lit(0), denominator=_ONE_EXPR)
    }
    at_the_door = pl.col("ending").is_in(list(indicator.choices.front_door))
    came = build_visits(tables, indicator).filter(channel_condition(indicator), pl.col("aside").is_null(), at_the_door)
    contacts = {
        one.key: one
        for one in sum_two_amounts(
            came, asked, numerator=pl.lit(0), denominator=_ONE_EXPR, uncovered=pl.col("uncovered")
        )
    }
    per_customer = indicator.measure == "complaints_per_thousand"
    people = _count_customers(came, asked) if per_customer else {}
    found = []
    for key in complained | contacts:
        of_key = contacts.get(key)
        base = people.get(key, 0) if per_customer else (of_key.denominator or 0 if of_key else 0)
        uncovered = of_key.uncovered if of_key else 0
        found.append(
            GroupSums(key=key, numerator=complained.get(key, 0), denominator=base, n=base, uncovered=uncovered)
        )
    return RecountResult(sums=found, scale=Fraction(1000) if per_customer else PERCENT)


def _count_customers(came: pl.LazyFrame, asked: RecountRequest) -> dict[tuple[Any, ...], int]:
    """How many known customers came, by group and period; one of two organisations is two."""
    known = add_period_columns(came.filter(pl.col("customer_key").is_not_null()), asked)
    people = known.select(*asked.keys, who=pl.struct("organisation", "customer_key")).unique()
    table = people.group_by(asked.keys).agg(n=pl.len()).collect(engine="streaming")
    return {tuple(row[name] for name in asked.keys): row["n"] for row in table.iter_rows(named=True)}


def _final_closing_expr() -> pl.Expr:
    """When a case was closed, unknown for what was opened again since."""
    again = (pl.col("reopened_us") > pl.col("closed_us")).fill_null(value=False)
    return pl.when(~again).then("closed_us")


def _build_case_units(rows: pl.DataFrame, choices: Choices, stop: pl.Expr) -> pl.DataFrame:
    sent = pl.coalesce("sent_us", "opened_us") if choices.clock_start == "arrival" else pl.col("opened_us")
    units = rows.with_columns(
        start_us=sent,
        stop_us=stop,
        closed_us=_final_closing_expr(),
        contact_id=pl.lit(None, pl.String),
        moved=pl.col("answer_queue").is_not_null() & pl.col("answer_queue").ne_missing(pl.col("queue")),
        base=pl.lit(value=True),
        doubtful=pl.lit(value=False),
    )
    return units.with_columns(aside=_negative_wait_expr()).select(_UNIT_COLUMNS)


def _negative_wait_expr() -> pl.Expr:
    return pl.when(pl.col("stop_us") < pl.col("start_us")).then(pl.lit("negative_wait"))


def _build_contact_units(tables: StoredTables, indicator: Indicator, paths: Mapping[Any, ContactPath]) -> pl.DataFrame:
    choices = indicator.choices
    rows = build_visits(tables, indicator).filter(channel_condition(indicator)).collect()
    told = [paths.get(key) for key in rows.select("organisation", "contact_id").iter_rows()]
    rows = rows.with_columns(
        pl.Series("still", [one.is_open if one else False for one in told], pl.Boolean),
        pl.Series("reopened_us", [one.reopened_us if one else None for one in told], pl.Int64),
        pl.Series("answer_queue", [one.answer_queue if one else None for one in told], pl.String),
    )
    answered = pl.col("ending") == "answered"
    still = (pl.col("ending") == "open") | pl.col("still")
    receipt = (pl.col("outcome") == "answered") & ~answered & (pl.col("reason") == "auto_ack").fill_null(value=False)
    over = pl.when(~still).then("ended_us")
    units = rows.with_columns(
        opened_us="arrived_us",
        start_us=pl.coalesce("start_us", "arrived_us"),
        stop_us=pl.when(answered).then(pl.col("stop_us") if choices.written_clock.stop == "first_reply" else over),
        closed_us=over,
        answer_queue=pl.coalesce("answer_queue", "queue"),
        moved=pl.lit(value=False),
        base=pl.col("ending").is_in([*choices.denominator, "open"]) | still | receipt,
        doubtful="uncovered",
    )
    aside = [("negative_wait", pl.col("stop_us") < pl.col("start_us"))]
    if choices.out_of_hours == "excluded":
        aside.insert(0, ("out_of_hours", pl.col("closed")))
    if choices.callback == "excluded":
        aside.insert(0, ("callback", pl.col("outcome") == "callback"))
    reason = pl.coalesce(pl.when(condition).then(pl.lit(name)) for name, condition in aside)
    return units.with_columns(aside=reason)


def _measure_units(
    tables: StoredTables,
    indicator: Indicator,
    asked: RecountRequest,
    units: pl.DataFrame,
    paths: Mapping[Any, ContactPath],
    *,
    renew: bool,
) -> RecountResult:
    if renew:
        later = pl.col("stop_us").is_null() | (pl.col("reopened_us") <= pl.col("stop_us"))
        anew = pl.col("reopened_us").is_not_null() & later
        units = units.with_columns(start_us=pl.when(anew).then("reopened_us").otherwise("start_us"))
    units = units.join(find_last_moments(tables).collect(), on="organisation", how="left")
    end = pl.when(pl.col("stop_us").is_not_null()).then("stop_us").when(pl.col("closed_us").is_null()).then("last_us")
    units = _add_delays(tables, indicator.choices, units.with_columns(end_us=end), paths)
    left_out = _count_reasons(units["aside"])
    members = _select_cohort(units.filter("base", pl.col("aside").is_null()), indicator, asked)
    stopped = pl.col("stop_us").is_not_null()
    if indicator.measure.endswith("_within"):
        timely = within_threshold_expr(indicator)
        young = ~stopped & pl.col("closed_us").is_null() & timely
        left_out |= {"young": count} if (count := members.select(young.sum()).item()) else {}
        judged = members.filter(~young).lazy()
        found = sum_two_amounts(
            judged, asked, numerator=stopped & timely, denominator=pl.lit(1), uncovered=pl.col("doubtful")
        )
        return RecountResult(sums=found, exclusions=left_out)
    left_out |= {"unanswered": count} if (count := members.select((~stopped).sum()).item()) else {}
    answered = members.filter(stopped).lazy()
    if indicator.measure.endswith("_percentile"):
        amounts = answered.with_columns(uncovered="doubtful")
        # What is unknown withholds its row: where it is ranked does not matter.
        delay = pl.col("wait_us").fill_null(0)
        found = rank_units(amounts, asked, base=_TRUE_EXPR, amount=delay, percentile=indicator.percentile or 0)
        return RecountResult(sums=found, scale=SECONDS, kind="observed", exclusions=left_out)
    found = sum_two_amounts(
        answered,
        asked,
        numerator=pl.col("wait_us").fill_null(0),
        denominator=pl.lit(1),
        uncovered=pl.col("doubtful"),
    )
    return RecountResult(sums=found, scale=SECONDS, exclusions=left_out)


def _count_reasons(reasons: pl.Series) -> dict[str, int]:
    table = reasons.drop_nulls().value_counts()
    return {row[0]: row[1] for row in sorted(table.iter_rows())}


def _select_cohort(units: pl.DataFrame, indicator: Indicator, asked: RecountRequest) -> pl.DataFrame:
    rule = indicator.choices.cohort
    if rule == "opened":
        return units.with_columns(moment_us="opened_us")
    units = units.filter(pl.col("closed_us").is_not_null())
    if rule == "closed":
        return units.with_columns(moment_us="closed_us")
    both = [
        add_period(units.lazy(), moment, asked.interval, asked.zone).collect()["period"]
        for moment in ("opened_us", "closed_us")
    ]
    return units.filter(both[0] == both[1]).with_columns(moment_us="opened_us")


def _add_delays(
    tables: StoredTables, choices: Choices, units: pl.DataFrame, paths: Mapping[Any, ContactPath]
) -> pl.DataFrame:
    """Add ``wait_us``, the delay from start to end, and to ``doubtful`` what no calendar lets one know."""
    rule = choices.written_clock
    if rule.hours == "calendar":
        return units.with_columns(wait_us=pl.col("end_us") - pl.col("start_us"))
    waits: list[int | None] = []
    doubts: list[bool] = []
    grid_of = _make_grid_finder(tables, choices)
    for unit in units.iter_rows(named=True):
        wait, known = None, True
        if unit["end_us"] is not None:
            wait, known = _elapsed_of_unit(unit, choices, grid_of, paths)
        waits.append(wait if known else None)
        doubts.append(unit["doubtful"] or not known)
    return units.with_columns(pl.Series("wait_us", waits, pl.Int64), pl.Series("doubtful", doubts, pl.Boolean))


_GridFinder = Callable[[Mapping[str, Any], Any, Any], MinuteGrid]


def _elapsed_of_unit(
    unit: Mapping[str, Any], choices: Choices, grid_of: _GridFinder, paths: Mapping[Any, ContactPath]
) -> tuple[int, bool]:
    """The delay of a unit, and whether the hours of every instant of it are known."""
    rule, start, end = choices.written_clock, unit["start_us"], unit["end_us"]
    queue = unit["queue"]
    if rule.hours == "opening" and rule.calendar_of == "answer_queue":
        queue = unit["answer_queue"] or unit["queue"]
    if rule.hours == "opening" and rule.calendar_of == "each_queue":
        if unit["moved"]:
            return 0, False
        if path := paths.get((unit["organisation"], unit["contact_id"])):
            spent, known = 0, True
            for site, visited, since, until in path.stretches(start, end):
                elapsed, sure = _elapsed_between(grid_of(unit, site, visited), since, until)
                spent, known = spent + elapsed, known and sure
            return spent, known
    return _elapsed_between(grid_of(unit, unit["site"], queue), start, end)


def _elapsed_between(grid: MinuteGrid, start: int, end: int) -> tuple[int, bool]:
    bounds = np.array([start, end], np.int64)
    low, high = grid.open_until(bounds)
    return int(high - low), bool(grid.covers(bounds.min(keepdims=True), bounds.max(keepdims=True))[0])


def _make_grid_finder(tables: StoredTables, choices: Choices) -> _GridFinder:
    if choices.written_clock.hours == "opening":
        hours = share_place_hours(tables, choices.holidays)
        return lambda unit, site, queue: hours.grid((unit["organisation"], site, queue))
    worked = 6 if choices.written_clock.hours == "working_days_and_saturdays" else 5
    span = tables.span()

    def of_zone(unit: Mapping[str, Any], site: Any, queue: Any) -> MinuteGrid:
        del site, queue
        asked = (unit["zone"] or tables.zone, span, worked, choices.holidays)
        return tables.share((_build_working_day_grid, asked), lambda: _build_working_day_grid(*asked))

    return of_zone


def _build_working_day_grid(zone: str, span: tuple[int, int], worked: int, holidays: str) -> MinuteGrid:
    """The minutes of the working days of France by the clocks of a zone."""
    first, last = span[0] // MINUTE_US, span[1] // MINUTE_US + 1
    minutes = pl.DataFrame({"moment": np.arange(first, last, dtype=np.int64) * MINUTE_US})
    days = minutes.select(local_time_expr(pl.col("moment"), zone).dt.date().to_physical()).to_series().to_numpy()
    least, most = int(days.min()), int(days.max())
    # What each day is, by its number from the first; then every minute is what its day is.
    known = np.zeros(most - least + 1, np.bool_)
    opened = np.zeros(most - least + 1, np.bool_)
    for number in range(most - least + 1):
        date = _ORIGIN + timedelta(days=least + number)
        if date.year >= 1982:
            feast = holidays == "closed" and date in public_holidays(date.year)
            known[number] = True
            opened[number] = date.weekday() < worked and not feast
    return MinuteGrid(first, opened[days - least], known[days - least])
