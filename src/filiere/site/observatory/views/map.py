"""The map: a cut of the country, a measure and a year, drawn, tabled and explained."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.core.numbers import number, percent
from filiere.figures import Figure, Register
from filiere.geography import CREDIT
from filiere.site.observatory import map_charts, map_remarks, map_words, maps, territories
from filiere.site.observatory.charts import Link
from filiere.site.observatory.maps import CUTS, MEASURES, Cut, Map, Measure, Place
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.register import current_register
from filiere.site.observatory.shown import downloads
from filiere.site.observatory.tables.territories import version_source
from filiere.site.observatory.views.common import figure_url, source_links
from filiere.site.observatory.words import say
from filiere.site.templatetags.filiere import lang as current_lang


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader asked for, once understood, and what could not be."""

    cut: Cut
    measure: Measure
    year: int | None
    years: tuple[int, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a list."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
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


def choose(params: Any, register: Register, version: SourceVersion | None, lang: Lang) -> Choice:
    """Read the address; what it says wrongly is said, and the nearest possible map is shown."""
    problems: list[str] = []
    asked = params.get("kind", "") or "regions22"
    cut: Cut = next((one for one in CUTS if one == asked), "regions22")
    if cut != asked:
        problems.append(
            say(lang, f"Le découpage « {asked[:40]} » n’existe pas.", f"There is no geography “{asked[:40]}”.")
        )
    wanted = params.get("measure", "") or "index"
    measure: Measure = next((one for one in MEASURES if one == wanted), "index")
    if measure != wanted:
        problems.append(
            say(lang, f"La mesure « {wanted[:40]} » n’existe pas.", f"There is no measure “{wanted[:40]}”.")
        )
    years = tuple(maps.years(register, version, cut))
    published = maps.register_years(register) if cut in ("regions22", "regions18") else ()
    of_register = [year for year in published if year in years]
    default = of_register[-1] if of_register else (years[-1] if years else None)
    written = params.get("year", "").strip()
    year = int(written) if written.isascii() and written.isdigit() and len(written) == 4 else None
    if written and year is None:
        problems.append(say(lang, f"« {written[:20]} » n’est pas une année.", f"“{written[:20]}” is not a year."))
    if year is not None and year not in years:
        problems.append(_no_year(register, cut, year, lang))
        year = None
    return Choice(cut, measure, year if year is not None else default, years, tuple(problems))


def _no_year(register: Register, cut: Cut, year: int, lang: Lang) -> str:
    """Why a year cannot be shown; for old regions, why new ones would not help."""
    name = CUTS[cut][1].get(lang)
    words = say(
        lang,
        f"Aucune table pour {year} ({name[:1].lower()}{name[1:]}).",
        f"No table for {year} ({name[:1].lower()}{name[1:]}).",
    )
    if cut == "regions22":
        reason = maps.refusal(register)
        words += " " + say(
            lang,
            "Des valeurs par nouvelle région n’y suffiraient pas : " + reason.fr,
            "Values by new region would not be valid: " + reason.en,
        )
    return words


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The map asked for, by default the register's table of the regions before 2016."""
    register = current_register()
    lang = current_lang()
    version = territories.current()
    choice = choose(request.GET, register, version, lang)
    shown = maps.build(register, version, choice.cut, choice.year) if choice.year is not None else None
    context: dict[str, Any] = {
        "nav": "map",
        "cuts": [Option(key, str(words), key == choice.cut) for key, (_, words) in CUTS.items()],
        "measures": [Option(key, str(words), key == choice.measure) for key, words in MEASURES.items()],
        "years": [_year_option(year, choice, register, version, lang) for year in reversed(choice.years)],
        "problems": choice.problems,
        "cut_name": str(CUTS[choice.cut][1]),
        "loaded": version is not None,
    }
    if shown is None:
        return render(request, "observatory/map_empty.html", context)
    context |= _context(register, shown, choice.measure, lang)
    return render(request, "observatory/map.html", context)


def _year_option(year: int, choice: Choice, register: Register, version: SourceVersion | None, lang: Lang) -> Option:
    words = str(year)
    if choice.cut in ("regions22", "regions18") and year in maps.register_years(register):
        words += say(lang, " (registre)", " (register)")
    elif version is not None and version.fictitious:
        words += say(lang, " (fictif)", " (fictitious)")
    return Option(str(year), words, year == choice.year)


def _context(register: Register, shown: Map, measure: Measure, lang: Lang) -> dict[str, Any]:
    ranked = shown.ranked(measure)
    drawing: SafeString = map_charts.map_drawing(
        shown,
        measure,
        lang,
        title=map_words.chart_title(shown, measure, lang),
        desc=map_words.description(shown, measure, lang),
    )
    top = max((place.value(measure) or Decimal(0) for place in ranked), default=Decimal(0))
    nation = shown.total.value(measure) if shown.total and measure != "count" else None
    query = {"kind": shown.cut, "year": shown.year}
    figures = [register[key] for place in shown.places[:2] for key in place.figures]
    return {
        "fictitious": shown.fictitious,
        "title": map_words.finding(shown, measure, lang),
        "lede": map_words.lede(shown, measure, lang),
        "map": shown,
        "measure": measure,
        "measure_name": MEASURES[measure].get(lang),
        "subtitle": map_words.subtitle(shown, measure, lang),
        "drawing": drawing,
        "classes": map_charts.class_lines(shown, measure, lang),
        "bounds": map_words.bounds_note(measure, lang),
        "credit": None if shown.cut in ("zones",) or _tiles(shown, measure) else CREDIT.get(lang),
        "lines": [_line(place, shown, measure, top, nation, lang, rank) for rank, place in enumerate(ranked)],
        "total": _line(shown.total, shown, measure, top, nation, lang, 1) if shown.total else None,
        "mark": map_charts.bar_length(nation, top) if nation is not None else None,
        "mark_words": None if nation is None else number(nation, lang, map_charts.digits(measure)),
        "large": shown.cut != "zones" and not _tiles(shown, measure),
        "sources": _sources(register, shown, figures, lang),
        "downloads": downloads("map", lang, query),
        "extra": _extra(register, shown, lang),
        "remarks": [
            (remark, [(figure_url(key), _cited(register, key, remark, lang)) for key in remark.figures])
            for remark in map_remarks.remarks(register, shown, lang)
        ],
        "overseas": _overseas(shown, measure),
        "paris_frame": say(lang, "Paris et petite couronne, ", "Paris and its inner ring, ")
        if shown.cut == "departments"
        else "",
    }


def _cited(register: Register, key: str, remark: map_remarks.Remark, lang: Lang) -> str:
    """The words of a link to a figure: its title, or who publishes it when several have the same title."""
    figure = register[key]
    if len(remark.figures) == 1:
        return register.title(figure).get(lang)
    return f"{register.said_by(figure).get(lang)}, {register.amount(figure, lang)}"


def _tiles(shown: Map, measure: Measure) -> bool:
    return shown.cut == "regions22" and measure != "count"


def _overseas(shown: Map, measure: Measure) -> bool:
    """Whether the drawing has frames of far territories, whose numbers the page must explain."""
    return shown.cut != "zones" and not _tiles(shown, measure) and len(shown.places) > 13 and shown.version is not None


def _sources(register: Register, shown: Map, figures: list[Figure], lang: Lang) -> tuple[Link, ...]:
    """The publication behind the register's table, or the loaded file."""
    if shown.version is None:
        return source_links(register, figures, lang)
    return (Link(version_source(shown.version).get(lang), reverse("observatory:downloads") + "#fichiers"),)


def _extra(register: Register, shown: Map, lang: Lang) -> tuple[Link, ...]:
    """Beside the downloads, the national total of the same source."""
    url = _total_url(register, shown) if shown.version is None else None
    return (Link(say(lang, "Le total au registre", "The total in the register"), url),) if url else ()


def _total_url(register: Register, shown: Map) -> str | None:
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
_number = lru_cache(maxsize=8192)(number)
_percent = lru_cache(maxsize=2048)(percent)


@lru_cache(maxsize=2)
def _territory_url(lang: Lang) -> str:
    """The address of a territory, with ``CODE`` for its code: resolved once, not once a row."""
    return reverse("observatory:territory", kwargs={"code": "CODE"})


def _line(
    place: Place, shown: Map, measure: Measure, top: Decimal, nation: Decimal | None, lang: Lang, rank: int
) -> Line:
    value = place.value(measure)
    least = "≥ " if place.bound else ""
    every = "≥ " if place.partial else ""
    why = ""
    if place.jobs is None:
        state = place.state if place.state in ("confidential", "withheld") else "unknown"
        why = territories.STATES[state].get(lang)
    return Line(
        place.code,
        place.short,
        place.label.get(lang),
        _territory_url(lang).replace("CODE", place.code) if place.code != "FR" else None,
        (least if measure == "count" and value is not None else "") + _number(value, lang, map_charts.digits(measure)),
        map_charts.bar_length(value, top),
        nation is None or (value or Decimal(0)) >= nation,
        least + _number(place.jobs, lang) if place.jobs is not None else "",
        _percent(place.share, lang),
        every + _number(place.every, lang) if place.every is not None else _number(None, lang),
        _number(place.rate, lang, 2),
        _number(place.index, lang),
        why,
        rank == 0 and value is not None,
    )
