"""What the dialogue holds of a person: seats, ballots cast for an organisation, words filed or signed for it.

All of it was done under a mandate, and stays with the decisions that it made, under a key that no longer leads to
anybody once the person is erased.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_exporters, format_moment
from filiere.site.accounts.retention_rules import retention_rules
from filiere.site.programme.dialogue.actions.agreement_files import erase_files
from filiere.site.programme.dialogue.models import (
    AmendmentEvent,
    AmendmentReasons,
    AmendmentWording,
    DepositedAgreement,
    DialogueRoom,
    DiscussedText,
    DissentNote,
    MeetingPaper,
    MinutesVersion,
    RoomMeeting,
    RoomSeat,
    SeatBallot,
    StatedPosition,
    WordingVote,
)


@data_exporters.register("dialogue")
def _export_dialogue(user: User) -> dict[str, Any]:
    seats = RoomSeat.objects.filter(person=user).select_related("room", "college", "organisation")
    return {
        "seats": [
            {
                "seat": one.key,
                "room": one.room.name,
                "college": one.college.title if one.college is not None else None,
                "organisation": one.organisation.name,
                "since": one.since.isoformat(),
                "until": one.until.isoformat() if one.until else None,
                "attendances": [
                    {
                        "meeting": came.meeting.key,
                        "arrived_at": format_moment(came.arrived_at),
                        "left_at": format_moment(came.left_at),
                    }
                    for came in one.attendances.select_related("meeting")
                ],
            }
            for one in seats
        ],
        "ballots": [
            {
                "vote": one.vote.key,
                "seat": one.seat.key,
                "choice": one.choice or None,
                "secret": one.vote.secret,
                "cast_at": format_moment(one.cast_at),
            }
            for one in SeatBallot.objects.filter(by=user).select_related("vote", "seat")
        ],
        "amendments": [
            {"amendment": one.amendment.key, "version": one.number, "op": one.op, "words": one.words}
            for one in AmendmentWording.objects.filter(by=user).select_related("amendment")
        ],
        "reasons": [
            {"amendment": one.amendment.key, "version": one.number, "title": one.title, "words": one.words}
            for one in AmendmentReasons.objects.filter(by=user).select_related("amendment")
        ],
        "amendment_events": [
            {"amendment": one.amendment.key, "state": one.state, "on": one.on.isoformat(), "why": one.why}
            for one in AmendmentEvent.objects.filter(by=user).select_related("amendment")
        ],
        "dissents": [
            {"vote": one.vote.key, "signed_at": format_moment(one.signed_at), "text": one.text}
            for one in DissentNote.objects.filter(by=user).select_related("vote")
        ],
        "positions": [
            {"position": one.key, "on": one.on.isoformat(), "stance": one.stance, "text": one.text}
            for one in StatedPosition.objects.filter(by=user)
        ],
        "minutes": [
            {"meeting": one.meeting.key, "version": one.number, "text": one.text}
            for one in MinutesVersion.objects.filter(by=user).select_related("meeting")
        ],
        "papers": [
            {"meeting": one.meeting.key, "number": one.number, "title": one.title}
            for one in MeetingPaper.objects.filter(by=user).select_related("meeting")
        ],
        "rooms_opened": list(DialogueRoom.objects.filter(opened_by=user).values_list("key", flat=True)),
        "meetings_called": list(RoomMeeting.objects.filter(called_by=user).values_list("key", flat=True)),
        "texts_put": list(DiscussedText.objects.filter(put_by=user).values_list("key", flat=True)),
        "votes_opened": list(WordingVote.objects.filter(opened_by=user).values_list("key", flat=True)),
        "agreements_recorded": list(DepositedAgreement.objects.filter(by=user).values_list("key", flat=True)),
    }


@retention_rules.register("dialogue-agreement-files")
def _remove_files(before: datetime, most: int) -> int:
    """The files of agreements that ended before a moment; their fingerprints stay, as do agreements without an end."""
    kept = DepositedAgreement.objects.filter(blob__isnull=False, file_erased_at__isnull=True)
    found = list(kept.filter(ends_on__lt=timezone.localdate(before)).select_related("room").order_by("pk")[:most])
    erase_files(found)
    return len(found)
