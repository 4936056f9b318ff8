"""The table of emission factors: what each is worth, for which unit, where it was read and when."""

from __future__ import annotations

from filiere.core import Text
from filiere.publication import Column, Row, Table
from filiere.referentials import Factor
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.label.tables.common import catalogue_asked
from filiere.site.label.visible_releases import NotVisible

FACTORS_TITLE = bilingual("Facteurs d’émission proposés", "Emission factors proposed")
FACTOR_STATUS_LABELS = {
    "read": bilingual("Lu à sa source", "Read at its source"),
    "to_be_supplied": bilingual("À fournir", "To be supplied"),
}


@register_export(
    "label-factors",
    FACTORS_TITLE,
    about=bilingual(
        "Ce que vaut un kilomètre, un appareil ou un kilowattheure, avec sa source et l’année de sa consultation",
        "What a kilometre, a device or a kilowatt-hour counts for, with its source and the year it was read",
    ),
)
def build_factors_table(asked: TableRequest) -> Table:
    """Every factor of the table `version`, by default the latest."""
    try:
        found = catalogue_asked(asked).factor_table(asked.params.get("version", ""))
    except NotVisible as missing:
        raise UnknownTable(missing.name) from None
    publishers = dict.fromkeys(one.source.publisher for one in found.factors if one.source is not None)
    told = ", ".join(publishers)
    return Table(
        id="label-factors",
        title=found.text,
        columns=(
            Column("id", bilingual("Identifiant", "Identifier")),
            Column("factor", bilingual("Facteur", "Factor")),
            Column(
                "value",
                bilingual("Valeur", "Value"),
                kind="decimal",
                definition=bilingual(
                    "Un tiret quand aucune source n’a pu être lue : le dossier donne alors la sienne.",
                    "A dash where no source could be consulted: the dossier then gives its own.",
                ),
            ),
            Column("unit", bilingual("Unité", "Unit")),
            Column(
                "scope",
                bilingual("Périmètre", "Scope"),
                kind="integer",
                definition=bilingual(
                    "Du bilan des gaz à effet de serre : 1 ce que l’on brûle, 2 l’énergie achetée, 3 le reste.",
                    "Greenhouse-gas accounting scopes: 1 direct combustion, 2 purchased energy, 3 everything else.",
                ),
            ),
            Column("year", bilingual("Année", "Year"), kind="year"),
            Column("status", bilingual("État", "State")),
            Column("source", bilingual("Source", "Source")),
            Column("consulted", bilingual("Consultée le", "Consulted on")),
            Column("address", bilingual("Adresse", "Address")),
            Column("note", bilingual("Note", "Note")),
        ),
        rows=tuple(_factor_row(one) for one in found.factors),
        source=Text(
            fr=f"Filière, facteurs {found.version}" + (f", d’après {told}" if told else ""),
            en=f"Filière, factors {found.version}" + (f", from {told}" if told else ""),
        ),
        licence=bilingual(
            "Chaque valeur garde les conditions de sa source", "Each value keeps the terms of its source"
        ),
        notes=(found.note,) if found.note is not None else (),
    )


def _factor_row(factor: Factor) -> Row:
    return {
        "id": factor.id,
        "factor": factor.text,
        "value": factor.value,
        "unit": factor.unit,
        "scope": factor.scope,
        "year": factor.year,
        "status": FACTOR_STATUS_LABELS[factor.status],
        "source": f"{factor.source.publisher}, {factor.source.title}" if factor.source is not None else None,
        "consulted": factor.source.consulted.isoformat() if factor.source is not None else None,
        "address": factor.source.address if factor.source is not None else None,
        "note": factor.note,
    }
