"""The downloads page: every table as files, the API, the feed, the embedded card, the licence, the files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere import sources
from filiere.figures import Register
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.tables import list_downloads as files_of
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.observatory import download_catalogue, map_data, territory_counts
from filiere.site.observatory.accepted_sources import URSSAF, accepted_versions
from filiere.site.observatory.figure_register import count_figures, current_register
from filiere.site.observatory.map_data import CUTS
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.tables.figure_columns import LICENCE, SOURCE
from filiere.site.observatory.views.api_description import list_api_addresses


@require_safe
def show_downloads(request: HttpRequest) -> HttpResponse:
    """Everything that leaves the house, in one page."""
    register = current_register()
    lang = current_lang()
    versions = accepted_versions()
    urssaf = versions.get(URSSAF)
    offered = download_catalogue.list_offered_tables(register)
    maps_offered = _map_downloads(register, urssaf)
    example = _example_figure(register)
    context = {
        "nav": "figures",
        "fictitious": any(one.fictitious for one in versions.values()),
        "tables": offered,
        "common_source": localize(
            f"Sauf mention, la source : {SOURCE.fr}.",
            f"Unless stated otherwise, the source: {SOURCE.en}.",
        ),
        "maps": maps_offered,
        "series": [
            (str(one.title), len(one.figures), files_of("series", {"id": one.id}))
            for one in register.series
        ],
        "figures": count_figures(register).sector,
        "sources": len(register.sources),
        "count": len(offered) + len(maps_offered) + len(register.series),
        "loaded": [_loaded_source_context(one) for one in versions.values()],
        "territory_example": "R22-54",
        "territory_files": files_of("territory-figures", {"id": "R22-54"}),
        "api": list_api_addresses(),
        "openapi": reverse("api:openapi-json"),
        "feed": reverse("observatory:feed"),
        "embed": request.build_absolute_uri(reverse("observatory:embed", kwargs={"figure_id": example})),
        "licence": str(LICENCE),
        "cite": register.cite(register[example], lang, timezone.localdate(), base=f"{request.scheme}://{request.get_host()}"),
    }  # fmt: skip
    return render(request, "observatory/downloads.html", context)


def _example_figure(register: Register) -> str:
    """A retained figure to show how to cite and embed one."""
    return next((one.figure for one in register.retained_figures), register.figures[0].id)


def _map_downloads(register: Register, version: SourceVersion | None) -> list[dict[str, object]]:
    """The latest table of each cut that has one, and the register's own years."""
    found: list[dict[str, object]] = []
    for cut, (_, name) in CUTS.items():
        years = map_data.years(register, version, cut)
        chosen = {year: "register" for year in map_data.register_years(register) if cut in ("regions22", "regions18")}
        span_words = ""
        if version is not None and years and years[-1] not in chosen:
            ends = years[0], years[-1]
            span_words = localize(f"fichier chargé, {ends[0]} à {ends[1]}", f"loaded file, {ends[0]} to {ends[1]}")
            chosen[years[-1]] = "loaded"
        for year, origin in sorted(chosen.items()):
            fictitious = origin == "loaded" and version is not None and version.fictitious
            found.append(
                {
                    "name": f"{name}, {year}",
                    "url": f"{reverse('observatory:map')}?kind={cut}&year={year}",
                    "origin": localize("registre", "register") if origin == "register" else span_words,
                    "fictitious": fictitious,
                    "files": files_of("map", {"kind": cut, "year": year}),
                }
            )  # fmt: skip
    return found


def _loaded_source_context(version: SourceVersion) -> dict[str, object]:
    connector = sources.connector(version.name)
    return {
        "version": version,
        "title": str(connector.title),
        "licence": str(connector.licence),
        "address": connector.address,
        "years": territory_counts.facts_of_version(version).years if version.name == URSSAF else (),
        "hash": [version.sha256[start : start + 8] for start in range(0, 64, 8)],
    }
