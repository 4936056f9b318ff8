"""The door of every page of a person: sign in, show the second factor if one is due, then the right of the page.

A form sent by a session that has ended is kept aside, so that signing in again loses nothing (see `kept`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from filiere.site.accounts.confirmation import missing_proof
from filiere.site.accounts.kept import keep
from filiere.site.accounts.permissions import Permission, require

View = Callable[..., HttpResponseBase]

DOOR, SIGNED_IN = "door", "signed in"
_forgotten: set[str] = set()


def forgotten_at_sign_out(cookie: str) -> str:
    """Have the browser forget a cookie of an upper app when somebody signs out; return its name."""
    _forgotten.add(cookie)
    return cookie


def forget_cookies(response: HttpResponseBase) -> None:
    """Have the browser forget those cookies."""
    for cookie in _forgotten:
        response.delete_cookie(cookie, samesite="Lax")


def signed_in(view: View) -> View:
    """Send visitors to the sign-in page, and bring them back to this one; the same for a second factor that is due."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if not request.user.verified:
            return to_second_factor(request)
        return view(request, *args, **kwargs)

    guarded = never_cache(wrapped)
    # What guards each page can be read back: a test compares it with the table of rights that people read.
    guarded.__dict__.setdefault(DOOR, SIGNED_IN)
    return guarded


def needs(permission: Permission) -> Callable[[View], View]:
    """Let through accounts that hold the right; visitors are sent to sign in, others are refused and recorded."""

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            require(request.user, permission)
            return view(request, *args, **kwargs)

        wrapped.__dict__[DOOR] = str(permission)
        return signed_in(wrapped)

    return decorator


def confirmed(*, password: bool = True, methods: tuple[str, ...] = ("GET", "HEAD", "POST")) -> Callable[[View], View]:
    """Lead to confirm first that it is oneself, when that was not proved within ten minutes (see `confirmation`).

    Without ``password`` only the second factor is asked: the page asks for the password itself. To be put under the
    door of the page, for the methods of which it changes something.
    """

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            user: Any = request.user
            if request.method in methods and missing_proof(request, user, password=password):
                return to_confirm(request)
            return view(request, *args, **kwargs)

        return wrapped

    return decorator


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """The sign-in page, which leads back here; what was typed in a form is kept and offered again."""
    return _led(request, reverse("accounts:sign-in"))


def to_confirm(request: HttpRequest) -> HttpResponseBase:
    """The page that asks again for the password and the second factor, which leads back here."""
    return _led(request, reverse("accounts:confirm"))


def to_second_factor(request: HttpRequest) -> HttpResponseBase:
    """The page of the second factor, which leads back here."""
    return _led(request, reverse("accounts:second-factor"))


def _led(request: HttpRequest, door: str) -> HttpResponseBase:
    if _asked_by_program(request):
        # A script that saves while one types cannot follow a page: it is told where to lead the person.
        return JsonResponse({"sign_in": door}, status=401)
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path(), door)
    token = keep(request)
    back = reverse("accounts:kept") if token else _page_of(request)
    response = redirect_to_login(back, door)
    if token:
        token.put(response)
    return response


def _asked_by_program(request: HttpRequest) -> bool:
    if request.headers.get("X-Requested-With") in {"fetch", "XMLHttpRequest"}:
        return True
    accepted = request.headers.get("Accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def _page_of(request: HttpRequest) -> str:
    """Where a form that could not be kept was sent from, if that was a page of ours; else the account."""
    sender = request.headers.get("Referer", "")
    if sender and safe_next(request, sender):
        return sender
    return reverse("accounts:account")


def safe_next(request: HttpRequest, address: str) -> bool:
    """Whether an address may be followed: a page of this very site, over the same security."""
    # What has no slash would be taken for the name of a view, by the redirection that follows it.
    return "/" in address and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
