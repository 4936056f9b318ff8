"""What can be downloaded, counted and described once a register: tables, series, loaded sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from filiere.core import Text
from filiere.figures import Register
from filiere.site.kit import exported_tables
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.kit.tables import Download, list_downloads
from filiere.site.observatory.tables.figure_columns import SOURCE


@dataclass(frozen=True, slots=True)
class TableSize:
    """Rows and columns of a table, with its source; None for one that changes with the site."""

    rows: int | None
    columns: int | None
    source: Text


@dataclass(frozen=True, slots=True)
class OfferedTable:
    """A table of the registry, as the downloads page lists it; ``source`` is empty when it is the register."""

    id: str
    title: str
    about: str
    rows: int | None
    columns: int | None
    source: str
    files: tuple[Download, ...]


@lru_cache(maxsize=4)
def _table_sizes(register: Register) -> dict[str, TableSize]:
    """The size of each table that needs no parameter: building them takes time, and only a new register changes it."""
    found = {}
    for entry in exported_tables.exported_tables.values():
        if entry.listed and not entry.live:
            found[entry.id] = _measure_table(entry.id, register)
    return found


def _measure_table(table_id: str, register: Register) -> TableSize:
    table = exported_tables.build_table(table_id, TableRequest(content=register))
    return TableSize(len(table.rows), len(table.columns), table.source)


def list_offered_tables(register: Register) -> list[OfferedTable]:
    """Every listed table of the registry, in the order in which it was registered."""
    live = [entry.id for entry in exported_tables.exported_tables.values() if entry.listed and entry.live]
    # Counting what changes with the site would cost the page what the file itself costs.
    sizes = _table_sizes(register) | dict.fromkeys(live, TableSize(None, None, SOURCE))
    return [
        OfferedTable(
            entry.id,
            str(entry.title),
            str(entry.about) if entry.about else "",
            sizes[entry.id].rows,
            sizes[entry.id].columns,
            "" if sizes[entry.id].source == SOURCE else str(sizes[entry.id].source),
            list_downloads(entry.id),
        )
        for entry in exported_tables.exported_tables.values()
        if entry.listed
    ]
