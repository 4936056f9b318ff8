"""The person of each request, who knows whether their session has shown the second factor that they owe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from filiere.site.accounts.decorators import redirect_to_second_factor
from filiere.site.accounts.pending_forms import discard_sent_form, seal_form_author
from filiere.site.accounts.session_proofs import has_shown_factor
from filiere.site.kit.languages import API_PREFIX


def load_session_user(request: HttpRequest) -> Any:
    """The person of a session, knowing whether the session has shown a second factor."""
    user: Any = getattr(request, "_cached_user", None) or get_user(request)
    request._cached_user = user  # type: ignore[attr-defined]
    if user.is_authenticated:
        user.unproven = not has_shown_factor(request, user)
    return user


class SecondFactorMiddleware:
    """Tell the person of each request whether their session has shown a second factor; read only if asked.

    The forms of a page bear the mark of its person, and what was kept of a form goes once it is sent (`pending_forms`).

    A page that refuses a person whose session still owes it leads them to show it, instead of telling them that they
    lack a right which they have.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(lambda: load_session_user(request))  # type: ignore[assignment]
        # What `{% csrf_token %}` adds to the token of each form.
        request.form_author = SimpleLazyObject(lambda: seal_form_author(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        discard_sent_form(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Lead to the second factor whoever is refused for want of it; the API answers its refusal."""
        if not isinstance(exception, PermissionDenied) or request.path_info.startswith(API_PREFIX):
            return None
        if not request.user.is_authenticated or request.user.is_verified:
            return None
        return redirect_to_second_factor(request)
