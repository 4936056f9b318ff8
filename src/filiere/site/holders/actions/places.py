"""Where the logo is shown, the proof that it is gone, and the refusal of a proof that shows nothing."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import actor_key
from filiere.site.dossiers.actions.act import act
from filiere.site.dossiers.actions.writing import day_of
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.rights import require_in
from filiere.site.holders.actions.common import needed, refuse, tell
from filiere.site.holders.documents import unknown
from filiere.site.holders.models import Place, Proof
from filiere.site.holders.told import LISTED, PROVED, REFUSED, place_of, proof_of, refused_of
from filiere.site.journal.clock import needs_clock
from filiere.site.journal.record import record

STANDARD = (Place.Kind.WEBSITE, Place.Kind.SIGNATURES, Place.Kind.COMMERCIAL)
"""Places that every holder answers for when a label ends and none was listed: shown there or never, it says which."""

MOST = 200


@needs_clock
def list_place(*, actor: User, dossier: Dossier, kind: str, words: str, day: date | None = None) -> Place:
    """Add a place where the logo is shown."""
    require_in(actor, "unmarking:list", dossier)
    day = day_of(day)
    faults = needed(words, "words", most=300, name=Text(fr="l’endroit", en="the place"))
    if kind not in Place.Kind.values:
        faults.append(
            Fault(
                code="unknown-place",
                message=Text(fr="Cette sorte d’endroit n’existe pas.", en="There is no such type of place."),
                remedy=Text(fr="Choisissez dans la liste.", en="Choose from the list."),
                key="kind",
            )
        )
    if dossier.logo_places.count() >= MOST:
        faults.append(
            Fault(
                code="too-many-places",
                message=Text(fr=f"La liste a déjà {MOST} endroits.", en=f"The list already has {MOST} places."),
                remedy=Text(fr="Groupez ceux qui vont ensemble.", en="Combine related ones."),
            )
        )
    refuse(faults)
    with transaction.atomic():
        return put(dossier, kind=kind, words=words.strip(), day=day, actor=actor)


def put(dossier: Dossier, *, kind: str, words: str, day: date, actor: User | None) -> Place:
    """Keep a place and tell it to the journal; the caller has checked the right."""
    row = Place.objects.create(dossier=dossier, kind=kind, words=words, listed_on=day, by=actor, at=timezone.now())
    record(
        actor_key=actor_key(actor) if actor is not None else "time",
        act=LISTED,
        subject_kind="place",
        subject_id=row.key,
        payload=place_of(row),
    )
    return row


@needs_clock
def prove_place(*, actor: User, place: Place, words: str, document: str = "", day: date | None = None) -> Proof:
    """Say how this can be verified that the logo is gone from a place; `document` names a document of the dossier."""
    require_in(actor, "unmarking:prove", place.dossier)
    day = day_of(day)
    refuse(
        needed(words, "words", most=2000, name=Text(fr="comment on le voit", en="how this can be verified"))
        + unknown(actor, place.dossier, document)
    )
    with transaction.atomic():
        row = Proof.objects.create(
            place=place,
            words=words.strip(),
            document=document,
            given_on=max(day, place.listed_on),
            by=actor,
            at=timezone.now(),
        )
        record(actor_key=actor.key, act=PROVED, subject_kind="proof", subject_id=str(row.pk), payload=proof_of(row))
    return row


@needs_clock
def refuse_proof(*, actor: User, proof: Proof, reason: str, day: date | None = None) -> Proof:
    """Refuse a proof, with the reason: the place is again to be proved, and the holder is told."""
    dossier = proof.place.dossier
    require_in(actor, "unmarking:check", dossier)
    day = day_of(day)
    refuse(needed(reason, "reason", most=2000, name=Text(fr="le motif", en="the reason")))
    with transaction.atomic():
        row = Proof.objects.select_for_update().select_related("place").get(pk=proof.pk)
        if row.refused_on is not None:
            raise Faults.one(
                code="refused-already",
                message=Text(fr="Cette preuve est déjà refusée.", en="This evidence has already been refused."),
                remedy=Text(fr="Relisez la page.", en="Reload the page."),
            )
        row.refused_on, row.refused_by, row.refused_reason = max(day, row.given_on), actor, reason.strip()
        row.save(update_fields=["refused_on", "refused_by", "refused_reason"])
        record(actor_key=actor.key, act=REFUSED, subject_kind="proof", subject_id=str(row.pk), payload=refused_of(row))
        tell(
            dossier,
            ("holder",),
            day,
            subject=Text(fr="Preuve de retrait du logo refusée", en="Evidence of logo removal refused"),
            body=Text(
                fr=f"Une preuve du dossier {dossier.key} est refusée ; le motif se lit dans le dossier, page Label.\n",
                en=f"Evidence in dossier {dossier.key} has been refused; the reason is given in the dossier, on the "
                f"Label page.\n",
            ),
            kind="holders.refuse_proof",
        )
    return row


@needs_clock
def declare_unmarked(*, actor: User, dossier: Dossier, day: date | None = None) -> Dossier:
    """Say that the logo is gone everywhere: the procedure looks whether each place listed is proved."""
    require_in(actor, "unmarking:prove", dossier)
    return act(dossier, "prove_unmarking", actor=actor, party="holder", day=day)
