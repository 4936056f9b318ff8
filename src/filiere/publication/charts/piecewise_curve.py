"""A rule that turns a value into points, drawn: straight lines between its points, or steps, flat outside them.

The drawing goes a little beyond the first and the last point on each side, because that is where readers wonder
whether the rule goes on.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from filiere.core import StrictModel
from filiere.core.numbers import format_number
from filiere.publication import svg
from filiere.publication.charts.base import ChartSpec, Size, close_drawing, draw_value_axis
from filiere.publication.scales import Scale, ticks_from_zero
from filiere.publication.svg import Drawing

WIDE = Size("wide", 560, 260, 44, 24, 20, 52)
NARROW = Size("narrow", 358, 230, 40, 18, 20, 52)
_BEYOND = 0.12


class CurvePoint(StrictModel):
    """One point of the rule: a value, and what it is worth."""

    x: Decimal
    y: Decimal


class CurveChart(ChartSpec):
    """A rule of points, in the order of its values; ``steps`` jumps at each, ``across`` and ``up`` name the axes.

    ``bounded`` draws nothing beyond the first and the last point, where nothing is known.
    """

    points: tuple[CurvePoint, ...]
    steps: bool = False
    bounded: bool = False
    across: str = ""
    up: str = ""


def draw(spec: CurveChart) -> Drawing:
    """Draw the rule twice."""
    return Drawing(_draw(spec, WIDE), _draw(spec, NARROW))


def _draw(spec: CurveChart, size: Size) -> str:
    values = [float(point.x) for point in spec.points]
    beyond = ((max(values) - min(values)) or 1.0) * _BEYOND
    across = Scale(min(values) - beyond, max(values) + beyond, size.left, size.width - size.right)
    ticks = ticks_from_zero(max(float(point.y) for point in spec.points), 4)
    up = Scale(0, ticks[-1], size.height - size.bottom, size.top)
    base = size.height - size.bottom
    parts = draw_value_axis(up, ticks, size, spec.lang)
    parts.append(svg.element("polyline", class_="m-line", points=_draw_path(spec, across, up, size)))
    written = -1e9
    for point in spec.points:
        x, y = across(float(point.x)), up(float(point.y))
        words = format_number(point.x, spec.lang)
        parts.append(
            svg.mark(
                "circle",
                x,
                y,
                5,
                class_="m-all",
                title=f"{words} → {format_number(point.y, spec.lang)} {spec.up}".strip(),
            )
        )
        parts.append(svg.line(x, base, x, base + 5, class_="axis"))
        half = svg.text_width(words, 14) / 2
        # Values that stand too close keep their mark and their title; the first is written.
        if x - half > written + 6:
            parts.append(svg.text(words, x, base + 20, class_="tick", anchor="middle"))
            written = x + half
    parts.append(svg.text(spec.across, size.width - size.right, size.height - 8, class_="tick", anchor="end"))
    return close_drawing(spec, size, parts, class_="chart curve")


def _draw_path(spec: CurveChart, across: Scale, up: Scale, size: Size) -> str:
    spots = [(across(float(point.x)), up(float(point.y))) for point in spec.points]
    line = [spots[0]] if spec.bounded else [(size.left, spots[0][1]), spots[0]]
    for before, after in pairwise(spots):
        if spec.steps:
            line.append((after[0], before[1]))
        line.append(after)
    if not spec.bounded:
        line.append((size.width - size.right, spots[-1][1]))
    return " ".join(f"{svg.format_coordinate(x)},{svg.format_coordinate(y)}" for x, y in line)
