"""The page after signing in again: what was typed when the session ended, ready to be sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from filiere.site.accounts.access import signed_in
from filiere.site.accounts.kept import KEPT_COOKIE, kept_form, throw_away
from filiere.site.accounts.models import User
from filiere.site.accounts.views.common import landing


@signed_in
@require_http_methods(["GET", "HEAD"])
def kept(request: HttpRequest) -> HttpResponse:
    """Show the form that was kept, every field of it, with a fresh token; the page it goes to judges it as ever."""
    found = kept_form(request)
    if found is None:
        assert isinstance(request.user, User)  # noqa: S101  The door looked.
        return redirect(landing(request.user))
    return render(request, "accounts/kept.html", {"kept": found})


@signed_in
@require_POST
def kept_discard(request: HttpRequest) -> HttpResponse:
    """Throw it away."""
    throw_away(request)
    assert isinstance(request.user, User)  # noqa: S101  The door looked.
    response = redirect(landing(request.user))
    response.delete_cookie(KEPT_COOKIE)
    return response
