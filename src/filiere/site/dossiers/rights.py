"""What a party may do in a dossier, right by right and state by state: one table, refused by default.

Global rights (`accounts.permissions`) open pages that belong to no dossier. In a dossier nobody has a right but by
being a party there in that state: there is no role, administrator included, that opens all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404

from filiere.core import Text
from filiere.site.accounts.permissions import Actor
from filiere.site.accounts.refusals import record_refusal
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import find_parties

RIGHTS_BY_NAME: dict[str, DossierRight] = {}


@dataclass(frozen=True, slots=True)
class DossierRight:
    """A right in a dossier, named ``resource:action``.

    ``by`` are the parties that hold it, ``states`` the states or groups of the procedure in which they do (None: all),
    ``words`` say the act, ``condition`` what the act itself asks for besides.
    """

    name: str
    by: tuple[str, ...]
    words: Text
    states: tuple[str, ...] | None = None
    condition: Text | None = None


class DossierRightRefused(PermissionDenied):
    """The person is a party of this dossier, yet may not do this in it now; ``reason`` says why in words."""

    def __init__(self, right: DossierRight, dossier: Dossier) -> None:
        self.right = right
        self.reason = Text(
            fr=f"Dans ce dossier et dans son état présent, vous ne pouvez pas {right.words.fr}.",
            en=f"In this dossier, in its current state, you may not {right.words.en}.",
        )
        super().__init__(f"{right.name} {dossier.key}")


def register_rights(*rights: DossierRight) -> None:
    """Add rights to the table; a name has one meaning."""
    for right in rights:
        if right.name in RIGHTS_BY_NAME:
            raise RuntimeError(f"{right.name} is defined twice")
        RIGHTS_BY_NAME[right.name] = right


def parties_hold_right(right: DossierRight, parties: Iterable[str], dossier: Dossier) -> bool:
    """Whether one of these parties holds the right in the present state of the dossier."""
    return not set(parties).isdisjoint(right.by) and _is_open(right, dossier)


def _is_open(right: DossierRight, dossier: Dossier) -> bool:
    if right.states is None or dossier.state in right.states:
        return True
    from filiere.site.dossiers.engine_adapter import load_rules

    groups = load_rules(dossier).procedure.groups
    return any(dossier.state in groups.get(name, ()) for name in right.states)


def has_dossier_right(actor: Actor, name: str, dossier: Dossier) -> bool:
    """Whether the person may do this in this dossier now; nothing is recorded."""
    return parties_hold_right(RIGHTS_BY_NAME[name], find_parties(actor, dossier), dossier)


def require_dossier_right(actor: Actor, name: str, dossier: Dossier) -> None:
    """Pass, or refuse: `Http404` for a stranger to the dossier, to whom it does not exist, else `DossierRightRefused`.

    A refusal is written in the journal, in a transaction of its own: call this before that of the act begins.
    """
    parties = find_parties(actor, dossier)
    if parties_hold_right(RIGHTS_BY_NAME[name], parties, dossier):
        return
    record_refusal(actor, name, subject_kind="dossier", subject_id=dossier.key, state=dossier.state)
    if not parties:
        raise Http404
    raise DossierRightRefused(RIGHTS_BY_NAME[name], dossier)
