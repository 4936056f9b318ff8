"""The fields of the directory's records, checked the same way from a form, a file or the command line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from filiere.core import Fault, Faults, Text
from filiere.core.company_numbers import Siren
from filiere.site.members.directory.cell_readers import CELL_READERS, UnreadableCell
from filiere.site.members.directory.columns import COLUMNS, Column

ORGANISATION_COLUMNS: tuple[Column, ...] = tuple(
    column for column in COLUMNS if not column.of_contact and column.key not in ("key", "version")
)


def _site_column(key: str, fr: str, en: str, kind: str = "text", **more: Any) -> Column:
    return Column(key, Text(fr=fr, en=en), kind, **more)  # type: ignore[arg-type]


SITE_COLUMNS: tuple[Column, ...] = (
    _site_column("name", "Nom du site", "Name of the site", needed=True),
    _site_column("siret", "SIRET", "SIRET", "siret"),
    _site_column("commune", "Code de la commune", "Commune code", longest=5),
    _site_column("country", "Pays", "Country", "country"),
    _site_column("activity", "Activité", "Activity", longest=60),
    _site_column("headcount", "Salariés", "Employees", "whole"),
    _site_column("positions", "Positions de travail", "Workstations", "whole"),
    _site_column("is_head_office", "Siège", "Head office", "flag"),
    _site_column("opened", "Ouvert depuis", "Open since", "date"),
    _site_column("closed", "Fermé depuis", "Closed since", "date"),
)

CONTACT_COLUMNS: tuple[Column, ...] = tuple(
    Column(column.key.removeprefix("contact_"), column.label, column.kind, column.longest, key in ("name", "since"))
    for column in COLUMNS
    if column.of_contact and (key := column.key.removeprefix("contact_")) != "number"
)


def check_fields(columns: Iterable[Column], given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Return the value of each field given, and what is wrong; a field that was not given is left out."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in columns:
        if column.key not in given:
            continue
        cell = given[column.key]
        if isinstance(cell, str):
            cell = unicodedata.normalize("NFC", cell.strip())
        try:
            values[column.key] = CELL_READERS[column.kind](cell, column) if cell not in ("", None) else None
        except UnreadableCell as wrong:
            faults.append(Fault(code=wrong.code, message=wrong.message, remedy=wrong.remedy, key=column.key))
            continue
        except Faults as several:
            faults += [
                Fault(code=one.code, message=one.message, remedy=one.remedy, key=column.key) for one in several.faults
            ]
            continue
        if column.needed and values[column.key] is None:
            faults.append(
                fault(
                    "value-missing",
                    f"« {column.label.fr} » est vide.",
                    f"“{column.label.en}” is empty.",
                    "Remplissez ce champ.",
                    "Fill in this field.",
                    column.key,
                )
            )
    return values, faults


def fault(code: str, fr: str, en: str, remedy_fr: str, remedy_en: str, key: str | None = None) -> Fault:
    """One fault at a field."""
    return Fault(code=code, message=Text(fr=fr, en=en), remedy=Text(fr=remedy_fr, en=remedy_en), key=key)


def check_day_order(values: Mapping[str, Any], since: str, until: str) -> list[Fault]:
    """Refuse an end that comes before the beginning."""
    if values.get(since) is None or values.get(until) is None or values[until] >= values[since]:
        return []
    return [
        fault(
            "ends-before-it-begins",
            "La date de fin précède la date de début.",
            "The end date is before the start date.",
            "Corrigez l’une des deux dates.",
            "Correct one of the two dates.",
            until,
        )
    ]


def check_fictitious_mark(siren: str | None, fictitious: bool) -> list[Fault]:
    """Refuse a number of the demonstration on a real organisation, and the reverse."""
    if not siren or Siren(siren).is_fictitious == fictitious:
        return []
    return [
        fault(
            "fictitious-mark",
            "Le SIREN et la marque « fictif » se contredisent.",
            "The SIREN and the mark “fictitious” contradict each other.",
            "Les numéros en 99999 sont ceux de la démonstration, et eux seuls.",
            "Numbers that begin with 99999 are reserved for the demonstration.",
            "siren",
        )
    ]
