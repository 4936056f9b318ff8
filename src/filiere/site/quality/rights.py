"""Who may do what about the quality of a centre: the organisation's own people, and nobody by a role on the site.

The staff of the site, its administrators and the operator of the machine have no way in here, for contacts are the
member's own. Whoever acts for the organisation (membership `edit`) opens its space and names quality managers, who do
not have to be members; its employer's side reads figures; its quality managers alone read contacts. Staff
representatives read what the centre publishes, as everybody does.
"""

from __future__ import annotations

from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import Right, Scope
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.members.models import Membership, Organisation
from filiere.site.quality.models import Centre, QualityManager
from filiere.site.quality.querysets import is_verified_person

CENTRE = "centre"
EDITOR, READER, MANAGER = "editor", "reader", "manager"
"""What a person is to a centre: acts for its organisation, reads for it, manages its quality."""

CENTRE_RIGHTS = (
    Right(
        "quality:open",
        by=(EDITOR,),
        words=Text(fr="ouvrir l’espace qualité de l’organisation", en="open the organisation’s quality space"),
        on=CENTRE,
    ),
    Right(
        "quality:name",
        by=(EDITOR,),
        words=Text(fr="nommer les responsables qualité", en="appoint the quality managers"),
        on=CENTRE,
    ),
    Right(
        "quality:read",
        by=(EDITOR, READER, MANAGER),
        words=Text(fr="lire les indicateurs du centre", en="read the centre’s indicators"),
        on=CENTRE,
    ),
    Right(
        "quality:keep",
        by=(MANAGER,),
        words=Text(
            fr="déposer des journaux, écrire des définitions, calculer, créer un dossier scellé",
            en="deliver logs, write definitions, compute, make a sealed pack",
        ),
        on=CENTRE,
    ),
    Right(
        "quality:contacts",
        by=(MANAGER,),
        words=Text(fr="lire les contacts derrière un indicateur", en="read the contacts behind an indicator"),
        on=CENTRE,
    ),
    Right(
        "quality:erase",
        by=(EDITOR, MANAGER),
        words=Text(
            fr="effacer un dépôt, régler la durée de conservation",
            en="erase a delivery, set how long contacts are kept",
        ),
        on=CENTRE,
    ),
    Right(
        "quality:benchmark",
        by=(EDITOR,),
        words=Text(
            fr="inscrire le centre à la comparaison entre centres, ou l’en retirer",
            en="enrol the centre in the benchmark, or withdraw it",
        ),
        on=CENTRE,
    ),
)

_BY_MEMBERSHIP: dict[str, str] = {Membership.Right.EDIT: EDITOR, Membership.Right.READ: READER}


def find_centre_parts(actor: Actor, thing: Centre | Organisation) -> frozenset[str]:
    """Return what the person is today to a centre, which its organisation may stand for before it is opened.

    Nothing for a session that owes a second factor.
    """
    if not is_verified_person(actor):
        return frozenset()
    organisation = _get_organisation(thing)
    today = timezone.localdate()
    held = Membership.objects.current(today).filter(user=actor, organisation=organisation)
    found = {_BY_MEMBERSHIP[right] for right in held.values_list("right", flat=True) if right in _BY_MEMBERSHIP}
    if QualityManager.objects.current(today).filter(user=actor, centre__organisation=organisation).exists():
        found.add(MANAGER)
    return frozenset(found)


def find_centre(key: str) -> Centre:
    """Return the space of an organisation; `Http404` without one. The right of the page judges who may see it."""
    return find_or_404(Centre.objects.for_key(key))


def _get_organisation(thing: Centre | Organisation) -> Organisation:
    return thing.organisation if isinstance(thing, Centre) else thing


CENTRE_SCOPE = Scope(
    CENTRE,
    find_centre_parts,
    lambda right, _actor, _thing: Text(
        fr=f"Pour ce centre, vous ne pouvez pas {right.words.fr}.",
        en=f"For this centre you cannot {right.words.en}.",
    ),
    lambda _right, thing: (CENTRE, _get_organisation(thing).key, {}),
    find=find_centre,
    parts=frozenset({EDITOR, READER, MANAGER}),
)
