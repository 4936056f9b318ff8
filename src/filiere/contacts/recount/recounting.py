"""From sums to rows: the one division, and what may be published.

Follows docs/reference/contact-indicators.md, section 10.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import polars as pl

from filiere.contacts.definitions.records import DefinitionSet, Indicator
from filiere.contacts.recount.checks import failing, unrecorded, untimed
from filiere.contacts.recount.delays import complaint_rate, complaints, written
from filiere.contacts.recount.forecasts import forecast_accuracy
from filiere.contacts.recount.periods import label
from filiere.contacts.recount.results import PERCENT, SECONDS, Result
from filiere.contacts.recount.returns import contact_resolution
from filiere.contacts.recount.spans import availability, backlog, occupancy, workload
from filiere.contacts.recount.staff import STAFF
from filiere.contacts.recount.sums import Asked, Sums, excluded, ranked, summed
from filiere.contacts.recount.tables import Tables
from filiere.contacts.recount.visits import of_channel, visits
from filiere.contacts.recount.voices import VOICES
from filiere.contacts.recount.waits import SHARES
from filiere.contacts.rows import GROUPS, IndicatorRow, Interval, Status

_COUNTS = ("contacts", "workload")
"""Measures whose value is a numerator alone."""
_MEASURED = ("backlog", "workload", "occupancy", "availability")
"""Measures of time, which estimate nothing."""
_NEVER_AVERAGED = (*_COUNTS, "satisfaction_low", "satisfaction_high")
"""Measures whose value over a long period is no mean of those of short ones."""
_WAITS = ("service_level", "speed_of_answer_mean", "speed_of_answer_percentile", "backlog")
"""Measures of waits."""
_NONE: frozenset[str] = frozenset()
Recounting = Callable[[Tables, Indicator, Asked], Result]

_LENGTHS: tuple[Interval, ...] = ("15min", "30min", "hour", "day", "week", "month", "year", "all")


def _of_units(tables: Tables, indicator: Indicator, asked: Asked) -> Result:
    """Reach, wait, handling and transfer: a share of units, or a rank among them."""
    handling = indicator.measure.startswith("handling_time")
    units = visits(tables, indicator, per=indicator.choices.handling.per if handling else None)
    units = units.filter(of_channel(indicator))
    share = SHARES[indicator.measure](indicator)
    base = share.base & pl.col("aside").is_null()
    left_out = excluded(units)
    if indicator.measure.endswith("_percentile"):
        found = ranked(units, asked, base=base, amount=share.amount, percentile=indicator.percentile or 0)
        return Result(sums=found, scale=SECONDS, kind="observed", exclusions=left_out)
    found = summed(units, asked, base=base, amount=share.amount)
    if indicator.measure == "contacts":
        return Result(sums=found, scale=Fraction(1), kind="count", exclusions=left_out)
    return Result(sums=found, scale=SECONDS if indicator.measure.endswith("_mean") else PERCENT, exclusions=left_out)


MEASURES: Mapping[str, Recounting] = {
    **dict.fromkeys(SHARES, _of_units),
    "contact_resolution": contact_resolution,
    **dict.fromkeys(("delay_within", "delay_mean", "delay_percentile"), written),
    **dict.fromkeys(
        ("complaint_acknowledged_within", "complaint_closed_within", "complaint_closing_percentile"), complaints
    ),
    **dict.fromkeys(("complaint_rate", "complaints_per_thousand"), complaint_rate),
    **VOICES,
    "forecast_accuracy": forecast_accuracy,
    "backlog": backlog,
    "workload": workload,
    "occupancy": occupancy,
    "availability": availability,
    **STAFF,
}
"""Every measure that is recomputed, by the name that definitions give it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recounted:
    """One indicator of one set, recomputed: its rows, and how many units were left out by reason."""

    definition: str
    indicator: str
    rows: Sequence[IndicatorRow]
    exclusions: Mapping[str, int]


def recount(
    tables: Tables, definition: DefinitionSet, *, by: Sequence[str] = (), interval: Interval = "all"
) -> Iterator[Recounted]:
    """Give the indicators of a set, recomputed, in the order of the set; rows by period, then by group.

    An indicator whose measure is not in :data:`MEASURES` is passed over.
    """
    lost, silent, unsaid = failing(tables), untimed(tables), unrecorded(tables)
    for indicator in definition.indicators:
        if indicator.measure not in MEASURES:
            continue
        asked = Asked(by=tuple(by), interval=interval, zone=tables.zone, part=_part(indicator, interval))
        result = MEASURES[indicator.measure](tables, indicator, asked)
        waits = indicator.measure in _WAITS and indicator.choices.clock_start in ("queue", "offer")
        rows = tuple(
            _held_back(
                one,
                lost,
                silent if waits and (indicator.channel or one.channel) in (None, "phone") else _NONE,
                unsaid.get((indicator.measure, indicator.channel or one.channel), _NONE),
            )
            for one in _rows(definition, indicator, asked, result)
        )
        yield Recounted(definition=definition.id, indicator=indicator.key, rows=rows, exclusions=result.exclusions)


def _held_back(row: IndicatorRow, lost: frozenset[str], silent: frozenset[str], unsaid: frozenset[str]) -> IndicatorRow:
    """Withhold a row of an organisation whose outcomes do not add up, whose calls do not tell when they began to wait,
    or which records nothing of what is measured; a row of all fails with any of them."""
    if row.n == 0 or row.reason in ("not_recorded", "calendar"):
        return row
    for reason, organisations in (("conservation", lost), ("queue_times", silent), ("not_recorded", unsaid)):
        if organisations if row.organisation is None else row.organisation in organisations:
            return replace(row, value=None, numerator=None, denominator=None, status="withheld", reason=reason)
    return row


def _part(indicator: Indicator, interval: Interval) -> Interval | None:
    """The intervals whose ratios are averaged; None where the value is the ratio of the sums."""
    rule = indicator.choices.roll_up
    whole = indicator.measure in _NEVER_AVERAGED or indicator.measure.endswith("_percentile")
    if whole or rule.method == "ratio_of_sums":
        return None
    part: Interval = rule.interval or "day"
    return part if _LENGTHS.index(part) < _LENGTHS.index(interval) else None


def _rows(definition: DefinitionSet, indicator: Indicator, asked: Asked, result: Result) -> Iterator[IndicatorRow]:
    if result.refusal:
        yield _row(definition, indicator, asked, Sums(key=(), numerator=None, denominator=None, n=0), None,
                   result.refusal)  # fmt: skip
        return
    groups: dict[tuple[Any, ...], list[Sums]] = defaultdict(list)
    for one in result.sums:
        groups[one.key[:-1] if asked.part else one.key].append(one)
    for key in sorted(groups, key=lambda key: (key[-1], *(part or "" for part in key[:-1]))):
        parts = groups[key]
        whole = replace(parts[0], key=key, n=sum(one.n for one in parts), uncovered=sum(one.uncovered for one in parts))
        if asked.part:
            whole = replace(whole, numerator=None, denominator=None)
        yield _row(definition, indicator, asked, whole, _value(result, parts, mean=asked.part is not None), "")


def _value(result: Result, parts: Sequence[Sums], *, mean: bool) -> Fraction | None:
    """The exact value of one group and period, None where there is nothing to divide by."""
    if mean:
        ratios = [Fraction(one.numerator or 0, one.denominator) for one in parts if one.denominator]
        return result.scale * sum(ratios, Fraction(0)) / len(ratios) if ratios else None
    (one,) = parts
    if result.of is not None:
        return result.scale * result.of(one.numerator or 0, one.denominator) if one.denominator else None
    if result.kind == "ratio":
        return result.scale * Fraction(one.numerator or 0, one.denominator) if one.denominator else None
    found = one.value if result.kind == "observed" else one.numerator
    return None if found is None else result.scale * found


def _row(
    definition: DefinitionSet, indicator: Indicator, asked: Asked, sums: Sums, value: Fraction | None, refusal: str
) -> IndicatorRow:
    status, reason = _status(indicator, sums, refusal)
    shown = status == "published"
    groups = dict(zip(asked.keys, sums.key, strict=False))
    exact = shown and not asked.part
    return IndicatorRow(
        definition=definition.id,
        version=str(definition.version),
        sha256=definition.sha256,
        **{name: groups.get(name) for name in GROUPS},
        interval="all" if refusal else label(groups["period"], asked.interval, asked.zone),
        indicator=indicator.key,
        unit=indicator.unit,
        value=float(value) if shown and value is not None else None,
        numerator=sums.numerator if exact else None,
        denominator=sums.denominator if exact and indicator.measure not in _COUNTS else None,
        n=sums.n,
        status=status,
        reason=reason,
    )


def _status(indicator: Indicator, sums: Sums, refusal: str) -> tuple[Status, str]:
    if refusal:
        return "withheld", refusal
    # Nothing was counted: hours that no calendar covers hold nothing back then.
    if sums.n == 0:
        return "no_data", ""
    if sums.uncovered:
        return "withheld", "calendar"
    return ("withheld", "effectif") if sums.n < _fewest(indicator) else ("published", "")


def _fewest(indicator: Indicator) -> int:
    """The fewest observations that a value is published on."""
    if indicator.minimum is not None:
        return indicator.minimum
    if indicator.measure in ("contacts", *_MEASURED):
        return 1
    return 100 if (indicator.percentile or 0) >= 90 else 30
