"""Nothing of an audit stays readable in a browser once its owner signs out, or somebody else signs in.

The form keeps itself and what is typed in the browser, so that it works without a connection. The browser erases both
when the answer to a sign-out says so; and when a person signs in where the form of another one is kept, they never
read it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare

from filiere.site.audit.views.audit_form import OWNER_COOKIE, owner_mark

CLEAR_SITE_DATA = '"cache", "storage"'
"""What the browser erases: kept pages, local storage, and the worker that serves them; the session goes by itself."""

SIGN_OUT_VIEW = "accounts:sign-out"
"""The act that is meant to leave nothing, even in a page whose session has ended meanwhile."""


def clear_client_storage(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Ask the browser to erase kept forms at a sign-out, and at the sign-in of somebody else."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        kept = request.COOKIES.get(OWNER_COOKIE)
        if kept is None or request.method != "POST":
            return get_response(request)
        before = request.user.is_authenticated
        response = get_response(request)
        if _has_signed_out(request, before) or _is_taken_over(request, kept):
            response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
            response.delete_cookie(OWNER_COOKIE, samesite="Lax")
        return response

    return middleware


def _has_signed_out(request: HttpRequest, before: bool) -> bool:
    """Whether this request ended a session, or asked to when it had ended already.

    A sign-in that fails is none: whoever mistypes a password in front of unsent words does not lose them.
    """
    found = request.resolver_match
    return not request.user.is_authenticated and (before or (found is not None and found.view_name == SIGN_OUT_VIEW))


def _is_taken_over(request: HttpRequest, kept: str) -> bool:
    """Whether somebody else than the owner of the kept form is signed in now."""
    user = request.user
    return user.is_authenticated and not constant_time_compare(kept, owner_mark(user))
