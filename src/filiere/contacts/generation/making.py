"""A store of made-up contacts: months written one after the other, then the contacts made of their visits.

A visit may begin in a later month than the one its contact came in: it waits for its month. Contacts of several visits
are put together by the very code of the import, so that a generated store is what an import would have made.
"""

# Paths and names in SQL are this module's own.
# ruff: noqa: S608

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from filiere.contacts.engines import span
from filiere.contacts.generation.columns import UNKNOWN, Numbers, identities, instants, people, words
from filiere.contacts.generation.visits import (
    CHANNELS,
    MOST_AGENTS,
    QUEUES,
    REASONS,
    SITES,
    ZONE,
    Month,
    month_ends,
    visits,
    weights,
)
from filiere.contacts.generation.work import write_tables
from filiere.contacts.importing.contacts import COLUMNS, contacts_sql
from filiere.contacts.importing.database import database, listed, parquet, text
from filiere.contacts.importing.partitions import write_file
from filiere.contacts.importing.run import import_file
from filiere.contacts.importing.sources import source
from filiere.contacts.periods import DAY
from filiere.contacts.schema import DIRECTIONS, OUTCOMES
from filiere.contacts.store import Delivery, Store, place

ORGANISATION = "centre-fictif"
NAME = "contacts-fictifs"
YEAR = 2026
_PRECISION_US = 1_000
_TIMES = ("arrived_us", "queued_us", "offered_us", "answered_us", "ended_us", "wrap_ended_us")


def generate(
    folder: Path,
    *,
    contacts: int,
    seed: int,
    year: int = YEAR,
    beside: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Store:
    """Make a store of ``contacts`` made-up contacts that arrived in a year; raise :class:`Faults` where there is a
    store already.

    The same number, seed and year give the same rows. ``beside`` makes the other tables too: cases, surveys, states of
    agents and the like. ``progress`` is told the months done.
    """
    store = Store.create(folder, zone=ZONE)
    scratch = folder / "staging"
    mark = sha256(f"{NAME} {contacts} {seed} {year}".encode()).hexdigest()
    name = f"000000-{mark[:8]}"
    legs: dict[str, int] = {}
    made: dict[str, int] = {}
    with database(scratch / "spill", memory_limit="2GB") as connection:
        months = _months(contacts, year)
        several = scratch / "several.parquet"
        done = 0
        for label, rows in _by_month(months, contacts, seed, year, mark):
            connection.register("visits", rows)
            target = f"{place('contact_leg', ORGANISATION, label)}/{name}.parquet"
            kept = listed(COLUMNS)
            write_file(connection, f"SELECT {kept} FROM visits ORDER BY arrived_us, contact_id, leg", folder / target)
            legs[target] = rows.num_rows
            pile = scratch / f"several-{label}.parquet"
            write_file(connection, f"SELECT {kept} FROM visits WHERE several = 1", pile)
            connection.unregister("visits")
            done += 1
            if progress is not None:
                progress(done, 2 * len(months))
        piles = sorted(scratch.glob("several-*.parquet"))
        if piles:
            write_file(connection, f"SELECT {listed(COLUMNS)} FROM ({contacts_sql(piles, whole=True)})", several)
        for target in legs:
            label = target.split("month=")[1].split("/")[0]
            path = f"{place('contact', ORGANISATION, label)}/{name}.parquet"
            if rows_of := _contacts_of_month(connection, folder / target, several, label, folder / path):
                made[path] = rows_of
            done += 1
            if progress is not None:
                progress(done, 2 * len(months))
    shutil.rmtree(scratch, ignore_errors=True)
    store = _recorded(store, legs, made, mark, contacts, seed, year)
    if beside:
        for file in write_tables(
            folder / "staging", contacts=contacts, seed=seed, year=year, organisation=ORGANISATION
        ):
            import_file(folder, file, source("canonical-csv"), today=_loaded_on(year))
        shutil.rmtree(folder / "staging", ignore_errors=True)
    return Store.open(folder)


def _months(contacts: int, year: int) -> list[Month]:
    """Share the contacts out over the months, by the weights of their days."""
    ends = month_ends(year)
    weight = np.array([weights(first, after - first).sum() for first, after in pairwise(ends)])
    upto = np.rint(np.cumsum(weight) / weight.sum() * contacts).astype(np.int64)
    counts = np.diff(upto, prepend=0)
    return [
        Month(
            first_day=ends[index],
            days=ends[index + 1] - ends[index],
            contacts=int(counts[index]),
            first_number=int(upto[index] - counts[index]),
            cut_us=ends[-1] * DAY,
            customers=max(contacts * 3 // 10, 10),
            agents=max(min(contacts // 2_500, MOST_AGENTS), 5),
        )
        for index in range(12)
    ]


def _by_month(
    months: Sequence[Month], contacts: int, seed: int, year: int, mark: str
) -> Iterator[tuple[str, pa.Table]]:
    """Give the visits of each month of UTC; those that begin after December make a month of their own."""
    seeds = np.random.SeedSequence([seed, contacts, year]).spawn(len(months))
    waiting: Mapping[str, Numbers] | None = None
    ends = [*month_ends(year)[1:], None]
    for index, end in enumerate(ends):
        if index < len(months):
            columns = visits(months[index], np.random.Generator(np.random.PCG64(seeds[index])))
            if waiting is not None:
                columns = {name: np.concatenate([waiting[name], values]) for name, values in columns.items()}
        else:
            assert waiting is not None  # noqa: S101 - twelve months went before
            columns = waiting
        now = columns["arrived_us"] < (np.iinfo(np.int64).max if end is None else end * DAY)
        waiting = {name: values[~now] for name, values in columns.items()}
        label = f"{year}-{index + 1:02d}" if index < len(months) else f"{year + 1}-01"
        if now.any():
            yield label, _table({name: values[now] for name, values in columns.items()}, mark)


def _table(columns: Mapping[str, Numbers], mark: str) -> pa.Table:
    """Return visits as the columns of a store, and ``several``."""
    count = len(columns["number"])
    answered, ended, wrapped = (columns[name] for name in ("answered_us", "ended_us", "wrap_ended_us"))
    known = (answered != UNKNOWN) & (ended != UNKNOWN)
    constant = np.zeros(count, np.int64)
    made = {
        "contact_id": identities(columns["number"], "F"),
        "leg": pa.array(columns["leg"]),
        "organisation": words(constant, [ORGANISATION]),
        "site": words(columns["queue"] % len(SITES), SITES),
        "queue": words(columns["queue"], QUEUES),
        "channel": words(columns["channel"], CHANNELS),
        "direction": words(columns["direction"], DIRECTIONS),
        "customer_key": people(columns["customer"], 1),
        "agent_key": people(columns["agent"], 2),
        **{name: instants(columns[name]) for name in _TIMES},
        "outcome": words(columns["outcome"], OUTCOMES),
        "transferred": pc.equal(pa.array(columns["transferred"]), 1),
        "reason": words(columns["reason"], REASONS),
        "delivery": words(constant, [mark]),
        "raw_line": pa.array(columns["number"] + 2),
        "precision_us": pa.array(np.full(count, _PRECISION_US)),
        "zone": words(constant, [ZONE]),
        "repairs": words(constant, [""]),
        "defects": words(constant, [""]),
        "handle_us": instants(np.where(known, wrapped - answered, UNKNOWN)),
        "talk_us": instants(np.where(known, ended - answered, UNKNOWN)),
        "called_back_us": instants(np.full(count, UNKNOWN)),
    }
    return pa.table({**{name: made[name] for name in COLUMNS}, "several": pa.array(columns["several"])})


def _contacts_of_month(
    connection: duckdb.DuckDBPyConnection, legs: Path, several: Path, label: str, target: Path
) -> int:
    """Write the contacts that arrived in a month: those of one visit as they are, and those put together."""
    single = f"SELECT * FROM {parquet([legs])}"
    rows = single
    if several.exists():
        made = f"SELECT * FROM {parquet([several])}"
        month = f"strftime(make_timestamp(arrived_us), '%Y-%m') = {text(label)}"
        rows = f"{single} ANTI JOIN ({made}) USING (contact_id) UNION ALL BY NAME {made} WHERE {month}"
    return write_file(connection, f"SELECT {listed(COLUMNS)} FROM ({rows}) ORDER BY arrived_us, contact_id", target)


def _recorded(
    store: Store, legs: Mapping[str, int], made: Mapping[str, int], mark: str, contacts: int, seed: int, year: int
) -> Store:
    """Put the store in force, with a delivery that says that it was made up, and its report."""
    rows = sum(legs.values())
    counts = {"rows": rows, "accepted": rows, "repaired": 0, "rejected": 0, "duplicates": 0, "superseded": 0}
    report = f"reports/{mark}.json"
    (store.folder / "reports").mkdir(exist_ok=True)
    name = f"{NAME} (fictif · fictitious): --contacts {contacts} --seed {seed} --year {year}"
    content = {
        "format": 1,
        "file": name,
        "sha256": mark,
        "bytes": 0,
        "source": "generated",
        "mapping_sha256": None,
        "organisation": ORGANISATION,
        "zone": ZONE,
        "loaded_on": _loaded_on(year),
        "raw": {"records": rows, "refused": 0, "refusals": {}, "unused": {}},
        "tables": {
            "contact_leg": counts
            | {"reconciles": True, "supersedes": 0, "conflicting": 0, "conflicts": [], "rejections": [], "repairs": {}}
            | {"defects": {}, "information": _information(store.folder, legs)}
        },
        "codes": {},
        "rejects": f"reports/{mark}.rejects.jsonl",
    }
    (store.folder / report).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    (store.folder / str(content["rejects"])).touch()
    delivery = Delivery(
        id=mark,
        sha256=mark,
        name=name,
        source="generated",
        organisation=ORGANISATION,
        **{"table": "contact_leg", "zone": ZONE, "loaded_on": _loaded_on(year), "report": report, **counts},
    )
    after = store.with_files(added={"contact_leg": legs, "contact": made}, deliveries=[delivery])
    after.write()
    return after


def _information(folder: Path, legs: Mapping[str, int]) -> dict[str, int | None]:
    found = span([folder / path for path in legs], _TIMES)
    first, last = found or (None, None)
    return {"crossing_midnight": 0, "first_us": first, "last_us": last, "smallest_step_us": _PRECISION_US}


def _loaded_on(year: int) -> str:
    return datetime(year + 1, 1, 31, tzinfo=UTC).date().isoformat()
