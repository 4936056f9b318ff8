"""What events open beside a dossier, and what follows from them: renewal, unmarking, certificate, end of retention."""

from __future__ import annotations

import logging

from filiere.core import Faults
from filiere.core.text import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import OPERATOR, Actor
from filiere.site.candidature.actions.open_dossier import find_release_in_force, open_dossier
from filiere.site.holders.actions.alerts import save_alert
from filiere.site.holders.actions.logo_places import STANDARD_KINDS, save_place
from filiere.site.holders.certificates import GRANTING_EVENTS, create_certificate, find_last_change
from filiere.site.holders.dossier_erasure import erase_dossier_words
from filiere.site.holders.models import Alert
from filiere.site.members.models import Organisation
from filiere.site.workflow.models import Dossier, Event

log = logging.getLogger(__name__)


def open_renewal(dossier: Dossier, event: Event) -> None:
    """Open the dossier that would replace this one, under the release in force that day, unless one is open.

    After a change of entity it is that of the legal unit that bears the label afterwards, when it is known here.
    """
    if describe_running_renewal(dossier) is not None:
        return
    try:
        release = find_release_in_force(dossier.referential, event.day)
    except LookupError:
        release = dossier.release
    try:
        open_dossier(
            _find_bearer(dossier, event),
            actor=_find_author(event),
            category=dossier.category,
            referential=dossier.referential,
            release=release,
            renews=dossier,
            day=event.day,
        )
    except Faults as faults:
        # The event happened all the same; the staff reads here that its dossier is to be opened by hand.
        log.error("dossier %s: no renewal was opened (%s)", dossier.key, faults.faults[0].code)


def describe_running_renewal(dossier: Dossier) -> Text | None:
    """Name the dossier that would replace this one; None while there is none."""
    running = dossier.renewals.running().first()
    if running is None:
        return None
    return Text(
        fr=f"le dossier de renouvellement {running.key} est déjà ouvert, et aucun autre ne le sera",
        en=f"renewal dossier {running.key} is already open, and no other will be",
    )


def _find_bearer(dossier: Dossier, event: Event) -> Organisation:
    change = find_last_change(dossier) if event.event == "provisional_given" else None
    siren = change.change.get("siren") if change is not None and change.change else None
    found = Organisation.objects.filter(siren=siren).first() if siren else None
    return found or dossier.organisation


def _find_author(event: Event) -> Actor:
    signature = event.signatures.select_related("person").first()
    return signature.person if signature is not None else OPERATOR


def open_unmarking(dossier: Dossier, event: Event) -> None:
    """Begin the follow-up of the logo's removal; with no place listed, the holder answers for the usual ones."""
    if dossier.logo_places.exists():
        return
    for kind in STANDARD_KINDS:
        save_place(dossier, kind=kind, words="", day=event.day, actor=None)


def follow_events(dossier: Dossier, events: tuple[Event, ...]) -> None:
    """Follow the events of an act: keep a certificate, tell why time suspended, erase when the retention ends."""
    for event in events:
        if event.event in GRANTING_EVENTS:
            create_certificate(dossier, event, _find_actor_key(event))
        elif event.step == "follow_up_missed":
            save_alert(
                dossier,
                actor=None,
                party="auditor",
                kind=Alert.Kind.FOLLOW_UP_MISSED,
                source="",
                words=Text(
                    fr="Le contrôle de suivi n’a pas pu se faire du fait du titulaire.",
                    en="The follow-up audit could not be carried out because of the holder.",
                ).fr,
                fact_on=event.day,
                day=event.day,
            )
        elif event.event == "archived":
            erase_dossier_words(dossier, event)


def _find_actor_key(event: Event) -> str:
    author = _find_author(event)
    return author.key if isinstance(author, User) else "time"
