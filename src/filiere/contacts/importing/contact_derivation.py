"""The derived table ``contact``: one row a contact, from its legs, with the columns of a leg.

A contact is placed in the month of its first arrival. It begins where its first leg begins and ends where its last leg
ends; it is answered if a person answered an inbound leg; else it has the outcome of its last inbound leg, so that a
machine that hands over to a queue has answered nobody. The rule is docs/reference/contact-indicators.md, § 8. Nine
contacts in ten have one leg and are copied by one set operation; only the others are put together.

A delivery may add a leg to a contact of an earlier month. The contacts of its legs, and of the legs that it superseded,
are therefore made again from all the legs of the store, and the files that held them written again without the old
ones; no other file changes.
"""

# Every identifier and path in SQL comes from the canonical tables or a folder, and is quoted by quoted or text.
# ruff: noqa: S608

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import duckdb

from filiere.contacts.importing.database import list_identifiers, parquet_sql, quote_text, rows_per_group
from filiere.contacts.importing.defects import LEG_WITHOUT_FIRST
from filiere.contacts.importing.delivery_counts import MOST_EXAMPLES
from filiere.contacts.importing.delivery_merge import derived_columns
from filiere.contacts.importing.partitions import write_file, write_partitions
from filiere.contacts.schema import CONTACT_LEG, LINEAGE, MACHINE_REASONS
from filiere.contacts.store import Store

CONTACT_COLUMNS = (*(one.stored_name for one in CONTACT_LEG.columns), *LINEAGE, *derived_columns(CONTACT_LEG))

_MACHINE_SQL = ", ".join(map(quote_text, MACHINE_REASONS))
# The first leg is that of the least rank, whatever its clock says, and the last one that of the greatest. Those that
# count are the inbound ones, or all of a contact that has none.
_COUNTS_SQL = "(direction = 'inbound' OR NOT _inbound)"
_ANSWERED_SQL = f"{_COUNTS_SQL} AND outcome = 'answered'"
_PERSON_SQL = f"{_ANSWERED_SQL} AND coalesce(reason, '') NOT IN ({_MACHINE_SQL})"
_LAST_OUTCOME_SQL = f"last(outcome ORDER BY leg) FILTER ({_COUNTS_SQL})"
_IS_ANSWERED_SQL = f"(bool_or({_PERSON_SQL}) OR {_LAST_OUTCOME_SQL} = 'answered')"


class TouchedLegs(Protocol):
    """What touches contacts: the SQL of legs that stay or went, and of those of the store that lost, None without."""

    @property
    def live_rows_sql(self) -> str: ...
    @property
    def beaten_rows_sql(self) -> str | None: ...


def _first_known_sql(column: str) -> str:
    """Return the SQL of a column of the first leg, by rank, for which it is known."""
    return f"first({column} ORDER BY leg) FILTER ({column} IS NOT NULL)"


def _answering_leg_sql(column: str) -> str:
    """Return the SQL of a column of the leg that answers, the first of a person, else of a machine; unknown where the
    contact is not answered."""
    return (
        f"CASE WHEN bool_or({_PERSON_SQL}) THEN first({column} ORDER BY answered_us NULLS LAST, leg) FILTER "
        f"({_PERSON_SQL}) "
        f"WHEN {_LAST_OUTCOME_SQL} = 'answered' THEN first({column} ORDER BY answered_us NULLS LAST, leg) FILTER "
        f"({_ANSWERED_SQL}) END"
    )


def _merged_names_sql(column: str, more: str = "NULL") -> str:
    """Return the SQL of the names that any leg has in a column of names set apart by commas, and of a list of ``more``
    names."""
    names = f"list_concat(flatten(list(string_split({column}, ',')) FILTER ({column} <> '')), {more})"
    return f"coalesce(array_to_string(list_sort(list_distinct({names})), ','), '')"


_CONTACT_EXPRESSIONS: Mapping[str, str] = {
    "contact_id": "contact_id",
    "leg": "count(*)",
    "organisation": "organisation",
    "site": "first(site ORDER BY leg)",
    "queue": "first(queue ORDER BY leg)",
    "channel": "first(channel ORDER BY leg)",
    "direction": "first(direction ORDER BY leg)",
    "customer_key": _first_known_sql("customer_key"),
    "agent_key": _answering_leg_sql("agent_key"),
    "arrived_us": "min(arrived_us)",
    "queued_us": "min(queued_us)",
    "offered_us": (
        f"CASE WHEN {_IS_ANSWERED_SQL} THEN {_answering_leg_sql('offered_us')} "
        "ELSE last(offered_us ORDER BY leg) FILTER (offered_us IS NOT NULL) END"
    ),
    "answered_us": _answering_leg_sql("answered_us"),
    "ended_us": "CASE WHEN bool_or(outcome = 'open') THEN NULL ELSE max(ended_us) END",
    "wrap_ended_us": "max(wrap_ended_us)",
    "outcome": f"CASE WHEN bool_or({_PERSON_SQL}) THEN 'answered' ELSE {_LAST_OUTCOME_SQL} END",
    "transferred": "bool_or(transferred)",
    "reason": (
        f"CASE WHEN {_IS_ANSWERED_SQL} THEN {_answering_leg_sql('reason')} "
        f"ELSE coalesce(last(reason ORDER BY leg) FILTER ({_COUNTS_SQL}), {_first_known_sql('reason')}) END"
    ),
    "delivery": "last(delivery ORDER BY leg)",
    "raw_line": "first(raw_line ORDER BY leg)",
    "precision_us": "min(precision_us)",
    "zone": "first(zone ORDER BY leg)",
    "repairs": _merged_names_sql("repairs"),
    "defects": _merged_names_sql(
        "defects", f"CASE WHEN {LEG_WITHOUT_FIRST.sql} THEN [{quote_text(LEG_WITHOUT_FIRST.name)}] END"
    ),
    "handle_us": "CAST(sum(handle_us) AS BIGINT)",
    "talk_us": "CAST(sum(talk_us) AS BIGINT)",
    "called_back_us": "min(answered_us) FILTER (direction = 'outbound' AND leg > _callback)",
}


def derive_contacts(
    connection: duckdb.DuckDBPyConnection,
    store: Store,
    merge: TouchedLegs,
    *,
    before: Store,
    organisations: Sequence[str],
    name: str,
) -> tuple[dict[str, int], list[str]]:
    """Write the contacts that a delivery touched; return the files that the store gains, and those that it loses.

    ``store`` has the legs as the delivery or the erasure leaves them, ``before`` as it found them; ``merge``
    knows which it adds and which it supersedes. Of the contacts written, those without a first leg stay listed in the
    table ``count_headless_contacts`` of the connection.
    """
    beaten = f" UNION ALL SELECT organisation, contact_id FROM {merge.beaten_rows_sql}" if merge.beaten_rows_sql else ""
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW touched AS SELECT organisation, contact_id FROM {merge.live_rows_sql}{beaten}"
    )
    legs = [file for key in organisations for file in store.files("contact_leg", organisation=key)]
    old = [file for key in organisations for file in before.files("contact", organisation=key)]
    added: dict[str, int] = {}
    if legs:
        added |= write_partitions(
            connection,
            f"SELECT {list_identifiers(CONTACT_COLUMNS)} FROM "
            f"{_make_contacts(connection, legs, store.folder / 'staging' / 'contacts', not old)}",
            moment=CONTACT_LEG.by_name["arrived_at"],
            order=["arrived_us", "contact_id"],
            columns=CONTACT_COLUMNS,
            folder=store.folder,
            table="contact",
            name=name,
        )
        shutil.rmtree(store.folder / "staging" / "contacts", ignore_errors=True)
    removed = []
    for rank, file in enumerate(_find_files_to_remake(connection, old)):
        relative = file.relative_to(store.folder).as_posix()
        target = f"{relative.rpartition('/')[0]}/{name}-kept-{rank}.parquet"
        query = (
            f"SELECT {list_identifiers(CONTACT_COLUMNS)} FROM {parquet_sql([file], places=True)} "
            "ANTI JOIN touched USING (organisation, contact_id) ORDER BY file_row_number"
        )
        if rows := write_file(connection, query, store.folder / target):
            added[target] = rows
        removed.append(relative)
    return added, removed


def count_headless_contacts(connection: duckdb.DuckDBPyConnection, live: str) -> tuple[int, list[int]]:
    """Return how many contacts of a delivery have no first leg, once :func:`derive_contacts` has made them, and the
    lines of some: the first line of each, the least first. ``live`` is the SQL of the rows of the delivery that
    stay."""
    found = f"SELECT min(raw_line) AS line FROM {live} SEMI JOIN headless USING (organisation, contact_id) "
    found += "GROUP BY organisation, contact_id"
    (count,) = connection.execute(f"SELECT count(*) FROM ({found})").fetchone() or (0,)
    lines = connection.execute(f"SELECT line FROM ({found}) ORDER BY line LIMIT {MOST_EXAMPLES}").fetchall()
    return count, [line for (line,) in lines]


def _make_contacts(connection: duckdb.DuckDBPyConnection, legs: Sequence[Path], folder: Path, whole: bool) -> str:
    """Return the SQL of the touched contacts, made in ``folder`` where some have several legs.

    Aggregates in the order of legs are held in memory whole, and so is what a sort waits for: contacts of several legs
    are put together some at a time, each into a file, and the files are sorted afterwards.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE several AS {_multi_leg_sql(legs)}")
    connection.execute("CREATE OR REPLACE TEMP TABLE headless (organisation VARCHAR, contact_id VARCHAR)")
    (count,) = connection.execute("SELECT count(*) FROM several").fetchone() or (0,)
    if not count:
        return _touched_sql(legs, whole)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    buckets = 1 + count // rows_per_group(connection)
    members, single = folder / "members.parquet", folder / "single.parquet"
    dealt = f"SELECT *, hash(organisation, contact_id) % {buckets} AS _bucket FROM {_touched_sql(legs, whole)}"
    joining = write_file(connection, f"{dealt} SEMI JOIN several USING (organisation, contact_id)", members)
    files = [single] if write_file(connection, _single_leg_sql(legs, whole), single) else []
    connection.execute("DROP TABLE several")
    for bucket in range(buckets if joining else 0):
        path = folder / f"joined-{bucket}.parquet"
        some = f"(SELECT * EXCLUDE (_bucket) FROM {parquet_sql([members])} WHERE _bucket = {bucket})"
        if write_file(connection, _joined_legs_sql(some), path):
            files.append(path)
            connection.execute(
                f"INSERT INTO headless SELECT organisation, contact_id FROM {parquet_sql([path])} "
                f"WHERE list_contains(string_split(defects, ','), {quote_text(LEG_WITHOUT_FIRST.name)})"
            )
    # A delivery of repeats touches no contact at all.
    return parquet_sql(files) if files else f"(SELECT * FROM {parquet_sql(legs[:1])} LIMIT 0)"


def _find_files_to_remake(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> list[Path]:
    """Return the files that hold a contact to be made again."""
    if not files:
        return []
    found = connection.execute(
        f"SELECT DISTINCT filename FROM {parquet_sql(files, places=True)} "
        "SEMI JOIN touched USING (organisation, contact_id) ORDER BY 1"
    ).fetchall()
    return [Path(one) for (one,) in found]


def contacts_sql(legs: Sequence[Path], *, whole: bool) -> str:
    """Return the SQL of the touched contacts, from all the legs of their organisations; ``whole`` when all are."""
    several = f"WITH several AS MATERIALIZED ({_multi_leg_sql(legs)})"
    members = f"(SELECT * FROM {_touched_sql(legs, whole)} SEMI JOIN several USING (organisation, contact_id))"
    return f"{several} {_single_leg_sql(legs, whole)} UNION ALL BY NAME {_joined_legs_sql(members)}"


def _multi_leg_sql(legs: Sequence[Path]) -> str:
    """Return the SQL of the contacts of several legs, the relation ``several`` of the queries below."""
    # Ranks are unique within a contact, so that a contact of several legs has one of rank two or more.
    return f"SELECT DISTINCT organisation, contact_id FROM {parquet_sql(legs)} WHERE leg <> 1"


def _touched_sql(legs: Sequence[Path], whole: bool) -> str:
    return (
        f"(SELECT * FROM {parquet_sql(legs)}{'' if whole else ' SEMI JOIN touched USING (organisation, contact_id)'})"
    )


def _single_leg_sql(legs: Sequence[Path], whole: bool) -> str:
    return (
        f"SELECT {list_identifiers(CONTACT_COLUMNS)} FROM {_touched_sql(legs, whole)} ANTI JOIN several USING "
        f"(organisation, contact_id)"
    )


def _joined_legs_sql(members: str) -> str:
    """Return the SQL of contacts put together from all their legs."""
    made = ", ".join(f"{sql} AS {column}" for column, sql in _CONTACT_EXPRESSIONS.items())
    return f"""
        SELECT {made} FROM (
            SELECT *, min(leg) FILTER (direction = 'inbound' AND outcome = 'callback')
                OVER one AS _callback, bool_or(direction = 'inbound') OVER one AS _inbound
            FROM {members}
            WINDOW one AS (PARTITION BY organisation, contact_id)
        ) GROUP BY organisation, contact_id
    """
