"""The pages of the connectors: which public files the house can read, which it has read, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere import sources
from filiere.core import Faults, Text, source_language
from filiere.site.kit import exported_tables
from filiere.site.kit.bilingual_text import bilingual, count_in_letters, localize
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.kit.tables import build_table_view
from filiere.site.observatory.accepted_sources import accepted_versions, count_known_values
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.tensions import (
    DEFAULT_FAMILY,
    FAMILY_NAMES,
    TENSIONS_SOURCE,
    comparison_sentence,
    list_families,
    tensions_of,
)

COLUMN_TYPE_LABELS: dict[str, Text] = {
    "text": bilingual("texte", "text"),
    "ape": bilingual("code APE", "APE code"),
    "naf": bilingual("code NAF", "NAF code"),
    "commune": bilingual("code de commune", "commune code"),
    "commune-code": bilingual("code de commune, ancienne ou actuelle", "commune code, former or current"),
    "department": bilingual("code de département", "department code"),
    "region": bilingual("code de région", "region code"),
    "old-region": bilingual("code de région d’avant 2016", "code of a region before 2016"),
    "zone": bilingual("code de zone d’emploi", "code of an employment zone"),
    "fap": bilingual("code de famille professionnelle", "code of an occupational family"),
    "siret": bilingual("numéro SIRET", "SIRET number"),
    "siren": bilingual("numéro SIREN", "SIREN number"),
    "date": bilingual("date", "date"),
    "year": bilingual("année", "year"),
    "period": bilingual("année ou période", "year or period"),
    "count": bilingual("nombre entier", "whole number"),
    "number": bilingual("nombre", "number"),
    "choice": bilingual("mot d’une liste", "word from a list"),
}
LEVEL_87 = bilingual("Familles regroupées (87)", "Wider families (87)")
LEVEL_225 = bilingual("Familles détaillées (225)", "Detailed families (225)")
COLUMN_PART_LABELS: dict[str, Text] = {
    "dimension": bilingual("dimension", "dimension"),
    "measure": bilingual("mesure", "measure"),
    "label": bilingual("libellé", "label"),
    "ignored": bilingual("non gardée", "not kept"),
}


@dataclass(frozen=True, slots=True)
class FileLayout:
    """One form of file of a source: its title and its columns (header, type, part, required)."""

    ident: str
    title: str
    separator: str
    columns: tuple[tuple[str, str, str, bool], ...]


@require_safe
def list_connectors(request: HttpRequest) -> HttpResponse:
    """Every source that can be loaded, and what is loaded of it."""
    versions = accepted_versions()
    listed = [(one, versions.get(one.name)) for one in sources.connectors()]
    total, held = len(listed), sum(version is not None for _, version in listed)
    many = count_in_letters(total, masculine=True).capitalize()
    words = count_in_letters(held, masculine=True)
    loaded = (
        localize("aucun n’est chargé", "none is loaded")
        if not held
        else localize(
            f"{words} {'est chargé' if held == 1 else 'sont chargés'}",
            f"{words} {'is' if held == 1 else 'are'} loaded",
        )
    )
    context = {
        "nav": "figures",
        "fictitious": any(version is not None and version.fictitious for _, version in listed),
        "heading": localize(
            f"{many} jeux de données publics que le site sait lire ; {loaded}",
            f"{many} public data sets that the site can read; {loaded}",
        ),
        "listed": listed,
    }
    return render(request, "observatory/data.html", context)


@require_safe
def show_connector(request: HttpRequest, name: str) -> HttpResponse:
    """One source: address, licence, form, traps, and the version that pages read."""
    try:
        connector = sources.connector(name)
    except Faults as faults:
        raise Http404(str(faults.faults[0].message)) from faults
    version = accepted_versions().get(name)
    context: dict[str, Any] = {
        "nav": "figures",
        "connector": connector,
        "version": version,
        "fictitious": version is not None and version.fictitious,
        "forms": [_build_layout(layout) for layout in connector.layouts],
        "known": None,
        "hash": [],
    }
    if version is not None:
        context |= {
            "known": count_known_values(version),
            "hash": [version.sha256[start : start + 8] for start in range(0, 64, 8)],
        }
        if name == TENSIONS_SOURCE:
            context |= _tensions_context(version, (request.GET.get("fap") or "").strip() or DEFAULT_FAMILY)
    return render(request, "observatory/data_source.html", context)


def _build_layout(layout: sources.Layout) -> FileLayout:
    columns = tuple(
        (
            column.name or _readable_pattern(column.pattern or ""),
            str(COLUMN_TYPE_LABELS[column.type]),
            str(COLUMN_PART_LABELS[column.part]),
            column.required,
        )
        for column in layout.columns
    )
    return FileLayout(layout.id, str(layout.title), layout.separator, columns)


def _readable_pattern(pattern: str) -> str:
    """A pattern of header as people write it: the group that changes is shown as its year."""
    start, _, rest = pattern.partition("(")
    return f"{start}{localize('AAAA', 'YYYY')}{rest.partition(')')[2]}".replace("\\", "")


def _tensions_context(version: SourceVersion, family: str) -> dict[str, Any]:
    # The file mixes two levels of the classification, told apart by the length of their codes; it has no names.
    listed: dict[str, list[tuple[str, str]]] = {}
    for code in list_families(version):
        level = str(LEVEL_87 if len(code) == len("R1Z") else LEVEL_225)
        listed.setdefault(level, []).append((code, f"{code} {FAMILY_NAMES[code]}" if code in FAMILY_NAMES else code))
    known = {"families": list(listed.items()), "family": family}
    found = tensions_of(version, family)
    if found is None:
        return known | {
            "problem": localize(
                f"Le fichier chargé n’a pas de famille « {family} ». Choisissez-en une dans la liste.",
                f"The loaded file has no family “{family}”. Choose one from the list.",
            )
        }
    table = exported_tables.build_table("tensions", TableRequest(source_language(), {"fap": family}))
    shown = build_table_view(
        table, columns=("level", "cells", "known", "unknown", "employment", "gap"), query={"fap": family}
    )
    name = str(FAMILY_NAMES[family]) if family in FAMILY_NAMES else ""
    return known | {
        "table": shown,
        "comparison": comparison_sentence(found),
        "finding": localize(
            f"{family}{f', {name.lower()}' if name else ''} : l’emploi à chaque niveau, en {found.year}",
            f"{family}{f', {name.lower()}' if name else ''}: employment at each level, in {found.year}",
        ),
    }
