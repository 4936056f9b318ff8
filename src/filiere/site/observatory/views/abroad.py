"""Abroad: what is produced outside France for the French market, in jobs, shares, places and prices."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.core.numbers import format_number
from filiere.figures import Register, Series
from filiere.publication.charts import BarsChart
from filiere.site.kit.bilingual_text import format_value_range, localize
from filiere.site.kit.charts import ChartView, draw_cached
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.page_figures import OUTSIDE, list_hourly_prices, positions_abroad, weight_points
from filiere.site.observatory.page_figures import list_abroad_figures as abroad_figures
from filiere.site.observatory.views.common import build_bar, build_registered_figures_view, build_source_links
from filiere.site.observatory.views.series_chart import build_series_chart


@require_safe
def show_abroad(request: HttpRequest) -> HttpResponse:
    """The page of work done outside France."""
    register = current_register()
    figures = abroad_figures(register)
    return render(
        request,
        "observatory/abroad.html",
        {
            "nav": "figures",
            "title": abroad_finding(register),
            "charts": [build_series_chart(register, series) for series in list_abroad_series(register)],
            "places": build_places_chart(register),
            "prices": build_prices_chart(register),
            "total": len(figures),
            "table": build_registered_figures_view(register, "abroad"),
        },
    )


def abroad_finding(register: Register) -> str:
    """The finding: where published jobs abroad started and where they went, with the dispute in the middle."""
    points = [one.figure for one in weight_points(register) if one.scope == "abroad" and one.figure.middle is not None]
    if len(points) < 2:
        return localize("Ce qui est produit hors de France", "What is produced abroad")
    first, last = points[0], points[-1]
    return localize(
        f"De {format_number(first.middle)} emplois hors de France en {first.period.year} à "
        f"{format_number(last.middle)} en {last.period.year}, pour le marché français",
        f"From {format_number(first.middle)} jobs abroad in {first.period.year} to "
        f"{format_number(last.middle)} in "
        f"{last.period.year}, for the French market",
    )


def list_abroad_series(register: Register) -> list[Series]:
    """Series measured outside France, the jobs first."""
    found = [
        series
        for series in register.series
        if all(register[key].territory in OUTSIDE for key in series.figures)
        and register[series.figures[0]].territory in OUTSIDE
    ]
    return sorted(found, key=lambda one: (register[one.figures[0]].indicator != "jobs", one.id))


def build_places_chart(register: Register) -> ChartView | None:
    """Positions by country, where a source names the country."""
    named = positions_abroad(register)
    if len(named) < 2:
        return None
    top = named[0]
    place = str(register.name("territory", top.territory))
    finding = localize(
        f"{place} : le plus de positions, {format_number(top.middle)} en {top.period.label()}",
        f"{place} has the most positions: {format_number(top.middle)} in {top.period.label()}",
    )
    spec = BarsChart(
        ident="places",
        lang=source_language(),
        title=localize("Positions par pays", "Positions by country"),
        desc=finding + ".",
        bars=tuple(
            build_bar(
                register,
                one,
                f"{register.name('territory', one.territory)}, {one.period.label()}",
            )
            for one in named
        ),
    )
    return ChartView(
        id="places",
        title=finding,
        subtitle=localize(
            "Des positions, postes équipés : ce ne sont pas des emplois.",
            "Positions, that is equipped seats: they are not jobs.",
        ),
        drawing=draw_cached(spec),
        sources=build_source_links(register, named),
        table=build_registered_figures_view(register, "abroad-positions"),
        summary=localize("Voir ces valeurs", "See these values"),
    )


def build_prices_chart(register: Register) -> ChartView | None:
    """Hourly prices by place and by year, dearest first; ranges as published."""
    lang = source_language()
    found = list_hourly_prices(register)
    if len(found) < 2:
        return None
    colon_fr = {"in-house": "centre intégré", "outsourced": "prestataire"}
    colon_en = {"in-house": "in-house centre", "outsourced": "outsourcer"}
    bars = []
    for figure in found:
        kind = (colon_fr if lang == "fr" else colon_en).get(figure.segment, "")
        place = str(register.name("territory", figure.territory))
        label = ", ".join(filter(None, (place, kind, figure.period.label())))
        bars.append(build_bar(register, figure, label, quiet=figure.territory in {"FR", "FR-M"}))
    dear = [
        one.high or one.value or Decimal(0)
        for one in found
        if one.territory in {"FR", "FR-M"} and one.segment == "outsourced"
    ]
    cheap = [one.low or one.value or Decimal(0) for one in found if one.territory not in {"FR", "FR-M"}]
    finding = localize("Une heure de travail, selon le lieu", "One hour of work, by place")
    if dear and cheap:
        finding = localize(
            f"Une heure chez un prestataire : jusqu’à {format_number(max(dear))} € en France, "
            f"{format_value_range(min(cheap), max(cheap))} € à l’étranger",
            f"One hour at an outsourcer: up to €{format_number(max(dear))} in France, "
            f"€{format_value_range(min(cheap), max(cheap))} abroad",
        )
    spec = BarsChart(
        ident="prices",
        lang=lang,
        title=localize("Prix d’une heure, selon le lieu et l’année", "Price of one hour, by place and year"),
        desc=finding + ".",
        bars=tuple(bars),
        suffix="\u00a0€",
    )
    return ChartView(
        id="prices",
        title=finding,
        subtitle=localize(
            "Prix cités dans la presse et les débats, sans méthode décrite. En gris, la France.",
            "Prices quoted in the press and in debates, without a method. In grey, France.",
        ),
        drawing=draw_cached(spec),
        sources=build_source_links(register, found),
        table=build_registered_figures_view(register, "prices"),
        summary=localize("Voir ces prix", "See these prices"),
    )
