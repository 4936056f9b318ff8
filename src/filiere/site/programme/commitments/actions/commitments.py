"""Making a commitment, and saying what became of it: kept with its proof, broken and why, or put off."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from filiere.core.dates import spell_day
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, lock_journal, make_row_lock
from filiere.site.kit.rights import allowed
from filiere.site.members.models import Organisation
from filiere.site.programme.commitments.faults import refuse
from filiere.site.programme.commitments.models import CharterSignature, Commitment, CommitmentEvent

NEW: ActTarget[str] = ActTarget("commitment", str, lock_journal, refusals=False)
COMMITMENT = ActTarget[Commitment]("commitment", lock=make_row_lock("owner"), refusals=False)
SETTLING = (CommitmentEvent.Kind.KEPT, CommitmentEvent.Kind.BROKEN)


@act("commitment.record", on=NEW, right="programme:edit")
def record_commitment(
    _new: str, /, *, actor: User, due: date, made_on: date, owner_email: str = "", day: date = TODAY, **said: Any
) -> Commitment:
    """Enter what somebody committed to; whoever has the address given is reminded of it, else the actor."""
    if made_on > day:
        raise refuse("outcome-to-come", "made_on", on=spell_day(made_on))
    owner = User.objects.for_mailbox(owner_email) if owner_email else actor
    if owner is None:
        raise refuse("commitment-owner-unknown", "owner_email", email=owner_email)
    return _create(owner=owner, by=actor, due=due, made_on=made_on, **said)


@act("commitment.make", on=NEW, right=None)
def make_own_commitment(
    _new: str,
    *,
    actor: User,
    what: str,
    to_whom: str,
    due: date,
    proof: str,
    public: bool = True,
    organisation: Organisation | None = None,
    day: date = TODAY,
) -> Commitment:
    """Commit oneself, or an organisation for which one signed the charter."""
    signed = CharterSignature.objects.for_person(actor).filter(organisation=organisation)
    if not signed.exists():
        raise refuse("charter-unsigned")
    return _create(
        owner=actor,
        by=actor,
        who=organisation.name if organisation is not None else actor.name,
        organisation=organisation,
        what=what,
        to_whom=to_whom,
        due=due,
        proof=proof,
        public=public,
        made_on=day,
        origin=Commitment.Origin.CHARTER,
    )


def _create(*, due: date, made_on: date, **fields: Any) -> Commitment:
    if due < made_on:
        raise refuse("commitment-due-early", "due", due=spell_day(due), made=spell_day(made_on))
    return Commitment.objects.create(due=due, made_on=made_on, known_at=timezone.now(), **fields)


@act("commitment.settle", on=COMMITMENT, right=None)
def record_outcome(
    commitment: Commitment,
    *,
    actor: User,
    kind: str,
    on: date,
    words: str,
    due: date | None = None,
    day: date = TODAY,
) -> CommitmentEvent:
    """Say what became of a commitment: whoever answers for it, or the lead of the programme."""
    if not may_settle(actor, commitment):
        raise refuse("commitment-not-yours")
    if on > day:
        raise refuse("outcome-to-come", "on", on=spell_day(on))
    if on < commitment.made_on:
        raise refuse("outcome-before-made", "on", on=spell_day(on), made=spell_day(commitment.made_on))
    if (kind == CommitmentEvent.Kind.REVISED) != (due is not None):
        raise refuse("revision-without-day", "due")
    if due is not None and due < on:
        raise refuse("revision-due-early", "due", due=spell_day(due), on=spell_day(on))
    if commitment.events.filter(kind__in=SETTLING, correction=None).exists():
        raise refuse("commitment-settled")
    return CommitmentEvent.objects.create(
        commitment=commitment, kind=kind, on=on, due=due, words=words, known_at=timezone.now(), by=actor
    )


@act("commitment.correct", on=COMMITMENT, right=None)
def correct_outcome(
    commitment: Commitment, *, actor: User, event: int | None, words: str, day: date = TODAY
) -> CommitmentEvent:
    """Say that the last word on a commitment was a mistake, and why; ``event`` is the word that was read.

    The word stays in the history; the commitment is again what it was before it, or open.
    """
    if not may_settle(actor, commitment):
        raise refuse("commitment-not-yours")
    last = find_last_event(commitment)
    if last is None:
        raise refuse("commitment-unsettled")
    if last.pk != event:
        raise refuse("commitment-moved")
    return CommitmentEvent.objects.create(
        commitment=commitment,
        kind=CommitmentEvent.Kind.MISTAKE,
        on=day,
        words=words,
        corrects=last,
        known_at=timezone.now(),
        by=actor,
    )


def find_last_event(commitment: Commitment) -> CommitmentEvent | None:
    """Return the last word on a commitment that was not taken back; None where nothing was said."""
    said = commitment.events.filter(corrects=None, correction=None)
    return said.order_by("on", "known_at", "pk").last()


def may_settle(person: Any, commitment: Commitment) -> bool:
    """Whether a person says what became of a commitment."""
    mine = commitment.owner_id is not None and commitment.owner_id == getattr(person, "pk", None)
    return mine or allowed(person, "programme:edit")
