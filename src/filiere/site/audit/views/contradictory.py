"""The candidate answers, the auditor replies, findings are lifted; and the candidate compares the three branches."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.referentials.workflow import running_deadlines
from filiere.site.accounts.decorators import View, act_page, form_page, page
from filiere.site.audit import evaluation_comparison, sealed_reports
from filiere.site.audit.actions import submit_report as acts
from filiere.site.audit.actions.lift_finding import judge_lifting, offer_lifting, report_visit_refusal
from filiere.site.audit.forms import JudgementForm, ProofForm, StatementsForm
from filiere.site.audit.models import Finding, Lifting, Statement
from filiere.site.audit.rounds import find_round
from filiere.site.audit.views.form_fields import field_label, text_area
from filiere.site.audit.views.overview import FindingRow, build_finding_rows, render_audit_home
from filiere.site.kit.act_views import PageAct
from filiere.site.workflow.engine_adapter import replay_with_due
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.views.page_frame import render_dossier_page


def _make_statements_page(right: str, act: Callable[..., None], template: str, party: str) -> View:
    return form_page(
        right,
        PageAct(
            act,
            Text(fr="Envoyé.", en="Sent."),
            StatementsForm,
            form_arguments=lambda dossier: (party, [one.standing.row.pk for one in _list_findings(dossier)]),
            answer=_answer_sent,
        ),
        show=partial(_render_statements, template, party),
        back=_find_home,
    )


def _find_home(dossier: Dossier) -> str:
    return reverse("audit:home", args=[dossier.key])


def _answer_sent(request: HttpRequest, dossier: Dossier, _made: None) -> HttpResponse:
    # An auditor who concluded is no party any more: their own dossiers, rather than a page that is not theirs.
    return redirect(_find_home(dossier) if find_parties(request.user, dossier) else "dossiers:home")


def _list_findings(dossier: Dossier) -> list[FindingRow]:
    round_ = find_round(dossier)
    return build_finding_rows(dossier, round_, timezone.localdate()) if round_ is not None else []


def _render_statements(
    template: str, party: str, request: HttpRequest, dossier: Dossier, bound: dict[str, Any], status: int
) -> HttpResponse:
    round_, lines = find_round(dossier), _list_findings(dossier)
    form = bound.get("") or StatementsForm(party, [one.standing.row.pk for one in lines])
    rows = []
    for line in lines:
        answers = [one for one in line.standing.row.statements.all() if one.party == Statement.Party.CANDIDATE]
        agrees, text = form.get_fields_of(line.standing.row.pk)
        rows.append({"line": line, "answer": answers[-1] if answers else None, "agrees": agrees, "text": text})
    whole = None
    if party == Statement.Party.AUDITOR and round_ is not None:
        whole = round_.statements.filter(finding__isnull=True, party=Statement.Party.CANDIDATE).last()
    deadlines = running_deadlines(replay_with_due(dossier))
    due = next((one.due for one in deadlines if party in one.silent_parties), None)
    context = {"form": form, "rows": rows, "whole": whole, "due": due}
    return render_dossier_page(request, template, dossier, "audit", context, status)


answer_report_view = _make_statements_page(
    "audit:answer", acts.answer_report, "audit/answer.html", Statement.Party.CANDIDATE
)
"""The company answers each finding, and the whole."""

conclude_audit_view = _make_statements_page(
    "audit:reply", acts.conclude_audit, "audit/conclude.html", Statement.Party.AUDITOR
)
"""The auditor replies to each answer, and concludes."""


@require_safe
@page("audit:compare")
def compare_branches_view(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """What was handed in, what the company answers now, what the auditor found."""
    round_ = find_round(dossier)
    handed = sealed_reports.find_handed_report(dossier)
    if round_ is None or handed is None:
        return render_dossier_page(request, "audit/compare.html", dossier, "audit", {"rows": None})
    final = sealed_reports.load_final_body(dossier)
    body = final[0] if final is not None and final[0]["round"] == round_.number else handed.body
    rows = evaluation_comparison.compare_branches(
        dossier, evaluation_comparison.load_current_answers(round_), body["answers"]
    )
    return render_dossier_page(request, "audit/compare.html", dossier, "audit", {"rows": rows})


def _find_finding(_request: HttpRequest, dossier: Dossier, number: int) -> Finding:
    return get_object_or_404(Finding.objects.for_dossier(dossier), pk=number)


def _find_lifting(_request: HttpRequest, dossier: Dossier, number: int) -> Lifting:
    return get_object_or_404(Lifting.objects.for_dossier(dossier), pk=number)


def _read_verdict(request: HttpRequest, lifting: Lifting) -> dict[str, Any]:
    if (pressed := request.POST.get("accepted")) not in {"yes", "no"}:
        raise Http404
    return {"lifting": lifting, "accepted": pressed == "yes"}


def _show_refused_form(
    request: HttpRequest, dossier: Dossier, thing: Finding | Lifting, bound: dict[str, Any], status: int
) -> HttpResponse:
    finding = thing if isinstance(thing, Finding) else thing.finding
    return render_audit_home(request, dossier, {finding.pk: bound[""]}, status)


offer_lifting_view = act_page(
    "audit:offer-lifting",
    PageAct(
        offer_lifting,
        Text(fr="Preuve déposée ; l’auditeur l’examinera.", en="Evidence submitted; the auditor will assess it."),
        ProofForm,
        form_arguments=lambda finding: (finding.pk,),
        row=lambda _, finding: finding.round.dossier,
        given=lambda _, finding: {"finding": finding},
    ),
    find=_find_finding,
    show=_show_refused_form,
    back=lambda finding: _find_home(finding.round.dossier),
)
"""Offering proof for a finding."""

judge_lifting_view = act_page(
    "audit:judge-lifting",
    PageAct(
        judge_lifting,
        Text(fr="Avis enregistré.", en="Assessed."),
        JudgementForm,
        form_arguments=lambda lifting: (lifting,),
        row=lambda _, lifting: lifting.finding.round.dossier,
        given=_read_verdict,
    ),
    find=_find_lifting,
    show=_show_refused_form,
    back=lambda lifting: _find_home(lifting.finding.round.dossier),
)
"""Judging the proof offered for a finding."""


class RefusalForm(forms.Form):
    """The facts of a visit that was prevented."""

    text = forms.CharField(
        required=False, widget=text_area(6, maxlength=4000, required=True), label=field_label("Les faits", "The facts")
    )


def _render_refusal(request: HttpRequest, dossier: Dossier, bound: dict[str, Any], status: int) -> HttpResponse:
    context = {"form": bound.get("", RefusalForm())}
    return render_dossier_page(request, "audit/refusal.html", dossier, "audit", context, status)


refusal = form_page(
    "audit:tell-refusal",
    PageAct(
        report_visit_refusal,
        Text(fr="Signalement enregistré, daté de ce jour.", en="Reported, and dated today."),
        RefusalForm,
    ),
    show=_render_refusal,
    back=_find_home,
)
"""Telling a visit prevented by the holder."""
