"""Tile maps: every territory one square of the same size.

On a true map Paris is a dot and Guyane a continent; where the count of people matters and not that of hectares, a
tile map reads better, and it needs no outline.
"""

import functools
from dataclasses import dataclass

from filiere.core.content_folder import content_path
from filiere.core.yaml_documents import read_yaml
from filiere.geography.outlines import OutlineKind
from filiere.geography.territory import territory_code


@dataclass(frozen=True, slots=True)
class Tile:
    """The square of one territory: column from the left and row from the top, both from 0."""

    code: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Tiles:
    """A tile map: its squares, and how many columns and rows hold them."""

    kind: OutlineKind
    columns: int
    rows: int
    tiles: tuple[Tile, ...]


@functools.cache
def tiles(kind: OutlineKind) -> Tiles:
    """Return the tile map of departments, of the regions of before 2016 or of those since; read once a process."""
    lines: list[list[str]] = [line.split() for line in read_yaml(content_path("geography", "tiles.yaml")).data[kind]]
    squares = tuple(
        Tile(territory_code(kind, insee), column, row)
        for row, line in enumerate(lines)
        for column, insee in enumerate(line)
        if insee != "."
    )
    return Tiles(kind, max(map(len, lines)), len(lines), squares)
