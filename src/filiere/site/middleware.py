"""Small middleware of our own."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from filiere.site.errors import API, method_not_allowed, unknown_host


def server_timing(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Say in the `Server-Timing` header how long the server worked, so that speed is measured where it is kept."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        start = time.perf_counter()
        response = get_response(request)
        response.headers["Server-Timing"] = f"app;dur={(time.perf_counter() - start) * 1000:.1f}"
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


def known_host(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Refuse a request for a name that is not the site's before any page makes an address from that name.

    Django looks at the name only when something asks for it, which may be in the middle of a page, and again in the
    page of the error. Robots try such names all day, so one line of the log says it, without a traceback.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            return unknown_host(request)
        return get_response(request)

    return middleware


def manners_of_the_api(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give the API what its library leaves out: HEAD wherever GET is answered, and a problem for any other method."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API):
            return get_response(request)
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        response = get_response(request)
        request.method = asked
        return method_not_allowed(request, response) if response.status_code == 405 else response

    return middleware
