"""A second person for acts that take two, for tests of what comes after their signature."""

from __future__ import annotations

from typing import Any

WHY = "Motif fictif, assez long pour être lu."


def sign(approval: Any, second: Any = None, **more: Any) -> Any:
    """Countersign a request, by a new holder of its right without one given; return it."""
    from support.scenes.dossier_sample import make_person

    from filiere.site.accounts.actions.approvals import approve_request
    from filiere.site.accounts.approval_kinds import get_approval_kind
    from filiere.site.accounts.rights import list_roles_with

    if second is None:
        wanted = get_approval_kind(approval.kind).permission
        second = make_person(list_roles_with(wanted)[0])
    assert approve_request(actor=second, approval=approval, **more)
    return approval


def link_in(letter: Any) -> str:
    """The path of the link that a letter carries, as its reader gets it."""
    body = letter.whole_body()
    found = next(str(line) for line in body.splitlines() if "://" in line)
    return "/" + found.partition("://")[2].partition("/")[2]
