"""Small middleware of our own."""

from __future__ import annotations

import codecs
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from filiere.site.client_addresses import client_address
from filiere.site.error_views import method_not_allowed, show_unreadable_type, unknown_host, unsupported_encoding
from filiere.site.health import VIEWS
from filiere.site.kit.languages import API_PREFIX
from filiere.site.kit.request_number import request_identity
from filiere.site.log_files import write_line
from filiere.site.request_handler import forget_unknown_encodings

_GIVEN_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

DISABLED_FEATURES = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer", "autoplay", "camera", "display-capture", "fullscreen", "geolocation", "gyroscope",
        "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
"""Everything but passkeys, which are the site's own."""


def request_log(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give each request an identifier, which its answer, the pages of errors and the logs all bear; log its route.

    A front server that is trusted may give its own. What watches the site is not logged.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXY else ""
        identity = given if _GIVEN_REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        request.request_id = identity  # type: ignore[attr-defined]
        mark, start = request_identity.set(identity), time.perf_counter()
        try:
            response = get_response(request)
        finally:
            request_identity.reset(mark)
        response.headers["X-Request-ID"] = identity
        if request.path_info not in VIEWS:
            _log_request(request, response, identity, time.perf_counter() - start)
        return response

    return middleware


def _log_request(request: HttpRequest, response: HttpResponseBase, identity: str, seconds: float) -> None:
    found = request.resolver_match
    line = {
        "request": identity,
        "method": request.method,
        "route": found.route if found is not None else None,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
    if settings.FILIERE_LOG_ADDRESSES:
        line["address"] = client_address(request.META)
    write_line("access.jsonl", line)


REFUSAL_STATUSES = frozenset({401, 403, 404})


def server_timing(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Say in the `Server-Timing` header how long the server worked, so that speed is measured where it is kept.

    Not where the answer is a refusal: how long it took would tell a stranger whether there was something to refuse.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        start = time.perf_counter()
        response = get_response(request)
        if response.status_code in REFUSAL_STATUSES:
            return response
        response.headers["Server-Timing"] = f"app;dur={(time.perf_counter() - start) * 1000:.1f}"
        return response

    return middleware


def permissions_policy(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Tell browsers, in `Permissions-Policy`, that no page of the site uses the devices of whoever reads it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", DISABLED_FEATURES)
        return response

    return middleware


def no_body_for_head(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer HEAD with the headers of GET and nothing after them; Django leaves that to servers, which complain."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "HEAD" and isinstance(response, HttpResponse) and response.content:
            length = response.headers.get("Content-Length", str(len(response.content)))
            response.content = b""
            response.headers["Content-Length"] = length
        return response

    return middleware


def no_store_for_personal_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let nothing keep a page made for one person: one that reads the session of somebody who is signed in.

    The pages of a person say so themselves; this is for public pages that show more to whoever sits, runs or follows.
    A page that does not read the session is the same for all, and may be kept. To be put around the sessions, which
    say that a page read them.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        personal = "Cookie" in response.headers.get("Vary", "") and "Cache-Control" not in response.headers
        if personal and getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return middleware


def require_known_host(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Refuse a request for a name that is not the site's before any page makes an address from that name.

    Django looks at the name only when something asks for it, which may be in the middle of a page, and again in the
    page of the error. Robots try such names all day, so one line of the log says it, without a traceback.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if (view := VIEWS.get(request.path_info)) is not None:
            # What watches the site asks by its number, with no session, and is given no address to follow.
            return view(request)
        try:
            request.get_host()
        except DisallowedHost:
            return unknown_host(request)
        return get_response(request)

    return middleware


ENCODINGS = frozenset({"utf-8", "ascii"})
"""What a request may say that it is written in: the encoding of every page, and what is part of it."""


def require_known_encoding(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Refuse a request that names another encoding than ours, or whose kind cannot be read, before anything of it is.

    Django decodes the fields of a form by whatever codec of Python their sender names: some cost the square of what is
    sent, others decode no text at all. Browsers name none.
    """
    forget_unknown_encodings()

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if getattr(request, "unreadable", False):
            return show_unreadable_type(request)
        named = request.encoding
        if named is not None and codecs.lookup(named).name not in ENCODINGS:
            # The page of the refusal may read the address.
            request.encoding = "utf-8"
            return unsupported_encoding(request)
        return get_response(request)

    return middleware


def complete_api_methods(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give the API what its library leaves out: HEAD wherever GET is answered, and a problem for any other method."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API_PREFIX):
            return get_response(request)
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        response = get_response(request)
        request.method = asked
        return method_not_allowed(request, response) if response.status_code == 405 else response

    return middleware
