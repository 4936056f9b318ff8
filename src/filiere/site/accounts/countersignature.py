"""The signature of a second person under an act on somebody else's account, and the names of these acts."""

from __future__ import annotations

from filiere.site.accounts.approval_rules import require_approval
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import Actor

CLOSE, REOPEN, ERASE = "account-close", "account-reopen", "account-erase"
PASSWORD_LINK, FACTORS_RESET = "password-link", "factors-reset"


def require_countersignature(approval: Approval | None, *, actor: Actor, kind: str, user: User) -> None:
    """Pass for the operator and for a signed request of this act on this person; raise `Faults` otherwise."""
    require_approval(approval, actor=actor, kind=kind, payload={"user": user.key})
