"""Concurrent values side by side on one horizontal scale.

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


class ScaleValue(StrictModel):
    """One of several values on the same point; ``stated`` when nobody counted it: its mark is drawn dotted.

    A ``made_up`` one belongs to a demonstration: its label says so, wherever the drawing goes. ``name`` follows its
    number where the drawing is wide.
    """

    about: str
    name: str = ""
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    retained: bool = False
    stated: bool = False
    made_up: bool = False
    url: str | None = None

    @property
    def middle(self) -> Decimal | None:
        """Where its mark stands."""
        return middle_value(self.low, self.high, self.value)

    def words(self, spec: ConcurrentScale) -> str:
        """The value or the range, as its label says it."""
        told = {"fr": ", fictif", "en": ", made up"}[spec.lang] if self.made_up else ""
        return f"{format_range(self.low, self.high, self.value, spec.lang)}{spec.suffix}{told}"


class ConcurrentScale(ChartSpec):
    """Every value published on the same point; ``suffix`` follows each value where its unit is short."""

    values: tuple[ScaleValue, ...]
    retained_words: str = ""
    suffix: str = ""


def _draw_axis(
    scale: Scale, ticks: list[float], y: float, below: float, size: Size, spec: ConcurrentScale
) -> list[str]:
    parts = [svg.line(scale.start, y, scale.end, y, class_="axis")]
    taken: list[Box] = []
    for tick in ticks:
        x = scale(tick)
        parts.append(svg.line(x, y - 4, x, y + 4, class_="axis"))
        anchor: Anchor = "start" if tick == 0 else "end" if x > size.width - 24 else "middle"
        words = f"{format_number(tick, spec.lang)}{spec.suffix}"
        box = compute_text_box(words, x, below, anchor, 14)
        if not any(box.overlaps(other) for other in taken):
            taken.append(box)
            parts.append(svg.text(words, x, below, class_="tick", anchor=anchor))
    return parts


def draw_concurrent(spec: ConcurrentScale) -> Drawing:
    """Draw the values twice."""
    return Drawing(_draw_concurrent_scale(spec, 1200, "wide"), _draw_concurrent_scale(spec, 358, "narrow"))


def _draw_concurrent_scale(spec: ConcurrentScale, width: float, name: str) -> str:
    values = [one for one in spec.values if one.middle is not None]
    top = max((float(one.high or one.middle or 0) for one in values), default=1.0)
    ticks = ticks_from_zero(top, 3 if name == "narrow" else 5)
    margin = 14.0
    scale = Scale(0, max(ticks[-1], top) or 1.0, margin, width - margin)
    rows, labels = _stack_labels(values, scale, width, spec)
    lanes = _spread_marks(values, scale)
    rise = max(lanes, default=0) * _LANE
    height = 68 + rows * 22 + 30 + rise
    y = 36.0 + rows * 22 + rise
    size = Size(name, width, height, margin, margin, 0, 0)
    parts = _draw_axis(scale, [tick for tick in ticks if tick <= scale.high], y, y + 34, size, spec)
    # Open marks first: the retained one stays on top where two values are close.
    for lane, value in sorted(zip(lanes, values, strict=True), key=lambda pair: pair[1].retained):
        title = f"{value.words(spec)} — {value.about}"
        parts.append(svg.datum(_draw_mark(value, scale, y - lane * _LANE), title=title, url=value.url))
    above = y - rise
    # Leaders first: a label that one of them crosses stays readable over it.
    parts += [svg.line(at, above - 10, at, above - 14 - row * 22, class_="leader") for row, *_, at in labels if row]
    for row, x, words, anchor, bold, _ in labels:
        parts.append(svg.text(words, x, above - 20 - row * 22, class_="note key" if bold else "note", anchor=anchor))
    return close_drawing(spec, size, parts, class_="chart full")


_NAMED_FROM = 600
"""Width in pixels of a drawing that has room for names."""
_LANE = 18.0
"""From one mark to the one above it, in pixels, where both would lie on each other."""


def _spread_marks(values: list[ScaleValue], scale: Scale) -> list[int]:
    """How far above the axis each mark stands: on the lowest lane where it lies on no other."""
    ends = [
        (
            min(scale(float(one.low if one.low is not None else one.middle or 0)), scale(float(one.middle or 0)) - 4),
            max(scale(float(one.high if one.high is not None else one.middle or 0)), scale(float(one.middle or 0)) + 4),
        )
        for one in values
    ]
    lanes = [0] * len(values)
    done: list[int] = []
    for rank in sorted(range(len(values)), key=lambda rank: (not values[rank].retained, ends[rank])):
        while any(
            lanes[other] == lanes[rank] and ends[other][0] < ends[rank][1] and ends[rank][0] < ends[other][1]
            for other in done
        ):
            lanes[rank] += 1
        done.append(rank)
    return lanes


def _draw_mark(value: ScaleValue, scale: Scale, y: float) -> str:
    """A circle on a value, a bar over a range; nobody named the middle of a range, and no circle stands there."""
    css = ("m-all" if value.retained else "m-off") + (" stated" if value.stated or value.made_up else "")
    drawn = ""
    if value.low is not None and value.high is not None:
        left, right = scale(float(value.low)), scale(float(value.high))
        if value.value is None:
            return svg.element("rect", class_=css, x=left, y=y - 5, width=max(right - left, 2), height=10)
        drawn = svg.line(left, y, right, y, class_="m-range")
    return drawn + svg.mark("circle", scale(float(value.middle or 0)), y, 8, class_=css)


_Label = tuple[int, float, str, Anchor, bool, float]


def _stack_labels(
    values: list[ScaleValue], scale: Scale, width: float, spec: ConcurrentScale
) -> tuple[int, list[_Label]]:
    """Labels above the scale, each on the lowest row where it covers no other; equal values share one label.

    No leader crosses a label: from the middle outwards, each stands beside its own leader and leaves free the way up
    from marks not yet labelled. The retained one comes first, and gives up its words, but not its number, when they
    take too much room.
    """
    spots = {one.words(spec): scale(float(one.middle or 0)) for one in values}
    retained = {one.words(spec) for one in values if one.retained}
    names = {one.words(spec): one.name for one in values if one.name and width > _NAMED_FROM}
    taken: list[list[Box]] = []
    labels: list[_Label] = []
    waiting = sorted(spots, key=lambda words: (words not in retained, abs(spots[words] - width / 2)))
    while waiting:
        number_words, at = waiting[0], spots[waiting.pop(0)]
        bold = number_words in retained
        more = spec.retained_words if bold else names.get(number_words, "")
        longer = [f"{number_words}, {more}"] if more else []
        options = [
            (words, *_anchor_label(words, at, anchor, width, bold=bold))
            for words in [*longer, number_words]
            for anchor in _ANCHORS
        ]
        ahead = [spots[one] for one in waiting]
        best: tuple[int, int, int] | None = None
        for rank, (*_, box) in enumerate(options):
            for row in range(len(labels) + 1):
                if row < len(taken) and any(box.overlaps(other) for other in taken[row]):
                    continue
                crossed = [x for x in ahead if box.left < x < box.right]
                crossed += [x for above, *_, x in labels if above > row and box.left < x < box.right]
                crossed += [at for below in taken[:row] for other in below if other.left < at < other.right]
                best = min(best or (len(crossed), row, rank), (len(crossed), row, rank))
        _, row, rank = best or (0, 0, 0)
        words, x, anchor, box = options[rank]
        taken += [[] for _ in range(row + 1 - len(taken))]
        taken[row].append(box)
        labels.append((row, x, words, anchor, bold, at))
    return max(len(taken) - 1, 0), labels


_ANCHORS: tuple[Anchor, ...] = ("middle", "end", "start")


def _anchor_label(words: str, at: float, anchor: Anchor, width: float, *, bold: bool) -> tuple[float, Anchor, Box]:
    """A label over its mark or beside the way up to it, pushed back into the drawing when it would leave it."""
    x = at if anchor == "middle" else at - 4 if anchor == "end" else at + 4
    box = compute_text_box(words, x, 0, anchor, TEXT_SIZE, bold=bold)
    if box.left < 0:
        x, anchor = 2.0, "start"
    elif box.right > width:
        x, anchor = width - 2, "end"
    return x, anchor, compute_text_box(words, x, 0, anchor, TEXT_SIZE, bold=bold)
