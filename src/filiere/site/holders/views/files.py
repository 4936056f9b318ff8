"""Files of a dossier's label, each through its right: certificate, credential, logo kit, improvement plan."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.publication.documents import certificate_pdf, improvement_plan_pdf, kit_zip
from filiere.site.attachments import OWN_SIDE, give_file
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.views.common import with_dossier
from filiere.site.holders import issuer
from filiere.site.holders.certificates import current_certificate, standing
from filiere.site.holders.models import Certificate
from filiere.site.holders.papers import certificate_record, logo_record, plan_record
from filiere.site.prints import draw
from filiere.site.templatetags.filiere import lang as current_lang
from filiere.site.untrusted import Sent


def _certificate(dossier: Dossier, number: str | None) -> Certificate:
    """Return the certificate of a dossier: the one asked for, else the last; another dossier's is not there."""
    row = current_certificate(dossier)
    if number:
        row = dossier.certificates.select_related("snapshot", "event").filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _sent(request: HttpRequest, dossier: Dossier) -> Sent:
    return Sent(request.user, "dossier", dossier.key)


def _file(request: HttpRequest, content: bytes, kind: str, name: str) -> HttpResponseBase:
    return give_file(request, content, name=name, media_type=kind, reading=OWN_SIDE)


@require_safe
@with_dossier("label:read")
def certificate(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The certificate as a PDF, in the language of the page."""
    row, lang = _certificate(dossier, request.GET.get("number")), current_lang()
    content = draw(_sent(request, dossier), certificate_pdf, certificate_record(row, issuer.address()), lang)
    return _file(request, content, "application/pdf", f"{row.number}-{lang}.pdf")


@require_safe
@with_dossier("label:read")
def credential(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The credential, as a file to keep."""
    row = _certificate(dossier, request.GET.get("number"))
    found = issuer.credential_of(row, issuer.address())
    return _file(
        request, json.dumps(found, ensure_ascii=False, indent=1).encode(), "application/vc", f"{row.number}.json"
    )


@require_safe
@with_dossier("label:kit")
def kit(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The logo kit, as long as the label is valid."""
    row = _certificate(dossier, None)
    if standing(row) != "valid":
        raise Http404
    return _file(request, kit_zip(logo_record(row, issuer.address())), "application/zip", f"logo-{row.number}.zip")


@require_safe
@with_dossier("plan:read")
def plan(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The improvement plan as a PDF."""
    lang = current_lang()
    content = draw(_sent(request, dossier), improvement_plan_pdf, plan_record(dossier, timezone.localdate()), lang)
    return _file(request, content, "application/pdf", f"plan-{dossier.key}-{lang}.pdf")
