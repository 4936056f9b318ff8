"""Minutes and letters as files: public minutes for anyone, full ones for the body, letters for the company."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from filiere.core import seal
from filiere.publication.documents import decision_pdf, minutes_pdf
from filiere.site.accounts.access import signed_in
from filiere.site.committee.documents import decision_record, minutes_record
from filiere.site.committee.models import Item
from filiere.site.committee.publishing import ballots_record, minutes_of
from filiere.site.committee.querysets import seated_in
from filiere.site.committee.views.sessions import find_session
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.views.common import with_dossier
from filiere.site.templatetags.filiere import lang as current_lang


@require_safe
def minutes_json(request: HttpRequest, key: str) -> HttpResponse:
    """The sealed public minutes, byte for byte what anyone counts again."""
    session = find_session(request, key)
    minutes = minutes_of(session)
    if minutes is None:
        raise Http404
    return _json({"sha256": minutes.sha256, "minutes": minutes.body}, f"{session.key}.json")


@require_safe
def public_pdf(request: HttpRequest, key: str) -> HttpResponse:
    """The public minutes, printed."""
    session = find_session(request, key)
    if not session.minutes:
        raise Http404
    lang = current_lang()
    return _file(
        minutes_pdf(minutes_record(session, lang), lang, public=True), "application/pdf", f"{session.key}-{lang}.pdf"
    )


@require_safe
@signed_in
def full_pdf(request: HttpRequest, key: str) -> HttpResponse:
    """The minutes in full, for the members of the body; what they are recused from is left out of theirs."""
    session = find_session(request, key)
    if not session.minutes or not seated_in(request.user, session.instance):
        raise Http404
    lang = current_lang()
    record = minutes_record(session, lang, reader=request.user)
    return _file(minutes_pdf(record, lang), "application/pdf", f"{session.key}-{lang}-full.pdf")


@require_safe
@signed_in
def full_json(request: HttpRequest, key: str) -> HttpResponse:
    """The ballots and the full counts of a session, for the members of the body: with them each vote is proved."""
    session = find_session(request, key)
    if not session.minutes or not seated_in(request.user, session.instance):
        raise Http404
    body = ballots_record(session, request.user)
    return _json({"sha256": seal(body), "minutes": body}, f"{session.key}-full.json")


@require_safe
@with_dossier("committee:read")
def letter(request: HttpRequest, found: Dossier, item: str) -> HttpResponse:
    """The letter of a decision."""
    one = Item.objects.for_key(item)
    if one is None or one.dossier_id != found.pk or one.status != Item.Status.DECIDED:
        raise Http404
    lang = current_lang()
    return _file(decision_pdf(decision_record(one, lang), lang), "application/pdf", f"{one.key}-{lang}.pdf")


def _json(content: dict[str, Any], name: str) -> HttpResponse:
    body = json.dumps(content, ensure_ascii=False, indent=1)
    return _file(body.encode(), "application/json; charset=utf-8", name)


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
