"""The report of a period: what fills it before it is sent, and what was sent, with its seal and its corrections."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.publication.documents import agreement_report_pdf
from filiere.site.accounts.decorators import form_page
from filiere.site.kit.act_views import PageAct, show_form
from filiere.site.kit.file_responses import PUBLIC, serve_file
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.pdf_rendering import render_pdf
from filiere.site.programme.agreements.actions.reports import send_report
from filiere.site.programme.agreements.forms import ReportForm
from filiere.site.programme.agreements.models import Report, ReportingPeriod
from filiere.site.programme.agreements.presenters.report import build_report_record, list_parts
from filiere.site.programme.agreements.report_contents import build_report_body, list_corrections
from filiere.site.programme.agreements.views.acts import LEAD, find_period, lead_to_report
from filiere.site.programme.agreements.views.pages import FRAME
from filiere.site.sandboxed_reading import InputOrigin

_SEND = PageAct(
    send_report,
    Text(
        fr="Rapport scellé : ses chiffres ne changeront plus. L’administration est prévenue.",
        en="Report sealed: its figures will not change any more. The authorities are notified.",
    ),
    ReportForm,
    back=lead_to_report,
)


def _render_draft(request: HttpRequest, period: ReportingPeriod, form: ReportForm, status: int) -> HttpResponse:
    context = {
        **FRAME,
        "period": period,
        "agreement": period.agreement,
        "parts": list_parts(build_report_body(period)["lines"]),
        "form": form,
    }
    return render(request, "programme/agreements/report_draft.html", context, status=status)


prepare_report = form_page(
    LEAD,
    _SEND,
    find=find_period,
    show=show_form(_SEND, _render_draft),
    back=lambda period: period.agreement.key,
)
"""What the report of a period would say now, and the button that seals it."""


@require_safe
def show_report(request: HttpRequest, key: str) -> HttpResponse:
    """A report as it was sent, then what was corrected since."""
    report = find_or_404(Report.objects.for_key(key))
    corrections = list_corrections(report)
    context = {
        **FRAME,
        "report": report,
        "period": report.period,
        "agreement": report.period.agreement,
        "parts": list_parts(report.body["lines"]),
        "corrections": corrections,
        "corrected": {one.words.fr for one in corrections},
    }
    return render(request, "programme/agreements/report.html", context)


@require_safe
def print_report(request: HttpRequest, key: str) -> HttpResponseBase:
    """The same as a PDF, in the language of the page."""
    report, lang = find_or_404(Report.objects.for_key(key)), current_lang()
    record = build_report_record(report, list_corrections(report))
    content = render_pdf(InputOrigin(request.user, "agreement-report", report.key), agreement_report_pdf, record, lang)
    return serve_file(request, content, name=f"{report.key}-{lang}.pdf", media_type="application/pdf", reading=PUBLIC)
