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

from filiere.contacts.engines import read_files_span
from filiere.contacts.generation.arrow_columns import (
    UNKNOWN_NUMBER,
    IntArray,
    identity_column,
    instant_column,
    person_hash_column,
    word_column,
)
from filiere.contacts.generation.companion_tables import write_tables
from filiere.contacts.generation.queue_visits import (
    CHANNELS,
    MOST_AGENTS,
    QUEUES,
    REASONS,
    SITES,
    ZONE,
    GeneratedMonth,
    day_weights,
    generate_visits,
    month_boundaries,
)
from filiere.contacts.importing.contact_derivation import CONTACT_COLUMNS, contacts_sql
from filiere.contacts.importing.database import list_identifiers, open_database, parquet_sql, quote_text
from filiere.contacts.importing.import_job import import_file
from filiere.contacts.importing.partitions import write_file
from filiere.contacts.importing.sources import find_source
from filiere.contacts.schema import DIRECTIONS, OUTCOMES
from filiere.contacts.store import Delivery, Store, partition_folder
from filiere.contacts.zone_offsets import DAY_US

GENERATED_ORGANISATION = "centre-fictif"
GENERATED_SOURCE = "contacts-fictifs"
GENERATED_YEAR = 2026
_PRECISION_US = 1_000
_TIME_COLUMNS = ("arrived_us", "queued_us", "offered_us", "answered_us", "ended_us", "wrap_ended_us")


def generate_store(
    folder: Path,
    *,
    contacts: int,
    seed: int,
    year: int = GENERATED_YEAR,
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
    mark = sha256(f"{GENERATED_SOURCE} {contacts} {seed} {year}".encode()).hexdigest()
    name = f"000000-{mark[:8]}"
    legs: dict[str, int] = {}
    made: dict[str, int] = {}
    with open_database(scratch / "spill", memory_limit="2GB") as connection:
        months = _share_months(contacts, year)
        several = scratch / "several.parquet"
        done = 0
        for label, rows in _iter_month_visits(months, contacts, seed, year, mark):
            connection.register("visits", rows)
            target = f"{partition_folder('contact_leg', GENERATED_ORGANISATION, label)}/{name}.parquet"
            kept = list_identifiers(CONTACT_COLUMNS)
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
            write_file(
                connection,
                f"SELECT {list_identifiers(CONTACT_COLUMNS)} FROM ({contacts_sql(piles, whole=True)})",
                several,
            )
        for target in legs:
            label = target.split("month=")[1].split("/")[0]
            path = f"{partition_folder('contact', GENERATED_ORGANISATION, label)}/{name}.parquet"
            if rows_of := _write_month_contacts(connection, folder / target, several, label, folder / path):
                made[path] = rows_of
            done += 1
            if progress is not None:
                progress(done, 2 * len(months))
    shutil.rmtree(scratch, ignore_errors=True)
    store = _put_in_force(store, legs, made, mark, contacts, seed, year)
    if beside:
        for file in write_tables(
            folder / "staging", contacts=contacts, seed=seed, year=year, organisation=GENERATED_ORGANISATION
        ):
            import_file(folder, file, find_source("canonical-csv"), today=_loading_day(year))
        shutil.rmtree(folder / "staging", ignore_errors=True)
    return Store.open(folder)


def _share_months(contacts: int, year: int) -> list[GeneratedMonth]:
    """Share the contacts out over the months, by the weights of their days."""
    ends = month_boundaries(year)
    weight = np.array([day_weights(first, after - first).sum() for first, after in pairwise(ends)])
    upto = np.rint(np.cumsum(weight) / weight.sum() * contacts).astype(np.int64)
    counts = np.diff(upto, prepend=0)
    return [
        GeneratedMonth(
            first_day=ends[index],
            days=ends[index + 1] - ends[index],
            contacts=int(counts[index]),
            first_number=int(upto[index] - counts[index]),
            cut_us=ends[-1] * DAY_US,
            customers=max(contacts * 3 // 10, 10),
            agents=max(min(contacts // 2_500, MOST_AGENTS), 5),
        )
        for index in range(12)
    ]


def _iter_month_visits(
    months: Sequence[GeneratedMonth], contacts: int, seed: int, year: int, mark: str
) -> Iterator[tuple[str, pa.Table]]:
    """Give the visits of each month of UTC; those that begin after December make a month of their own."""
    seeds = np.random.SeedSequence([seed, contacts, year]).spawn(len(months))
    waiting: Mapping[str, IntArray] | None = None
    ends = [*month_boundaries(year)[1:], None]
    for index, end in enumerate(ends):
        if index < len(months):
            columns = generate_visits(months[index], np.random.Generator(np.random.PCG64(seeds[index])))
            if waiting is not None:
                columns = {name: np.concatenate([waiting[name], values]) for name, values in columns.items()}
        else:
            assert waiting is not None  # noqa: S101 - twelve months went before
            columns = waiting
        now = columns["arrived_us"] < (np.iinfo(np.int64).max if end is None else end * DAY_US)
        waiting = {name: values[~now] for name, values in columns.items()}
        label = f"{year}-{index + 1:02d}" if index < len(months) else f"{year + 1}-01"
        if now.any():
            yield label, _build_legs_table({name: values[now] for name, values in columns.items()}, mark)


def _build_legs_table(columns: Mapping[str, IntArray], mark: str) -> pa.Table:
    """Return visits as the columns of a store, and ``several``."""
    count = len(columns["number"])
    answered, ended, wrapped = (columns[name] for name in ("answered_us", "ended_us", "wrap_ended_us"))
    known = (answered != UNKNOWN_NUMBER) & (ended != UNKNOWN_NUMBER)
    constant = np.zeros(count, np.int64)
    made = {
        "contact_id": identity_column(columns["number"], "F"),
        "leg": pa.array(columns["leg"]),
        "organisation": word_column(constant, [GENERATED_ORGANISATION]),
        "site": word_column(columns["queue"] % len(SITES), SITES),
        "queue": word_column(columns["queue"], QUEUES),
        "channel": word_column(columns["channel"], CHANNELS),
        "direction": word_column(columns["direction"], DIRECTIONS),
        "customer_key": person_hash_column(columns["customer"], 1),
        "agent_key": person_hash_column(columns["agent"], 2),
        **{name: instant_column(columns[name]) for name in _TIME_COLUMNS},
        "outcome": word_column(columns["outcome"], OUTCOMES),
        "transferred": pc.equal(pa.array(columns["transferred"]), 1),
        "reason": word_column(columns["reason"], REASONS),
        "delivery": word_column(constant, [mark]),
        "raw_line": pa.array(columns["number"] + 2),
        "precision_us": pa.array(np.full(count, _PRECISION_US)),
        "zone": word_column(constant, [ZONE]),
        "repairs": word_column(constant, [""]),
        "defects": word_column(constant, [""]),
        "handle_us": instant_column(np.where(known, wrapped - answered, UNKNOWN_NUMBER)),
        "talk_us": instant_column(np.where(known, ended - answered, UNKNOWN_NUMBER)),
        "called_back_us": instant_column(np.full(count, UNKNOWN_NUMBER)),
    }
    return pa.table({**{name: made[name] for name in CONTACT_COLUMNS}, "several": pa.array(columns["several"])})


def _write_month_contacts(
    connection: duckdb.DuckDBPyConnection, legs: Path, several: Path, label: str, target: Path
) -> int:
    """Write the contacts that arrived in a month: those of one visit as they are, and those put together."""
    single = f"SELECT * FROM {parquet_sql([legs])}"
    rows = single
    if several.exists():
        made = f"SELECT * FROM {parquet_sql([several])}"
        month = f"strftime(make_timestamp(arrived_us), '%Y-%m') = {quote_text(label)}"
        rows = f"{single} ANTI JOIN ({made}) USING (contact_id) UNION ALL BY NAME {made} WHERE {month}"
    return write_file(
        connection, f"SELECT {list_identifiers(CONTACT_COLUMNS)} FROM ({rows}) ORDER BY arrived_us, contact_id", target
    )


def _put_in_force(
    store: Store, legs: Mapping[str, int], made: Mapping[str, int], mark: str, contacts: int, seed: int, year: int
) -> Store:
    """Put the store in force, with a delivery that says that it was made up, and its report."""
    rows = sum(legs.values())
    counts = {"rows": rows, "accepted": rows, "repaired": 0, "rejected": 0, "duplicates": 0, "superseded": 0}
    report = f"reports/{mark}.json"
    (store.folder / "reports").mkdir(exist_ok=True)
    name = f"{GENERATED_SOURCE} (fictif · fictitious): --contacts {contacts} --seed {seed} --year {year}"
    content = {
        "format": 1,
        "file": name,
        "sha256": mark,
        "bytes": 0,
        "source": "generated",
        "mapping_sha256": None,
        "organisation": GENERATED_ORGANISATION,
        "zone": ZONE,
        "loaded_on": _loading_day(year),
        "raw": {"records": rows, "refused": 0, "refusals": {}, "unused": {}},
        "tables": {
            "contact_leg": counts
            | {"reconciles": True, "supersedes": 0, "conflicting": 0, "conflicts": [], "rejections": [], "repairs": {}}
            | {"defects": {}, "information": _instant_information(store.folder, legs)}
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
        organisation=GENERATED_ORGANISATION,
        **{"table": "contact_leg", "zone": ZONE, "loaded_on": _loading_day(year), "report": report, **counts},
    )
    after = store.with_files(added={"contact_leg": legs, "contact": made}, deliveries=[delivery])
    after.write()
    return after


def _instant_information(folder: Path, legs: Mapping[str, int]) -> dict[str, int | None]:
    found = read_files_span([folder / path for path in legs], _TIME_COLUMNS)
    first, last = found or (None, None)
    return {"crossing_midnight": 0, "first_us": first, "last_us": last, "smallest_step_us": _PRECISION_US}


def _loading_day(year: int) -> str:
    return datetime(year + 1, 1, 31, tzinfo=UTC).date().isoformat()
