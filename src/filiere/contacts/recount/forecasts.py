"""Forecasts against what came, counted a second time.

Follows docs/reference/contact-indicators.md, section 17.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from filiere.contacts.definitions.records import Indicator
from filiere.contacts.recount.periods import DAY_US, SECOND_US, add_period
from filiere.contacts.recount.records import RecountResult
from filiere.contacts.recount.sums import RecountRequest, sum_two_amounts
from filiere.contacts.recount.surveys_and_reviews import millionths_expr
from filiere.contacts.recount.tables import StoredTables
from filiere.contacts.recount.unit_classification import build_visits, channel_condition
from filiere.contacts.recount.workload import find_last_moments

_MILLION = 1_000_000
_EPOCH = date(1970, 1, 1)
_INTERVAL_COLUMNS = ("organisation", "site", "queue", "channel", "starts_us", "seconds")


def recount_forecast_accuracy(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
    """Contacts foreseen less the errors, over contacts foreseen."""
    rows = add_period(tables.table("forecast").filter(channel_condition(indicator)), "starts_us", "day", tables.zone)
    rows = rows.with_columns(
        volume_millionths=millionths_expr("volume"), ends_us=pl.col("starts_us") + pl.col("seconds") * SECOND_US
    )
    made = rows.collect().to_dicts()
    finest: dict[str, int] = defaultdict(int)
    for row in made:
        row["made"] = (date.fromisoformat(row["made_on"]) - _EPOCH).days
        row["level"] = 2 * (row["queue"] is not None) + (row["site"] is not None)
        row["late"] = row["made"] >= row["period"] // DAY_US
        if not row["late"]:
            finest[row["organisation"]] = max(finest[row["organisation"]], row["level"])
    ends = _data_bounds(tables)
    left_out: dict[str, int] = defaultdict(int)
    latest: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in made:
        first, last = ends.get(row["organisation"], (None, None))
        inside = first is not None and last is not None and first < row["ends_us"] <= last + 1
        if row["late"]:
            left_out["made_late"] += 1
        elif row["level"] < finest[row["organisation"]]:
            left_out["coarser"] += 1
        elif not inside:
            left_out["outside"] += 1
        else:
            key = tuple(row[name] for name in _INTERVAL_COLUMNS)
            if key not in latest or latest[key]["made"] < row["made"]:
                latest[key] = row
    judged = _add_real_counts(tables, indicator, list(latest.values()))
    volume = pl.col("volume_millionths")
    error = (pl.col("real") * _MILLION - volume).abs()
    found = sum_two_amounts(
        judged.lazy(), asked, numerator=volume - error, denominator=volume, uncovered=pl.col("doubtful") > 0
    )
    return RecountResult(sums=found, exclusions=dict(sorted(left_out.items())))


def _data_bounds(tables: StoredTables) -> Mapping[str, tuple[int, int]]:
    """The first inbound arrival and the last moment of each organisation that has both."""
    arrived = tables.contacts().filter(pl.col("direction") == "inbound")
    first = arrived.group_by("organisation").agg(first_us=pl.col("arrived_us").min())
    both = first.join(find_last_moments(tables), on="organisation").collect()
    return {row["organisation"]: (row["first_us"], row["last_us"]) for row in both.iter_rows(named=True)}


def _add_real_counts(tables: StoredTables, indicator: Indicator, made: list[dict[str, Any]]) -> pl.DataFrame:
    """Forecasts with how many units came, and how many of them no calendar covers."""
    units = build_visits(tables, indicator).filter(
        channel_condition(indicator),
        pl.col("aside").is_null(),
        pl.col("ending").is_in([*indicator.choices.front_door, "open"]),
    )
    columns = ("organisation", "site", "queue", "channel", "moment_us", "uncovered")
    came = units.filter(pl.col("moment_us").is_not_null()).select(columns).collect()
    moments: dict[tuple[Any, ...], Any] = {}

    def count_arrivals(row: Mapping[str, Any], *, uncovered: bool) -> int:
        scope = tuple(row[name] for name in ("organisation", "site", "queue", "channel"))
        if (key := (uncovered, *scope)) not in moments:
            mine = came.filter("uncovered") if uncovered else came
            for name, value in zip(columns, scope, strict=False):
                # A site or queue that the forecast does not name is any.
                mine = mine if value is None else mine.filter(pl.col(name) == value)
            moments[key] = np.sort(mine["moment_us"].to_numpy())
        low, high = np.searchsorted(moments[key], [row["starts_us"], row["ends_us"]])
        return int(high - low)

    schema = dict.fromkeys(("organisation", "site", "queue", "channel", "zone"), pl.String) | dict.fromkeys(
        ("moment_us", "volume_millionths", "real", "doubtful"), pl.Int64
    )
    rows = [
        {name: row.get(name) for name in schema}
        | {
            "moment_us": row["starts_us"],
            "real": count_arrivals(row, uncovered=False),
            "doubtful": count_arrivals(row, uncovered=True),
        }
        for row in made
    ]
    return pl.DataFrame(rows, schema=schema)
