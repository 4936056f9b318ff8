"""A person's own space: the doors they may open, and the dossiers they see."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.site.accounts.decorators import sign_in_required, signed_in_user
from filiere.site.kit.navigation import list_doors
from filiere.site.workflow.engine_adapter import load_release, load_rules
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.views.common import list_party_words

PAGE = 50


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A line of the list."""

    dossier: Dossier
    state: str
    category: str
    roles: str
    awaited: bool


@sign_in_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The list, by state when the address names one."""
    found = Dossier.objects.visible_to(request.user).select_related("organisation")
    state = request.GET.get("state", "")[:40]
    if state:
        found = found.filter(state=state)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = []
    for dossier in page:
        rules = load_rules(dossier)
        held = find_parties(request.user, dossier)
        leaving = rules.leaving[dossier.state]
        rows.append(
            DossierRow(
                dossier,
                str(rules.words("state", dossier.state)),
                str(load_release(dossier).referential.categories[dossier.category].text),
                ", ".join(list_party_words(dossier, rules, held)),
                any(not held.isdisjoint(step.by) for step in leaving if step.action is not None),
            )
        )
    doors = list_doors(signed_in_user(request))
    context = {"nav": "dossiers", "doors": doors, "rows": rows, "page": page, "state": state}
    return render(request, "workflow/home.html", context)
