"""The pages of the connectors: which public files the house can read, which it has read, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere import sources
from filiere.core import Faults, Lang, Text
from filiere.site.observatory import tables
from filiere.site.observatory.loaded import accepted_versions, known_values
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.register import current_register
from filiere.site.observatory.shown import show
from filiere.site.observatory.tables import Asked
from filiere.site.observatory.tensions import FAMILY, NAMES, TENSIONS, comparison, families, tensions
from filiere.site.observatory.words import both, count, say
from filiere.site.templatetags.filiere import lang as current_lang

TYPES: dict[str, Text] = {
    "text": both("texte", "text"),
    "ape": both("code APE", "APE code"),
    "naf": both("code NAF", "NAF code"),
    "commune": both("code de commune", "commune code"),
    "commune-code": both("code de commune, ancienne ou actuelle", "commune code, former or current"),
    "department": both("code de département", "department code"),
    "region": both("code de région", "region code"),
    "old-region": both("code de région d’avant 2016", "code of a region before 2016"),
    "zone": both("code de zone d’emploi", "code of an employment zone"),
    "fap": both("code de famille professionnelle", "code of an occupational family"),
    "siret": both("numéro SIRET", "SIRET number"),
    "siren": both("numéro SIREN", "SIREN number"),
    "date": both("date", "date"),
    "year": both("année", "year"),
    "period": both("année ou période", "year or period"),
    "count": both("nombre entier", "whole number"),
    "number": both("nombre", "number"),
    "choice": both("mot d’une liste", "word from a list"),
}
LEVEL_87 = both("Familles regroupées (87)", "Wider families (87)")
LEVEL_225 = both("Familles détaillées (225)", "Detailed families (225)")
PARTS: dict[str, Text] = {
    "dimension": both("dimension", "dimension"),
    "measure": both("mesure", "measure"),
    "label": both("libellé", "label"),
    "ignored": both("non gardée", "not kept"),
}


@dataclass(frozen=True, slots=True)
class Form:
    """One form of file of a source: its title and its columns (header, type, part, required)."""

    ident: str
    title: str
    separator: str
    columns: tuple[tuple[str, str, str, bool], ...]


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Every source that can be loaded, and what is loaded of it."""
    lang = current_lang()
    versions = accepted_versions()
    listed = [(one, versions.get(one.name)) for one in sources.connectors()]
    total, held = len(listed), sum(version is not None for _, version in listed)
    many = count(lang, total, masculine=True).capitalize()
    words = count(lang, held, masculine=True)
    loaded = (
        say(lang, "aucun n’est chargé", "none is loaded")
        if not held
        else say(
            lang,
            f"{words} {'est chargé' if held == 1 else 'sont chargés'}",
            f"{words} {'is' if held == 1 else 'are'} loaded",
        )
    )
    context = {
        "nav": "downloads",
        "fictitious": any(version is not None and version.fictitious for _, version in listed),
        "heading": say(
            lang,
            f"{many} jeux de données publics que le site sait lire ; {loaded}",
            f"{many} public data sets that the site can read; {loaded}",
        ),
        "listed": listed,
    }
    return render(request, "observatory/data.html", context)


@require_safe
def data_source(request: HttpRequest, name: str) -> HttpResponse:
    """One source: address, licence, form, traps, and the version that pages read."""
    lang = current_lang()
    try:
        connector = sources.connector(name)
    except Faults as faults:
        raise Http404(str(faults.faults[0].message)) from faults
    version = accepted_versions().get(name)
    context: dict[str, Any] = {
        "nav": "downloads",
        "connector": connector,
        "version": version,
        "fictitious": version is not None and version.fictitious,
        "forms": [_form(layout, lang) for layout in connector.layouts],
        "known": None,
        "hash": [],
    }
    if version is not None:
        context |= {
            "known": known_values(version),
            "hash": [version.sha256[start : start + 8] for start in range(0, 64, 8)],
        }
        if name == TENSIONS:
            context |= _tensions(version, (request.GET.get("fap") or "").strip() or FAMILY, lang)
    return render(request, "observatory/data_source.html", context)


def _form(layout: sources.Layout, lang: Lang) -> Form:
    columns = tuple(
        (
            column.name or _readable(column.pattern or "", lang),
            TYPES[column.type].get(lang),
            PARTS[column.part].get(lang),
            column.required,
        )
        for column in layout.columns
    )
    return Form(layout.id, layout.title.get(lang), layout.separator, columns)


def _readable(pattern: str, lang: Lang) -> str:
    """A pattern of header as people write it: the group that changes is shown as its year."""
    start, _, rest = pattern.partition("(")
    return f"{start}{say(lang, 'AAAA', 'YYYY')}{rest.partition(')')[2]}".replace("\\", "")


def _tensions(version: SourceVersion, family: str, lang: Lang) -> dict[str, Any]:
    # The file mixes two levels of the classification, told apart by the length of their codes; it has no names.
    listed: dict[str, list[tuple[str, str]]] = {}
    for code in families(version):
        level = (LEVEL_87 if len(code) == len("R1Z") else LEVEL_225).get(lang)
        listed.setdefault(level, []).append((code, NAMES[code].get(lang) if code in NAMES else ""))
    known = {"families": list(listed.items()), "family": family}
    found = tensions(version, family)
    if found is None:
        return known | {
            "problem": say(
                lang,
                f"Le fichier chargé n’a pas de famille « {family} ». Choisissez-en une dans la liste.",
                f"The loaded file has no family “{family}”. Choose one from the list.",
            )
        }
    table = tables.build("tensions", Asked(current_register(), lang, {"fap": family}))
    shown = show(
        table, lang, columns=("level", "cells", "known", "unknown", "employment", "gap"), query={"fap": family}
    )
    name = NAMES[family].get(lang) if family in NAMES else ""
    return known | {
        "table": shown,
        "comparison": comparison(found, lang),
        "finding": say(
            lang,
            f"{family}{f', {name.lower()}' if name else ''} : l’emploi à chaque niveau, en {found.year}",
            f"{family}{f', {name.lower()}' if name else ''}: employment at each level, in {found.year}",
        ),
    }
