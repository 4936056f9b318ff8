"""One value a row, sorted by the reader of the data: dots on a scale that may leave zero out, since none has a length.

The marked row is in the accent colour, with a dotted rule through all rows at its value. On a phone the name of a row
goes above its dot, on two lines where it is long.
"""

from __future__ import annotations

import math
from decimal import Decimal
from itertools import accumulate

from filiere.core import StrictModel
from filiere.core.numbers import format_number
from filiere.publication import svg
from filiere.publication.charts.base import (
    LINE_HEIGHT,
    TEXT_SIZE,
    ChartSpec,
    Size,
    close_drawing,
    spaced_colon,
    wrap_label,
)
from filiere.publication.scales import Scale, nice_step
from filiere.publication.svg import Drawing


class Dot(StrictModel):
    """One row; ``detail`` completes its card, and ``url`` leads to its row or page."""

    label: str
    value: Decimal
    detail: str = ""
    marked: bool = False
    url: str | None = None


class DotPlot(ChartSpec):
    """Rows in reading order; ``suffix`` follows the values in titles and the first tick."""

    dots: tuple[Dot, ...]
    digits: int = 1
    suffix: str = ""


def draw(spec: DotPlot) -> Drawing:
    """Draw the rows twice."""
    return Drawing(_draw(spec, 1200, "wide"), _draw(spec, 358, "narrow"))


def _draw(spec: DotPlot, width: float, name: str) -> str:
    narrow = name == "narrow"
    labels = [wrap_label(dot.label, width) if narrow else [dot.label] for dot in spec.dots]
    rows = [(33.0 if narrow else 17.0) + LINE_HEIGHT * len(lines) for lines in labels]
    names = max((svg.text_width(dot.label, TEXT_SIZE, bold=dot.marked) for dot in spec.dots), default=0)
    size = Size(name, width, 14 + sum(rows) + 46, 24 if narrow else names + 40, 38 if narrow else 70, 14, 26)
    values = [float(dot.value) for dot in spec.dots] or [0.0, 1.0]
    step = nice_step(max(values) - min(values), 4 if narrow else 8)
    first, last = math.floor(min(values) / step - 0.2), math.ceil(max(values) / step)
    scale = Scale(first * step, last * step, size.left, width - size.right)
    foot = size.height - size.bottom
    parts: list[str] = []
    for number in range(first, last + 1):
        x = scale(number * step)
        words = format_number(Decimal(str(number * step)), spec.lang) + (spec.suffix if number == first else "")
        parts.append(svg.line(x, size.top, x, foot - 6, class_="grid"))
        parts.append(svg.text(words, x, size.height - 6, class_="tick", anchor="middle"))
    marked = next((dot for dot in spec.dots if dot.marked), None)
    if marked is not None:
        x = scale(float(marked.value))
        parts.append(svg.line(x, size.top, x, foot - 6, class_="m-line common"))
    for dot, lines, row, top in zip(spec.dots, labels, rows, accumulate(rows, initial=size.top), strict=False):
        y = top + row - (18 if narrow else 17)
        words = format_number(dot.value, spec.lang, spec.digits)
        css = "note key" if dot.marked else "note"
        x = scale(float(dot.value))
        left = marked is not None and dot.value < marked.value
        place, anchor = (0.0, "start") if narrow else (size.left - 26, "end")
        base = y - 16 - (len(lines) - 1) * LINE_HEIGHT if narrow else y + 5
        parts += [
            *(
                svg.text(one, place, base + rank * LINE_HEIGHT, class_=css, anchor=anchor)
                for rank, one in enumerate(lines)
            ),
            svg.datum(
                svg.mark("circle", x, y, 8 if dot.marked else 6.5, class_="m-all" if dot.marked else "m-out"),
                title=" — ".join(
                    filter(None, (f"{dot.label}{spaced_colon(spec.lang)}{words}{spec.suffix}", dot.detail))
                ),
                url=dot.url,
            ),
            svg.text(words, x - 15 if left else x + 15, y + 5, class_=css, anchor="end" if left else "start"),
        ]
    return close_drawing(spec, size, parts, class_="chart dots")
