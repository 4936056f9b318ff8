"""The acts on somebody else's account that take two people, when that person holds power or cannot be brought back.

All are about one person, whose key is their whole payload; each act checks its own signed request.
"""

from __future__ import annotations

from collections.abc import Callable

from filiere.core import Faults, Text
from filiere.site.accounts.actions.close_account import close_account, reopen_account
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.actions.remove_factor import reset_factors
from filiere.site.accounts.actions.send_password_link import send_password_link
from filiere.site.accounts.approval_kinds import ApprovalKind, Payload, approval_kinds
from filiere.site.accounts.countersignature import CLOSE, ERASE, FACTORS_RESET, PASSWORD_LINK, REOPEN
from filiere.site.accounts.faults import fault
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import require


def _find_person(payload: Payload) -> User:
    return User.objects.for_key(str(payload["user"]))


def _register_kind(kind: str, permission: str, words: Callable[[str], Text], run: Callable[..., object]) -> None:
    def check(actor: Actor, payload: Payload) -> None:
        user = _find_person(payload)
        require(actor, permission, subject_kind="user", subject_id=user.key)
        if user.erased_at is not None:
            raise Faults([fault("account-erased")])

    def do(approval: Approval) -> None:
        run(actor=approval.asked_by, user=_find_person(approval.payload), approval=approval)

    approval_kinds.add(
        ApprovalKind(
            kind=kind,
            permission=permission,
            subject=lambda payload: ("user", str(payload["user"])),
            words=lambda payload: words(_find_person(payload).name),
            check=check,
            run=do,
            concerned=_find_person,
            # Neither of the two learns anything that opens the account: a link goes to the person's own address.
            names=False,
            link=lambda payload: f"/people/{payload['user']}/",
        )
    )


def register_account_approvals() -> None:
    """Declare them."""
    _register_kind(
        CLOSE,
        "account:create",
        lambda name: Text(
            fr=f"Fermer le compte de {name}, ce qu’une personne seule ne peut pas faire",
            en=f"Close the account of {name}, which one person alone cannot do",
        ),
        close_account,
    )
    _register_kind(
        REOPEN,
        "account:create",
        lambda name: Text(fr=f"Rouvrir le compte de {name}", en=f"Reopen the account of {name}"),
        reopen_account,
    )
    _register_kind(
        ERASE,
        "account:erase",
        lambda name: Text(fr=f"Effacer définitivement {name}", en=f"Permanently erase {name}"),
        erase_person,
    )
    _register_kind(
        PASSWORD_LINK,
        "account:password",
        lambda name: Text(
            fr=f"Envoyer à {name} un lien pour choisir un nouveau mot de passe",
            en=f"Send {name} a link to choose a new password",
        ),
        send_password_link,
    )
    _register_kind(
        FACTORS_RESET,
        "account:password",
        lambda name: Text(fr=f"Retirer les seconds facteurs de {name}", en=f"Remove the second factors of {name}"),
        reset_factors,
    )
