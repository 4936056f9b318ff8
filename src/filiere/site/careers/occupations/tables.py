"""The occupations of the map as a file: level, family, and the codes of classifications."""

from __future__ import annotations

from filiere.core import Text
from filiere.publication import Column, Row, Table
from filiere.site.careers.profession_content import shipped_profession
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, register_export

OCCUPATIONS = "occupations"
_OCCUPATIONS_TITLE = bilingual("Les métiers de la relation client", "Customer relations occupations")
_SOURCE = Text(
    fr="Métiers, niveaux et familles écrits par la profession ; codes des nomenclatures publiques",
    en="Occupations, levels and families written by the profession; codes of public classifications",
)
_OCCUPATION_COLUMNS = (
    Column("id", bilingual("Clé", "Key")),
    Column("title", bilingual("Métier", "Occupation")),
    Column("level", bilingual("Niveau, de 1 à 7", "Level, 1 to 7"), "integer"),
    Column("family", bilingual("Famille", "Family")),
    Column("codes", bilingual("Codes des nomenclatures", "Codes of classifications")),
)


@register_export(
    OCCUPATIONS,
    _OCCUPATIONS_TITLE,
    about=bilingual("Niveau, famille et codes de chaque métier", "Level, family and codes of each occupation"),
)
def build_occupations_table(_asked: TableRequest) -> Table:
    """One row an occupation, by level."""
    profession = shipped_profession()
    rows: tuple[Row, ...] = tuple(
        {
            "id": job.id,
            "title": job.title,
            "level": job.level,
            "family": profession.occupation_families[job.family].label,
            "codes": ", ".join(f"{link.nomenclature} {link.code}" for link in job.codes),
        }
        for job in sorted(profession.occupations.values(), key=lambda job: (job.level, job.id))
    )
    return Table(OCCUPATIONS, _OCCUPATIONS_TITLE, _OCCUPATION_COLUMNS, rows, _SOURCE)
