"""Shares and changes drawn with their intervals: a mark on a range, a row a wave or a question, on one scale."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from filiere.core import Lang
from filiere.core.numbers import format_number, format_signed
from filiere.publication import svg
from filiere.publication.charts.base import LINE_HEIGHT, wrap_label
from filiere.publication.scales import Scale, nice_step
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
        high, x = scale(row.high), scale(row.value)
        parts += _draw_range(row, scale, y, solid=index == len(rows) - 1)
        parts.append(svg.text(row.value_words, x, y - 16, class_="note key", anchor="middle"))
        parts.append(svg.text(row.label, 24, y + 5, class_="note"))
        if name == "wide":
            parts.append(svg.text(row.range_words, high + 14, y + 5, class_="note"))
    return svg.canvas(width, base + 28, parts, ident=ident, title=title, desc=desc, class_=f"chart {name}")


def draw_changes(
    ident: str, rows: Sequence[IntervalRow], established: Container[str], *, title: str, desc: str, lang: Lang
) -> Drawing:
    """Draw changes in points twice, about zero; those of ``established`` labels are solid, their interval leaves it."""
    wide, narrow = (
        _draw_changes(f"{ident}-{name}", rows, established, width, title, desc, lang)
        for name, width in (("wide", _WIDE), ("narrow", _NARROW))
    )
    return Drawing(wide, narrow)


def _draw_changes(
    ident: str,
    rows: Sequence[IntervalRow],
    established: Container[str],
    width: float,
    title: str,
    desc: str,
    lang: Lang,
) -> str:
    narrow = width < _WIDE
    before, after = (14.0, width - 14) if narrow else (500.0, width - 190)
    labels = [wrap_label(row.label, width - 62 if narrow else before - 20) for row in rows]
    heights = [LINE_HEIGHT * len(lines) + (37 if narrow else 13) for lines in labels]
    most = max((max(abs(row.low), abs(row.high)) for row in rows), default=1.0)
    step = nice_step(2 * most, 4)
    scale, base = Scale(-most, most, before, after), sum(heights) + 12
    parts = [svg.line(scale(0), 0, scale(0), base, class_="axis")]
    for rank in range(-int(most // step), int(most // step) + 1):
        x = scale(rank * step)
        if rank:
            parts.append(svg.line(x, 0, x, base, class_="grid"))
        parts.append(svg.text(format_signed(rank * step, lang, 0), x, base + 22, class_="tick", anchor="middle"))
    top = 8.0
    for row, lines, height in zip(rows, labels, heights, strict=True):
        first = top + LINE_HEIGHT - 3
        y = top + LINE_HEIGHT * len(lines) + (16 if narrow else -LINE_HEIGHT * len(lines) / 2)
        css = "note key" if row.label in established else "note"
        parts += [svg.text(words, 0, first + LINE_HEIGHT * rank, class_=css) for rank, words in enumerate(lines)]
        told = row.value_words if narrow else f"{row.value_words} ({row.range_words})"
        parts.append(svg.text(told, width, first, class_=css, anchor="end"))
        parts += _draw_range(row, scale, y, solid=row.label in established)
        top += height
    name = "narrow" if narrow else "wide"
    return svg.canvas(width, base + 28, parts, ident=ident, title=title, desc=desc, class_=f"chart {name}")


def _draw_range(row: IntervalRow, scale: Scale, y: float, *, solid: bool) -> list[str]:
    low, high = scale(row.low), scale(row.high)
    return [
        svg.line(low, y, high, y, class_="m-range"),
        *(svg.line(end, y - 8, end, y + 8, class_="m-line") for end in (low, high)),
        svg.datum(
            svg.mark("circle", scale(row.value), y, 8, class_="m-all" if solid else "m-off"),
            title=f"{row.label} — {row.value_words}, {row.range_words}",
        ),
    ]
