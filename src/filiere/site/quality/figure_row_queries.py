"""The rows of a cut as they lie on the disk, found by what is asked of them: no page reads a table whole.

A log may tell of every day of a century, or of thousands of queues: its cuts then have millions of rows, and a page
shows some hundreds. What is counted, told apart or left out is so by Arrow, before any row is made. Nothing here knows
Django: a file of many rows is made in a process of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from filiere.contacts import GROUP_NAMES, IndicatorRow

SCHEMA = pa.schema(
    [
        *(pa.field(name, pa.string(), nullable=False) for name in ("definition", "version", "sha256")),
        *(pa.field(name, pa.string()) for name in GROUP_NAMES),
        *(pa.field(name, pa.string(), nullable=False) for name in ("interval", "indicator", "unit")),
        pa.field("value", pa.float64()),
        pa.field("numerator", pa.int64()),
        pa.field("denominator", pa.int64()),
        pa.field("n", pa.int64(), nullable=False),
        *(pa.field(name, pa.string(), nullable=False) for name in ("status", "reason")),
    ]
)


GroupValues = Mapping[str, str | None]
NO_GROUP: GroupValues = {}


@dataclass(frozen=True, slots=True)
class RowQuery:
    """Rows of one indicator, of one period and of one group, where they are given; a group given as None is one whose
    name is unknown."""

    indicator: str | None = None
    interval: str | None = None
    groups: GroupValues = field(default_factory=dict)

    @property
    def condition(self) -> Any:
        """It as Arrow says it, None for every row."""
        equal: dict[str, str | None] = {"indicator": self.indicator, "interval": self.interval}
        parts = [pc.field(name) == value for name, value in equal.items() if value is not None]
        parts += [
            pc.field(name).is_null() if value is None else pc.field(name) == value
            for name, value in self.groups.items()
        ]
        return reduce(lambda one, other: one & other, parts) if parts else None


def count_rows(path: Path, wanted: RowQuery) -> int:
    """How many rows of a table are wanted."""
    return int(_open_dataset(path).count_rows(filter=wanted.condition))


def read_rows(path: Path, wanted: RowQuery, *, most: int | None = None, by: str = "interval") -> list[IndicatorRow]:
    """The rows wanted of a table; where they are more than ``most``, those that come last by a column."""
    table = _open_dataset(path).to_table(filter=wanted.condition)
    if most is not None and len(table) > most:
        table = table.sort_by([(by, "descending")]).slice(0, most)
    return [IndicatorRow(**one) for one in table.to_pylist()]


def list_observed_periods(path: Path) -> set[str]:
    """The periods of which any row of a table has an observation."""
    table = _open_dataset(path).to_table(columns=["interval"], filter=pc.field("n") > 0)
    return set(pc.unique(table.column("interval")).to_pylist())


def _open_dataset(path: Path) -> Any:
    # Nobody who only starts the site or a command reads a table.
    import pyarrow.dataset as ds

    return ds.dataset(path, schema=SCHEMA, format="parquet")
