"""Missions: those of a dossier, named and ended by the staff, and one's own, before and after they are accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import form_page, page, sign_in_required, signed_in_user
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.audit.actions.name_auditor import end_mission, find_bar, name_auditor
from filiere.site.audit.models import Mission
from filiere.site.audit.rounds import find_audit_parties, find_round, list_running_missions
from filiere.site.audit.views.form_fields import field_label
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.forms import flash_faults
from filiere.site.workflow.engine_adapter import load_rules
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.state_groups import stands_in
from filiere.site.workflow.views.page_frame import render_dossier_page


class NameForm(forms.Form):
    """Who is named, of which firm; people whom the dossier bars are not in the list."""

    auditor = forms.ChoiceField(label=field_label("Personne à désigner", "Person to appoint"))
    firm = forms.CharField(max_length=200, label=field_label("Cabinet d’audit", "Audit firm"))

    def __init__(self, dossier: Dossier, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.for_role(Role.AUDITOR)
        self.people = {one.key: one for one in people if find_bar(dossier, one) is None}
        field = self.fields["auditor"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  Declared above; this only tells the type checker.
        field.choices = [(one.key, one.name) for one in self.people.values()]

    def clean_auditor(self) -> User:
        """Return the account of that key."""
        return self.people[self.cleaned_data["auditor"]]


def _render_missions(request: HttpRequest, dossier: Dossier, bound: dict[str, Any], status: int) -> HttpResponse:
    round_ = find_round(dossier)
    rows = list(round_.missions.select_related("auditor")) if round_ is not None else []
    at_work = {one.pk for one in list_running_missions(round_, timezone.localdate())} if round_ is not None else set()
    context = {"form": bound.get("", NameForm(dossier)), "missions": rows, "at_work": at_work}
    return render_dossier_page(request, "audit/missions.html", dossier, "audit", context, status)


missions = form_page(
    "audit:name",
    PageAct(
        name_auditor,
        Text(
            fr="Mission confiée ; la personne désignée doit déclarer ses liens.",
            en="Assignment given; the person appointed must now declare their links.",
        ),
        NameForm,
        form_arguments=lambda dossier: (dossier,),
    ),
    show=_render_missions,
    back=lambda dossier: reverse("audit:missions", args=[dossier.key]),
)
"""The missions of the audit under way, and naming another one."""


@require_POST
@page("audit:end-mission")
def end_mission_view(request: HttpRequest, dossier: Dossier, mission: str) -> HttpResponse:
    """End a mission of this dossier."""
    found = get_object_or_404(Mission.objects.for_dossier(dossier), key=mission)
    try:
        end_mission(dossier, actor=signed_in_user(request), mission=found, why=request.POST.get("why", ""))
    except Faults as faults:
        flash_faults(request, faults)
    else:
        words = Text(fr="Mission terminée ; son accès l’est aussi.", en="Assignment ended, along with its access.")
        messages.success(request, str(words))
    if "staff" in find_parties(request.user, dossier):
        return redirect("audit:missions", key=dossier.key)
    return redirect("audit-missions:mine")


@dataclass(frozen=True, slots=True)
class MissionRow:
    """A mission as its auditor sees it: to declare for, at work, with a form to fill in, or over."""

    mission: Mission
    state: str
    to_declare: bool
    open: bool
    form: bool


@sign_in_required
@require_safe
def my_missions(request: HttpRequest) -> HttpResponse:
    """One's missions, the dossier behind each open only while the mission runs."""
    user, day = signed_in_user(request), timezone.localdate()
    rows: list[MissionRow] = []
    held = Mission.objects.for_auditor(user)
    for mission in held[:200]:
        dossier = mission.round.dossier
        found = set(find_audit_parties(user, dossier, day)) if find_round(dossier) == mission.round else set()
        open_ = mission.ended_on is None
        rows.append(
            MissionRow(
                mission,
                str(load_rules(dossier).words("state", dossier.state)),
                open_ and mission.accepted_on is None and "auditor_named" in found,
                open_ and mission.accepted_on is not None and "auditor" in found,
                open_ and "auditor" in found and stands_in(dossier, "on_site"),
            )
        )
    rows.sort(key=lambda one: (not one.to_declare, not (one.open and one.form), not one.open))
    return render(request, "audit/mine.html", {"nav": "dossiers", "rows": rows})
