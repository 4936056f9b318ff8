"""How draws are spread: a bar an interval, darker where most of them lie, under the point and its bounds."""

from __future__ import annotations

from decimal import Decimal

from filiere.core.numbers import format_number
from filiere.publication import svg
from filiere.publication.charts.base import ChartSpec, Size, close_drawing
from filiere.publication.scales import Scale, nice_step
from filiere.publication.svg import Drawing

_TOP, _BASE = 64.0, 200.0


class Histogram(ChartSpec):
    """``counts`` of draws between ``edges``, one more; ``inner`` holds most of them, ``bounds`` all that can be."""

    edges: tuple[Decimal, ...]
    counts: tuple[int, ...]
    inner: tuple[Decimal, Decimal]
    point: Decimal
    bounds: tuple[Decimal, Decimal]
    digits: int = 2


def draw(spec: Histogram) -> Drawing:
    """Draw the histogram twice."""
    return Drawing(_draw(spec, 584, "wide"), _draw(spec, 358, "narrow"))


def _draw(spec: Histogram, width: float, name: str) -> str:
    low, high = float(spec.bounds[0]), float(spec.bounds[1])
    step = nice_step(high - low, 4)
    first, last = int(low // step), int(-(-high // step))
    x = Scale(first * step, last * step, 24, width - 24)
    y = Scale(0, max(spec.counts, default=1) or 1, 0, _BASE - _TOP)
    parts: list[str] = []
    for number, count in enumerate(spec.counts):
        left, right = spec.edges[number], spec.edges[number + 1]
        middle = (left + right) / 2
        shape = svg.element(
            "rect",
            class_="fill" if spec.inner[0] <= middle <= spec.inner[1] else "maybe",
            x=x(float(left)) + 1,
            y=_BASE - y(count),
            width=max(x(float(right)) - x(float(left)) - 2, 1),
            height=y(count),
        )
        ends = " – ".join(format_number(one, spec.lang, spec.digits) for one in (left, right))
        parts.append(svg.datum(shape, title=f"{ends} ({format_number(count, spec.lang)})"))
    parts.append(svg.line(x(first * step), _BASE, x(last * step), _BASE, class_="axis"))
    for tick in range(first, last + 1):
        place = x(tick * step)
        words = format_number(Decimal(str(round(tick * step, 6))), spec.lang, 1)
        parts.append(svg.line(place, _BASE, place, _BASE + 5, class_="axis"))
        parts.append(svg.text(words, place, _BASE + 24, class_="tick", anchor="middle"))
    parts += _draw_bounds(spec, x)
    return close_drawing(spec, Size(name, width, _BASE + 30, 0, 0, 0, 0), parts, class_="chart draws")


def _draw_bounds(spec: Histogram, x: Scale) -> list[str]:
    left, middle, right = x(float(spec.bounds[0])), x(float(spec.point)), x(float(spec.bounds[1]))
    parts = [svg.line(left, 24, right, 24, class_="m-line")]
    parts += [svg.line(end, 16, end, 32, class_="m-line") for end in (left, right)]
    point = format_number(spec.point, spec.lang, spec.digits)
    parts.append(svg.mark("circle", middle, 24, 8, class_="m-all", title=point))
    for place, value, css in ((left, spec.bounds[0], "note"), (middle, spec.point, "note key"),
                              (right, spec.bounds[1], "note")):  # fmt: skip
        parts.append(svg.text(format_number(value, spec.lang, spec.digits), place, 52, class_=css, anchor="middle"))
    return parts
