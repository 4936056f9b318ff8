"""Records of two kinds that belong together and come apart: kept on disk until both were read.

A ticket and its events are often two exports, given here as one file, in whatever order. Neither kind fits in memory
for sure, so both wait in a temporary file that nobody else can read, and are joined at the end. Whoever keeps a record
there leaves out what people wrote.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from filiere.contacts.importing.systems.encrypted_temporary_file import EncryptedFile

BATCH_RECORDS = 500
"""Records written at once."""


class DiskJoin(EncryptedFile):
    """Wholes and their parts by the whole's identity, on disk."""

    def __init__(self, folder: Path | None) -> None:
        super().__init__(folder)
        self.database.execute("CREATE TABLE whole (line INTEGER, identity TEXT, content BLOB)")
        self.database.execute("CREATE TABLE part (line INTEGER, identity TEXT, content BLOB)")
        self._waiting: dict[str, list[tuple[int, str, bytes]]] = {"whole": [], "part": []}

    def add_whole(self, identity: str, content: Mapping[str, Any], line: int) -> None:
        """Keep a whole."""
        self._put("whole", identity, content, line)

    def part(self, identity: str, content: Mapping[str, Any], line: int) -> None:
        """Keep a part of a whole."""
        self._put("part", identity, content, line)

    def join_parts(self) -> Iterator[tuple[Mapping[str, Any], int, list[Mapping[str, Any]]]]:
        """Yield each whole as it came, its line and its parts, in the order of the file."""
        self._flush()
        self.database.execute("CREATE INDEX parts ON part (identity)")
        wholes = self.database.execute("SELECT content, line, identity FROM whole ORDER BY rowid")
        for content, line, identity in wholes:
            parts = self.database.execute("SELECT content FROM part WHERE identity = ? ORDER BY rowid", (identity,))
            yield self.decrypt_content(content), line, [self.decrypt_content(one) for (one,) in parts]

    def list_lone_parts(self) -> Iterator[int]:
        """Yield the line of each part whose whole is not there; after :meth:`join_parts`."""
        self.database.execute("CREATE INDEX wholes ON whole (identity)")
        rows = self.database.execute(
            "SELECT line FROM part WHERE NOT EXISTS (SELECT 1 FROM whole WHERE whole.identity = part.identity) "
            "ORDER BY rowid"
        )
        for (line,) in rows:
            yield line

    @property
    def parts(self) -> int:
        """How many parts were kept."""
        self._flush()
        (count,) = self.database.execute("SELECT count(*) FROM part").fetchone()
        return int(count)

    def _put(self, table: str, identity: str, content: Mapping[str, Any], line: int) -> None:
        waiting = self._waiting[table]
        waiting.append((line, identity, self.encrypt_content(content)))
        if len(waiting) >= BATCH_RECORDS:
            self._flush()

    def _flush(self) -> None:
        self.database.executemany("INSERT INTO whole VALUES (?, ?, ?)", self._waiting["whole"])
        self.database.executemany("INSERT INTO part VALUES (?, ?, ?)", self._waiting["part"])
        self.database.commit()
        self._waiting = {"whole": [], "part": []}
