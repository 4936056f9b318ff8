"""Shares drawn with their intervals: a mark on a range, a row a wave, on one scale from 0 to 100%."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from filiere.core import Lang
from filiere.core.numbers import format_number
from filiere.publication import svg
from filiere.publication.scales import Scale
from filiere.publication.svg import Drawing

_WIDE, _NARROW = 1200, 358
_ROW, _TOP = 66.0, 46.0
_TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """A wave: its share and bounds in per cent, and their words."""

    label: str
    value: float
    low: float
    high: float
    value_words: str
    range_words: str


def draw_intervals(ident: str, rows: Sequence[IntervalRow], *, title: str, desc: str, lang: Lang) -> Drawing:
    """Draw the rows twice; the last is solid."""
    wide, narrow = (
        _draw(f"{ident}-{name}", rows, width, title, desc, lang, name)
        for name, width in (("wide", _WIDE), ("narrow", _NARROW))
    )
    return Drawing(wide, narrow)


def _draw(ident: str, rows: Sequence[IntervalRow], width: float, title: str, desc: str, lang: Lang, name: str) -> str:
    scale = Scale(0, 100, 20, width - 20)
    base = _TOP + _ROW * (len(rows) - 1) + 46
    parts = [svg.line(20, base, width - 20, base, class_="axis")]
    for tick in _TICKS:
        x = scale(tick)
        words = format_number(tick, lang) + (
            ("\N{NARROW NO-BREAK SPACE}%" if lang == "fr" else "%") if tick == 100 else ""
        )
        anchor = "start" if tick == 0 else "end" if tick == 100 else "middle"
        parts.append(svg.line(x, 14, x, base, class_="grid"))
        parts.append(svg.text(words, x, base + 22, class_="tick", anchor=anchor))
    for index, row in enumerate(rows):
        y = _TOP + _ROW * index
        low, high, x = scale(row.low), scale(row.high), scale(row.value)
        parts.append(svg.line(low, y, high, y, class_="m-range"))
        parts += [svg.line(end, y - 8, end, y + 8, class_="m-line") for end in (low, high)]
        solid = index == len(rows) - 1
        parts.append(
            svg.datum(
                svg.mark("circle", x, y, 8, class_="m-all" if solid else "m-off"),
                title=f"{row.label} — {row.value_words}, {row.range_words}",
            )
        )
        parts.append(svg.text(row.value_words, x, y - 16, class_="note key", anchor="middle"))
        parts.append(svg.text(row.label, 24, y + 5, class_="note"))
        if name == "wide":
            parts.append(svg.text(row.range_words, high + 14, y + 5, class_="note"))
    return svg.canvas(width, base + 28, parts, ident=ident, title=title, desc=desc, class_=f"chart {name}")
