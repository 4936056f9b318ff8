"""Reach, wait, handling and transfer: which units a measure is of, and what each adds to its numerator.

Follows docs/reference/contact-indicators.md, section 6.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from filiere.contacts.definitions.records import Indicator
from filiere.contacts.recount.unit_classification import within_threshold_expr

_ENDING_EXPR = pl.col("ending")
_IS_ANSWERED = _ENDING_EXPR == "answered"
_WAITED_OUTCOMES = ["answered", "abandoned", "overflowed", "callback", "system_dropped"]


@dataclass(frozen=True, slots=True)
class UnitShare:
    """``base``: whether a unit is in the denominator; ``amount``: what it then adds to the numerator (a truth counts
    for one), or its observed value for a percentile."""

    base: pl.Expr
    amount: pl.Expr


def _contacts_share(indicator: Indicator) -> UnitShare:
    return UnitShare(_ENDING_EXPR.is_in(list(indicator.choices.front_door)), pl.lit(value=True))


def _accessibility_share(indicator: Indicator) -> UnitShare:
    return UnitShare(_ENDING_EXPR.is_in(list(indicator.choices.front_door)), _IS_ANSWERED)


def _abandonment_share(indicator: Indicator) -> UnitShare:
    rule, left = indicator.choices.short_abandon, _ENDING_EXPR == "abandoned"
    if rule.effect == "excluded_from_abandoned":
        left = left & ~pl.col("short")
    base = pl.col("queued_us").is_not_null()
    if rule.share_of == "offered":
        base = _ENDING_EXPR.is_in(list(indicator.choices.front_door))
    elif rule.share_of == "answered_and_abandoned":
        base = _IS_ANSWERED | (_ENDING_EXPR == "abandoned")
    elif rule.share_of == "arrived":
        base = pl.lit(value=True)
    return UnitShare(base, left)


def _blocked_share(indicator: Indicator) -> UnitShare:
    return UnitShare(_ENDING_EXPR.is_in([*indicator.choices.front_door, "blocked"]), _ENDING_EXPR == "blocked")


def _service_level_share(indicator: Indicator) -> UnitShare:
    choices = indicator.choices
    success = pl.col("short") if choices.short_abandon.effect == "success" else pl.lit(value=False)
    left = (_ENDING_EXPR == "abandoned") & within_threshold_expr(indicator)
    base = _ENDING_EXPR.is_in(list(choices.denominator))
    if choices.clock_start in ("queue", "offer"):
        entered = pl.col("wait_us").is_not_null() | pl.col("queued_us").is_not_null()
        base = base & (entered | (_ENDING_EXPR != "abandoned"))
    met = (_IS_ANSWERED & within_threshold_expr(indicator)) | success
    if choices.abandon_in_threshold == "ignored":
        base = base & ~(left & ~success)
    if choices.abandon_in_threshold == "positive":
        met = met | left
    return UnitShare(base, met)


def _speed_of_answer_share(indicator: Indicator) -> UnitShare:
    population = _IS_ANSWERED
    if indicator.choices.wait_population == "answered_and_abandoned":
        population = _IS_ANSWERED | (_ENDING_EXPR == "abandoned")
    elif indicator.choices.wait_population == "all":
        population = _ENDING_EXPR.is_in(_WAITED_OUTCOMES)
    return UnitShare(population & pl.col("wait_us").is_not_null(), pl.col("wait_us"))


def _handling_time_share(indicator: Indicator) -> UnitShare:
    duration = pl.col("talk_us" if indicator.choices.handling.parts == "talk" else "handle_us")
    return UnitShare(_IS_ANSWERED & (duration >= 0).fill_null(value=False), duration)


def _transfer_share(_: Indicator) -> UnitShare:
    return UnitShare(_IS_ANSWERED, pl.col("transferred").fill_null(value=False))


SHARE_MEASURES: Mapping[str, Callable[[Indicator], UnitShare]] = {
    "contacts": _contacts_share,
    "accessibility": _accessibility_share,
    "abandonment": _abandonment_share,
    "blocked_rate": _blocked_share,
    "service_level": _service_level_share,
    "speed_of_answer_mean": _speed_of_answer_share,
    "speed_of_answer_percentile": _speed_of_answer_share,
    "handling_time_mean": _handling_time_share,
    "handling_time_percentile": _handling_time_share,
    "transfer_rate": _transfer_share,
}
