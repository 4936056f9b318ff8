"""From sums to rows: the one division, and what may be published.

Follows docs/reference/contact-indicators.md, section 10.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

import polars as pl

from filiere.contacts.definitions.records import DefinitionSet, Indicator
from filiere.contacts.indicator_rows import GROUP_NAMES, IndicatorRow, PeriodInterval, RowStatus
from filiere.contacts.recount.chat_shares import divide_chats, divides_chats
from filiere.contacts.recount.data_quality_checks import (
    UntoldCounts,
    count_answered_calls,
    find_failing_organisations,
    find_unrecorded_measures,
    is_untold_row,
)
from filiere.contacts.recount.delays import recount_complaint_rate, recount_complaints, recount_written
from filiere.contacts.recount.forecasts import recount_forecast_accuracy
from filiere.contacts.recount.human_resources import STAFF_MEASURES
from filiere.contacts.recount.inbound_calls import SHARE_MEASURES
from filiere.contacts.recount.periods import period_label
from filiere.contacts.recount.records import PERCENT, SECONDS, RecountResult
from filiere.contacts.recount.resolution import recount_contact_resolution
from filiere.contacts.recount.sums import GroupSums, RecountRequest, rank_units, sum_units
from filiere.contacts.recount.surveys_and_reviews import SURVEY_MEASURES
from filiere.contacts.recount.tables import StoredTables
from filiere.contacts.recount.unit_classification import build_visits, channel_condition, count_left_out
from filiere.contacts.recount.workload import (
    recount_availability,
    recount_backlog,
    recount_occupancy,
    recount_workload,
)

_COUNT_MEASURES = ("contacts", "workload")
"""Measures whose value is a numerator alone."""
_TIME_MEASURES = ("backlog", "workload", "occupancy", "availability")
"""Measures of time, which estimate nothing."""
_NEVER_AVERAGED = (*_COUNT_MEASURES, "satisfaction_low", "satisfaction_high")
"""Measures whose value over a long period is no mean of those of short ones."""
_WAIT_MEASURES = ("service_level", "speed_of_answer_mean", "speed_of_answer_percentile", "backlog")
"""Measures of waits."""
_NO_NAMES: frozenset[str] = frozenset()
RecountFunction = Callable[[StoredTables, Indicator, RecountRequest], RecountResult]

_INTERVALS_BY_LENGTH: tuple[PeriodInterval, ...] = ("15min", "30min", "hour", "day", "week", "month", "year", "all")


def _recount_units(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
    """Reach, wait, handling and transfer: a share of units, or a rank among them."""
    handling = indicator.measure.startswith("handling_time")
    per = indicator.choices.handling.per if handling else None
    units = build_visits(tables, indicator, per=per)
    if handling and divides_chats(indicator):
        units = divide_chats(tables, units, indicator, legs=per == "leg")
    units = units.filter(channel_condition(indicator))
    share = SHARE_MEASURES[indicator.measure](indicator)
    base = share.base & pl.col("aside").is_null()
    left_out = count_left_out(tables, indicator, per=per)
    if indicator.measure.endswith("_percentile"):
        found = rank_units(units, asked, base=base, amount=share.amount, percentile=indicator.percentile or 0)
        return RecountResult(sums=found, scale=SECONDS, kind="observed", exclusions=left_out)
    found = sum_units(units, asked, base=base, amount=share.amount)
    if indicator.measure == "contacts":
        return RecountResult(sums=found, scale=Fraction(1), kind="count", exclusions=left_out)
    return RecountResult(
        sums=found, scale=SECONDS if indicator.measure.endswith("_mean") else PERCENT, exclusions=left_out
    )


MEASURES: Mapping[str, RecountFunction] = {
    **dict.fromkeys(SHARE_MEASURES, _recount_units),
    "contact_resolution": recount_contact_resolution,
    **dict.fromkeys(("delay_within", "delay_mean", "delay_percentile"), recount_written),
    **dict.fromkeys(
        ("complaint_acknowledged_within", "complaint_closed_within", "complaint_closing_percentile"), recount_complaints
    ),
    **dict.fromkeys(("complaint_rate", "complaints_per_thousand"), recount_complaint_rate),
    **SURVEY_MEASURES,
    "forecast_accuracy": recount_forecast_accuracy,
    "backlog": recount_backlog,
    "workload": recount_workload,
    "occupancy": recount_occupancy,
    "availability": recount_availability,
    **STAFF_MEASURES,
}
"""Every measure that is recomputed, by the name that definitions give it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecountedIndicator:
    """One indicator of one set, recomputed: its rows, and how many units were left out by reason."""

    definition: str
    indicator: str
    rows: Sequence[IndicatorRow]
    exclusions: Mapping[str, int]


def recount_definition(
    tables: StoredTables,
    definition: DefinitionSet,
    *,
    by: Sequence[str] = (),
    interval: PeriodInterval = "all",
    waits_by_month: bool = True,
    untold: UntoldCounts | None = None,
) -> Iterator[RecountedIndicator]:
    """Give the indicators of a set, recomputed, in the order of the set; rows by period, then by group.

    An indicator whose measure is not in :data:`MEASURES` is passed over. Without ``waits_by_month``, whether calls tell
    when they began to wait is asked of each organisation as a whole, and not of the months of a row. ``untold`` is what
    a pack says that its files do not tell.
    """
    lost, unsaid = find_failing_organisations(tables), find_unrecorded_measures(tables)
    calls = count_answered_calls(tables)
    find_silent = cache(calls.untimed_organisations)
    untold = untold or {}
    for indicator in definition.indicators:
        if indicator.measure not in MEASURES:
            continue
        asked = RecountRequest(
            by=tuple(by), interval=interval, zone=tables.zone, part=_averaged_interval(indicator, interval)
        )
        result = MEASURES[indicator.measure](tables, indicator, asked)
        waits = indicator.measure in _WAIT_MEASURES and indicator.choices.clock_start in ("queue", "offer")
        rows = tuple(
            _withhold_row(
                one,
                lost,
                find_silent(one.interval if waits_by_month else "all")
                if waits and (indicator.channel or one.channel) in (None, "phone")
                else _NO_NAMES,
                unsaid.get((indicator.measure, indicator.channel or one.channel), _NO_NAMES),
                untold=is_untold_row(untold, indicator, one.interval),
            )
            for one in _build_rows(definition, indicator, asked, result)
        )
        yield RecountedIndicator(
            definition=definition.id, indicator=indicator.key, rows=rows, exclusions=result.exclusions
        )


def _withhold_row(
    row: IndicatorRow, lost: frozenset[str], silent: frozenset[str], unsaid: frozenset[str], *, untold: bool
) -> IndicatorRow:
    """Withhold a row of an organisation whose outcomes do not add up, whose calls, in all or in the months of the row,
    do not tell when they began to wait, or which records nothing of what is measured, ever or (``untold``) in those
    months; a row of all fails with any."""
    if row.n == 0 or row.reason in ("not_recorded", "calendar"):
        return row
    for reason, organisations in (("conservation", lost), ("queue_times", silent), ("not_recorded", unsaid)):
        concerned = organisations if row.organisation is None else row.organisation in organisations
        if concerned or (untold and reason == "not_recorded"):
            return replace(row, value=None, numerator=None, denominator=None, status="withheld", reason=reason)
    return row


def _averaged_interval(indicator: Indicator, interval: PeriodInterval) -> PeriodInterval | None:
    """The intervals whose ratios are averaged; None where the value is the ratio of the sums."""
    rule = indicator.choices.roll_up
    whole = indicator.measure in _NEVER_AVERAGED or indicator.measure.endswith("_percentile")
    if whole or rule.method == "ratio_of_sums":
        return None
    part: PeriodInterval = rule.interval or "day"
    return part if _INTERVALS_BY_LENGTH.index(part) < _INTERVALS_BY_LENGTH.index(interval) else None


def _build_rows(
    definition: DefinitionSet, indicator: Indicator, asked: RecountRequest, result: RecountResult
) -> Iterator[IndicatorRow]:
    if result.refusal:
        yield _build_row(definition, indicator, asked, GroupSums(key=(), numerator=None, denominator=None, n=0), None,
                   result.refusal)  # fmt: skip
        return
    groups: dict[tuple[Any, ...], list[GroupSums]] = defaultdict(list)
    for group_sums in result.sums:
        groups[group_sums.key[:-1] if asked.part else group_sums.key].append(group_sums)
    for key in sorted(groups, key=lambda key: (key[-1], *(part or "" for part in key[:-1]))):
        parts = groups[key]
        whole = replace(parts[0], key=key, n=sum(one.n for one in parts), uncovered=sum(one.uncovered for one in parts))
        if asked.part:
            whole = replace(whole, numerator=None, denominator=None)
        yield _build_row(
            definition, indicator, asked, whole, _exact_value(result, parts, mean=asked.part is not None), ""
        )


def _exact_value(result: RecountResult, parts: Sequence[GroupSums], *, mean: bool) -> Fraction | None:
    """The exact value of one group and period, None where there is nothing to divide by."""
    if mean:
        ratios = [Fraction(one.numerator or 0, one.denominator) for one in parts if one.denominator]
        return result.scale * sum(ratios, Fraction(0)) / len(ratios) if ratios else None
    (group_sums,) = parts
    if result.of is not None:
        return (
            result.scale * result.of(group_sums.numerator or 0, group_sums.denominator)
            if group_sums.denominator
            else None
        )
    if result.kind == "ratio":
        return (
            result.scale * Fraction(group_sums.numerator or 0, group_sums.denominator)
            if group_sums.denominator
            else None
        )
    found = group_sums.value if result.kind == "observed" else group_sums.numerator
    return None if found is None else result.scale * found


def _build_row(
    definition: DefinitionSet,
    indicator: Indicator,
    asked: RecountRequest,
    sums: GroupSums,
    value: Fraction | None,
    refusal: str,
) -> IndicatorRow:
    status, reason = _row_status(indicator, sums, refusal)
    shown = status == "published"
    groups = dict(zip(asked.keys, sums.key, strict=False))
    exact = shown and not asked.part
    return IndicatorRow(
        definition=definition.id,
        version=str(definition.version),
        sha256=definition.sha256,
        **{name: groups.get(name) for name in GROUP_NAMES},
        interval="all" if refusal else period_label(groups["period"], asked.interval, asked.zone),
        indicator=indicator.key,
        unit=indicator.unit,
        value=float(value) if shown and value is not None else None,
        numerator=sums.numerator if exact else None,
        denominator=sums.denominator if exact and indicator.measure not in _COUNT_MEASURES else None,
        n=sums.n,
        status=status,
        reason=reason,
    )


def _row_status(indicator: Indicator, sums: GroupSums, refusal: str) -> tuple[RowStatus, str]:
    if refusal:
        return "withheld", refusal
    # Nothing was counted: hours that no calendar covers hold nothing back then.
    if sums.n == 0:
        return "no_data", ""
    if sums.uncovered:
        return "withheld", "calendar"
    return ("withheld", "effectif") if sums.n < _least_observations(indicator) else ("published", "")


def _least_observations(indicator: Indicator) -> int:
    """The fewest observations that a value is published on."""
    if indicator.minimum is not None:
        return indicator.minimum
    if indicator.measure in ("contacts", *_TIME_MEASURES):
        return 1
    return 100 if (indicator.percentile or 0) >= 90 else 30
