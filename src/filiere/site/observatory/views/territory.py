"""One territory: all that the register and the loaded sources know of it, with its parts and its wholes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.core.numbers import number, percent
from filiere.figures import Register
from filiere.geography import Kind
from filiere.publication.tables import Row
from filiere.site.observatory import course, tables, territories
from filiere.site.observatory import profile as profiles
from filiere.site.observatory.charts import Chart, Link, drawn
from filiere.site.observatory.coverage import caution
from filiere.site.observatory.maps import Place
from filiere.site.observatory.profile import CUT_OF, Part, Profile
from filiere.site.observatory.register import current_register
from filiere.site.observatory.shown import show, written
from filiere.site.observatory.tables import Asked
from filiere.site.observatory.tables.territories import HISTORY, history_table, version_source
from filiere.site.observatory.views.common import figure_url, shown_figures, source_links
from filiere.site.observatory.words import say
from filiere.site.templatetags.filiere import lang as current_lang


def territory_url(code: str) -> str:
    """The page of a territory."""
    return reverse("observatory:territory", kwargs={"code": code})


@require_safe
def territory(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a region, a department, a loaded zone or a commune; 404 with near matches for anything else."""
    register = current_register()
    lang = current_lang()
    profile = profiles.gather(register, territories.current(), code)
    if profile is None:
        near = [(territory_url(one.code), one.code, str(one.label)) for one in territories.near(code)]
        missing = {"nav": "map", "code": code, "near": near}
        return render(request, "observatory/territory_missing.html", missing, status=404)
    one = profile.territory
    years = _years(profile, lang)
    used = years is not None
    context: dict[str, Any] = {
        "nav": "map",
        "territory": one,
        "label": str(one.label),
        "kind": str(territories.kind_words(one)),
        "title": profiles.finding(profile, lang),
        "fictitious": used and profile.version is not None and profile.version.fictitious,
        "invented_title": profile.published is None and profile.version is not None and profile.version.fictitious
        and profile.latest is not None,
        "facts": _facts(profile, lang),
        "published": _published(register, profile, lang),
        "years": years,
        "parts": [_parts(kind, parts, profile, lang) for kind, parts in profile.parts.items()],
        "figures": _figures(register, one.code, lang),
    }  # fmt: skip
    return render(request, "observatory/territory.html", context)


def _facts(profile: Profile, lang: Lang) -> list[tuple[str, list[Link]]]:
    one = profile.territory
    rows = [
        (say(lang, "Genre", "Kind"), [Link(territories.kind_words(one).get(lang))]),
        (say(lang, "Code Insee", "INSEE code"), [Link(one.insee)]),
    ]
    if not one.current:
        rows.append((say(lang, "Fin", "Ended"), [Link(say(lang, "1er janvier 2016", "1 January 2016"))]))
    if profile.wholes:
        rows.append(
            (
                say(lang, "Dans", "Part of"),
                [
                    Link(
                        f"{above.label.get(lang)} ({territories.kind_words(above).get(lang).lower()})",
                        territory_url(above.code),
                    )
                    for above in profile.wholes
                ],
            )
        )
    cut = CUT_OF.get(one.kind)
    if cut and (profile.version is not None or profile.published is not None):
        words = say(lang, "Voir sur la carte", "See on the map")
        rows.append((say(lang, "Carte", "Map"), [Link(words, f"{reverse('observatory:map')}?kind={cut}")]))
    return rows


def _measures(place: Place, lang: Lang) -> list[tuple[str, str, str]]:
    """Name, value and precision of each measure of a place; only those it has."""
    least = say(lang, "au moins ", "at least ") if place.bound else ""
    part = least if place.partial else ""
    on_known = say(lang, ", sur les cases connues", ", based on known cells") if place.bound else ""
    found = [
        (
            say(lang, "Emplois chez les prestataires", "Jobs at outsourcers"),
            least + number(place.jobs, lang) if place.jobs is not None else territories.STATES[place.state].get(lang),
            "",
        )
    ]
    if place.index is not None:
        found.append(
            (
                say(lang, "Indice de spécificité", "Specificity index"),
                number(place.index, lang),
                say(lang, "100 = le pays", "100 = the country") + on_known,
            )
        )
    if place.rate is not None:
        found.append(
            (
                say(lang, "Pour 1 000 emplois salariés", "Per 1,000 salaried jobs"),
                number(place.rate, lang, 2),
                say(lang, f"sur {number(place.every, lang)} emplois", f"of {number(place.every, lang)} jobs")
                + on_known,
            )
        )
    if place.share is not None:
        found.append((say(lang, "Part du pays", "Share of the country"), percent(place.share, lang), ""))
    if place.establishments is not None:
        words = part + number(place.establishments, lang)
        found.append((say(lang, "Établissements", "Establishments"), words, ""))
    return found


def _ranks(rank: profiles.Rank | None, lang: Lang) -> list[tuple[str, str, str]]:
    if rank is None or rank.jobs is None:
        return []
    by_index = ""
    if rank.index is not None:
        by_index = say(lang, f"{_ordinal(rank.index, lang)} par l’indice", f"{_ordinal(rank.index, lang)} by index")
    among = say(
        lang,
        f"{_ordinal(rank.jobs, lang)} sur {rank.among} par le nombre d’emplois",
        f"{_ordinal(rank.jobs, lang)} of {rank.among} by number of jobs",
    )
    return [(say(lang, "Rang", "Rank"), among, by_index)]


def _ordinal(value: int, lang: Lang) -> str:
    if lang == "fr":
        return "1er" if value == 1 else f"{value}e"
    tail = "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{tail}"


def _published(register: Register, profile: Profile, lang: Lang) -> dict[str, Any] | None:
    """The register's regional table, read at this territory."""
    place, shown = profile.published, profile.published_map
    if place is None or shown is None:
        return None
    figures = [register[key] for key in place.figures]
    parts = [
        (territory_url(code), register.name("territory", code).get(lang)) for code in place.parts if code != place.code
    ]
    return {
        "year": shown.year,
        "measures": _measures(place, lang) + _ranks(profiles.rank_of(shown, place.code), lang),
        "parts": parts,
        "sources": source_links(register, figures, lang),
        "figures": [(figure_url(one.id), register.title(one).get(lang)) for one in figures[:3]] if not parts else [],
        "map": f"{reverse('observatory:map')}?kind={shown.cut}&year={shown.year}",
    }


def _years(profile: Profile, lang: Lang) -> dict[str, Any] | None:
    """The loaded years: measures of the latest, line, table; None when the loaded file has nothing here."""
    version, latest, year = profile.version, profile.latest, profile.latest_year
    if version is None or latest is None or year is None:
        return None
    one = profile.territory
    table = history_table(one.code, version, {code: dict(rows) for code, rows in profile.history.items()})
    columns = ["year", "jobs", "establishments", "rate", "index"]
    shown = show(
        table,
        lang,
        columns=columns,
        render={"jobs": lambda row: _jobs_words(row, lang)},
        details={"jobs": lambda row: _why(row, lang)},
        query={"id": one.code},
    )
    known = territories.covered(version).of(one.code)
    return {
        "year": year,
        "caution": caution(known, lang) if known is not None and not known.whole else "",
        "measures": _measures(latest, lang) + _ranks(profile.rank, lang),
        "chart": Chart(
            id="years",
            title=course.finding(profile, lang) + course.mark(version.fictitious, lang),
            subtitle=course.reading(profile, lang),
            # One point is no course, and axes made for it would be of nobody's years.
            drawing=drawn(course.drawing(profile, lang)) if len(course.told(profile)) > 1 else SafeString(),
            sources=(Link(version_source(version).get(lang), reverse("observatory:downloads") + "#fichiers"),),
            table=shown,
            open=True,
        ),
    }


def _jobs_words(row: Row, lang: Lang) -> str:
    state = _state(row)
    if row.get("jobs") is None:
        return territories.STATES[state].get(lang).partition(" (")[0]
    column = next(column for column in HISTORY if column.key == "jobs")
    return ("≥ " if state in territories.BOUNDS else "") + written(column, row.get("jobs"), lang)


def _state(row: Row) -> territories.State:
    return next((key for key, words in territories.STATES.items() if words == row.get("state")), "unknown")


def _why(row: Row, lang: Lang) -> str:
    """Why a cell is empty, in a smaller second line."""
    if row.get("jobs") is not None:
        return ""
    return territories.STATES[_state(row)].get(lang).partition(" (")[2].removesuffix(")")


_HEADS: Mapping[str, tuple[str, str]] = {
    "region22": ("Les régions d’avant 2016 qu’elle réunit", "The pre-2016 regions it combines"),
    "department": ("Ses départements", "Its departments"),
    "commune": ("Ses communes dans le fichier chargé", "Its communes in the loaded file"),
}


def _parts(kind: Kind, parts: tuple[Part, ...], profile: Profile, lang: Lang) -> dict[str, Any]:
    """The territories held, with their latest counts when there are some."""
    rows = []
    for part in parts:
        place = part.place
        jobs = "–"
        if place is not None:
            least = "≥ " if place.bound else ""
            told = place.jobs is not None
            jobs = least + number(place.jobs, lang) if told else territories.STATES[place.state].get(lang)
        elif profile.latest_year is not None:
            jobs = territories.STATES["unknown"].get(lang)
        rows.append(
            {
                "url": territory_url(part.territory.code),
                "label": part.territory.label.get(lang),
                "short": part.territory.insee,
                "jobs": jobs,
                "told": place is not None and place.jobs is not None,
                "rate": number(place.rate if place else None, lang, 2),
                "index": number(place.index if place else None, lang),
                "establishments": ("≥ " if place and place.partial and place.establishments is not None else "")
                + number(place.establishments if place else None, lang),
            }
        )  # fmt: skip
    marked = profile.version is not None and profile.version.fictitious
    return {
        "id": f"parts-{kind}",
        "title": say(lang, *_HEADS[kind]),
        "rows": rows,
        "year": profile.latest_year,
        "counted": profile.latest_year is not None and any(part.place is not None for part in parts),
        "fictitious": marked,
    }


def _figures(register: Register, code: str, lang: Lang) -> dict[str, Any] | None:
    """Register figures here, in the parts and in the wholes, in one table."""
    found = territories.figures_near(register, code)
    if not found:
        return None
    table = tables.build("territory-figures", Asked(register, lang, {"id": code}))
    columns = ("title", "value", "territory", "said_by", "confidence")
    shown = shown_figures(register, table, lang, columns=columns, query={"id": code})
    return {"here": len(found.get(code, [])), "total": len(table.rows), "table": shown}
