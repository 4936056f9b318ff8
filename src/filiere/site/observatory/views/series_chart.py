"""A series of the register as a chart with its table: cut at its breaks, titled by what it shows."""

from __future__ import annotations

from decimal import Decimal

from filiere.core import source_language
from filiere.core.numbers import format_number, format_signed
from filiere.figures import Figure, Register, Series
from filiere.publication.charts import SeriesBreak, SeriesChart, SeriesLine, SeriesPoint
from filiere.publication.table_model import Row
from filiere.site.kit import exported_tables
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.kit.charts import ChartView, draw_cached
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.kit.tables import build_table_view
from filiere.site.observatory.views.common import (
    build_source_links,
    figure_url,
    format_value_range,
    said_by,
    source_url,
)

COUNTED_UNITS = frozenset({"job", "person", "employee", "fte", "centre", "position", "company"})
"""Units of things that one counts: their change is said in per cent of the start."""

MEASURED_NATURES = frozenset({"observed", "computed"})
"""Natures of values that a line may join."""

MONEY_UNITS = frozenset({"eur", "eur-million", "eur-billion"})


def position_in_time(figure: Figure) -> float:
    """Where a figure stands in time, as a year with its fraction: whole years stand at the year itself."""
    start = figure.period.start
    return start.year if figure.period.kind in {"year", "span"} else start.year + (start.month - 1) / 12


def build_series_spec(register: Register, series: Series, *, ident: str, desc: str) -> SeriesChart:
    """The chart of a series of the register, cut at its breaks."""
    points = register.points(series)
    after = {one.after: one.reason for one in series.breaks}
    shown = tuple(
        SeriesPoint(
            when=position_in_time(point.figure),
            label=point.figure.period.label(),
            value=point.figure.value,
            low=point.figure.low,
            high=point.figure.high,
            retained=bool(point.figure.retained),
            joined=point.figure.nature in MEASURED_NATURES,
            stated=register.is_stated(point.figure),
            url=figure_url(point.figure.id),
        )
        for point in points
    )
    breaks = tuple(
        SeriesBreak(after=position_in_time(point.figure), reason=str(after[point.figure.id]))
        for point in points[:-1]
        if point.figure.id in after
    )
    unit = str(register.units[points[0].figure.unit].plural) if points else ""
    return SeriesChart(
        ident=ident,
        lang=source_language(),
        title=str(series.title),
        desc=desc,
        lines=(SeriesLine(label="", points=shown, breaks=breaks),),
        unit=unit,
    )


def series_finding(register: Register, series: Series) -> str:
    """What a series shows, in a sentence.

    Its change when it has one way of counting; from its lowest to its highest value, and in how many ways of
    counting, when it is broken: a change across a break would be one that nobody measured.
    """
    figures = [register[key] for key in series.figures if register[key].middle is not None]
    if len(figures) < 2:
        return str(series.title)
    first, last = figures[0], figures[-1]
    ways = len(series.breaks) + 1
    if ways > 1:
        ends = [end for figure in figures for end in figure.bounds if end is not None]
        low, high = min(ends), max(ends)
        words = count_in_letters(ways)
        if low == high:
            return localize(
                f"Toujours {_format_with_unit(register, first, high)}, en {words} façons de compter",
                f"Always {_format_with_unit(register, first, high)}, in {words} ways of counting",
            )
        return localize(
            f"De {format_number(low)} à {_format_with_unit(register, first, high)}, en {words} façons de compter",
            f"From {format_number(low)} to {_format_with_unit(register, first, high)}, in {words} ways of counting",
        )
    start, end = first.middle or Decimal(0), last.middle or Decimal(0)
    if first.unit not in COUNTED_UNITS or not start:
        return localize(
            f"De {format_number(start)} à {_format_with_unit(register, first, end)} entre "
            f"{first.period.label()} et {last.period.label()}",
            f"From {format_number(start)} to {_format_with_unit(register, first, end)} between "
            f"{first.period.label()} and {last.period.label()}",
        )
    change = (end / start - 1) * 100
    plural = str(register.units[first.unit].plural)
    of = "d’" if plural[:1].lower() in "aeiouyéèêh" else "de "
    years = last.period.year - first.period.year
    words = count_in_letters(years, masculine=True)
    size = format_number(abs(change), digits=0)
    return localize(
        f"{size} % {of}{plural} {'de plus' if change > 0 else 'de moins'} en {words} {'ans' if years > 1 else 'an'}",
        f"{size}% {'more' if change > 0 else 'fewer'} {plural} in {words} year{'s' if years > 1 else ''}",
    )


def _name_with_unit(name: str, unit: str) -> str:
    """A name followed by what its values are counted in, where it does not say it."""
    return name if unit.lower() in name.lower() else localize(f"{name}, en {unit}", f"{name}, in {unit}")


def _format_with_unit(register: Register, figure: Figure, value: Decimal) -> str:
    unit = register.units[figure.unit]
    if unit.id == "percent":
        return localize(f"{format_number(value)} %", f"{format_number(value)}%")
    single = abs(value) < 2 if source_language() == "fr" else abs(value) == 1
    return f"{format_number(value)} {(unit.label if single else unit.plural)}"


def _format_change(row: Row) -> str:
    """A change on the year, in per cent, with its sign; a dash after a break."""
    change = row.get("change")
    if not isinstance(change, Decimal):
        return "–"
    return localize(f"{format_signed(change, digits=1)} %", f"{format_signed(change, digits=1)}%")


def build_series_chart(register: Register, series: Series, *, open_: bool = True) -> ChartView:
    """A series with its table, its sources and its downloads."""
    points = register.points(series)
    figures = [point.figure for point in points]
    ends = f"{series.title}. " + "; ".join(
        f"{figure.period.label()}: {register.amount(figure)}" for figure in (figures[0], figures[-1])
    )
    found = series_finding(register, series)
    spec = build_series_spec(register, series, ident=f"s-{series.id}", desc=f"{found}. {ends}.")
    table = exported_tables.build_table("series", TableRequest(source_language(), {"id": series.id}, content=register))
    # The relative change of a share would read as a change in points: it is left to the download.
    # Two estimates are two statements: what lies between them is no change.
    comparable = figures[0].unit in COUNTED_UNITS | MONEY_UNITS and all(
        one.nature in MEASURED_NATURES for one in figures
    )
    changes = comparable and any(row.get("change") is not None for row in table.rows)
    # One publisher for all is said once, under the chart.
    several = len({said_by(register, figure) for figure in figures}) > 1
    columns = ["period", "value", *(["change"] if changes else []), *(["said_by"] if several else [])]
    sources = {figure.id: figure.source for figure in figures}
    shown = build_table_view(
        table,
        columns=columns,
        render={
            "value": lambda row: format_value_range(row),
            "period": lambda row: register[str(row["id"])].period.label(),
            "change": lambda row: _format_change(row),
        },
        links={
            "value": lambda row: figure_url(str(row["id"])),
            "said_by": lambda row: source_url(sources[str(row["id"])]),
        },
        details={"period": lambda row: localize("après une rupture", "after a break") if row.get("break") else ""},
        query={"id": series.id},
    )
    breaks = [str(one.reason) for one in series.breaks]
    reading = ""
    if breaks:
        several_breaks = len(breaks) > 1
        reading = localize(
            f"{'Ruptures' if several_breaks else 'Rupture'} : {' '.join(breaks)}",
            f"{'Breaks' if several_breaks else 'Break'}: {' '.join(breaks)}",
        )
    return ChartView(
        id=f"series-{series.id}",
        title=found,
        subtitle=_name_with_unit(str(series.title), str(register.units[figures[0].unit].symbol)),
        drawing=draw_cached(spec),
        reading=reading,
        sources=build_source_links(register, figures),
        table=type(shown)(f"series-{series.id}", shown.caption, shown.heads, shown.rows, shown.notes, shown.downloads),
        summary=localize(f"Voir les {len(points)} points", f"See the {len(points)} points"),
        open=open_,
    )
