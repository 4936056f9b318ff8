"""The plan of an audit: the day it opens and a day for each site drawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from filiere.core import Faults
from filiere.site.accounts.decorators import page
from filiere.site.audit.actions.plan_audit import plan_audit
from filiere.site.audit.perimeter import list_audited_sites
from filiere.site.audit.rounds import find_drawn_sampling, find_round
from filiere.site.audit.views.common import day_input, field_label, flash_done, text_area
from filiere.site.kit.forms import show_faults
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page


class PlanForm(forms.Form):
    """The opening, one day a site drawn, and a note."""

    opening = forms.DateField(widget=day_input(), label=field_label("Jour d’ouverture", "Opening date"))

    def __init__(self, drawn: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drawn = drawn
        for key, name in drawn.items():
            self.fields[f"visit_{key}"] = forms.DateField(
                widget=day_input(), label=field_label(f"Visite : {name}", f"Visit: {name}")
            )
        self.fields["note"] = forms.CharField(
            required=False,
            max_length=4000,
            widget=text_area(),
            label=field_label("Note aux personnes visitées", "Note to the people being visited"),
        )


@require_http_methods(["GET", "HEAD", "POST"])
@page("audit:plan")
def plan(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The form, once the sites are drawn."""
    round_ = find_round(dossier)
    sampling = find_drawn_sampling(round_) if round_ is not None else None
    record = sampling.record if sampling is not None and sampling.record is not None else None
    form, status = None, 200
    places: list[dict[str, Any]] = []
    if record is not None and round_ is not None:
        names = {one.key: one.name for one in list_audited_sites(dossier)}
        places = [{**one, "name": names.get(one["key"], one["key"])} for one in record["sites"] if one["included"]]
        last = round_.plans.last()
        initial = {"opening": last.opening, "note": last.note} if last is not None else {}
        initial |= {f"visit_{one['site']}": one["day"] for one in (last.visits if last is not None else ())}
        form = PlanForm(
            {one["key"]: one["name"] for one in places},
            request.POST if request.method == "POST" else None,
            initial=initial,
        )
    if request.method == "POST" and form is not None:
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                plan_audit(
                    actor=request.user,  # type: ignore[arg-type]  # signed in, hence an account
                    dossier=dossier,
                    opening=data["opening"],
                    visits={key: data[f"visit_{key}"] for key in form.drawn},
                    note=data["note"],
                )
            except Faults as faults:
                show_faults(form, faults)
            else:
                flash_done(
                    request,
                    "Plan gardé ; l’entreprise connaît le jour d’ouverture.",
                    "Plan saved; the company has been told the opening date.",
                )
                return redirect("audit:home", key=dossier.key)
    context = {"form": form, "places": places, "days": record["days"] if record is not None else None}
    return render_dossier_page(request, "audit/plan.html", dossier, "audit", context, status)
