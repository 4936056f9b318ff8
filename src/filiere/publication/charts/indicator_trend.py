"""A value through days, weeks or months: one or two lines, a target as a dashed step, gaps where nothing is shown.

Where a value is withheld or there was nothing to count, the line stops: to join its neighbours would draw a value that
nobody computed. Points carry a mark as long as there is room for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date

from filiere.core import StrictModel
from filiere.core.numbers import format_number
from filiere.publication import svg
from filiere.publication.charts.base import TEXT_SIZE, ChartSpec, Size, close_drawing, draw_value_axis, spaced_colon
from filiere.publication.label_placement import Box, Label, place_labels
from filiere.publication.scales import Scale, ticks_from_zero
from filiere.publication.svg import Drawing, format_coordinate

WIDE = Size("wide", 760, 280, 60, 120, 20, 36)
NARROW = Size("narrow", 358, 260, 52, 62, 20, 36)
_MARK_ROOM = 9.0
"""Pixels that a mark needs: closer points are drawn as a line alone."""


class TrendPoint(StrictModel):
    """One period that begins on a day; ``value`` is None when nothing is shown of it."""

    start: date
    label: str
    value: Decimal | None


class TrendLine(StrictModel):
    """One line; ``label`` is written at its end where there are two."""

    label: str
    points: tuple[TrendPoint, ...]


class TrendTarget(StrictModel):
    """A target from a day to a day, both included."""

    start: date
    end: date
    value: Decimal


class TrendChart(ChartSpec):
    """One or two lines in the same unit; ``suffix`` follows each value, ``digits`` fixes its decimals.

    ``top`` forces the highest value of the axis (100 for a share).
    """

    lines: tuple[TrendLine, ...]
    targets: tuple[TrendTarget, ...] = ()
    target_words: str = ""
    suffix: str = ""
    digits: int = 1
    top: Decimal | None = None


def draw(spec: TrendChart) -> Drawing:
    """Draw the lines twice."""
    return Drawing(_draw(spec, WIDE), _draw(spec, NARROW))


def _draw(spec: TrendChart, size: Size) -> str:
    values = [float(one.value) for line in spec.lines for one in line.points if one.value is not None]
    values += [float(one.value) for one in spec.targets]
    ticks = ticks_from_zero(float(spec.top) if spec.top is not None else max(values, default=1.0), 4)
    up = Scale(0, ticks[-1], size.height - size.bottom, size.top)
    days = [one.start for line in spec.lines for one in line.points]
    first, last = (min(days), max(days)) if days else (date(2026, 1, 1), date(2026, 1, 2))
    across = Scale(
        first.toordinal(), max(last.toordinal(), first.toordinal() + 1), size.left + 8, size.width - size.right
    )
    parts = [*draw_value_axis(up, ticks, size, spec.lang, spec.suffix), *_draw_dates(first, last, across, size, spec)]
    boxes: list[Box] = []
    labels: list[Label] = []
    for target in spec.targets:
        start, end = max(target.start, first), min(target.end, last)
        if start <= end:
            y = up(float(target.value))
            title = f"{spec.target_words}{spaced_colon(spec.lang)}{_format_value(target.value, spec)}"
            left, right = across(start.toordinal()), across(end.toordinal())
            labels.append(Label(title, right, y, 2, False, True, 12.0))
            parts.append(svg.element("line", svg.title_element(title), class_="target", x1=left, x2=right, y1=y, y2=y))
    for rank, line in enumerate(spec.lines):
        parts += _draw_line(line, rank, across, up, spec, boxes)
        labels += _end_labels(line, rank, across, up, spec)
    frame = Box(size.left + 2, 0, size.width, size.height - size.bottom - 2)
    for put in place_labels(labels, boxes, frame, TEXT_SIZE):
        parts.append(svg.text(put.label.words, put.x, put.y, class_="note key", anchor=put.anchor))
    return close_drawing(spec, size, parts, class_="chart trend")


def _draw_line(line: TrendLine, rank: int, across: Scale, up: Scale, spec: TrendChart, boxes: list[Box]) -> list[str]:
    parts = []
    spots = [(one, across(one.start.toordinal())) for one in line.points]
    shown = [(one, x, up(float(one.value))) for one, x in spots if one.value is not None]
    for run in _unbroken_runs(line.points):
        if len(run) > 1:
            path = " ".join(
                f"{format_coordinate(across(one.start.toordinal()))},{format_coordinate(up(float(one.value or 0)))}"
                for one in run
            )
            parts.append(svg.element("polyline", class_="m-line two" if rank else "m-line", points=path))
    room = (shown[-1][1] - shown[0][1]) / max(1, len(shown) - 1) if shown else 0.0
    alone = {run[0].start for run in _unbroken_runs(line.points) if len(run) == 1}
    for trend_point, x, y in shown:
        title = f"{trend_point.label}{spaced_colon(spec.lang)}{_format_value(trend_point.value, spec)}"
        radius = 4.0 if room >= _MARK_ROOM or trend_point.start in alone else 0.0
        css = "m-out" if rank else "m-all"
        if radius:
            parts.append(svg.mark("square" if rank else "circle", x, y, radius, class_=css, title=title))
        else:
            # A point without a mark still says its value to whoever points at it.
            parts.append(svg.element("circle", svg.title_element(title), class_="m-hit", cx=x, cy=y, r=5))
        boxes.append(Box(x - 4, y - 4, x + 4, y + 4))
    return parts


def _unbroken_runs(points: Sequence[TrendPoint]) -> list[list[TrendPoint]]:
    """The unbroken parts of a line: consecutive points that show a value."""
    runs: list[list[TrendPoint]] = [[]]
    for point in points:
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _end_labels(line: TrendLine, rank: int, across: Scale, up: Scale, spec: TrendChart) -> list[Label]:
    shown = [one for one in line.points if one.value is not None]
    if not shown or shown[-1].value is None:
        return []
    last = shown[-1]
    words = _format_value(last.value, spec)
    if line.label and len(spec.lines) > 1:
        words = f"{words}, {line.label}"
    return [Label(words, across(last.start.toordinal()), up(float(last.value or 0)), rank, True, True, 12.0)]


def _format_value(value: Decimal | None, spec: TrendChart) -> str:
    return f"{format_number(value, spec.lang, spec.digits)}{spec.suffix}"


def _draw_dates(first: date, last: date, across: Scale, size: Size, spec: TrendChart) -> list[str]:
    """Dates under the axis: months where there are several, else days; never so many that they touch."""
    span = (last - first).days
    if span >= 62:
        starts = [day for number in range(span + 1) if (day := first + timedelta(days=number)).day == 1]
        pattern, width = "MMM y", 74.0
    else:
        starts = [first + timedelta(days=number) for number in range(span + 1)]
        pattern, width = "d MMM", 58.0
    room = max(1, int((size.width - size.left - size.right) / width))
    every = max(1, -(-len(starts) // room))
    y = size.height - size.bottom + 24
    return [
        svg.text(
            format_date(day, pattern, locale=spec.lang), across(day.toordinal()), y, class_="tick", anchor="middle"
        )
        for day in starts[::every]
    ]
