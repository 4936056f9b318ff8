"""What customers and listeners say, counted a second time.

Follows docs/reference/contact-indicators.md, section 14.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt

import polars as pl

from filiere.contacts.definitions.records import Indicator
from filiere.contacts.recount.results import MILLIONTHS, PERCENT, Result
from filiere.contacts.recount.sums import Asked, excluded, totalled
from filiere.contacts.recount.tables import Tables
from filiere.contacts.recount.visits import of_channel

_Z = Fraction("1.959963984540054")
_DIGITS = 10**40


def millionths(name: str) -> pl.Expr:
    """A decimal number in whole millionths, the half away from 0."""
    size = (pl.col(name).abs() * 1e6 + 0.5).floor()
    return (pl.when(pl.col(name) < 0).then(-size).otherwise(size)).cast(pl.Int64)


def _answers(tables: Tables, indicator: Indicator, question: str, unfit: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    """The answers to a question, each with the reason why it cannot be counted, and its moment."""
    late = indicator.choices.attribution in ("answer_or_end", "end")
    rows = tables.table("survey_answer").filter(
        of_channel(indicator),
        pl.col("question") == question,
        pl.col("answered_us").is_not_null(),
        pl.col("score").is_not_null(),
    )
    off = ~pl.col("score").is_between("scale_min", "scale_max")
    reasons = {"out_of_scale": off, **unfit}
    reason = pl.coalesce(pl.when(condition).then(pl.lit(name)) for name, condition in reasons.items())
    return rows.with_columns(aside=reason, moment_us=pl.col("answered_us" if late else "invited_us"))


def _asked(question: str, unfit: Mapping[str, pl.Expr], amount: pl.Expr, *, scale: Fraction = PERCENT,
           of: Callable[[int, int], Fraction] | None = None) -> "Recounting":  # fmt: skip
    def counted(tables: Tables, indicator: Indicator, asked: Asked) -> Result:
        answers = _answers(tables, indicator, question, unfit)
        kept = answers.filter(pl.col("aside").is_null())
        found = totalled(kept, asked, numerator=amount, denominator=pl.lit(1))
        return Result(sums=found, scale=scale, of=of, exclusions=excluded(answers))

    return counted


def bound(sign: int) -> Callable[[int, int], Fraction]:
    """One end of Wilson's interval of a share at 95 %, as a share, to forty digits."""

    def of(numerator: int, denominator: int) -> Fraction:
        share, square = Fraction(numerator, denominator), _Z * _Z
        inside = share * (1 - share) / denominator + square / (4 * denominator**2)
        # The root of a fraction p/q is that of p·q, over q; whole numbers have theirs exactly to any digit asked.
        root = Fraction(isqrt(inside.numerator * inside.denominator * _DIGITS**2), inside.denominator * _DIGITS)
        return (share + square / (2 * denominator) + sign * _Z * root) / (1 + square / denominator)

    return of


def response_rate(tables: Tables, indicator: Indicator, asked: Asked) -> Result:
    """Invitations that got any answer, over invitations."""
    rows = tables.table("survey_answer").filter(of_channel(indicator))
    groups = [name for name in ("site", "queue", "channel") if name in asked.by]
    sent = rows.group_by("organisation", "answer_id", *groups).agg(
        moment_us=pl.col("invited_us").min(),
        zone=pl.col("zone").min(),
        answered=pl.col("answered_us").is_not_null().any(),
    )
    return Result(sums=totalled(sent, asked, numerator=pl.col("answered"), denominator=pl.lit(1)))


def quality_score(tables: Tables, indicator: Indicator, asked: Asked) -> Result:
    """Points over points possible, of the calibrated reviews."""
    rows = tables.table("quality_review").filter(of_channel(indicator)).with_columns(moment_us="reviewed_us")
    return _points(rows, asked, pl.when(~pl.col("calibrated")).then(pl.lit("not_calibrated")))


def mystery_score(tables: Tables, indicator: Indicator, asked: Asked) -> Result:
    """Points over points possible, of mystery contacts."""
    rows = tables.table("mystery_contact").filter(of_channel(indicator)).with_columns(moment_us="made_us")
    return _points(rows, asked, pl.when(pl.lit(value=False)).then(pl.lit("")))


def _points(rows: pl.LazyFrame, asked: Asked, reason: pl.Expr) -> Result:
    empty = pl.col("points_possible") <= 0
    rows = rows.with_columns(aside=pl.coalesce(reason, pl.when(empty).then(pl.lit("nothing_possible"))))
    found = totalled(
        rows.filter(pl.col("aside").is_null()),
        asked,
        numerator=millionths("points"),
        denominator=millionths("points_possible"),
    )
    return Result(sums=found, exclusions=excluded(rows))


def mystery_passed(tables: Tables, indicator: Indicator, asked: Asked) -> Result:
    """Mystery contacts passed, of those that were judged."""
    rows = tables.table("mystery_contact").filter(of_channel(indicator)).with_columns(moment_us="made_us")
    rows = rows.with_columns(aside=pl.when(pl.col("passed").is_null()).then(pl.lit("unknown")))
    kept = rows.filter(pl.col("aside").is_null())
    found = totalled(kept, asked, numerator=pl.col("passed"), denominator=pl.lit(1))
    return Result(sums=found, exclusions=excluded(rows))


Recounting = Callable[[Tables, Indicator, Asked], Result]

_SATISFIED = pl.col("score") >= pl.col("satisfied_from")
_UNTOLD = {"no_satisfied_from": pl.col("satisfied_from").is_null()}
_PROMOTES = (pl.col("score") >= 9).cast(pl.Int64) - (pl.col("score") <= 6).cast(pl.Int64)


def _other(low: int, high: int) -> Mapping[str, pl.Expr]:
    return {"other_scale": (pl.col("scale_min") != low) | (pl.col("scale_max") != high)}


VOICES: Mapping[str, Recounting] = {
    "satisfaction": _asked("satisfaction", _UNTOLD, _SATISFIED),
    "satisfaction_low": _asked("satisfaction", _UNTOLD, _SATISFIED, of=bound(-1)),
    "satisfaction_high": _asked("satisfaction", _UNTOLD, _SATISFIED, of=bound(1)),
    "response_rate": response_rate,
    "net_promoter_score": _asked("recommendation", _other(0, 10), _PROMOTES),
    "customer_effort": _asked("effort", _other(1, 7), millionths("score"), scale=MILLIONTHS),
    "quality_score": quality_score,
    "mystery_score": mystery_score,
    "mystery_passed": mystery_passed,
}
