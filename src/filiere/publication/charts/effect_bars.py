"""Amounts with their bounds, one a row, from zero: a bar to the point, a whisker from the lowest to the highest.

An amount that rests on a strong assumption is hatched, and reads as such without colours.
"""

from __future__ import annotations

from decimal import Decimal

from filiere.core import StrictModel
from filiere.publication import svg
from filiere.publication.charts.base import ChartSpec, Size, close_drawing
from filiere.publication.charts.stacked_sums import define_hatch
from filiere.publication.scales import Scale
from filiere.publication.svg import Drawing

_BAR = 28.0


class EffectBar(StrictModel):
    """One amount: its name, what it is, its point, its bounds (None when it is known), and both in words."""

    label: str
    about: str
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    is_assumed: bool = False
    words: str
    bounds: str = ""


class EffectBars(ChartSpec):
    """Amounts in reading order."""

    bars: tuple[EffectBar, ...]


def draw(spec: EffectBars) -> Drawing:
    """Draw the amounts twice."""
    return Drawing(_draw(spec, 1100, "wide"), _draw(spec, 358, "narrow"))


def _draw(spec: EffectBars, width: float, name: str) -> str:
    narrow = name == "narrow"
    before = 0.0 if narrow else 280.0
    longest = max((svg.text_width(one.words, 14.5, bold=True) for one in spec.bars), default=0)
    row = 82.0 if narrow else 60.0
    top = max((float(one.high or one.value) for one in spec.bars), default=1.0)
    scale = Scale(0, top, before, width - longest - 16)
    pattern = f"{spec.ident}-{name}-h"
    parts = [define_hatch(pattern, "hatch-line")] if any(one.is_assumed for one in spec.bars) else []
    for number, bar in enumerate(spec.bars):
        y = number * row + (30 if narrow else 8)
        parts += _draw_words(bar, y, narrow=narrow)
        parts.append(_draw_bar(bar, scale, y, pattern))
        end = float(bar.value)
        if bar.low is not None and bar.high is not None:
            parts.append(_draw_whisker(scale(float(bar.low)), scale(float(bar.high)), y + _BAR / 2))
            end = float(bar.high)
        parts.append(svg.text(bar.words, scale(end) + 10, y + _BAR / 2 + 5, class_="note key"))
        if bar.bounds and not narrow:
            parts.append(svg.text(bar.bounds, scale(end) + 10, y + _BAR / 2 + 23, class_="tick"))
    return close_drawing(spec, Size(name, width, row * len(spec.bars) + 12, 0, 0, 0, 0), parts, class_="chart effects")


def _draw_words(bar: EffectBar, y: float, *, narrow: bool) -> list[str]:
    if narrow:
        after = svg.text_width(bar.label, 14.5, bold=True) + 8
        return [svg.text(bar.label, 0, y - 9, class_="note key"), svg.text(bar.about, after, y - 9, class_="tick")]
    return [svg.text(bar.label, 0, y + 13, class_="note key"), svg.text(bar.about, 0, y + 32, class_="tick")]


def _draw_bar(bar: EffectBar, scale: Scale, y: float, pattern: str) -> str:
    kind = "hyp" if bar.is_assumed else "maybe" if bar.low is not None else "fill"
    width = max(scale(float(bar.value)) - scale(0), 1)
    shape = svg.element(
        "rect",
        class_=kind,
        fill=f"url(#{pattern})" if bar.is_assumed else None,
        x=scale(0),
        y=y,
        width=width,
        height=_BAR,
    )
    return svg.datum(shape, title=" ".join(filter(None, (bar.label, bar.words, bar.bounds))))


def _draw_whisker(left: float, right: float, y: float) -> str:
    return "".join(
        (
            svg.line(left, y, right, y, class_="whisk"),
            svg.line(left, y - 7, left, y + 7, class_="whisk"),
            svg.line(right, y - 7, right, y + 7, class_="whisk"),
        )
    )
