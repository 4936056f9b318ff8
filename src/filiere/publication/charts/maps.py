"""Maps: areas in shades with hatched unknowns and insets, and tiles of equal size.

A shade never stands alone: each area carries its name and value as a title, tiles print the value, and the page
shows the table beside. An area without a value is hatched, not pale: unknown is not little. Areas of the far
territories are drawn in insets, at their own scale, which their frame says.
"""

from __future__ import annotations

import re
from decimal import Decimal

from filiere.core import StrictModel
from filiere.core.numbers import format_number
from filiere.publication import svg
from filiere.publication.charts.base import TEXT_SIZE, ChartSpec, Size, close_drawing, spaced_colon
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


class Symbol(StrictModel):
    """A count drawn as a circle whose surface is its value; ``x`` and ``y`` are in map units.

    A ``bound`` says that the value is the least it can be.
    """

    label: str
    x: float
    y: float
    value: Decimal
    words: str
    bound: bool = False
    url: str | None = None


class SymbolMap(AreaMap):
    """Counts over areas: a count is a surface of ink, never a shade, or wide places would seem to hold more.

    ``radius`` is that of the largest circle, in pixels. Areas are drawn plain when their ``css`` is "land".
    """

    symbols: tuple[Symbol, ...] = ()
    radius: float = 34


class Tile(StrictModel):
    """One tile: column and row from 0, its name, the printed value, its class and its title."""

    code: str
    label: str
    column: int
    row: int
    shown: str
    css: str | None
    words: str
    url: str | None = None


class TileMap(ChartSpec):
    """One tile an area, same surface for all: a wide region does not count more than a small one."""

    tiles: tuple[Tile, ...]


def _draw_hatch(ident: str, ratio: float = 1) -> str:
    """The pattern of the unknown; its identifier is that of the drawing, since two drawings share a page.

    ``ratio`` is the scale of what it fills, undone so that its lines keep their distance.
    """
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
            patternTransform="rotate(45)" if ratio == 1 else f"rotate(45) scale({1 / ratio:.4f})",
        ),
    )


WIDTHS = {"wide": 540.0, "narrow": 358.0}
"""Width of a map in pixels: outlines are scaled to it, so that text keeps its size whatever their units."""


def draw_areas(spec: AreaMap) -> Drawing:
    """The map twice, at its two sizes."""
    return Drawing(_draw_area_map(spec, "wide", ()), _draw_area_map(spec, "narrow", ()))


def draw_symbols(spec: SymbolMap) -> Drawing:
    """The map of counts twice."""
    return Drawing(*(_draw_area_map(spec, name, _draw_circles(spec, name)) for name in ("wide", "narrow")))


def _draw_area_map(spec: AreaMap, name: str, above: tuple[str, ...]) -> str:
    ident = f"{spec.ident}-{name}"
    left, top, width, height = spec.view
    ratio = WIDTHS[name] / width
    shapes = []
    for area in spec.areas:
        shape = svg.element(
            "path",
            class_=f"area {area.css}" if area.css else "area",
            d=area.path,
            fill=None if area.css else f"url(#{ident}-hatch)",
            fill_rule="evenodd",
        )
        shapes.append(
            svg.datum(shape, title=f"{area.label}{spaced_colon(spec.lang)}{area.words}", url=area.url, key=area.css)
        )
    frames, names = [], []
    for inset in spec.insets:
        frames.append(
            svg.element("rect", class_="inset", x=inset.left, y=inset.top, width=inset.width, height=inset.height)
        )
        x, y = (inset.left - left) * ratio, (inset.top - top) * ratio
        # A name longer than its frame goes below it, where there is room.
        long = svg.text_width(inset.label, 13) > inset.width * ratio
        names.append(
            svg.text(
                inset.label, x + (0 if long else 4), y + (inset.height * ratio if long else 0) + 14, class_="inset-name"
            )
        )
    moved = f"scale({ratio:.5f})" + (
        f" translate({svg.format_coordinate(-left)} {svg.format_coordinate(-top)})" if left or top else ""
    )
    parts = [_draw_hatch(ident, ratio), svg.element("g", *frames, *shapes, transform=moved), *names, *above]
    return svg.canvas(
        WIDTHS[name],
        height * ratio,
        parts,
        ident=ident,
        title=spec.title,
        desc=spec.desc,
        class_=f"chart areas {name}",
    )


def _draw_circles(spec: SymbolMap, name: str) -> tuple[str, ...]:
    """Circles, the largest first so that small ones stay on top, then their scale."""
    left, top, width, _ = spec.view
    ratio = WIDTHS[name] / width
    most = max((float(one.value) for one in spec.symbols), default=0.0)
    if not most:
        return ()
    radius = spec.radius * WIDTHS[name] / WIDTHS["wide"]
    parts = []
    for symbol in sorted(spec.symbols, key=lambda one: -one.value):
        size = radius * (float(symbol.value) / most) ** 0.5
        title = f"{symbol.label}{spaced_colon(spec.lang)}{symbol.words}"
        x, y = (symbol.x - left) * ratio, (symbol.y - top) * ratio
        circle = svg.element("circle", class_="symbol", cx=x, cy=y, r=max(size, 1.2))
        parts.append(svg.datum(circle, title=title, url=symbol.url))
        written = ("≥\u00a0" if symbol.bound else "") + format_number(symbol.value, spec.lang)
        if size * 2 > svg.text_width(written, TEXT_SIZE, bold=True):
            parts.append(svg.text(written, x, y + 5, class_="note key", anchor="middle"))
    # The scale stands in the upper left corner, or below it when an inset is already there.
    taken = any(inset.top < top + width * 0.2 for inset in spec.insets)
    x, base = radius + 6, 0.44 * width * ratio if taken else 2 * radius + 8
    for part in (1.0, 0.25):
        value = Decimal(str(_round_down(most * part)))
        size = radius * (float(value) / most) ** 0.5
        parts.append(svg.element("circle", class_="symbol-key", cx=x, cy=base - size, r=size))
        parts.append(svg.text(format_number(value, spec.lang), x + radius + 6, base - 2 * size + 10, class_="tick"))
    return tuple(parts)


def _round_down(value: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not above a value, for the scale of circles."""
    power = 10.0 ** (len(str(int(value))) - 1)
    return next(step * power for step in (5, 2, 1) if step * power <= max(value, 1))


TILE, TILE_HEIGHT, GAP = 72.0, 86.0, 4.0
NAME_SIZE, NAME_PITCH, NAME_SIGNS, VALUE_SIZE = 14.0, 16.0, 10, 22.0
"""Size of a name on a tile, as the style has it, the distance of its lines, the signs of one; size of a value."""

_TEXT_CLASSES = {"c1": "on1", "c4": "on4", "c5": "on5", "s3": "on4", "s4": "on1", "s5": "on5"}
"""Class of the text on a dark tile; other tiles keep the page's ink."""


def draw_tiles(spec: TileMap) -> Drawing:
    """The tile map twice; tiles are wide enough for text to stay readable on a phone."""
    return Drawing(_draw_tile_map(spec, "wide"), _draw_tile_map(spec, "narrow"))


def _draw_tile_map(spec: TileMap, name: str) -> str:
    pitch, drop = TILE + GAP, TILE_HEIGHT + GAP
    columns = max((tile.column for tile in spec.tiles), default=0) + 1
    rows = max((tile.row for tile in spec.tiles), default=0) + 1
    ident = f"{spec.ident}-{name}"
    parts = [_draw_hatch(ident)]
    widest = max((svg.text_width(tile.shown, VALUE_SIZE) for tile in spec.tiles), default=0)
    value = "val long" if widest > TILE - 4 else "val"
    for tile in spec.tiles:
        x, y = 2 + tile.column * pitch, 2 + tile.row * drop
        on = f" {_TEXT_CLASSES[tile.css]}" if tile.css in _TEXT_CLASSES else ""
        parts.append(
            svg.datum(
                svg.element(
                    "rect",
                    class_=tile.css,
                    x=x,
                    y=y,
                    width=TILE,
                    height=TILE_HEIGHT,
                    fill=None if tile.css else f"url(#{ident}-hatch)",
                )
                + _draw_name(tile.label, x + TILE / 2, y + NAME_PITCH, f"abbr{on}")
                + svg.text(tile.shown, x + TILE / 2, y + TILE_HEIGHT - 9, class_=f"{value}{on}", anchor="middle"),
                title=f"{tile.label}{spaced_colon(spec.lang)}{tile.words}",
                url=tile.url,
                key=tile.css,
            )
        )
    size = Size(name, columns * pitch + 2, rows * drop + 2, 0, 0, 0, 0)
    return close_drawing(spec, size, parts, class_="chart tiles")


def _draw_name(name: str, x: float, y: float, css: str) -> str:
    """A name on lines that a tile has room for, broken after hyphens and spaces; a long one is narrowed."""
    most, lines = TILE - 4, [""]
    for part in re.findall(r"[^ -]+[ -]?", name):
        if lines[-1] and len((lines[-1] + part).strip()) > NAME_SIGNS:
            lines.append("")
        lines[-1] += part

    def too_long(line: str) -> bool:
        # A width is estimated on the large side: a line that is about as wide as its tile would be stretched.
        return svg.text_width(line.strip(), NAME_SIZE) > most * 1.15

    return "".join(
        svg.element(
            "text",
            svg.escape_words(line.strip()),
            class_=css,
            x=x,
            y=y + NAME_PITCH * rank,
            text_anchor="middle",
            textLength=most if too_long(line) else None,
            lengthAdjust="spacingAndGlyphs" if too_long(line) else None,
        )
        for rank, line in enumerate(lines)
    )


def draw_swatch(css: str | None, ident: str) -> str:
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
    return f'<svg viewBox="0 0 28 18" aria-hidden="true">{"" if css else _draw_hatch(ident)}{rect}</svg>'
