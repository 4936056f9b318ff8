"""What several pages build the same way: links to figures and sources, ranges, tables of figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from filiere.core import source_language
from filiere.core.numbers import AT_LEAST, AT_MOST, format_number
from filiere.figures import Figure, Register
from filiere.publication import Table
from filiere.publication.charts import Bar
from filiere.publication.table_model import Row
from filiere.site.kit import exported_tables
from filiere.site.kit.charts import ChartLink
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.kit.tables import CellAddress, CellWriter, TableView, build_table_view


def figure_url(key: str) -> str:
    """The page of a figure."""
    return reverse("observatory:figure", kwargs={"figure": key})


@lru_cache(maxsize=16)
def _territory_pattern(_lang: str | None) -> str:
    return reverse("observatory:territory", kwargs={"code": "CODE"})


def territory_url(code: str) -> str:
    """The page of a territory; maps and their tables ask for hundreds, and one address is made a language."""
    return _territory_pattern(get_language()).replace("CODE", code)


def source_url(key: str) -> str:
    """The page of a source."""
    return reverse("observatory:source", kwargs={"source": key})


def said_by(register: Register, figure: Figure) -> str:
    """Who says a figure, in a few words: its producer, or its publisher when the producer is not known."""
    return str(register.said_by(figure))


def build_bar(register: Register, figure: Figure, label: str, *, marked: bool = False, quiet: bool = False) -> Bar:
    """The bar of a figure: to its value, or from zero to its low bound with the published range beyond."""
    valued = figure.value is not None
    return Bar(
        label=label,
        value=figure.value if valued else figure.low,
        high=None if valued else figure.high,
        marked=marked,
        quiet=quiet,
        detail=said_by(register, figure),
        url=figure_url(figure.id),
    )


def build_source_links(register: Register, figures: Iterable[Figure]) -> tuple[ChartLink, ...]:
    """The sources of some figures, each once, in the order of the figures."""
    found: dict[str, ChartLink] = {}
    for figure in figures:
        source = register.sources[figure.source]
        year = source.published or figure.published
        # Several publications of one publisher must be told apart: by their year, else by their title.
        more = str(year.year) if year else source.title or (str(source.describes) if source.describes else "")
        publisher = str(source.publisher)
        words = f"{publisher}, {more}" if more else publisher
        found.setdefault(source.id, ChartLink(words, source_url(source.id)))
    return tuple(found.values())


def format_value_range(row: Row) -> str:
    """A value or its range from a row of figures, in the words of a table cell."""
    value, low, high = row.get("value"), row.get("low"), row.get("high")
    if isinstance(value, Decimal):
        return format_number(value)
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return f"{format_number(low)} – {format_number(high)}"
    if isinstance(low, Decimal):
        return f"{AT_LEAST} {format_number(low)}"
    if isinstance(high, Decimal):
        return f"{AT_MOST} {format_number(high)}"
    return "–"


def format_period(row: Row, register: Register) -> str:
    """The period of a row, marked when it is uncertain."""
    words = register[str(row["id"])].period.label()
    return words if row.get("certain") else f"{words} (?)"


def build_registered_figures_view(
    register: Register,
    table_id: str,
    *,
    columns: Sequence[str] = ("title", "value", "said_by", "nature", "confidence"),
    params: Mapping[str, str] | None = None,
    **options: Any,
) -> TableView:
    """A table of figures of the registry, for a page: ranges merged, each row leading to its figure."""
    table = exported_tables.build_table(table_id, TableRequest(source_language(), params or {}, content=register))
    return build_figures_view(register, table, columns=columns, query=params, **options)


def build_figures_view(register: Register, table: Table, *, columns: Sequence[str], **options: Any) -> TableView:
    """A table of figures for a page; a row with a title gives its unit with its value, as a sentence would."""

    def figure(row: Row) -> Figure:
        return register[str(row["id"])]

    titled = "title" in columns
    render: dict[str, CellWriter] = {
        "value": lambda row: register.amount(figure(row)) if titled else format_value_range(row),
        "period": lambda row: format_period(row, register),
    }
    links: dict[str, CellAddress] = {
        "title" if titled else "value": lambda row: figure_url(str(row["id"])),
        "said_by": lambda row: source_url(figure(row).source),
    }
    return build_table_view(
        table,
        columns=columns,
        render={key: write for key, write in render.items() if key in columns},
        links={key: address for key, address in links.items() if key in columns},
        **options,
    )
