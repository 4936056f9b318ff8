"""The audit at a glance: who, which sites, when, what was found, and what the reader may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import page
from filiere.site.audit import findings, sealed_reports
from filiere.site.audit.forms import JudgementForm, ProofForm
from filiere.site.audit.models import Lifting
from filiere.site.audit.report_access import may_read_report
from filiere.site.audit.rounds import (
    find_drawn_sampling,
    find_recused_mission,
    find_round,
    is_opened_to_company,
    is_waived,
    list_running_missions,
)
from filiere.site.audit.site_population import list_audited_sites
from filiere.site.kit.rights import allowed
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.views.page_frame import render_dossier_page

PAGES = (
    ("audit:missions", "audit:name", Text(fr="Missions d’audit", en="Audit assignments")),
    ("audit:sites", "audit:draw-read", Text(fr="Tirage des sites", en="Site draw")),
    ("audit:plan", "audit:plan", Text(fr="Planifier l’audit", en="Plan the audit")),
    ("audit:form", "audit:form", Text(fr="Formulaire d’audit", en="Audit form")),
    ("evidence:ask", "evidence:request", Text(fr="Demander une pièce", en="Request a document")),
    ("audit:report", "audit:report-read", Text(fr="Rapport", en="Report")),
    ("audit:answer", "audit:answer", Text(fr="Répondre au rapport", en="Respond to the report")),
    ("audit:conclude", "audit:reply", Text(fr="Répliquer et conclure", en="Reply and conclude")),
    (
        "audit:compare",
        "audit:compare",
        Text(fr="Vos réponses et celles de l’auditeur", en="Your answers and the auditor’s"),
    ),
    (
        "audit:tell-refusal",
        "audit:tell-refusal",
        Text(fr="Signaler une visite empêchée", en="Report an obstructed visit"),
    ),
)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding as the page tells it, with what may be done about it."""

    standing: findings.StandingFinding
    number: str
    kind: str
    criterion: str
    overdue: bool
    waiting: Lifting | None

    @property
    def may_be_lifted(self) -> bool:
        """Whether proof may be offered that it is lifted."""
        return self.standing.open and self.standing.due is not None and self.waiting is None


@require_safe
@page("audit:read")
def home(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The page."""
    return render_audit_home(request, dossier)


def render_audit_home(
    request: HttpRequest, dossier: Dossier, sent: Mapping[int, Any] = MappingProxyType({}), status: int = 200
) -> HttpResponse:
    """The page, with a form on each finding that the reader may lift or judge; ``sent`` is the one that was refused,
    by the number of its finding."""
    day = timezone.localdate()
    round_ = find_round(dossier)
    held = find_parties(request.user, dossier)
    seen = may_read_report(request.user, dossier)
    context: dict[str, Any] = {
        "round": round_,
        "pages": _list_pages(request, dossier),
    }
    if round_ is not None:
        plan = round_.plans.last()
        inside = bool(held & {"staff", "auditor", "committee", "appeal_panel", "state"})
        missions = list_running_missions(round_, day)
        context |= {
            "missions": [(one, is_waived(one)) for one in missions],
            "sampling": round_.samplings.last(),
            "drawn": find_drawn_sampling(round_),
            "plan": plan,
            "visits": _build_visits(dossier, plan)
            if plan is not None and (inside or is_opened_to_company(round_, day))
            else None,
            "aside": find_recused_mission(dossier) if held & {"staff", "committee", "auditor"} else None,
            "lines": _add_forms(request, dossier, build_finding_rows(dossier, round_, day), sent) if seen else None,
            "rules": findings.describe_rule_effects(findings.count_standing_findings(round_, day)) if seen else (),
            "refusals": round_.refusals.all() if inside else (),
        }
    context["final"] = sealed_reports.load_final_body(dossier) is not None
    return render_dossier_page(request, "audit/home.html", dossier, "audit", context, status)


def _add_forms(
    request: HttpRequest, dossier: Dossier, lines: list[FindingRow], sent: Mapping[int, Any]
) -> list[tuple[FindingRow, ProofForm | None, JudgementForm | None]]:
    """The findings, each with the form of its proof and that of its judgement, where the reader may fill one."""
    may_offer = allowed(request.user, "audit:offer-lifting", dossier)
    may_judge = allowed(request.user, "audit:judge-lifting", dossier)
    found = []
    for line in lines:
        number, form = line.standing.row.pk, sent.get(line.standing.row.pk)
        offer = form if isinstance(form, ProofForm) else ProofForm(number) if line.may_be_lifted else None
        judge = form if isinstance(form, JudgementForm) else JudgementForm(line.waiting) if line.waiting else None
        found.append((line, offer if may_offer else None, judge if may_judge else None))
    return found


def build_finding_rows(dossier: Dossier, round_: Any, day: Any) -> list[FindingRow]:
    """The findings of an audit as pages tell them."""
    release = load_release(dossier)
    found = []
    for standing_finding in findings.list_standing_findings(round_, day):
        criterion = release.criteria.get(standing_finding.row.criterion)
        found.append(
            FindingRow(
                standing_finding,
                f"{standing_finding.row.round.number}.{standing_finding.row.number}",
                str(findings.finding_kind_label(dossier, standing_finding.row.kind)),
                str(criterion.text) if criterion is not None else "–",
                standing_finding.open and standing_finding.due is not None and standing_finding.due < day,
                next((lifting for lifting in standing_finding.row.liftings.all() if lifting.judged_on is None), None),
            )
        )
    return found


def _list_pages(request: HttpRequest, dossier: Dossier) -> list[tuple[str, str]]:
    return [
        (reverse(url, args=[dossier.key]), str(text))
        for url, right, text in PAGES
        if allowed(request.user, right, dossier)
    ]


def _build_visits(dossier: Dossier, plan: Any) -> list[dict[str, Any]]:
    names = {one.key: one.name for one in list_audited_sites(dossier)}
    return [{"name": names.get(one["site"], one["site"]), "day": date.fromisoformat(one["day"])} for one in plan.visits]
