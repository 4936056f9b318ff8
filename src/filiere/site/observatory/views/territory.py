"""One territory: all that the register and the loaded sources know of it, with its parts and its wholes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.core.numbers import format_number, format_percent
from filiere.figures import Register
from filiere.geography import TerritoryKind
from filiere.publication.table_model import Row
from filiere.site.kit import exported_tables
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.charts import ChartLink, ChartView, draw_cached
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.kit.tables import build_table_view, format_cell
from filiere.site.observatory import territory_counts, territory_trend
from filiere.site.observatory import territory_profile as profiles
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.map_data import MapPlace
from filiere.site.observatory.tables.territories import HISTORY_COLUMNS, build_history_table, source_of_version
from filiere.site.observatory.territory_coverage import caution_sentence
from filiere.site.observatory.territory_profile import CUT_OF, TerritoryPart, TerritoryProfile
from filiere.site.observatory.views.common import build_figures_view, build_source_links, figure_url, territory_url


@require_safe
def show_territory(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a region, a department, a loaded zone or a commune; 404 with near matches for anything else."""
    register = current_register()
    profile = profiles.build_profile(register, territory_counts.current_version(), code)
    if profile is None:
        near = [(territory_url(one.code), one.code, str(one.label)) for one in territory_counts.near_territories(code)]
        missing = {"nav": "figures", "code": code, "near": near}
        return render(request, "observatory/territory_missing.html", missing, status=404)
    territory = profile.territory
    years = _loaded_years_context(profile)
    used = years is not None
    context: dict[str, Any] = {
        "nav": "figures",
        "territory": territory,
        "label": str(territory.label),
        "kind": str(territory_counts.territory_kind_label(territory)),
        "title": profiles.profile_finding(profile),
        "fictitious": used and profile.version is not None and profile.version.fictitious,
        "invented_title": profile.published is None and profile.version is not None and profile.version.fictitious
        and profile.latest is not None,
        "facts": _build_facts(profile),
        "published": _published_context(register, profile),
        "years": years,
        "parts": [_parts_context(kind, parts, profile) for kind, parts in profile.parts.items()],
        "figures": _figures_context(register, territory.code),
    }  # fmt: skip
    return render(request, "observatory/territory.html", context)


def _build_facts(profile: TerritoryProfile) -> list[tuple[str, list[ChartLink]]]:
    territory = profile.territory
    rows = [
        (localize("Genre", "Kind"), [ChartLink(str(territory_counts.territory_kind_label(territory)))]),
        (localize("Code Insee", "INSEE code"), [ChartLink(territory.insee)]),
    ]
    if not territory.current:
        rows.append((localize("Fin", "Ended"), [ChartLink(localize("1er janvier 2016", "1 January 2016"))]))
    if profile.wholes:
        rows.append(
            (
                localize("Dans", "Part of"),
                [
                    ChartLink(
                        f"{above.label} ({str(territory_counts.territory_kind_label(above)).lower()})",
                        territory_url(above.code),
                    )
                    for above in profile.wholes
                ],
            )
        )
    cut = CUT_OF.get(territory.kind)
    if cut and (profile.version is not None or profile.published is not None):
        words = localize("Voir sur la carte", "See on the map")
        rows.append((localize("Carte", "Map"), [ChartLink(words, f"{reverse('observatory:map')}?kind={cut}")]))
    return rows


def _list_measures(place: MapPlace) -> list[tuple[str, str, str]]:
    """Name, value and precision of each measure of a place; only those it has."""
    least = localize("au moins ", "at least ") if place.is_bound else ""
    part = least if place.is_partial else ""
    on_known = localize(", sur les cases connues", ", based on known cells") if place.is_bound else ""
    found = [
        (
            localize("Emplois chez les prestataires", "Jobs at outsourcers"),
            least + format_number(place.jobs)
            if place.jobs is not None
            else str(territory_counts.COUNT_STATE_LABELS[place.state]),
            "",
        )
    ]
    if place.index is not None:
        found.append(
            (
                localize("Indice de spécificité", "Specificity index"),
                format_number(place.index),
                localize("100 = le pays", "100 = the country") + on_known,
            )
        )
    if place.rate is not None:
        found.append(
            (
                localize("Pour 1 000 emplois salariés", "Per 1,000 salaried jobs"),
                format_number(place.rate, digits=2),
                localize(
                    f"sur {format_number(place.every)} emplois",
                    f"of {format_number(place.every)} jobs",
                )
                + on_known,
            )
        )
    if place.share is not None:
        found.append((localize("Part du pays", "Share of the country"), format_percent(place.share), ""))
    if place.establishments is not None:
        words = part + format_number(place.establishments)
        found.append((localize("Établissements", "Establishments"), words, ""))
    return found


def _list_ranks(rank: profiles.TerritoryRank | None) -> list[tuple[str, str, str]]:
    if rank is None or rank.jobs is None:
        return []
    by_index = ""
    if rank.index is not None:
        by_index = localize(f"{_ordinal(rank.index)} par l’indice", f"{_ordinal(rank.index)} by index")
    among = localize(
        f"{_ordinal(rank.jobs)} sur {rank.among} par le nombre d’emplois",
        f"{_ordinal(rank.jobs)} of {rank.among} by number of jobs",
    )
    return [(localize("Rang", "Rank"), among, by_index)]


def _ordinal(value: int) -> str:
    if source_language() == "fr":
        return "1er" if value == 1 else f"{value}e"
    tail = "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{tail}"


def _published_context(register: Register, profile: TerritoryProfile) -> dict[str, Any] | None:
    """The register's regional table, read at this territory."""
    place, shown = profile.published, profile.published_map
    if place is None or shown is None:
        return None
    figures = [register[key] for key in place.figures]
    parts = [(territory_url(code), str(register.name("territory", code))) for code in place.parts if code != place.code]
    return {
        "year": shown.year,
        "measures": _list_measures(place) + _list_ranks(profiles.rank_of(shown, place.code)),
        "parts": parts,
        "sources": build_source_links(register, figures),
        "figures": [(figure_url(one.id), str(register.title(one))) for one in figures[:3]] if not parts else [],
        "map": f"{reverse('observatory:map')}?kind={shown.cut}&year={shown.year}",
    }


def _loaded_years_context(profile: TerritoryProfile) -> dict[str, Any] | None:
    """The loaded years: measures of the latest, line, table; None when the loaded file has nothing here."""
    version, latest, year = profile.version, profile.latest, profile.latest_year
    if version is None or latest is None or year is None:
        return None
    territory = profile.territory
    table = build_history_table(territory.code, version, {code: dict(rows) for code, rows in profile.history.items()})
    columns = ["year", "jobs", "establishments", "rate", "index"]
    shown = build_table_view(
        table,
        columns=columns,
        render={"jobs": lambda row: _format_jobs_cell(row)},
        details={"jobs": lambda row: _empty_cell_reason(row)},
        query={"id": territory.code},
    )
    known = territory_counts.coverage_of_version(version).of(territory.code)
    return {
        "year": year,
        "caution": caution_sentence(known) if known is not None and not known.is_whole else "",
        "measures": _list_measures(latest) + _list_ranks(profile.rank),
        "chart": ChartView(
            id="years",
            title=territory_trend.trend_finding(profile) + territory_trend.fictitious_suffix(version.fictitious),
            subtitle=territory_trend.reading_note(profile),
            # One point is no course, and axes made for it would be of nobody's years.
            drawing=draw_cached(territory_trend.build_trend_chart(profile))
            if len(territory_trend.shown_years(profile)) > 1
            else SafeString(),
            sources=(ChartLink(str(source_of_version(version)), reverse("observatory:downloads") + "#fichiers"),),
            table=shown,
            open=True,
        ),
    }


def _format_jobs_cell(row: Row) -> str:
    state = _state_of_row(row)
    if row.get("jobs") is None:
        return str(territory_counts.COUNT_STATE_LABELS[state]).partition(" (")[0]
    column = next(column for column in HISTORY_COLUMNS if column.key == "jobs")
    return ("≥ " if state in territory_counts.BOUND_STATES else "") + format_cell(column, row.get("jobs"))


def _state_of_row(row: Row) -> territory_counts.State:
    return next(
        (key for key, words in territory_counts.COUNT_STATE_LABELS.items() if words == row.get("state")), "unknown"
    )


def _empty_cell_reason(row: Row) -> str:
    """Why a cell is empty, in a smaller second line."""
    if row.get("jobs") is not None:
        return ""
    return str(territory_counts.COUNT_STATE_LABELS[_state_of_row(row)]).partition(" (")[2].removesuffix(")")


_HEADS: Mapping[str, tuple[str, str]] = {
    "region22": ("Les régions d’avant 2016 qu’elle réunit", "The pre-2016 regions it combines"),
    "department": ("Ses départements", "Its departments"),
    "commune": ("Ses communes dans le fichier chargé", "Its communes in the loaded file"),
}


def _parts_context(kind: TerritoryKind, parts: tuple[TerritoryPart, ...], profile: TerritoryProfile) -> dict[str, Any]:
    """The territories held, with their latest counts when there are some."""
    rows = []
    for part in parts:
        place = part.place
        jobs = "–"
        if place is not None:
            least = "≥ " if place.is_bound else ""
            told = place.jobs is not None
            jobs = least + format_number(place.jobs) if told else str(territory_counts.COUNT_STATE_LABELS[place.state])
        elif profile.latest_year is not None:
            jobs = str(territory_counts.COUNT_STATE_LABELS["unknown"])
        rows.append(
            {
                "url": territory_url(part.territory.code),
                "label": str(part.territory.label),
                "short": part.territory.insee,
                "jobs": jobs,
                "told": place is not None and place.jobs is not None,
                "rate": format_number(place.rate if place else None, digits=2),
                "index": format_number(place.index if place else None),
                "establishments": ("≥ " if place and place.is_partial and place.establishments is not None else "")
                + format_number(place.establishments if place else None),
            }
        )  # fmt: skip
    marked = profile.version is not None and profile.version.fictitious
    return {
        "id": f"parts-{kind}",
        "title": localize(*_HEADS[kind]),
        "rows": rows,
        "year": profile.latest_year,
        "counted": profile.latest_year is not None and any(part.place is not None for part in parts),
        "fictitious": marked,
    }


def _figures_context(register: Register, code: str) -> dict[str, Any] | None:
    """Register figures here, in the parts and in the wholes, in one table."""
    found = territory_counts.figures_around(register, code)
    if not found:
        return None
    table = exported_tables.build_table(
        "territory-figures", TableRequest(source_language(), {"id": code}, content=register)
    )
    columns = ("title", "value", "territory", "said_by", "confidence")
    shown = build_figures_view(register, table, columns=columns, query={"id": code})
    return {"here": len(found.get(code, [])), "total": len(table.rows), "table": shown}
