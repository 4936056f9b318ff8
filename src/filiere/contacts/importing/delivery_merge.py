"""A delivery against itself and against the store: what repeats, what corrects, and what stays.

Two rows are the same thing when they have the same identity (of a leg: organisation, contact, rank). Then

- the same values again are a *duplicate*: one row stays, the others are counted;
- other values are a *correction*: **what came later wins**, by the ranks of the two where the source ranks its rows (a
  date of last update), in one file and between deliveries alike; where it does not, the last line of a file, and
  between files the delivery imported last. The row that lost is kept in the folder ``superseded`` with the delivery
  that superseded it, and counted.

Ranks between deliveries are remembered apart, in ``ranks``, the greatest of each thing whether its values changed or
not, so that a version that comes late is compared with the last word of the system.

A log is written from top to bottom and exports are made one after the other, so that the later row is the system's own
last word; rejecting both instead would lose a contact that did happen, and keeping the first would make a correction
impossible. A correction keeps the day of what it corrects, though: numbers that begin again each month have the same
identity on other days, and the month imported last would erase the one before. A file whose rows would so replace those
of other days is refused, unless whoever imports it says that it corrects.

Both lines are named in the report all the same, as ``conflicting-identity``, since a file that contradicts
itself without a rank is a fault of the file.
"""

# Every identifier and path in SQL comes from the canonical tables or a folder, and is quoted by quoted or text.
# ruff: noqa: S608

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb

from filiere.contacts.importing.cross_row_checks import CrossRowFindings
from filiere.contacts.importing.database import (
    list_identifiers,
    parquet_sql,
    quote_identifier,
    quote_text,
    same_values_sql,
)
from filiere.contacts.importing.local_time import local_us_sql
from filiere.contacts.importing.partitions import write_file, write_partitions
from filiere.contacts.schema import LINEAGE, Table
from filiere.contacts.store import Store
from filiere.contacts.zone_offsets import DAY_US
from filiere.core import Fault, Faults, Text
from filiere.core.dates import format_month

MOST_EXAMPLES = 100
MOST_TOLD = 5
"""Earlier deliveries that are told of a file whose rows would replace theirs."""
REPLACED_DAYS = "rows-of-other-days"
RANK_COLUMN = "source_rank"
"""The column of the greatest rank seen of a thing."""
BEATEN_BY_COLUMN = "superseded_by"
"""The column of a row that lost: the hash of the file whose row stands in its place."""


@dataclass
class MergeResult:
    """What became of the rows of one table: the verdicts, and the files that the store gains and loses.

    A row whose values another row of the file has as well repeats it, whether these values win or lose.

    ``conflicting`` counts the rows of the file that another of its rows contradicts without a rank; ``conflicts`` are
    the first of them, each with the line that won. ``touched`` are the organisations of the rows; ``across`` what is
    wrong between the rows that the table then has. ``headless`` counts the contacts of the rows that have no first leg
    then, and gives the lines of some.
    """

    accepted: int = 0
    repaired: int = 0
    duplicates: int = 0
    superseded: int = 0
    supersedes: int = 0
    conflicting: int = 0
    conflicts: list[tuple[int, int]] = field(default_factory=list)
    added: dict[str, dict[str, int]] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    across: CrossRowFindings = field(default_factory=CrossRowFindings)
    headless: tuple[int, list[int]] = (0, [])


class TableMerge:
    """Merges the parts of one table into a store. It writes new files that no record names yet, and changes none.

    Afterwards the tables ``verdict`` (the rows of the parts that lost, by ``_seq``) and ``beaten`` (the rows of the
    store that lost) stay in the connection, for what is derived from them; :meth:`close` drops them.

    With a ``zone``, rows without a rank that would replace rows of another of its days are a fault.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        store: Store,
        table: Table,
        *,
        parts: Sequence[Path],
        name: str,
        sha256: str,
        zone: str | None = None,
    ) -> None:
        self._connection, self._store, self.table, self._name, self._sha256 = connection, store, table, name, sha256
        self._zone = zone
        self._parts = parquet_sql(parts)
        self._stored = [one.stored_name for one in table.columns]
        self._identity = [table.by_name[one].stored_name for one in table.identity]
        self._losers = 0

    def run(self) -> MergeResult:
        """Judge every row of the parts, write the files, and return what became of them."""
        found = MergeResult()
        organisations = f"SELECT DISTINCT organisation FROM {self._parts} ORDER BY 1"
        found.touched = [one for (one,) in self._connection.execute(organisations).fetchall()]
        self._against_itself(found)
        self._remember_ranks(found)
        self._against_store(found)
        self._count(found)
        if found.accepted + found.repaired:
            self._write(self.live_rows_sql, self.table.name, found, extra=derived_columns(self.table))
        self._write_superseded(found)
        return found

    def close(self) -> None:
        """Drop the tables of the verdicts."""
        self._connection.execute(
            "DROP TABLE IF EXISTS verdict; DROP TABLE IF EXISTS beaten; DROP TABLE IF EXISTS known"
        )

    @property
    def live_rows_sql(self) -> str:
        """The SQL of the rows of the parts that stay."""
        return f"(SELECT * FROM {self._parts} ANTI JOIN verdict USING (_seq))" if self._losers else self._parts

    @property
    def beaten_rows_sql(self) -> str | None:
        """The SQL of the rows of the store that lost, None when there are none."""
        files = [Path(one) for (one,) in self._connection.execute("SELECT DISTINCT filename FROM beaten").fetchall()]
        if not files:
            return None
        return f"(SELECT * FROM {parquet_sql(files, places=True)} SEMI JOIN beaten USING (filename, file_row_number))"

    def tell(self, path: Path) -> None:
        """Write a line to ``path`` for each row that another line of the file contradicts."""
        cursor = self._connection.execute("SELECT raw_line, _by FROM verdict WHERE _tied ORDER BY _seq")
        with path.open("a", encoding="utf-8") as stream:
            while rows := cursor.fetchmany(10_000):
                for line, by in rows:
                    fault = {"code": "conflicting-identity", "column": None, "read": None, "corrected_by_line": by}
                    told = {"line": line, "table": self.table.name, "verdict": "superseded", "faults": [fault]}
                    stream.write(json.dumps(told) + "\n")

    def _against_itself(self, found: MergeResult) -> None:
        """Judge the rows of the parts that have a twin there."""
        identity = list_identifiers(self._identity)
        self._connection.execute(
            f"""
            CREATE OR REPLACE TABLE verdict AS
            WITH twins AS MATERIALIZED (SELECT _id FROM {self._parts} GROUP BY _id HAVING count(*) > 1),
            members AS (
                SELECT {identity}, _row, _rank, raw_line, _seq,
                    max(_rank) OVER same_content AS _best, max(_seq) OVER same_content AS _last,
                    _seq = min(_seq) OVER same_content AS _original
                FROM {self._parts} WHERE _id IN (SELECT _id FROM twins)
                WINDOW same_content AS (PARTITION BY {identity}, _row)
            ),
            ranked AS (
                SELECT *, row_number() OVER winning AS _place, first_value(_row) OVER winning AS _winner,
                    first_value(raw_line) OVER winning AS _by, first_value(_best) OVER winning AS _top
                FROM members WINDOW winning AS (PARTITION BY {identity} ORDER BY _best DESC, _last DESC, _seq)
            )
            SELECT _seq, raw_line,
                CASE WHEN _row = _winner OR NOT _original THEN 'duplicate' ELSE 'superseded' END AS what, _by,
                _row <> _winner AND _original AND _best = _top AS _tied, NULL::VARCHAR AS _to
            FROM ranked WHERE _place > 1
            """
        )
        (found.conflicting,) = self._one("SELECT count(*) FROM verdict WHERE _tied")
        found.conflicts = self._connection.execute(
            f"SELECT raw_line, _by FROM verdict WHERE _tied ORDER BY _seq LIMIT {MOST_EXAMPLES}"
        ).fetchall()

    def _remember_ranks(self, found: MergeResult) -> None:
        """Make the table ``known`` of the greatest ranks of the store, and write those that the delivery raises."""
        identity = list_identifiers(self._identity)
        ranks = f"SELECT {identity}, max(_rank) AS {RANK_COLUMN} FROM {self._parts} WHERE _rank <> 0 GROUP BY ALL"
        self._connection.execute(f"CREATE OR REPLACE TABLE given AS {ranks}")
        files = [
            one for key in found.touched for one in self._store.files(f"ranks/{self.table.name}", organisation=key)
        ]
        known = (
            f"SELECT {identity}, max({RANK_COLUMN}) AS {RANK_COLUMN} FROM {parquet_sql(files)} GROUP BY ALL"
            if files
            else ranks
        )
        self._connection.execute(
            f"CREATE OR REPLACE TABLE known AS SELECT * FROM ({known}) known "
            f"SEMI JOIN given ON {same_values_sql('known', 'given', self._identity)}"
        )
        raised = f"SELECT * FROM given ANTI JOIN known ON {same_values_sql('given', 'known', self._identity)} "
        raised += f"AND given.{RANK_COLUMN} <= known.{RANK_COLUMN}"
        written = write_partitions(
            self._connection,
            raised if files else "SELECT * FROM given",
            moment=None,
            order=self._identity,
            columns=[*self._identity, RANK_COLUMN],
            folder=self._store.folder,
            table=f"ranks/{self.table.name}",
            name=self._name,
        )
        if written:
            found.added[f"ranks/{self.table.name}"] = written
        self._connection.execute("DROP TABLE given")

    def _against_store(self, found: MergeResult) -> None:
        """Find the rows that the store has already, and those of the store that the delivery corrects."""
        self._connection.execute("CREATE OR REPLACE TABLE beaten (filename VARCHAR, file_row_number BIGINT)")
        files = [one for key in found.touched for one in self._store.files(self.table.name, organisation=key)]
        if files:
            identity, content = list_identifiers(self._identity), list_identifiers(self._stored)
            known = same_values_sql("known", "new", self._identity)
            moment = self.table.by_name[self.table.moment] if self.table.moment else None
            dated = moment is not None and moment.kind == "time" and moment.name not in self.table.identity
            at = f", {quote_identifier(moment.stored_name) if moment is not None and dated else 'NULL::BIGINT'} AS _at"
            old = (
                f"SELECT *, hash({identity}) AS _id, hash({content}) AS _row{at} FROM {parquet_sql(files, places=True)}"
            )
            new = f"SELECT {identity}, _id, _row, _rank, raw_line, _seq{at} FROM {self._parts} "
            new += "ANTI JOIN verdict USING (_seq)"
            self._connection.execute(
                f"""
                CREATE OR REPLACE TABLE meeting AS
                SELECT new._seq, new.raw_line, old.delivery, old.filename, old.file_row_number, new._rank,
                    old._at AS was, new._at AS becomes, CASE
                    WHEN new._row = old._row THEN 'duplicate'
                    WHEN new._rank <> 0 AND new._rank < known.{RANK_COLUMN} THEN 'superseded' END AS what
                FROM ({old}) old
                JOIN ({new}) new ON old._id = new._id AND {same_values_sql("old", "new", self._identity)}
                LEFT JOIN known ON {known}
                """
            )
            if self._zone is not None and dated:
                self._check_days(self._zone)
            self._connection.execute(
                "INSERT INTO verdict SELECT _seq, raw_line, what, NULL, false, delivery FROM meeting "
                "WHERE what IS NOT NULL; "
                "INSERT INTO beaten SELECT filename, file_row_number FROM meeting WHERE what IS NULL; "
                "DROP TABLE meeting"
            )
        (found.supersedes,) = self._one("SELECT count(*) FROM beaten")

    def _check_days(self, zone: str) -> None:
        """Raise :class:`Faults` where a row without a rank would replace one of the store that is of another day."""
        replacing = "what IS NULL AND _rank = 0 AND was <> becomes"
        first, last = self._one(
            f"SELECT min(least(was, becomes)), max(greatest(was, becomes)) FROM meeting WHERE {replacing}"
        )
        if first is None:
            return
        was, becomes = (f"{local_us_sql(one, zone, first, last)} // {DAY_US}" for one in ("was", "becomes"))
        told = self._connection.execute(
            f"SELECT delivery, count(*), min({was}), max({was}), min({becomes}), max({becomes}) FROM meeting "
            f"WHERE {replacing} AND {was} <> {becomes} GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT {MOST_TOLD}"
        ).fetchall()
        names = {one.sha256: one.name for one in self._store.deliveries}
        if told:
            raise Faults([replaced_days_fault(names.get(sha256, sha256), *counts) for sha256, *counts in told])

    def _count(self, found: MergeResult) -> None:
        (self._losers,) = self._one("SELECT count(*) FROM verdict")
        found.duplicates, found.superseded = self._one(
            "SELECT count(*) FILTER (what = 'duplicate'), count(*) FILTER (what = 'superseded') FROM verdict"
        )
        found.accepted, found.repaired = self._one(
            f"SELECT count(*) FILTER (repairs = ''), count(*) FILTER (repairs <> '') FROM {self.live_rows_sql}"
        )

    def _write_superseded(self, found: MergeResult) -> None:
        """Write the rows that lost apart, and the files of the store that had some again without them."""
        by, lost = quote_text(self._sha256), f"superseded/{self.table.name}"
        if found.superseded:
            losers = f"(SELECT _seq, coalesce(_to, {by}) AS _to FROM verdict WHERE what = 'superseded')"
            self._write(
                f"(SELECT * FROM {self._parts} JOIN {losers} USING (_seq))",
                lost,
                found,
                extra={BEATEN_BY_COLUMN: "_to"},
            )
        beaten = self._connection.execute("SELECT DISTINCT filename FROM beaten ORDER BY 1").fetchall()
        for rank, (file,) in enumerate(beaten):
            path = Path(file)
            relative = path.relative_to(self._store.folder).as_posix()
            folder, _, _ = relative.rpartition("/")
            gone = f"file_row_number IN (SELECT file_row_number FROM beaten WHERE filename = {quote_text(file)})"
            source = parquet_sql([path], places=True)
            columns = list_identifiers([*self._stored, *derived_columns(self.table), *LINEAGE])
            kept = f"SELECT {columns} FROM {source} WHERE NOT {gone} ORDER BY file_row_number"
            self._keep(kept, f"{folder}/{self._name}-kept-{rank}.parquet", self.table.name, found)
            columns = f"{list_identifiers([*self._stored, *LINEAGE])}, {by} AS {BEATEN_BY_COLUMN}"
            gone = f"SELECT {columns} FROM {source} WHERE {gone} ORDER BY file_row_number"
            self._keep(gone, f"superseded/{folder}/{self._name}-lost-{rank}.parquet", lost, found)
            found.removed.append(relative)

    def _keep(self, query: str, target: str, table: str, found: MergeResult) -> None:
        if rows := write_file(self._connection, query, self._store.folder / target):
            found.added.setdefault(table, {})[target] = rows

    def _write(self, source: str, table: str, found: MergeResult, *, extra: Mapping[str, str]) -> None:
        made = "".join(f", {sql} AS {quote_identifier(name)}" for name, sql in extra.items())
        moment = self.table.by_name[self.table.moment] if self.table.moment else None
        order = [moment.stored_name] if moment else self._identity
        written = write_partitions(
            self._connection,
            f"SELECT {list_identifiers([*self._stored, *LINEAGE])}{made}, _seq FROM {source}",
            moment=moment,
            order=[*order, "_seq"],
            columns=[*self._stored, *LINEAGE, *extra],
            folder=self._store.folder,
            table=table,
            name=self._name,
        )
        found.added.setdefault(table, {}).update(written)

    def _one(self, query: str) -> tuple[int, ...]:
        return self._connection.execute(query).fetchone() or ()


def replaced_days_fault(name: str, rows: int, first: int, last: int, new_first: int, new_last: int) -> Fault:
    """Return what is wrong with a file that would replace rows of a delivery; days are counted from 1970."""
    old, new = (_spell_months(*days) for days in ((first, last), (new_first, new_last)))
    one = rows == 1
    fr = (
        f"Une ligne de ce fichier ({new.fr}) porte la même identité qu’une ligne d’un autre jour, déjà importée de "
        if one
        else f"{rows} lignes de ce fichier ({new.fr}) portent la même identité que des lignes d’un autre jour, déjà "
        "importées de "
    )
    en = (
        f"One row of this file ({new.en}) bears the same identity as a row of another day, already imported from "
        if one
        else f"{rows} rows of this file ({new.en}) bear the same identity as rows of another day, already "
        "imported from "
    )
    return Fault(
        code=REPLACED_DAYS,
        message=Text(
            fr=f"{fr}« {name} » ({old.fr}), {'qui disparaîtrait' if one else 'qui disparaîtraient'} : rien n’a été "
            "importé.",
            en=f"{en}“{name}” ({old.en}), which would disappear: nothing was imported.",
        ),
        remedy=Text(
            fr="Si ces numéros recommencent chaque jour ou chaque mois, écrivez « restarts » et « dated » dans la "
            "règle de l’identité, dans la correspondance. Si ce fichier corrige l’ancien, importez-le avec "
            "« --corrects ».",
            en="If these numbers begin again each day or month, write “restarts” and “dated” in the rule of "
            "the identity, in the mapping. If this file corrects the earlier one, import it with “--corrects”.",
        ),
    )


def _spell_months(first: int, last: int) -> Text:
    days = [date(1970, 1, 1) + timedelta(days=one) for one in (first, last)]
    fr, en = (list(dict.fromkeys(format_month(day, lang) for day in days)) for lang in ("fr", "en"))
    return Text(fr=" à ".join(fr), en=" to ".join(en))


def derived_columns(table: Table) -> Mapping[str, str]:
    """Return the columns that a stored table adds to the canonical ones, in SQL: a leg has what a contact has as well,
    so that one expression runs on both."""
    if table.name != "contact_leg":
        return {}
    return {
        "handle_us": "coalesce(wrap_ended_us, ended_us) - answered_us",
        "talk_us": "ended_us - answered_us",
        "called_back_us": "CAST(NULL AS BIGINT)",
    }
