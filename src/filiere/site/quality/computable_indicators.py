"""What the store of a centre can say anything of: the indicators worth computing, and the groups worth telling apart.

Most centres deliver queue visits alone, on two or three channels. To ask the engine for the forty-eight indicators of
the common set over a dozen cuts would then be mostly to ask about empty tables, at a tenth of a second each.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from filiere import contacts
from filiere.contacts import TABLES, DefinitionSet, Indicator, Store, parquet_sql
from filiere.site.quality.figure_store import DEFAULT_CUTS, GROUP_COLUMNS, Cut

TABLE_NEEDED: Mapping[str, str] = {
    "forecast_accuracy": "forecast",
    "complaint_rate": "case",
    "complaint_acknowledged_within": "case",
    "complaint_closed_within": "case",
    "complaint_closing_percentile": "case",
}
"""The table without which a measure says nothing, where it reads others besides: no case delivered is no complaint
known, which is another thing than no complaint made."""

KnownGroups = Mapping[str, frozenset[str | None]]


def read_known_groups(store: Store) -> KnownGroups:
    """The sites, queues and channels of the contacts of a store."""
    files = store.files("contact")
    if not files:
        return dict.fromkeys(GROUP_COLUMNS, frozenset())
    with duckdb.connect(":memory:") as connection:
        found = {}
        for group in GROUP_COLUMNS:
            # A name of SLICES, and paths that are quoted.
            rows = connection.execute(f"SELECT DISTINCT {group} FROM {parquet_sql(files)}").fetchall()  # noqa: S608
            found[group] = frozenset(name for (name,) in rows)
    return found


def _channels_in_tables(store: Store, tables: tuple[str, ...]) -> frozenset[str | None]:
    """The channels of which any of these tables has a row."""
    files = [file for name in tables if "channel" in TABLES[name].by_name for file in store.files(name)]
    if not files:
        return frozenset()
    with duckdb.connect(":memory:") as connection:
        # Paths are quoted.
        rows = connection.execute(f"SELECT DISTINCT channel FROM {parquet_sql(files)}").fetchall()  # noqa: S608
        return frozenset(name for (name,) in rows)


def list_computable_indicators(store: Store, definition: DefinitionSet, known: KnownGroups) -> tuple[Indicator, ...]:
    """The indicators of a set of which the store may hold something."""
    return tuple(one for one in definition.indicators if _may_have_data(store, one, known))


def _may_have_data(store: Store, indicator: Indicator, known: KnownGroups) -> bool:
    needed = TABLE_NEEDED.get(indicator.measure)
    if needed is not None and not store.has(needed):
        return False
    tables = [name for name in contacts.MEASURES[indicator.measure].tables if name != "calendar"]
    if not any(store.has(name) for name in tables):
        return False
    if indicator.channel is None or indicator.channel in known["channel"]:
        return True
    elsewhere = tuple(name for name in tables if name not in ("contact", "contact_leg"))
    return indicator.channel in _channels_in_tables(store, elsewhere)


def list_cuts(known: KnownGroups) -> tuple[Cut, ...]:
    """The cuts of a run of this store: to tell apart the only site there is would say the whole a second time."""
    return tuple(cut for cut in DEFAULT_CUTS if all(len(known[group]) > 1 for group in cut.by))
