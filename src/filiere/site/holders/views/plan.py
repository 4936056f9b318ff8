"""The improvement plan: the list with how far each action is, one page an action."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from filiere.site.accounts.decorators import form_page
from filiere.site.holders import proof_document_choices
from filiere.site.holders.actions.improvement_plan import add_action, drop_action, report_progress, rewrite_action
from filiere.site.holders.code_labels import FINDING_KIND_LABELS
from filiere.site.holders.forms import ActionForm, ProgressForm, ReasonForm, RewriteForm
from filiere.site.holders.models import PlanAction
from filiere.site.holders.pdf_records import action_percent, state_text
from filiere.site.kit.act_views import PageAct, show_form
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page


def _build_row(plan_action: PlanAction) -> dict[str, object]:
    percent = action_percent(plan_action)
    return {
        "row": plan_action,
        "percent": percent,
        "state": state_text(percent, plan_action.due, timezone.localdate(), plan_action.dropped_on is not None),
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


def _render_plan(request: HttpRequest, dossier: Dossier, form: ActionForm, status: int) -> HttpResponse:
    may = allowed(request.user, "plan:edit", dossier)
    context = {
        "findings": list_open_findings(dossier) if may else (),
        "actions": [_build_row(one) for one in dossier.plan_actions.prefetch_related("progress")],
        "form": form if may else None,
        "may": may,
    }
    return render_dossier_page(request, "holders/plan.html", dossier, "plan", context, status=status)


_ADD = PageAct(add_action, form=ActionForm)

plan = form_page(
    "plan:read",
    _ADD,
    send_right="plan:edit",
    show=show_form(_ADD, _render_plan),
    back=lambda dossier: reverse("holders:plan", args=[dossier.key]),
)
"""The plan, and the form to add an action for those who may."""


def _find_action(_request: HttpRequest, dossier: Dossier, number: int) -> PlanAction:
    return find_or_404(
        dossier.plan_actions.prefetch_related("progress").select_related("dossier").filter(number=number).first()
    )


_ACTION_ACTS = {
    "rewrite": PageAct(
        rewrite_action,
        form=RewriteForm,
        form_options=lambda _request, row: {
            "initial": {name: getattr(row, name) for name in ("version", "what", "finding", "owner", "due")}
        },
        prefix="rewrite",
    ),
    "drop": PageAct(drop_action, form=ReasonForm, prefix="drop"),
    "progress": PageAct(
        report_progress,
        form=ProgressForm,
        form_options=lambda request, row: {
            "documents": proof_document_choices.list_document_choices(request.user, row.dossier),
            "initial": {"percent": action_percent(row)},
        },
    ),
}


def _render_action(
    request: HttpRequest, dossier: Dossier, row: PlanAction, sent: dict[str, forms.Form], *, status: int
) -> HttpResponse:
    names = proof_document_choices.name_readable_documents(
        request.user, dossier, (one.document for one in row.progress.all())
    )
    may = allowed(request.user, "plan:edit", dossier) and row.dropped_on is None
    context = {
        "one": _build_row(row),
        "findings": list_open_findings(dossier) if may else (),
        "told": [(one, names.get(one.document)) for one in row.progress.all()],
        "may": may,
        **{f"{key}_form": sent.get(key) or one.make_form(request, row) for key, one in _ACTION_ACTS.items()},
    }
    return render_dossier_page(request, "holders/plan_action.html", dossier, "plan", context, status=status)


action = form_page(
    "plan:read",
    _ACTION_ACTS,
    send_right="plan:edit",
    find=_find_action,
    show=_render_action,
    back=lambda row: reverse("holders:plan-action", args=[row.dossier.key, row.number]),
)
"""One action: its progress, and the forms to report, rewrite or drop it."""
