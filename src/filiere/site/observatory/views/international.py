"""Other countries: the sector of the United Kingdom, Germany and Europe beside that of France."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.core.numbers import format_number
from filiere.figures import Figure, Register
from filiere.publication.charts import BarsChart
from filiere.site.kit.charts import ChartView, draw_cached
from filiere.site.kit.phrases import format_ratio, localize
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.page_figures import FOREIGN, employment_shares, figures_of_same_year
from filiere.site.observatory.page_figures import list_international_figures as international_figures
from filiere.site.observatory.views.common import (
    build_bar,
    build_registered_figures_view,
    build_source_links,
    figure_url,
)
from filiere.site.observatory.views.series import build_series_chart


@require_safe
def show_international(request: HttpRequest) -> HttpResponse:
    """The page of other countries."""
    register = current_register()
    lang = current_lang()
    figures = international_figures(register)
    jobs = figures_of_same_year(register)
    return render(
        request,
        "observatory/international.html",
        {
            "nav": "figures",
            "title": international_finding(register, jobs, lang),
            "jobs": build_jobs_chart(register, jobs, lang),
            "shares": build_shares_chart(register, lang),
            "seats": people_per_seat(register, lang),
            "charts": [
                build_series_chart(register, series, lang)
                for series in register.series
                if {register[key].territory for key in series.figures} <= FOREIGN
            ],
            "total": len(figures),
            "table": build_registered_figures_view(
                register, "international", lang, columns=("title", "value", "said_by", "nature", "confidence")
            ),
        },
    )


def international_finding(register: Register, jobs: list[Figure], lang: Lang) -> str:
    """The finding: the largest country beside France, in the same year."""
    france = next((one for one in jobs if one.territory == "FR"), None)
    if france is None or not jobs or jobs[0] is france or not france.middle:
        return localize(lang, "La relation client dans d’autres pays", "Customer relations in other countries")
    top = jobs[0]
    place = register.name("territory", top.territory).get(lang)
    ratio = (top.middle or Decimal(0)) / france.middle
    return localize(
        lang,
        f"{place} : {format_ratio('fr', ratio)} plus d’emplois que la France en {top.period.year}",
        f"{place}: {format_ratio('en', ratio)} as many jobs as France in {top.period.year}",
    )


def build_jobs_chart(register: Register, jobs: list[Figure], lang: Lang) -> ChartView | None:
    """Totals of one year, France pointed out."""
    if len(jobs) < 2:
        return None
    year = jobs[0].period.year
    names = {one.id: register.name("territory", one.territory).get(lang) for one in jobs}
    listed = ", ".join(f"{names[one.id]} {format_number(one.middle, lang)}" for one in jobs)
    spec = BarsChart(
        ident="countries",
        lang=lang,
        title=localize(lang, f"Emplois de la filière par pays, {year}", f"Jobs of the sector by country, {year}"),
        desc=f"{listed}.",
        width=588,
        bars=tuple(
            build_bar(register, one, lang, names[one.id], marked=one.territory == "FR", quiet=one.territory != "FR")
            for one in jobs
        ),
    )
    return ChartView(
        id="countries",
        title=localize(lang, f"Emplois de la filière entière, {year}", f"Jobs of the whole sector, {year}"),
        subtitle=localize(
            lang,
            "Valeurs de presse et de débat, dans un même document ou la même année. Chaque pays a sa façon de compter.",
            "Values from the press and public debate, in one document or the same year. Each country counts in its "
            "own way.",
        ),
        drawing=draw_cached(spec),
        sources=build_source_links(register, jobs, lang),
        table=build_registered_figures_view(
            register, "countries-jobs", lang, columns=("title", "value", "said_by", "nature", "confidence")
        ),
        summary=localize(lang, "Voir ces valeurs", "See these values"),
    )


def build_shares_chart(register: Register, lang: Lang) -> ChartView | None:
    """Share of the sector in the employment of each country: the latest published value of each."""
    figures = employment_shares(register)
    if len(figures) < 2:
        return None
    spec = BarsChart(
        ident="shares",
        lang=lang,
        title=localize(lang, "Part dans l’emploi du pays", "Share of the country’s employment"),
        desc=", ".join(
            f"{register.name('territory', one.territory).get(lang)} {register.amount(one, lang)}" for one in figures
        )
        + ".",
        bars=tuple(
            build_bar(
                register,
                one,
                lang,
                f"{register.name('territory', one.territory).get(lang)}, {one.period.label(lang)}"
                + (localize(lang, " (au moins)", " (at least)") if one.value is None and one.high is None else ""),
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
        lang,
        f"{register.name('territory', top.territory).get(lang)} : {register.amount(top, lang)} de l’emploi",
        f"{register.name('territory', top.territory).get(lang)}: {register.amount(top, lang)} of employment",
    )
    return ChartView(
        id="shares",
        title=finding,
        subtitle=localize(
            lang,
            "Dernière part publiée pour chaque pays ; les bases (actifs, emplois) ne sont pas toutes les mêmes.",
            "Latest share published for each country; the bases (workforce, jobs) are not all the same.",
        ),
        drawing=draw_cached(spec),
        sources=build_source_links(register, figures, lang),
        table=build_registered_figures_view(
            register, "countries-shares", lang, columns=("title", "value", "said_by", "nature", "confidence")
        ),
        summary=localize(lang, "Voir ces parts", "See these shares"),
    )


def people_per_seat(register: Register, lang: Lang) -> dict[str, str] | None:
    """People per position, as computed from the country where both are published."""
    ratio = register.retained_for("seat-to-person")
    if ratio is None:
        return None
    return {
        "value": format_number(ratio.value, lang, 2),
        "place": register.name("territory", ratio.territory).get(lang),
        "period": ratio.period.label(lang),
        "formula": ratio.derived.formula.get(lang) if ratio.derived else "",
        "url": figure_url(ratio.id),
    }
