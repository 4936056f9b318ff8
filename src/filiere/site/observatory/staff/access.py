"""The door of the staff side: sign in first, then the right of the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache

from filiere.site.accounts.permissions import Permission, require

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Send visitors to the sign-in page, and bring them back to this one."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("accounts:sign-in"))
        return view(request, *args, **kwargs)

    return never_cache(wrapped)


def needs(permission: Permission) -> Callable[[View], View]:
    """Let through accounts that hold the right; visitors are sent to sign in, others are refused and recorded."""

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            require(request.user, permission)
            return view(request, *args, **kwargs)

        return signed_in(wrapped)

    return decorator
