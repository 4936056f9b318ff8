"""Sums side by side on one scale from zero, each in its parts; what no text explains is a hole of its true size.

A label goes above its bar and the words of the parts under it, so that both drawings read alike. A part too narrow for
its words keeps them in its title, and the table beside the chart has them all.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from filiere.core import StrictModel
from filiere.core.numbers import format_number
from filiere.publication import svg
from filiere.publication.charts.base import TEXT_SIZE, ChartSpec, Size, close_drawing
from filiere.publication.scales import Scale, ticks_from_zero
from filiere.publication.svg import Drawing

PartKind = Literal["fill", "maybe", "open", "hole"]
"""How a part is drawn: full, lighter, dashed where it is told and not split, hatched where nothing explains it."""
_GAP = 2.0
_BAR = 26.0
_PATTERN_SIDE = 7.0


class SumPart(StrictModel):
    """A part of a sum, and what is written under it."""

    value: Decimal
    kind: PartKind
    words: str = ""


class SumRow(StrictModel):
    """A sum: what it is and how much, above its bar; ``under`` says whether its parts are named."""

    label: str
    parts: tuple[SumPart, ...]


class StackedSums(ChartSpec):
    """Sums in reading order; ``suffix`` is the unit after the last tick. ``width`` as in the chart of bars."""

    rows: tuple[SumRow, ...]
    suffix: str = ""
    width: float = 1200


def draw(spec: StackedSums) -> Drawing:
    """Draw the sums twice."""
    return Drawing(_draw(spec, spec.width, "wide"), _draw(spec, 358, "narrow"))


def _draw(spec: StackedSums, width: float, name: str) -> str:
    top = max((float(sum((part.value for part in row.parts), Decimal(0))) for row in spec.rows), default=1.0)
    ticks = ticks_from_zero(top, 4)
    after = svg.text_width(f"{format_number(ticks[-1], spec.lang)}{spec.suffix}", TEXT_SIZE) / 2 + 6
    scale = Scale(0, ticks[-1], 2, width - after)
    # Hatches are named once a drawing: a page may hold several.
    pattern = f"{spec.ident}-{name}-h"
    parts = [define_hatch(pattern)] if any(part.kind == "hole" for row in spec.rows for part in row.parts) else []
    y = 18.0
    for row in spec.rows:
        parts.append(svg.text(row.label, 2, y, class_="note key"))
        drawn, under = _draw_row(row, scale, y + 10, pattern, width)
        parts += drawn
        y += 10 + _BAR + (22 if under else 0) + 32
    base = y - 14
    parts.append(svg.line(2, base, scale(ticks[-1]), base, class_="axis"))
    for number, tick in enumerate(ticks):
        x, last = scale(tick), number == len(ticks) - 1
        words = format_number(tick, spec.lang) + (spec.suffix if last else "")
        parts.append(svg.line(x, base - 4, x, base + 4, class_="axis"))
        parts.append(svg.text(words, x, base + 24, class_="tick", anchor="middle" if number else "start"))
    return close_drawing(spec, Size(name, width, base + 32, 0, 0, 0, 0), parts, class_="chart sums")


def _draw_row(row: SumRow, scale: Scale, y: float, pattern: str, width: float) -> tuple[list[str], bool]:
    """The parts of a bar one after the other, and whether words stand under it."""
    drawn: list[str] = []
    under, start, free = False, Decimal(0), 0.0
    for number, part in enumerate(row.parts):
        left, right = scale(float(start)), scale(float(start + part.value))
        start += part.value
        x = left + (_GAP if number else 0)
        fill = f"url(#{pattern})" if part.kind == "hole" else None
        bar = svg.element("rect", class_=part.kind, fill=fill, x=x, y=y, width=max(right - x, 1), height=_BAR)
        drawn.append(svg.datum(bar, title=part.words or row.label))
        if not part.words:
            continue
        room = svg.text_width(part.words, TEXT_SIZE, bold=part.kind == "hole")
        # The hole is what the chart is about: its words end with it, where they would not fit from its start.
        place, anchor = (right, "end") if part.kind == "hole" and x + room > right else (x, "start")
        begins = place - room if anchor == "end" else place
        if begins >= free and begins + room <= width:
            drawn.append(
                svg.text(
                    part.words, place, y + _BAR + 22, class_="note key neg" if part.kind == "hole" else "note",
                    anchor=anchor,
                )
            )  # fmt: skip
            under, free = True, begins + room + 8
    return drawn, under


def define_hatch(pattern: str, class_: str = "hatch") -> str:
    """The definition of hatches under a name, which a shape takes as its fill."""
    line = svg.line(0, 0, 0, _PATTERN_SIDE, class_=class_)
    hatch = svg.element(
        "pattern",
        line,
        id=pattern,
        width=_PATTERN_SIDE,
        height=_PATTERN_SIDE,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return svg.element("defs", hatch)
