"""Files of a dossier's label, each through its right: certificate, credential, logo kit, improvement plan."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.publication.documents import build_kit_zip, certificate_pdf, improvement_plan_pdf
from filiere.site.accounts.decorators import page
from filiere.site.holders import issuer
from filiere.site.holders.certificates import find_current_certificate, find_standing
from filiere.site.holders.models import Certificate
from filiere.site.holders.pdf_records import build_certificate_record, build_logo_record, build_plan_record
from filiere.site.kit.file_responses import OWN_SIDE, serve_file
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.pdf_rendering import render_pdf
from filiere.site.sandboxed_reading import InputOrigin
from filiere.site.workflow.models import Dossier


def _find_certificate(dossier: Dossier, number: str | None) -> Certificate:
    """Return the certificate of a dossier: the one asked for, else the last; another dossier's is not there."""
    row = find_current_certificate(dossier)
    if number:
        row = dossier.certificates.select_related("snapshot", "event").filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _build_origin(request: HttpRequest, dossier: Dossier) -> InputOrigin:
    return InputOrigin(request.user, "dossier", dossier.key)


def _serve_bytes(request: HttpRequest, content: bytes, kind: str, name: str) -> HttpResponseBase:
    return serve_file(request, content, name=name, media_type=kind, reading=OWN_SIDE)


@require_safe
@page("label:read")
def certificate(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The certificate as a PDF, in the language of the page."""
    row, lang = _find_certificate(dossier, request.GET.get("number")), current_lang()
    content = render_pdf(
        _build_origin(request, dossier), certificate_pdf, build_certificate_record(row, issuer.issuer_address()), lang
    )
    return _serve_bytes(request, content, "application/pdf", f"{row.number}-{lang}.pdf")


@require_safe
@page("label:read")
def credential(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The credential, as a file to keep."""
    row = _find_certificate(dossier, request.GET.get("number"))
    found = issuer.build_credential(row, issuer.issuer_address())
    return _serve_bytes(
        request, json.dumps(found, ensure_ascii=False, indent=1).encode(), "application/vc", f"{row.number}.json"
    )


@require_safe
@page("label:kit")
def kit(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The logo kit, as long as the label is valid."""
    row = _find_certificate(dossier, None)
    if find_standing(row) != "valid":
        raise Http404
    return _serve_bytes(
        request,
        build_kit_zip(build_logo_record(row, issuer.issuer_address())),
        "application/zip",
        f"logo-{row.number}.zip",
    )


@require_safe
@page("plan:read")
def plan(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The improvement plan as a PDF."""
    lang = current_lang()
    content = render_pdf(
        _build_origin(request, dossier), improvement_plan_pdf, build_plan_record(dossier, timezone.localdate()), lang
    )
    return _serve_bytes(request, content, "application/pdf", f"plan-{dossier.key}-{lang}.pdf")
