"""Putting words to the vote, casting ballots, counting them, and signing a disagreement with what was decided.

A vote carries the hash of its words and is counted by the engine of the label’s committee; nobody types a result. What
falls with an adoption falls in the same act.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from filiere.core import Faults, Text, seal
from filiere.core.dates import spell_day
from filiere.programme.paragraphs import hash_wording
from filiere.referentials.voting import (
    Ballot,
    VotedPapers,
    ballot_faults,
    count_votes,
    decide_ballots,
)
from filiere.referentials.voting.faults import fault as voting_fault
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.programme.dialogue.actions.amendment_falls import let_fall, let_fall_with
from filiere.site.programme.dialogue.actions.common import (
    TEXT_TARGET,
    VOTE_TARGET,
    clean_words,
    note_event,
    require_seat,
)
from filiere.site.programme.dialogue.faults import refuse
from filiere.site.programme.dialogue.models import (
    AmendmentReasons,
    DiscussedText,
    DissentNote,
    RoomMeeting,
    RoomSeat,
    SeatBallot,
    TextAmendment,
    WordingVote,
)
from filiere.site.programme.dialogue.names import STATE_LABELS
from filiere.site.programme.dialogue.secret_ballots import (
    CAST,
    destroy_papers,
    draw_nonce,
    open_papers,
    put_paper,
    tell_counts,
)
from filiere.site.programme.dialogue.text_readings import (
    TextReading,
    list_codes,
    render_whole,
    write_voted_words,
)
from filiere.site.programme.dialogue.voting_rooms import QUESTION, RoomSitting, find_papers, to_ballot

State = TextAmendment.State
DISSENT_DAYS = 30
"""Days in which a note of disagreement is attached to a decision, that of the decision not counted; ours."""


@act("vote.open", on=TEXT_TARGET, right="dialogue:keep")
def open_vote(
    text: DiscussedText,
    *,
    actor: User,
    amendment: TextAmendment | None = None,
    secret: bool = False,
    day: date = TODAY,
) -> WordingVote:
    """Put an amendment to the vote at its turn, or the whole text once nothing is pending, where there is a quorum.

    Of a ``secret`` vote, who voted is known, and never what.
    """
    meeting = RoomMeeting.objects.filter(room=text.room, opened_at__isnull=False, closed_at__isnull=True).first()
    if meeting is None:
        raise refuse("dialogue-meeting-step")
    if text.votes.filter(amendment=amendment, state=WordingVote.State.OPEN).exists():
        raise refuse("dialogue-vote-open")
    if text.votes.filter(amendment__isnull=True, state=WordingVote.State.CLOSED).exists():
        raise refuse("dialogue-amend-voted")
    quorum = RoomSitting(meeting, day).quorum
    if not quorum.is_reached:
        raise Faults([voting_fault("vote-no-quorum", short=quorum.shortfalls)])
    reading = TextReading(text)
    found = _prepare_amendment(reading, amendment) if amendment is not None else _prepare_whole(reading)
    words = found["words"]
    return WordingVote.objects.create(
        text=text,
        amendment=amendment,
        meeting=meeting,
        secret=secret,
        words_sha256=hash_wording(words),
        base_sha256=hash_wording(text.base),
        opened_at=timezone.now(),
        opened_by=actor,
        **found,
    )


def _prepare_amendment(reading: TextReading, amendment: TextAmendment) -> dict[str, Any]:
    one = next(found for found in reading.all if found.row.pk == amendment.pk)
    if one.row.state != State.ADMISSIBLE:
        raise refuse("dialogue-amendment-step", code=one.row.code, state=STATE_LABELS[one.row.state])
    if (earlier := reading.find_earlier(one)) is not None:
        raise refuse("dialogue-vote-order", code=earlier.row.code)
    three = reading.render(one)
    return {"wording": one.wording, "before": three.old, "words": write_voted_words(three)}


def _prepare_whole(reading: TextReading) -> dict[str, Any]:
    if reading.text.reasons_id is not None:
        raise refuse("dialogue-reasons-whole")
    if waiting := reading.list_pending():
        raise refuse("dialogue-vote-pending", codes=list_codes(waiting))
    three = render_whole(reading)
    if three is None:
        pairs = ", ".join(f"{one.first} / {one.second}" for one in reading.merged_text.collisions)
        raise refuse("dialogue-vote-collision", pairs=pairs)
    return {"before": three.old, "words": three.result}


@act("ballot.cast-in-room", on=VOTE_TARGET, right="dialogue:vote")
def cast_ballots(vote: WordingVote, *, actor: User, choice: str, words: str, day: date = TODAY) -> WordingVote:
    """Cast the ballot of one’s seat and, in the same act, those of the seats that gave it a proxy.

    ``words`` is the hash of the words that were read: a ballot on others is refused.
    """
    if vote.state != WordingVote.State.OPEN:
        raise refuse("dialogue-vote-not-open")
    if words != vote.words_sha256:
        raise refuse("dialogue-vote-words")
    seat = require_seat(actor, vote.text.room, "dialogue:vote")
    sitting = RoomSitting(vote.meeting, day)
    cast = set(vote.ballots.values_list("seat__key", flat=True))
    mine = sitting.list_seats_of(actor.key) or [seat]
    papers = VotedPapers(snapshot=words, release=vote.base_sha256)
    for one in mine:
        ballot = Ballot(seat=one.key, person=actor.key, choice=choice, papers=papers)
        faults = list(
            ballot_faults(
                ballot,
                rules=sitting.rules,
                question=QUESTION,
                papers=find_papers(vote),
                places=sitting.places,
                members=sitting.members,
                recusals=(),
                present=sitting.people,
                cast=cast,
            )
        )
        if faults:
            raise Faults(faults)
        try:
            _put_ballot(vote, one, ballot, actor, proxy=one.pk != seat.pk)
        except IntegrityError:
            raise Faults([voting_fault("vote-twice", seat=one.key)]) from None
    return vote


def _put_ballot(vote: WordingVote, seat: RoomSeat, ballot: Ballot, actor: User, *, proxy: bool) -> None:
    row = SeatBallot(vote=vote, seat=seat, proxy=proxy, by=actor)
    if not vote.secret:
        row.choice, row.cast_at = ballot.choice, timezone.now()
        row.save()
        return
    sealed = draw_nonce(ballot)
    row.commitment, row.cast_at = sealed.commitment, vote.opened_at
    row.save()
    put_paper(row, sealed)


@act("vote.close", on=VOTE_TARGET, right="dialogue:keep")
def close_vote(vote: WordingVote, *, actor: User, day: date = TODAY) -> WordingVote:
    """Count the ballots: by college, then overall. The amendment is then accepted or rejected, and others may fall.

    The papers of a secret vote are destroyed once they are counted.
    """
    if vote.state != WordingVote.State.OPEN:
        raise refuse("dialogue-vote-not-open")
    rows = list(vote.ballots.select_related("seat__college", "seat__person", "by", "vote"))
    voted = frozenset(one.seat_id for one in rows if not one.proxy)
    sitting = RoomSitting(vote.meeting, day, voted)
    cast = {one.seat.key: one for one in rows}
    silent = [one for one in sitting.places if one.place == "votes" and one.seat.key not in cast]
    if silent:
        by_key = {one.key: one.organisation.name for one in sitting.rows}
        raise refuse(
            "dialogue-ballots-missing",
            missing=len(silent),
            names=", ".join(sorted({by_key[one.seat.key] for one in silent})),
        )
    ballots = open_papers(rows) if vote.secret else [to_ballot(one) for one in rows]
    outcome = decide_ballots(sitting.rules, QUESTION, sitting.places, ballots)
    counts, reasons = count_votes(QUESTION, sitting.places, ballots), list(outcome.reasons)
    stopped = [one.key for one in sitting.rules.colleges if one.text in outcome.tests[0].against]
    if vote.secret:
        counts, reasons = tell_counts(sitting.rules, outcome, counts)
        stopped = [key for key in stopped if key in counts]
        destroy_papers(vote)
    vote.state, vote.closed_at, vote.closed_on = WordingVote.State.CLOSED, timezone.now(), day
    vote.counts = counts
    vote.outcome = {
        "valid": outcome.valid,
        "adopted": outcome.carried is not None and outcome.carried.key == "adopt",
        "majority": sitting.rules.majority,
        "reasons": [Text(fr=one.fr, en=one.en).model_dump() for one in reasons],
        "stopped_by": stopped,
        "quorum": [[one.college, one.voting, one.wanted] for one in outcome.quorum.rows],
        "quorum_total": outcome.quorum.wanted,
    }
    vote.seats = [
        {
            "seat": one.key,
            "college": one.college.key if one.college is not None else "",
            "organisation": one.organisation.name,
            "choice": "absent" if one.key not in cast else CAST if vote.secret else cast[one.key].choice,
            "proxy": one.key in cast and cast[one.key].proxy,
        }
        for one in sitting.rows
    ]
    vote.decision_sha256 = seal(build_decision(vote))
    vote.save()
    if vote.amendment is not None and outcome.valid:
        _conclude_amendment(vote, actor, day)
    return vote


@act("vote.void", on=VOTE_TARGET, right="dialogue:keep")
def declare_vote_void(vote: WordingVote, *, actor: User, reason: str, day: date = TODAY) -> WordingVote:
    """Declare void a vote that cannot be counted, and say why: nothing is decided, and its words may be voted again.

    Nobody voids a vote because of what it would say: one whose ballots can be counted is counted. What is left of the
    papers of a secret vote is destroyed, as at a count.
    """
    if vote.state != WordingVote.State.OPEN:
        raise refuse("dialogue-vote-not-open")
    if is_countable(vote):
        raise refuse("dialogue-vote-countable")
    vote.state, vote.closed_at, vote.closed_on = WordingVote.State.VOID, timezone.now(), day
    vote.void_reason = clean_words(reason, "reason")
    vote.save()
    destroy_papers(vote)
    return vote


def is_countable(vote: WordingVote) -> bool:
    """Whether the ballots cast can be counted: there are some, and each can be opened and proved."""
    rows = list(vote.ballots.select_related("seat", "by", "vote"))
    if not vote.secret or not rows:
        return bool(rows)
    try:
        open_papers(rows)
    except Faults:
        return False
    return True


def build_decision(vote: WordingVote) -> dict[str, Any]:
    """Return what the hash of a decision binds: the words, the counts by college, each seat, and what they decide."""
    return {
        "vote": vote.key,
        "text": vote.text.key,
        "amendment": vote.amendment.key if vote.amendment is not None else None,
        "meeting": vote.meeting.key,
        "day": vote.closed_on.isoformat() if vote.closed_on else None,
        "words": vote.words_sha256,
        "base": vote.base_sha256,
        "counts": vote.counts,
        "seats": vote.seats,
        "outcome": vote.outcome,
        **({"secret": True} if vote.secret else {}),
    }


def _conclude_amendment(vote: WordingVote, actor: User, day: date) -> None:
    """Write what the vote made of the amendment, and of those that fall with it."""
    reading = TextReading(vote.text)
    one = next(found for found in reading.all if found.row.pk == vote.amendment_id)
    adopted = bool((vote.outcome or {})["adopted"])
    falls = [other.row for other in reading.list_falls(one)] if adopted else []
    said = write_counts(vote)
    note_event(one.row, State.ACCEPTED if adopted else State.REJECTED, on=day, at=timezone.now(), by=None, why=said)
    record_row(actor, "amendment.decide", one.row)
    if adopted:
        why = Text(fr=f"Ne peut pas s’appliquer avec {one.row.code}", en=f"Cannot apply together with {one.row.code}")
        let_fall(falls, actor, day, why)
        _renew_reasons(vote, actor)
    else:
        let_fall_with(one.row, actor, day)


def _renew_reasons(vote: WordingVote, actor: User) -> None:
    """Write the version of reasons that an adopted amendment to them makes; nothing for another text."""
    amended = vote.text.reasons
    words = TextReading(vote.text).merged_text.text
    if amended is None or words is None:
        return
    last = amended.amendment.reasons.order_by("-number")[0]
    AmendmentReasons.objects.create(
        amendment=amended.amendment,
        number=last.number + 1,
        title=last.title,
        words=words,
        vote=vote,
        at=timezone.now(),
    )
    record_row(actor, "amendment.reason", amended.amendment)


def write_counts(vote: WordingVote) -> Text:
    """Return how many were for and against, in words; of a secret vote, as far as it is told."""
    if vote.secret and not vote.counts:
        return Text(fr="à bulletin secret", en="by secret ballot")
    found = {key: sum(mine.get(key, 0) for mine in (vote.counts or {}).values()) for key in ("adopt", "reject")}
    return Text(
        fr=f"{found['adopt']} pour, {found['reject']} contre",
        en=f"{found['adopt']} for, {found['reject']} against",
    )


def find_dissent_deadline(vote: WordingVote) -> date | None:
    """Return the last day on which a note of disagreement is attached to a decision."""
    return vote.closed_on + timedelta(days=DISSENT_DAYS) if vote.closed_on is not None else None


def may_dissent(vote: WordingVote, choice: str) -> bool:
    """Whether a seat that voted so may attach a note: it took a side, and the other was decided.

    Of a secret vote, any seat that voted may: its note then tells nothing of its ballot.
    """
    outcome = vote.outcome or {}
    if vote.secret:
        return bool(outcome.get("valid"))
    return bool(outcome.get("valid")) and choice == ("reject" if outcome["adopted"] else "adopt")


@act("dissent.attach", on=VOTE_TARGET, right="dialogue:vote")
def sign_dissent(vote: WordingVote, *, actor: User, text: str, day: date = TODAY) -> DissentNote:
    """Attach a note of disagreement to a decision, for ever, by a seat that voted otherwise."""
    seat = require_seat(actor, vote.text.room, "dialogue:vote")
    ballot = vote.ballots.filter(seat=seat).first()
    if ballot is None or not may_dissent(vote, ballot.choice):
        raise refuse("dialogue-no-dissent")
    if (until := find_dissent_deadline(vote)) is not None and day > until:
        raise refuse("dialogue-dissent-late", days=DISSENT_DAYS, day=spell_day(until))
    if vote.dissents.filter(seat=seat).exists():
        raise refuse("dialogue-dissent-twice")
    return DissentNote.objects.create(
        vote=vote,
        decision_sha256=vote.decision_sha256,
        seat=seat,
        organisation_name=seat.organisation.name,
        text=clean_words(text, "text"),
        by=actor,
        signed_at=timezone.now(),
    )
