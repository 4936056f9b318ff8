"""The plan of an audit: the day it opens and a day for each site drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.decorators import form_page
from filiere.site.audit.actions.plan_audit import plan_audit
from filiere.site.audit.models import Round
from filiere.site.audit.rounds import find_drawn_sampling, find_round
from filiere.site.audit.site_population import list_audited_sites
from filiere.site.audit.views.form_fields import day_input, field_label, text_area
from filiere.site.kit.act_views import PageAct
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page


class PlanForm(forms.Form):
    """The opening, one day a site drawn, and a note."""

    opening = forms.DateField(widget=day_input(), label=field_label("Jour d’ouverture", "Opening date"))

    def __init__(self, drawn: DrawnSites, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [one["key"] for one in drawn.places]
        for place in drawn.places:
            label = field_label(f"Visite : {place['name']}", f"Visit: {place['name']}")
            self.fields[f"visit_{place['key']}"] = forms.DateField(widget=day_input(), label=label)
        self.fields["note"] = forms.CharField(
            required=False,
            max_length=4000,
            widget=text_area(),
            label=field_label("Note aux personnes visitées", "Note to the people being visited"),
        )

    def clean(self) -> dict[str, Any]:
        """Return the plan, the visits by the keys of the sites."""
        said = self.cleaned_data
        visits = {key: said.pop(f"visit_{key}") for key in self.keys if f"visit_{key}" in said}
        return {**said, "visits": visits}


@dataclass(frozen=True, slots=True)
class DrawnSites:
    """The audit of a dossier, the sites that were drawn, each with its name, and the days that they take together."""

    dossier: Dossier
    round: Round | None = None
    places: tuple[dict[str, Any], ...] = ()
    days: Any = None


def _find_drawn(_request: HttpRequest, dossier: Dossier) -> DrawnSites:
    round_ = find_round(dossier)
    sampling = find_drawn_sampling(round_) if round_ is not None else None
    if sampling is None or sampling.record is None:
        return DrawnSites(dossier)
    names = {one.key: one.name for one in list_audited_sites(dossier)}
    drawn = (one for one in sampling.record["sites"] if one["included"])
    places = tuple({**one, "name": names.get(one["key"], one["key"])} for one in drawn)
    return DrawnSites(dossier, round_, places, sampling.record["days"])


def _render_plan(
    request: HttpRequest, dossier: Dossier, drawn: DrawnSites, bound: dict[str, Any], status: int
) -> HttpResponse:
    form = bound.get("")
    if form is None and drawn.round is not None:
        last = drawn.round.plans.last()
        initial = {"opening": last.opening, "note": last.note} if last is not None else {}
        initial |= {f"visit_{one['site']}": one["day"] for one in (last.visits if last is not None else ())}
        form = PlanForm(drawn, initial=initial)
    context = {"form": form if drawn.round is not None else None, "places": drawn.places, "days": drawn.days}
    return render_dossier_page(request, "audit/plan.html", dossier, "audit", context, status)


plan = form_page(
    "audit:plan",
    PageAct(
        plan_audit,
        Text(
            fr="Plan gardé ; l’entreprise connaît le jour d’ouverture.",
            en="Plan saved; the company has been told the opening date.",
        ),
        PlanForm,
        form_arguments=lambda drawn: (drawn,),
        row=lambda _request, drawn: drawn.dossier,
    ),
    find=_find_drawn,
    show=_render_plan,
    back=lambda drawn: reverse("audit:home", args=[drawn.dossier.key]),
)
"""The form, once the sites are drawn."""
