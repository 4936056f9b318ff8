"""What the journal tells of rights, compared with the roles that accounts hold now.

A role written straight into the table would open every act that it allows. Accounts are few: what each holds by the
journal is replayed in memory. A person whose entries were erased holds nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from filiere.core import Text
from filiere.site.accounts.models import Grant
from filiere.site.journal.comparing import Difference, told

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
