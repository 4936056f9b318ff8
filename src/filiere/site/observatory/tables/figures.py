"""Tables of the register: the selection a reader made, one figure with its concurrents, one series, one source."""

from __future__ import annotations

from decimal import Decimal

from filiere.core import Faults
from filiere.publication import Column, Table
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.observatory import register_filters
from filiere.site.observatory.figure_register import register_of
from filiere.site.observatory.tables.figure_columns import LICENCE, SOURCE, build_figures_table, figure_row

REGISTER_TITLE = bilingual("Registre des chiffres publiés", "Register of published figures")


@register_export(
    "register",
    REGISTER_TITLE,
    about=bilingual(
        "Toutes les valeurs, avec périmètre, source, méthode et confiance",
        "Every value, with its scope, source, method and confidence",
    ),
)
def build_register_table(asked: TableRequest) -> Table:
    """The figures that the address asks for, in its order; all of them without parameters.

    Raises `Faults` for a criterion that cannot be read or that the register does not know.
    """
    register = register_of(asked)
    chosen = register_filters.parse_selection(asked.params)
    if faults := chosen.faults(register):
        raise Faults(faults)
    found = register_filters.find_figures(register, chosen)
    return build_figures_table(
        register,
        "register",
        REGISTER_TITLE,
        found,
        marked=[figure.id for figure in found if figure.retained],
    )


@register_export(
    "figure", bilingual("Un chiffre et ses concurrents", "A figure and its competing values"), listed=False
)
def build_figure_table(asked: TableRequest) -> Table:
    """The figure `id`, then every other value on the same point."""
    register = register_of(asked)
    key = asked.params.get("id", "")
    if key not in register:
        raise UnknownTable(key)
    figure = register[key]
    found = [figure, *register.concurrent(figure)]
    return build_figures_table(register, "figure", register.title(figure), found, marked=[key])


@register_export("series", bilingual("Une série", "A series"), listed=False)
def build_series_table(asked: TableRequest) -> Table:
    """The points of the series `id`, with the change from one year to the next, never across a break."""
    register = register_of(asked)
    series = next((one for one in register.series if one.id == asked.params.get("id")), None)
    if series is None:
        raise UnknownTable(asked.params.get("id", ""))
    points = register.points(series)
    columns = (
        Column("id", bilingual("Identifiant", "Identifier")),
        Column("period", bilingual("Période", "Period")),
        Column("value", bilingual("Valeur", "Value"), kind="decimal"),
        Column("low", bilingual("Borne basse", "Low"), kind="decimal"),
        Column("high", bilingual("Borne haute", "High"), kind="decimal"),
        Column("unit", bilingual("Unité", "Unit")),
        Column(
            "change",
            bilingual("Évolution sur un an", "Change on previous year"),
            kind="percent",
            digits=1,
            definition=bilingual(
                "Valeur divisée par celle de l’année d’avant, moins un ; vide après une rupture de série.",
                "Value over that of the year before, minus one; empty after a break in the series.",
            ),
        ),
        Column("break", bilingual("Rupture avant ce point", "Break before this point")),
        Column("said_by", bilingual("Dit par", "Said by")),
        Column("publisher", bilingual("Qui le publie", "Published by")),
        Column("address", bilingual("Adresse", "Address"), kind="link"),
    )
    shared = ("id", "period", "value", "low", "high", "unit", "said_by", "publisher", "address")
    rows = []
    for point in points:
        whole = figure_row(register, point.figure)
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


@register_export("source", bilingual("Les chiffres d’une source", "The figures of a source"), listed=False)
def build_source_table(asked: TableRequest) -> Table:
    """Every figure that the source `id` gave."""
    register = register_of(asked)
    key = asked.params.get("id", "")
    if key not in register.sources:
        raise UnknownTable(key)
    figures = [figure for figure in register if figure.source == key]
    title = register.name("source", key)
    return build_figures_table(register, "source", title, sorted(figures, key=lambda one: one.period))


@register_export(
    "sources",
    bilingual("Sources du registre", "Sources of the register"),
    about=bilingual(
        "Chaque publication, lue ou citée, et ce qu’elle a donné", "Each publication, read or quoted, and what it gave"
    ),
)
def build_sources_table(asked: TableRequest) -> Table:
    """Every publication behind the register, with the number of figures it gave."""
    register = register_of(asked)
    counts: dict[str, int] = {}
    for figure in register:
        counts[figure.source] = counts.get(figure.source, 0) + 1
    rows = tuple(
        {
            "id": source.id,
            "publisher": source.publisher,
            "title": source.title,
            "describes": source.describes if source.title is None else None,
            "author": source.author,
            "published": str(source.published) if source.published else None,
            "kind": source.reliability,
            "document": register.name("kind", source.kind),
            "reading": register.name("reading", source.reading),
            "mirror": source.mirror,
            "read": source.read,
            "via": source.via,
            "figures": Decimal(counts.get(source.id, 0)),
            "address": source.address,
        }
        for source in sorted(register.sources.values(), key=lambda one: (one.publisher.fr, one.id))
    )
    columns = (
        Column("id", bilingual("Identifiant", "Identifier")),
        Column("publisher", bilingual("Qui publie", "Publisher")),
        Column("title", bilingual("Titre lu", "Title read")),
        Column("describes", bilingual("Titre inconnu : nos mots", "Title unknown: our words")),
        Column("author", bilingual("Auteur", "Author")),
        Column("published", bilingual("Date", "Date")),
        Column("kind", bilingual("Genre", "Kind")),
        Column("document", bilingual("Genre de document", "Kind of document")),
        Column("reading", bilingual("Ce qui a été lu", "What was read")),
        Column("mirror", bilingual("Copie d’un tiers", "Third-party copy")),
        Column("read", bilingual("Page lue", "Page read")),
        Column("via", bilingual("Citée par", "Quoted by")),
        Column("figures", bilingual("Chiffres", "Figures"), kind="integer"),
        Column("address", bilingual("Adresse", "Address"), kind="link"),
    )
    title = bilingual("Sources du registre", "Sources of the register")
    return Table(id="sources", title=title, columns=columns, rows=rows, source=SOURCE, licence=LICENCE)
