"""Tables of the register: the selection a reader made, one figure with its concurrents, one series, one source."""

from __future__ import annotations

from decimal import Decimal

from filiere.core import Faults
from filiere.publication import Column, Table
from filiere.site.observatory import selection
from filiere.site.observatory.tables import Asked, UnknownTable, exported
from filiere.site.observatory.tables.columns import LICENCE, SOURCE, figures_table, row
from filiere.site.observatory.words import both

REGISTER = both("Registre des chiffres publiés", "Register of published figures")


@exported(
    "register",
    REGISTER,
    about=both(
        "Toutes les valeurs, avec périmètre, source, méthode et confiance",
        "Every value, with its scope, source, method and confidence",
    ),
)
def register_table(asked: Asked) -> Table:
    """The figures that the address asks for, in its order; all of them without parameters.

    Raises `Faults` for a criterion that cannot be read or that the register does not know.
    """
    chosen = selection.read(asked.params)
    if faults := chosen.faults(asked.register):
        raise Faults(faults)
    found = selection.find(asked.register, chosen)
    return figures_table(
        asked.register,
        "register",
        REGISTER,
        found,
        marked=[figure.id for figure in found if figure.retained],
    )


@exported("figure", both("Un chiffre et ses concurrents", "A figure and its competing values"), listed=False)
def figure_table(asked: Asked) -> Table:
    """The figure `id`, then every other value on the same point."""
    key = asked.params.get("id", "")
    if key not in asked.register:
        raise UnknownTable(key)
    figure = asked.register[key]
    found = [figure, *asked.register.concurrent(figure)]
    return figures_table(asked.register, "figure", asked.register.title(figure), found, marked=[key])


@exported("series", both("Une série", "A series"), listed=False)
def series_table(asked: Asked) -> Table:
    """The points of the series `id`, with the change from one year to the next, never across a break."""
    series = next((one for one in asked.register.series if one.id == asked.params.get("id")), None)
    if series is None:
        raise UnknownTable(asked.params.get("id", ""))
    points = asked.register.points(series)
    columns = (
        Column("id", both("Identifiant", "Identifier")),
        Column("period", both("Période", "Period")),
        Column("value", both("Valeur", "Value"), kind="decimal"),
        Column("low", both("Borne basse", "Low"), kind="decimal"),
        Column("high", both("Borne haute", "High"), kind="decimal"),
        Column("unit", both("Unité", "Unit")),
        Column(
            "change",
            both("Évolution sur un an", "Change on previous year"),
            kind="percent",
            digits=1,
            definition=both(
                "Valeur divisée par celle de l’année d’avant, moins un ; vide après une rupture de série.",
                "Value over that of the year before, minus one; empty after a break in the series.",
            ),
        ),
        Column("break", both("Rupture avant ce point", "Break before this point")),
        Column("said_by", both("Dit par", "Said by")),
        Column("publisher", both("Qui le publie", "Published by")),
        Column("address", both("Adresse", "Address"), kind="link"),
    )
    shared = ("id", "period", "value", "low", "high", "unit", "said_by", "publisher", "address")
    rows = []
    for point in points:
        whole = row(asked.register, point.figure)
        kept = {key: whole[key] for key in shared}
        change = None if point.change is None else round(point.change * 100, 1)
        rows.append({**kept, "change": change, "break": point.broken.reason if point.broken else None})
    return Table(
        id="series",
        title=series.title,
        columns=columns,
        rows=tuple(rows),
        source=SOURCE,
        licence=LICENCE,
        notes=(series.note,) if series.note else (),
        marked=frozenset(rank for rank, point in enumerate(points) if point.figure.retained),
    )


@exported("source", both("Les chiffres d’une source", "The figures of a source"), listed=False)
def source_table(asked: Asked) -> Table:
    """Every figure that the source `id` gave."""
    key = asked.params.get("id", "")
    if key not in asked.register.sources:
        raise UnknownTable(key)
    figures = [figure for figure in asked.register if figure.source == key]
    title = asked.register.name("source", key)
    return figures_table(asked.register, "source", title, sorted(figures, key=lambda one: one.period))


@exported(
    "sources",
    both("Sources du registre", "Sources of the register"),
    about=both(
        "Chaque publication, lue ou citée, et ce qu’elle a donné", "Each publication, read or quoted, and what it gave"
    ),
)
def sources_table(asked: Asked) -> Table:
    """Every publication behind the register, with the number of figures it gave."""
    counts: dict[str, int] = {}
    for figure in asked.register:
        counts[figure.source] = counts.get(figure.source, 0) + 1
    rows = tuple(
        {
            "id": source.id,
            "publisher": source.publisher,
            "title": source.title,
            "published": str(source.published) if source.published else None,
            "kind": source.reliability,
            "read": source.read,
            "via": source.via,
            "figures": Decimal(counts.get(source.id, 0)),
            "address": source.address,
        }
        for source in sorted(asked.register.sources.values(), key=lambda one: (one.publisher.fr, one.id))
    )
    columns = (
        Column("id", both("Identifiant", "Identifier")),
        Column("publisher", both("Qui publie", "Publisher")),
        Column("title", both("Publication", "Publication")),
        Column("published", both("Date", "Date")),
        Column("kind", both("Genre", "Kind")),
        Column("read", both("Page lue", "Page read")),
        Column("via", both("Citée par", "Quoted by")),
        Column("figures", both("Chiffres", "Figures"), kind="integer"),
        Column("address", both("Adresse", "Address"), kind="link"),
    )
    title = both("Sources du registre", "Sources of the register")
    return Table(id="sources", title=title, columns=columns, rows=rows, source=SOURCE, licence=LICENCE)
