"""Other countries: the sector of the United Kingdom, Germany and Europe beside that of France."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.core.numbers import format_number
from filiere.figures import Figure, Register
from filiere.publication.charts import BarsChart
from filiere.site.kit.bilingual_text import format_ratio, localize
from filiere.site.kit.charts import ChartView, draw_cached
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.page_figures import FOREIGN, employment_shares, figures_of_same_year
from filiere.site.observatory.page_figures import list_international_figures as international_figures
from filiere.site.observatory.views.common import (
    build_bar,
    build_registered_figures_view,
    build_source_links,
    figure_url,
)
from filiere.site.observatory.views.series_chart import build_series_chart


@require_safe
def show_international(request: HttpRequest) -> HttpResponse:
    """The page of other countries."""
    register = current_register()
    figures = international_figures(register)
    jobs = figures_of_same_year(register)
    return render(
        request,
        "observatory/international.html",
        {
            "nav": "figures",
            "title": international_finding(register, jobs),
            "jobs": build_jobs_chart(register, jobs),
            "shares": build_shares_chart(register),
            "seats": people_per_seat(register),
            "charts": [
                build_series_chart(register, series)
                for series in register.series
                if {register[key].territory for key in series.figures} <= FOREIGN
            ],
            "total": len(figures),
            "table": build_registered_figures_view(register, "international"),
        },
    )


def international_finding(register: Register, jobs: list[Figure]) -> str:
    """The finding: the largest country beside France, in the same year."""
    france = next((one for one in jobs if one.territory == "FR"), None)
    if france is None or not jobs or jobs[0] is france or not france.middle:
        return localize("La relation client dans d’autres pays", "Customer relations in other countries")
    top = jobs[0]
    place = str(register.name("territory", top.territory))
    ratio = (top.middle or Decimal(0)) / france.middle
    return localize(
        f"{place} : {format_ratio(ratio)} plus d’emplois que la France en {top.period.year}",
        f"{place}: {format_ratio(ratio)} as many jobs as France in {top.period.year}",
    )


def build_jobs_chart(register: Register, jobs: list[Figure]) -> ChartView | None:
    """Totals of one year, France pointed out."""
    if len(jobs) < 2:
        return None
    year = jobs[0].period.year
    names = {one.id: str(register.name("territory", one.territory)) for one in jobs}
    listed = ", ".join(f"{names[one.id]} {format_number(one.middle)}" for one in jobs)
    spec = BarsChart(
        ident="countries",
        lang=source_language(),
        title=localize(f"Emplois de la filière par pays, {year}", f"Jobs of the sector by country, {year}"),
        desc=f"{listed}.",
        width=588,
        bars=tuple(
            build_bar(register, one, names[one.id], marked=one.territory == "FR", quiet=one.territory != "FR")
            for one in jobs
        ),
    )
    return ChartView(
        id="countries",
        title=localize(f"Emplois de la filière entière, {year}", f"Jobs of the whole sector, {year}"),
        subtitle=localize(
            "Valeurs de presse et de débat, dans un même document ou la même année. Chaque pays a sa façon de compter.",
            "Values from the press and public debate, in one document or the same year. Each country counts in its "
            "own way.",
        ),
        drawing=draw_cached(spec),
        sources=build_source_links(register, jobs),
        table=build_registered_figures_view(register, "countries-jobs"),
        summary=localize("Voir ces valeurs", "See these values"),
    )


def build_shares_chart(register: Register) -> ChartView | None:
    """Share of the sector in the employment of each country: the latest published value of each."""
    lang = source_language()
    figures = employment_shares(register)
    if len(figures) < 2:
        return None
    spec = BarsChart(
        ident="shares",
        lang=lang,
        title=localize("Part dans l’emploi du pays", "Share of the country’s employment"),
        desc=", ".join(f"{register.name('territory', one.territory)} {register.amount(one)}" for one in figures) + ".",
        bars=tuple(
            build_bar(
                register,
                one,
                f"{register.name('territory', one.territory)}, {one.period.label()}"
                + (localize(" (au moins)", " (at least)") if one.value is None and one.high is None else ""),
                marked=one.territory == "FR",
                quiet=one.territory != "FR",
            )
            for one in figures
        ),
        suffix="\u202f%" if lang == "fr" else "%",
        width=588,
    )
    top = figures[0]
    finding = localize(
        f"{register.name('territory', top.territory)} : {register.amount(top)} de l’emploi",
        f"{register.name('territory', top.territory)}: {register.amount(top)} of employment",
    )
    return ChartView(
        id="shares",
        title=finding,
        subtitle=localize(
            "Dernière part publiée pour chaque pays ; les bases (actifs, emplois) ne sont pas toutes les mêmes.",
            "Latest share published for each country; the bases (workforce, jobs) are not all the same.",
        ),
        drawing=draw_cached(spec),
        sources=build_source_links(register, figures),
        table=build_registered_figures_view(register, "countries-shares"),
        summary=localize("Voir ces parts", "See these shares"),
    )


def people_per_seat(register: Register) -> dict[str, str] | None:
    """People per position, as computed from the country where both are published."""
    ratio = register.retained_for("seat-to-person")
    if ratio is None:
        return None
    return {
        "value": format_number(ratio.value, digits=2),
        "place": str(register.name("territory", ratio.territory)),
        "period": ratio.period.label(),
        "formula": str(ratio.derived.formula) if ratio.derived else "",
        "url": figure_url(ratio.id),
    }
