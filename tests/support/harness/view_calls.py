"""Addresses asked by calling their views: doors and acts run whole, without the middleware around them.

Two thirds of what a small page costs is the middleware that finds out again who asks, and writes the log. Thousands of
pages are asked here for people who are known. What middleware makes of what a view raises is asked of that middleware.
The first answers of each kind are asked again by whole requests, which draw the page and must answer the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from copy import copy, deepcopy
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.messages.storage import default_storage
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse
from django.template.backends.django import Template
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils.safestring import SafeString
from support.harness.rights_addresses import kind, undone

from filiere.site.accounts.middleware import SecondFactorMiddleware
from filiere.site.accounts.session_store import SessionStore
from filiere.site.failure_responses import FailureResponseMiddleware

STATUSES = {Http404: 404, PermissionDenied: 403, BadRequest: 400}
"""What Django answers to what a view raised."""

_resolve = lru_cache(maxsize=4096)(resolve)


@contextmanager
def leave_pages_blank() -> Iterator[None]:
    """Draw no template of a page: its view decides all the same, and nobody reads what it wrote."""
    draw = Template.render

    def render(template: Template, *args: Any, **kwargs: Any) -> Any:
        blank = str(template.origin.name).endswith(".html")
        return SafeString("") if blank else draw(template, *args, **kwargs)

    Template.render = render  # type: ignore[method-assign]
    try:
        yield
    finally:
        Template.render = draw  # type: ignore[method-assign]


class ViewCaller(RequestFactory):
    """Calls the view of an address for whoever is signed in in a browser, as they were when it was given.

    Pages are left blank where they are not ``drawn``.
    """

    def __init__(self, browser: Client, *, drawn: bool) -> None:
        super().__init__()
        self._drawn = drawn
        self.cookies = deepcopy(browser.cookies)
        signed_in = settings.SESSION_COOKIE_NAME in self.cookies
        self._session = browser.session if signed_in else SessionStore()
        self._kept = dict(self._session.items()) if signed_in else {}
        self._person = get_user(SimpleNamespace(session=self._session))  # type: ignore[arg-type]
        self._on_failure = FailureResponseMiddleware(self._call_view)  # type: ignore[arg-type]
        self._on_refusal = SecondFactorMiddleware(self._on_failure)  # type: ignore[arg-type]

    def request(self, **environ: Any) -> Any:
        """Return what the view answers, or what the site answers to what it raised."""
        request: Any = super().request(**environ)
        # As of the browser of a test.
        request._dont_enforce_csrf_checks = True
        request.session = SessionStore(self._session.session_key)
        request.session._session_cache = deepcopy(self._kept)
        # A person remembers what was looked up of them in one request: the next begins without.
        request._cached_user = copy(self._person)
        request._messages = default_storage(request)
        with nullcontext() if self._drawn else leave_pages_blank():
            return self._on_refusal(request)

    def _call_view(self, request: Any) -> Any:
        try:
            found = request.resolver_match = _resolve(request.path_info, settings.ROOT_URLCONF)
            answer: Any = found.func(request, *found.args, **found.kwargs)
            return answer.render() if hasattr(answer, "render") else answer
        except Exception as error:
            for middleware in (self._on_failure, self._on_refusal):
                if (answer := middleware.process_exception(request, error)) is not None:
                    return answer
            for kind_of_error, status in STATUSES.items():
                if isinstance(error, kind_of_error):
                    return HttpResponse(status=status)
            raise


class Answers:
    """What people get at addresses, each by a call of its view; the first of each kind by a whole request too.

    Asked so is every kind of answer of every address, and of every person: the kind must be the same,
    and as many refusals come into the list given. ``differing`` are those that were not.
    """

    def __init__(self, browsers: Mapping[str, Client], refusals: list[Any]) -> None:
        self.people = tuple(browsers)
        self._browsers, self._refusals = browsers, refusals
        self._callers = {person: ViewCaller(browser, drawn=False) for person, browser in browsers.items()}
        self._requested: set[tuple[str, ...]] = set()
        self.differing: list[tuple[Any, ...]] = []

    def ask(self, person: str, method: str, url: str) -> Any:
        """Return the answer; what was done is taken back."""
        answer, told = self._ask(self._callers[person], method, url)
        got = kind(answer)
        if new := {(url, got), (person, got)} - self._requested:
            self._requested |= new
            browser, count = self._browsers[person], len(self._refusals)
            kept = deepcopy(browser.cookies)
            requested, told_then = self._ask(browser, method, url)
            browser.cookies = kept
            del self._refusals[count:]
            if (kind(requested), told_then) != (got, told):
                self.differing.append((person, method, url, (got, told), (kind(requested), told_then)))
        return answer

    def _ask(self, asked: ViewCaller | Client, method: str, url: str) -> tuple[Any, int]:
        before = len(self._refusals)
        with undone():
            answer = getattr(asked, method)(url)
        return answer, len(self._refusals) - before
