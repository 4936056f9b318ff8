"""From a meeting to the record that the house prints as its minutes."""

from __future__ import annotations

from django.utils import timezone

from filiere.core import Text
from filiere.publication.documents import (
    DissentRecord,
    RoomCollegeVotes,
    RoomDecision,
    RoomMinutes,
    RoomPresence,
    VoidVote,
)
from filiere.site.document_issuer import make_stamp
from filiere.site.programme.dialogue.models import MinutesApproval, RoomMeeting, RoomSeat, WordingVote
from filiere.site.programme.dialogue.names import name_votable
from filiere.site.programme.dialogue.presenters.votes import VoteRecord, read_vote
from filiere.site.programme.dialogue.voting_rooms import title_text


def list_records(meeting: RoomMeeting) -> list[VoteRecord]:
    """Return the votes of a meeting that were closed, in their order."""
    votes = meeting.votes.filter(state=WordingVote.State.CLOSED).select_related("text__room", "amendment__text")
    return [read_vote(one) for one in votes.order_by("opened_at", "pk")]


def list_void_votes(meeting: RoomMeeting) -> list[WordingVote]:
    """Return the votes of a meeting that could not be counted, in their order."""
    votes = meeting.votes.filter(state=WordingVote.State.VOID).select_related("text__room", "amendment__text")
    return list(votes.order_by("opened_at", "pk"))


def list_presence(meeting: RoomMeeting) -> list[RoomPresence]:
    """Return who came, by college; observers last."""
    came = set(meeting.attendances.values_list("seat_id", flat=True))
    seats = RoomSeat.objects.current(meeting.day).filter(room=meeting.room)
    held = list(seats.select_related("college", "organisation"))
    colleges: list[tuple[int | None, Text]] = [(one.pk, title_text(one)) for one in meeting.room.colleges.all()]
    colleges.append((None, Text(fr="Observateurs", en="Observers")))
    found = []
    for key, title in colleges:
        mine = [one for one in held if one.college_id == key]
        there = [one.organisation.name for one in mine if one.pk in came]
        if mine:
            names = tuple(dict.fromkeys(there))
            found.append(RoomPresence(college=title, seats=len(mine), present=len(there), organisations=names))
    return found


def build_room_minutes(meeting: RoomMeeting) -> RoomMinutes:
    """Return the minutes of a meeting as they are printed: each decision with the disagreement bound to it."""
    last = meeting.minutes.last()
    approval = MinutesApproval.objects.filter(meeting=meeting).first()
    return RoomMinutes(
        stamp=make_stamp(
            reference=meeting.key,
            issued=meeting.day,
            snapshot=Text(fr="Compte rendu approuvé", en="Approved minutes"),
            snapshot_sha256=approval.sha256 if approval is not None else None,
            fictitious=meeting.room.fictitious,
        ),
        room=title_text(meeting.room),
        day=meeting.day,
        place=meeting.place,
        presence=tuple(list_presence(meeting)),
        text=last.text if last is not None else "",
        decisions=tuple(_print_decision(one) for one in list_records(meeting)),
        void_votes=tuple(_print_void(one) for one in list_void_votes(meeting)),
        version=last.number if last is not None else None,
        approved=timezone.localdate(approval.at) if approval is not None else None,
        public=meeting.room.confidentiality == meeting.room.Confidentiality.PUBLIC,
    )


def _title_vote(vote: WordingVote) -> Text:
    title, code = title_text(vote.text), name_votable(vote)
    return Text(fr=f"{code}. {title.fr}", en=f"{code}. {title.en}")


def _print_void(vote: WordingVote) -> VoidVote:
    return VoidVote(
        title=_title_vote(vote),
        words=vote.words,
        declared=vote.closed_on or vote.meeting.day,
        reason=vote.void_reason,
    )


def _print_decision(record: VoteRecord) -> RoomDecision:
    vote = record.vote
    return RoomDecision(
        title=_title_vote(vote),
        before=vote.before,
        words=vote.words,
        words_sha256=vote.words_sha256,
        decision_sha256=vote.decision_sha256,
        result=Text(fr=f"{record.finding.fr}.", en=f"{record.finding.en}."),
        colleges=tuple(
            RoomCollegeVotes(
                college=one.title,
                in_favour=one.counts[0],
                against=one.counts[1],
                blank=one.counts[2],
                abstained=one.counts[3],
                absent=one.counts[4] or 0,
                majority=one.majority,
            )
            for one in record.colleges
        ),
        secret=vote.secret,
        reasons=tuple(record.reasons),
        dissents=tuple(
            DissentRecord(organisation=one.organisation_name, signed=timezone.localdate(one.signed_at), text=one.text)
            for one in record.dissents
        ),
    )
