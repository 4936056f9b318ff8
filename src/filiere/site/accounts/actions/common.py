"""What the acts on an account share: the account that is locked, and what is asked of whoever acts on another's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from filiere.core import Faults
from filiere.site.accounts.faults import fault
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import ActTarget
from filiere.site.kit.rights import require

ACCOUNT: ActTarget[User] = ActTarget("user", refusals=False)


def require_for_another(right: str) -> Callable[..., None]:
    """Return what asks a right of whoever acts on another account than their own."""

    def ask(user: User, *, actor: Actor, **_given: Any) -> None:
        if getattr(actor, "pk", None) != user.pk:
            require(actor, right, subject_kind="user", subject_id=user.key)

    return ask


def own_account_faults() -> Faults:
    """What an administrator reads who would do to their own account what another must do."""
    return Faults([fault("own-account")])
