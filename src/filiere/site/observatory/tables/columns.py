"""Figures of the register as rows: the same columns in every table of figures, so that files can be put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from filiere.core import Text
from filiere.figures import Figure, Register
from filiere.publication import Column, Row, Table
from filiere.site.observatory.words import both

SOURCE = both(
    "Filière, registre des chiffres publiés ; la source de chaque valeur est dans sa ligne",
    "Filière, register of published figures; the source of each value is on its row",
)
LICENCE = both(
    "Licence ouverte 2.0 pour le relevé ; chaque publication d’origine garde ses propres conditions",
    "Open licence 2.0 for this record; each original publication keeps its own terms",
)

FIGURE_COLUMNS: tuple[Column, ...] = (
    Column("id", both("Identifiant", "Identifier"), definition=both("Permanent.", "Permanent.")),
    Column("title", both("Chiffre", "Figure")),
    Column(
        "year",
        both("Année", "Year"),
        kind="year",
        definition=both("Première année de la période.", "First year of the period."),
    ),
    Column(
        "period",
        both("Période", "Period"),
        definition=both("Forme ISO 8601 : 2008, 2008-Q1, 2004/2008.", "ISO 8601 form: 2008, 2008-Q1, 2004/2008."),
    ),
    Column("certain", both("Période sûre", "Period certain")),
    Column("value", both("Valeur", "Value"), kind="decimal"),
    Column(
        "low",
        both("Borne basse", "Low"),
        kind="decimal",
        definition=both(
            "Borne basse publiée ; vide quand la source n’en donne pas.",
            "Low bound as published; empty when the source gives none.",
        ),
    ),
    Column(
        "high",
        both("Borne haute", "High"),
        kind="decimal",
        definition=both(
            "Borne haute publiée ; vide quand la source n’en donne pas.",
            "High bound as published; empty when the source gives none.",
        ),
    ),
    Column("unit", both("Unité", "Unit")),
    Column("indicator", both("Indicateur", "Indicator")),
    Column("category", both("Catégorie", "Category")),
    Column("segment", both("Périmètre", "Scope")),
    Column("territory", both("Territoire", "Territory")),
    Column("measure", both("Mesure", "Measure")),
    Column("threshold", both("Seuil de taille", "Size threshold")),
    Column("nomenclature", both("Nomenclature", "Nomenclature")),
    Column("nature", both("Nature", "Nature")),
    Column("mark", both("Comment elle est connue", "How it is known")),
    Column("confidence", both("Confiance", "Confidence")),
    Column("retained", both("Retenue pour", "Retained for")),
    Column(
        "said_by",
        both("Dit par", "Said by"),
        definition=both(
            "Qui a produit la valeur ; à défaut, qui la publie.",
            "Who produced the value; failing that, who publishes it.",
        ),
    ),
    Column("publisher", both("Qui le publie", "Published by")),
    Column("publication", both("Publication", "Publication")),
    Column("published", both("Publié", "Published")),
    Column("address", both("Adresse", "Address"), kind="link"),
    Column("note", both("Remarque", "Remark")),
)


def optional(register: Register, axis: str, code: str | None) -> Text | None:
    """The label of a code, None when there is no code."""
    return None if code is None else register.name(axis, code)


def uses(register: Register, figure: Figure) -> Text | None:
    """The uses a figure is retained for, in words."""
    labels = [use.label for use in register.retained if use.figure == figure.id]
    if not labels:
        return None
    return Text(fr=" ; ".join(label.fr for label in labels), en="; ".join(label.en for label in labels))


def row(register: Register, figure: Figure) -> Row:
    """One figure, every column of :data:`FIGURE_COLUMNS`."""
    source = register.sources[figure.source]
    category = f"{figure.indicator}/{figure.category}" if figure.category else None
    return {
        "id": figure.id,
        "title": register.title(figure),
        "year": figure.period.year,
        "period": str(figure.period),
        "certain": figure.period_certain,
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "unit": register.name("unit", figure.unit),
        "indicator": register.name("indicator", figure.indicator),
        "category": optional(register, "category", category),
        "segment": register.name("segment", figure.segment),
        "territory": register.name("territory", figure.territory),
        "measure": optional(register, "measure", figure.measure),
        "threshold": figure.threshold,
        "nomenclature": figure.nomenclature,
        "nature": register.name("nature", figure.nature),
        "mark": register.name("mark", figure.mark),
        "confidence": register.name("confidence", figure.confidence),
        "retained": uses(register, figure),
        "said_by": register.said_by(figure),
        "publisher": source.publisher,
        "publication": source.title,
        "published": str(figure.published or source.published or "") or None,
        "address": source.address,
        "note": figure.note,
    }


def figures_table(
    register: Register,
    id_: str,
    title: Text,
    figures: Sequence[Figure],
    *,
    notes: Iterable[Text] = (),
    marked: Iterable[str] = (),
) -> Table:
    """A table of figures, one a row; `marked` holds the ids of the rows to point out."""
    pointed = set(marked)
    return Table(
        id=id_,
        title=title,
        columns=FIGURE_COLUMNS,
        rows=tuple(row(register, figure) for figure in figures),
        source=SOURCE,
        licence=LICENCE,
        notes=tuple(notes),
        marked=frozenset(rank for rank, figure in enumerate(figures) if figure.id in pointed),
    )
