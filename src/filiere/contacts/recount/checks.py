"""The checks made before anything is published, a second time: every inbound leg and contact has one known outcome."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from filiere.contacts.recount.tables import Tables
from filiere.contacts.schema import OUTCOMES


def conservation(tables: Tables) -> Mapping[str, Mapping[str, int]]:
    """Return how many inbound legs, and how many inbound contacts, there are of each outcome and in all."""
    return {
        "conservation_legs": _outcomes(tables.legs()),
        "conservation_contacts": _outcomes(tables.contacts()),
    }


def failing(tables: Tables) -> frozenset[str]:
    """Return the organisations of which some inbound leg or contact has none of the known outcomes."""
    lost = pl.concat(
        rows.filter(
            (pl.col("direction") == "inbound") & ~pl.col("outcome").is_in(list(OUTCOMES)).fill_null(value=False)
        )
        .select("organisation")
        .unique()
        for rows in (tables.legs(), tables.contacts())
    )
    return frozenset(lost.collect(engine="streaming")["organisation"].to_list())


def queue_times(tables: Tables) -> Mapping[str, int]:
    """Return how many calls people answered, and of how many nothing tells how long they waited."""
    rows = _calls(tables)
    return {name: sum(row[name] for row in rows) for name in ("answered", "untimed")}


def untimed(tables: Tables) -> frozenset[str]:
    """Return the organisations of which more than half of those calls have none."""
    return frozenset(row["organisation"] for row in _calls(tables) if row["untimed"] > row["answered"] - row["untimed"])


def _calls(tables: Tables) -> Sequence[Mapping[str, Any]]:
    answered = tables.legs().filter(
        pl.col("direction") == "inbound",
        pl.col("channel") == "phone",
        pl.col("outcome") == "answered",
        pl.col("reason").is_null() | ~pl.col("reason").is_in(["bot", "auto_ack"]),
    )
    offered, answer = pl.col("offered_us"), pl.col("answered_us")
    unbegun = pl.col("queued_us").is_null() & (offered.is_null() | (offered >= answer).fill_null(value=False))
    unknown = answer.is_null() | unbegun
    counts = answered.group_by("organisation").agg(answered=pl.len(), untimed=unknown.sum())
    return counts.collect(engine="streaming").to_dicts()


def _outcomes(rows: pl.LazyFrame) -> Mapping[str, int]:
    inbound = rows.filter(pl.col("direction") == "inbound")
    counts = inbound.group_by("outcome").agg(n=pl.len()).collect(engine="streaming")
    found = {str(outcome): count for outcome, count in counts.iter_rows()}
    return {"rows": sum(found.values()), **{name: found.get(name, 0) for name in OUTCOMES}}
