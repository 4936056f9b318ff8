"""The logs that the centres of the demonstration deliver: generated contacts, cut to the months before its today.

The generator makes whole calendar years, of nobody. Here its rows get the sites and queues of a firm of the cast, lose
what would happen after the day of the delivery, and become files such as a centre exports.
"""

# Paths and names in SQL are this module's own, and quoted.
# ruff: noqa: S608

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from filiere.contacts import CONTACT_LEG, TABLES, generate_store, parquet_sql, quote_text, write_tables

QUEUES = ("accueil", "factures", "livraison", "contrats", "pannes", "reclamations")
SIDE_TABLES = {
    "calendar": "horaires-d-ouverture-fictifs",
    "case": "demandes-et-reclamations-fictives",
    "survey_answer": "reponses-aux-enquetes-fictives",
}
"""Tables delivered with the contacts, and the names of their files; the others ask for more rows than a demonstration
has the time to read."""
_FAULTS = ("outcome", "again", "blank")


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedCentre:
    """What a made-up centre is: how many contacts a year, of which sites, in how many queues, on the telephone alone
    or on every channel; ``seed`` tells its contacts from those of another."""

    contacts: int
    sites: tuple[str, ...]
    seed: int
    queues: int = len(QUEUES)
    phone_only: bool = False
    bent: int = 0


def write_log(centre: GeneratedCentre, spans: Sequence[tuple[Path, date, date]]) -> None:
    """Write the canonical log of each span, from its first day to its last: the contacts that came in these days, and
    were over at the end of the last span. A file is packed by gzip where its name says so."""
    over = max(last for _, _, last in spans)
    years = sorted({day.year for _, first, last in spans for day in (first, last)})
    with tempfile.TemporaryDirectory(prefix="demo-contacts-") as folder, duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rows = " UNION ALL ".join(_year_sql(centre, year, over, Path(folder)) for year in years)
        connection.execute(f"CREATE TABLE legs AS {rows}")
        for path, first, last in spans:
            packing = "gzip" if path.suffix == ".gz" else "none"
            connection.execute(
                f"COPY (SELECT * EXCLUDE (came_on) FROM legs WHERE came_on BETWEEN {quote_text(first.isoformat())} "
                f"AND {quote_text(last.isoformat())} ORDER BY arrived_at, contact_id, leg) "
                f"TO {quote_text(str(path))} (FORMAT csv, HEADER, COMPRESSION {packing})"
            )


def _year_sql(centre: GeneratedCentre, year: int, over: date, folder: Path) -> str:
    """Return the SQL of the legs of a year whose contacts are over by a day, with the day on which each contact came:
    the legs of a contact are all in one log."""
    made = generate_store(folder / str(year), contacts=centre.contacts, seed=centre.seed, year=year, beside=False)
    channel = " AND channel = 'phone'" if centre.phone_only else ""
    ended = "strftime(make_timestamp(greatest(arrived_us, ended_us, wrap_ended_us)), '%Y-%m-%d')"
    kept = (
        "SELECT contact_id, strftime(make_timestamp(arrived_us), '%Y-%m-%d') AS came_on "
        f"FROM {parquet_sql(made.files('contact'))} "
        f"WHERE outcome <> 'open'{channel} AND {ended} <= {quote_text(over.isoformat())} AND NOT "
        f"{_dropped_contacts_sql(centre)}"
    )
    legs = parquet_sql(made.files("contact_leg"))
    return f"SELECT {_columns_sql(centre, year)}, came_on FROM {legs} JOIN ({kept}) USING (contact_id)"


def _dropped_contacts_sql(centre: GeneratedCentre) -> str:
    """Return the SQL of the contacts that the log of a centre does not have, drawn by their number."""
    soon = "coalesce(answered_us - queued_us <= 20000000, FALSE)"
    among = soon if centre.bent < 0 else f"NOT {soon}"
    return f"({among} AND CAST(contact_id[2:] AS BIGINT) % 100 < {abs(centre.bent)})"


def _columns_sql(centre: GeneratedCentre, year: int) -> str:
    """Return the SQL of the canonical columns of the legs of a year."""
    cells = []
    for column in CONTACT_LEG.columns:
        sql = column.stored_name
        if column.kind == "time":
            sql = f"strftime(make_timestamp({column.stored_name}), '%Y-%m-%dT%H:%M:%S.%g+00:00')"
        elif column.name == "contact_id":
            # Two years number their contacts alike.
            sql = f"'F{year % 100}-' || contact_id[2:]"
        elif column.name == "queue":
            sql = _pick_name_sql(QUEUES[: centre.queues])
        elif column.name == "site":
            sql = _pick_name_sql(centre.sites)
        elif column.name == "organisation":
            sql = "''"
        cells.append(f"{sql} AS {column.name}")
    return ", ".join(cells)


def _pick_name_sql(names: Sequence[str]) -> str:
    """Return the SQL of a name by the rank of the generated queue, so that a queue has one site at most of the time."""
    return f"[{', '.join(map(quote_text, names))}][1 + CAST(queue[6:] AS INTEGER) % {len(names)}]"


def write_flawed_log(clean: Path, path: Path) -> None:
    """Write a log again with what logs have wrong: outcomes that nobody knows, rows written twice, stray blanks."""
    with clean.open(newline="", encoding="utf-8") as source, path.open("w", newline="", encoding="utf-8") as target:
        rows, writer = csv.reader(source), csv.writer(target, lineterminator="\n")
        header = next(rows)
        writer.writerow(header)
        outcome, reason = header.index("outcome"), header.index("reason")
        for number, row in enumerate(rows):
            fault = _FAULTS[number // 29 % len(_FAULTS)] if number % 29 == 11 else ""
            if fault == "outcome":
                row[outcome] = "perdu ?"
            elif fault == "blank":
                row[reason] = f" {row[reason]} "
            writer.writerow(row)
            if fault == "again":
                writer.writerow(row)


def write_side_tables(centre: GeneratedCentre, last: date, folder: Path) -> list[Path]:
    """Write the tables beside contacts, of the year of ``last`` up to that day, and return their files."""
    made = write_tables(folder / "whole", contacts=centre.contacts, seed=centre.seed, year=last.year, organisation="")
    return [
        _cut_table(path, last, centre, folder / f"{SIDE_TABLES[path.stem]}.csv")
        for path in made
        if path.stem in SIDE_TABLES
    ]


def _cut_table(path: Path, last: date, centre: GeneratedCentre, target: Path) -> Path:
    table = TABLES[path.stem]
    times = [one.name for one in table.columns if one.kind == "time"]
    with path.open(newline="", encoding="utf-8") as source, target.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, table.header, lineterminator="\n")
        writer.writeheader()
        for row in csv.DictReader(source):
            if table.moment is not None and row[table.moment][:10] > last.isoformat():
                continue
            # What has not happened yet on that day is not written yet.
            row |= {name: "" for name in times if row[name][:10] > last.isoformat()}
            if centre.phone_only and row.get("channel"):
                row["channel"] = "phone"
            if row.get("queue"):
                rank = int(row["queue"][5:])
                row["queue"] = QUEUES[: centre.queues][rank % centre.queues]
                row["site"] = centre.sites[rank % len(centre.sites)]
            if row.get("contact_id"):
                row["contact_id"] = f"F{last.year % 100}-{row['contact_id'][1:]}"
            writer.writerow(row)
    return target
