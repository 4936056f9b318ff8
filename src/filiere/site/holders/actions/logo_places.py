"""Where the logo is shown, the proof that it is gone, and the refusal of a proof that shows nothing."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.models import User
from filiere.site.holders.actions.common import LABEL, check_required_text, refuse, write_to_parties
from filiere.site.holders.faults import fault
from filiere.site.holders.journal_reconciliation import LIST_PLACE_ACT, PROVE_PLACE_ACT, REFUSE_PROOF_ACT
from filiere.site.holders.models import Place, Proof
from filiere.site.holders.proof_document_choices import check_document
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, keep_row, make_row_lock
from filiere.site.journal.clock_trust import needs_clock
from filiere.site.journal.sealed_rows import record_row
from filiere.site.kit.rights import require
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.models import Dossier

STANDARD_KINDS = (Place.Kind.WEBSITE, Place.Kind.SIGNATURES, Place.Kind.COMMERCIAL)
"""Places that every holder answers for when a label ends and none was listed: shown there or never, it says which."""

MAX_PLACES = 200

PLACE: ActTarget[Place] = ActTarget("place", lock=keep_row, thing=lambda place: place.dossier, refusals=False)
PROOF: ActTarget[Proof] = ActTarget(
    "proof",
    lambda proof: str(proof.pk),
    make_row_lock("place__dossier__organisation"),
    thing=lambda proof: proof.dossier,
    refusals=False,
)


@act(LIST_PLACE_ACT, on=LABEL, right="unmarking:list", record=False)
def list_place(dossier: Dossier, *, actor: User, kind: str, words: str, day: date = TODAY) -> Place:
    """Add a place where the logo is shown."""
    faults = check_required_text(words, "words", most=300, name=Text(fr="l’emplacement", en="the place"))
    if kind not in Place.Kind.values:
        faults.append(fault("unknown-place").at(key="kind"))
    if dossier.logo_places.count() >= MAX_PLACES:
        faults.append(fault("too-many-places", max_places=MAX_PLACES))
    refuse(faults)
    return save_place(dossier, kind=kind, words=words.strip(), day=day, actor=actor)


def save_place(dossier: Dossier, *, kind: str, words: str, day: date, actor: User | None) -> Place:
    """Keep a place and tell it to the journal; the caller has checked the right."""
    row = Place.objects.create(dossier=dossier, kind=kind, words=words, listed_on=day, by=actor, at=timezone.now())
    record_row(actor, LIST_PLACE_ACT, row)
    return row


@act(PROVE_PLACE_ACT, on=PLACE, right="unmarking:prove")
def prove_place(place: Place, *, actor: User, words: str, document: str = "", day: date = TODAY) -> Proof:
    """Say how this can be verified that the logo is gone from a place; `document` names a document of the dossier."""
    refuse(
        check_required_text(
            words, "words", most=2000, name=Text(fr="comment le vérifier", en="how this can be verified")
        )
        + check_document(actor, place.dossier, document)
    )
    return Proof.objects.create(
        place=place,
        words=words.strip(),
        document=document,
        given_on=max(day, place.listed_on),
        by=actor,
        at=timezone.now(),
    )


@act(REFUSE_PROOF_ACT, on=PROOF, right="unmarking:check")
def refuse_proof(row: Proof, *, actor: User, reason: str, day: date = TODAY) -> Proof:
    """Refuse a proof, with the reason: the place is again to be proved, and the holder is told."""
    refuse(check_required_text(reason, "reason", most=2000, name=Text(fr="le motif", en="the reason")))
    if row.refused_on is not None:
        raise Faults([fault("refused-already")])
    row.refused_on, row.refused_by, row.refused_reason = max(day, row.given_on), actor, reason.strip()
    row.save(update_fields=["refused_on", "refused_by", "refused_reason"])
    write_to_parties(
        row.dossier,
        ("holder",),
        day,
        subject=Text(fr="Preuve de retrait du logo refusée", en="Evidence of logo removal refused"),
        body=Text(
            fr=f"Une preuve du dossier {row.dossier.key} est refusée ; le motif figure dans le dossier, page Label.\n",
            en=f"Evidence in dossier {row.dossier.key} has been refused; the reason is given in the dossier, on the "
            f"Label page.\n",
        ),
        kind="holders.refuse_proof",
    )
    return row


@needs_clock
def declare_unmarked(dossier: Dossier, *, actor: User, day: date | None = None) -> Dossier:
    """Say that the logo is gone everywhere: the procedure looks whether each place listed is proved."""
    require(actor, "unmarking:prove", dossier)
    return perform_act(dossier, "prove_unmarking", actor=actor, party="holder", day=day)
