"""Missions: those of a dossier, named and ended by the staff, and one's own, before and after they are accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import act_page, form_page, sign_in_required, signed_in_user
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.audit.actions.name_auditor import end_mission, find_bar, name_auditor
from filiere.site.audit.forms import EndMissionForm
from filiere.site.audit.models import Mission
from filiere.site.audit.rounds import find_audit_parties, find_round, list_running_missions
from filiere.site.audit.views.form_fields import field_label
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed
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


def _render_missions(request: HttpRequest, dossier: Dossier, bound: Mapping[Any, Any], status: int) -> HttpResponse:
    round_ = find_round(dossier)
    rows = list(round_.missions.select_related("auditor")) if round_ is not None else []
    names = allowed(request.user, "audit:name", dossier)
    if not names:
        # An auditor whose end of a mission was refused sees that one and their own.
        rows = [one for one in rows if one.auditor_id == request.user.pk or one.pk in bound]
    at_work = {one.pk for one in list_running_missions(round_, timezone.localdate())} if round_ is not None else set()
    missions = [
        (one, one.pk in at_work, bound.get(one.pk) or EndMissionForm(one.key) if one.ended_on is None else None)
        for one in rows
    ]
    context = {
        "form": bound.get("") or NameForm(dossier) if names else None,
        "missions": missions,
    }
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


def _find_mission(_request: HttpRequest, dossier: Dossier, mission: str) -> Mission:
    return get_object_or_404(Mission.objects.for_dossier(dossier), key=mission)


def _answer_ended(request: HttpRequest, mission: Mission, _made: Mission) -> HttpResponse:
    dossier = mission.round.dossier
    if "staff" in find_parties(request.user, dossier):
        return redirect("audit:missions", key=dossier.key)
    return redirect("audit-missions:mine")


end_mission_view = act_page(
    "audit:end-mission",
    PageAct(
        end_mission,
        Text(fr="Mission terminée ; son accès l’est aussi.", en="Assignment ended, along with its access."),
        EndMissionForm,
        form_arguments=lambda mission: (mission.key,),
        row=lambda _, mission: mission.round.dossier,
        given=lambda _, mission: {"mission": mission},
        answer=_answer_ended,
    ),
    find=_find_mission,
    show=lambda request, dossier, mission, bound, status: _render_missions(
        request, dossier, {mission.pk: bound[""]}, status
    ),
    back="audit-missions:mine",
)
"""Ending a mission of this dossier."""


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
