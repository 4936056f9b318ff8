"""A value a day on a calendar: one column a week, one row a weekday; on a phone, one row a week.

The eye finds the bad Mondays, the summer and the day of the outage, which a line hides. A day without any contact is
an empty square, a day whose value is withheld a struck one: neither is ever painted as a low value.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date

from filiere.core import Lang, StrictModel
from filiere.core.dates import format_weekday
from filiere.publication import svg
from filiere.publication.charts.base import ChartSpec, Size, close_drawing, spaced_colon
from filiere.publication.class_intervals import ClassIntervals
from filiere.publication.svg import Drawing

WEEKS = 53
"""Weeks in one band of the wide drawing: a year, whatever day it begins on."""
_CELL, _GAP = 11.0, 2.0
_STEP = _CELL + _GAP
_LEFT, _TOP, _BETWEEN = 44.0, 22.0, 14.0
_NARROW_LEFT, _NARROW_CELL = 76.0, 34.0


class HeatDay(StrictModel):
    """One day: its ``value`` (None when nothing is shown), and its value in ``words`` for those who point at it.

    ``withheld``: computed and not shown; a day that is neither shown nor withheld had nothing to count.
    """

    day: date
    words: str
    value: Decimal | None = None
    withheld: bool = False


class HeatmapChart(ChartSpec):
    """Days in any order, each once. ``bounds`` cut the values into classes, a value equal to a bound in the upper one;
    ``css`` names each class, from the lowest."""

    days: tuple[HeatDay, ...]
    bounds: tuple[Decimal, ...]
    css: tuple[str, ...]

    @property
    def classes(self) -> ClassIntervals:
        """The classes of its values."""
        return ClassIntervals(self.bounds, self.css)


def draw(spec: HeatmapChart) -> Drawing:
    """Draw the calendar twice."""
    return Drawing(_draw_wide(spec), _draw_narrow(spec))


def _list_weeks(spec: HeatmapChart) -> list[date]:
    """The Mondays of the weeks from the first day to the last, whole weeks without a day among them included."""
    if not spec.days:
        return []
    first, last = min(one.day for one in spec.days), max(one.day for one in spec.days)
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(weeks=number) for number in range((last - monday).days // 7 + 1)]


def _draw_wide(spec: HeatmapChart) -> str:
    weeks = _list_weeks(spec)
    bands = [weeks[start : start + WEEKS] for start in range(0, len(weeks), WEEKS)]
    band_height = _TOP + 7 * _STEP
    # As wide as a year, however short the calendar: its squares must not grow to fill the page.
    width = _LEFT + WEEKS * _STEP
    height = max(1, len(bands)) * (band_height + _BETWEEN) - _BETWEEN + 2
    known = {one.day: one for one in spec.days}
    parts: list[str] = []
    for rank, band in enumerate(bands):
        top = rank * (band_height + _BETWEEN) + _TOP
        for weekday in (0, 2, 4, 6):
            name = _weekday_name(weekday, spec.lang)
            parts.append(svg.text(name, _LEFT - 6, top + weekday * _STEP + 10, class_="tick", anchor="end"))
        parts += _draw_months(band, top, spec.lang)
        for column, monday in enumerate(band):
            for weekday in range(7):
                heat_day = known.get(monday + timedelta(days=weekday))
                if heat_day is not None:
                    x, y = _LEFT + column * _STEP, top + weekday * _STEP
                    parts += _draw_square(spec, heat_day, x, y, _CELL, _CELL)
    size = Size("wide", width, height, 0, 0, 0, 0)
    return close_drawing(spec, size, parts, class_="chart heat")


def _draw_months(band: Sequence[date], top: float, lang: Lang) -> list[str]:
    """The name of each month over the week that holds its first day; the first only if it has room."""
    parts = []
    last = -100.0
    for column, monday in enumerate(band):
        starts = next((day for day in _list_days(monday) if day.day == 1), None)
        if starts is None and column:
            continue
        shown = starts or monday
        pattern = "MMM y" if column == 0 or shown.month == 1 else "MMM"
        words = format_date(shown, pattern, locale=lang)
        x = _LEFT + column * _STEP
        if x - last < svg.text_width(words, 14) / 2 + 12 and column:
            continue
        parts.append(svg.text(words, x, top - 8, class_="tick"))
        last = x + svg.text_width(words, 14) * 0.6
    return parts


def _list_days(monday: date) -> list[date]:
    return [monday + timedelta(days=number) for number in range(7)]


def _draw_narrow(spec: HeatmapChart) -> str:
    weeks = _list_weeks(spec)
    row, top = 18.0, 24.0
    known = {one.day: one for one in spec.days}
    parts = [
        svg.text(
            _weekday_name(weekday, spec.lang),
            _NARROW_LEFT + weekday * (_NARROW_CELL + _GAP) + _NARROW_CELL / 2,
            14,
            class_="tick",
            anchor="middle",
        )
        for weekday in range(7)
    ]
    for rank, monday in enumerate(weeks):
        y = top + rank * row
        first = next((day for day in _list_days(monday) if day.day == 1), monday if rank == 0 else None)
        if first is not None:
            words = format_date(first, "MMM yy", locale=spec.lang)
            parts.append(svg.text(words, _NARROW_LEFT - 8, y + 13, class_="tick", anchor="end"))
        for weekday, day in enumerate(_list_days(monday)):
            heat_day = known.get(day)
            if heat_day is not None:
                x = _NARROW_LEFT + weekday * (_NARROW_CELL + _GAP)
                parts += _draw_square(spec, heat_day, x, y, _NARROW_CELL, row - _GAP)
    size = Size("narrow", 358, top + max(1, len(weeks)) * row + 2, 0, 0, 0, 0)
    return close_drawing(spec, size, parts, class_="chart heat")


def _weekday_name(number: int, lang: Lang) -> str:
    """The short name of a weekday, Monday = 0; 5 January 2026 is a Monday."""
    return format_date(date(2026, 1, 5 + number), "EEE", locale=lang).rstrip(".")


def _draw_square(spec: HeatmapChart, heat_day: HeatDay, x: float, y: float, width: float, height: float) -> list[str]:
    """The square of a day: painted by its class, empty, or struck when its value is withheld."""
    when = format_weekday(heat_day.day, spec.lang, year=True)
    css = spec.classes.css_class(heat_day.value) or "heat-none"
    box = svg.element(
        "rect",
        svg.title_element(f"{when}{spaced_colon(spec.lang)}{heat_day.words}"),
        class_=css,
        x=x,
        y=y,
        width=width,
        height=height,
    )
    if not heat_day.withheld:
        return [box]
    return [box, svg.line(x + 2, y + height - 2, x + width - 2, y + 2, class_="heat-strike")]
