"""The page after signing in again: what was typed when the session ended, ready to be sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from filiere.site.accounts.decorators import sign_in_required
from filiere.site.accounts.pending_forms import KEPT_COOKIE, discard_pending_form, find_pending_form
from filiere.site.accounts.views.common import choose_landing_page


@sign_in_required
@require_http_methods(["GET", "HEAD"])
def pending_form_page(request: HttpRequest) -> HttpResponse:
    """Show the form that was kept, every field of it, with a fresh token; the page it goes to judges it as ever."""
    found = find_pending_form(request)
    if found is None:
        return redirect(choose_landing_page())
    return render(request, "accounts/kept.html", {"kept": found})


@sign_in_required
@require_POST
def pending_form_discard(request: HttpRequest) -> HttpResponse:
    """Throw it away."""
    discard_pending_form(request)
    response = redirect(choose_landing_page())
    response.delete_cookie(KEPT_COOKIE)
    return response
