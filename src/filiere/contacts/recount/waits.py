"""Reach, wait, handling and transfer: which units a measure is of, and what each adds to its numerator.

Follows docs/reference/contact-indicators.md, section 6.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from filiere.contacts.definitions.records import Indicator
from filiere.contacts.recount.visits import within

_ENDING = pl.col("ending")
_ANSWERED = _ENDING == "answered"
_WAITED = ["answered", "abandoned", "overflowed", "callback", "system_dropped"]


@dataclass(frozen=True, slots=True)
class Share:
    """``base``: whether a unit is in the denominator; ``amount``: what it then adds to the numerator (a truth counts
    for one), or its observed value for a percentile."""

    base: pl.Expr
    amount: pl.Expr


def _contacts(indicator: Indicator) -> Share:
    return Share(_ENDING.is_in(list(indicator.choices.front_door)), pl.lit(value=True))


def _accessibility(indicator: Indicator) -> Share:
    return Share(_ENDING.is_in(list(indicator.choices.front_door)), _ANSWERED)


def _abandonment(indicator: Indicator) -> Share:
    left = _ENDING == "abandoned"
    if indicator.choices.short_abandon.effect == "excluded_from_abandoned":
        left = left & ~pl.col("short")
    return Share(pl.col("queued_us").is_not_null(), left)


def _blocked_rate(indicator: Indicator) -> Share:
    return Share(_ENDING.is_in([*indicator.choices.front_door, "blocked"]), _ENDING == "blocked")


def _service_level(indicator: Indicator) -> Share:
    choices = indicator.choices
    success = pl.col("short") if choices.short_abandon.effect == "success" else pl.lit(value=False)
    left = (_ENDING == "abandoned") & within(indicator)
    base = _ENDING.is_in(list(choices.denominator))
    if choices.clock_start in ("queue", "offer"):
        entered = pl.col("wait_us").is_not_null() | pl.col("queued_us").is_not_null()
        base = base & (entered | (_ENDING != "abandoned"))
    met = (_ANSWERED & within(indicator)) | success
    if choices.abandon_in_threshold == "ignored":
        base = base & ~(left & ~success)
    if choices.abandon_in_threshold == "positive":
        met = met | left
    return Share(base, met)


def _speed_of_answer(indicator: Indicator) -> Share:
    population = _ANSWERED if indicator.choices.wait_population == "answered" else _ENDING.is_in(_WAITED)
    return Share(population & pl.col("wait_us").is_not_null(), pl.col("wait_us"))


def _handling_time(indicator: Indicator) -> Share:
    duration = pl.col("talk_us" if indicator.choices.handling.parts == "talk" else "handle_us")
    return Share(_ANSWERED & (duration >= 0).fill_null(value=False), duration)


def _transfer_rate(_: Indicator) -> Share:
    return Share(_ANSWERED, pl.col("transferred").fill_null(value=False))


SHARES: Mapping[str, Callable[[Indicator], Share]] = {
    "contacts": _contacts,
    "accessibility": _accessibility,
    "abandonment": _abandonment,
    "blocked_rate": _blocked_rate,
    "service_level": _service_level,
    "speed_of_answer_mean": _speed_of_answer,
    "speed_of_answer_percentile": _speed_of_answer,
    "handling_time_mean": _handling_time,
    "handling_time_percentile": _handling_time,
    "transfer_rate": _transfer_rate,
}
