"""The home page: how many people work in the sector, within what range, why sources differ, and what the site offers.

Every number comes from the register and the estimation engine; the template holds none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core.numbers import format_number, format_percent
from filiere.core.typography import lower_first_letter
from filiere.figures import GAP_YEARS, Figure, Register
from filiere.site.kit.bilingual_text import localize
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.page_figures import (
    current_weight,
    weight_points,
)
from filiere.site.observatory.presenters.weight_summary import build_weight_answer, cite_weight_answer
from filiere.site.observatory.views.weight import build_weight_chart
from filiere.site.pages.situations import list_doors, list_parts


@dataclass(frozen=True, slots=True)
class DifferenceReason:
    """One of the reasons why sources differ, shown on two or more figures of the register."""

    title: str
    words: str


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """The first page a visitor sees."""
    register = current_register()
    answer = build_weight_answer(register, current_weight(register, timezone.localdate()))
    return render(
        request,
        "observatory/home.html",
        {
            "nav": "figures",
            **answer,
            "cite": cite_weight_answer(answer, request.build_absolute_uri(request.path), timezone.localdate()),
            "chart": build_weight_chart(register),
            "doors": list_doors(),
            "parts": list_parts(),
            "reasons": build_reasons(register),
            "gaps": count_gaps(register, timezone.localdate()),
        },
    )


def count_gaps(register: Register, today: date) -> dict[str, str]:
    """How many indicators of the sector have had no value for five years, of how many."""
    return {
        "gaps": format_number(len(register.gaps(today))),
        "indicators": format_number(len({one.indicator for one in register.listed_figures if one.segment != "none"})),
        "years": format_number(GAP_YEARS),
    }


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
                f"{threshold}. Avec les plus petits, il y aurait davantage de centres et d’emplois.",
                f"The census of {figure.period.label()} ({format_number(figure.middle)} jobs) covers: "
                f"{threshold}. "
                f"Including smaller ones would add centres and jobs.",
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
