"""Who may do what about the quality of a centre: the organisation's own people, and nobody by a role on the site.

The staff of the site, its administrators and the operator of the machine have no way in here, for contacts are the
member's own. Whoever acts for the organisation (membership `edit`) opens its space and names quality managers, who do
not have to be members; its employer's side reads figures; its quality managers alone read contacts. Staff
representatives read what the centre publishes, as everybody does.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.permissions import Actor
from filiere.site.accounts.refusals import record_refusal
from filiere.site.members.models import Membership, Organisation
from filiere.site.quality.models import Centre, QualityManager
from filiere.site.quality.querysets import is_verified_person

EDITOR, READER, MANAGER = "editor", "reader", "manager"
"""What a person is to a centre: acts for its organisation, reads for it, manages its quality."""

QUALITY_RIGHT_TEXTS: dict[str, Text] = {
    "quality:open": Text(fr="ouvrir l’espace qualité de l’organisation", en="open the organisation’s quality space"),
    "quality:name": Text(fr="nommer les responsables qualité", en="appoint the quality managers"),
    "quality:read": Text(fr="lire les indicateurs du centre", en="read the indicators of the centre"),
    "quality:keep": Text(
        fr="verser des journaux, écrire des définitions, calculer, faire un dossier scellé",
        en="deliver logs, write definitions, compute, make a sealed pack",
    ),
    "quality:contacts": Text(fr="lire les contacts derrière un indicateur", en="read the contacts behind an indicator"),
    "quality:erase": Text(
        fr="effacer un versement, régler la durée de conservation",
        en="erase a delivery, set how long contacts are kept",
    ),
    "quality:benchmark": Text(
        fr="engager le centre dans le parangonnage, ou l’en retirer",
        en="enrol the centre in the benchmark, or withdraw it",
    ),
}

PARTS_BY_RIGHT: dict[str, frozenset[str]] = {
    "quality:open": frozenset({EDITOR}),
    "quality:name": frozenset({EDITOR}),
    "quality:read": frozenset({EDITOR, READER, MANAGER}),
    "quality:keep": frozenset({MANAGER}),
    "quality:contacts": frozenset({MANAGER}),
    "quality:erase": frozenset({EDITOR, MANAGER}),
    "quality:benchmark": frozenset({EDITOR}),
}
"""The whole rule; a pair that is not in it is refused."""

_BY_MEMBERSHIP: dict[str, str] = {Membership.Right.EDIT: EDITOR, Membership.Right.READ: READER}


class RefusedInCentre(PermissionDenied):
    """The person is something to the centre, yet may not do this; ``reason`` says it in words."""

    def __init__(self, name: str) -> None:
        words = QUALITY_RIGHT_TEXTS[name]
        self.reason = Text(
            fr=f"Pour ce centre, vous ne pouvez pas {words.fr}.", en=f"For this centre you may not {words.en}."
        )
        super().__init__(name)


def parts_of(actor: Actor, organisation: Organisation) -> frozenset[str]:
    """What the person is today to the centre of an organisation; nothing for a session that owes a second factor."""
    if not is_verified_person(actor):
        return frozenset()
    today = timezone.localdate()
    held = Membership.objects.current(today).filter(user=actor, organisation=organisation)
    found = {_BY_MEMBERSHIP[right] for right in held.values_list("right", flat=True) if right in _BY_MEMBERSHIP}
    if QualityManager.objects.current(today).filter(user=actor, centre__organisation=organisation).exists():
        found.add(MANAGER)
    return frozenset(found)


def may_for(actor: Actor, name: str, organisation: Organisation) -> bool:
    """Whether the person may do this now; nothing is recorded."""
    return not parts_of(actor, organisation).isdisjoint(PARTS_BY_RIGHT[name])


def may_in(actor: Actor, name: str, centre: Centre) -> bool:
    """Whether the person may do this about a centre now; nothing is recorded."""
    return may_for(actor, name, centre.organisation)


def require_for(actor: Actor, name: str, organisation: Organisation) -> None:
    """Pass, or refuse and write it in the journal: to a stranger the centre does not exist.

    The refusal is written in a transaction of its own: call this before that of the act begins.
    """
    parts = parts_of(actor, organisation)
    if not parts.isdisjoint(PARTS_BY_RIGHT[name]):
        return
    record_refusal(actor, name, subject_kind="centre", subject_id=organisation.key)
    if not parts:
        raise Http404
    raise RefusedInCentre(name)


def require_in(actor: Actor, name: str, centre: Centre) -> None:
    """Pass, or refuse as `require_for` does."""
    require_for(actor, name, centre.organisation)
