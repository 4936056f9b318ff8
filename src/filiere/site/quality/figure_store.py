"""The figures of a run: tables of rows on the disk, one a cut, read a few at a time by the pages.

A *cut* is an interval and what rows are told apart by. A run has the cuts that the pages draw; a finer one is made when
it is asked for, and stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from filiere.contacts import RECORD_FILE, IndicatorRow, PeriodInterval, Store
from filiere.core import seal_file
from filiere.site.quality.figure_row_queries import (
    NO_GROUP,
    SCHEMA,
    GroupValues,
    RowQuery,
    count_rows,
    list_observed_periods,
    read_rows,
)
from filiere.site.quality.folders import run_folder, store_folder
from filiere.site.quality.models import Centre, Run


@dataclass(frozen=True, slots=True)
class Cut:
    """An interval, and the groups that rows are told apart by, in their published order."""

    interval: PeriodInterval
    by: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name, of a file and of a job: ``month``, ``month-by-queue``."""
        return f"{self.interval}-by-{'-'.join(self.by)}" if self.by else self.interval


GROUP_COLUMNS: tuple[str, ...] = ("site", "queue", "channel")
"""What a page tells apart, one at a time."""
DEFAULT_CUTS: tuple[Cut, ...] = (
    Cut("all"),
    Cut("month"),
    Cut("day"),
    *(Cut("all", (group,)) for group in GROUP_COLUMNS),
)
"""The cuts of every run; the others are made when somebody asks for them."""
BLOCK_ROWS = 10_000
"""Rows that are read at once at the least: the engine gives one indicator after the other, and a page wants one."""
FINE_INTERVALS: tuple[PeriodInterval, ...] = ("15min", "30min", "hour", "day", "week", "month", "year", "all")


def store_seal(centre: Centre) -> str | None:
    """The seal of the store as it stands: that of its record, which names every file in force. None without a store."""
    path = store_folder(centre) / RECORD_FILE
    return seal_file(path) if path.is_file() else None


def open_store(centre: Centre) -> Store | None:
    """The store of a centre, None as long as nothing was imported."""
    folder = store_folder(centre)
    return Store.open(folder) if (folder / RECORD_FILE).is_file() else None


def kept_since(centre: Centre) -> date | None:
    """The day before which contacts were erased because the centre no longer keeps them; None if none were."""
    store = open_store(centre)
    days = [one.before for one in store.erasures if one.before is not None] if store is not None else []
    return date.fromisoformat(max(days)) if days else None


def table_path(run: Run, cut: Cut) -> Path:
    """Where the table of a cut is."""
    return run_folder(run.centre, run.key) / f"{cut.name}.parquet"


def write_table(folder: Path, cut: Cut, rows: Iterable[IndicatorRow]) -> None:
    """Write the rows of a cut, whole or not at all."""
    table = pa.Table.from_pylist([dict(one.as_json()) for one in rows], schema=SCHEMA)
    draft = folder / f".{cut.name}.parquet"
    pq.write_table(table, draft, compression="zstd", row_group_size=BLOCK_ROWS)
    draft.replace(folder / f"{cut.name}.parquet")


def has_table(run: Run, cut: Cut) -> bool:
    """Whether the run has a cut."""
    return table_path(run, cut).is_file()


def read_figure_rows(
    run: Run,
    cut: Cut,
    *,
    indicator: str | None = None,
    interval: str | None = None,
    groups: GroupValues = NO_GROUP,
    most: int | None = None,
    largest: bool = False,
) -> list[IndicatorRow]:
    """The rows of a cut, of one indicator, period and group if asked; empty when the run does not have the cut.

    A group given as None is one whose name is unknown. Of more than ``most`` rows, the last periods are read, or those
    with the most observations where the ``largest`` are asked for.
    """
    path = table_path(run, cut)
    wanted = RowQuery(indicator, interval, groups)
    return read_rows(path, wanted, most=most, by="n" if largest else "interval") if path.is_file() else []


def count_figures(run: Run, cut: Cut, *, indicator: str | None = None, groups: GroupValues = NO_GROUP) -> int:
    """How many rows `read_figure_rows` would give if it gave all."""
    path = table_path(run, cut)
    return count_rows(path, RowQuery(indicator, None, groups)) if path.is_file() else 0


def list_periods(run: Run, cut: Cut) -> set[str]:
    """The periods of a cut that have an observation."""
    path = table_path(run, cut)
    return list_observed_periods(path) if path.is_file() else set()


def latest_run(centre: Centre, definition: str, *, version: int | None = None) -> Run | None:
    """The last run under a set, of any version unless one is asked for."""
    rows = Run.objects.for_centre(centre).filter(definition=definition)
    return (rows if version is None else rows.filter(version=version)).first()
