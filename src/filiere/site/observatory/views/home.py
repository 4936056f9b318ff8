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

from filiere.core.numbers import format_number, format_percent
from filiere.core.typography import lower_first_letter
from filiere.figures import Figure, Register
from filiere.site.kit.localization import format_ratio, localize, to_decimal
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.page_figures import (
    current_weight,
    list_abroad_figures,
    list_international_figures,
    list_outsourced_staff_figures,
    list_regions,
    weight_points,
)
from filiere.site.observatory.presenters.weight_summary import build_weight_answer
from filiere.site.observatory.views.weight import build_weight_chart
from filiere.site.pages.situations import list_doors, list_parts


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
    weight = current_weight(register, timezone.localdate())
    return render(
        request,
        "observatory/home.html",
        {
            "nav": "figures",
            **build_weight_answer(register, weight),
            "chart": build_weight_chart(register),
            "doors": list_doors(),
            "parts": list_parts(),
            "reasons": build_reasons(register),
            "entries": build_entries(register),
        },
    )


def build_reasons(register: Register) -> list[DifferenceReason]:
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
                    localize("Le périmètre", "The scope"),
                    localize(
                        f"Pour {year} : {format_number(anchor.middle)} emplois chez les prestataires selon "
                        f"l’Unédic, "
                        f"{format_number(top.middle)} selon la profession, {format_number(whole.middle)} "
                        f"avec les "
                        f"centres intégrés.",
                        f"For {year}: {format_number(anchor.middle)} jobs at outsourcers by Unédic, "
                        f"{format_number(top.middle)} by the trade, {format_number(whole.middle)} with "
                        f"in-house centres.",
                    ),
                )
            )
    found += _unit_reason(register) + _threshold_reason(register) + _share_reason(register, anchor)
    return found


def _unit_reason(register: Register) -> list[DifferenceReason]:
    ratio = register.retained_for("seat-to-person")
    if ratio is None or ratio.value is None or ratio.derived is None:
        return []
    by_size = sorted((register[key] for key in ratio.derived.sources), key=lambda one: one.middle or 0)
    seats, people = by_size[0], by_size[-1]
    where = str(register.name("territory", ratio.territory))
    return [
        DifferenceReason(
            localize("L’unité", "The unit"),
            localize(
                f"Une position est un poste équipé, pas une personne. {where}, {ratio.period.label()} : "
                f"{format_number(people.middle)} personnes sur {format_number(seats.middle)} positions, "
                f"soit "
                f"{format_number(ratio.value, digits=2)} personne par position.",
                f"A position is an equipped seat, not a person. {where}, {ratio.period.label()}: "
                f"{format_number(people.middle)} people on {format_number(seats.middle)} positions, "
                f"{format_number(ratio.value, digits=2)} people per position.",
            ),
        )
    ]


def _threshold_reason(register: Register) -> list[DifferenceReason]:
    counted = [one for one in register if one.threshold and one.indicator == "jobs" and one.segment == "whole"]
    if not counted:
        return []
    figure = counted[0]
    threshold = lower_first_letter(str(figure.threshold)).rstrip(".") if figure.threshold else ""
    return [
        DifferenceReason(
            localize("Le seuil", "The threshold"),
            localize(
                f"Le recensement de {figure.period.label()} ({format_number(figure.middle)} emplois) porte "
                f"sur : "
                f"{threshold}. Qui compte les plus petits trouve davantage de centres, et d’autres emplois.",
                f"The census of {figure.period.label()} ({format_number(figure.middle)} jobs) covers: "
                f"{threshold}. "
                f"Counting smaller ones finds more centres, and other jobs.",
            ),
        )
    ]


def _share_reason(register: Register, anchor: Figure | None) -> list[DifferenceReason]:
    low, high = register.retained_for("ratio-share-2008"), register.retained_for("ratio-share-2012")
    if anchor is None or anchor.value is None or low is None or high is None or not low.value or not high.value:
        return []
    small, large = anchor.value / high.value * 100, anchor.value / low.value * 100
    gap = round((large - small) / 1000) * 1000
    points = format_number(abs(high.value - low.value))
    return [
        DifferenceReason(
            localize("La part externalisée", "The outsourced share"),
            localize(
                f"Diviser {format_number(anchor.value)} par {format_percent(low.value, digits=0)} donne "
                f"{format_number(large, digits=0)} emplois ; par {format_percent(high.value, digits=0)}, "
                f"{format_number(small, digits=0)}. "
                f"{points} points d’hypothèse déplacent le total de {format_number(gap, digits=0)} emplois.",
                f"Dividing {format_number(anchor.value)} by {format_percent(low.value, digits=0)} gives "
                f"{format_number(large, digits=0)} jobs; by {format_percent(high.value, digits=0)}, "
                f"{format_number(small, digits=0)}. "
                f"{points} points of assumption move the total by {format_number(gap, digits=0)} jobs.",
            ),
        )
    ]


def build_entries(register: Register) -> list[HomeEntry]:
    """The pages of the observatory that exist, each with one fact of it."""
    values = len(weight_points(register))
    found_regions = list_regions(register)
    top = found_regions[0] if found_regions else None
    region = str(top.label) if top else ""
    ratio = to_decimal(top.index) / 100 if top else Decimal(0)
    facts: list[tuple[str, str, str, str]] = [
        (
            "weight",
            localize("Le poids dans le temps", "Weight over time"),
            localize("Chaque valeur publiée, par périmètre.", "Every published value, by scope."),
            localize(f"{values} valeurs d’emploi, 3 périmètres.", f"{values} values of jobs, 3 scopes."),
        ),
        (
            "map",
            localize("La carte", "The map"),
            localize("Où pèsent les prestataires, région par région.", "Where outsourcers weigh, region by region."),
            localize(
                f"En 2008, {region} : {format_ratio(ratio)} la moyenne nationale.",
                f"In 2008, {region}: {format_ratio(ratio)} the national average.",
            )
            if top
            else "",
        ),
        (
            "outsourced",
            localize("Les prestataires", "Outsourcers"),
            localize("Emplois, chiffre d’affaires, contrats et salaires.", "Jobs, revenue, contracts and pay."),
            localize(
                f"{len(list_outsourced_staff_figures(register))} valeurs sur les contrats et les salaires.",
                f"{len(list_outsourced_staff_figures(register))} values on contracts and pay.",
            ),
        ),
        (
            "abroad",
            localize("L’étranger", "Abroad"),
            localize(
                "Ce qui est produit hors de France pour le marché français.",
                "What is produced abroad for the French market.",
            ),
            localize(
                f"{len(list_abroad_figures(register))} chiffres.",
                f"{len(list_abroad_figures(register))} figures.",
            ),
        ),
        (
            "international",
            localize("Les autres pays", "Other countries"),
            localize("Royaume-Uni, Allemagne, Europe.", "United Kingdom, Germany, Europe."),
            localize(
                f"{len(list_international_figures(register))} chiffres.",
                f"{len(list_international_figures(register))} figures.",
            ),
        ),
        (
            "register",
            localize("Le registre des chiffres", "The register of figures"),
            localize(
                "Chaque valeur publiée, avec sa source, sa méthode et ses concurrentes.",
                "Every published value, with its source, its method and its competing values.",
            ),
            localize(
                f"{format_number(len(register))} chiffres, {format_number(len(register.sources))} sources.",
                f"{format_number(len(register))} figures, {format_number(len(register.sources))} sources.",
            ),
        ),
        (
            "methods",
            localize("Les méthodes", "Methods"),
            localize("Six façons d’estimer ce que personne ne compte.", "Six ways to estimate what no one counts."),
            localize("Formules, hypothèses, résultats côte à côte.", "Formulas, assumptions, results side by side."),
        ),
        (
            "downloads",
            localize("Les téléchargements", "Downloads"),
            localize(
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
