"""The stored rows as Polars frames: every column of the schema, typed, whichever files they lie in.

Contacts of several legs are derived here and not read from the store: a derivation that is only copied is not checked.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from filiere.contacts.recount.contact_derivation import add_contact_columns, derive_contacts
from filiere.contacts.recount.periods import DAY_US
from filiere.contacts.schema import LINEAGE, TABLES

_KIND_TYPES: Mapping[str, pl.DataType] = {
    "time": pl.Int64(),
    "count": pl.Int64(),
    "number": pl.Float64(),
    "flag": pl.Boolean(),
}
_LINEAGE_TYPES: Mapping[str, pl.DataType] = {"raw_line": pl.Int64(), "precision_us": pl.Int64()}


class StoredFiles(Protocol):
    """Where rows are read from: a store, or a pack that was unpacked."""

    @property
    def zone(self) -> str:
        """The IANA zone of rows that name none."""
        ...

    def files(self, table: str) -> Sequence[Path]:
        """The Parquet files of a canonical table; none when it was never delivered."""
        ...


def column_types(table: str) -> Mapping[str, pl.DataType]:
    """The stored columns of a canonical table, lineage last, with their types."""
    typed = {column.stored_name: _KIND_TYPES.get(column.kind, pl.String()) for column in TABLES[table].columns}
    return typed | {name: _LINEAGE_TYPES.get(name, pl.String()) for name in LINEAGE}


class StoredTables:
    """The tables of one store or pack, for as long as a recomputation lasts.

    ``scratch`` is a folder for what is derived once and read many times; its owner removes it.
    """

    def __init__(self, source: StoredFiles, scratch: Path) -> None:
        self._source = source
        self._scratch = scratch
        self._contacts: Path | None = None
        self._span: tuple[int, int] | None = None
        self._shared: dict[Hashable, Any] = {}

    @property
    def zone(self) -> str:
        """The zone of rows that name none, and of the labels of periods shorter than a day."""
        return self._source.zone

    def table(self, name: str) -> pl.LazyFrame:
        """The rows of a canonical table; a column that a file lacks is unknown."""
        typed = column_types(name)
        paths = list(self._source.files(name))
        if not paths:
            return pl.LazyFrame(schema=dict(typed))
        return pl.concat([_scan_file(path, typed) for path in paths])

    def legs(self) -> pl.LazyFrame:
        """The legs, with the columns that only contacts fill and the durations of both."""
        return add_contact_columns(self.table("contact_leg"))

    def contacts(self) -> pl.LazyFrame:
        """One row a contact, derived from its legs; computed at the first call and kept in ``scratch``."""
        if self._contacts is None:
            path = self._scratch / "contacts.parquet"
            derive_contacts(self.table("contact_leg")).sink_parquet(path)
            self._contacts = path
        return pl.scan_parquet(self._contacts)

    def share[T](self, key: Hashable, make: Callable[[], T]) -> T:
        """What indicators have in common, made for the first that asks and given to the others."""
        if key not in self._shared:
            self._shared[key] = make()
        made: T = self._shared[key]
        return made

    def has(self, name: str) -> bool:
        """Whether any file of a canonical table was delivered."""
        return bool(self._source.files(name))

    def data_span(self) -> tuple[int, int]:
        """The first and the last instant of all tables, microseconds; of events kept as they came there is no figure,
        and they do not count."""
        if self._span is None:
            ends: list[int] = []
            for name, table in TABLES.items():
                instants = [column.stored_name for column in table.columns if column.kind == "time"]
                if not instants or name == "contact_event" or not self._source.files(name):
                    continue
                found = self.table(name).select(
                    low=pl.min_horizontal(pl.col(instants).min()), high=pl.max_horizontal(pl.col(instants).max())
                )
                ends += (one for one in found.collect(engine="streaming").row(0) if one is not None)
            self._span = (min(ends), max(ends)) if ends else (0, 0)
        return self._span

    def span(self) -> tuple[int, int]:
        """Whole days of UTC around the data, one before its first instant and forty after its last, so that an arrival
        at the end finds its opening; microseconds."""
        first, last = self.data_span()
        return (first // DAY_US - 1) * DAY_US, (last // DAY_US + 41) * DAY_US


def _scan_file(path: Path, typed: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    frame = pl.scan_parquet(path, hive_partitioning=False)
    known = frame.collect_schema().names()
    return frame.select(
        (pl.col(name).cast(kind) if name in known else pl.lit(None, kind)).alias(name) for name, kind in typed.items()
    )
