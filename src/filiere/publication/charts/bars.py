"""Ranked bars: horizontal, from zero, the value written at the end of each bar.

On a phone the name goes above its bar, so that a long name never eats the bar.
"""

from __future__ import annotations

from decimal import Decimal

from filiere.core import StrictModel
from filiere.core.numbers import format_number
from filiere.publication import svg
from filiere.publication.charts.base import TEXT_SIZE, ChartSpec, Size, close_drawing, format_range, spaced_colon
from filiere.publication.scales import Scale
from filiere.publication.svg import Drawing


class Bar(StrictModel):
    """One bar; ``value`` is None when unknown, and then a word stands for the bar, never a zero length.

    ``high`` draws a published range beyond ``value``; a ``bound`` says that the value is the least it can be.
    ``quiet`` bars are grey: context, not subject.
    """

    label: str
    value: Decimal | None
    high: Decimal | None = None
    bound: bool = False
    marked: bool = False
    quiet: bool = False
    detail: str = ""
    url: str | None = None


class BarsChart(ChartSpec):
    """Bars in reading order; ``reference`` draws a mark across them (the national average, say).

    ``width`` is that of the wide drawing, in pixels: the width it will have on the page, so that its text keeps its
    size.
    """

    bars: tuple[Bar, ...]
    reference: Decimal | None = None
    reference_words: str = ""
    digits: int | None = None
    suffix: str = ""
    width: float = 760


def draw(spec: BarsChart) -> Drawing:
    """Draw the bars twice."""
    return Drawing(_draw(spec, spec.width, "wide"), _draw(spec, 358, "narrow"))


def _draw(spec: BarsChart, width: float, name: str) -> str:
    narrow = name == "narrow"
    shown = [_format_value(bar, spec) for bar in spec.bars]
    after = max((svg.text_width(words, TEXT_SIZE, bold=True) for words in shown), default=40) + 12
    before = (
        0.0
        if narrow
        else min(
            max((svg.text_width(bar.label, TEXT_SIZE, bold=bar.marked) for bar in spec.bars), default=0) + 14,
            width * 0.45,
        )
    )
    row = 46.0 if narrow else 30.0
    head = 26.0 if spec.reference is not None else 4.0
    height = head + row * len(spec.bars) + 4
    size = Size(name, width, height, before, after, 0, 0)
    top = max((float(bar.high or bar.value or 0) for bar in spec.bars), default=1.0)
    if spec.reference is not None:
        top = max(top, float(spec.reference))
    scale = Scale(0, top or 1.0, before, width - after)
    parts: list[str] = []
    for position, (bar, words) in enumerate(zip(spec.bars, shown, strict=True)):
        y = head + position * row
        middle_y = y + (31 if narrow else row / 2)
        anchor_x, label_y = (0.0, y + 16) if narrow else (before - 10, middle_y + 5)
        css = "note key" if bar.marked else "note"
        parts.append(svg.text(bar.label, anchor_x, label_y, class_=css, anchor="start" if narrow else "end"))
        title = f"{bar.label}{spaced_colon(spec.lang)}{words}{' — ' + bar.detail if bar.detail else ''}"
        end = scale(0)
        if bar.value is not None:
            end = scale(float(bar.value))
            parts.append(
                svg.datum(
                    svg.element(
                        "rect",
                        class_="bar-out" if bar.quiet else "bar-all",
                        x=scale(0),
                        y=middle_y - 8,
                        width=max(end - scale(0), 1),
                        height=16,
                    ),
                    title=title,
                    url=bar.url,
                )
            )
        if bar.high is not None:
            start, end = end, scale(float(bar.high))
            parts.append(
                svg.element("rect", class_="maybe", x=start, y=middle_y - 8, width=max(end - start, 1), height=16)
            )
        if bar.value is None:
            parts.append(svg.text(words, scale(0) + 4, middle_y + 5, class_="tick"))
        else:
            parts.append(svg.text(words, end + 8, middle_y + 5, class_=css))
    if spec.reference is not None:
        parts.append(_draw_reference(spec, scale, head, height, width))
    parts.append(svg.line(scale(0), head - 2, scale(0), height - 2, class_="axis"))
    return close_drawing(spec, size, parts, class_="chart bars")


def _format_value(bar: Bar, spec: BarsChart) -> str:
    if bar.value is None:
        return "inconnu" if spec.lang == "fr" else "unknown"
    if bar.high is not None and bar.high != bar.value:
        return format_range(bar.value, bar.high, None, spec.lang) + spec.suffix
    return ("≥\u00a0" if bar.bound else "") + format_number(bar.value, spec.lang, spec.digits) + spec.suffix


def _draw_reference(spec: BarsChart, scale: Scale, head: float, height: float, width: float) -> str:
    x = scale(float(spec.reference or 0))
    half = svg.text_width(spec.reference_words, 14) / 2
    anchor = "start" if x < half else "end" if x + half > width else "middle"
    return svg.line(x, head - 4, x, height - 2, class_="mark") + svg.text(
        spec.reference_words, x, head - 10, class_="tick", anchor=anchor
    )
