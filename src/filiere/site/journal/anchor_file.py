"""The lines of a file of anchors: read and added to without the database, so that a backup can do so on its own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filiere.core import Faults, Text

_LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (\d{1,15}) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of the journal at a moment: the number of its last entry, and the hash of it."""

    at: datetime
    number: int
    hash: str

    @property
    def line(self) -> str:
        """As it is kept and sent."""
        return f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} {self.number} {self.hash}"


def append_anchor(path: Path, anchor: Anchor) -> None:
    """Add an anchor to a file, which is only ever added to, and have it on the disk. Raises `OSError`."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(f"{anchor.line}\n".encode())
        stream.flush()
        os.fsync(stream.fileno())


def read_anchors(path: Path) -> Iterator[Anchor]:
    """The anchors of a file, in its order; raises `Faults` for a line that is none, with its number."""
    with path.open(encoding="utf-8", errors="replace") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            found = _LINE.fullmatch(line[:200].strip())
            if found is None:
                raise Faults.one(
                    code="anchor-unreadable",
                    message=Text(
                        fr="Cette ligne n’est pas une ancre : une date, un numéro, une empreinte.",
                        en="This line is not an anchor: expected a date, a number and a hash.",
                    ),
                    remedy=Text(
                        fr="Indiquez le fichier désigné par FILIERE_ANCHOR_FILE, ou les lignes reçues par e-mail.",
                        en="Give the file named by FILIERE_ANCHOR_FILE, or the lines received by e-mail.",
                    ),
                    file=str(path),
                    line=number,
                )
            yield Anchor(datetime.fromisoformat(found[1]), int(found[2]), found[3])


def read_last_anchor(path: Path) -> Anchor | None:
    """The last anchor of a file, read from its end; None without any."""
    try:
        with path.open("rb") as stream:
            stream.seek(0, os.SEEK_END)
            stream.seek(max(0, stream.tell() - 400))
            lines = stream.read().decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return None
    found = [match for line in lines if (match := _LINE.fullmatch(line.strip()))]
    return Anchor(datetime.fromisoformat(found[-1][1]), int(found[-1][2]), found[-1][3]) if found else None
