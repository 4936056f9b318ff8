"""The table of recruitment tensions, read from its loaded source: the database has no aggregates of it."""

from __future__ import annotations

from functools import partial

from filiere.core import Period
from filiere.core.text import write_in_both_languages
from filiere.publication import Column, Table
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.observatory import accepted_sources
from filiere.site.observatory.tables.territories import OPEN_LICENCE
from filiere.site.observatory.tensions import DEFAULT_FAMILY, TENSIONS_SOURCE, comparison_sentence, tensions_of

COLUMNS: tuple[Column, ...] = (
    Column("family", bilingual("Famille professionnelle (FAP 2009)", "Occupational family (FAP 2009)")),
    Column("year", bilingual("Année", "Year"), kind="year"),
    Column("level", bilingual("Niveau", "Level")),
    Column("cells", bilingual("Territoires", "Territories"), kind="integer"),
    Column("known", bilingual("Emploi connu", "Employment known"), kind="integer"),
    Column("unknown", bilingual("Emploi inconnu", "Employment unknown"), kind="integer"),
    Column(
        "employment",
        bilingual("Somme de « Emploi moyen »", "Sum of “Emploi moyen”"),
        kind="integer",
        definition=bilingual(
            "Somme des valeurs connues du niveau. Les niveaux ne s’additionnent pas : "
            "chaque personne y est comptée à chacun.",
            "Sum of the known values of the level. Levels cannot be added: each person is counted at each of them.",
        ),
    ),
    Column(
        "gap",
        bilingual("Écart au total national", "Gap to the national total"),
        kind="integer",
        definition=bilingual(
            "La somme du niveau moins le total national publié.",
            "The sum of the level less the published national total.",
        ),
    ),
)


@register_export(
    "tensions",
    bilingual("Tensions : l’emploi d’un métier par niveau", "Tensions: employment of an occupation by level"),
    listed=False,
)
def build_tensions_table(asked: TableRequest) -> Table:
    """Sum of employment of a family at each level of the accepted version."""
    version = accepted_sources.accepted_version(TENSIONS_SOURCE)
    found = tensions_of(version, asked.params.get("fap") or DEFAULT_FAMILY) if version else None
    if version is None or found is None:
        raise UnknownTable("tensions")
    country = found.levels.get("nat")
    whole = country.employment if country else None
    day = Period.parse(f"{version.loaded_at:%Y-%m-%d}")
    return Table(
        "tensions",
        bilingual(
            f"{found.family} : emploi moyen par niveau, {found.year}",
            f"{found.family}: mean employment by level, {found.year}",
        ),
        COLUMNS,
        tuple(
            {
                "family": found.family,
                "year": found.year,
                "level": level.label,
                "cells": level.cells,
                "known": level.known,
                "unknown": level.unknown,
                "employment": level.employment,
                "gap": None if whole is None or level.employment is None else level.employment - whole,
            }
            for level in found.levels.values()
        ),
        source=bilingual(
            f"Dares et France Travail, tensions sur le marché du travail ; version {version.version}, "
            f"chargée le {day.label('fr')}",
            f"Dares and France Travail, labour market tensions; version {version.version}, loaded {day.label('en')}",
        ),
        notes=(write_in_both_languages(partial(comparison_sentence, found)),),
        licence=OPEN_LICENCE,
        fictitious=version.fictitious,
    )
