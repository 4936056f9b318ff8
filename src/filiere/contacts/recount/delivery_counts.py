"""What each delivery has in force, counted from the rows: how many, as they came or repaired, with what wrong, when."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from filiere.contacts.recount.tables import StoredTables
from filiere.contacts.schema import TABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsInForce:
    """The rows of one table that one delivery has in force.

    ``repairs`` and ``defects`` count the rows under each name; ``first_us`` and ``last_us`` are the ends of their
    instants, None where the table has none.
    """

    accepted: int = 0
    repaired: int = 0
    repairs: Mapping[str, int] = field(default_factory=dict)
    defects: Mapping[str, int] = field(default_factory=dict)
    organisations: frozenset[str | None] = frozenset()
    zones: frozenset[str | None] = frozenset()
    first_us: int | None = None
    last_us: int | None = None

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.accepted + self.repaired


def count_by_delivery(tables: StoredTables, name: str) -> Mapping[str | None, RowsInForce]:
    """Return what each delivery has in force of a canonical table, by the hash of its file; None is that of rows that
    name none."""
    rows = tables.table(name)
    instants = [column.stored_name for column in TABLES[name].columns if column.kind == "time"]
    ends = {"first_us": pl.lit(None, pl.Int64), "last_us": pl.lit(None, pl.Int64)}
    if instants:
        ends = {"first_us": pl.min_horizontal(instants).min(), "last_us": pl.max_horizontal(instants).max()}
    whole = pl.col("repairs").fill_null("") == ""
    # Opening hours have a zone of their own, which is not that of the delivery.
    zone = pl.lit(None, pl.String) if "zone" in TABLES[name].by_name else pl.col("zone")
    found = rows.group_by("delivery").agg(
        accepted=whole.sum(),
        repaired=(~whole).sum(),
        organisations=pl.col("organisation").unique(),
        zones=zone.drop_nulls().unique(),
        **ends,
    )
    repairs, defects = _count_names(rows, "repairs"), _count_names(rows, "defects")
    return {
        one["delivery"]: RowsInForce(
            accepted=one["accepted"],
            repaired=one["repaired"],
            repairs=repairs.get(one["delivery"], {}),
            defects=defects.get(one["delivery"], {}),
            organisations=frozenset(one["organisations"]),
            zones=frozenset(one["zones"]),
            first_us=one["first_us"],
            last_us=one["last_us"],
        )
        for one in found.collect(engine="streaming").to_dicts()
    }


def _count_names(rows: pl.LazyFrame, column: str) -> Mapping[str | None, Mapping[str, int]]:
    """How many rows of each delivery have each of the names that a column holds, set apart by commas."""
    listed = rows.filter(pl.col(column).fill_null("") != "").select("delivery", name=pl.col(column).str.split(","))
    counts = listed.explode("name").group_by("delivery", "name").agg(n=pl.len()).collect(engine="streaming")
    found: dict[str | None, dict[str, int]] = {}
    for delivery, name, count in counts.iter_rows():
        found.setdefault(delivery, {})[name] = count
    return found
