"""Rights of the label, act by act: the table the tests walk through, role by role."""

from __future__ import annotations

from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import list_rights

ACTS: dict[str, str] = {"run_simulation": "referential:simulate"}


def allowed_acts(actor: Actor) -> frozenset[str]:
    """Acts of the label that the actor may do, for pages that offer only those."""
    held = list_rights(actor)
    return frozenset(act for act, permission in ACTS.items() if permission in held)
