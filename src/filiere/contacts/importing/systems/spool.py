"""Records of two kinds that belong together and come apart: kept on disk until both were read.

A ticket and its events are often two exports, given here as one file, in whatever order. Neither kind fits in memory
for sure, so both wait in a temporary SQLite file that only its owner can read, and are joined at the end. Whoever keeps
a record there leaves out what people wrote and where they can be reached; people are identities of the system.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

LOT = 5_000
"""Records written at once."""


class Spool:
    """Wholes and their parts by the whole's identity, on disk; a context manager, whose file goes when it ends."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="filiere-")
        self._database = sqlite3.connect(Path(self._folder.name) / "spool.sqlite")
        # Nothing here outlives the import: a crash starts it again.
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("CREATE TABLE whole (line INTEGER, identity TEXT, content TEXT)")
        self._database.execute("CREATE TABLE part (line INTEGER, identity TEXT, content TEXT)")
        self._waiting: dict[str, list[tuple[int, str, str]]] = {"whole": [], "part": []}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        self._folder.cleanup()

    def whole(self, identity: str, content: Mapping[str, Any], line: int) -> None:
        """Keep a whole."""
        self._put("whole", identity, content, line)

    def part(self, identity: str, content: Mapping[str, Any], line: int) -> None:
        """Keep a part of a whole."""
        self._put("part", identity, content, line)

    def joined(self) -> Iterator[tuple[Mapping[str, Any], int, list[Mapping[str, Any]]]]:
        """Yield each whole as it came, its line and its parts, in the order of the file."""
        self._flush()
        self._database.execute("CREATE INDEX parts ON part (identity)")
        wholes = self._database.execute("SELECT content, line, identity FROM whole ORDER BY rowid")
        for content, line, identity in wholes:
            parts = self._database.execute("SELECT content FROM part WHERE identity = ? ORDER BY rowid", (identity,))
            yield json.loads(content), line, [json.loads(one) for (one,) in parts]

    def alone(self) -> Iterator[int]:
        """Yield the line of each part whose whole is not there; after :meth:`joined`."""
        self._database.execute("CREATE INDEX wholes ON whole (identity)")
        rows = self._database.execute(
            "SELECT line FROM part WHERE NOT EXISTS (SELECT 1 FROM whole WHERE whole.identity = part.identity) "
            "ORDER BY rowid"
        )
        for (line,) in rows:
            yield line

    @property
    def parts(self) -> int:
        """How many parts were kept."""
        self._flush()
        (count,) = self._database.execute("SELECT count(*) FROM part").fetchone()
        return int(count)

    def _put(self, table: str, identity: str, content: Mapping[str, Any], line: int) -> None:
        waiting = self._waiting[table]
        waiting.append((line, identity, json.dumps(content)))
        if len(waiting) >= LOT:
            self._flush()

    def _flush(self) -> None:
        self._database.executemany("INSERT INTO whole VALUES (?, ?, ?)", self._waiting["whole"])
        self._database.executemany("INSERT INTO part VALUES (?, ?, ?)", self._waiting["part"])
        self._waiting = {"whole": [], "part": []}
