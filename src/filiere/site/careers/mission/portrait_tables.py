"""The tables of the observatory of the occupations, as pages show them and as files hold them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from filiere.core import Text
from filiere.figures import FORESEEN_NATURES, Register
from filiere.figures.data_gaps import STALE_YEARS
from filiere.publication import Column, Table
from filiere.site.careers.mission.portrait_words import CATEGORY_LABELS, UNIT_LABELS
from filiere.site.careers.mission.portraits import (
    ALL_OCCUPATIONS,
    PORTRAITS_SOURCE,
    TOPICS,
    PortraitRow,
    Topic,
    list_profession_families,
    name_family,
    read_portraits,
    read_regions,
    select_rows,
)
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.observatory.accepted_sources import accepted_version
from filiere.site.observatory.figure_register import register_of
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.tables.figure_columns import LICENCE, SOURCE
from filiere.site.observatory.tables.territories import OPEN_LICENCE
from filiere.site.observatory.tensions import DEFAULT_FAMILY, TENSIONS_SOURCE

PORTRAIT, REGIONS, FIGURES = "occupation-portrait", "occupation-regions", "occupation-figures"
_FAMILY_COLUMN = Column("family", bilingual("Famille professionnelle (FAP 2009)", "Occupational family (FAP 2009)"))
_UNKNOWN = bilingual(
    "Une case vide est inconnue : le producteur a interrogé trop peu de personnes. Ce n’est pas un zéro.",
    "A blank cell is unknown: the producer questioned too few people. It is not a zero.",
)


def read_family(asked: TableRequest) -> str:
    """The family of a table; raises `UnknownTable` for one in which no occupation of the profession is counted."""
    family = asked.params.get("fap") or DEFAULT_FAMILY
    if family not in list_profession_families():
        raise UnknownTable(family)
    return family


@register_export(
    PORTRAIT,
    bilingual("Portrait d’une famille de métiers", "Portrait of a family of occupations"),
    listed=False,
    live=True,
)
def build_portrait_table(asked: TableRequest) -> Table:
    """Every period of ``?topic=`` for ``?fap=``, beside all occupations; unknown where the source is not loaded."""
    topic, family = TOPICS.get(asked.params.get("topic", "")), read_family(asked)
    version = accepted_version(PORTRAITS_SOURCE)
    if topic is None or version is None:
        raise UnknownTable(PORTRAIT)
    rows = read_portraits(version)
    everybody = {
        (one.part, one.period, one.category, one.unit): one.value for one in rows if one.family == ALL_OCCUPATIONS
    }
    found = list_portrait_rows(rows, topic, family)
    if not found:
        raise UnknownTable(PORTRAIT)
    name = name_family(family)
    return Table(
        PORTRAIT,
        Text(fr=f"{topic.title.fr} : {name.fr} ({family})", en=f"{topic.title.en}: {name.en} ({family})"),
        _PORTRAIT_COLUMNS,
        tuple(
            {
                "line": one.label,
                "family": one.family,
                "period": one.period or None,
                "value": None if one.value is None else round(one.value, 2),
                "everybody": _round(everybody.get((one.part, one.period, one.category, one.unit))),
                "unit": UNIT_LABELS.get(one.unit),
            }
            for one in found
        ),
        source=_write_source(version, "Dares, portraits statistiques des métiers", "Dares, portraits of occupations"),
        notes=(_UNKNOWN, *_list_family_notes(family, {one.family for one in found})),
        licence=OPEN_LICENCE,
        fictitious=version.fictitious,
    )


_PORTRAIT_COLUMNS = (
    Column("line", bilingual("Ce qui est mesuré", "What is measured")),
    _FAMILY_COLUMN,
    Column("period", bilingual("Période", "Period")),
    Column("value", bilingual("Valeur", "Value"), kind="decimal", digits=1),
    Column("everybody", bilingual("Ensemble des métiers", "All occupations"), kind="decimal", digits=1),
    Column("unit", bilingual("Unité", "Unit")),
)


@register_export(
    REGIONS,
    bilingual("Une famille de métiers par région", "A family of occupations by region"),
    listed=False,
    live=True,
)
def build_regions_table(asked: TableRequest) -> Table:
    """Jobs and tension of ``?fap=`` in each region."""
    family, version = read_family(asked), accepted_version(TENSIONS_SOURCE)
    rows = read_regions(version, family) if version is not None else ()
    if version is None or not rows:
        raise UnknownTable(REGIONS)
    name = name_family(family)
    return Table(
        REGIONS,
        Text(
            fr=f"{name.fr} ({family}) par région, {rows[0].year}", en=f"{name.en} ({family}) by region, {rows[0].year}"
        ),
        (
            Column("region", bilingual("Région", "Region")),
            Column("code", bilingual("Code", "Code")),
            Column("year", bilingual("Année", "Year"), kind="year"),
            Column("jobs", bilingual("Emplois", "Jobs"), kind="integer"),
            Column("tension", bilingual("Tension", "Tension"), kind="decimal", digits=2),
        ),
        tuple(
            {
                "region": one.label,
                "code": f"REG-{one.code}",
                "year": one.year,
                "jobs": None if one.jobs is None else int(one.jobs),
                "tension": _round(one.tension),
            }
            for one in rows
        ),
        source=_write_source(
            version, "Dares et France Travail, tensions sur le marché du travail", "Dares and France Travail, tensions"
        ),
        notes=(
            bilingual(
                "Emplois arrondis à la centaine par le producteur. Une valeur arrondie à zéro est laissée vide : "
                "moins de 50 personnes, et non aucune.",
                "Jobs rounded to the hundred by the producer. A value rounded to zero is left blank: fewer than 50 "
                "people, not none.",
            ),
            bilingual(
                "La tension est un indice centré sur la moyenne de tous les métiers : au-dessus de 0, plus tendu.",
                "Tension is an index centred on the mean of all occupations: above 0, tighter.",
            ),
        ),
        licence=OPEN_LICENCE,
        fictitious=version.fictitious,
    )


@register_export(
    FIGURES,
    bilingual("Les métiers dans le registre des chiffres", "The occupations in the register"),
    listed=False,
    live=True,
)
def build_figures_table(asked: TableRequest) -> Table:
    """What the register says of ``?topic=`` in France, the latest first, and whether it still stands for today."""
    topic = TOPICS.get(asked.params.get("topic", ""))
    if topic is None or not topic.indicators:
        raise UnknownTable(FIGURES)
    register = register_of(asked)
    rows = list_topic_figures(register, topic.indicators)
    limit = timezone.localdate().year - STALE_YEARS
    return Table(
        FIGURES,
        Text(fr=f"{topic.title.fr} : chiffres publiés", en=f"{topic.title.en}: published figures"),
        (
            Column("figure", bilingual("Chiffre", "Figure")),
            Column("id", bilingual("Identifiant", "Identifier")),
            Column("amount", bilingual("Valeur", "Value")),
            Column("year", bilingual("Année", "Year"), kind="year"),
            Column("today", bilingual("Vaut pour aujourd’hui", "Stands for today")),
            Column("source", bilingual("Source", "Source")),
        ),
        tuple(
            {
                "figure": register.title(one),
                "id": one.id,
                "amount": Text(fr=register.amount(one, "fr"), en=register.amount(one, "en")),
                "year": one.period.last_year,
                "today": bilingual("non, trop ancien", "no, too old")
                if one.period.last_year < limit
                else bilingual("oui", "yes"),
                "source": register.said_by(one),
            }
            for one in rows
        ),
        source=SOURCE,
        notes=(
            bilingual(
                f"Un chiffre de plus de {STALE_YEARS} ans ne vaut pas pour aujourd’hui.",
                f"A figure more than {STALE_YEARS} years old does not stand for today.",
            ),
        ),
        licence=LICENCE,
    )


def list_topic_figures(register: Register, indicators: tuple[str, ...]) -> list[Any]:
    """Observed, traceable figures of the sector in France on some indicators, the latest first."""
    found = [
        one
        for one in register.listed_figures
        if one.indicator in indicators
        and one.segment != "none"
        and one.is_traceable
        and one.nature not in FORESEEN_NATURES
        and (one.territory in {"FR", "FR-M"} or one.territory.startswith(("R22-", "REG-")))
    ]
    return sorted(found, key=lambda one: (-one.period.last_year, one.id))


def list_portrait_rows(rows: Iterable[PortraitRow], topic: Topic, family: str) -> list[PortraitRow]:
    """The rows of the table of a topic, in its order."""
    return sorted(select_rows(rows, topic, family), key=lambda one: _place_row(topic, one))


def _place_row(topic: Topic, row: PortraitRow) -> tuple[int, int, int]:
    """By part, the latest period first, lines in the order of their words."""
    lines = list(CATEGORY_LABELS)
    line = lines.index(row.category) if row.category in CATEGORY_LABELS else len(lines)
    return topic.parts.index(row.part), -row.last_year, line


def _round(value: Any) -> Any:
    return None if value is None else round(value, 2)


def _write_source(version: SourceVersion, fr: str, en: str) -> Text:
    return bilingual(f"{fr} ; version chargée {version.version}", f"{en}; loaded version {version.version}")


def _list_family_notes(family: str, shown: set[str]) -> list[Text]:
    """Which occupations are in the family, and that a part has only the wider one."""
    jobs = list_profession_families()[family]
    names = ", ".join(job.short.fr for job, _ in jobs), ", ".join(job.short.en for job, _ in jobs)
    notes = [
        bilingual(
            f"Métiers de la profession comptés dans {family}, avec d’autres qui n’en sont pas : {names[0]}.",
            f"Occupations of the profession counted in {family}, with others that are not of it: {names[1]}.",
        )
    ]
    if wider := sorted(shown - {family}):
        notes.append(
            bilingual(
                f"Certaines lignes n’existent que pour la famille plus large {', '.join(wider)}.",
                f"Some lines exist for the wider family {', '.join(wider)} only.",
            )
        )
    return notes
