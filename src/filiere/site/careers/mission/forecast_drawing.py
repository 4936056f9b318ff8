"""A scenario drawn: a bar a year from zero, solid where a source counted it, hatched where it is assumed.

A hatched bar goes to the lowest value that the assumptions allow, and what lies between that and the highest is
lighter. The words at a bar give both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from filiere.core import Lang
from filiere.core.numbers import format_number
from filiere.publication import svg
from filiere.publication.scales import Scale, ticks_from_zero
from filiere.publication.svg import Drawing

_WIDE, _NARROW = 960, 358
_BAR, _SIDE = 22.0, 7.0


@dataclass(frozen=True, slots=True)
class YearBar:
    """A year: its bounds, and whether they are assumed."""

    label: str
    low: int
    high: int
    assumed: bool
    words: str


def draw_years(ident: str, bars: Sequence[YearBar], *, title: str, desc: str, lang: Lang) -> Drawing:
    """Draw the years twice."""
    wide, narrow = (
        _draw(f"{ident}-{name}", bars, width, title, desc, lang, name)
        for name, width in (("wide", _WIDE), ("narrow", _NARROW))
    )
    return Drawing(wide, narrow)


def _draw(ident: str, bars: Sequence[YearBar], width: float, title: str, desc: str, lang: Lang, name: str) -> str:
    narrow = name == "narrow"
    pattern = f"{ident}-h"
    ticks = ticks_from_zero(max((float(one.high) for one in bars), default=1.0), 3 if narrow else 5)
    after = max((svg.text_width(one.words, 14.5) for one in bars), default=0) + 16
    left = 2.0 if narrow else 60.0
    end = width - 30 if narrow else width - after
    scale = Scale(0, ticks[-1], left, end)
    parts = [_define_hatch(pattern)] if any(one.assumed for one in bars) else []
    row = 54.0 if narrow else 36.0
    base = row * len(bars) + 6
    for tick in ticks:
        x = scale(tick)
        parts.append(svg.line(x, 0 if not narrow else 24, x, base, class_="axis" if tick == 0 else "grid"))
        anchor = "start" if tick == 0 and narrow else "middle"
        parts.append(svg.text(format_number(tick, lang), x, base + 20, class_="tick", anchor=anchor))
    for position, bar in enumerate(bars):
        top = position * row + (24 if narrow else 7)
        if narrow:
            parts.append(svg.text(f"{bar.label} · {bar.words}", left, top - 6, class_="note"))
        else:
            parts.append(svg.text(bar.label, left - 12, top + 16, class_="note", anchor="end"))
        parts.append(svg.datum(_draw_bar(bar, scale, top, pattern), title=f"{bar.label} — {bar.words}"))
        if not narrow:
            parts.append(svg.text(bar.words, scale(bar.high) + 10, top + 16, class_="note"))
    return svg.canvas(width, base + 28, parts, ident=ident, title=title, desc=desc, class_=f"chart mid {name}")


def _draw_bar(bar: YearBar, scale: Scale, top: float, pattern: str) -> str:
    start, low, high = scale(0), scale(bar.low), scale(bar.high)
    drawn = ""
    if bar.assumed:
        drawn += svg.element("rect", x=start, y=top, width=max(low - start, 0.5), height=_BAR, fill=f"url(#{pattern})")
    else:
        drawn += svg.element("rect", class_="fill", x=start, y=top, width=max(low - start, 0.5), height=_BAR)
    if high > low:
        drawn += svg.element("rect", class_="maybe", x=low, y=top, width=high - low, height=_BAR)
    if bar.assumed:
        drawn += "".join(svg.line(x, top - 2, x, top + _BAR + 2, class_="m-line") for x in sorted({low, high}))
    return drawn


def _define_hatch(pattern: str) -> str:
    """Oblique lines in the colour of what is measured, on paper: they read as bars that nobody counted."""
    return svg.element(
        "pattern",
        svg.line(0, 0, 0, _SIDE, class_="m-range"),
        id=pattern,
        width=_SIDE,
        height=_SIDE,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
