"""The figures of a run: tables of rows on the disk, one a cut, read a few at a time by the pages.

A *cut* is an interval and what rows are told apart by. A run has the cuts that the pages draw; a finer one is made when
it is asked for, and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from filiere.contacts.rows import GROUPS, IndicatorRow, Interval
from filiere.contacts.store import RECORD, Store
from filiere.core import seal_file
from filiere.site.quality.folders import run_folder, store_of
from filiere.site.quality.models import Centre, Run

SCHEMA = pa.schema(
    [
        *(pa.field(name, pa.string(), nullable=False) for name in ("definition", "version", "sha256")),
        *(pa.field(name, pa.string()) for name in GROUPS),
        *(pa.field(name, pa.string(), nullable=False) for name in ("interval", "indicator", "unit")),
        pa.field("value", pa.float64()),
        pa.field("numerator", pa.int64()),
        pa.field("denominator", pa.int64()),
        pa.field("n", pa.int64(), nullable=False),
        *(pa.field(name, pa.string(), nullable=False) for name in ("status", "reason")),
    ]
)


@dataclass(frozen=True, slots=True)
class Cut:
    """An interval, and the groups that rows are told apart by, in their published order."""

    interval: Interval
    by: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name, of a file and of a job: ``month``, ``month-by-queue``."""
        return f"{self.interval}-by-{'-'.join(self.by)}" if self.by else self.interval


SLICES: tuple[str, ...] = ("site", "queue", "channel")
"""What a page tells apart, one at a time."""
DRAWN: tuple[Cut, ...] = (Cut("all"), Cut("month"), Cut("day"), *(Cut("all", (group,)) for group in SLICES))
"""The cuts of every run; the others are made when somebody asks for them."""
FINE: tuple[Interval, ...] = ("15min", "30min", "hour", "day", "week", "month", "year", "all")


def store_seal(centre: Centre) -> str | None:
    """The seal of the store as it stands: that of its record, which names every file in force. None without a store."""
    path = store_of(centre) / RECORD
    return seal_file(path) if path.is_file() else None


def open_store(centre: Centre) -> Store | None:
    """The store of a centre, None as long as nothing was imported."""
    folder = store_of(centre)
    return Store.open(folder) if (folder / RECORD).is_file() else None


def kept_since(centre: Centre) -> date | None:
    """The day before which contacts were erased because the centre no longer keeps them; None if none were."""
    store = open_store(centre)
    days = [one.before for one in store.erasures if one.before is not None] if store is not None else []
    return date.fromisoformat(max(days)) if days else None


def path_of(run: Run, cut: Cut) -> Path:
    """Where the table of a cut is."""
    return run_folder(run.centre, run.key) / f"{cut.name}.parquet"


def write(folder: Path, cut: Cut, rows: Iterable[IndicatorRow]) -> None:
    """Write the rows of a cut, whole or not at all."""
    table = pa.Table.from_pylist([dict(one.as_json()) for one in rows], schema=SCHEMA)
    draft = folder / f".{cut.name}.parquet"
    pq.write_table(table, draft, compression="zstd")
    draft.replace(folder / f"{cut.name}.parquet")


def has(run: Run, cut: Cut) -> bool:
    """Whether the run has a cut."""
    return path_of(run, cut).is_file()


def read(run: Run, cut: Cut, *, indicator: str | None = None, **groups: str | None) -> list[IndicatorRow]:
    """The rows of a cut, of one indicator and of one group if asked; empty when the run does not have the cut.

    A group given as None is one whose name is unknown.
    """
    path = path_of(run, cut)
    if not path.is_file():
        return []
    wanted: list[Any] = [("indicator", "=", indicator)] if indicator is not None else []
    rows = pq.read_table(path, schema=SCHEMA, filters=wanted or None).to_pylist()
    return [IndicatorRow(**one) for one in rows if all(one[name] == value for name, value in groups.items())]


def latest(centre: Centre, definition: str, *, version: int | None = None) -> Run | None:
    """The last run under a set, of any version unless one is asked for."""
    rows = Run.objects.for_centre(centre).filter(definition=definition)
    return (rows if version is None else rows.filter(version=version)).first()


def groups_in(run: Run, group: str) -> Sequence[str | None]:
    """The names of a group that the run knows, sorted, an unknown one last."""
    rows = read(run, Cut("all", (group,)))
    names = {getattr(one, group) for one in rows if one.n}
    return sorted(names, key=lambda name: (name is None, name or ""))
