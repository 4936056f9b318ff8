"""Nothing of an audit stays readable in a browser once its owner signs out, or somebody else signs in.

The form keeps itself and what is typed in the browser, so that it works without a connection. The browser erases both
when the answer to a sign-out says so; and when a person signs in where the form of another one is kept, they never
read it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare

from filiere.site.audit.views.form import OWNER, owner_mark

CLEAR = '"cache", "storage"'
"""What the browser erases: kept pages, local storage, and the worker that serves them; the session goes by itself."""


def clear_kept_forms(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Ask the browser to erase kept forms at a sign-out, and at the sign-in of somebody else."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        kept = request.COOKIES.get(OWNER)
        if kept is None or request.method != "POST" or request.resolver_match is None:
            return response
        if request.resolver_match.app_names[:1] != ["accounts"]:
            return response
        user = request.user
        if not user.is_authenticated or not constant_time_compare(kept, owner_mark(user)):
            response.headers["Clear-Site-Data"] = CLEAR
            response.delete_cookie(OWNER, samesite="Lax")
        return response

    return middleware
