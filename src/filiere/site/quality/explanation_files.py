"""What stands behind a figure and behind a gap, on the disk: which contacts, and what each has in it.

Both are long to find and cheap to read, so that a job writes them once for a state of the store, under the seals of
what they explain. A contact is told by its identity, its times and its outcome; never by its customer or its agent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from filiere.contacts import DefinitionSet, Indicator, Store, open_database, parquet_sql
from filiere.core import seal
from filiere.core.json_files import read_json
from filiere.site.quality.folders import centre_folder
from filiere.site.quality.models import Centre

PAGE_SIZE = 50
BLOCK_ROWS = 500
"""Contacts held at once while a list of them is written."""
MEMORY_LIMIT = "256MB"
"""What the engine may hold while a page or a file is written, in a process that answers others."""
TIME_COLUMNS = ("arrived_us", "queued_us", "answered_us", "ended_us")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where an explanation is: ``summary_path`` is JSON in both languages, ``contacts`` a table; both there, or
    neither."""

    folder: Path

    @property
    def summary_path(self) -> Path:
        """What is said of the whole."""
        return self.folder / "told.json"

    @property
    def contacts(self) -> Path:
        """The contacts, one row each (and a step, of a gap)."""
        return self.folder / "contacts.parquet"

    @property
    def ready(self) -> bool:
        """Whether it was found."""
        return self.summary_path.is_file()

    def read(self, lang: str) -> dict[str, Any]:
        """What is said of the whole, in a language."""
        content: dict[str, Any] = read_json(self.summary_path)[lang]
        return content


def make_explanations_folder(centre: Centre) -> Path:
    """Where the explanations of a centre stand, made if it was not there."""
    folder = centre_folder(centre) / "explained"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def list_oldest_explanations(last: Path, *, most: int) -> list[Path]:
    """The oldest explanations of a centre, without which it keeps ``most`` of them, the ``last`` one included."""
    found = [path for path in last.parent.iterdir() if not path.name.startswith(".") and path != last]
    return sorted(found, key=find_writing_time, reverse=True)[most - 1 :]


def find_writing_time(folder: Path) -> float:
    """When an explanation was found, by the clock of the machine; one that is not whole is the oldest."""
    told = Explanation(folder).summary_path
    return told.stat().st_mtime if told.is_file() else 0.0


def _explanation_at(centre: Centre, content: Mapping[str, Any]) -> Explanation:
    return Explanation(make_explanations_folder(centre) / seal(content))


def gap_explanation(
    centre: Centre,
    store: str,
    start: tuple[DefinitionSet, Indicator],
    end: tuple[DefinitionSet, Indicator],
    period: str = "all",
) -> Explanation:
    """Where the way from one indicator to another stands, for a month or all periods of a state of the store."""
    sides = [[one.sha256, indicator.key] for one, indicator in (start, end)]
    return _explanation_at(centre, {"what": "gap", "store": store, "sides": sides, "period": period})


def figure_explanation(centre: Centre, store: str, definition: DefinitionSet, indicator: Indicator) -> Explanation:
    """Where the contacts behind an indicator stand, for a state of the store."""
    return _explanation_at(
        centre, {"what": "figure", "store": store, "set": definition.sha256, "indicator": indicator.key}
    )


def staffing_explanation(centre: Centre, store: str) -> Explanation:
    """Where the patience of callers and the calls of a week stand, for a state of the store; it has no contacts."""
    return _explanation_at(centre, {"what": "staffing", "store": store})


@contextmanager
def _connect_engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """The engine in the process that answers others: what it holds is bounded, and the rest goes to the disk."""
    with (
        TemporaryDirectory(prefix="filiere-contacts-") as folder,
        open_database(Path(folder), memory_limit=MEMORY_LIMIT) as connection,
    ):
        yield connection


def count_contacts(explained: Explanation, *, where: str = "true", values: Sequence[Any] = ()) -> int:
    """How many contacts an explanation has, of those that a condition of ours lets through."""
    with _connect_engine() as connection:
        # Conditions are constants of this app; what a visitor typed only ever comes as a value.
        query = f"SELECT count(*) FROM {parquet_sql([explained.contacts])} AS told WHERE {where}"  # noqa: S608
        found = connection.execute(query, list(values)).fetchone()
    return int(found[0]) if found else 0


def read_contacts(
    explained: Explanation,
    store: Store,
    *,
    where: str = "true",
    values: Sequence[Any] = (),
    first: int = 0,
    most: int | None = PAGE_SIZE,
) -> Iterator[dict[str, Any]]:
    """The contacts of an explanation from the ``first``, with their times and outcome from the store, in order.

    They come some hundreds at a time: a centre has millions, of which each would hold a kilobyte.
    """
    files = store.files("contact")
    if not files:
        return iter(())
    limit = "" if most is None else f" LIMIT {int(most)} OFFSET {int(first)}"
    # The table of contacts holds hashes of people, which are not selected: a list never tells who called whom.
    query = f"""
        WITH picked AS (
            SELECT * FROM {parquet_sql([explained.contacts])} AS told
            WHERE {where} ORDER BY organisation, contact_id{limit}
        )
        SELECT picked.*, c.queue AS c_queue, c.channel AS c_channel, c.outcome AS c_outcome, c.zone AS c_zone,
               {", ".join(f"c.{name}" for name in TIME_COLUMNS)}
        FROM picked LEFT JOIN {parquet_sql(files)} AS c USING (organisation, contact_id)
        ORDER BY organisation, contact_id
    """  # noqa: S608
    rows = _read_blocks(query, list(values))
    # What cannot be read is told before the answer begins.
    begun = next(rows, [])
    return chain(begun, chain.from_iterable(rows))


def _read_blocks(query: str, values: list[Any]) -> Iterator[list[dict[str, Any]]]:
    with _connect_engine() as connection:
        cursor = connection.execute(query, values)
        names = [column[0] for column in cursor.description or ()]
        while block := cursor.fetchmany(BLOCK_ROWS):
            yield [dict(zip(names, row, strict=True)) for row in block]


def read_instant(value: int | None, zone: str) -> datetime | None:
    """An instant of the store on the clock of its zone; None when unknown."""
    return None if value is None else datetime.fromtimestamp(value / 1_000_000, tz=UTC).astimezone(ZoneInfo(zone))
