"""What a program reads by its address, from anywhere: shared with other sites, and packed when it may be.

A notebook in a browser reads an export or the API from a page of another site; that page may read only what everybody
may, so an answer that looked at the session of whoever asks, or that says it is private, is given to no other site.
Packing is for the same answers alone: beside a secret, the length of what is packed tells something of it. Each is
told by the hash of what it says, and is not sent again to whoever has it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, set_response_etag

from filiere.site.kit.languages import DATA_PREFIXES

FEED_END = "/feed.xml"
PACKED_TYPES = ("text/", "application/json", "application/problem+json", "application/atom+xml", "application/xml")
SHARING_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept, If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}


def share_public_data(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let other sites read what is public data, and pack it. To be put around the sessions, which say who was read."""
    packing = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not (request.path_info.startswith(DATA_PREFIXES) or request.path_info.endswith(FEED_END)):
            return get_response(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return HttpResponse(status=204, headers=PREFLIGHT_HEADERS)
        response = get_response(request)
        if not is_for_everybody(response):
            return response
        if isinstance(response, HttpResponse) and may_be_unchanged(request, response):
            set_response_etag(response)
            found = get_conditional_response(request, etag=response.headers["ETag"], response=response)
            response = response if found is None else found
        for name, value in SHARING_HEADERS.items():
            response.headers[name] = value
        packed = response.headers.get("Content-Type", "").startswith(PACKED_TYPES)
        if packed and isinstance(response, HttpResponse) and "Range" not in request.headers:
            return packing.process_response(request, response)
        return response

    return middleware


def may_be_unchanged(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether an answer is told by its hash, so that whoever has it already (``If-None-Match``) is not sent it again.

    It was made all the same: what is spared is its way, which for a register that is polled is most of it.
    """
    asked = request.method in {"GET", "HEAD"} and response.status_code == 200
    return asked and "ETag" not in response.headers and bool(response.content)


def is_for_everybody(response: HttpResponseBase) -> bool:
    """Whether an answer is the same for all: it read no session, gives no cookie, and may be kept by anything."""
    kept = response.headers.get("Cache-Control", "")
    named = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")}
    return not response.cookies and "cookie" not in named and "private" not in kept and "no-store" not in kept
