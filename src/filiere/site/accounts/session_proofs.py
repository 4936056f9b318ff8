"""What a session has shown of its person, and when: the password, a second factor, a button of the demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

if TYPE_CHECKING:
    from filiere.site.accounts.models import User

SESSION_MARK = "second_factor"
DEMO_PROOF = "demo"
PASSWORD_AT, FACTOR_AT = "password_at", "factor_at"


def record_password_proof(request: HttpRequest) -> None:
    """The password was typed just now."""
    request.session[PASSWORD_AT] = timezone.now().isoformat()


def record_factor_proof(request: HttpRequest) -> None:
    """The second factor was shown just now."""
    request.session[FACTOR_AT] = timezone.now().isoformat()


def clear_proofs(request: HttpRequest) -> None:
    """A session that opens has proved nothing yet."""
    for name in (PASSWORD_AT, FACTOR_AT):
        request.session.pop(name, None)


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


def has_shown_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session has shown a second factor of this person."""
    mark: Any = request.session.get(SESSION_MARK)
    if not isinstance(mark, dict) or mark.get("user") != user.key:
        return False
    return mark.get("how") != DEMO_PROOF or is_demo_session(request, user)


def on_sign_in(sender: object, request: HttpRequest, user: User, **_: Any) -> None:  # noqa: ARG001
    """A session that opens has shown nothing yet, whatever it carried before."""
    request.session.pop(SESSION_MARK, None)
    clear_proofs(request)
    user.unproven = True
