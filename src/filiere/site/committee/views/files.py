"""Minutes and letters as files: public minutes for anyone, full ones for the body, letters for the company."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from filiere.core import seal
from filiere.publication.documents import decision_pdf, minutes_pdf
from filiere.site.accounts.access import signed_in
from filiere.site.accounts.refusals import refuse_unseen
from filiere.site.attachments import OWN_SIDE, PUBLIC, Reading, Unrecorded, give_file
from filiere.site.committee.documents import decision_record, minutes_record
from filiere.site.committee.models import Item, Session
from filiere.site.committee.publishing import ballots_record, minutes_of
from filiere.site.committee.querysets import seated_in
from filiere.site.committee.views.sessions import find_session
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.views.common import with_dossier
from filiere.site.prints import draw
from filiere.site.templatetags.filiere import lang as current_lang
from filiere.site.untrusted import Sent


@require_safe
def minutes_json(request: HttpRequest, key: str) -> HttpResponseBase:
    """The sealed public minutes, byte for byte what anyone counts again."""
    session = find_session(request, key)
    minutes = minutes_of(session)
    if minutes is None:
        raise Http404
    return _json(request, {"sha256": minutes.sha256, "minutes": minutes.body}, f"{session.key}.json", PUBLIC)


@require_safe
def public_pdf(request: HttpRequest, key: str) -> HttpResponseBase:
    """The public minutes, printed."""
    session = find_session(request, key)
    if not session.minutes:
        raise Http404
    lang = current_lang()
    sent = Sent(request.user, "session", session.key)
    body = draw(sent, minutes_pdf, minutes_record(session, lang), lang, public=True)
    return _pdf(request, body, f"{session.key}-{lang}.pdf", PUBLIC)


def _full_session(request: HttpRequest, key: str) -> Session:
    """A closed session of a body in which the reader sits today."""
    session = find_session(request, key)
    if not session.minutes:
        raise Http404
    if not seated_in(request.user, session.instance):
        refuse_unseen(request.user, "session:sit", subject_kind="session", subject_id=key)
    return session


@require_safe
@signed_in
def full_pdf(request: HttpRequest, key: str) -> HttpResponseBase:
    """The minutes in full, for the members of the body; what they are recused from is left out of theirs."""
    session = _full_session(request, key)
    lang = current_lang()
    record = minutes_record(session, lang, reader=request.user)
    body = draw(Sent(request.user, "session", session.key), minutes_pdf, record, lang)
    return _pdf(request, body, f"{session.key}-{lang}-full.pdf", _of_the_body(session))


@require_safe
@signed_in
def full_json(request: HttpRequest, key: str) -> HttpResponseBase:
    """The ballots and the full counts of a session, for the members of the body: with them each vote is proved."""
    session = _full_session(request, key)
    body = ballots_record(session, request.user)
    content = {"sha256": seal(body), "minutes": body}
    return _json(request, content, f"{session.key}-full.json", _of_the_body(session))


@require_safe
@with_dossier("committee:read")
def letter(request: HttpRequest, found: Dossier, item: str) -> HttpResponseBase:
    """The letter of a decision."""
    one = Item.objects.for_key(item)
    if one is None or one.dossier_id != found.pk or one.status != Item.Status.DECIDED:
        raise Http404
    lang = current_lang()
    body = draw(Sent(request.user, "dossier", found.key), decision_pdf, decision_record(one, lang), lang)
    return _pdf(request, body, f"{one.key}-{lang}.pdf", OWN_SIDE)


def _json(
    request: HttpRequest, content: Mapping[str, Any], name: str, reading: Reading | Unrecorded
) -> HttpResponseBase:
    body = json.dumps(content, ensure_ascii=False, indent=1)
    return give_file(request, body, name=name, media_type="application/json; charset=utf-8", reading=reading)


def _pdf(request: HttpRequest, body: bytes, name: str, reading: Reading | Unrecorded) -> HttpResponseBase:
    return give_file(request, body, name=name, media_type="application/pdf", reading=reading)


def _of_the_body(session: Session) -> Reading:
    """What the journal keeps of reading what is for the members of a body."""
    return Reading("minutes.open", "session", session.key)
