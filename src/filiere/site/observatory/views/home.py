"""The home page: how many people work in the sector, within what range, why sources differ, and where to go next.

Every number comes from the register and the estimation engine; the template holds none.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.core.numbers import format_number, format_percent
from filiere.core.typography import lower_first_letter
from filiere.figures import Figure, Register
from filiere.site.kit.phrases import format_ratio, localize, to_decimal
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.page_figures import (
    current_weight,
    list_abroad_figures,
    list_international_figures,
    list_outsourced_staff_figures,
    list_regions,
    weight_points,
)
from filiere.site.observatory.presenters.weight_answer import build_weight_answer
from filiere.site.observatory.views.weight import build_weight_chart


@dataclass(frozen=True, slots=True)
class DifferenceReason:
    """One of the reasons why sources differ, shown on two or more figures of the register."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class HomeEntry:
    """A way into the observatory: title, address, what is there, and one fact of it."""

    title: str
    url: str
    about: str
    fact: str


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """The first page a visitor sees."""
    register = current_register()
    lang = current_lang()
    weight = current_weight(register, timezone.localdate())
    return render(
        request,
        "observatory/home.html",
        {
            "nav": "figures",
            **build_weight_answer(register, weight, lang),
            "chart": build_weight_chart(register, lang),
            "reasons": build_reasons(register, lang),
            "entries": build_entries(register, lang),
        },
    )


def build_reasons(register: Register, lang: Lang) -> list[DifferenceReason]:
    """Scope, unit, threshold and outsourced share, each shown on figures of the register."""
    found = []
    anchor = register.retained_for("outsourced-2008")
    if anchor is not None:
        others = sorted(
            (one for one in register.concurrent(anchor) if one.middle is not None), key=lambda one: one.middle or 0
        )
        year = anchor.period.year
        wholes = [
            one.figure
            for one in weight_points(register)
            if one.scope == "whole" and one.figure.period.year == year and one.figure.middle is not None
        ]
        if others and wholes:
            top, whole = others[-1], wholes[-1]
            found.append(
                DifferenceReason(
                    localize(lang, "Le périmètre", "The scope"),
                    localize(
                        lang,
                        f"Pour {year} : {format_number(anchor.middle, lang)} emplois chez les prestataires selon "
                        f"l’Unédic, "
                        f"{format_number(top.middle, lang)} selon la profession, {format_number(whole.middle, lang)} "
                        f"avec les "
                        f"centres intégrés.",
                        f"For {year}: {format_number(anchor.middle, lang)} jobs at outsourcers by Unédic, "
                        f"{format_number(top.middle, lang)} by the trade, {format_number(whole.middle, lang)} with "
                        f"in-house centres.",
                    ),
                )
            )
    found += _unit_reason(register, lang) + _threshold_reason(register, lang) + _share_reason(register, anchor, lang)
    return found


def _unit_reason(register: Register, lang: Lang) -> list[DifferenceReason]:
    ratio = register.retained_for("seat-to-person")
    if ratio is None or ratio.value is None or ratio.derived is None:
        return []
    by_size = sorted((register[key] for key in ratio.derived.sources), key=lambda one: one.middle or 0)
    seats, people = by_size[0], by_size[-1]
    where = register.name("territory", ratio.territory).get(lang)
    return [
        DifferenceReason(
            localize(lang, "L’unité", "The unit"),
            localize(
                lang,
                f"Une position est un poste équipé, pas une personne. {where}, {ratio.period.label(lang)} : "
                f"{format_number(people.middle, lang)} personnes sur {format_number(seats.middle, lang)} positions, "
                f"soit "
                f"{format_number(ratio.value, lang, 2)} personne par position.",
                f"A position is an equipped seat, not a person. {where}, {ratio.period.label(lang)}: "
                f"{format_number(people.middle, lang)} people on {format_number(seats.middle, lang)} positions, "
                f"{format_number(ratio.value, lang, 2)} people per position.",
            ),
        )
    ]


def _threshold_reason(register: Register, lang: Lang) -> list[DifferenceReason]:
    counted = [one for one in register if one.threshold and one.indicator == "jobs" and one.segment == "whole"]
    if not counted:
        return []
    figure = counted[0]
    threshold = lower_first_letter(figure.threshold.get(lang)).rstrip(".") if figure.threshold else ""
    return [
        DifferenceReason(
            localize(lang, "Le seuil", "The threshold"),
            localize(
                lang,
                f"Le recensement de {figure.period.label(lang)} ({format_number(figure.middle, lang)} emplois) porte "
                f"sur : "
                f"{threshold}. Qui compte les plus petits trouve davantage de centres, et d’autres emplois.",
                f"The census of {figure.period.label(lang)} ({format_number(figure.middle, lang)} jobs) covers: "
                f"{threshold}. "
                f"Counting smaller ones finds more centres, and other jobs.",
            ),
        )
    ]


def _share_reason(register: Register, anchor: Figure | None, lang: Lang) -> list[DifferenceReason]:
    low, high = register.retained_for("ratio-share-2008"), register.retained_for("ratio-share-2012")
    if anchor is None or anchor.value is None or low is None or high is None or not low.value or not high.value:
        return []
    small, large = anchor.value / high.value * 100, anchor.value / low.value * 100
    gap = round((large - small) / 1000) * 1000
    points = format_number(abs(high.value - low.value), lang)
    return [
        DifferenceReason(
            localize(lang, "La part externalisée", "The outsourced share"),
            localize(
                lang,
                f"Diviser {format_number(anchor.value, lang)} par {format_percent(low.value, lang, 0)} donne "
                f"{format_number(large, lang, 0)} emplois ; par {format_percent(high.value, lang, 0)}, "
                f"{format_number(small, lang, 0)}. "
                f"{points} points d’hypothèse déplacent le total de {format_number(gap, lang, 0)} emplois.",
                f"Dividing {format_number(anchor.value, lang)} by {format_percent(low.value, lang, 0)} gives "
                f"{format_number(large, lang, 0)} jobs; by {format_percent(high.value, lang, 0)}, "
                f"{format_number(small, lang, 0)}. "
                f"{points} points of assumption move the total by {format_number(gap, lang, 0)} jobs.",
            ),
        )
    ]


def build_entries(register: Register, lang: Lang) -> list[HomeEntry]:
    """The pages of the observatory that exist, each with one fact of it."""
    values = len(weight_points(register))
    found_regions = list_regions(register)
    top = found_regions[0] if found_regions else None
    region = top.label.get(lang) if top else ""
    ratio = to_decimal(top.index) / 100 if top else Decimal(0)
    facts: list[tuple[str, str, str, str]] = [
        (
            "weight",
            localize(lang, "Le poids dans le temps", "Weight over time"),
            localize(lang, "Chaque valeur publiée, par périmètre.", "Every published value, by scope."),
            localize(lang, f"{values} valeurs d’emploi, 3 périmètres.", f"{values} values of jobs, 3 scopes."),
        ),
        (
            "map",
            localize(lang, "La carte", "The map"),
            localize(
                lang, "Où pèsent les prestataires, région par région.", "Where outsourcers weigh, region by region."
            ),
            localize(
                lang,
                f"En 2008, {region} : {format_ratio('fr', ratio)} la moyenne nationale.",
                f"In 2008, {region}: {format_ratio('en', ratio)} the national average.",
            )
            if top
            else "",
        ),
        (
            "outsourced",
            localize(lang, "Les prestataires", "Outsourcers"),
            localize(lang, "Emplois, chiffre d’affaires, contrats et salaires.", "Jobs, revenue, contracts and pay."),
            localize(
                lang,
                f"{len(list_outsourced_staff_figures(register))} valeurs sur les contrats et les salaires.",
                f"{len(list_outsourced_staff_figures(register))} values on contracts and pay.",
            ),
        ),
        (
            "abroad",
            localize(lang, "L’étranger", "Abroad"),
            localize(
                lang,
                "Ce qui est produit hors de France pour le marché français.",
                "What is produced abroad for the French market.",
            ),
            localize(
                lang,
                f"{len(list_abroad_figures(register))} chiffres.",
                f"{len(list_abroad_figures(register))} figures.",
            ),
        ),
        (
            "international",
            localize(lang, "Les autres pays", "Other countries"),
            localize(lang, "Royaume-Uni, Allemagne, Europe.", "United Kingdom, Germany, Europe."),
            localize(
                lang,
                f"{len(list_international_figures(register))} chiffres.",
                f"{len(list_international_figures(register))} figures.",
            ),
        ),
        (
            "register",
            localize(lang, "Le registre des chiffres", "The register of figures"),
            localize(
                lang,
                "Chaque valeur publiée, avec sa source, sa méthode et ses concurrentes.",
                "Every published value, with its source, its method and its competing values.",
            ),
            localize(
                lang,
                f"{format_number(len(register), lang)} chiffres, {format_number(len(register.sources), lang)} sources.",
                f"{format_number(len(register), lang)} figures, {format_number(len(register.sources), lang)} sources.",
            ),
        ),
        (
            "methods",
            localize(lang, "Les méthodes", "Methods"),
            localize(
                lang, "Six façons d’estimer ce que personne ne compte.", "Six ways to estimate what no one counts."
            ),
            localize(
                lang, "Formules, hypothèses, résultats côte à côte.", "Formulas, assumptions, results side by side."
            ),
        ),
        (
            "downloads",
            localize(lang, "Les téléchargements", "Downloads"),
            localize(
                lang,
                "Chaque tableau en quatre formats, et une interface de programmation.",
                "Every table in four formats, and an API.",
            ),
            "CSV, XLSX, JSON, Parquet.",
        ),
    ]
    found = []
    for name, title, about, fact in facts:
        url = _address_of(name)
        if url:
            found.append(HomeEntry(title, url, about, fact))
    return found


def _address_of(name: str) -> str | None:
    """The address of a page, None while that page does not exist."""
    try:
        return reverse(f"observatory:{name}")
    except NoReverseMatch:
        return None
