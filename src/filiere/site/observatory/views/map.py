"""The map: a cut of the country, a measure and a year, drawn, tabled and explained."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.core.numbers import format_number, format_percent
from filiere.figures import Figure, Register
from filiere.geography import CREDIT
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.charts import ChartLink
from filiere.site.kit.tables import list_downloads
from filiere.site.observatory import map_charts, map_data, map_narrative, map_remarks, territory_counts
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.map_data import CUTS, MEASURES, Cut, Map, MapPlace, Measure
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.tables.territories import source_of_version
from filiere.site.observatory.views.common import build_source_links, figure_url, territory_url


@dataclass(frozen=True, slots=True)
class MapChoice:
    """What a reader asked for, once understood, and what could not be."""

    cut: Cut
    measure: Measure
    year: int | None
    years: tuple[int, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapTableRow:
    """One row of the table beside the map, ready to print."""

    code: str
    short: str
    label: str
    url: str | None
    value: str
    length: str
    above: bool
    jobs: str
    share: str
    every: str
    rate: str
    index: str
    why: str
    top: bool = False


def parse_map_choice(params: Any, register: Register, version: SourceVersion | None) -> MapChoice:
    """Read the address; what it says wrongly is said, and the nearest possible map is shown."""
    problems: list[str] = []
    asked = params.get("kind", "") or "regions22"
    cut: Cut = next((one for one in CUTS if one == asked), "regions22")
    if cut != asked:
        problems.append(
            localize(f"Le découpage « {asked[:40]} » n’existe pas.", f"There is no geography “{asked[:40]}”.")
        )
    wanted = params.get("measure", "") or "index"
    measure: Measure = next((one for one in MEASURES if one == wanted), "index")
    if measure != wanted:
        problems.append(localize(f"La mesure « {wanted[:40]} » n’existe pas.", f"There is no measure “{wanted[:40]}”."))
    years = tuple(map_data.years(register, version, cut))
    published = map_data.register_years(register) if cut in ("regions22", "regions18") else ()
    of_register = [year for year in published if year in years]
    default = of_register[-1] if of_register else (years[-1] if years else None)
    written = params.get("year", "").strip()
    year = int(written) if written.isascii() and written.isdigit() and len(written) == 4 else None
    if written and year is None:
        problems.append(localize(f"« {written[:20]} » n’est pas une année.", f"“{written[:20]}” is not a year."))
    if year is not None and year not in years:
        problems.append(_missing_year_reason(register, cut, year))
        year = None
    return MapChoice(cut, measure, year if year is not None else default, years, tuple(problems))


def _missing_year_reason(register: Register, cut: Cut, year: int) -> str:
    """Why a year cannot be shown; for old regions, why new ones would not help."""
    name = str(CUTS[cut][1])
    words = localize(
        f"Aucune table pour {year} ({name[:1].lower()}{name[1:]}).",
        f"No table for {year} ({name[:1].lower()}{name[1:]}).",
    )
    if cut == "regions22":
        reason = map_data.conversion_refusal(register)
        words += " " + localize(
            "Des valeurs par nouvelle région n’y suffiraient pas : " + reason.fr,
            "Values by new region would not be valid: " + reason.en,
        )
    return words


@require_safe
def show_map(request: HttpRequest) -> HttpResponse:
    """The map asked for, by default the register's table of the regions before 2016."""
    register = current_register()
    version = territory_counts.current_version()
    choice = parse_map_choice(request.GET, register, version)
    shown = map_data.build_map(register, version, choice.cut, choice.year) if choice.year is not None else None
    context: dict[str, Any] = {
        "nav": "figures",
        "cuts": {key: words for key, (_, words) in CUTS.items()},
        "measures": MEASURES,
        "chosen": choice,
        "years": [
            (group, [(year, year) for year in years])
            for group, years in groupby(
                reversed(choice.years), key=lambda year: _name_year_group(year, choice, register, version)
            )
        ],
        "problems": choice.problems,
        "cut_name": str(CUTS[choice.cut][1]),
        "version": version,
    }
    if shown is None:
        return render(request, "observatory/map_empty.html", context)
    context |= _build_context(register, shown, choice.measure)
    if shown.version is None:
        context["newer"] = max((year for year in choice.years if year > shown.year), default=None)
    return render(request, "observatory/map.html", context)


def _name_year_group(year: int, choice: MapChoice, register: Register, version: SourceVersion | None) -> str:
    """What gives the jobs of a year, as the list of years says it."""
    if choice.cut in ("regions22", "regions18") and year in map_data.register_years(register):
        return localize("Registre des chiffres", "Register of figures")
    if version is not None and version.fictitious:
        return localize("Fichier généré (fictif)", "Generated file (fictitious)")
    return localize("Fichier chargé", "Loaded file")


def _build_context(register: Register, shown: Map, measure: Measure) -> dict[str, Any]:
    ranked = shown.rank_places(measure)
    drawing: SafeString = map_charts.draw_map(
        shown,
        measure,
        title=map_narrative.chart_title(shown, measure),
        desc=map_narrative.map_description(shown, measure),
    )
    top = max((place.value(measure) or Decimal(0) for place in ranked), default=Decimal(0))
    nation = shown.total.value(measure) if shown.total and measure != "count" else None
    query = {"kind": shown.cut, "year": shown.year}
    figures = [register[key] for place in shown.places[:2] for key in place.figures]
    return {
        "fictitious": shown.is_fictitious,
        "title": map_narrative.map_finding(shown, measure),
        "lede": map_narrative.map_lede(shown, measure),
        "map": shown,
        "measure": measure,
        "measure_name": str(MEASURES[measure]),
        "subtitle": map_narrative.map_subtitle(shown, measure),
        "drawing": drawing,
        "classes": map_charts.build_class_lines(shown, measure),
        "bounds": map_narrative.bounds_note(measure),
        "credit": None if shown.cut in ("zones",) or _uses_tiles(shown, measure) else str(CREDIT),
        "lines": [_build_row(place, shown, measure, top, nation, rank) for rank, place in enumerate(ranked)],
        "total": _build_row(shown.total, shown, measure, top, nation, 1) if shown.total else None,
        "mark": map_charts.bar_length(nation, top) if nation is not None else None,
        "mark_words": None if nation is None else format_number(nation, digits=map_charts.decimals_of(measure)),
        "large": shown.cut != "zones" and not _uses_tiles(shown, measure),
        "sources": _build_source_links(register, shown, figures),
        "downloads": list_downloads("map", query),
        "extra": _build_extra_links(register, shown),
        "remarks": [
            (remark, [(figure_url(key), _figure_link_text(register, key, remark)) for key in remark.figures])
            for remark in map_remarks.build_remarks(register, shown)
        ],
        "overseas": _has_insets(shown, measure),
        "paris_frame": localize("Paris et petite couronne, ", "Paris and its inner ring, ")
        if shown.cut == "departments"
        else "",
    }


def _figure_link_text(register: Register, key: str, remark: map_remarks.MapRemark) -> str:
    """The words of a link to a figure: its title, or who publishes it when several have the same title."""
    figure = register[key]
    if len(remark.figures) == 1:
        return str(register.title(figure))
    return f"{register.said_by(figure)}, {register.amount(figure)}"


def _uses_tiles(shown: Map, measure: Measure) -> bool:
    return shown.cut == "regions22" and measure != "count"


def _has_insets(shown: Map, measure: Measure) -> bool:
    """Whether the drawing has frames of far territories, whose numbers the page must explain."""
    return (
        shown.cut != "zones"
        and not _uses_tiles(shown, measure)
        and len(shown.places) > 13
        and shown.version is not None
    )


def _build_source_links(register: Register, shown: Map, figures: list[Figure]) -> tuple[ChartLink, ...]:
    """The publication behind the register's table, or the loaded file."""
    if shown.version is None:
        return build_source_links(register, figures)
    return (ChartLink(str(source_of_version(shown.version)), reverse("observatory:downloads") + "#fichiers"),)


def _build_extra_links(register: Register, shown: Map) -> tuple[ChartLink, ...]:
    """Beside the downloads, the national total of the same source."""
    url = _national_total_url(register, shown) if shown.version is None else None
    return (
        (ChartLink(localize("Le total au registre des chiffres", "The total in the register of figures"), url),)
        if url
        else ()
    )


def _national_total_url(register: Register, shown: Map) -> str | None:
    """The register's own national total of the same source, when it has one."""
    if not shown.places or not shown.places[0].figures:
        return None
    source = register[shown.places[0].figures[0]].source
    for figure in register:
        if (
            figure.indicator == "jobs"
            and figure.segment == "outsourced"
            and figure.territory == "FR"
            and figure.period.year == shown.year
            and shown.total is not None
            and figure.value == shown.total.jobs
        ):
            return figure_url(figure.id)
    return reverse("observatory:source", kwargs={"source": source})


# The same few thousand numbers are written again at every request: a pure function, kept for its cost.
_cached_number = lru_cache(maxsize=8192)(format_number)
_cached_percent = lru_cache(maxsize=2048)(format_percent)


def _build_row(
    place: MapPlace, shown: Map, measure: Measure, top: Decimal, nation: Decimal | None, rank: int
) -> MapTableRow:
    lang = source_language()
    value = place.value(measure)
    least = "≥ " if place.is_bound else ""
    every = "≥ " if place.is_partial else ""
    why = ""
    if place.jobs is None:
        state = place.state if place.state in ("confidential", "withheld") else "unknown"
        why = str(territory_counts.COUNT_STATE_LABELS[state])
    return MapTableRow(
        place.code,
        place.short,
        str(place.label),
        territory_url(place.code) if place.code != "FR" else None,
        (least if measure == "count" and value is not None else "")
        + _cached_number(value, lang, map_charts.decimals_of(measure)),
        map_charts.bar_length(value, top),
        nation is None or (value or Decimal(0)) >= nation,
        least + _cached_number(place.jobs, lang) if place.jobs is not None else "",
        _cached_percent(place.share, lang),
        every + _cached_number(place.every, lang) if place.every is not None else _cached_number(None, lang),
        _cached_number(place.rate, lang, 2),
        _cached_number(place.index, lang),
        why,
        rank == 0 and value is not None,
    )
