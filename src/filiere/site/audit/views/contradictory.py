"""The candidate answers, the auditor replies, findings are lifted; and the candidate compares the three branches."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filiere.core import Faults
from filiere.site.accounts.decorators import page
from filiere.site.audit import report_bodies, scores
from filiere.site.audit.actions import hand_report as acts
from filiere.site.audit.actions.hand_report import PartyStatement
from filiere.site.audit.actions.lift_finding import judge_lifting, offer_lifting, report_visit_refusal
from filiere.site.audit.models import Finding, Lifting, Statement
from filiere.site.audit.rounds import find_round
from filiere.site.audit.views.common import flash_done, flash_faults
from filiere.site.audit.views.home import build_finding_rows
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.views.common import render_dossier_page

_AGREEMENT_VALUES = {"yes": True, "no": False}


@require_http_methods(["GET", "HEAD", "POST"])
@page("audit:answer")
def answer_report_view(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The company answers each finding, and the whole."""
    return _handle_statements(request, dossier, "audit/answer.html", acts.answer_report, Statement.Party.CANDIDATE)


@require_http_methods(["GET", "HEAD", "POST"])
@page("audit:reply")
def conclude_audit_view(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The auditor replies to each answer, and concludes."""
    return _handle_statements(request, dossier, "audit/conclude.html", acts.conclude_audit, Statement.Party.AUDITOR)


def _handle_statements(request: HttpRequest, dossier: Dossier, template: str, do: Any, party: str) -> HttpResponse:
    status = 200
    if request.method == "POST":
        said, overall = _parse_statements(request)
        try:
            do(actor=request.user, dossier=dossier, findings=said, overall=overall)
        except Faults as faults:
            flash_faults(request, faults)
            status = 422
        else:
            flash_done(request, "Envoyé.", "Sent.")
            # An auditor who concluded is no party any more: their own dossiers, rather than a page that is not theirs.
            if not find_parties(request.user, dossier):
                return redirect("dossiers:home")
            return redirect("audit:home", key=dossier.key)
    round_ = find_round(dossier)
    rows = []
    for line in build_finding_rows(dossier, round_, timezone.localdate()) if round_ is not None else ():
        answers = [one for one in line.standing.row.statements.all() if one.party == Statement.Party.CANDIDATE]
        pk = line.standing.row.pk
        rows.append(
            {
                "line": line,
                "answer": answers[-1] if answers else None,
                "text": request.POST.get(f"text_{pk}", ""),
                "agrees": request.POST.get(f"agrees_{pk}", ""),
            }
        )
    whole = None
    if party == Statement.Party.AUDITOR and round_ is not None:
        whole = round_.statements.filter(finding__isnull=True, party=Statement.Party.CANDIDATE).last()
    context = {"rows": rows, "overall": request.POST.get("overall", ""), "whole": whole}
    return render_dossier_page(request, template, dossier, "audit", context, status)


def _parse_statements(request: HttpRequest) -> tuple[dict[int, PartyStatement], PartyStatement]:
    found: dict[int, PartyStatement] = {}
    for name in request.POST:
        head, _, tail = name.partition("_")
        if head == "text" and tail.isascii() and tail.isdigit() and len(tail) < 12:
            agrees = _AGREEMENT_VALUES.get(request.POST.get(f"agrees_{tail}", ""))
            found[int(tail)] = PartyStatement(request.POST[name], agrees)
    return found, PartyStatement(request.POST.get("overall", ""))


@require_safe
@page("audit:compare")
def compare_branches_view(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """What was handed in, what the company answers now, what the auditor found."""
    round_ = find_round(dossier)
    handed = report_bodies.find_handed_report(dossier)
    if round_ is None or handed is None:
        return render_dossier_page(request, "audit/compare.html", dossier, "audit", {"rows": None})
    final = report_bodies.load_final_body(dossier)
    body = final[0] if final is not None and final[0]["round"] == round_.number else handed.body
    rows = scores.compare_branches(dossier, scores.load_current_answers(round_), body["answers"])
    return render_dossier_page(request, "audit/compare.html", dossier, "audit", {"rows": rows})


@require_POST
@page("audit:offer-lifting")
def offer_lifting_view(request: HttpRequest, dossier: Dossier, number: int) -> HttpResponse:
    """Offer proof for a finding."""
    found = Finding.objects.for_dossier(dossier).filter(pk=number).first()
    if found is None:
        raise Http404
    try:
        offer_lifting(actor=request.user, dossier=dossier, finding=found, proof=request.POST.get("proof", ""))  # type: ignore[arg-type]
    except Faults as faults:
        flash_faults(request, faults)
    else:
        flash_done(request, "Preuve offerte ; l’auditeur la jugera.", "Evidence submitted; the auditor will assess it.")
    return redirect("audit:home", key=dossier.key)


@require_POST
@page("audit:judge-lifting")
def judge_lifting_view(request: HttpRequest, dossier: Dossier, number: int) -> HttpResponse:
    """Judge the proof offered for a finding."""
    found = Lifting.objects.for_dossier(dossier).filter(pk=number).first()
    verdict = _AGREEMENT_VALUES.get(request.POST.get("accepted", ""))
    if found is None or verdict is None:
        raise Http404
    try:
        judge_lifting(
            actor=request.user,  # type: ignore[arg-type]  # signed in, hence an account
            dossier=dossier,
            lifting=found,
            accepted=verdict,
            reason=request.POST.get("reason", ""),
        )
    except Faults as faults:
        flash_faults(request, faults)
    else:
        flash_done(request, "Jugé.", "Judged.")
    return redirect("audit:home", key=dossier.key)


@require_http_methods(["GET", "HEAD", "POST"])
@page("audit:tell-refusal")
def refusal(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Tell a visit prevented by the holder."""
    if request.method == "POST":
        try:
            report_visit_refusal(actor=request.user, dossier=dossier, text=request.POST.get("text", ""))  # type: ignore[arg-type]
        except Faults as faults:
            flash_faults(request, faults)
        else:
            flash_done(request, "Dit, et daté de ce jour.", "Reported, and dated today.")
            return redirect("audit:home", key=dossier.key)
    return render_dossier_page(request, "audit/refusal.html", dossier, "audit", {"text": request.POST.get("text", "")})
