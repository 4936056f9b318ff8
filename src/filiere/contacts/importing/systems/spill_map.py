"""Things under way by identity, of which some are in memory and any number on disk.

The events of one call may be far apart in a log, and a log that lost the ends of its calls has as many under way as it
has calls. So those that were touched last stay in memory, and the others wait in a sealed file until they are asked
for: memory does not grow with the file.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from heapq import merge
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filiere.contacts.importing.systems.encrypted_temporary_file import EncryptedFile

MOST_IN_MEMORY = 20_000
"""Things in memory; at a kilobyte or two each, some tens of megabytes."""


class SpillMap[T]:
    """Things by identity; ``write`` gives what JSON can hold of one, ``read`` makes it anew, ``place`` its rank in the
    order of :meth:`drain` and ``moment`` when it was touched last. A context manager."""

    def __init__(
        self,
        folder: Path | None,
        *,
        write: Callable[[T], Any],
        read: Callable[[Any], T],
        place: Callable[[T], int],
        moment: Callable[[T], int],
        most: int,
    ) -> None:
        self._where, self._most, self._write, self._read = folder, most, write, read
        self._place, self._moment = place, moment
        self._near: OrderedDict[str, T] = OrderedDict()
        self._file: EncryptedFile | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.__exit__(kind, error, trace)

    def pop(self, identity: str) -> T | None:
        """Take a thing out; None when there is none of that identity."""
        near = self._near.pop(identity, None)
        if near is not None or self._file is None:
            return near
        found = self._file.database.execute(
            "DELETE FROM far WHERE identity = ? RETURNING content", (identity,)
        ).fetchall()
        return self._read(self._file.decrypt_content(found[0][0])) if found else None

    def put(self, identity: str, thing: T) -> None:
        """Put a thing in, which was taken out or is new."""
        self._near[identity] = thing
        if len(self._near) > self._most:
            # Half at once: one write for many, and those that come back soon are still near.
            self._spill(self._most // 2)

    def drain(self) -> Iterator[tuple[str, T]]:
        """Take out everything, in the order of ``place``. Nothing may be put in meanwhile."""
        near = sorted((self._place(thing), identity) for identity, thing in self._near.items())
        for _, identity in merge(near, self._scan_disk()):
            thing = self.pop(identity)
            if thing is not None:
                yield identity, thing

    def forget(self, before: int) -> None:
        """Let go of what was touched last before ``before``, as far as it is on disk or the oldest in memory."""
        while self._near and self._moment(next(iter(self._near.values()))) < before:
            self._near.popitem(last=False)
        if self._file is not None:
            self._file.database.execute("DELETE FROM far WHERE moment < ?", (before,))

    def _scan_disk(self) -> Iterator[tuple[int, str]]:
        """Yield the places and identities on disk, in order: a page at a time, since rows are taken out meanwhile."""
        last: tuple[int, str] = (-1, "")
        while self._file is not None:
            page = self._file.database.execute(
                "SELECT place, identity FROM far WHERE (place, identity) > (?, ?) ORDER BY place, identity LIMIT 1000",
                last,
            ).fetchall()
            if not page:
                return
            yield from page
            last = page[-1]

    def _spill(self, count: int) -> None:
        if self._file is None:
            self._file = EncryptedFile(self._where)
            self._file.database.execute(
                "CREATE TABLE far (identity TEXT PRIMARY KEY, place INTEGER, moment INTEGER, content BLOB) "
                "WITHOUT ROWID"
            )
            self._file.database.execute("CREATE INDEX places ON far (place, identity)")
            self._file.database.execute("CREATE INDEX moments ON far (moment)")
        rows = []
        for _ in range(count):
            identity, thing = self._near.popitem(last=False)
            rows.append(
                (identity, self._place(thing), self._moment(thing), self._file.encrypt_content(self._write(thing)))
            )
        self._file.database.executemany("INSERT INTO far VALUES (?, ?, ?, ?)", rows)
        self._file.database.commit()
