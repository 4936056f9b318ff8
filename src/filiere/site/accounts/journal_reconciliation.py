"""What the journal tells of rights, compared with roles, second factors, invitations and requests that stand now.

A role written straight into the table would open every act that it allows; so would a second factor, or an invitation
that gives more than it was sent for. Accounts are few: what each holds by the journal is replayed in memory. A person
whose entries were erased holds nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from filiere.core import Text, seal
from filiere.site.accounts.models import Grant
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.models_credentials import Factor, Invitation
from filiere.site.journal.reconciliation import (
    Difference,
    DifferenceKind,
    JournalEntry,
    entries_for,
    list_changed_fields,
)

_STANDING_ACTS = ("account.factor-add", "account.factor-reseal")
"""What a second factor is, by the act that added it or by the one that sealed it under a new key of the site."""
_GRANT, _WITHDRAW, _ERASE = "account.grant", "account.withdraw", "account.erase"


@dataclass(slots=True)
class _HolderRoles:
    """The roles a person holds by the journal, each with the entry that gave it."""

    roles: dict[str, int] = field(default_factory=dict)


def compare_roles() -> Iterator[Difference]:
    """Roles held without an act that gave them, and roles given whose row is gone."""
    holders: dict[str, _HolderRoles] = {}
    for entry in entries_for("user", (_GRANT, _WITHDRAW, _ERASE)):
        holder = holders.setdefault(entry.subject, _HolderRoles())
        if entry.act == _ERASE:
            holder.roles.clear()
        elif entry.body:
            role = str(entry.body["role"])
            if entry.act == _GRANT:
                holder.roles[role] = entry.number
            else:
                holder.roles.pop(role, None)
    held = Grant.objects.filter(until__isnull=True).select_related("user").order_by("pk")
    for grant in held.iterator(chunk_size=500):
        key = grant.user.key
        if holders.setdefault(key, _HolderRoles()).roles.pop(grant.role, None) is None:
            yield _role_difference("stray", key, grant.role)
    for key, holder in holders.items():
        for role, number in holder.roles.items():
            yield _role_difference("missing", key, role, number)


def _role_difference(kind: str, key: str, role: str, entry: int | None = None) -> Difference:
    row = Text(fr=f"Attribution du rôle « {role} » à {key}", en=f"Grant of the role “{role}” to {key}")
    return Difference("stray" if kind == "stray" else "missing", Grant._meta.db_table, f"{key} {role}", row, entry)


def factor_payload(factor: Factor) -> dict[str, Any]:
    """What the journal seals of a second factor: never its secret, only a fingerprint of what is stored of it."""
    material = seal({"secret": factor.secret, "credential": factor.credential_id, "public_key": factor.public_key})
    return {"factor": factor.key, "kind": str(factor.kind), "material": material}


def compare_factors() -> Iterator[Difference]:
    """Second factors that no act added, that were exchanged, or that are gone without an act."""
    held: dict[str, tuple[str, int, dict[str, Any]]] = {}
    for entry in entries_for("user", (*_STANDING_ACTS, "account.factor-remove", _ERASE)):
        if entry.act == _ERASE:
            held = {key: one for key, one in held.items() if one[0] != entry.subject}
        elif entry.body and entry.act in _STANDING_ACTS:
            held[str(entry.body["factor"])] = (entry.subject, entry.number, entry.body)
        elif entry.body:
            held.pop(str(entry.body["factor"]), None)
    for factor in Factor.objects.select_related("user").order_by("pk").iterator(chunk_size=500):
        known = held.pop(factor.key, None)
        if known is None or known[0] != factor.user.key:
            yield _factor_difference("stray", factor.key)
        elif fields := list_changed_fields(known[2], factor_payload(factor)):
            yield _factor_difference("changed", factor.key, known[1], fields)
    for key, (_, number, _) in held.items():
        yield _factor_difference("missing", key, number)


def _factor_difference(
    kind: DifferenceKind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    row = Text(fr=f"Second facteur {key}", en=f"Second factor {key}")
    return Difference(kind, Factor._meta.db_table, key, row, entry, fields)


def compare_invitations() -> Iterator[Difference]:
    """Invitations that no act sent, or that give something else than what was sent."""
    sent = {entry.subject: entry for entry in entries_for("invitation", ("invitation.create",))}
    for invitation in Invitation.objects.select_related("created_by").order_by("pk").iterator(chunk_size=500):
        entry = sent.pop(invitation.key, None)
        if entry is None:
            yield _invitation_difference("stray", invitation.key)
            continue
        found = {"by": invitation.created_by.key if invitation.created_by else "operator", "grants": invitation.grants}
        said = {"by": entry.actor, "grants": (entry.body or {}).get("grants")}
        if entry.body is not None and (fields := list_changed_fields(said, found)):
            yield _invitation_difference("changed", invitation.key, entry.number, fields)


def compare_approvals() -> Iterator[Difference]:
    """Requests that no act made, that ask something else than what was asked, or that nobody answered as they say."""
    asked: dict[str, JournalEntry] = {}
    answers: dict[str, JournalEntry] = {}
    steps = {"approval.approve": "approved", "approval.refuse": "refused", "approval.withdraw": "withdrawn"}
    for entry in entries_for("approval", ("approval.ask", *steps)):
        (answers if entry.act in steps else asked)[entry.subject] = entry
    for approval in Approval.objects.select_related("asked_by", "decided_by").order_by("pk").iterator(chunk_size=500):
        made = asked.pop(approval.key, None)
        answer = answers.get(approval.key)
        if made is None:
            yield _approval_difference("stray", approval.key)
            continue
        found = {"kind": approval.kind, "payload": approval.payload, "asked_by": approval.asked_by.key}
        found |= {"state": approval.state, "decided_by": _find_decider(approval)}
        said = dict(made.body or {}) | {"state": steps[answer.act] if answer else "asked"}
        said |= {"asked_by": made.actor, "decided_by": answer.actor if answer else None}
        if fields := list_changed_fields(said, found):
            yield _approval_difference("changed", approval.key, (answer or made).number, fields)
    for key, entry in asked.items():
        yield _approval_difference("missing", key, entry.number)


def _find_decider(approval: Approval) -> str | None:
    if approval.state == Approval.State.ASKED:
        return None
    return approval.decided_by.key if approval.decided_by is not None else "operator"


def _approval_difference(
    kind: DifferenceKind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    row = Text(fr=f"Demande à contresigner {key}", en=f"Request to countersign {key}")
    return Difference(kind, Approval._meta.db_table, key, row, entry, fields)


def _invitation_difference(
    kind: DifferenceKind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    row = Text(fr=f"Invitation {key}", en=f"Invitation {key}")
    return Difference(kind, Invitation._meta.db_table, key, row, entry, fields)
