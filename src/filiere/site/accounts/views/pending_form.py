"""What was typed when the session ended, or changed in another tab, ready to be sent again by its author."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from filiere.site import error_views
from filiere.site.accounts.decorators import (
    find_form_page,
    is_asked_by_program,
    redirect_to_sign_in,
    sign_in_required,
)
from filiere.site.accounts.pending_forms import (
    discard_pending_forms,
    find_form_author,
    find_pending_forms,
    keep_form,
    read_form_mark,
)
from filiere.site.accounts.views.common import choose_landing_page
from filiere.site.kit.languages import API_PREFIX
from filiere.site.kit.refused_form_fields import read_submitted_fields


@sign_in_required
@require_http_methods(["GET", "HEAD"])
def pending_form_page(request: HttpRequest) -> HttpResponse:
    """Show the forms that were kept, every field, with fresh tokens; the page each goes to judges it as ever."""
    found = find_pending_forms(request)
    if not found:
        return redirect(choose_landing_page())
    return render(request, "accounts/kept.html", {"forms": found})


@sign_in_required
@require_POST
def pending_form_discard(request: HttpRequest) -> HttpResponse:
    """Throw one away; the page of the others comes next, if any is left."""
    discard_pending_forms(request, request.POST.get("form", ""))
    return redirect("accounts:kept")


@never_cache
def expired_form(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form whose token is not that of the session: nothing is done.

    What a page of ours sent, as the browser itself says, is given back to its author, who may send it again under a
    fresh token: here when they are signed in again, after signing in when they are not. It is kept for them when
    somebody else has signed in meanwhile. A form of another site is refused and nothing of it is read.
    """
    if not _is_sent_by_own_page(request) or is_asked_by_program(request) or request.path_info.startswith(API_PREFIX):
        return error_views.csrf_failure(request, reason)
    # A page that bears no mark was a visitor's: whoever holds this browser typed it.
    mark = read_form_mark(request)
    other = bool(mark) and find_form_author(request) != request.user
    if other and not request.user.is_authenticated:
        return redirect_to_sign_in(request)
    token = keep_form(request) if other else None
    typed = None if other else read_submitted_fields(request)
    context = {
        "other": other,
        "kept": token is not None,
        "typed": typed,
        # The same form: what it may have done already is not done again.
        "token": typed.token if typed and mark else "",
        "again": request.get_full_path(),
        "page": find_form_page(request),
    }
    response = render(request, "accounts/expired_form.html", context, status=403)
    if token is not None:
        token.put(request, response)
    return response


def _is_sent_by_own_page(request: HttpRequest) -> bool:
    """Whether the browser says so itself, and nothing that it says denies it."""
    own = {"Origin": f"{request.scheme}://{request.get_host()}", "Sec-Fetch-Site": "same-origin"}
    said = [request.headers[name] == value for name, value in own.items() if name in request.headers]
    return bool(said) and all(said)
