"""From units to sums: one row a group and period, whole numbers only.

Rates and means are streamed, month by month as the files are, and nothing is held but the groups. Percentiles hold what
they rank, a code of the group and a whole number for each unit, and are sorted by NumPy.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from filiere.contacts.indicator_rows import GROUP_NAMES, PeriodInterval
from filiere.contacts.recount.periods import add_period


@dataclass(frozen=True, slots=True, kw_only=True)
class RecountRequest:
    """How rows are told apart: the groups, the length of a period, and the zone of rows that name none.

    ``part`` is a shorter length, where sums are wanted of each part of a period.
    """

    by: tuple[str, ...]
    interval: PeriodInterval
    zone: str
    part: PeriodInterval | None = None

    @property
    def keys(self) -> list[str]:
        """The groups asked, in their order, then the period, then its part."""
        groups = [name for name in GROUP_NAMES if name in self.by]
        return [*groups, "period", *(["part"] if self.part else [])]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSums:
    """The sums of one group and period. ``value`` is an observed number, of a percentile; ``uncovered`` says how many
    units no calendar covers; ``denominator`` is unknown where there is none."""

    key: tuple[Any, ...]
    numerator: int | None
    denominator: int | None
    n: int
    value: int | None = None
    uncovered: int = 0


def sum_units(units: pl.LazyFrame, asked: RecountRequest, *, base: pl.Expr, amount: pl.Expr) -> list[GroupSums]:
    """Return the sum of ``amount`` over the units in ``base``, and how many they are, by group and period.

    ``units`` have ``moment_us``, ``zone`` and ``uncovered``. An unknown base is none.
    """
    inside = base.fill_null(value=False)
    table = (
        add_period_columns(units, asked)
        .group_by(asked.keys)
        .agg(
            numerator=amount.filter(inside).cast(pl.Int64).sum(),
            n=inside.cast(pl.Int64).sum(),
            uncovered=(inside & pl.col("uncovered")).cast(pl.Int64).sum(),
        )
        .collect(engine="streaming")
    )
    return [
        GroupSums(
            key=tuple(row[name] for name in asked.keys),
            numerator=row["numerator"],
            denominator=row["n"],
            n=row["n"],
            uncovered=row["uncovered"],
        )
        for row in table.iter_rows(named=True)
    ]


def sum_two_amounts(
    rows: pl.LazyFrame,
    asked: RecountRequest,
    *,
    numerator: pl.Expr,
    denominator: pl.Expr,
    uncovered: pl.Expr | None = None,
) -> list[GroupSums]:
    """Return the sums of two amounts by group and period, and how many rows they are of: none where the denominator is
    0. ``rows`` have ``moment_us`` and ``zone``; those without moment, and groups that they lack, are left unknown."""
    known = rows.filter(pl.col("moment_us").is_not_null())
    missing = [name for name in asked.keys if name in GROUP_NAMES and name not in known.collect_schema().names()]
    known = known.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
    table = (
        add_period_columns(known, asked)
        .with_columns(
            _top=numerator.cast(pl.Int64),
            _bottom=denominator.cast(pl.Int64),
            _doubt=(pl.lit(value=False) if uncovered is None else uncovered).cast(pl.Int64),
        )
        .group_by(asked.keys)
        .agg(pl.col("_top").sum(), pl.col("_bottom").sum(), pl.col("_doubt").sum(), n=pl.len().cast(pl.Int64))
        .collect(engine="streaming")
    )
    return [
        GroupSums(
            key=tuple(row[name] for name in asked.keys),
            numerator=row["_top"],
            denominator=row["_bottom"],
            n=row["n"] if row["_bottom"] else 0,
            uncovered=row["_doubt"],
        )
        for row in table.iter_rows(named=True)
    ]


def rank_units(
    units: pl.LazyFrame, asked: RecountRequest, *, base: pl.Expr, amount: pl.Expr, percentile: int
) -> list[GroupSums]:
    """Return the amount at rank ⌈p·n/100⌉ of the units in ``base``, sorted, by group and period."""
    inside = base.fill_null(value=False)
    chosen = add_period_columns(units, asked).filter(inside).select(*asked.keys, amount=amount, uncovered="uncovered")
    found = chosen.group_by(asked.keys).agg(pl.col("uncovered").cast(pl.Int64).sum()).collect(engine="streaming")
    groups = found.with_row_index("code")
    held = (
        chosen.join(groups.lazy().drop("uncovered"), on=asked.keys, how="left", nulls_equal=True)
        .select("code", "amount")
        .collect(engine="streaming")
    )
    code, values = held["code"].to_numpy(), held["amount"].to_numpy()
    order = np.lexsort((values, code))
    code, values = code[order], values[order]
    ends = np.searchsorted(code, np.arange(len(groups)), side="right")
    ranked_sums = []
    start = 0
    for row, end in zip(groups.iter_rows(named=True), ends.tolist(), strict=True):
        rank = -(-percentile * (end - start) // 100)
        ranked_sums.append(
            GroupSums(
                key=tuple(row[name] for name in asked.keys),
                numerator=None,
                denominator=None,
                n=end - start,
                value=int(values[start + rank - 1]),
                uncovered=row["uncovered"],
            )
        )
        start = end
    return ranked_sums


def add_period_columns(units: pl.LazyFrame, asked: RecountRequest) -> pl.LazyFrame:
    """Add the period of units, and its part where parts are asked for."""
    if asked.part is not None:
        units = add_period(units, "moment_us", asked.part, asked.zone).rename({"period": "part"})
    return add_period(units, "moment_us", asked.interval, asked.zone)


def count_excluded(units: pl.LazyFrame, reason: str = "aside") -> dict[str, int]:
    """Return how many units have each reason to be left out."""
    counted = units.group_by(reason).agg(n=pl.len()).collect(engine="streaming")
    return {row[0]: row[1] for row in sorted(counted.filter(pl.col(reason).is_not_null()).iter_rows())}
