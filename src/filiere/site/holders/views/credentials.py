"""For programs and phones, signed in or not: credentials, status lists, keys of the issuer, the code of a certificate.

A certificate is public by its nature, and its number leads here. What is not there is not there, whatever is asked.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from filiere.core import Faults
from filiere.credentials import PURPOSES, read_certificate_number
from filiere.site.holders import issuer
from filiere.site.holders.models import Certificate
from filiere.site.kit.languages import use_page_language
from filiere.site.kit.shortcuts import find_or_404

CREDENTIAL = "application/vc"


def find_certificate(number: str) -> Certificate:
    """Return the certificate of a number as it was typed; `Http404` without one."""
    try:
        kept = read_certificate_number(number)
    except Faults:
        raise Http404 from None
    return find_or_404(Certificate.objects.for_number(kept))


def build_json_response(content: dict[str, Any], kind: str, seconds: int) -> HttpResponse:
    """Return a document that any site may read."""
    response = HttpResponse(json.dumps(content, ensure_ascii=False, indent=1), content_type=kind)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={seconds}"
    return response


@require_safe
def did(request: HttpRequest) -> HttpResponse:
    """The keys of the issuer."""
    return build_json_response(issuer.build_did_document(issuer.issuer_address()), "application/did+json", 300)


@require_safe
def status(request: HttpRequest, purpose: str) -> HttpResponse:
    """A status list. It may be kept for five minutes only: a suspension must show on the day it comes."""
    for item in PURPOSES:
        if item == purpose:
            return build_json_response(issuer.build_status_list(issuer.issuer_address(), item), CREDENTIAL, 300)
    raise Http404


@require_safe
def credential(request: HttpRequest, number: str) -> HttpResponse:
    """The credential of a certificate."""
    return build_json_response(
        issuer.build_credential(find_certificate(number), issuer.issuer_address()), CREDENTIAL, 300
    )


@require_safe
def verify(request: HttpRequest, number: str) -> HttpResponse:
    """Lead from the code of a certificate to what the register says of it, in the reader's language.

    A number that nobody bears goes there too: that page says whether it was mistyped or the certificate is not ours.
    """
    lang = get_language_from_request(request)
    with use_page_language(lang):
        try:
            address = reverse("register:verify", args=[number[:80]])
        except NoReverseMatch:
            address = reverse("credentials:credential", args=[find_certificate(number).number])
    response = HttpResponseRedirect(address)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response
