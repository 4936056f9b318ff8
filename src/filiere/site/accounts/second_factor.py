"""The second factor: who owes one, and what a session must have shown before rights may be used.

A password alone can be guessed, read over a shoulder or bought. Whoever holds a role, or a seat in a body of the
label, therefore shows a second factor once a session; until then the session carries the person and none of their
rights. Whoever chose to have one shows it too. Seats belong to an upper app, which says so through
`second_factor_rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from filiere.site.accounts.reauthentication import clear_proofs, record_factor_proof
from filiere.site.accounts.rights import Role
from filiere.site.kit.hooks import Hook

if TYPE_CHECKING:
    from filiere.site.accounts.models import User

SESSION_MARK = "second_factor"
DEMO_PROOF = "demo"
GUARDED_ROLES: frozenset[Role] = frozenset(Role)
"""Every role needs a second factor; a role that would not must be taken out here, in plain sight."""

second_factor_rules: Hook[Callable[[User], bool]] = Hook()
"""Questions of upper apps: does this person hold something that needs a second factor?"""

seat_checks: Hook[Callable[[User], bool]] = Hook()
"""Questions of upper apps: does this person sit in a body? It needs a second factor too."""


def holds_seat(user: User) -> bool:
    """Whether the person sits in a body: one person never closes their account, for it would empty the seat.

    The care of a centre’s contacts is no seat: whoever sees such an account stolen stops it at once.
    """
    return any(ask(user) for ask in seat_checks)


def requires_second_factor(user: User) -> bool:
    """Whether what the person holds (a role, a seat) needs a second factor: in one word, whether they have power."""
    return bool(user.held_roles() & GUARDED_ROLES) or holds_seat(user) or any(ask(user) for ask in second_factor_rules)


def is_second_factor_due(user: User) -> bool:
    """Whether a session of this person must show a second factor: it is needed, or they have one."""
    return user.second_factor_since is not None or requires_second_factor(user)


def mark_verified(request: HttpRequest, user: User, how: str) -> None:
    """Note in the session that it showed its second factor; its key changes, so that no earlier copy is worth it."""
    request.session.cycle_key()
    request.session[SESSION_MARK] = {"user": user.key, "how": how, "at": timezone.now().isoformat()}
    record_factor_proof(request)
    user.unproven = False


def is_demo_session(request: HttpRequest, user: User) -> bool:
    """Whether this session came in by a button of the demonstration, as one of its made-up people."""
    mark: Any = request.session.get(SESSION_MARK)
    if not isinstance(mark, dict) or (mark.get("user"), mark.get("how")) != (user.key, DEMO_PROOF):
        return False
    return bool(settings.FILIERE_DEMO) and user.fictitious


def _has_shown_factor(request: HttpRequest, user: User) -> bool:
    mark: Any = request.session.get(SESSION_MARK)
    if not isinstance(mark, dict) or mark.get("user") != user.key:
        return False
    return mark.get("how") != DEMO_PROOF or is_demo_session(request, user)


def load_session_user(request: HttpRequest) -> Any:
    """The person of a session, knowing whether the session has shown a second factor."""
    user: Any = getattr(request, "_cached_user", None) or get_user(request)
    request._cached_user = user  # type: ignore[attr-defined]
    if user.is_authenticated:
        user.unproven = not _has_shown_factor(request, user)
    return user


def on_sign_in(sender: object, request: HttpRequest, user: User, **_: Any) -> None:  # noqa: ARG001
    """A session that opens has shown nothing yet, whatever it carried before."""
    request.session.pop(SESSION_MARK, None)
    clear_proofs(request)
    user.unproven = True


class SecondFactorMiddleware:
    """Tell the person of each request whether their session has shown a second factor; read only if asked.

    A page that refuses a person whose session still owes it leads them to show it, instead of telling them that they
    lack a right which they have.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(lambda: load_session_user(request))  # type: ignore[assignment]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Lead to the second factor whoever is refused for want of it; the API answers its refusal."""
        from filiere.site.accounts.decorators import redirect_to_second_factor
        from filiere.site.kit.languages import API_PREFIX

        if not isinstance(exception, PermissionDenied) or request.path_info.startswith(API_PREFIX):
            return None
        if not request.user.is_authenticated or request.user.verified:
            return None
        return redirect_to_second_factor(request)
