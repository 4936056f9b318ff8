"""A form sent twice is answered once: the second answer is the first, word for word.

`{% csrf_token %}` puts a token of its own into every form (see `filiere.site.kit.templatetags.filiere`). What was sent
is known by the token, the fields, the files, the address and the browser; sent again with other fields, it is another
form. The act notes it (see `filiere.site.journal.form_claims`), and this middleware keeps the answer for an hour: a
redirection with its flash message, or a page such as the one that shows a number once. It is sealed under the token,
so that the database alone opens none.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http.cookies import Morsel
from typing import Any, cast

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect

from filiere.core import Text
from filiere.site.accounts.sealing import (
    UnreadableSeal,
    hash_token,
    register_brief_sealed_field,
    seal_text,
    unseal_text,
)
from filiere.site.failure_kinds import DATABASE_BUSY, FailureKind
from filiere.site.failure_responses import render_failure
from filiere.site.journal.form_claims import AnsweredAlready, SentForm, sent_form
from filiere.site.journal.models import AnsweredForm
from filiere.site.kit.refused_form_fields import FORM_TOKEN

log = logging.getLogger("filiere.site")
View = Callable[..., HttpResponseBase]

ANSWER_PURPOSE = register_brief_sealed_field("form-answer", "journal.AnsweredForm", "answer")
ANSWER_LIFETIME = timedelta(hours=1)
MAX_ANSWER_BYTES = 256 * 1024
"""Bytes of a page that is kept to be given again."""
NOT_KEPT = "-"
WAIT_SECONDS, POLL_SECONDS = 3.0, 0.05
"""Seconds that a second request waits for the answer of the first, once its act is done, and between two looks."""
SENT_ALREADY = FailureKind(
    status=409,
    code="sent-already",
    title=Text(fr="Votre envoi est déjà enregistré", en="What you sent is already saved"),
    safe=Text(
        fr="Il est enregistré une seule fois, bien qu’arrivé plusieurs fois ; seule la réponse s’est perdue.",
        en="It was saved once, although it was submitted several times; only the response was lost.",
    ),
    remedy=Text(
        fr="Rouvrez la page pour voir ce qui est enregistré. Il n’y a rien à renvoyer.",
        en="Open the page again to see what is saved. There is nothing to resubmit.",
    ),
    again=False,
)


class FormIdempotencyMiddleware:
    """Give to a form that has acted the answer it had, and keep the answer of one that has just acted.

    It stands outside the middleware of sessions and messages, whose cookies belong to the answer.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            response = self.get_response(request)
        finally:
            form = sent_form.get()
            sent_form.set(None)
        return response if form is None else _settle_answer(request, form, response)

    def process_view(self, request: HttpRequest, view: View, *_: Any) -> HttpResponseBase | None:
        """Look at the form before the view does; a view that receives files does so itself, by `idempotent_form`."""
        return None if getattr(view, "csrf_exempt", False) else replay_answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer a request whose act another request of the same form has made meanwhile."""
        form = sent_form.get()
        if form is None or not isinstance(exception, AnsweredAlready):
            return None
        # Without a trace left, the other one was refused after all: this one may be sent again.
        return _find_earlier_answer(request, form) or render_failure(request, DATABASE_BUSY)


def idempotent_form[V: View](view: V) -> V:
    """Check the token of the session and that of the form, for a view that chose how the body is read."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = replay_answer(request)
        for handler in request.upload_handlers:
            if (failure := getattr(handler, "failure", None)) is not None:
                raise failure
        return answer or view(request, *args, **kwargs)

    return cast("V", csrf_protect(wrapped))


def replay_answer(request: HttpRequest) -> HttpResponse | None:
    """Return the answer that the form of this request had before; else None, and its act will be noted."""
    if request.method != "POST" or not (token := request.POST.get(FORM_TOKEN, "")):
        return None
    form = SentForm(key=_compute_form_key(request, token), token=token, user=_user_identity(request))
    sent_form.set(form)
    return _find_earlier_answer(request, form)


def _user_identity(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    return str(user.pk) if user is not None and user.is_authenticated else ""


def _compute_form_key(request: HttpRequest, token: str) -> str:
    """The keyed hash of what makes two forms one: browser, address, token, fields and files."""
    fields = [one for one in request.POST.lists() if one[0] not in {"csrfmiddlewaretoken", FORM_TOKEN}]
    files = [
        (name, file.name, getattr(file, "sha256", "")) for name, several in request.FILES.lists() for file in several
    ]
    sent = hashlib.sha256(json.dumps([fields, files]).encode()).hexdigest()
    browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    return hash_token("form", "\n".join((browser, request.get_full_path(), token, sent)))


def _find_earlier_answer(request: HttpRequest, form: SentForm) -> HttpResponse | None:
    """The answer to the same form, awaited for a while when its act is just done; None when it has not acted."""
    now = timezone.now()
    rows = AnsweredForm.objects.filter(pk=form.key).exclude(claim=form.claim)
    row = rows.first()
    if row is not None and row.at <= now - ANSWER_LIFETIME:
        row.delete()
        return None
    fresh, until = row is not None and row.at > now - timedelta(minutes=1), time.monotonic() + WAIT_SECONDS
    while row is not None and not row.answer and fresh and time.monotonic() < until:
        time.sleep(POLL_SECONDS)
        row = rows.first()
    if row is None:
        return None
    return _unseal_answer(form, row.answer) or render_failure(request, SENT_ALREADY)


def _settle_answer(request: HttpRequest, form: SentForm, response: HttpResponseBase) -> HttpResponseBase:
    """The answer of a request whose form was looked at: kept if it acted, replaced if the same form had acted."""
    if form.given is not None:
        # The session may have put a cookie of its own over those of the answer.
        response.cookies.update(form.given)
        return response
    try:
        if form.noted and _keep_answer(form, response):
            return response
        return _find_earlier_answer(request, form) or response
    except DatabaseError as error:
        # The act stands and its answer is on its way: only a second click would miss it.
        log.warning("the answer to a form was not kept: %s", type(error).__name__)
        return response


def _keep_answer(form: SentForm, response: HttpResponseBase) -> bool:
    """Keep the answer beside the claim of this request; False when its claim was undone with its act.

    A refusal is not kept, since the same form may be taken later. After a fault of the server the claim stays, for the
    act was done before it, and says that there is no answer to wait for.
    """
    mine = AnsweredForm.objects.filter(pk=form.key, claim=form.claim)
    if response.status_code >= 500:
        return bool(mine.update(answer=NOT_KEPT))
    if response.status_code >= 400:
        return bool(mine.delete()[0])
    with transaction.atomic():
        AnsweredForm.objects.filter(at__lt=timezone.now() - ANSWER_LIFETIME).delete()
        return bool(mine.update(answer=_seal_answer(form, response)))


def _seal_answer(form: SentForm, response: HttpResponseBase) -> str:
    """An answer, sealed under the token of its form; a mark in the place of one that is too large, or streamed."""
    if not isinstance(response, HttpResponse) or len(response.content) > MAX_ANSWER_BYTES:
        return NOT_KEPT
    cookies = {name: [one.value, one.coded_value, dict(one)] for name, one in response.cookies.items()}
    answer = {
        "status": response.status_code,
        "headers": list(response.headers.items()),
        "cookies": cookies,
        "body": base64.b64encode(response.content).decode(),
        "user": form.user,
    }
    return seal_text(_sealing_purpose(form), json.dumps(answer))


def _unseal_answer(form: SentForm, sealed: str) -> HttpResponse | None:
    """An answer as it was; None when it is not kept, or is a page made for somebody else.

    A redirection has nothing to read: it is given to whoever holds the form, as after signing in, where the person
    of the first request is not yet the one of the second.
    """
    try:
        answer = json.loads(unseal_text(_sealing_purpose(form), sealed))
    except UnreadableSeal:
        return None
    body = base64.b64decode(answer["body"])
    if body and answer["user"] != form.user:
        return None
    response = HttpResponse(body, status=answer["status"])
    for name, value in answer["headers"]:
        response.headers[name] = value
    for name, (value, coded, attributes) in answer["cookies"].items():
        morsel: Morsel[str] = Morsel()
        morsel.set(name, value, coded)
        morsel.update(attributes)
        response.cookies[name] = morsel
    form.given = dict(response.cookies)
    return response


def _sealing_purpose(form: SentForm) -> str:
    return f"{ANSWER_PURPOSE}.{form.token}"
