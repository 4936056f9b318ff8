"""The report: handing it, reading it, and printing it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.publication.documents import audit_report_pdf
from filiere.site.accounts.decorators import form_page, page, signed_in_user
from filiere.site.audit import report_pdf
from filiere.site.audit.actions.submit_report import submit_report
from filiere.site.audit.findings import finding_kind_label
from filiere.site.audit.form_pages import AuditForm
from filiere.site.audit.report_access import find_readable_report
from filiere.site.audit.report_readiness import build_report_draft
from filiere.site.audit.report_scores import build_score_lines
from filiere.site.audit.rounds import find_round
from filiere.site.audit.views.form_fields import field_label
from filiere.site.evidence.confidentiality_classes import INSIDE
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.file_responses import OWN_SIDE, ReadingRecord, serve_file
from filiere.site.kit.rights import allowed
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.pdf_rendering import render_pdf
from filiere.site.sandboxed_reading import InputOrigin
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.views.page_frame import render_dossier_page


class HandForm(forms.Form):
    """The report is handed by whoever says that they read it."""

    read = forms.BooleanField(
        label=field_label(
            "J’ai relu ce rapport et j’en réponds", "I have checked this report and take responsibility for it"
        )
    )

    def clean(self) -> dict[str, Any]:
        """Return nothing: the act takes no more than who hands it."""
        super().clean()
        return {}


def _render_report(request: HttpRequest, dossier: Dossier, bound: dict[str, Any], status: int) -> HttpResponse:
    found = find_readable_report(request.user, dossier)
    context: dict[str, Any] = {"draft": None, "body": None}
    round_ = find_round(dossier)
    if round_ is not None and allowed(request.user, "audit:report", dossier):
        pages = AuditForm(dossier, signed_in_user(request))
        plan_url = reverse("audit:plan", args=[dossier.key])
        context["draft"] = build_report_draft(pages, round_, plan_url=plan_url)
        context["form"] = bound.get("", HandForm())
    if found is not None:
        body, sha256, final = found
        themes, total = build_score_lines(body, load_release(dossier), body["category"])
        context |= {
            "body": body,
            "sha256": sha256,
            "final": final,
            "themes": themes,
            "total": total,
            "findings": build_finding_lines(dossier, body),
            "level": report_pdf.proposed_level_label(dossier, body),
        }
    return render_dossier_page(request, "audit/report.html", dossier, "audit", context, status)


report = form_page(
    "audit:report-read",
    PageAct(
        submit_report,
        Text(fr="Rapport remis ; l’entreprise peut y répondre.", en="Report submitted; the company may respond."),
        HandForm,
    ),
    show=_render_report,
    back=lambda dossier: reverse("audit:report", args=[dossier.key]),
    send_right="audit:report",
)
"""The report; an auditor hands it from here."""


@require_safe
@page("audit:report-read")
def pdf(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The final report as a PDF."""
    found = find_readable_report(request.user, dossier)
    if found is None or not found[2]:
        raise Http404
    record = report_pdf.build_audit_report(dossier, found[0], found[1])
    document = render_pdf(InputOrigin(request.user, "dossier", dossier.key), audit_report_pdf, record, current_lang())
    inside = find_parties(request.user, dossier) & INSIDE
    reading = OWN_SIDE if inside else ReadingRecord("report.open", "dossier", dossier.key)
    name = f"{dossier.key}-audit.pdf"
    return serve_file(request, document, name=name, media_type="application/pdf", reading=reading)


def build_finding_lines(dossier: Dossier, body: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings of a report, with words in place of keys."""
    release = load_release(dossier)
    return [
        {
            **one,
            "kind_words": str(finding_kind_label(dossier, one["kind"])),
            "about": str(release.criteria[one["criterion"]].text) if one["criterion"] in release.criteria else None,
        }
        for one in report_pdf.order_findings(dossier, body)
    ]
