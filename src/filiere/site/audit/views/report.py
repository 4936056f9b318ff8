"""The report: handing it, reading it, and printing it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.core.numbers import number
from filiere.publication.documents import audit_report_pdf
from filiere.site.accounts.permissions import Actor
from filiere.site.attachments import OWN_SIDE, Reading, give_file
from filiere.site.audit import printing, reports
from filiere.site.audit.actions.report import hand_report
from filiere.site.audit.findings import kind_words
from filiere.site.audit.rounds import round_of
from filiere.site.audit.views.common import done, told, words
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import parties_of
from filiere.site.dossiers.rights import allowed, require_in
from filiere.site.dossiers.running import release_of
from filiere.site.dossiers.views.common import dossier_page, with_dossier
from filiere.site.evidence.classes import INSIDE
from filiere.site.prints import draw
from filiere.site.templatetags.filiere import lang as current_lang
from filiere.site.untrusted import Sent

NEAR = frozenset({"candidate", "candidate_reader", "holder", "staff", "auditor"})
"""Parties that read the report handed for answer; the others read the final one."""


def may_read(actor: Actor, dossier: Dossier) -> bool:
    """Whether the reader may read the report there is now."""
    return allowed(actor, "audit:report-read", dossier) and shown(actor, dossier) is not None


def shown(actor: Actor, dossier: Dossier) -> tuple[dict[str, Any], str, bool] | None:
    """The report that the reader may read: its body, its fingerprint, whether it is final; None when there is none."""
    final = reports.final_body(dossier)
    round_ = round_of(dossier)
    handed = reports.handed(dossier)
    if final is not None and (round_ is None or final[0]["round"] == round_.number):
        return (*final, True)
    if handed is not None and parties_of(actor, dossier) & NEAR:
        return handed.body, handed.sha256, False
    return (*final, True) if final is not None else None


@require_http_methods(["GET", "HEAD", "POST"])
@with_dossier("audit:report-read")
def report(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The report; an auditor hands it from here."""
    if request.method == "POST":
        require_in(request.user, "audit:report", dossier)
        try:
            hand_report(actor=request.user, dossier=dossier)  # type: ignore[arg-type]
        except Faults as faults:
            told(request, faults)
        else:
            done(request, "Rapport rendu ; l’entreprise peut y répondre.", "Report submitted; the company may respond.")
        return redirect("audit:report", key=dossier.key)
    found = shown(request.user, dossier)
    may_hand = allowed(request.user, "audit:report", dossier)
    context: dict[str, Any] = {"may_hand": may_hand, "draft": None, "body": None}
    round_ = round_of(dossier)
    if may_hand and round_ is not None:
        draft = reports.body_of(round_, "for_answer", timezone.localdate())
        context |= {"draft": draft, "draft_scores": score_lines(dossier, draft)}
    if found is not None:
        body, sha256, final = found
        context |= {
            "body": body,
            "sha256": sha256,
            "final": final,
            "scores": score_lines(dossier, body),
            "findings": finding_lines(dossier, body),
            "level": printing.level_words(dossier, body),
        }
    return dossier_page(request, "audit/report.html", dossier, "audit", context)


@require_safe
@with_dossier("audit:report-read")
def pdf(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The final report as a PDF."""
    found = shown(request.user, dossier)
    if found is None or not found[2]:
        raise Http404
    record = printing.printed(dossier, found[0], found[1])
    document = draw(Sent(request.user, "dossier", dossier.key), audit_report_pdf, record, current_lang())
    inside = parties_of(request.user, dossier) & INSIDE
    reading = OWN_SIDE if inside else Reading("report.open", "dossier", dossier.key)
    name = f"{dossier.key}-audit.pdf"
    return give_file(request, document, name=name, media_type="application/pdf", reading=reading)


def score_lines(dossier: Dossier, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Themes and total with both scores, for a table."""
    both = body["scores"]
    lines = [
        {
            "words": words(theme.text),
            "candidate": _score(both["candidate"]["themes"], both["candidate"]["theme_ranges"], theme.key),
            "auditor": _score(both["auditor"]["themes"], both["auditor"]["theme_ranges"], theme.key),
        }
        for theme in release_of(dossier).themes
        if theme.key in both["candidate"]["themes"] or theme.key in both["auditor"]["themes"]
    ]
    total = {
        "words": None,
        "candidate": _shown(both["candidate"]["total"], both["candidate"]["range"]),
        "auditor": _shown(both["auditor"]["total"], both["auditor"]["range"]),
    }
    return [*lines, total]


def _score(themes: dict[str, Any], ranges: dict[str, Any], key: str) -> str:
    return _shown(themes.get(key), ranges.get(key))


def _shown(value: str | None, span: list[str] | None) -> str:
    """A score, or the two bounds between which it lies as long as something is not known; a dash for neither."""
    lang = current_lang()
    if value is not None or not span:
        return number(printing.decimal(value), lang, 1)
    low, high = (number(printing.decimal(one), lang, 1) for one in span)
    return str(Text(fr=f"de {low} à {high}", en=f"{low} to {high}"))


def finding_lines(dossier: Dossier, body: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings of a report, with words in place of keys."""
    release = release_of(dossier)
    return [
        {
            **one,
            "kind_words": words(kind_words(dossier, one["kind"])),
            "about": words(release.criteria[one["criterion"]].text) if one["criterion"] in release.criteria else None,
        }
        for one in body["findings"]
    ]
