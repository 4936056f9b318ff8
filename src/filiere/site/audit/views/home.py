"""The audit at a glance: who, which sites, when, what was found, and what the reader may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.audit import findings, reports
from filiere.site.audit.models import Lifting
from filiere.site.audit.perimeter import sites_of
from filiere.site.audit.rounds import drawn_of, opened_to_company, recused, round_of, running_missions, waived
from filiere.site.audit.views.common import words
from filiere.site.audit.views.report import may_read
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import parties_of
from filiere.site.dossiers.rights import allowed
from filiere.site.dossiers.running import release_of
from filiere.site.dossiers.views.common import dossier_page, with_dossier
from filiere.site.templatetags.filiere import lang as current_lang

PAGES = (
    ("audit:missions", "audit:name", Text(fr="Auditeurs et missions", en="Auditors and assignments")),
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
    ("audit:tell-refusal", "audit:tell-refusal", Text(fr="Dire une visite empêchée", en="Report an obstructed visit")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as the page tells it, with what may be done about it."""

    standing: findings.Standing
    number: str
    kind: str
    criterion: str
    overdue: bool
    waiting: Lifting | None


@require_safe
@with_dossier("audit:read")
def home(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The page."""
    day = timezone.localdate()
    round_ = round_of(dossier)
    held = parties_of(request.user, dossier)
    seen = may_read(request.user, dossier)
    context: dict[str, Any] = {"round": round_, "pages": _pages(request, dossier)}
    if round_ is not None:
        plan = round_.plans.last()
        inside = bool(held & {"staff", "auditor", "committee", "appeal_panel", "state"})
        missions = running_missions(round_, day)
        context |= {
            "missions": [(one, waived(one)) for one in missions],
            "sampling": round_.samplings.last(),
            "drawn": drawn_of(round_),
            "plan": plan,
            "visits": _visits(dossier, plan)
            if plan is not None and (inside or opened_to_company(round_, day))
            else None,
            "aside": recused(dossier) if held & {"staff", "committee", "auditor"} else None,
            "lines": lines(dossier, round_, day) if seen else None,
            "rules": findings.changes_in_words(findings.counted(round_, day), current_lang()) if seen else (),
            "may_offer": allowed(request.user, "audit:offer-lifting", dossier),
            "may_judge": allowed(request.user, "audit:judge-lifting", dossier),
            "refusals": round_.refusals.all() if inside else (),
        }
    context["final"] = reports.final_body(dossier) is not None
    return dossier_page(request, "audit/home.html", dossier, "audit", context)


def lines(dossier: Dossier, round_: Any, day: Any) -> list[Line]:
    """The findings of an audit as pages tell them."""
    release = release_of(dossier)
    found = []
    for one in findings.standing(round_, day):
        criterion = release.criteria.get(one.row.criterion)
        found.append(
            Line(
                one,
                f"{one.row.round.number}.{one.row.number}",
                words(findings.kind_words(dossier, one.row.kind)),
                words(criterion.text) if criterion is not None else "–",
                one.open and one.due is not None and one.due < day,
                next((lifting for lifting in one.row.liftings.all() if lifting.judged_on is None), None),
            )
        )
    return found


def _pages(request: HttpRequest, dossier: Dossier) -> list[tuple[str, str]]:
    return [
        (reverse(url, args=[dossier.key]), words(text))
        for url, right, text in PAGES
        if allowed(request.user, right, dossier)
    ]


def _visits(dossier: Dossier, plan: Any) -> list[dict[str, Any]]:
    names = {one.key: one.name for one in sites_of(dossier)}
    return [{**one, "name": names.get(one["site"], one["site"])} for one in plan.visits]
