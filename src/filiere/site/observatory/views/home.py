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
from filiere.core.numbers import number, percent
from filiere.core.typography import lowered
from filiere.figures import Figure, Register
from filiere.site.observatory.register import current_register
from filiere.site.observatory.scopes import (
    abroad,
    current_weight,
    international,
    outsourced_staff,
    regions,
    weight_points,
)
from filiere.site.observatory.views.answer import answer
from filiere.site.observatory.views.weight import weight_chart
from filiere.site.observatory.words import decimal, say, times
from filiere.site.templatetags.filiere import lang as current_lang


@dataclass(frozen=True, slots=True)
class Reason:
    """One of the reasons why sources differ, shown on two or more figures of the register."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A way into the observatory: title, address, what is there, and one fact of it."""

    title: str
    url: str
    about: str
    fact: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page a visitor sees."""
    register = current_register()
    lang = current_lang()
    weight = current_weight(register, timezone.localdate())
    return render(
        request,
        "observatory/home.html",
        {
            "nav": "figures",
            **answer(register, weight, lang),
            "chart": weight_chart(register, lang),
            "reasons": reasons(register, lang),
            "entries": entries(register, lang),
        },
    )


def reasons(register: Register, lang: Lang) -> list[Reason]:
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
                Reason(
                    say(lang, "Le périmètre", "The scope"),
                    say(
                        lang,
                        f"Pour {year} : {number(anchor.middle, lang)} emplois chez les prestataires selon l’Unédic, "
                        f"{number(top.middle, lang)} selon la profession, {number(whole.middle, lang)} avec les "
                        f"centres intégrés.",
                        f"For {year}: {number(anchor.middle, lang)} jobs at outsourcers by Unédic, "
                        f"{number(top.middle, lang)} by the trade, {number(whole.middle, lang)} with in-house centres.",
                    ),
                )
            )
    found += _unit_reason(register, lang) + _threshold_reason(register, lang) + _share_reason(register, anchor, lang)
    return found


def _unit_reason(register: Register, lang: Lang) -> list[Reason]:
    ratio = register.retained_for("seat-to-person")
    if ratio is None or ratio.value is None or ratio.derived is None:
        return []
    by_size = sorted((register[key] for key in ratio.derived.sources), key=lambda one: one.middle or 0)
    seats, people = by_size[0], by_size[-1]
    where = register.name("territory", ratio.territory).get(lang)
    return [
        Reason(
            say(lang, "L’unité", "The unit"),
            say(
                lang,
                f"Une position est un poste équipé, pas une personne. {where}, {ratio.period.label(lang)} : "
                f"{number(people.middle, lang)} personnes sur {number(seats.middle, lang)} positions, soit "
                f"{number(ratio.value, lang, 2)} personne par position.",
                f"A position is an equipped seat, not a person. {where}, {ratio.period.label(lang)}: "
                f"{number(people.middle, lang)} people on {number(seats.middle, lang)} positions, "
                f"{number(ratio.value, lang, 2)} people per position.",
            ),
        )
    ]


def _threshold_reason(register: Register, lang: Lang) -> list[Reason]:
    counted = [one for one in register if one.threshold and one.indicator == "jobs" and one.segment == "whole"]
    if not counted:
        return []
    figure = counted[0]
    threshold = lowered(figure.threshold.get(lang)).rstrip(".") if figure.threshold else ""
    return [
        Reason(
            say(lang, "Le seuil", "The threshold"),
            say(
                lang,
                f"Le recensement de {figure.period.label(lang)} ({number(figure.middle, lang)} emplois) porte sur : "
                f"{threshold}. Qui compte les plus petits trouve davantage de centres, et d’autres emplois.",
                f"The census of {figure.period.label(lang)} ({number(figure.middle, lang)} jobs) covers: {threshold}. "
                f"Counting smaller ones finds more centres, and other jobs.",
            ),
        )
    ]


def _share_reason(register: Register, anchor: Figure | None, lang: Lang) -> list[Reason]:
    low, high = register.retained_for("ratio-share-2008"), register.retained_for("ratio-share-2012")
    if anchor is None or anchor.value is None or low is None or high is None or not low.value or not high.value:
        return []
    small, large = anchor.value / high.value * 100, anchor.value / low.value * 100
    gap = round((large - small) / 1000) * 1000
    points = number(abs(high.value - low.value), lang)
    return [
        Reason(
            say(lang, "La part externalisée", "The outsourced share"),
            say(
                lang,
                f"Diviser {number(anchor.value, lang)} par {percent(low.value, lang, 0)} donne "
                f"{number(large, lang, 0)} emplois ; par {percent(high.value, lang, 0)}, {number(small, lang, 0)}. "
                f"{points} points d’hypothèse déplacent le total de {number(gap, lang, 0)} emplois.",
                f"Dividing {number(anchor.value, lang)} by {percent(low.value, lang, 0)} gives "
                f"{number(large, lang, 0)} jobs; by {percent(high.value, lang, 0)}, {number(small, lang, 0)}. "
                f"{points} points of assumption move the total by {number(gap, lang, 0)} jobs.",
            ),
        )
    ]


def entries(register: Register, lang: Lang) -> list[Entry]:
    """The pages of the observatory that exist, each with one fact of it."""
    values = len(weight_points(register))
    found_regions = regions(register)
    top = found_regions[0] if found_regions else None
    region = top.label.get(lang) if top else ""
    ratio = decimal(top.index) / 100 if top else Decimal(0)
    facts: list[tuple[str, str, str, str]] = [
        (
            "weight",
            say(lang, "Le poids dans le temps", "Weight over time"),
            say(lang, "Chaque valeur publiée, par périmètre.", "Every published value, by scope."),
            say(lang, f"{values} valeurs d’emploi, 3 périmètres.", f"{values} values of jobs, 3 scopes."),
        ),
        (
            "map",
            say(lang, "La carte", "The map"),
            say(lang, "Où pèsent les prestataires, région par région.", "Where outsourcers weigh, region by region."),
            say(
                lang,
                f"En 2008, {region} : {times('fr', ratio)} la moyenne nationale.",
                f"In 2008, {region}: {times('en', ratio)} the national average.",
            )
            if top
            else "",
        ),
        (
            "outsourced",
            say(lang, "Les prestataires", "Outsourcers"),
            say(lang, "Emplois, chiffre d’affaires, contrats et salaires.", "Jobs, revenue, contracts and pay."),
            say(
                lang,
                f"{len(outsourced_staff(register))} valeurs sur les contrats et les salaires.",
                f"{len(outsourced_staff(register))} values on contracts and pay.",
            ),
        ),
        (
            "abroad",
            say(lang, "L’étranger", "Abroad"),
            say(
                lang,
                "Ce qui est produit hors de France pour le marché français.",
                "What is produced abroad for the French market.",
            ),
            say(lang, f"{len(abroad(register))} chiffres.", f"{len(abroad(register))} figures."),
        ),
        (
            "international",
            say(lang, "Les autres pays", "Other countries"),
            say(lang, "Royaume-Uni, Allemagne, Europe.", "United Kingdom, Germany, Europe."),
            say(lang, f"{len(international(register))} chiffres.", f"{len(international(register))} figures."),
        ),
        (
            "register",
            say(lang, "Le registre des chiffres", "The register of figures"),
            say(
                lang,
                "Chaque valeur publiée, avec sa source, sa méthode et ses concurrentes.",
                "Every published value, with its source, its method and its competing values.",
            ),
            say(
                lang,
                f"{number(len(register), lang)} chiffres, {number(len(register.sources), lang)} sources.",
                f"{number(len(register), lang)} figures, {number(len(register.sources), lang)} sources.",
            ),
        ),
        (
            "methods",
            say(lang, "Les méthodes", "Methods"),
            say(lang, "Six façons d’estimer ce que personne ne compte.", "Six ways to estimate what no one counts."),
            say(lang, "Formules, hypothèses, résultats côte à côte.", "Formulas, assumptions, results side by side."),
        ),
        (
            "downloads",
            say(lang, "Les téléchargements", "Downloads"),
            say(
                lang,
                "Chaque tableau en quatre formats, et une interface de programmation.",
                "Every table in four formats, and an API.",
            ),
            "CSV, XLSX, JSON, Parquet.",
        ),
    ]
    found = []
    for name, title, about, fact in facts:
        url = _address(name)
        if url:
            found.append(Entry(title, url, about, fact))
    return found


def _address(name: str) -> str | None:
    """The address of a page, None while that page does not exist."""
    try:
        return reverse(f"observatory:{name}")
    except NoReverseMatch:
        return None
