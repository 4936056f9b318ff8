"""Values on one horizontal scale: a range with its retained value, or concurrent values side by side.

The scale starts at zero, so that the distance between two sources can be compared with the size of what they count.
"""

from __future__ import annotations

from decimal import Decimal

from filiere.core import StrictModel
from filiere.core.numbers import format_number
from filiere.publication import svg
from filiere.publication.charts.base import TEXT_SIZE, ChartSpec, Size, close_drawing, format_range, middle_value
from filiere.publication.label_placement import Anchor, Box, compute_text_box
from filiere.publication.scales import Scale, ticks_from_zero
from filiere.publication.svg import Drawing


class IntervalScale(ChartSpec):
    """A range and, inside or outside it, one retained value with its words."""

    low: Decimal
    high: Decimal
    retained: Decimal | None = None
    retained_words: str = ""


class ScaleValue(StrictModel):
    """One of several values on the same point."""

    about: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    retained: bool = False
    url: str | None = None


class ConcurrentScale(ChartSpec):
    """Every value published on the same point; ``unit`` is not written on the drawing but in its title."""

    values: tuple[ScaleValue, ...]
    retained_words: str = ""


def draw_interval(spec: IntervalScale) -> Drawing:
    """Draw the range twice."""
    return Drawing(
        _draw_interval_scale(spec, Size("wide", 900, 74, 1, 1, 0, 0)),
        _draw_interval_scale(spec, Size("narrow", 358, 74, 1, 1, 0, 0)),
    )


def _draw_axis(scale: Scale, ticks: list[float], y: float, below: float, size: Size, spec: ChartSpec) -> list[str]:
    parts = [svg.line(scale.start, y, scale.end, y, class_="axis")]
    taken: list[Box] = []
    for tick in ticks:
        x = scale(tick)
        parts.append(svg.line(x, y - 4, x, y + 4, class_="axis"))
        anchor: Anchor = "start" if tick == 0 else "end" if x > size.width - 24 else "middle"
        box = compute_text_box(format_number(tick, spec.lang), x, below, anchor, 14)
        if not any(box.overlaps(other) for other in taken):
            taken.append(box)
            parts.append(svg.text(format_number(tick, spec.lang), x, below, class_="tick", anchor=anchor))
    return parts


def _draw_interval_scale(spec: IntervalScale, size: Size) -> str:
    top = float(max(spec.high, spec.retained or spec.high))
    ticks = ticks_from_zero(top, 3)
    end = max(top * 1.05, 1.0)
    ticks = [tick for tick in ticks if tick <= end]
    scale = Scale(0, end, size.left, size.width - size.right)
    left, right = scale(float(spec.low)), scale(float(spec.high))
    title = format_range(spec.low, spec.high, None, spec.lang)
    parts = [
        *_draw_axis(scale, ticks, 36, 68, size, spec),
        svg.element(
            "rect", svg.title_element(title), class_="maybe", x=left, y=26, width=max(right - left, 2), height=20
        ),
    ]
    if spec.retained is not None:
        x = scale(float(spec.retained))
        parts.append(
            svg.element("line", svg.title_element(spec.retained_words), class_="m-line", x1=x, x2=x, y1=20, y2=52)
        )
        half = svg.text_width(spec.retained_words, TEXT_SIZE, bold=True) / 2
        anchor: Anchor = "end" if x + half > size.width else "start" if x < half else "middle"
        place = size.width - 1 if anchor == "end" else 1 if anchor == "start" else x
        parts.append(svg.text(spec.retained_words, place, 13, class_="note key", anchor=anchor))
    return close_drawing(spec, size, parts, class_="scale chart")


def draw_concurrent(spec: ConcurrentScale) -> Drawing:
    """Draw the values twice."""
    return Drawing(_draw_concurrent_scale(spec, 1200, "wide"), _draw_concurrent_scale(spec, 358, "narrow"))


def _draw_concurrent_scale(spec: ConcurrentScale, width: float, name: str) -> str:
    values = [one for one in spec.values if middle_value(one.low, one.high, one.value) is not None]
    top = max((float(one.high or middle_value(one.low, one.high, one.value) or 0) for one in values), default=1.0)
    ticks = ticks_from_zero(top, 3 if name == "narrow" else 5)
    margin = 14.0
    scale = Scale(0, max(ticks[-1], top) or 1.0, margin, width - margin)
    rows, labels = _stack_labels(values, scale, width, spec)
    height = 68 + rows * 22 + 30
    y = 36.0 + rows * 22
    size = Size(name, width, height, margin, margin, 0, 0)
    parts = _draw_axis(scale, [tick for tick in ticks if tick <= scale.high], y, y + 34, size, spec)
    # Open marks first: the retained one stays on top where two values are close.
    for one in sorted(values, key=lambda value: value.retained):
        x = scale(float(middle_value(one.low, one.high, one.value) or 0))
        title = f"{format_range(one.low, one.high, one.value, spec.lang)} — {one.about}"
        if one.low is not None and one.high is not None:
            parts.append(svg.line(scale(float(one.low)), y, scale(float(one.high)), y, class_="m-range"))
        shape = svg.mark("circle", x, y, 8, class_="m-all" if one.retained else "m-off")
        parts.append(svg.datum(shape, title=title, url=one.url))
    for row, x, words, anchor, bold, at in labels:
        base = y - 20 - row * 22
        if row:
            parts.append(svg.line(at, y - 10, at, base + 6, class_="leader"))
        parts.append(svg.text(words, x, base, class_="note key" if bold else "note", anchor=anchor))
    return close_drawing(spec, size, parts, class_="chart full")


_Label = tuple[int, float, str, Anchor, bool, float]


def _stack_labels(
    values: list[ScaleValue], scale: Scale, width: float, spec: ConcurrentScale
) -> tuple[int, list[_Label]]:
    """Labels above the scale, each on the lowest row where it covers no other; equal values share one label.

    A label first tries to leave free the way up from its neighbours' marks, by standing to one side of its own; the
    retained one gives up its words, but not its number, when they take too much room.
    """
    spots = {
        format_range(one.low, one.high, one.value, spec.lang): scale(
            float(middle_value(one.low, one.high, one.value) or 0)
        )
        for one in values
    }
    retained = {format_range(one.low, one.high, one.value, spec.lang) for one in values if one.retained}
    taken: list[list[Box]] = []
    labels: list[_Label] = []
    for number_words, at in sorted(spots.items(), key=lambda pair: (pair[0] not in retained, pair[1])):
        bold = number_words in retained
        longer = [f"{number_words}, {spec.retained_words}"] if bold and spec.retained_words else []
        others = [x for words, x in spots.items() if words != number_words]
        options = [
            (words, *_anchor_label(words, at, anchor, width, bold=bold))
            for words in [*longer, number_words]
            for anchor in _ANCHORS
        ]
        free = [one for one in options if not any(one[3].left < x < one[3].right for x in others)]
        words, x, anchor, box = (free or options[-len(_ANCHORS) :])[0]
        row = 0
        while row < len(taken) and any(box.overlaps(other) for other in taken[row]):
            row += 1
        if row == len(taken):
            taken.append([])
        taken[row].append(box)
        labels.append((row, x, words, anchor, bold, at))
    return max(len(taken) - 1, 0), labels


_ANCHORS: tuple[Anchor, ...] = ("middle", "end", "start")


def _anchor_label(words: str, at: float, anchor: Anchor, width: float, *, bold: bool) -> tuple[float, Anchor, Box]:
    """A label beside or over its mark, pushed back into the drawing when it would leave it."""
    x = at if anchor == "middle" else at + 8 if anchor == "end" else at - 8
    box = compute_text_box(words, x, 0, anchor, TEXT_SIZE, bold=bold)
    if box.left < 0:
        x, anchor = 2.0, "start"
    elif box.right > width:
        x, anchor = width - 2, "end"
    return x, anchor, compute_text_box(words, x, 0, anchor, TEXT_SIZE, bold=bold)
