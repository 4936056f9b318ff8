"""Missions: those of a dossier, named and ended by the staff, and one's own, before and after they are accepted."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filiere.core import Faults
from filiere.site.accounts.decorators import page, sign_in_required
from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Role
from filiere.site.audit.actions.name_auditor import end_mission, find_bar, name_auditor
from filiere.site.audit.models import Mission
from filiere.site.audit.rounds import find_audit_parties, find_round, list_running_missions
from filiere.site.audit.views.common import field_label, flash_done, flash_faults
from filiere.site.kit.forms import show_faults
from filiere.site.workflow.engine_adapter import load_rules
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.views.common import render_dossier_page


class NameForm(forms.Form):
    """Who is named, of which firm; people whom the dossier bars are not in the list."""

    auditor = forms.ChoiceField(label=field_label("Auditeur", "Auditor"))
    firm = forms.CharField(max_length=200, label=field_label("Cabinet d’audit", "Audit firm"))

    def __init__(self, dossier: Dossier, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        people = User.objects.for_role(Role.AUDITOR)
        field = self.fields["auditor"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  Declared above; this only tells the type checker.
        field.choices = [(one.key, one.name) for one in people if find_bar(dossier, one) is None]


@require_http_methods(["GET", "HEAD", "POST"])
@page("audit:name")
def missions(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The missions of the audit under way, and naming another one."""
    form = NameForm(dossier, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            auditor = User.objects.for_key(form.cleaned_data["auditor"])
            try:
                name_auditor(
                    actor=request.user,  # type: ignore[arg-type]  # signed in, hence an account
                    dossier=dossier,
                    auditor=auditor,
                    firm=form.cleaned_data["firm"],
                )
            except Faults as faults:
                show_faults(form, faults)
            else:
                flash_done(
                    request,
                    "Auditeur désigné ; il doit déclarer ses liens.",
                    "Auditor appointed; they must now declare their links.",
                )
                return redirect("audit:missions", key=dossier.key)
    round_ = find_round(dossier)
    rows = list(round_.missions.select_related("auditor")) if round_ is not None else []
    at_work = {one.pk for one in list_running_missions(round_, timezone.localdate())} if round_ is not None else set()
    context = {"form": form, "missions": rows, "at_work": at_work}
    return render_dossier_page(request, "audit/missions.html", dossier, "audit", context, status)


@require_POST
@page("audit:end-mission")
def end_mission_view(request: HttpRequest, dossier: Dossier, mission: str) -> HttpResponse:
    """End a mission of this dossier."""
    found = Mission.objects.for_dossier(dossier).filter(key=mission).first()
    if found is None:
        raise Http404
    try:
        end_mission(
            actor=request.user,  # type: ignore[arg-type]  # signed in, hence an account
            dossier=dossier,
            mission=found,
            why=request.POST.get("why", ""),
        )
    except Faults as faults:
        flash_faults(request, faults)
    else:
        flash_done(request, "Mission terminée ; son accès l’est aussi.", "Assignment ended, along with its access.")
    if "staff" in find_parties(request.user, dossier):
        return redirect("audit:missions", key=dossier.key)
    return redirect("audit-missions:mine")


@dataclass(frozen=True, slots=True)
class MissionRow:
    """A mission as its auditor sees it: to declare for, at work, or over."""

    mission: Mission
    state: str
    to_declare: bool
    open: bool


@sign_in_required
@require_safe
def my_missions(request: HttpRequest) -> HttpResponse:
    """One's missions, the dossier behind each open only while the mission runs."""
    user: User = request.user  # type: ignore[assignment]  # signed in, hence an account
    day = timezone.localdate()
    rows = []
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
            )
        )
    return render(request, "audit/mine.html", {"nav": "dossiers", "rows": rows})
