"""What customers and listeners say, counted a second time.

Follows docs/reference/contact-indicators.md, section 14.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt

import polars as pl

from filiere.contacts.definitions.records import Indicator
from filiere.contacts.recount.records import MILLIONTHS, PERCENT, RecountResult
from filiere.contacts.recount.sums import RecountRequest, count_excluded, sum_two_amounts
from filiere.contacts.recount.tables import StoredTables
from filiere.contacts.recount.unit_classification import channel_condition

_Z_95 = Fraction("1.959963984540054")
_DECIMAL_SCALE = 10**40


def millionths_expr(name: str) -> pl.Expr:
    """A decimal number in whole millionths, the half away from 0."""
    size = (pl.col(name).abs() * 1e6 + 0.5).floor()
    return (pl.when(pl.col(name) < 0).then(-size).otherwise(size)).cast(pl.Int64)


def _select_answers(
    tables: StoredTables, indicator: Indicator, question: str, unfit: Mapping[str, pl.Expr]
) -> pl.LazyFrame:
    """The answers to a question, each with the reason why it cannot be counted, and its moment."""
    late = indicator.choices.attribution in ("answer_or_end", "end")
    rows = tables.table("survey_answer").filter(
        channel_condition(indicator),
        pl.col("question") == question,
        pl.col("answered_us").is_not_null(),
        pl.col("score").is_not_null(),
    )
    off = ~pl.col("score").is_between("scale_min", "scale_max")
    reasons = {"out_of_scale": off, **unfit}
    reason = pl.coalesce(pl.when(condition).then(pl.lit(name)) for name, condition in reasons.items())
    return rows.with_columns(aside=reason, moment_us=pl.col("answered_us" if late else "invited_us"))


def _make_survey_recount(question: str, unfit: Mapping[str, pl.Expr], amount: pl.Expr, *, scale: Fraction = PERCENT,
           of: Callable[[int, int], Fraction] | None = None) -> "RecountFunction":  # fmt: skip
    def recount_answers(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
        answers = _select_answers(tables, indicator, question, unfit)
        kept = answers.filter(pl.col("aside").is_null())
        found = sum_two_amounts(kept, asked, numerator=amount, denominator=pl.lit(1))
        return RecountResult(sums=found, scale=scale, of=of, exclusions=count_excluded(answers))

    return recount_answers


def make_wilson_bound(sign: int) -> Callable[[int, int], Fraction]:
    """One end of Wilson's interval of a share at 95 %, as a share, to forty digits."""

    def of(numerator: int, denominator: int) -> Fraction:
        share, square = Fraction(numerator, denominator), _Z_95 * _Z_95
        inside = share * (1 - share) / denominator + square / (4 * denominator**2)
        # The root of a fraction p/q is that of p·q, over q; whole numbers have theirs exactly to any digit asked.
        root = Fraction(
            isqrt(inside.numerator * inside.denominator * _DECIMAL_SCALE**2), inside.denominator * _DECIMAL_SCALE
        )
        return (share + square / (2 * denominator) + sign * _Z_95 * root) / (1 + square / denominator)

    return of


def recount_response_rate(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
    """Invitations that got any answer, over invitations."""
    rows = tables.table("survey_answer").filter(channel_condition(indicator))
    groups = [name for name in ("site", "queue", "channel") if name in asked.by]
    sent = rows.group_by("organisation", "answer_id", *groups).agg(
        moment_us=pl.col("invited_us").min(),
        zone=pl.col("zone").min(),
        answered=pl.col("answered_us").is_not_null().any(),
    )
    return RecountResult(sums=sum_two_amounts(sent, asked, numerator=pl.col("answered"), denominator=pl.lit(1)))


def recount_quality_score(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
    """Points over points possible, of the calibrated reviews."""
    rows = tables.table("quality_review").filter(channel_condition(indicator)).with_columns(moment_us="reviewed_us")
    return _sum_points(rows, asked, pl.when(~pl.col("calibrated")).then(pl.lit("not_calibrated")))


def recount_mystery_score(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
    """Points over points possible, of mystery contacts."""
    rows = tables.table("mystery_contact").filter(channel_condition(indicator)).with_columns(moment_us="made_us")
    return _sum_points(rows, asked, pl.when(pl.lit(value=False)).then(pl.lit("")))


def _sum_points(rows: pl.LazyFrame, asked: RecountRequest, reason: pl.Expr) -> RecountResult:
    empty = pl.col("points_possible") <= 0
    rows = rows.with_columns(aside=pl.coalesce(reason, pl.when(empty).then(pl.lit("nothing_possible"))))
    found = sum_two_amounts(
        rows.filter(pl.col("aside").is_null()),
        asked,
        numerator=millionths_expr("points"),
        denominator=millionths_expr("points_possible"),
    )
    return RecountResult(sums=found, exclusions=count_excluded(rows))


def recount_mystery_passed(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
    """Mystery contacts passed, of those that were judged."""
    rows = tables.table("mystery_contact").filter(channel_condition(indicator)).with_columns(moment_us="made_us")
    rows = rows.with_columns(aside=pl.when(pl.col("passed").is_null()).then(pl.lit("unknown")))
    kept = rows.filter(pl.col("aside").is_null())
    found = sum_two_amounts(kept, asked, numerator=pl.col("passed"), denominator=pl.lit(1))
    return RecountResult(sums=found, exclusions=count_excluded(rows))


RecountFunction = Callable[[StoredTables, Indicator, RecountRequest], RecountResult]

_SATISFIED_EXPR = pl.col("score") >= pl.col("satisfied_from")
_MISSING_SCALE_REASON = {"no_satisfied_from": pl.col("satisfied_from").is_null()}
_PROMOTER_EXPR = (pl.col("score") >= 9).cast(pl.Int64) - (pl.col("score") <= 6).cast(pl.Int64)


def _other_scale_reason(low: int, high: int) -> Mapping[str, pl.Expr]:
    return {"other_scale": (pl.col("scale_min") != low) | (pl.col("scale_max") != high)}


SURVEY_MEASURES: Mapping[str, RecountFunction] = {
    "satisfaction": _make_survey_recount("satisfaction", _MISSING_SCALE_REASON, _SATISFIED_EXPR),
    "satisfaction_low": _make_survey_recount(
        "satisfaction", _MISSING_SCALE_REASON, _SATISFIED_EXPR, of=make_wilson_bound(-1)
    ),
    "satisfaction_high": _make_survey_recount(
        "satisfaction", _MISSING_SCALE_REASON, _SATISFIED_EXPR, of=make_wilson_bound(1)
    ),
    "response_rate": recount_response_rate,
    "net_promoter_score": _make_survey_recount("recommendation", _other_scale_reason(0, 10), _PROMOTER_EXPR),
    "customer_effort": _make_survey_recount(
        "effort", _other_scale_reason(1, 7), millionths_expr("score"), scale=MILLIONTHS
    ),
    "quality_score": recount_quality_score,
    "mystery_score": recount_mystery_score,
    "mystery_passed": recount_mystery_passed,
}
