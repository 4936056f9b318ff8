"""Maps: areas in shades with hatched unknowns and insets, and tiles of equal size.

A shade never stands alone: each area carries its name and value as a title, tiles print the value, and the page
shows the table beside. An area without a value is hatched, not pale: unknown is not little. Areas of the far
territories are drawn in insets, at their own scale, which their frame says.
"""

from __future__ import annotations

from filiere.core import StrictModel
from filiere.publication import svg
from filiere.publication.charts.frame import ChartSpec, Size, close, colon
from filiere.publication.svg import Drawing


class Area(StrictModel):
    """One area: its code, its name, its outline as SVG path data in the units of ``AreaMap.view``.

    ``css`` is its class (None: unknown, hatched); ``words`` its value in words, for its title.
    """

    code: str
    label: str
    path: str
    css: str | None
    words: str
    url: str | None = None


class Inset(StrictModel):
    """The frame of a far territory, in map units, with its name."""

    label: str
    left: float
    top: float
    width: float
    height: float


class MapClass(StrictModel):
    """One line of the legend: class name (None: unknown), words, how many areas."""

    css: str | None
    words: str
    count: int
    reading: str = ""


class AreaMap(ChartSpec):
    """Areas to draw, in the order given; ``view`` is left, top, width, height of the drawing."""

    areas: tuple[Area, ...]
    view: tuple[float, float, float, float]
    insets: tuple[Inset, ...] = ()


class Tile(StrictModel):
    """One tile: column and row from 0, a short name, the printed value, its class and its title."""

    code: str
    label: str
    short: str
    column: int
    row: int
    shown: str
    css: str | None
    words: str


class TileMap(ChartSpec):
    """One tile an area, same surface for all: a wide region does not count more than a small one."""

    tiles: tuple[Tile, ...]


def _hatch(ident: str) -> str:
    """The pattern of the unknown; its identifier is that of the drawing, since two drawings share a page."""
    return svg.element(
        "defs",
        svg.element(
            "pattern",
            svg.element("rect", class_="hatch-bg", width=7, height=7),
            svg.line(0, 0, 0, 7, class_="hatch-line"),
            id=f"{ident}-hatch",
            width=7,
            height=7,
            patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        ),
    )


def draw_areas(spec: AreaMap) -> Drawing:
    """The map twice: the same shapes, for a map has no text to keep readable but its insets' names."""
    return Drawing(_areas(spec, "wide"), _areas(spec, "narrow"))


def _areas(spec: AreaMap, name: str) -> str:
    ident = f"{spec.ident}-{name}"
    left, top, width, height = spec.view
    parts = [_hatch(ident)]
    for area in spec.areas:
        title = svg.titled(f"{area.label}{colon(spec.lang)}{area.words}")
        shape = svg.element(
            "path",
            title,
            class_=f"area {area.css}" if area.css else "area",
            d=area.path,
            fill=None if area.css else f"url(#{ident}-hatch)",
        )
        parts.append(shape)
    for inset in spec.insets:
        parts.append(
            svg.element("rect", class_="inset", x=inset.left, y=inset.top, width=inset.width, height=inset.height)
        )
        parts.append(svg.text(inset.label, inset.left + inset.width / 2, inset.top - 4, class_="tick", anchor="middle"))
    return svg.canvas(
        width,
        height,
        parts,
        ident=ident,
        title=spec.title,
        desc=spec.desc,
        class_=f"chart areas {name}",
        left=left,
        top=top,
    )


TILE, GAP = 72.0, 4.0

_ON = {"c1": "on1", "c4": "on4", "c5": "on5", "s3": "on4", "s4": "on4", "s5": "on5"}
"""Class of the text on a dark tile; other tiles keep the page's ink."""


def draw_tiles(spec: TileMap) -> Drawing:
    """The tile map twice; tiles are wide enough for text to stay readable on a phone."""
    return Drawing(_tiles(spec, "wide"), _tiles(spec, "narrow"))


def _tiles(spec: TileMap, name: str) -> str:
    pitch = TILE + GAP
    columns = max((tile.column for tile in spec.tiles), default=0) + 1
    rows = max((tile.row for tile in spec.tiles), default=0) + 1
    ident = f"{spec.ident}-{name}"
    parts = [_hatch(ident)]
    for tile in spec.tiles:
        x, y = 2 + tile.column * pitch, 2 + tile.row * pitch
        on = f" {_ON[tile.css]}" if tile.css in _ON else ""
        parts.append(
            svg.element(
                "g",
                svg.titled(f"{tile.label}{colon(spec.lang)}{tile.words}"),
                svg.element(
                    "rect",
                    class_=tile.css,
                    x=x,
                    y=y,
                    width=TILE,
                    height=TILE,
                    fill=None if tile.css else f"url(#{ident}-hatch)",
                ),
                svg.text(tile.short, x + TILE / 2, y + 25, class_=f"abbr{on}", anchor="middle"),
                svg.text(tile.shown, x + TILE / 2, y + 51, class_=f"val{on}", anchor="middle"),
            )
        )
    size = Size(name, columns * pitch + 2, rows * pitch + 2, 0, 0, 0, 0)
    return close(spec, size, parts, class_="chart tiles")


def swatch(css: str | None, ident: str) -> str:
    """The small rectangle of a legend line; decoration, named by the words beside it."""
    rect = svg.element(
        "rect",
        class_=f"{css} axis" if css else "axis",
        x=0.5,
        y=0.5,
        width=27,
        height=17,
        fill=None if css else f"url(#{ident}-hatch)",
    )
    return f'<svg viewBox="0 0 28 18" aria-hidden="true">{"" if css else _hatch(ident)}{rect}</svg>'
