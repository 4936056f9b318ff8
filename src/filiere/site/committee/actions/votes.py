"""The vote itself: opening a round, casting a ballot, opening the ballots together, the debate, and dissent.

Each act locks the item first: two who vote at once follow one another, and a ballot that comes after the opening finds
it done. The database keeps one ballot a seat and one a person, whatever the site believes.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.db import IntegrityError
from django.db.models import FilteredRelation, Q
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.core.text_length import refuse_long_text
from filiere.referentials.voting import Ballot as Sealed
from filiere.referentials.voting import VoteOutcome, ballot_faults, count_votes, decide_ballots, verify_openings
from filiere.referentials.voting.faults import fault as voting_fault
from filiere.site.accounts.models import User
from filiere.site.committee.actions.common import (
    ITEM,
    clean_words,
    lock_counted_item,
    require_presence,
)
from filiere.site.committee.agenda import Sitting
from filiere.site.committee.ballot_sealing import (
    MAX_REASONS_LENGTH,
    SEALED_BALLOT_FIELDS,
    enclose_ballot,
    to_published_ballot,
    to_sealed_ballot,
)
from filiere.site.committee.faults import refuse
from filiere.site.committee.journal_reconciliation import (
    counts_payload,
    note_payload,
)
from filiere.site.committee.models import Ballot, Dissent, Item, Note, Round
from filiere.site.committee.procedure_conditions import answer_heard
from filiere.site.journal.act_decorator import TODAY, act, keep_row
from filiere.site.journal.writer import record_act

OPENING_PATIENCE = timedelta(minutes=15)
"""How long a round waits for the ballots of those in the room; ours, no rule of the release says it."""
STATUS_BEFORE = {1: Item.Status.LISTED, 2: Item.Status.DEBATE}
STATUS_DURING = {1: Item.Status.FIRST, 2: Item.Status.SECOND}


@act("round.start", on=ITEM, right="committee:vote", at=tuple(STATUS_BEFORE.values()))
def start_round(item: Item, number: int, *, actor: User, day: date = TODAY) -> Round:
    """Open the first vote, or the second after the debate: the company heard, a quorum in the room."""
    if item.status != STATUS_BEFORE.get(number):
        raise refuse("item-wrong-step")
    require_presence(item.session, actor)
    if answer_heard(item.dossier, day) is not True:
        raise refuse("not-heard")
    now = Sitting(item, day).quorum
    if not now.is_reached:
        raise Faults([voting_fault("vote-no-quorum", short=now.shortfalls)])
    made = Round.objects.create(item=item, number=number, opened_at=timezone.now(), opened_by=actor)
    item.status = STATUS_DURING[number]
    item.save(update_fields=["status"])
    record_act(actor, "round.start", "item", item.key, {"round": number, "voting": now.voting})
    return made


@act("ballot.cast", on=ITEM, right="committee:vote", at=tuple(Item.Status.values))
def cast_ballot(item: Item, choice: str, reasons: str, *, actor: User, day: date = TODAY) -> Ballot:
    """Cast one’s ballot in the round that is open; its commitment is published at once and nothing else of it."""
    sitting = Sitting(item, day)
    number = 1 if item.status in (Item.Status.LISTED, Item.Status.FIRST, Item.Status.DEBATE) else 2
    seat = sitting.body.seat_of(actor)
    if seat is None:
        raise refuse("no-seat")
    sealed = Sealed(
        seat=seat.key,
        person=actor.key,
        choice=choice,
        papers=sitting.papers,
        round=number,
        reasons=reasons.replace("\x00", "").strip(),
        nonce=secrets.token_hex(32),
    )
    refuse_long_text(sealed.reasons, MAX_REASONS_LENGTH, "reasons")
    mine = FilteredRelation("item__ballots", condition=Q(item__ballots__round=number))
    cast = list(item.rounds.filter(number=number).alias(mine=mine).values_list("opened_at", "mine__seat"))
    faults = list(
        ballot_faults(
            sealed,
            rules=sitting.rules,
            question=sitting.question,
            papers=sitting.papers,
            places=sitting.places(),
            members=sitting.body.members,
            recusals=sitting.recusals,
            present=sitting.present_people,
            cast={seat for _, seat in cast},
            opened=item.status in STATUS_DURING.values(),
        )
    )
    if faults:
        raise Faults(faults)
    try:
        return Ballot.objects.create(
            item=item,
            round=number,
            seat=seat.key,
            college=seat.college,
            user=actor,
            closed=enclose_ballot(sealed),
            commitment=sealed.commitment,
            # When each voted is nobody's business: the row tells the round, the journal that it came in.
            cast_at=cast[0][0],
        )
    except IntegrityError:
        raise Faults([voting_fault("vote-twice", seat=seat.key)]) from None


@act("ballots.open", on=ITEM, right="committee:vote", at=tuple(STATUS_DURING.values()))
def open_ballots(item: Item, *, actor: User, day: date = TODAY) -> Item:
    """Open all ballots of the round together, prove them, and count; the second count is the decision."""
    require_presence(item.session, actor)
    number = 1 if item.status == Item.Status.FIRST else 2
    rows = list(item.ballots.filter(round=number).select_related("user", "item"))
    SEALED_BALLOT_FIELDS.check_readable(rows)
    ballots = verify_openings([to_published_ballot(one) for one in rows], [to_sealed_ballot(one) for one in rows])
    SEALED_BALLOT_FIELDS.save_in_plain(rows)
    sitting = Sitting(item, day)
    there = {one.person for one in sitting.places() if one.place == "votes" and one.person}
    voted = {one.seat for one in ballots}
    # Who voted counts though they left since; who did not vote is counted only while there.
    present = {one.person for one in ballots} | {
        one.person for one in sitting.places() if one.person and one.seat.key not in voted
    }
    places = sitting.places(present)
    outcome = decide_ballots(sitting.rules, sitting.question, places, ballots)
    # Nobody’s vote is cut off: whoever is in the room votes first, or says that they leave it. But one person’s
    # silence does not hold a body for ever: after a time that all know, the ballots cast are opened.
    missing = len(there - {one.person for one in ballots})
    if missing and not is_patience_over(item, number):
        raise refuse("ballots-missing", missing=missing, minutes=OPENING_PATIENCE.seconds // 60)
    kept = [one for one in ballots if any(p.seat.key == one.seat and p.person == one.person for p in places)]
    counts = count_votes(sitting.question, places, kept)
    if number == 1:
        item.status, item.first_counts = Item.Status.DEBATE, counts
    else:
        item.status, item.counted_on = Item.Status.COUNTED, day
        item.second_counts, item.outcome = counts, serialize_outcome(outcome)
        item.seats = [
            {"seat": one.seat.key, "college": one.seat.college, "place": one.place, "grades": list(one.grades)}
            for one in places
        ]
    item.save()
    item.rounds.filter(number=number).update(counted_at=timezone.now(), counted_by=actor)
    commitments = sorted(one.commitment for one in rows)
    record_act(actor, "ballots.open", "item", item.key, counts_payload(item, number) | {"commitments": commitments})
    return item


def is_patience_over(item: Item, number: int) -> bool:
    """Whether a round that is open has waited long enough for the ballots of those in the room."""
    return bool(timezone.now() - item.rounds.get(number=number).opened_at >= OPENING_PATIENCE)


def serialize_outcome(outcome: VoteOutcome) -> dict[str, object]:
    """What is kept of an outcome: enough to answer the procedure and to say why."""
    return {
        "valid": outcome.valid,
        "carried": outcome.carried.key if outcome.carried is not None else None,
        "text": outcome.carried.text.model_dump(include={"fr", "en"}) if outcome.carried is not None else None,
        "level": outcome.level,
        "tie": outcome.tie,
        "put_off": outcome.put_off,
        "inputs": dict(outcome.inputs),
        "reasons": [Text(fr=one.fr, en=one.en).model_dump() for one in outcome.reasons],
    }


@act("note.add", on=ITEM, right="committee:debate", lock=keep_row, clock=False)
def add_note(item: Item, text: str, *, actor: User) -> Note:
    """Say something in the debate, which only the members who take part read."""
    made = Note.objects.create(item=item, user=actor, text=clean_words(text, "text"), at=timezone.now())
    record_act(actor, "note.add", "item", item.key, note_payload(made))
    return made


@act("dissent.sign", on=ITEM, right="committee:debate", at=("counted", "decided"), lock=lock_counted_item)
def sign_dissent(item: Item, text: str, *, actor: User, named: bool = False) -> Dissent:
    """Attach a signed minority opinion, by who voted otherwise; open from the counting until the session closes."""
    mine = item.ballots.filter(round=2, user=actor).first()
    outcome = item.outcome or {}
    if mine is None or not outcome.get("valid") or mine.choice in ("abstain", outcome.get("carried")):
        raise refuse("no-dissent")
    if item.dissents.filter(user=actor).exists():
        raise refuse("dissent-twice")
    return Dissent.objects.create(
        item=item,
        user=actor,
        college=mine.college,
        text=clean_words(text, "text"),
        named=named,
        signed_at=timezone.now(),
    )
