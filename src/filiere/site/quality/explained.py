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

from filiere.contacts.definitions import DefinitionSet, Indicator
from filiere.contacts.importing.database import database, parquet
from filiere.contacts.store import Store
from filiere.core import seal
from filiere.site.kept_json import read_json
from filiere.site.quality.folders import folder_of
from filiere.site.quality.models import Centre

A_PAGE = 50
AT_ONCE = 500
"""Contacts held at once while a list of them is written."""
MEMORY = "256MB"
"""What the engine may hold while a page or a file is written, in a process that answers others."""
TIMES = ("arrived_us", "queued_us", "answered_us", "ended_us")


@dataclass(frozen=True, slots=True)
class Explained:
    """Where an explanation is: ``told`` is JSON in both languages, ``contacts`` a table; both there, or neither."""

    folder: Path

    @property
    def told(self) -> Path:
        """What is said of the whole."""
        return self.folder / "told.json"

    @property
    def contacts(self) -> Path:
        """The contacts, one row each (and a step, of a gap)."""
        return self.folder / "contacts.parquet"

    @property
    def ready(self) -> bool:
        """Whether it was found."""
        return self.told.is_file()

    def read(self, lang: str) -> dict[str, Any]:
        """What is said of the whole, in a language."""
        content: dict[str, Any] = read_json(self.told)[lang]
        return content


def explained_folder(centre: Centre) -> Path:
    """Where the explanations of a centre stand, made if it was not there."""
    folder = folder_of(centre) / "explained"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def oldest(last: Path, *, most: int) -> list[Path]:
    """The oldest explanations of a centre, without which it keeps ``most`` of them, the ``last`` one included."""
    found = [path for path in last.parent.iterdir() if not path.name.startswith(".") and path != last]
    return sorted(found, key=written_at, reverse=True)[most - 1 :]


def written_at(folder: Path) -> float:
    """When an explanation was found, by the clock of the machine; one that is not whole is the oldest."""
    told = Explained(folder).told
    return told.stat().st_mtime if told.is_file() else 0.0


def _at(centre: Centre, content: Mapping[str, Any]) -> Explained:
    return Explained(explained_folder(centre) / seal(content))


def gap_at(
    centre: Centre, store: str, start: tuple[DefinitionSet, Indicator], end: tuple[DefinitionSet, Indicator]
) -> Explained:
    """Where the way from one indicator to another stands, for a state of the store."""
    sides = [[one.sha256, indicator.key] for one, indicator in (start, end)]
    return _at(centre, {"what": "gap", "store": store, "sides": sides})


def figure_at(centre: Centre, store: str, definition: DefinitionSet, indicator: Indicator) -> Explained:
    """Where the contacts behind an indicator stand, for a state of the store."""
    return _at(centre, {"what": "figure", "store": store, "set": definition.sha256, "indicator": indicator.key})


def staffing_at(centre: Centre, store: str) -> Explained:
    """Where the patience of callers and the calls of a week stand, for a state of the store; it has no contacts."""
    return _at(centre, {"what": "staffing", "store": store})


@contextmanager
def _connected() -> Iterator[duckdb.DuckDBPyConnection]:
    """The engine in the process that answers others: what it holds is bounded, and the rest goes to the disk."""
    with TemporaryDirectory(prefix="filiere-contacts-") as folder, database(Path(folder), memory_limit=MEMORY) as one:
        yield one


def count(explained: Explained, *, where: str = "true", values: Sequence[Any] = ()) -> int:
    """How many contacts an explanation has, of those that a condition of ours lets through."""
    with _connected() as connection:
        # Conditions are constants of this app; what a visitor typed only ever comes as a value.
        query = f"SELECT count(*) FROM {parquet([explained.contacts])} AS told WHERE {where}"  # noqa: S608
        found = connection.execute(query, list(values)).fetchone()
    return int(found[0]) if found else 0


def contacts(
    explained: Explained,
    store: Store,
    *,
    where: str = "true",
    values: Sequence[Any] = (),
    first: int = 0,
    most: int | None = A_PAGE,
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
            SELECT * FROM {parquet([explained.contacts])} AS told WHERE {where} ORDER BY organisation, contact_id{limit}
        )
        SELECT picked.*, c.queue AS c_queue, c.channel AS c_channel, c.outcome AS c_outcome, c.zone AS c_zone,
               {", ".join(f"c.{name}" for name in TIMES)}
        FROM picked LEFT JOIN {parquet(files)} AS c USING (organisation, contact_id)
        ORDER BY organisation, contact_id
    """  # noqa: S608
    rows = _blocks(query, list(values))
    # What cannot be read is told before the answer begins.
    begun = next(rows, [])
    return chain(begun, chain.from_iterable(rows))


def _blocks(query: str, values: list[Any]) -> Iterator[list[dict[str, Any]]]:
    with _connected() as connection:
        cursor = connection.execute(query, values)
        names = [column[0] for column in cursor.description or ()]
        while block := cursor.fetchmany(AT_ONCE):
            yield [dict(zip(names, row, strict=True)) for row in block]


def moment(value: int | None, zone: str) -> str:
    """An instant of the store on the clock of its zone, to the second; a dash when unknown."""
    if value is None:
        return "–"
    return f"{datetime.fromtimestamp(value / 1_000_000, tz=UTC).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"
