"""The improvement plan: the list with how far each action is, one page an action."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from filiere.core import Faults
from filiere.site.accounts.decorators import page
from filiere.site.holders import attachments
from filiere.site.holders.actions.plan import add_action, drop_action, report_progress, rewrite_action
from filiere.site.holders.document_records import action_percent, state_text
from filiere.site.holders.labels import FINDING_KIND_LABELS
from filiere.site.holders.models import PlanAction
from filiere.site.holders.views.common import get_form_data
from filiere.site.holders.views.forms import ActionForm, ProgressForm, ReasonForm
from filiere.site.kit.forms import show_faults
from filiere.site.kit.rights import allowed, require
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page


def _build_row(one: PlanAction) -> dict[str, object]:
    percent = action_percent(one)
    return {
        "row": one,
        "percent": percent,
        "state": state_text(percent, one.due, timezone.localdate(), one.dropped_on is not None),
    }


def list_open_findings(dossier: Dossier) -> list[dict[str, object]]:
    """Return the findings of the last audit that are still to be answered, as the committee read them."""
    row = dossier.snapshots.filter(name="decision", body__isnull=False).order_by("-pk").first()
    found = row.body.get("findings") if row is not None and isinstance(row.body, dict) else None
    return [
        {"number": one.get("number"), "kind": FINDING_KIND_LABELS.get(str(one.get("kind"))), "text": one.get("text")}
        for one in found or ()
        if isinstance(one, dict)
        and one.get("kind") in FINDING_KIND_LABELS
        and not one.get("lifted")
        and not one.get("withdrawn")
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@page("plan:read")
def plan(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The plan, and the form to add an action for those who may."""
    may = allowed(request.user, "plan:edit", dossier)
    form = ActionForm(get_form_data(request)) if may else None
    if request.method == "POST":
        require(request.user, "plan:edit", dossier)
        if form is not None and form.is_valid():
            data = {name: value for name, value in form.cleaned_data.items() if name != "version"}
            try:
                add_action(actor=request.user, dossier=dossier, **data)  # type: ignore[arg-type]
            except Faults as faults:
                show_faults(form, faults)
            else:
                return redirect("holders:plan", key=dossier.key)
    context = {
        "findings": list_open_findings(dossier) if may else (),
        "actions": [_build_row(one) for one in dossier.plan_actions.prefetch_related("progress")],
        "form": form,
        "may": may,
    }
    status = 422 if form is not None and form.errors else 200
    return render_dossier_page(request, "holders/plan.html", dossier, "plan", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page("plan:read")
def action(request: HttpRequest, dossier: Dossier, number: int) -> HttpResponse:
    """One action: its progress, and the forms to report, rewrite or drop it."""
    row = dossier.plan_actions.prefetch_related("progress").select_related("dossier").filter(number=number).first()
    if row is None:
        raise Http404
    may = allowed(request.user, "plan:edit", dossier) and row.dropped_on is None
    what = request.POST.get("form", "")
    if request.method == "POST":
        require(request.user, "plan:edit", dossier)
    initial = {"version": row.version, "what": row.what, "finding": row.finding, "owner": row.owner, "due": row.due}
    progress = ProgressForm(
        attachments.list_document_choices(request.user, dossier),
        request.POST if what == "progress" else None,
        initial={"percent": action_percent(row)},
    )
    rewrite = ActionForm(request.POST if what == "rewrite" else None, initial=initial, prefix="rewrite")
    drop = ReasonForm(request.POST if what == "drop" else None, prefix="drop")
    form = {"progress": progress, "rewrite": rewrite, "drop": drop}.get(what)
    if form is not None and form.is_valid():
        try:
            _run_act(request, row, what, form.cleaned_data)
        except Faults as faults:
            show_faults(form, faults)
            row.refresh_from_db()
        else:
            return redirect("holders:plan-action", key=dossier.key, number=row.number)
    names = attachments.name_readable_documents(request.user, dossier, (one.document for one in row.progress.all()))
    context = {
        "one": _build_row(row),
        "told": [(one, names.get(one.document)) for one in row.progress.all()],
        "may": may,
        "progress_form": progress,
        "rewrite_form": rewrite,
        "drop_form": drop,
    }
    status = 422 if form is not None and form.errors else 200
    return render_dossier_page(request, "holders/plan_action.html", dossier, "plan", context, status=status)


def _run_act(request: HttpRequest, row: PlanAction, what: str, data: dict[str, object]) -> None:
    actor = request.user
    if what == "progress":
        report_progress(actor=actor, row=row, **data)  # type: ignore[arg-type]
    elif what == "rewrite":
        version = data.pop("version")
        rewrite_action(actor=actor, row=row, version=version or 0, **data)  # type: ignore[arg-type]
    else:
        drop_action(actor=actor, row=row, reason=str(data["reason"]))  # type: ignore[arg-type]
