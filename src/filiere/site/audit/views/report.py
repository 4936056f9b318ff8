"""The report: handing it, reading it, and printing it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.publication.documents import audit_report_pdf
from filiere.site.accounts.decorators import form_page, page
from filiere.site.accounts.rights import Actor
from filiere.site.audit import report_bodies, report_pdf
from filiere.site.audit.actions.hand_report import hand_report
from filiere.site.audit.findings import finding_kind_label
from filiere.site.audit.rounds import find_round
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
from filiere.site.workflow.views.common import render_dossier_page

REPORT_READERS = frozenset({"candidate", "candidate_reader", "holder", "staff", "auditor"})
"""Parties that read the report handed for answer; the others read the final one."""


def may_read_report(actor: Actor, dossier: Dossier) -> bool:
    """Whether the reader may read the report there is now."""
    return allowed(actor, "audit:report-read", dossier) and find_readable_report(actor, dossier) is not None


def find_readable_report(actor: Actor, dossier: Dossier) -> tuple[dict[str, Any], str, bool] | None:
    """The report that the reader may read: its body, its fingerprint, whether it is final; None when there is none."""
    final = report_bodies.load_final_body(dossier)
    round_ = find_round(dossier)
    handed = report_bodies.find_handed_report(dossier)
    if final is not None and (round_ is None or final[0]["round"] == round_.number):
        return (*final, True)
    if handed is not None and find_parties(actor, dossier) & REPORT_READERS:
        return handed.body, handed.sha256, False
    return (*final, True) if final is not None else None


def _render_report(request: HttpRequest, dossier: Dossier, _bound: dict[str, Any], status: int) -> HttpResponse:
    found = find_readable_report(request.user, dossier)
    may_hand = allowed(request.user, "audit:report", dossier)
    context: dict[str, Any] = {"may_hand": may_hand, "draft": None, "body": None}
    round_ = find_round(dossier)
    if may_hand and round_ is not None:
        draft = report_bodies.build_report_body(round_, "for_answer", timezone.localdate())
        context |= {"draft": draft, "draft_scores": build_score_lines(dossier, draft)}
    if found is not None:
        body, sha256, final = found
        context |= {
            "body": body,
            "sha256": sha256,
            "final": final,
            "scores": build_score_lines(dossier, body),
            "findings": build_finding_lines(dossier, body),
            "level": report_pdf.proposed_level_label(dossier, body),
        }
    return render_dossier_page(request, "audit/report.html", dossier, "audit", context, status)


report = form_page(
    "audit:report-read",
    PageAct(
        hand_report,
        Text(fr="Rapport remis ; l’entreprise peut y répondre.", en="Report submitted; the company may respond."),
    ),
    show=_render_report,
    back=lambda dossier: reverse("audit:report", args=[dossier.key]),
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


def build_score_lines(dossier: Dossier, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Themes and total with both scores, for a table."""
    both = body["scores"]
    lines = [
        {
            "words": str(theme.text),
            "candidate": _format_theme_score(both["candidate"]["themes"], both["candidate"]["theme_ranges"], theme.key),
            "auditor": _format_theme_score(both["auditor"]["themes"], both["auditor"]["theme_ranges"], theme.key),
        }
        for theme in load_release(dossier).themes
        if theme.key in both["candidate"]["themes"] or theme.key in both["auditor"]["themes"]
    ]
    total = {
        "words": None,
        "candidate": _format_score(both["candidate"]["total"], both["candidate"]["range"]),
        "auditor": _format_score(both["auditor"]["total"], both["auditor"]["range"]),
    }
    return [*lines, total]


def _format_theme_score(themes: dict[str, Any], ranges: dict[str, Any], key: str) -> str:
    return _format_score(themes.get(key), ranges.get(key))


def _format_score(value: str | None, span: list[str] | None) -> str:
    """A score, or the two bounds between which it lies as long as something is not known; a dash for neither."""
    if value is not None or not span:
        return format_number(report_pdf.parse_decimal(value), digits=1)
    low, high = (format_number(report_pdf.parse_decimal(one), digits=1) for one in span)
    return str(Text(fr=f"de {low} à {high}", en=f"{low} to {high}"))


def build_finding_lines(dossier: Dossier, body: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings of a report, with words in place of keys."""
    release = load_release(dossier)
    return [
        {
            **one,
            "kind_words": str(finding_kind_label(dossier, one["kind"])),
            "about": str(release.criteria[one["criterion"]].text) if one["criterion"] in release.criteria else None,
        }
        for one in body["findings"]
    ]
