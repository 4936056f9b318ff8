"""The shapes to draw a map of France, already projected, so that a page only has to colour them.

Drawn once by ``tools/build_geography.py``: metropolitan France in Lambert-93, the five overseas departments each in
an inset at its own scale, and, on the map of departments, the Paris ring again in a larger inset.
"""

import functools
import json
from dataclasses import dataclass
from typing import Final, Literal

from filiere.core.content_folder import content_path
from filiere.core.text import Text

OutlineKind = Literal["department", "region22", "region13"]

_FILES: Final[dict[OutlineKind, str]] = {
    "department": "departments.json",
    "region22": "regions22.json",
    "region13": "regions18.json",
}

CREDIT: Final = Text(
    fr="Contours : Natural Earth (domaine public)",
    en="Outlines: Natural Earth (public domain)",
)


@dataclass(frozen=True, slots=True)
class TerritoryShape:
    """One territory drawn once: the ``d`` of an SVG path, and the point farthest from its border for a label.

    ``inset`` is the key of the inset it is drawn in, None on the main map. Fill with the even-odd rule: a
    few territories have true holes, which are parts of their neighbours.
    """

    code: str
    path: str
    label_x: int
    label_y: int
    inset: str | None


@dataclass(frozen=True, slots=True)
class OutlineInset:
    """A framed part of the drawing: key, name, and its rectangle as x, y, width, height."""

    key: str
    label: Text
    rect: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Outlines:
    """All shapes of one kind, with the frame they are drawn in (``viewbox``: x, y, width, height)."""

    kind: OutlineKind
    viewbox: tuple[int, int, int, int]
    shapes: tuple[TerritoryShape, ...]
    insets: tuple[OutlineInset, ...]

    def of(self, code: str) -> tuple[TerritoryShape, ...]:
        """Return the shapes of a territory: one, or two for a department of the Paris ring."""
        return tuple(shape for shape in self.shapes if shape.code == code)


@functools.cache
def outlines(kind: OutlineKind) -> Outlines:
    """Return the shapes of departments, of the regions of before 2016 or of those since; read once a process."""
    raw = json.loads(content_path("geography", "outlines", _FILES[kind]).read_text(encoding="utf-8"))
    left, top, width, height = raw["viewbox"]
    return Outlines(
        kind=kind,
        viewbox=(left, top, width, height),
        shapes=tuple(
            TerritoryShape(shape["code"], shape["path"], shape["label"][0], shape["label"][1], shape["inset"])
            for shape in raw["shapes"]
        ),
        insets=tuple(
            OutlineInset(
                inset["key"],
                Text.model_validate(inset["label"]),
                (inset["rect"][0], inset["rect"][1], inset["rect"][2], inset["rect"][3]),
            )
            for inset in raw["insets"]
        ),
    )
