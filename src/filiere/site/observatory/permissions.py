"""Rights of the observatory, act by act: the table the tests walk through, role by role."""

from __future__ import annotations

from filiere.site.accounts.permissions import Actor, Permission, list_permissions

ACTS: dict[str, Permission] = {
    "accept_version": Permission.SOURCE_ACCEPT,
    "correct_figure": Permission.FIGURE_CORRECT,
    "load_source": Permission.SOURCE_LOAD,
    "refuse_version": Permission.SOURCE_REFUSE,
    "release_figure": Permission.FIGURE_RELEASE,
    "retain_figure": Permission.FIGURE_RETAIN,
}


def allowed_acts(actor: Actor) -> frozenset[str]:
    """Acts of the observatory that the actor may do, for pages that offer only those."""
    held = list_permissions(actor)
    return frozenset(act for act, permission in ACTS.items() if permission in held)
