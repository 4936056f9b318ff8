"""A series through time, cut where the way of counting changed.

The line stops at a break and starts again after it: to join two ways of counting would show a change that nobody
measured. The break carries its mark and its reason. Up to two lines, told apart by their dash and their end label.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from filiere.core import StrictModel
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
from filiere.publication.label_placement import Box, Label, compute_text_box, place_labels
from filiere.publication.scales import Scale, ticks_from_zero, year_ticks
from filiere.publication.svg import Drawing, format_coordinate

WIDE = Size("wide", 660, 280, 70, 84, 30, 42)
NARROW = Size("narrow", 358, 270, 66, 70, 30, 42)


class SeriesPoint(StrictModel):
    """One value of a series; ``when`` is a year with its fraction (2008.25 is the second quarter).

    A point that is not ``joined`` stands alone: an estimate is a statement, and a line would make a measure of two.
    A point that has one bound only stands alone too, its mark open: a line through it would draw as a rise or a fall
    what is not known. A number that nobody counted is ``stated``: its mark is dotted.
    """

    when: float
    label: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    retained: bool = False
    joined: bool = True
    stated: bool = False
    url: str | None = None

    @property
    def is_bound(self) -> bool:
        """Whether only the least it can be is known, or only the most."""
        return self.value is None and (self.low is None) != (self.high is None)


class SeriesBreak(StrictModel):
    """The way of counting changes after the point at ``after``; ``reason`` says how."""

    after: float
    reason: str


class SeriesLine(StrictModel):
    """One line: its end label (empty for a single line), its points in order, its breaks.

    ``gaps`` are the ``when`` of points after which nothing is known for a while: the line stops there, without the
    mark of a break, since the way of counting did not change.
    """

    label: str
    points: tuple[SeriesPoint, ...]
    breaks: tuple[SeriesBreak, ...] = ()
    gaps: tuple[float, ...] = ()


class SeriesChart(ChartSpec):
    """One or two series on the same scale; ``unit`` is written in the titles of the points."""

    lines: tuple[SeriesLine, ...]
    unit: str = ""


def draw(spec: SeriesChart) -> Drawing:
    """Draw the series twice."""
    return Drawing(_draw(spec, WIDE), _draw(spec, NARROW))


def split_at_breaks(line: SeriesLine) -> list[list[SeriesPoint]]:
    """The unbroken parts of a line."""
    parts: list[list[SeriesPoint]] = [[]]
    cuts = {cut.after for cut in line.breaks} | set(line.gaps)
    for point in line.points:
        parts[-1].append(point)
        if point.when in cuts:
            parts.append([])
    return [part for part in parts if part]


def _draw(spec: SeriesChart, size: Size) -> str:
    every = [point for line in spec.lines for point in line.points]
    top = max((float(point.high or _centre_value(point)) for point in every), default=1.0)
    ticks = ticks_from_zero(top, 4)
    up = Scale(0, ticks[-1], size.height - size.bottom, size.top)
    times = [point.when for point in every] or [2000.0, 2001.0]
    across = Scale(min(times), max(times), size.left + 14, size.width - size.right)
    parts = draw_value_axis(up, ticks, size, spec.lang)
    for year in year_ticks(int(min(times)), int(max(times)), 4 if size.is_narrow else 8):
        if year >= min(times):
            parts.append(
                svg.text(str(year), across(year), size.height - size.bottom + 26, class_="tick", anchor="middle")
            )
    boxes: list[Box] = []
    labels: list[Label] = []
    for rank, line in enumerate(spec.lines):
        parts += _draw_breaks(line, across, size, spec, boxes)
        for part in split_at_breaks(line):
            for run in _joinable_runs(part):
                spots = [(across(point.when), up(float(_centre_value(point)))) for point in run]
                path = " ".join(f"{format_coordinate(x)},{format_coordinate(y)}" for x, y in spots)
                boxes += _line_boxes(spots)
                parts.append(svg.element("polyline", class_="m-line two" if rank else "m-line", points=path))
        parts += _draw_points(line, rank, across, up, spec, boxes)
        labels += _end_labels(line, across, up, spec)
    frame = Box(size.left + 2, 0, size.width, size.height - size.bottom - 2)
    for put in place_labels(labels, boxes, frame, TEXT_SIZE):
        parts.append(
            svg.text(put.label.words, put.x, put.y, class_="note key" if put.label.bold else "note", anchor=put.anchor)
        )
    return close_drawing(spec, size, parts)


def _joinable_runs(part: list[SeriesPoint]) -> list[list[SeriesPoint]]:
    """The runs of at least two points that a line may join."""
    runs: list[list[SeriesPoint]] = [[]]
    for point in part:
        if point.joined and not point.is_bound:
            runs[-1].append(point)
        else:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _line_boxes(spots: list[tuple[float, float]]) -> list[Box]:
    """Small boxes along a line, so that no label is written upon it."""
    boxes = []
    for (x1, y1), (x2, y2) in pairwise(spots):
        steps = max(1, int(max(abs(x2 - x1), abs(y2 - y1)) / 10))
        for step in range(steps + 1):
            x, y = x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps
            boxes.append(Box(x - 3, y - 3, x + 3, y + 3))
    return boxes


def _centre_value(point: SeriesPoint) -> Decimal:
    return middle_value(point.low, point.high, point.value) or Decimal(0)


def _draw_breaks(line: SeriesLine, across: Scale, size: Size, spec: SeriesChart, boxes: list[Box]) -> list[str]:
    parts = []
    following = {before.when: after.when for before, after in pairwise(line.points)}
    for cut in line.breaks:
        if cut.after not in following:
            continue
        x = across((cut.after + following[cut.after]) / 2)
        words = "rupture" if spec.lang == "fr" else "break"
        title = f"{words.capitalize()}{spaced_colon(spec.lang)}{cut.reason}"
        parts.append(
            svg.element(
                "line",
                svg.title_element(title),
                class_="break",
                x1=x,
                x2=x,
                y1=size.top - 8,
                y2=size.height - size.bottom,
            )
        )
        boxes.append(Box(x - 2, size.top - 8, x + 2, size.height - size.bottom))
        box = compute_text_box(words, x, size.top - 13, "middle", 14)
        if not any(box.overlaps(other) for other in boxes):
            parts.append(svg.text(words, x, size.top - 13, class_="break-note", anchor="middle"))
            boxes.append(box)
    return parts


def _draw_points(
    line: SeriesLine, rank: int, across: Scale, up: Scale, spec: SeriesChart, boxes: list[Box]
) -> list[str]:
    parts = []
    for point in line.points:
        x, y = across(point.when), up(float(_centre_value(point)))
        unit = f" {spec.unit}" if spec.unit else ""
        title = (
            f"{point.label}{spaced_colon(spec.lang)}{format_range(point.low, point.high, point.value, spec.lang)}{unit}"
        )
        if point.low is not None and point.high is not None:
            parts.append(svg.line(x, up(float(point.low)), x, up(float(point.high)), class_="m-range"))
        css = "m-out" if rank else "m-all"
        if point.is_bound:
            # A short bar leaves the mark towards where the value is, as in the chart of points.
            css += " open"
            parts.append(svg.line(x, y, x, y + (-18 if point.low is not None else 18), class_="m-range"))
        if point.stated:
            css += " stated"
        shape = svg.mark("square" if rank else "circle", x, y, 6, class_=css)
        parts.append(svg.datum(shape, title=title, url=point.url))
        if point.retained:
            parts.append(svg.element("circle", class_="m-ring", cx=x, cy=y, r=11))
        boxes.append(Box(x - 7, y - 7, x + 7, y + 7))
    return parts


def _end_labels(line: SeriesLine, across: Scale, up: Scale, spec: SeriesChart) -> list[Label]:
    """The first and last values, and the name of the line at its end when there are two."""
    if not line.points:
        return []
    labels = []
    ends = [line.points[-1]] if len(line.points) == 1 else [line.points[-1], line.points[0]]
    for position, point in enumerate(ends):
        value = _centre_value(point)
        words = format_range(point.low, point.high, point.value, spec.lang)
        if line.label and not position:
            words = f"{words}, {line.label}"
        labels.append(Label(words, across(point.when), up(float(value)), position, position == 0, position == 0, 12.0))
    return labels
