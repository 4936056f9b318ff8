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
from filiere.site.accounts.models_access import Factor, Invitation
from filiere.site.accounts.models_approvals import Approval
from filiere.site.journal.comparing import Difference, Kind, Told, differing, told

_STANDS = ("account.factor-add", "account.factor-reseal")
"""What a second factor is, by the act that added it or by the one that sealed it under a new key of the site."""
_GRANT, _WITHDRAW, _ERASE = "account.grant", "account.withdraw", "account.erase"


@dataclass(slots=True)
class _Holder:
    """The roles a person holds by the journal, each with the entry that gave it."""

    roles: dict[str, int] = field(default_factory=dict)


def roles() -> Iterator[Difference]:
    """Roles held without an act that gave them, and roles given whose row is gone."""
    holders: dict[str, _Holder] = {}
    for entry in told("user", (_GRANT, _WITHDRAW, _ERASE)):
        holder = holders.setdefault(entry.subject, _Holder())
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
        if holders.setdefault(key, _Holder()).roles.pop(grant.role, None) is None:
            yield _role("stray", key, grant.role)
    for key, holder in holders.items():
        for role, number in holder.roles.items():
            yield _role("missing", key, role, number)


def _role(kind: str, key: str, role: str, entry: int | None = None) -> Difference:
    row = Text(fr=f"Attribution du rôle « {role} » à {key}", en=f"Grant of the role “{role}” to {key}")
    return Difference("stray" if kind == "stray" else "missing", Grant._meta.db_table, f"{key} {role}", row, entry)


def factor_payload(factor: Factor) -> dict[str, Any]:
    """What the journal seals of a second factor: never its secret, only a fingerprint of what is stored of it."""
    material = seal({"secret": factor.secret, "credential": factor.credential_id, "public_key": factor.public_key})
    return {"factor": factor.key, "kind": str(factor.kind), "material": material}


def factors() -> Iterator[Difference]:
    """Second factors that no act added, that were exchanged, or that are gone without an act."""
    held: dict[str, tuple[str, int, dict[str, Any]]] = {}
    for entry in told("user", (*_STANDS, "account.factor-remove", _ERASE)):
        if entry.act == _ERASE:
            held = {key: one for key, one in held.items() if one[0] != entry.subject}
        elif entry.body and entry.act in _STANDS:
            held[str(entry.body["factor"])] = (entry.subject, entry.number, entry.body)
        elif entry.body:
            held.pop(str(entry.body["factor"]), None)
    for factor in Factor.objects.select_related("user").order_by("pk").iterator(chunk_size=500):
        known = held.pop(factor.key, None)
        if known is None or known[0] != factor.user.key:
            yield _factor("stray", factor.key)
        elif fields := differing(known[2], factor_payload(factor)):
            yield _factor("changed", factor.key, known[1], fields)
    for key, (_, number, _) in held.items():
        yield _factor("missing", key, number)


def _factor(kind: Kind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()) -> Difference:
    row = Text(fr=f"Second facteur {key}", en=f"Second factor {key}")
    return Difference(kind, Factor._meta.db_table, key, row, entry, fields)


def invitations() -> Iterator[Difference]:
    """Invitations that no act sent, or that give something else than what was sent."""
    sent = {entry.subject: entry for entry in told("invitation", ("invitation.create",))}
    for one in Invitation.objects.select_related("created_by").order_by("pk").iterator(chunk_size=500):
        entry = sent.pop(one.key, None)
        if entry is None:
            yield _invitation("stray", one.key)
            continue
        found = {"by": one.created_by.key if one.created_by else "operator", "grants": one.grants}
        said = {"by": entry.actor, "grants": (entry.body or {}).get("grants")}
        if entry.body is not None and (fields := differing(said, found)):
            yield _invitation("changed", one.key, entry.number, fields)


def approvals() -> Iterator[Difference]:
    """Requests that no act made, that ask something else than what was asked, or that nobody answered as they say."""
    asked: dict[str, Told] = {}
    answers: dict[str, Told] = {}
    steps = {"approval.approve": "approved", "approval.refuse": "refused", "approval.withdraw": "withdrawn"}
    for entry in told("approval", ("approval.ask", *steps)):
        (answers if entry.act in steps else asked)[entry.subject] = entry
    for one in Approval.objects.select_related("asked_by", "decided_by").order_by("pk").iterator(chunk_size=500):
        made = asked.pop(one.key, None)
        answer = answers.get(one.key)
        if made is None:
            yield _approval("stray", one.key)
            continue
        found = {"kind": one.kind, "payload": one.payload, "asked_by": one.asked_by.key}
        found |= {"state": one.state, "decided_by": _decider(one)}
        said = dict(made.body or {}) | {"state": steps[answer.act] if answer else "asked"}
        said |= {"asked_by": made.actor, "decided_by": answer.actor if answer else None}
        if fields := differing(said, found):
            yield _approval("changed", one.key, (answer or made).number, fields)
    for key, entry in asked.items():
        yield _approval("missing", key, entry.number)


def _decider(one: Approval) -> str | None:
    if one.state == Approval.State.ASKED:
        return None
    return one.decided_by.key if one.decided_by is not None else "operator"


def _approval(kind: Kind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()) -> Difference:
    row = Text(fr=f"Demande à contresigner {key}", en=f"Request to countersign {key}")
    return Difference(kind, Approval._meta.db_table, key, row, entry, fields)


def _invitation(kind: Kind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()) -> Difference:
    row = Text(fr=f"Invitation {key}", en=f"Invitation {key}")
    return Difference(kind, Invitation._meta.db_table, key, row, entry, fields)
