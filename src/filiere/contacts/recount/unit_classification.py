"""What became of each inbound visit or contact under the choices of an indicator: how it ended, how long it waited,
why it is set aside.

Follows docs/reference/contact-indicators.md, sections 1 to 5 and 9, in their order.
"""

from collections.abc import Mapping
from typing import Literal

import polars as pl

from filiere.contacts.definitions.choices import Choices
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.recount.opening_hours import PlaceHours, share_place_hours
from filiere.contacts.recount.periods import SECOND_US
from filiere.contacts.recount.sums import count_excluded
from filiere.contacts.recount.tables import StoredTables

# Which answers of a machine are answers, by what stops the clock: the others have deflected the customer.
_ANSWERING_MACHINES: Mapping[str, tuple[str, ...]] = {
    "human": (),
    "any_answer": ("bot",),
    "acknowledgement": ("bot", "auto_ack"),
}


def build_visits(
    tables: StoredTables, indicator: Indicator, *, per: Literal["leg", "contact"] | None = None
) -> pl.LazyFrame:
    """Return the inbound units, of every channel, of the kind that ``transfers`` says unless ``per`` does, with

    ``ending``, the outcome under the choices; ``start_us`` and ``wait_us``; ``aside``, why it is left out of
    everything, unknown when it is not; ``short``; ``moment_us``, what places it in a period; and ``uncovered``, that
    no calendar says whether it arrived in opening hours, or when they begin, where that matters.
    """
    choices = indicator.choices
    rows = tables.contacts() if (per or choices.transfers) == "contact" else tables.legs()
    hours = None if choices.out_of_hours == "counted" else share_place_hours(tables, choices.holidays)
    return judge_visits(rows.filter(pl.col("direction") == "inbound"), choices, hours)


def count_left_out(
    tables: StoredTables, indicator: Indicator, *, per: Literal["leg", "contact"] | None = None
) -> dict[str, int]:
    """Return how many of the units of an indicator are left out of everything, by reason; indicators that make the same
    choices for the same channel leave out the same ones, which are counted once."""
    key = (count_left_out, indicator.choices.model_dump_json(), indicator.channel, per)
    units = build_visits(tables, indicator, per=per).filter(channel_condition(indicator))
    return dict(tables.share(key, lambda: count_excluded(units)))


def channel_condition(indicator: Indicator) -> pl.Expr:
    """Whether a row is of the channel that an indicator names, any where it names none."""
    return pl.lit(value=True) if indicator.channel is None else pl.col("channel") == indicator.channel


def judge_visits(rows: pl.LazyFrame, choices: Choices, hours: PlaceHours | None) -> pl.LazyFrame:
    """Add to inbound units what :func:`build_visits` promises; ``hours`` is None where they do not matter."""
    rows = rows.with_columns(ending=_ending_expr(choices)).with_columns(stop_us=_wait_stop_expr())
    rows = rows.with_columns(start_us=_wait_start_expr(choices))
    rang = pl.col("offered_us")
    if hours is None:
        rows = rows.with_columns(closed=pl.lit(value=False), uncovered=pl.lit(value=False))
    else:
        rows = hours.at(rows, "arrived_us")
        if choices.out_of_hours == "from_opening":
            opening = pl.min_horizontal("opening_us", "stop_us")
            late = pl.max_horizontal("start_us", pl.when(pl.col("opening_us").is_not_null()).then(opening))
            moved = pl.col("closed") & pl.col("start_us").is_not_null()
            early = moved & (late > pl.col("start_us")) & rang.is_not_null()
            # What rang before the opening is in no wait that begins there.
            rows = rows.with_columns(rang_us=pl.when(early).then(pl.max_horizontal(rang, late)).otherwise(rang))
            rang = pl.col("rang_us")
            start = pl.when(moved).then(late).otherwise("start_us")
            rows = rows.with_columns(start_us=start, uncovered=pl.col("uncovered") | pl.col("opening_us").is_null())
    rows = rows.with_columns(wait_us=pl.col("stop_us") - pl.col("start_us") - _ring_time_expr(choices, rang))
    rows = rows.with_columns(short=_short_abandon_expr(choices))
    return rows.with_columns(aside=_exclusion_reason_expr(choices), moment_us=_attribution_moment_expr(choices))


def _ending_expr(choices: Choices) -> pl.Expr:
    outcome, reason = pl.col("outcome"), pl.col("reason")
    by_machine = reason.is_in(["bot", "auto_ack"]) & ~reason.is_in(list(_ANSWERING_MACHINES[choices.clock_stop]))
    deflected = (outcome == "answered") & by_machine
    called = outcome == "callback"
    if choices.callback == "abandoned":
        outcome = pl.when(called).then(pl.lit("abandoned")).otherwise(outcome)
    elif choices.callback == "answered_when_reached":
        reached = called & pl.col("called_back_us").is_not_null()
        outcome = pl.when(reached).then(pl.lit("answered")).otherwise(outcome)
    return pl.when(deflected).then(pl.lit("deflected")).otherwise(outcome)


def _wait_stop_expr() -> pl.Expr:
    called_back = (pl.col("outcome") == "callback") & (pl.col("ending") == "answered")
    return (
        pl.when(pl.col("outcome") == "answered")
        .then("answered_us")
        .when(called_back)
        .then("called_back_us")
        .otherwise("ended_us")
    )


def _wait_start_expr(choices: Choices) -> pl.Expr:
    served = pl.when(pl.col("outcome") == "answered").then("answered_us")
    called = served.when(pl.col("outcome") == "callback").then("ended_us")
    never = pl.when(pl.col("channel") == "phone").then(called).otherwise("arrived_us")
    queue = pl.coalesce("queued_us", "offered_us", never)
    starts = {
        "arrival": pl.col("arrived_us"),
        "ivr_end": pl.coalesce("queued_us", "offered_us", "arrived_us"),
        "queue": queue,
        "offer": pl.coalesce("offered_us", queue),
    }
    return starts[choices.clock_start]


def _ring_time_expr(choices: Choices, since: pl.Expr) -> pl.Expr:
    if choices.ring == "included":
        return pl.lit(0)
    rang = (pl.col("outcome") == "answered") & (pl.col("ending") == "answered")
    return pl.when(rang).then(pl.col("answered_us") - since).otherwise(0).fill_null(0)


def _short_abandon_expr(choices: Choices) -> pl.Expr:
    limit = pl.lit(choices.short_abandon.seconds, pl.Int64)
    for queue, seconds in choices.short_abandon.by_queue.items():
        limit = pl.when(pl.col("queue") == queue).then(pl.lit(seconds, pl.Int64)).otherwise(limit)
    limit = limit * SECOND_US
    brief = pl.col("wait_us") < limit if choices.short_abandon.edge == "below" else pl.col("wait_us") <= limit
    return ((pl.col("ending") == "abandoned") & brief).fill_null(value=False)


def _exclusion_reason_expr(choices: Choices) -> pl.Expr:
    reasons = [("negative_wait", pl.col("wait_us") < 0)]
    if choices.out_of_hours == "excluded":
        reasons.insert(0, ("out_of_hours", pl.col("closed")))
    if choices.callback == "excluded":
        reasons.insert(0, ("callback", pl.col("outcome") == "callback"))
    if choices.short_abandon.effect == "excluded":
        reasons.append(("short_abandon", pl.col("short")))
    return pl.coalesce(pl.when(condition).then(pl.lit(name)) for name, condition in reasons)


def _attribution_moment_expr(choices: Choices) -> pl.Expr:
    moments = {
        "arrival": pl.col("arrived_us"),
        "queue": pl.coalesce("start_us", "arrived_us"),
        "answer_or_end": pl.coalesce("answered_us", "ended_us", "arrived_us"),
        "end": pl.coalesce("ended_us", "arrived_us"),
    }
    return moments[choices.attribution]


def within_threshold_expr(indicator: Indicator) -> pl.Expr:
    """Whether the wait meets the threshold of an indicator; false where the wait is unknown."""
    how = indicator.choices.comparison
    wait, limit = pl.col("wait_us"), (indicator.threshold_seconds or 0) * SECOND_US
    measured = {
        "exact": wait,
        "truncated": wait.floordiv(SECOND_US) * SECOND_US,
        "rounded": (wait + SECOND_US // 2).floordiv(SECOND_US) * SECOND_US,
    }[how.seconds]
    met = measured <= limit if how.edge == "at_most" else measured < limit
    return met.fill_null(value=False)
