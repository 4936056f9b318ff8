"""Answers to what goes wrong on the machine: a sentence and a status instead of a bare 500, and the text typed kept.

A full disk, a busy or absent database, a damaged file, a fault that no view expected: the reader is told what happened,
what is safe and what to do, in their language, and gets the fields of the form back, to be sent again or copied. The
API and scripts are told the same as JSON. Staff are told by one line of the log, which holds no word of the visitor.

The page asks no database and no session: what is wrong may be one of the two.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render

from filiere.core import Faults, source_language
from filiere.site.child_process import was_turned_away
from filiere.site.failure_kinds import (
    DONE_BY_ANOTHER,
    MEMORY_SHORT,
    NO_PLACE_LEFT,
    SLOW_SENDING,
    TOO_MANY_SLOW_SENDERS,
    TOO_NESTED,
    FailureKind,
    classify_failure,
    describe_cause,
    extract_faults,
)
from filiere.site.kit.languages import API_PREFIX, find_reader_language, use_page_language
from filiere.site.kit.problems import PROBLEM_TYPE
from filiere.site.kit.refused_form_fields import read_submitted_fields
from filiere.site.request_timeouts import find_refusal

log = logging.getLogger("filiere.site")
MAX_FAULTS_SHOWN = 50
TRACED_KINDS = (DONE_BY_ANOTHER, MEMORY_SHORT, TOO_NESTED)
"""Kinds that may also come from a mistake in the code: their traceback goes to the log."""


class FailureResponseMiddleware:
    """Turn what a view let escape into the answer of its kind; a mistake in the code goes on, to the page of errors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        was_turned_away.set(False)
        response = self.get_response(request)
        if was_turned_away.get() and response.status_code >= 400:
            # Whatever page tells it, with the form or without: nothing is wrong with what was sent.
            response.status_code = NO_PLACE_LEFT.status
            response.headers["Retry-After"] = str(NO_PLACE_LEFT.retry_after)
        refused = find_refusal(request.META)
        # What checks the token of a form takes a body that is waited for no more for a form without one.
        if refused is None or response.status_code in {SLOW_SENDING.status, TOO_MANY_SLOW_SENDERS.status}:
            return response
        return build_failure_response(request, refused) or response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what a view raised."""
        return build_failure_response(request, exception)


def build_failure_response(request: HttpRequest, error: BaseException) -> HttpResponse | None:
    """Return the answer to an exception, once it is logged; None when it is a mistake in the code."""
    sent = request.method not in {"GET", "HEAD"} or bool(request.META.get("QUERY_STRING"))
    kind = classify_failure(error, sent=sent)
    if kind is None:
        return None
    identity = getattr(request, "request_id", "-")
    trace = error if kind in TRACED_KINDS else None
    log.error(
        "%s %s: %s (%s) [%s]", request.method, request.path, kind.code, describe_cause(error), identity, exc_info=trace
    )
    return render_failure(request, kind, error)


def render_failure(request: HttpRequest, kind: FailureKind, error: BaseException | None = None) -> HttpResponse:
    """Return the page, or the JSON, of a kind of trouble; `error` gives the faults to tell, if it carries any."""
    code = find_reader_language(request)
    with use_page_language(code):
        response = _render_json(request, kind, error) if wants_json(request) else _render_page(request, kind, error)
    response.headers["Content-Language"] = code
    response.headers["Cache-Control"] = "no-store"
    if kind.retry_after is not None:
        response.headers["Retry-After"] = str(kind.retry_after)
    # One line of the log says it; Django would add another, with the same address.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: under the API, or a script of ours that sends or accepts JSON."""
    return (
        request.path_info.startswith(API_PREFIX)
        or request.content_type == "application/json"
        or request.headers.get("Accept", "").startswith("application/json")
    )


def _render_json(request: HttpRequest, kind: FailureKind, error: BaseException | None) -> HttpResponse:
    faults = extract_faults(error)[:MAX_FAULTS_SHOWN]
    detail = f"{kind.title}. {kind.safe} {kind.remedy}"
    body: dict[str, Any] = {
        "title": str(kind.title),
        "status": kind.status,
        "code": kind.code,
        "detail": detail,
        "request": getattr(request, "request_id", ""),
        "errors": [one.as_json(source_language()) for one in faults],
        # What the scripts of our own pages show.
        "faults": [f"{one.message} {one.remedy}" for one in faults] or [detail],
    }
    media = PROBLEM_TYPE if request.path_info.startswith(API_PREFIX) else "application/json"
    return JsonResponse(body, status=kind.status, content_type=media, json_dumps_params={"ensure_ascii": False})


def _render_page(request: HttpRequest, kind: FailureKind, error: BaseException | None) -> HttpResponse:
    faults = extract_faults(error)
    # Reading what is not given back would meet the same trouble.
    given = kind.again and request.method == "POST" and has_valid_csrf_token(request)
    typed = read_submitted_fields(request) if given else None
    context = {
        "kind": kind,
        "faults": faults[:MAX_FAULTS_SHOWN],
        "more": max(0, (error.total if isinstance(error, Faults) else len(faults)) - MAX_FAULTS_SHOWN),
        "again": request.get_full_path(),
        "typed": typed,
        # The same form: what it may have done already is not done again.
        "form_token": typed.token if typed else "",
        # The frame asks for nobody.
        "user": None,
    }
    return render(request, "fault.html", context, status=kind.status)


class _TokenCheck(CsrfViewMiddleware):
    """Django's own check, which answers nothing and logs nothing."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponseForbidden:  # noqa: ARG002
        return HttpResponseForbidden()


def has_valid_csrf_token(request: HttpRequest) -> bool:
    """Whether a form comes from a page of ours, by the token of this browser.

    Trouble may come before the token is looked at. What another site made the browser send is then not given back with
    a button: whoever pressed it would do, in their own name, what the other site wrote.
    """
    if getattr(request, "csrf_processing_done", False):
        return True
    check = _TokenCheck(lambda _: HttpResponse())
    check.process_request(request)
    return check.process_view(request, _render_page, (), {}) is None
