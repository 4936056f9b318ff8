"""Tables of loaded sources that have no aggregates of their own in the database."""

from __future__ import annotations

from filiere.core import Period
from filiere.publication import Column, Table
from filiere.site.observatory import loaded
from filiere.site.observatory.tables import Asked, UnknownTable, exported
from filiere.site.observatory.tables.territories import OPEN_LICENCE
from filiere.site.observatory.tensions import FAMILY, TENSIONS, comparison, tensions
from filiere.site.observatory.words import both

COLUMNS: tuple[Column, ...] = (
    Column("family", both("Famille professionnelle (FAP 2009)", "Occupational family (FAP 2009)")),
    Column("year", both("Année", "Year"), kind="year"),
    Column("level", both("Niveau", "Level")),
    Column("cells", both("Territoires", "Territories"), kind="integer"),
    Column("known", both("Emploi connu", "Employment known"), kind="integer"),
    Column("unknown", both("Emploi inconnu", "Employment unknown"), kind="integer"),
    Column(
        "employment",
        both("Somme de « Emploi moyen »", "Sum of “Emploi moyen”"),
        kind="integer",
        definition=both(
            "Somme des valeurs connues du niveau. Les niveaux ne s’additionnent pas : "
            "chaque personne y est comptée à chacun.",
            "Sum of the known values of the level. Levels cannot be added: each person is counted at each of them.",
        ),
    ),
    Column(
        "gap",
        both("Écart au total national", "Gap to the national total"),
        kind="integer",
        definition=both(
            "La somme du niveau moins le total national publié.",
            "The sum of the level less the published national total.",
        ),
    ),
)


@exported(
    "tensions",
    both("Tensions : l’emploi d’un métier par niveau", "Tensions: employment of an occupation by level"),
    listed=False,
)
def tensions_table(asked: Asked) -> Table:
    """Sum of employment of a family at each level of the accepted version."""
    version = loaded.accepted(TENSIONS)
    found = tensions(version, asked.params.get("fap") or FAMILY) if version else None
    if version is None or found is None:
        raise UnknownTable("tensions")
    country = found.levels.get("nat")
    whole = country.employment if country else None
    day = Period.parse(f"{version.loaded_at:%Y-%m-%d}")
    return Table(
        "tensions",
        both(
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
        source=both(
            f"Dares et France Travail, tensions sur le marché du travail ; version {version.version}, "
            f"chargée le {day.label('fr')}",
            f"Dares and France Travail, labour market tensions; version {version.version}, loaded {day.label('en')}",
        ),
        notes=(both(comparison(found, "fr"), comparison(found, "en")),),
        licence=OPEN_LICENCE,
        fictitious=version.fictitious,
    )
