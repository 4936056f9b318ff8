"""Intervals one under the other, the narrowest first, each against what is asked of it and what it hides.

Amounts of a table differ by thousands, so each row is drawn in its own measure: 100 is the true value. A line that goes
beyond the drawing ends in an arrow; the table beside it has the numbers.
"""

from __future__ import annotations

from decimal import Decimal

from filiere.core import StrictModel
from filiere.core.numbers import format_percent
from filiere.publication import svg
from filiere.publication.charts.base import TEXT_SIZE, ChartSpec, Size, close_drawing
from filiere.publication.scales import Scale
from filiere.publication.svg import Drawing

BOUND = 250.0
"""Where the drawing ends, in per cent of the true value."""
_TICKS = (0.0, 50.0, 100.0, 150.0, 200.0, 250.0)
_FEW_TICKS = (0.0, 100.0, 200.0)


class Rung(StrictModel):
    """One row, in per cent of its true value; no ``high`` has no end. ``narrow`` falls short of what is asked."""

    label: str
    low: Decimal
    high: Decimal | None
    asked_low: Decimal
    asked_high: Decimal
    narrow: bool
    words: str


class LadderChart(ChartSpec):
    """Rows in reading order."""

    rungs: tuple[Rung, ...]


def draw(spec: LadderChart) -> Drawing:
    """Draw the rows twice."""
    return Drawing(_draw(spec, 900, "wide"), _draw(spec, 358, "narrow"))


def _draw(spec: LadderChart, width: float, name: str) -> str:
    narrow = name == "narrow"
    longest = max((svg.text_width(one.label, TEXT_SIZE) for one in spec.rungs), default=0) + 14
    before = 8.0 if narrow else min(longest, width * 0.4)
    row = 44.0 if narrow else 28.0
    height = row * len(spec.rungs) + 34
    size = Size(name, width, height, before, 16, 0, 0)
    scale = Scale(0, BOUND, before, width - 16)
    base = row * len(spec.rungs) + 4
    parts: list[str] = []
    for tick in _FEW_TICKS if narrow else _TICKS:
        x = scale(tick)
        parts.append(svg.line(x, 0, x, base, class_="axis" if tick == 100 else "grid"))
        anchor = "start" if tick == 0 and narrow else "end" if tick == BOUND else "middle"
        words = format_percent(Decimal(int(tick)), spec.lang, 0)
        parts.append(svg.text(words, x, base + 22, class_="tick", anchor=anchor))
    for position, rung in enumerate(spec.rungs):
        top = position * row
        y = top + (32 if narrow else row / 2)
        place, base_line = (before, top + 18) if narrow else (before - 12, y + 5)
        parts.append(svg.text(rung.label, place, base_line, class_="note", anchor="start" if narrow else "end"))
        parts += _draw_rung(rung, scale, y)
    return close_drawing(spec, size, parts, class_="chart ladder")


def _draw_rung(rung: Rung, scale: Scale, y: float) -> list[str]:
    """A thin line for what is known, a band for what is asked, a mark on the true value."""
    left = scale(max(0.0, float(rung.low)))
    open_end = rung.high is None or float(rung.high) > BOUND
    right = scale(BOUND) if rung.high is None or open_end else scale(float(rung.high))
    asked_left, asked_right = (scale(min(BOUND, max(0.0, float(end)))) for end in (rung.asked_low, rung.asked_high))
    css = "m-short" if rung.narrow else "m-line"
    parts = [
        svg.element(
            "rect",
            svg.title_element(rung.words),
            class_="maybe",
            x=asked_left,
            y=y - 6,
            width=max(asked_right - asked_left, 2),
            height=12,
        ),
        svg.line(left, y, right, y, class_=css),
        svg.line(left, y - 5, left, y + 5, class_=css),
    ]
    if open_end:
        tip = (
            f"M{svg.format_coordinate(right - 7)} {svg.format_coordinate(y - 5)}L{svg.format_coordinate(right)} "
            f"{svg.format_coordinate(y)}l-7 5"
        )
        parts.append(svg.element("path", class_=css, d=tip, fill="none"))
    else:
        parts.append(svg.line(right, y - 5, right, y + 5, class_=css))
    shape = "diamond" if rung.narrow else "circle"
    parts.append(svg.mark(shape, scale(100), y, 4.5, class_="m-off" if rung.narrow else "m-all", title=rung.words))
    return parts
