"""Points through time: every published value, by scope, with its range.

One mark a publication, because many sources repeat each other and a line would pretend that they measure the same
thing. A shape says the scope, a vertical bar a published range, a ring the retained value, an open mark an uncertain
year. Marks that would cover each other are moved aside within their year, never up or down: the value is what must stay
exact, and the year that of the axis.
"""

from __future__ import annotations

from decimal import Decimal

from filiere.core import StrictModel
from filiere.core.text import Lang
from filiere.publication import svg
from filiere.publication.charts.base import (
    TEXT_SIZE,
    ChartSpec,
    Size,
    close_drawing,
    draw_value_axis,
    format_range,
    middle_value,
    spaced_colon,
)
from filiere.publication.label_placement import Box, Label, place_labels
from filiere.publication.scales import Scale, ticks_from_zero, year_ticks
from filiere.publication.svg import Drawing

WIDE = Size("wide", 1200, 520, 84, 24, 26, 40)
NARROW = Size("narrow", 380, 500, 70, 16, 26, 36)
MAX_NARROW_RANK = 3
"""The last of the points named on a phone, where they find room."""


class Segment(StrictModel):
    """A scope: its key, its name, its shape (one of ``svg.SHAPES``) and its class name."""

    key: str
    label: str
    shape: str
    css: str


class ChartPoint(StrictModel):
    """One published value. ``about`` follows it in its title (who says it); ``note`` is written beside it, and ``url``
    is that of its page. ``stated`` is true for a number that nobody counted: its mark is drawn dotted."""

    year: int
    segment: str
    about: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    retained: bool = False
    certain: bool = True
    stated: bool = False
    note: str | None = None
    rank: int = 5
    url: str | None = None


class PointsChart(ChartSpec):
    """The values of one quantity through time, by scope."""

    segments: tuple[Segment, ...]
    points: tuple[ChartPoint, ...]


def draw(spec: PointsChart) -> Drawing:
    """Draw the chart twice."""
    return Drawing(_draw(spec, WIDE), _draw(spec, NARROW))


def draw_key_mark(segment: Segment) -> str:
    """The small drawing of a scope for the list of keys; decoration, named by the text beside it."""
    shape = svg.mark(segment.shape, 9, 9, 6.5, class_=segment.css)
    return f'<svg viewBox="0 0 18 18" aria-hidden="true">{shape}</svg>'


def _draw(spec: PointsChart, size: Size) -> str:
    radius = 5.0 if size.is_narrow else 6.0
    drawn = [point for point in spec.points if middle_value(point.low, point.high, point.value) is not None]
    top = max((float(point.high or _centre_value(point)) for point in drawn), default=1.0)
    ticks = ticks_from_zero(max(top, *(float(_centre_value(point)) for point in drawn)) if drawn else 1.0, 4)
    years = [point.year for point in drawn] or [2000, 2001]
    across = Scale(min(years) - 0.6, max(years) + 1, size.left, size.width - size.right)
    up = Scale(0, ticks[-1], size.height - size.bottom, size.top)
    parts = draw_value_axis(up, ticks, size, spec.lang)
    for year in year_ticks(min(years), max(years), 4 if size.is_narrow else 6):
        parts.append(svg.text(str(year), across(year), size.height - size.bottom + 24, class_="tick", anchor="middle"))
    shapes = {segment.key: segment for segment in spec.segments}
    within = (across(1) - across(0)) / 2
    boxes: list[Box] = []
    labels: list[Label] = []
    marks: list[str] = []
    order = {segment.key: rank for rank, segment in enumerate(spec.segments)}
    for point in sorted(drawn, key=lambda one: (one.year, order[one.segment], _centre_value(one), one.about)):
        x, y = _find_free_place(across(point.year), up(float(_centre_value(point))), radius, boxes, within)
        boxes.append(Box(x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1))
        if point.low is not None and point.high is not None:
            boxes.append(Box(x - 3, up(float(point.high)), x + 3, up(float(point.low))))
        marks += _draw_mark(point, shapes[point.segment], x, y, radius, up, spec.lang)
        if point.note and (point.retained or not size.is_narrow or point.rank <= MAX_NARROW_RANK):
            gap = radius + (10 if point.retained else 6)
            labels.append(Label(point.note, x, y, point.rank, point.retained, point.retained, gap))
    frame = Box(size.left + 2, 0, size.width - 2, size.height - size.bottom - 2)
    for put in place_labels(labels, boxes, frame, TEXT_SIZE):
        css = "note key" if put.label.bold else "note"
        if put.is_far:
            end_x, end_y = put.joint
            marks.append(svg.line(put.label.x, put.label.y, end_x, end_y, class_="leader"))
        marks.append(svg.text(put.label.words, put.x, put.y, class_=css, anchor=put.anchor))
    return close_drawing(spec, size, [*parts, *marks], class_="chart full")


def _centre_value(point: ChartPoint) -> Decimal:
    return middle_value(point.low, point.high, point.value) or Decimal(0)


def _find_free_place(x: float, y: float, radius: float, boxes: list[Box], within: float) -> tuple[float, float]:
    """The place nearest to ``x``, ``within`` so many pixels on either side, where a mark covers the fewest others."""
    reach = radius * 0.88
    steps = int(within / (radius * 0.5))
    places = sorted((x + step * radius * 0.5 for step in range(-steps, steps + 1)), key=lambda at: (abs(at - x), -at))

    def count_covered(at: float) -> int:
        box = Box(at - reach, y - reach, at + reach, y + reach)
        return sum(box.overlaps(other) for other in boxes)

    return min(places, key=count_covered), y


def _draw_mark(
    point: ChartPoint, segment: Segment, x: float, y: float, radius: float, up: Scale, lang: Lang
) -> list[str]:
    parts = []
    if point.low is not None and point.high is not None:
        parts.append(svg.line(x, up(float(point.low)), x, up(float(point.high)), class_="m-range"))
    elif point.value is None:
        # An open bound: a short bar that leaves the mark on the open side.
        away = -3.2 * radius if point.low is not None else 3.2 * radius
        parts.append(svg.line(x, y, x, y + away, class_="m-range"))
    year = str(point.year) if point.certain else _uncertain_year_words(point.year, lang)
    title = f"{year}{spaced_colon(lang)}{format_range(point.low, point.high, point.value, lang)} — {point.about}"
    css = " ".join([segment.css, *(["open"] if not point.certain else []), *(["stated"] if point.stated else [])])
    shape = svg.mark(segment.shape, x, y, radius, class_=css)
    parts.append(svg.datum(shape, title=title, url=point.url, key=segment.key))
    if point.retained:
        parts.append(svg.element("circle", class_="m-ring", cx=x, cy=y, r=radius + 5))
    return parts


def _uncertain_year_words(year: int, lang: Lang) -> str:
    return f"{year} (année incertaine)" if lang == "fr" else f"{year} (year uncertain)"
