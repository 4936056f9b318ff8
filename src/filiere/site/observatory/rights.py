"""Rights of the observatory, act by act: the table the tests walk through, role by role."""

from __future__ import annotations

from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import list_rights

ACTS: dict[str, str] = {
    "accept_version": "source:accept",
    "correct_figure": "figure:correct",
    "enter_figure": "figure:enter",
    "load_source": "source:load",
    "refuse_version": "source:refuse",
    "drop_retained_figure": "figure:release",
    "retain_figure": "figure:retain",
}


def allowed_acts(actor: Actor) -> frozenset[str]:
    """Acts of the observatory that the actor may do, for pages that offer only those."""
    held = list_rights(actor)
    return frozenset(act for act, permission in ACTS.items() if permission in held)
