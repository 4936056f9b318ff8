"""One indicator of a centre through time: its chart, its calendar, its table, beside the same one under another set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from filiere.contacts import DefinitionSet, Indicator, IndicatorRow, list_target_spans
from filiere.core import source_language
from filiere.publication import svg
from filiere.publication.charts import HeatDay, HeatmapChart, TrendChart, TrendLine, TrendPoint, TrendTarget
from filiere.publication.class_intervals import quantile_classes
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.charts import ChartKey, trusted_svg
from filiere.site.quality.period_labels import period_start, period_text
from filiere.site.quality.presenters.definitions import format_measure
from filiere.site.quality.presenters.figures import ValueView, build_value, format_basis


@dataclass(frozen=True, slots=True)
class ChartScale:
    """How the values of a unit are drawn: what they are divided by, what follows them, and how many decimals."""

    divisor: int
    suffix: str
    digits: int

    def of(self, value: float) -> Decimal:
        """A value as it is drawn."""
        return round(Decimal(repr(value)) / self.divisor, 3)


def build_scale(unit: str, rows: Sequence[IndicatorRow]) -> ChartScale:
    """The scale of a chart: seconds become minutes or hours when they are many."""
    if unit == "percent":
        return ChartScale(1, "\u202f%" if source_language() == "fr" else "%", 1)
    if unit == "seconds":
        most = max((one.value or 0.0 for one in rows if one.status == "published"), default=0.0)
        if most > 3 * 3600:
            return ChartScale(3600, "\u202fh", 1)
        return ChartScale(60, "\u202fmin", 1) if most > 300 else ChartScale(1, "\u202fs", 1)
    if unit == "hours":
        return ChartScale(1, "\u202fh", 1)
    return ChartScale(1, "", 1 if unit == "points" else 0)


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A line of the table of an indicator: a period, its value, and the one under another set."""

    words: str
    interval: str
    value: ValueView
    counted: str
    other: ValueView | None


def build_period_lines(
    rows: Sequence[IndicatorRow], others: Sequence[IndicatorRow], *, beside: bool
) -> list[PeriodLine]:
    """The table of an indicator, the latest period first."""
    under = {one.interval: one for one in others}
    found = []
    for row in sorted(rows, key=lambda one: one.interval, reverse=True):
        other = build_value(under.get(row.interval)) if beside else None
        found.append(PeriodLine(period_text(row.interval), row.interval, build_value(row), format_basis(row), other))
    return found


def find_counterpart(indicator: Indicator, other: DefinitionSet) -> Indicator | None:
    """The indicator of another set that measures the same by the same threshold, rank and channel; else of its key."""
    same = [
        one
        for one in other.indicators
        if (one.measure, one.threshold_seconds, one.percentile) ==
        (indicator.measure, indicator.threshold_seconds, indicator.percentile)
    ]  # fmt: skip
    own = [one for one in same if one.channel == indicator.channel]
    named = [one for one in other.indicators if one.key == indicator.key]
    return next(iter(own or same or named), None)


def build_trend_chart(
    indicator: Indicator, lines: Sequence[tuple[str, Sequence[IndicatorRow]]], *, title: str
) -> TrendChart | None:
    """The chart of an indicator through its periods, one line or two; None without two periods to join."""
    every = [row for _, rows in lines for row in rows]
    dated = [(name, [row for row in rows if row.interval != "all"]) for name, rows in lines]
    if max((len(rows) for _, rows in dated), default=0) < 2:
        return None
    scale = build_scale(indicator.unit, every)
    return TrendChart(
        ident="trend",
        lang=source_language(),
        title=title,
        desc=trend_description(indicator, dated[0][1]),
        lines=tuple(TrendLine(label=name, points=_trend_points(rows, scale)) for name, rows in dated if rows),
        targets=tuple(
            TrendTarget(start=start, end=end, value=scale.of(float(one.value)))
            for one, start, end in list_target_spans(indicator, today=timezone.localdate())
        ),
        target_words=localize("Objectif", "Target"),
        suffix=scale.suffix,
        digits=scale.digits,
        top=Decimal(100) if indicator.unit == "percent" else None,
    )


def _trend_points(rows: Sequence[IndicatorRow], scale: ChartScale) -> tuple[TrendPoint, ...]:
    found = []
    for row in sorted(rows, key=lambda one: one.interval):
        start = period_start(row.interval)
        if start is not None:
            value = scale.of(row.value) if row.status == "published" and row.value is not None else None
            found.append(TrendPoint(start=start, label=period_text(row.interval), value=value))
    return tuple(found)


def trend_description(indicator: Indicator, rows: Sequence[IndicatorRow]) -> str:
    """What a chart says to whoever does not see it: its lowest and highest value, and when."""
    known = [row for row in rows if row.status == "published" and row.value is not None]
    if not known:
        return localize("Aucune valeur publiée.", "No published values.")
    low, high = min(known, key=lambda row: row.value or 0), max(known, key=lambda row: row.value or 0)
    said = [(format_measure(one.value, indicator.unit), period_text(one.interval)) for one in (low, high)]
    return localize(
        f"De {said[0][0]} ({said[0][1]}) à {said[1][0]} ({said[1][1]}), sur {len(known)} périodes.",
        f"From {said[0][0]} ({said[0][1]}) to {said[1][0]} ({said[1][1]}), over {len(known)} periods.",
    )


def build_calendar(indicator: Indicator, rows: Sequence[IndicatorRow], *, title: str) -> HeatmapChart | None:
    """The calendar of an indicator, a square a day; None without a week of days that have a value."""
    days = [row for row in rows if row.interval != "all"]
    known = [row for row in days if row.status == "published" and row.value is not None]
    if len(known) < 7:
        return None
    scale = build_scale(indicator.unit, known)
    classes = quantile_classes([scale.of(row.value) for row in known if row.value is not None])
    found = []
    for row in days:
        value = build_value(row)
        start = period_start(row.interval)
        if start is None:
            continue
        painted = scale.of(row.value) if value.is_published and row.value is not None else None
        said = f"{value.words}, {format_basis(row)}" if value.is_published else value.remark
        held = row.status == "withheld"
        found.append(HeatDay(day=start, words=said, value=painted, withheld=held))
    return HeatmapChart(
        ident="calendar",
        lang=source_language(),
        title=title,
        desc=trend_description(indicator, days),
        days=tuple(_fill_missing_days(found)),
        bounds=classes.bounds,
        css=classes.css,
    )


def _fill_missing_days(days: Sequence[HeatDay]) -> list[HeatDay]:
    """Every day from the first to the last: one without a row had nothing to count."""
    known = {one.day: one for one in days}
    first, last = min(known), max(known)
    none = localize("aucun contact", "no contacts")
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [known.get(day) or HeatDay(day=day, words=none) for day in every]


def build_legend(chart: HeatmapChart, scale: ChartScale) -> tuple[ChartKey, ...]:
    """The legend of a calendar: its classes, a day without contact, a day withheld."""
    classes = chart.classes
    box = {"x": 1.0, "y": 1.0, "width": 16.0, "height": 16.0}

    def square(css: str, *more: str) -> str:
        return (
            f'<svg viewBox="0 0 18 18" aria-hidden="true">{svg.element("rect", class_=css, **box)}{"".join(more)}</svg>'
        )

    found = []
    for position, css in enumerate(classes.css):
        label = classes.label(position, source_language(), digits=scale.digits, suffix=scale.suffix)
        found.append(ChartKey(trusted_svg(square(css)), label))
    found.append(ChartKey(trusted_svg(square("heat-none")), localize("aucun contact", "no contacts")))
    if any(one.withheld for one in chart.days):
        strike = svg.line(3, 15, 15, 3, class_="heat-strike")
        found.append(ChartKey(trusted_svg(square("heat-none", strike)), localize("non publié", "not published")))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A line of a breakdown: the name of the group, its value, what it was computed from."""

    name: str
    value: ValueView
    counted: str
    key: str


def build_breakdown(rows: Sequence[IndicatorRow], group: str) -> list[GroupLine]:
    """The values of one period by site, queue or channel, the largest groups first."""
    unknown = localize("(inconnu)", "(unknown)")
    found = [
        GroupLine(getattr(row, group) or unknown, build_value(row), format_basis(row), getattr(row, group) or "")
        for row in rows
        if row.n
    ]
    return sorted(found, key=lambda one: (-one.value.n, one.name))
