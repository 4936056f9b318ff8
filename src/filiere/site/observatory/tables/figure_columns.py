"""Figures of the register as rows: the same columns in every table of figures, so that files can be put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from filiere.core import Text
from filiere.figures import Figure, Register
from filiere.publication import Column, Row, Table
from filiere.site.kit.bilingual_text import bilingual

SOURCE = bilingual(
    "Filière, registre des chiffres publiés ; la source de chaque valeur est dans sa ligne",
    "Filière, register of published figures; the source of each value is on its row",
)
LICENCE = bilingual(
    "Licence ouverte 2.0 pour le relevé ; chaque publication d’origine garde ses propres conditions",
    "Open licence 2.0 for this record; each original publication keeps its own terms",
)

FIGURE_COLUMNS: tuple[Column, ...] = (
    Column("id", bilingual("Identifiant", "Identifier"), definition=bilingual("Permanent.", "Permanent.")),
    Column("title", bilingual("Chiffre", "Figure")),
    Column(
        "year",
        bilingual("Année", "Year"),
        kind="year",
        definition=bilingual("Première année de la période.", "First year of the period."),
    ),
    Column(
        "period",
        bilingual("Période", "Period"),
        definition=bilingual("Forme ISO 8601 : 2008, 2008-Q1, 2004/2008.", "ISO 8601 form: 2008, 2008-Q1, 2004/2008."),
    ),
    Column("certain", bilingual("Période sûre", "Period certain")),
    Column("value", bilingual("Valeur", "Value"), kind="decimal"),
    Column(
        "low",
        bilingual("Borne basse", "Low"),
        kind="decimal",
        definition=bilingual(
            "Borne basse publiée ; vide quand la source n’en donne pas.",
            "Low bound as published; empty when the source gives none.",
        ),
    ),
    Column(
        "high",
        bilingual("Borne haute", "High"),
        kind="decimal",
        definition=bilingual(
            "Borne haute publiée ; vide quand la source n’en donne pas.",
            "High bound as published; empty when the source gives none.",
        ),
    ),
    Column("unit", bilingual("Unité", "Unit")),
    Column("indicator", bilingual("Indicateur", "Indicator")),
    Column("category", bilingual("Catégorie", "Category")),
    Column("segment", bilingual("Périmètre", "Scope")),
    Column("territory", bilingual("Territoire", "Territory")),
    Column("measure", bilingual("Mesure", "Measure")),
    Column("threshold", bilingual("Seuil de taille", "Size threshold")),
    Column("nomenclature", bilingual("Nomenclature", "Nomenclature")),
    Column("nature", bilingual("Nature", "Nature")),
    Column("mark", bilingual("Comment elle est connue", "How it is known")),
    Column("kind", bilingual("Genre de document", "Kind of document")),
    Column("confidence", bilingual("Confiance", "Confidence")),
    Column("retained", bilingual("Retenue pour", "Retained for")),
    Column(
        "said_by",
        bilingual("Dit par", "Said by"),
        definition=bilingual(
            "Qui a produit la valeur ; à défaut, qui la publie.",
            "Who produced the value; failing that, who publishes it.",
        ),
    ),
    Column("publisher", bilingual("Qui le publie", "Published by")),
    Column("publication", bilingual("Publication", "Publication")),
    Column("published", bilingual("Publié", "Published")),
    Column("address", bilingual("Adresse", "Address"), kind="link"),
    Column("note", bilingual("Remarque", "Remark")),
)


def optional_label(register: Register, axis: str, code: str | None) -> Text | None:
    """The label of a code, None when there is no code."""
    return None if code is None else register.name(axis, code)


def uses_phrase(register: Register, figure: Figure) -> Text | None:
    """The uses a figure is retained for, in words."""
    labels = [use.label for use in register.retained_figures if use.figure == figure.id]
    if not labels:
        return None
    return Text(fr=" ; ".join(label.fr for label in labels), en="; ".join(label.en for label in labels))


def figure_row(register: Register, figure: Figure) -> Row:
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
        "category": optional_label(register, "category", category),
        "segment": register.name("segment", figure.segment),
        "territory": register.name("territory", figure.territory),
        "measure": optional_label(register, "measure", figure.measure),
        "threshold": figure.threshold,
        "nomenclature": figure.nomenclature,
        "nature": register.name("nature", figure.nature),
        "mark": register.name("mark", figure.mark),
        "kind": register.name("kind", figure.kind),
        "confidence": register.name("confidence", figure.confidence),
        "retained": uses_phrase(register, figure),
        "said_by": register.said_by(figure),
        "publisher": source.publisher,
        "publication": register.publication_title(source.id),
        "published": str(figure.published or source.published or "") or None,
        "address": source.address,
        "note": figure.note,
    }


def build_figures_table(
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
        rows=tuple(figure_row(register, figure) for figure in figures),
        source=SOURCE,
        licence=LICENCE,
        notes=tuple(notes),
        marked=frozenset(rank for rank, figure in enumerate(figures) if figure.id in pointed),
    )
