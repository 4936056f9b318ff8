"""From one value to another, one change at a time: each bar begins where the one before it ended.

The two ends are marks and not bars, and the scale begins near the least of the values: what is compared are the
lengths of the changes, which no axis that leaves zero out can distort. A rise and a fall differ by their sign in words
as well as by their colour. On a phone the name of a step goes above its bar.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate, pairwise

from filiere.core import StrictModel
from filiere.core.numbers import format_number, format_signed
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
from filiere.publication.scales import Scale
from filiere.publication.svg import Drawing

_NARROW_WIDTH = 358.0


class WaterfallStep(StrictModel):
    """One change: its name, by how much the value moves, and a sentence for those who point at the bar."""

    label: str
    change: Decimal
    detail: str = ""


class WaterfallChart(ChartSpec):
    """The way from ``start`` to the value that ``steps`` lead to, whose name is ``end_label``.

    ``digits`` fixes the decimals written; ``suffix`` follows the values (`` %``), ``change_suffix`` the changes
    (`` pt``). ``width`` is that of the wide drawing, in pixels.
    """

    start_label: str
    start: Decimal
    steps: tuple[WaterfallStep, ...]
    end_label: str
    digits: int = 2
    suffix: str = ""
    change_suffix: str = ""
    width: float = 760

    @property
    def levels(self) -> tuple[Decimal, ...]:
        """The value before the first step, then after each."""
        return tuple(accumulate((step.change for step in self.steps), initial=self.start))


def draw(spec: WaterfallChart) -> Drawing:
    """Draw the way twice."""
    return Drawing(_draw(spec, spec.width, "wide"), _draw(spec, _NARROW_WIDTH, "narrow"))


def _draw(spec: WaterfallChart, width: float, name: str) -> str:
    narrow = name == "narrow"
    levels = spec.levels
    first, last = (format_number(value, spec.lang, spec.digits) + spec.suffix for value in (levels[0], levels[-1]))
    shown = [format_signed(step.change, spec.lang, spec.digits) + spec.change_suffix for step in spec.steps]
    names = [spec.start_label, *(step.label for step in spec.steps), spec.end_label]
    aside = max(svg.text_width(words, TEXT_SIZE, bold=True) for words in (*shown, first, last)) + 14
    widest = max(svg.text_width(words, TEXT_SIZE, bold=True) for words in names) + 14
    before = 0.0 if narrow else min(widest, width * 0.45)
    written = [wrap_label(words, width if narrow else before - 12) for words in names]
    lines = max(map(len, written))
    row = lines * LINE_HEIGHT + (32.0 if narrow else 14.0)
    size = Size(name, width, row * len(names) + 8, before + aside, aside, 4, 4)
    scale = Scale(float(min(levels)), float(max(levels)), size.left, width - size.right)
    middles = [size.top + rank * row + (row - 13 if narrow else row / 2) for rank in range(len(names))]

    # Threads join the end of each change to the beginning of the next, under everything else.
    parts = [
        svg.line(scale(float(level)), above, scale(float(level)), below, class_="grid")
        for level, (above, below) in zip(levels, pairwise(middles), strict=True)
    ]
    for rank, (lines_of_name, middle) in enumerate(zip(written, middles, strict=True)):
        css = "note key" if rank in (0, len(names) - 1) else "note"
        x, anchor = (0.0, "start") if narrow else (before - 10, "end")
        base = (
            middle - 17 - (len(lines_of_name) - 1) * LINE_HEIGHT
            if narrow
            else middle + 5 - (len(lines_of_name) - 1) * LINE_HEIGHT / 2
        )
        parts += [
            svg.text(one, x, base + place * LINE_HEIGHT, class_=css, anchor=anchor)
            for place, one in enumerate(lines_of_name)
        ]
    parts += _draw_end(
        scale(float(levels[0])), middles[0], f"{spec.start_label}{spaced_colon(spec.lang)}{first}", first
    )
    for step, (start, end), words, middle in zip(spec.steps, pairwise(levels), shown, middles[1:-1], strict=True):
        parts += _draw_change(spec, step, (scale(float(start)), scale(float(end))), words, middle)
    parts += _draw_end(scale(float(levels[-1])), middles[-1], f"{spec.end_label}{spaced_colon(spec.lang)}{last}", last)
    return close_drawing(spec, size, parts, class_="chart waterfall")


def _draw_end(x: float, y: float, title: str, words: str) -> list[str]:
    """A value at which the way begins or ends."""
    return [
        svg.mark("diamond", x, y, 6, class_="m-all", title=title),
        svg.text(words, x + 12, y + 5, class_="note key"),
    ]


def _draw_change(
    spec: WaterfallChart, step: WaterfallStep, ends: tuple[float, float], words: str, middle: float
) -> list[str]:
    """The bar of a step and its signed value: after a rise, before a fall, where the bar points."""
    start, end = ends
    title = f"{step.label}{spaced_colon(spec.lang)}{words}{' — ' + step.detail if step.detail else ''}"
    rise = step.change >= 0
    bar = svg.element(
        "rect",
        svg.title_element(title),
        class_="bar-all" if rise else "bar-fall",
        x=min(start, end),
        y=middle - 8,
        width=max(abs(end - start), 1.5),
        height=16,
    )
    place, anchor = (end + 8, "start") if rise else (end - 8, "end")
    return [bar, svg.text(words, place, middle + 5, class_="note", anchor=anchor)]
