"""Acts that take two people: what each is, and who may ask for it and sign it.

Apps declare their acts once, in their hooks::

    approval_kinds.add(
        ApprovalKind(
            kind="mandate",
            permission="mandate:record",          # what the second person must hold, on the day
            subject=lambda payload: ("user", payload["user"]),
            words=lambda payload: Text(fr="Donner un siège à …", en="Give a seat to …"),
            check=_check,                                  # (asker, payload): raises what stands against it
            run=_run,                                      # (approval): does it, when it is signed
            concerned=lambda payload: User.objects.for_key(payload["user"]),
        )
    )

    def _run(approval: Approval) -> None:
        record_mandate(actor=approval.asked_by, approval=approval, **_fields(approval.payload))

    def record_mandate(*, actor, user, ..., approval=None):
        require_approval(approval, actor=actor, kind="mandate", payload={"user": user.key, ...})

A page asks by ``request_approval(actor=…, kind="mandate", payload={…}, reason=…)`` and leads to the request, whose
page, letters, refusal and journal are common to all kinds.

A payload holds identifiers only: it is shown in the journal. ``check`` is asked with the request and again with the
signature, so that what was lost or changed meanwhile gives nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filiere.core import Fault, Text
from filiere.site.accounts.rights import Actor
from filiere.site.kit.hooks import KeyedHook

if TYPE_CHECKING:
    from filiere.site.accounts.models import User
    from filiere.site.accounts.models_approvals import Approval

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """One act that takes two people.

    ``words`` says the act to whoever signs it, as an infinitive: “give Camille the role of auditor”. ``concerned`` is
    who gets something by it, or loses it: an account, an address that has none yet, or nobody. ``names`` tells whether
    the act gives them power, after which they do not sign with whoever asked or signed it for thirty days.
    ``against_second`` is what the act has of its own against whoever would sign: who holds the right and has any of it
    neither reads the request, nor refuses it, nor gets a letter about it. ``link`` is the page where its result is
    seen, without the language; empty for the request itself.
    """

    kind: str
    permission: str
    subject: Callable[[Payload], tuple[str, str]]
    words: Callable[[Payload], Text]
    check: Callable[[Actor, Payload], None]
    run: Callable[[Approval], None]
    concerned: Callable[[Payload], User | str | None] = lambda _: None
    names: bool = True
    link: Callable[[Payload], str] = lambda _: ""
    against_second: Callable[[User, Payload], list[Fault]] | None = None

    def list_objections(self, user: User, payload: Payload) -> list[Fault]:
        """What the act has of its own against a person; empty for most acts."""
        return self.against_second(user, payload) if self.against_second is not None else []


approval_kinds: KeyedHook[ApprovalKind] = KeyedHook(lambda kind: kind.kind)
"""The acts that take two people."""


def get_approval_kind(kind: str) -> ApprovalKind:
    """The act of that name; raises `KeyError` for one that nobody declared, which no person can ask for."""
    return approval_kinds[kind]
