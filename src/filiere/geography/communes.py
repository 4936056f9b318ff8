"""The communes of the shipped edition of the official code, read only when someone asks.

There are 37,590 entries, and most commands and pages need none of them: the file is read at the first question,
into plain tuples (about a tenth of a second), and records are made one by one on demand.
"""

import csv
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from filiere.core.content_folder import content_path
from filiere.geography.territory import department_of_commune_code

CommuneKind = Literal["current", "delegated", "associated", "district"]
EDITION: Final = 2026
"""Year of the official code that is shipped: the communes are those of 1 January of that year."""


@dataclass(frozen=True, slots=True)
class Commune:
    """An entry of the official code.

    ``kind``: a current commune; a delegated or an associated commune, which is a part of one; a municipal district
    (arrondissement) of Paris, Lyon or Marseille. ``parent`` is the commune of which it is a part (itself for a
    current one). ``old_codes`` are the codes of communes merged into it. ``population`` is None when it is not
    known. ``link`` is the official code of the article its name takes (TNCC).
    """

    code: str
    name: str
    kind: CommuneKind
    department: str
    parent: str
    old_codes: tuple[str, ...]
    population: int | None
    link: str


class Communes:
    """The entries by code, and the way from any code, current or not, to the current commune."""

    def __init__(self, rows: list[list[str]]) -> None:
        self._current: dict[str, list[str]] = {}
        self._parts: dict[str, list[str]] = {}
        self._holder: dict[str, str] = {}
        for row in rows:
            if row[3]:
                # A delegated commune often keeps the very code of the commune that it became a part of.
                self._parts[row[0]] = row
                self._holder.setdefault(row[0], row[5])
            else:
                self._current[row[0]] = row
                for old in row[6].split():
                    self._holder[old] = row[0]

    def __len__(self) -> int:
        return len(self._current)

    def __iter__(self) -> Iterator[Commune]:
        """Go through the current communes, in the order of their codes."""
        return (_parse_commune(row) for row in self._current.values())

    def __contains__(self, code: object) -> bool:
        """Say whether a commune, a part of one or a district bears this code in the shipped edition."""
        return code in self._current or code in self._parts

    def get(self, code: str) -> Commune | None:
        """Return the entry of that code; the current commune when a part of it bears the same code."""
        row = self._current.get(code) or self._parts.get(code)
        return _parse_commune(row) if row is not None else None

    def part(self, code: str) -> Commune | None:
        """Return the delegated or associated commune, or the district, of that code."""
        row = self._parts.get(code)
        return _parse_commune(row) if row is not None else None

    def parts(self) -> Iterator[Commune]:
        """Go through delegated and associated communes and municipal districts."""
        return (_parse_commune(row) for row in self._parts.values())

    def current(self, code: str) -> Commune | None:
        """Return the current commune that a code leads to: its own, that of its whole, or that it merged into."""
        if code not in self._current:
            code = self._holder.get(code, code)
        row = self._current.get(code)
        return _parse_commune(row) if row is not None else None

    def codes(self) -> tuple[str, ...]:
        """Return the codes of the current communes."""
        return tuple(self._current)


def _parse_commune(row: list[str]) -> Commune:
    code, name, link, kind, department, parent, old_codes, population = row
    return Commune(
        code=code,
        name=name.replace("'", "’"),
        kind=kind or "current",  # type: ignore[arg-type]  # the tool writes no other word; a test reads them all
        department=department or department_of_commune_code(code),
        parent=parent or code,
        old_codes=tuple(old_codes.split()),
        population=int(population) if population else None,
        link=link,
    )


@functools.cache
def communes() -> Communes:
    """Return the communes of the shipped edition; read once a process."""
    with content_path("geography", "communes.csv").open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        next(reader)
        return Communes(list(reader))
