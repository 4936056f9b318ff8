"""Minutes and letters as files: public minutes for anyone, full ones for the body, letters for the company."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from filiere.core import seal
from filiere.publication.documents import decision_pdf, minutes_pdf
from filiere.site.accounts.decorators import page, sign_in_required
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.committee.minutes import build_ballots_record, load_public_minutes
from filiere.site.committee.models import Item, Session
from filiere.site.committee.pdf_records import build_decision_record, build_minutes_record
from filiere.site.committee.querysets import is_seated
from filiere.site.committee.views.sessions import find_session
from filiere.site.kit.file_responses import OWN_SIDE, PUBLIC, ReadingRecord, UnrecordedReading, serve_file
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.pdf_rendering import render_pdf
from filiere.site.sandboxed_reading import InputOrigin
from filiere.site.workflow.models import Dossier


@require_safe
def minutes_json(request: HttpRequest, key: str) -> HttpResponseBase:
    """The sealed public minutes, byte for byte what anyone counts again."""
    session = find_session(request, key)
    minutes = find_or_404(load_public_minutes(session))
    return _serve_json(request, {"sha256": minutes.sha256, "minutes": minutes.body}, f"{session.key}.json", PUBLIC)


@require_safe
def public_pdf(request: HttpRequest, key: str) -> HttpResponseBase:
    """The public minutes, printed."""
    session = find_session(request, key)
    if not session.minutes:
        raise Http404
    lang = current_lang()
    sent = InputOrigin(request.user, "session", session.key)
    body = render_pdf(sent, minutes_pdf, build_minutes_record(session), lang, public=True)
    return _serve_pdf(request, body, f"{session.key}-{lang}.pdf", PUBLIC)


def _find_full_session(request: HttpRequest, key: str) -> Session:
    """A closed session of a body in which the reader sits today."""
    session = find_session(request, key)
    if not session.minutes:
        raise Http404
    if not is_seated(request.user, session.instance):
        refuse_hidden(request.user, "session:sit", subject_kind="session", subject_id=key)
    return session


@require_safe
@sign_in_required
def full_pdf(request: HttpRequest, key: str) -> HttpResponseBase:
    """The minutes in full, for the members of the body; what they are recused from is left out of theirs."""
    session = _find_full_session(request, key)
    lang = current_lang()
    record = build_minutes_record(session, reader=request.user)
    body = render_pdf(InputOrigin(request.user, "session", session.key), minutes_pdf, record, lang)
    return _serve_pdf(request, body, f"{session.key}-{lang}-full.pdf", _build_body_reading(session))


@require_safe
@sign_in_required
def full_json(request: HttpRequest, key: str) -> HttpResponseBase:
    """The ballots and the full counts of a session, for the members of the body: with them each vote is proved."""
    session = _find_full_session(request, key)
    body = build_ballots_record(session, request.user)
    content = {"sha256": seal(body), "minutes": body}
    return _serve_json(request, content, f"{session.key}-full.json", _build_body_reading(session))


@require_safe
@page("committee:read")
def letter(request: HttpRequest, found: Dossier, item: str) -> HttpResponseBase:
    """The letter of a decision."""
    item_row = Item.objects.for_key(item)
    if item_row is None or item_row.dossier_id != found.pk or item_row.status != Item.Status.DECIDED:
        raise Http404
    lang = current_lang()
    body = render_pdf(
        InputOrigin(request.user, "dossier", found.key), decision_pdf, build_decision_record(item_row), lang
    )
    return _serve_pdf(request, body, f"{item_row.key}-{lang}.pdf", OWN_SIDE)


def _serve_json(
    request: HttpRequest, content: Mapping[str, Any], name: str, reading: ReadingRecord | UnrecordedReading
) -> HttpResponseBase:
    body = json.dumps(content, ensure_ascii=False, indent=1)
    return serve_file(request, body, name=name, media_type="application/json; charset=utf-8", reading=reading)


def _serve_pdf(
    request: HttpRequest, body: bytes, name: str, reading: ReadingRecord | UnrecordedReading
) -> HttpResponseBase:
    return serve_file(request, body, name=name, media_type="application/pdf", reading=reading)


def _build_body_reading(session: Session) -> ReadingRecord:
    """What the journal keeps of reading what is for the members of a body."""
    return ReadingRecord("minutes.open", "session", session.key)
