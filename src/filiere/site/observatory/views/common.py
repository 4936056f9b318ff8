"""What several pages build the same way: links to figures and sources, ranges, tables of figures, charts of jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from filiere.core import Lang
from filiere.core.numbers import number
from filiere.figures import Figure, Register, Series
from filiere.publication.charts import Break, Line, SeriesChart, SeriesPoint
from filiere.publication.tables import Row, plain
from filiere.site.observatory import tables
from filiere.site.observatory.charts import Chart, Link, drawn
from filiere.site.observatory.shown import ShownTable, show
from filiere.site.observatory.tables import Asked
from filiere.site.observatory.words import say


def figure_url(key: str) -> str:
    """The page of a figure."""
    return reverse("observatory:figure", kwargs={"figure": key})


def source_url(key: str) -> str:
    """The page of a source."""
    return reverse("observatory:source", kwargs={"source": key})


def publisher(register: Register, figure: Figure) -> str:
    """Who published a figure, in a few words."""
    return register.sources[figure.source].publisher


def source_links(register: Register, figures: Iterable[Figure]) -> tuple[Link, ...]:
    """The sources of some figures, each once, in the order of the figures."""
    found: dict[str, Link] = {}
    for figure in figures:
        source = register.sources[figure.source]
        year = f", {(source.published or figure.published or '')!s:.4}".removesuffix(", ")
        found.setdefault(source.id, Link(f"{source.publisher}{year}", source_url(source.id)))
    return tuple(found.values())


def value_words(row: Row, lang: Lang, *, unit: bool = False) -> str:
    """A value or its range from a row of figures, in the words of a table cell."""
    value, low, high = row.get("value"), row.get("low"), row.get("high")
    if isinstance(value, Decimal):
        words = number(value, lang)
    elif isinstance(low, Decimal) and isinstance(high, Decimal):
        words = f"{number(low, lang)} – {number(high, lang)}"
    elif isinstance(low, Decimal):
        words = say(lang, f"plus de {number(low, lang)}", f"more than {number(low, lang)}")
    elif isinstance(high, Decimal):
        words = say(lang, f"moins de {number(high, lang)}", f"less than {number(high, lang)}")
    else:
        return "–"
    return f"{words} {plain(row.get('unit'), lang)}" if unit else words


def period_words(row: Row, lang: Lang, register: Register) -> str:
    """The period of a row, marked when it is uncertain."""
    words = register[str(row["id"])].period.label(lang)
    return words if row.get("certain") else f"{words} (?)"


def figures_shown(
    register: Register,
    table_id: str,
    lang: Lang,
    *,
    columns: Sequence[str] = ("period", "value", "segment", "publisher", "note", "confidence"),
    heading: str | None = None,
    params: Mapping[str, str] | None = None,
    keep: Iterable[str] | None = None,
    **options: Any,
) -> ShownTable:
    """A table of figures of the registry, for a page: ranges merged, each row leading to its figure."""
    table = tables.build(table_id, Asked(register, lang, params or {}))
    if keep is not None:
        wanted = set(keep)
        pairs = [(rank, row) for rank, row in enumerate(table.rows) if row["id"] in wanted]
        marked = frozenset(new for new, (old, _) in enumerate(pairs) if old in table.marked)
        table = type(table)(
            table.id,
            table.title,
            table.columns,
            tuple(row for _, row in pairs),
            table.source,
            table.notes,
            table.licence,
            table.address,
            table.fictitious,
            marked,
        )
    render = {
        "value": lambda row: value_words(row, lang, unit="unit" not in columns and "title" in columns),
        "period": lambda row: period_words(row, lang, register),
    }
    links = {"value": lambda row: figure_url(str(row["id"]))}
    links |= {"publisher": lambda row: source_url(register[str(row["id"])].source)}
    if "title" in columns:
        links["title"] = links.pop("value")
    return show(
        table,
        lang,
        columns=columns,
        heading=heading,
        render={key: write for key, write in render.items() if key in columns},
        links={key: address for key, address in links.items() if key in columns},
        query=params,
        **options,
    )


def moment(figure: Figure) -> float:
    """Where a figure stands in time, as a year with its fraction: whole years stand at the year itself."""
    start = figure.period.start
    return start.year if figure.period.kind in {"year", "span"} else start.year + (start.month - 1) / 12


def series_spec(register: Register, series: Series, lang: Lang, *, ident: str, desc: str) -> SeriesChart:
    """The chart of a series of the register, cut at its breaks."""
    points = register.points(series)
    after = {one.after: one.reason for one in series.breaks}
    shown = tuple(
        SeriesPoint(
            when=moment(point.figure),
            label=point.figure.period.label(lang),
            value=point.figure.value,
            low=point.figure.low,
            high=point.figure.high,
            retained=bool(point.figure.retained),
        )
        for point in points
    )
    breaks = tuple(
        Break(after=moment(point.figure), reason=after[point.figure.id].get(lang))
        for point in points[:-1]
        if point.figure.id in after
    )
    unit = register.units[points[0].figure.unit].plural.get(lang) if points else ""
    return SeriesChart(
        ident=ident,
        lang=lang,
        title=series.title.get(lang),
        desc=desc,
        lines=(Line(label="", points=shown, breaks=breaks),),
        unit=unit,
    )


def series_finding(register: Register, series: Series, lang: Lang) -> str:
    """What a series shows, in a sentence: the change over its longest unbroken part, or its range when it is short."""
    runs: list[list[Figure]] = [[]]
    for point in register.points(series):
        if point.broken is not None:
            runs.append([])
        if point.figure.middle is not None:
            runs[-1].append(point.figure)
    run = max(runs, key=len)
    title = series.title.get(lang)
    if len(run) < 2 or not run[0].middle:
        return title
    first, last = run[0], run[-1]
    start, end = first.middle or Decimal(0), last.middle or Decimal(0)
    unit = register.units[first.unit]
    plural = unit.plural.get(lang)
    if unit.id == "percent":
        return say(
            lang,
            f"De {number(start, lang)} % en {first.period.label(lang)} à {number(end, lang)} % en "
            f"{last.period.label(lang)}",
            f"From {number(start, lang)}% in {first.period.label(lang)} to {number(end, lang)}% in "
            f"{last.period.label(lang)}",
        )
    change = (end / start - 1) * 100
    size = number(abs(change), lang, 0)
    if abs(change) < 1:
        return say(lang, f"Autant de {plural} à la fin qu’au début", f"As many {plural} at the end as at the start")
    more = change > 0
    years = last.period.year - first.period.year
    span_fr = f"en {years} ans" if years > 1 else "en un an" if years == 1 else ""
    span_en = f"in {years} years" if years > 1 else "in one year" if years == 1 else ""
    of = "d’" if plural[:1].lower() in "aeiouyéèêh" else "de "
    return say(
        lang,
        f"{size} % {of}{plural} {'de plus' if more else 'de moins'} {span_fr}".strip(),
        f"{size}% {'more' if more else 'fewer'} {plural} {span_en}".strip(),
    )


def series_chart(register: Register, series: Series, lang: Lang, *, open_: bool = True) -> Chart:
    """A series with its table, its sources and its downloads."""
    points = register.points(series)
    figures = [point.figure for point in points]
    ends = f"{series.title.get(lang)}. " + "; ".join(
        f"{figure.period.label(lang)}: {register.amount(figure, lang)}" for figure in (figures[0], figures[-1])
    )
    finding = series_finding(register, series, lang)
    spec = series_spec(register, series, lang, ident=f"s-{series.id}", desc=f"{finding}. {ends}.")
    table = tables.build("series", Asked(register, lang, {"id": series.id}))
    changes = any(row.get("change") is not None for row in table.rows)
    columns = ["period", "value", *(["change"] if changes else []), "publisher"]
    shown = show(
        table,
        lang,
        columns=columns,
        render={
            "value": lambda row: value_words(row, lang),
            "period": lambda row: register[str(row["id"])].period.label(lang),
        },
        links={"value": lambda row: figure_url(str(row["id"]))},
        details={
            "period": lambda row: (
                say(lang, "rupture avant ce point", "break before this point") if row.get("break") else ""
            )
        },
        query={"id": series.id},
    )
    breaks = [one.reason.get(lang) for one in series.breaks]
    reading = ""
    if breaks:
        reading = say(lang, "Ruptures : ", "Breaks: ") + " ".join(breaks)
    return Chart(
        id=f"series-{series.id}",
        title=finding,
        subtitle=series.title.get(lang),
        drawing=drawn(spec),
        reading=reading,
        sources=source_links(register, figures),
        table=type(shown)(f"series-{series.id}", shown.caption, shown.heads, shown.rows, shown.notes, shown.downloads),
        summary=say(lang, f"Voir les {len(points)} points", f"See the {len(points)} points"),
        open=open_,
    )
