"""The outsourced segment: jobs and revenue through time, what sources disagree on, regions, contracts and pay."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.core.numbers import format_number
from filiere.core.typography import lower_first_letter
from filiere.figures import Figure, Register, Series
from filiere.publication.charts import Bar, BarsChart
from filiere.site.kit import exported_tables
from filiere.site.kit.bilingual_text import format_ratio, localize, to_decimal
from filiere.site.kit.charts import ChartLink, ChartView, draw_cached
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.kit.tables import build_table_view
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.page_figures import FRANCE, list_outsourced_staff_figures, list_regions
from filiere.site.observatory.views.common import (
    build_registered_figures_view,
    build_source_links,
    figure_url,
    said_by,
    territory_url,
)
from filiere.site.observatory.views.figure import build_concurrent_block
from filiere.site.observatory.views.series_chart import build_series_chart

MAX_BARS = 10
"""Regions drawn; the table beside gives them all."""


def list_segment_series(register: Register, *indicators: str) -> list[Series]:
    """Series of the outsourced segment on some indicators, the longest unbroken first."""
    found = [
        series
        for series in register.series
        if all(register[key].segment == "outsourced" for key in series.figures)
        and register[series.figures[0]].indicator in indicators
        and register[series.figures[0]].territory in FRANCE | {"WORLD"}
    ]
    return sorted(found, key=lambda one: (len(one.breaks) / len(one.figures), -len(one.figures)))


@require_safe
def show_outsourced(request: HttpRequest) -> HttpResponse:
    """The page of the segment."""
    register = current_register()
    jobs, revenue = list_segment_series(register, "jobs"), list_segment_series(register, "revenue")
    staff = list_segment_series(register, "contract-share", "full-time-share")
    anchor = register.retained_for("outsourced-2008")
    return render(
        request,
        "observatory/outsourced.html",
        {
            "nav": "figures",
            "title": outsourced_finding(register, jobs),
            "lede": outsourced_lede(register),
            "jobs": build_series_chart(register, jobs[0]) if jobs else None,
            "revenue": build_series_chart(register, revenue[0]) if revenue else None,
            "anchor": anchor,
            "concurrent": build_concurrent_block(register, anchor, register.concurrent(anchor)) if anchor else None,
            "regions": build_regions_chart(register),
            "staff": [build_series_chart(register, series) for series in staff[:1]],
            "highlights": build_highlights(register),
            "table": build_registered_figures_view(register, "outsourced-staff"),
        },
    )


def outsourced_finding(register: Register, jobs: list[Series]) -> str:
    """The finding: the growth that the steadiest series of jobs shows."""
    if not jobs:
        return localize("Les prestataires de centres d’appels", "Outsourced contact centres")
    figures = [register[key] for key in jobs[0].figures]
    first, last = figures[0], figures[-1]
    if not first.value or not last.value:
        return str(jobs[0].title)
    growth = format_number((last.value / first.value - 1) * 100, digits=0)
    return localize(
        f"De {first.period.label()} à {last.period.label()}, {growth} % d’emplois de plus chez les "
        "prestataires en France",
        f"From {first.period.label()} to {last.period.label()}, {growth}% more jobs at outsourcers in France",
    )


def outsourced_lede(register: Register) -> str:
    """What official statistics last said: full-time equivalents and revenue of the same year."""
    fte, money = register.retained_for("outsourced-fte-2019"), register.retained_for("outsourced-revenue-2019")
    if fte is None or money is None:
        return ""
    return localize(
        f"En {fte.period.label()}, la statistique publique y compte {register.amount(fte)} et "
        f"{register.amount(money)} de chiffre d’affaires. Les valeurs de la profession sont plus hautes : elles "
        "comptent d’autres activités, et souvent l’étranger.",
        f"In {fte.period.label()}, official statistics count {register.amount(fte)} and "
        f"{register.amount(money)} of revenue. The trade’s values are higher: they count other activities, and "
        "often work done abroad.",
    )


def build_regions_chart(register: Register) -> ChartView | None:
    """The regions with the most jobs, and the table of all of them."""
    lang = source_language()
    rows = list_regions(register)
    if not rows:
        return None
    by_jobs = sorted(rows, key=lambda one: -one.jobs)
    names = {one.code: str(one.label) for one in rows}
    first, leader = by_jobs[0], rows[0]
    finding = localize(
        f"{names[first.code]} a le plus d’emplois, {names[leader.code]} le plus fort poids : "
        f"{format_ratio(to_decimal(leader.index) / 100)} la moyenne",
        f"{names[first.code]} has the most jobs, {names[leader.code]} the highest weight: "
        f"{format_ratio(to_decimal(leader.index) / 100)} the average",
    )
    spec = BarsChart(
        ident="regions",
        lang=lang,
        title=localize("Emplois chez les prestataires par région, 2008", "Jobs at outsourcers by region, 2008"),
        desc=finding
        + ". "
        + ", ".join(f"{names[one.code]} {format_number(int(one.jobs))}" for one in by_jobs[:MAX_BARS])
        + ".",
        bars=tuple(
            Bar(
                label=names[one.code],
                value=to_decimal(one.jobs),
                marked=one.rounded_index >= 200,
                quiet=one.index < 100,
                detail=localize(f"indice {one.rounded_index}", f"index {one.rounded_index}"),
                url=territory_url(one.code),
            )
            for one in by_jobs[:MAX_BARS]
        ),
    )
    table = exported_tables.build_table("regions-2008", TableRequest(lang, content=register))
    figures = {one.code: one.figures[0] for one in rows}
    shown = build_table_view(
        table,
        columns=("region", "index", "jobs", "share", "all", "local"),
        links={"jobs": lambda row: figure_url(figures[str(row["code"])]) if str(row["code"]) in figures else None},
    )
    return ChartView(
        id="regions-2008",
        title=finding,
        subtitle=localize(
            f"Les {MAX_BARS} premières des {len(rows)} régions d’avant 2016. En gras, le double de la moyenne ou "
            f"plus ; en "
            "gris, moins que la moyenne.",
            f"The first {MAX_BARS} of the {len(rows)} regions before 2016. In bold, twice the average or more; in "
            f"grey, "
            "less than the average.",
        ),
        drawing=draw_cached(spec),
        sources=build_source_links(register, [register[rows[0].figures[0]]]),
        table=shown,
        summary=localize(f"Voir les {len(rows)} régions", f"See the {len(rows)} regions"),
        extra=(ChartLink(localize("La carte des régions", "The map of regions"), reverse("observatory:map")),),
    )


_HIGHLIGHTS = ("contract-share", "full-time-share", "gender-share", "age-share", "hourly-pay", "absenteeism-rate")


def build_highlights(register: Register) -> list[tuple[str, str, str, str]]:
    """The latest value of each kind on contracts and pay: name, value, address, who and when.

    Categories of one indicator are shares of one whole: they are those of one source and one period, or women of 2019
    would stand beside men of 2011, and 67% with 37%.
    """
    latest: dict[str, Figure] = {}
    asked = [
        one
        for one in list_outsourced_staff_figures(register)
        if one.indicator in _HIGHLIGHTS and one.middle is not None and one.is_traceable
    ]
    for figure in asked:
        kept = latest.get(figure.indicator)
        if kept is None or (figure.period, figure.confidence == "high") > (kept.period, kept.confidence == "high"):
            latest[figure.indicator] = figure
    shown = {
        (one.indicator, one.category): one
        for one in reversed(asked)
        if (last := latest[one.indicator]) is one
        or (one.category != last.category and _share_group_key(one) == _share_group_key(last))
    }
    order = {key: rank for rank, key in enumerate(_HIGHLIGHTS)}
    colon = "\u00a0: " if source_language() == "fr" else ": "
    found = []
    for figure in sorted(shown.values(), key=lambda one: (order[one.indicator], -(one.middle or Decimal(0)))):
        name = str(register.name("indicator", figure.indicator))
        if figure.category:
            category = str(register.name("category", f"{figure.indicator}/{figure.category}"))
            name = f"{name}{colon}{lower_first_letter(category)}"
        found.append(
            (
                name,
                register.amount(figure),
                figure_url(figure.id),
                f"{said_by(register, figure)}, {figure.period.label()}",
            )
        )
    return found


def _share_group_key(figure: Figure) -> tuple[object, ...]:
    """What two shares of one whole have in common."""
    return figure.source, figure.period, figure.territory, figure.staff, figure.measure
