"""A person's own space: the doors they may open, and the dossiers they see."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import parties_of
from filiere.site.dossiers.running import release_of, rules_of
from filiere.site.observatory.staff.access import signed_in
from filiere.site.templatetags.filiere import lang as current_lang
from filiere.site.workspace import doors_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list."""

    dossier: Dossier
    state: str
    category: str
    roles: str
    awaited: bool


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The list, by state when the address names one."""
    lang = current_lang()
    found = Dossier.objects.visible_to(request.user).select_related("organisation")
    state = request.GET.get("state", "")[:40]
    if state:
        found = found.filter(state=state)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = []
    for dossier in page:
        rules = rules_of(dossier)
        held = parties_of(request.user, dossier)
        shown = held - {"holder" if dossier.label == Dossier.Shown.NONE else "candidate"}
        leaving = rules.leaving[dossier.state]
        rows.append(
            Row(
                dossier,
                str(rules.words("state", dossier.state)),
                release_of(dossier).referential.categories[dossier.category].text.get(lang),
                ", ".join(str(rules.words("party", one)) for one in rules.procedure.parties if one in shown),
                any(not held.isdisjoint(step.by) for step in leaving if step.action is not None),
            )
        )
    doors = doors_of(request.user, lang)  # type: ignore[arg-type]  # signed in, hence an account
    context = {"nav": "dossiers", "doors": doors, "rows": rows, "page": page, "state": state}
    return render(request, "dossiers/home.html", context)
