"""How the label is obtained, for whoever has no account yet: am I eligible, at what price, by which stages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Faults
from filiere.referentials import Release
from filiere.site.candidature.actions.open_dossier import find_release_in_force
from filiere.site.candidature.application_timeline import estimate_length, list_stages
from filiere.site.candidature.case_evaluation import find_judging_day
from filiere.site.candidature.pricing import load_price_grids
from filiere.site.candidature.self_check import EligibilityForm, PriceForm, find_smaller_category
from filiere.site.candidature.start_options import REFERENTIAL
from filiere.site.kit.forms import show_faults
from filiere.site.members.affiliation_predicates import edits_organisation
from filiere.site.served_referentials import load_content

ELIGIBILITY_ONLY = ("active", "convicted", "withdrawn", "share")
PRICE_ONLY = ("sites",)


@require_safe
def explain_application(request: HttpRequest) -> HttpResponse:
    """The page; what is tried stays in its address, and each form carries what was tried in the other."""
    today = timezone.localdate()
    try:
        release = load_content().release(find_release_in_force(REFERENTIAL, today), today)
    except LookupError:
        # No release is open to candidates: the index says which there are.
        return redirect("label:home")
    day = find_judging_day(release, today)
    checks = any(name in request.GET for name in ELIGIBILITY_ONLY)
    prices = any(name in request.GET for name in PRICE_ONLY)
    eligibility = EligibilityForm(release, day, request.GET if checks else None)
    price = PriceForm(release, day, request.GET if prices else None)
    context: dict[str, Any] = {
        "nav": "label",
        "release": release,
        "eligibility_form": eligibility,
        "price_form": price,
        "carried": [(name, request.GET[name]) for name in (*ELIGIBILITY_ONLY, *PRICE_ONLY) if name in request.GET],
        "eligibility_only": ELIGIBILITY_ONLY,
        "rules": [
            *(release.award.eligibility if release.award else ()),
            *(release.award.exclusions if release.award else ()),
        ],
        "stages": list_stages(release),
        "questionnaires": [
            (str(one.text), len(release.questionnaire(key))) for key, one in release.referential.categories.items()
        ],
        "length": estimate_length(release),
        "may_begin": request.user.is_authenticated and edits_organisation(request.user),
    }
    if checks and eligibility.is_valid():
        context["verdict"] = eligibility.judge()
        context["smaller"] = _offer_smaller(request, eligibility)
    if prices and price.is_valid():
        try:
            context["quote"], context["effort"] = price.estimate(today)
            context["wrong_size"] = price.is_wrong_size()
            context["smaller_price"] = _offer_smaller(request, price)
            context["known"] = _list_known_prices(release, context["quote"].grid)
        except Faults as faults:
            show_faults(price, faults)
    return render(
        request, "candidature/obtain.html", context, status=422 if eligibility.errors or price.errors else 200
    )


def _offer_smaller(request: HttpRequest, form: EligibilityForm | PriceForm) -> dict[str, Any] | None:
    """The questionnaire for smaller companies, where the headcount given opens it, and this page with it chosen."""
    given = form.cleaned_data
    key = find_smaller_category(form.release, form.day, given["category"], given["headcount"])
    if key is None:
        return None
    query = request.GET.copy()
    query["category"] = key
    return {"key": key, "name": form.release.referential.categories[key].text, "query": query.urlencode()}


def _list_known_prices(release: Release, grid: str) -> list[Any]:
    return [
        one
        for every in load_price_grids()
        if every.id == grid and every.referential == release.head.referential
        for one in every.known
    ]
