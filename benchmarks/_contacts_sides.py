"""What `./dev bench contacts` measures: each side does one job on a store, in a process of its own.

A job gives its answer as one Arrow table of whole numbers, from which the driver's digest is made outside the measured
time. The peers are written by hand for the one definition they compute, and read only the columns that they need.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from filiere.contacts.computation_context import Context
    from filiere.contacts.definitions import DefinitionSet
    from filiere.contacts.store import Store

SLOT = 1_800_000_000
LEVELS = ("icmi-1", "icmi-2", "icmi-3", "icmi-4", "icmi-5", "cisco-positive")
WINDOWS = (1, 7, 30)
SCOPES: Mapping[str, str] = {"customer": "", "customer_queue": ", queue", "customer_channel": ", channel"}
_KEYS = ("queue", "channel", "period")


class Side:
    """A store, and what the process may take of the machine."""

    def __init__(self, folder: Path, memory: str | None) -> None:
        self.folder, self.memory = folder, memory

    @property
    def store(self) -> "Store":
        """The store."""
        from filiere.contacts.store import Store

        return Store.open(self.folder)

    @property
    def files(self) -> list[str]:
        """The files of contacts."""
        return [str(path) for path in self.store.files("contact")]

    def sql(self, *queries: str) -> pa.Table:
        """Run hand-written queries on DuckDB as it is set up for ours; give the last one's answer."""
        import duckdb

        with duckdb.connect() as connection:
            connection.execute("SET preserve_insertion_order = false")
            if self.memory:
                connection.execute(f"SET memory_limit = '{self.memory}'")
            for query in queries:
                found = connection.sql(query).to_arrow_table()
        return found


def imported(name: str) -> None:
    """Import what a job needs before it is measured, Ibis's compiler included, which comes with a first expression."""
    needed = ["duckdb", "pyarrow.parquet"]
    if name.endswith("pandas"):
        needed.append("pandas")
    elif not name.endswith("duckdb"):
        packages = ("cube_store", "definitions", "indicators", "sealed.pack_writer", "store")
        needed += ["ibis.backends.duckdb", *(f"filiere.contacts.{one}" for one in packages)]
    for one in needed:
        import_module(one)
    if "ibis.backends.duckdb" in needed:
        from filiere.contacts.engines import open_engine

        with open_engine() as engine:
            engine.fetch(engine.make_table(pa.table({"one": [1]})))


# ---- the definition


def definition(indicators: Sequence[Mapping[str, Any]]) -> "DefinitionSet":
    """A local definition whose outcomes are those that were recorded, which hand-written queries can be held to."""
    from filiere.contacts.definitions import DefinitionSet, load_set
    from filiere.contacts.schema import OUTCOMES

    common = dict(load_set("common-v1").content())["choices"]
    plain = {
        "clock_stop": "acknowledgement",
        "short_abandon": {"seconds": 5, "effect": "excluded_from_abandoned"},
        "front_door": list(OUTCOMES),
        "denominator": ["answered", "abandoned", "overflowed", "callback", "system_dropped"],
    }
    return DefinitionSet.model_validate(
        {
            "id": "bench",
            "version": 1,
            "kind": "definitions",
            "status": "local",
            "owner": "Mesure",
            "valid": {"from": "2026-01-01"},
            "title": {"fr": "Mesure", "en": "Measure"},
            "choices": common | plain,
            "indicators": [{"title": {"fr": one["key"], "en": one["key"]}, "minimum": 1, **one} for one in indicators],
        }
    )


TABLE = (
    {"key": "offered", "measure": "contacts"},
    {"key": "answered", "measure": "accessibility"},
    {"key": "abandoned", "measure": "abandonment"},
    {"key": "in_time", "measure": "service_level", "threshold_seconds": 20},
    {"key": "wait", "measure": "speed_of_answer_mean"},
    {"key": "handling", "measure": "handling_time_mean"},
)
QUANTILES = (
    {"key": "p50", "measure": "speed_of_answer_percentile", "percentile": 50},
    {"key": "p90", "measure": "speed_of_answer_percentile", "percentile": 90},
)


def sums(side: Side, indicators: Sequence[Mapping[str, Any]], **asked: Any) -> tuple[list[pa.Table], "Context"]:
    """The sums of each indicator, as the engine gives them."""
    from filiere.contacts.engines import EngineSettings, open_engine
    from filiere.contacts.indicators import build_context
    from filiere.contacts.measures import MEASURES
    from filiere.contacts.query_planning import compute_planned_sums

    wanted = [(MEASURES[one.measure], one) for one in definition(indicators).indicators]
    with open_engine(EngineSettings(memory=side.memory)) as engine:
        context = build_context(side.store, engine, **asked)
        found = dict(compute_planned_sums(context, wanted))
    return [found[index] for index in range(len(wanted))], context  # type: ignore[misc]


# ---- the interval table: queue × channel × half-hour


def _interval_table(side: Side, *more: Mapping[str, Any]) -> pa.Table:
    found, _ = sums(side, [*TABLE, *more], by=("queue", "channel"), interval="30min")
    offered, answered, abandoned, in_time, wait, handling, *rest = found
    columns = {name: offered[name] for name in _KEYS}
    columns |= {"offered": offered["n"], "answered": answered["numerator"]}
    columns |= {"abandoned": abandoned["numerator"], "queued": abandoned["n"]}
    columns |= {"in_time": in_time["numerator"], "counted": in_time["n"]}
    columns |= {"wait": wait["numerator"], "waited": wait["n"]}
    columns |= {"handling": handling["numerator"], "handled": handling["n"]}
    for name, table in zip(("p50", "p90"), rest, strict=False):
        # Of a group in which nobody was answered there is no percentile, and the engine does not say which.
        columns[name] = pc.if_else(pc.greater(table["n"], 0), table["value"], None)
    return pa.table(columns)


def table_ours(side: Side) -> pa.Table:
    """Six indicators by queue, channel and half-hour."""
    return _interval_table(side)


def quantiles_ours(side: Side) -> pa.Table:
    """The same with the exact median and ninth decile of the waits."""
    return _interval_table(side, *QUANTILES)


_TABLE_SQL = f"""
SELECT queue, channel, arrived_us // {SLOT} * {SLOT} AS period,
    count(*) AS offered,
    count(*) FILTER (outcome = 'answered') AS answered,
    count(*) FILTER (outcome = 'abandoned' AND queued_us IS NOT NULL AND (wait > 5000000 OR wait IS NULL)) AS abandoned,
    count(*) FILTER (queued_us IS NOT NULL) AS queued,
    count(*) FILTER (outcome = 'answered' AND wait <= 20000000) AS in_time,
    count(*) FILTER (outcome IN ('answered', 'abandoned', 'overflowed', 'callback', 'system_dropped')) AS counted,
    coalesce(sum(wait) FILTER (outcome = 'answered'), 0)::BIGINT AS wait,
    count(wait) FILTER (outcome = 'answered') AS waited,
    coalesce(sum(handle_us) FILTER (outcome = 'answered' AND handle_us >= 0), 0)::BIGINT AS handling,
    count(*) FILTER (outcome = 'answered' AND handle_us >= 0) AS handled
    {{more}}
FROM (
    SELECT *, CASE WHEN outcome = 'answered' THEN answered_us ELSE ended_us END AS stop,
        stop - coalesce(queued_us, offered_us, stop) AS wait
    FROM read_parquet({{files}}, hive_partitioning = false)
    WHERE direction = 'inbound'
)
WHERE wait IS NULL OR wait >= 0
GROUP BY ALL
"""  # noqa: S608 - names are this module's own


def table_duckdb(side: Side) -> pa.Table:
    """The same in SQL."""
    return side.sql(_TABLE_SQL.format(files=side.files, more=""))


def quantiles_duckdb(side: Side) -> pa.Table:
    """The same in SQL, with DuckDB's exact quantiles, both asked for at once."""
    both = ", quantile_disc(wait, [0.5, 0.9]) FILTER (outcome = 'answered') AS ranks"
    query = _TABLE_SQL.format(files=side.files, more=both)
    return side.sql(f"SELECT * EXCLUDE (ranks), ranks[1] AS p50, ranks[2] AS p90 FROM ({query})")  # noqa: S608


def table_pandas(side: Side) -> pa.Table:
    """The same in pandas: dictionaries as categories, columns of what each group adds, one group-by."""
    import pandas as pd
    import pyarrow.parquet as pq

    words = ["queue", "channel", "outcome", "direction"]
    numbers = ["arrived_us", "queued_us", "offered_us", "answered_us", "ended_us", "handle_us"]
    parts = [pq.read_table(path, columns=[*words, *numbers], read_dictionary=words) for path in side.files]
    frame = (
        pa.concat_tables(parts, promote_options="permissive")
        .unify_dictionaries()
        .to_pandas(split_blocks=True, self_destruct=True)
    )
    del parts
    frame = frame[frame["direction"] == "inbound"]
    answered = frame["outcome"] == "answered"
    # With an unknown among them these are floating-point numbers, exact below 2⁵³ as microseconds of our time are.
    stop = frame["answered_us"].where(answered, frame["ended_us"])
    wait = stop - frame["queued_us"].fillna(frame["offered_us"]).fillna(stop)
    handled = answered & (frame["handle_us"] >= 0)
    queued = frame["queued_us"].notna()
    sums = pd.DataFrame(
        {
            "queue": frame["queue"],
            "channel": frame["channel"],
            "period": frame["arrived_us"] // SLOT * SLOT,
            "offered": 1,
            "answered": answered,
            "abandoned": (frame["outcome"] == "abandoned") & queued & ~(wait <= 5_000_000),
            "queued": queued,
            "in_time": answered & (wait <= 20_000_000),
            "counted": frame["outcome"].isin(["answered", "abandoned", "overflowed", "callback", "system_dropped"]),
            "wait": wait.where(answered, 0).fillna(0).astype("int64"),
            "waited": answered & wait.notna(),
            "handling": frame["handle_us"].where(handled, 0).fillna(0).astype("int64"),
            "handled": handled,
        }
    )
    del frame
    sums = sums[~(wait < 0)]
    found = sums.groupby([*_KEYS], observed=True, sort=False, dropna=False).sum()
    return pa.Table.from_pandas(found.reset_index(), preserve_index=False)


# ---- returns of customers: three scopes, three windows


def returns_ours(side: Side) -> pa.Table:
    """Nine indicators of contact resolution."""
    asked = [
        {
            "key": f"{scope}_{days}",
            "measure": "contact_resolution",
            "choices": {"resolution": {"scope": scope, "window_days": days}},
        }
        for scope in SCOPES
        for days in WINDOWS
    ]
    found, _ = sums(side, asked)
    return pa.table(
        {
            "which": [one["key"] for one in asked],
            "settled": [table["numerator"][0].as_py() for table in found],
            "base": [table["n"][0].as_py() for table in found],
        }
    )


def returns_duckdb(side: Side) -> pa.Table:
    """The same in SQL: one pass a scope, its three windows at once."""
    passes = [_returns_sql(side.files, scope, more) for scope, more in SCOPES.items()]
    return pa.concat_tables([side.sql(one) for one in passes])


def _returns_sql(files: list[str], scope: str, more: str) -> str:
    day = 86_400_000_000
    base = "counted AND ended + {0} <= latest"
    parts = " UNION ALL ".join(
        f"SELECT '{scope}_{days}' AS which, settled_{days} AS settled, base_{days} AS base FROM found"  # noqa: S608
        for days in WINDOWS
    )
    columns = ", ".join(
        f"count(*) FILTER ({base.format(days * day)}) AS base_{days}, "
        f"count(*) FILTER ({base.format(days * day)} AND (following IS NULL OR following - ended > {days * day})) "
        f"AS settled_{days}"
        for days in WINDOWS
    )
    return f"""
        WITH contacts AS (
            SELECT customer_key, queue, channel, arrived_us, coalesce(ended_us, arrived_us) AS ended,
                outcome = 'answered' AND coalesce(answered_us - coalesce(queued_us, offered_us, answered_us) >= 0, true)
                AS counted
            FROM read_parquet({files}, hive_partitioning = false) WHERE direction = 'inbound'
        ),
        followed AS (
            SELECT ended, counted,
                lead(arrived_us) OVER (PARTITION BY customer_key{more} ORDER BY arrived_us) AS following
            FROM contacts WHERE customer_key IS NOT NULL
        ),
        latest AS (SELECT max(arrived_us) AS latest FROM contacts),
        found AS (SELECT {columns} FROM followed, latest)
        {parts}
    """  # noqa: S608


# ---- another definition: from the day cube, and from the rows


def _levels(side: Side, *, cubed: bool, making: bool = False) -> pa.Table:
    """Six service levels by queue, channel and month, as rows; checks are not part of it, they are of the store."""
    from filiere.contacts.cube_store import CubeStore
    from filiere.contacts.data_quality_checks import GateReport
    from filiere.contacts.definitions import load_set
    from filiere.contacts.engines import EngineSettings, open_engine
    from filiere.contacts.indicators import compute_indicators

    passed = GateReport(checks=(), failing=frozenset())
    with open_engine(EngineSettings(memory=side.memory)) as engine:
        rows = compute_indicators(
            side.store,
            [load_set(one) for one in LEVELS],
            by=("queue", "channel"),
            interval="month",
            engine=engine,
            gates=passed,
            cubes=CubeStore.of(side.store, making=making) if cubed else None,
        )
    names = ("definition", "indicator", "queue", "channel", "interval", "numerator", "denominator", "n", "status")
    return pa.table({name: [getattr(row, name) for row in rows] for name in names})


def rescan(side: Side) -> pa.Table:
    """Six definitions from the rows."""
    return _levels(side, cubed=False)


def cube_made(side: Side) -> pa.Table:
    """The same, the cube being made first."""
    return _levels(side, cubed=True, making=True)


def cube_used(side: Side) -> pa.Table:
    """The same from the cube alone."""
    return _levels(side, cubed=True)


# ---- the sealed pack


def pack(side: Side) -> pa.Table:
    """The whole pack of the common definition, data included."""
    from filiere.contacts.engines import EngineSettings, open_engine
    from filiere.contacts.sealed.pack_writer import load_sealed_set, make_pack

    out = side.folder.parent / "bench.pack"
    try:
        with open_engine(EngineSettings(memory=side.memory)) as engine:
            make_pack(side.store, [load_sealed_set("common-v1")], out, engine=engine)
        from filiere.contacts.sealed.archive import Archive
        from filiere.contacts.sealed.figure_files import JSON_NAME

        with Archive(out) as archive:
            return pa.table({"figures": [archive.read(JSON_NAME).decode()]})
    finally:
        out.unlink(missing_ok=True)


JOBS: Mapping[str, Callable[[Side], pa.Table]] = {
    "table": table_ours,
    "table duckdb": table_duckdb,
    "table pandas": table_pandas,
    "quantiles": quantiles_ours,
    "quantiles duckdb": quantiles_duckdb,
    "returns": returns_ours,
    "returns duckdb": returns_duckdb,
    "rescan": rescan,
    "cube made": cube_made,
    "cube": cube_used,
    "pack": pack,
}
"""Every job by its name: what it computes, then the peer that does it, ours where there is none."""
