"""What the dialogue awaits from whom: a ballot, an amendment before its deadline, a ruling, minutes, an approval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.pages.todo_list import Task, task_providers
from filiere.site.prepared_queries import PreparedRows
from filiere.site.programme.dialogue.actions.votes import find_dissent_deadline, may_dissent
from filiere.site.programme.dialogue.models import (
    DiscussedText,
    RoomMeeting,
    RoomSeat,
    TextAmendment,
    WordingVote,
)
from filiere.site.programme.dialogue.names import name_votable
from filiere.site.programme.dialogue.voting_rooms import title_text

State = WordingVote.State


_VOTING_SEATS: PreparedRows[RoomSeat] = PreparedRows(
    lambda person, day: (
        RoomSeat.objects.current(day).filter(person=person, college__isnull=False).select_related("room")
    ),
    -1,
    date.max,
)


@task_providers.register
def list_member_tasks(person: User, day: date) -> Iterator[Task]:
    """What a member of a room may or must do: vote, amend, sign a disagreement, approve."""
    for seat in _VOTING_SEATS.fetch(person.pk, day):
        yield from _list_ballots(seat)
        yield from _list_texts(seat, day)
        yield from _list_dissents(seat, day)
        yield from _list_approvals(seat)


def _list_ballots(seat: RoomSeat) -> Iterator[Task]:
    there = {"meeting__attendances__seat": seat, "meeting__attendances__left_at__isnull": True}
    votes = WordingVote.objects.filter(text__room=seat.room, state=State.OPEN, **there).exclude(ballots__seat=seat)
    for vote in votes.select_related("text__room", "amendment__text").distinct():
        code, title = name_votable(vote), title_text(vote.text)
        yield Task(
            key=f"room-vote:{vote.key}",
            words=Text(fr=f"Voter sur {code} : {title.fr}", en=f"Vote on {code}: {title.en}"),
            url=reverse("programme:dialogue-vote", args=[seat.room.key, vote.key]),
            button=Text(fr="Voter", en="Vote"),
            due=timezone.localdate(vote.opened_at),
            about=f"room:{seat.room.key}",
        )


def _list_texts(seat: RoomSeat, day: date) -> Iterator[Task]:
    texts = DiscussedText.objects.leave_out_reasons().filter(room=seat.room, amend_until__gte=day)
    for text in texts.exclude(votes__amendment__isnull=True, votes__state=State.CLOSED).select_related("room"):
        title = title_text(text)
        yield Task(
            key=f"room-text:{text.key}",
            words=Text(fr=f"Amender : {title.fr}", en=f"Amend: {title.en}"),
            url=reverse("programme:dialogue-amend", args=[seat.room.key, text.key]),
            button=Text(fr="Déposer un amendement", en="File an amendment"),
            due=text.amend_until,
            option=True,
            about=f"room:{seat.room.key}",
        )


def _list_dissents(seat: RoomSeat, day: date) -> Iterator[Task]:
    votes = WordingVote.objects.filter(text__room=seat.room, state=State.CLOSED, ballots__seat=seat)
    for vote in votes.exclude(dissents__seat=seat).select_related("text__room", "amendment__text"):
        until = find_dissent_deadline(vote)
        ballot = vote.ballots.get(seat=seat)
        if until is None or until < day or not may_dissent(vote, ballot.choice):
            continue
        code = name_votable(vote)
        yield Task(
            key=f"room-dissent:{vote.key}",
            words=Text(fr=f"Joindre un désaccord à {code}", en=f"Attach a disagreement to {code}"),
            url=reverse("programme:dialogue-vote", args=[seat.room.key, vote.key]) + "#desaccord",
            button=Text(fr="Signer une note", en="Sign a note"),
            due=until,
            option=True,
            about=f"room:{seat.room.key}",
        )


def _list_approvals(seat: RoomSeat) -> Iterator[Task]:
    held = RoomMeeting.objects.filter(
        room=seat.room, closed_at__isnull=False, approval__isnull=True, minutes__isnull=False, attendances__seat=seat
    )
    for meeting in held.distinct():
        yield Task(
            key=f"room-minutes:{meeting.key}",
            words=Text(
                fr="Approuver le compte rendu de la dernière réunion", en="Approve the minutes of the last meeting"
            ),
            url=reverse("programme:dialogue-meeting", args=[seat.room.key, meeting.key]) + "#compte-rendu",
            button=Text(fr="Lire le compte rendu", en="Read the minutes"),
            since=meeting.day,
            about=f"room:{seat.room.key}",
        )


@task_providers.register
def list_secretary_tasks(person: User, day: date) -> Iterator[Task]:
    """What whoever keeps the rooms owes them: a ruling, a meeting opened, minutes."""
    if Role.PROGRAMME not in person.roles():
        return
    filed = TextAmendment.objects.filter(state=TextAmendment.State.FILED).select_related("text__room")
    for amendment in filed:
        yield Task(
            key=f"room-ruling:{amendment.key}",
            words=Text(
                fr=f"Dire si l’amendement {amendment.code} est recevable",
                en=f"Rule on the admissibility of amendment {amendment.code}",
            ),
            url=reverse("programme:dialogue-amendment", args=[amendment.text.room.key, amendment.key]),
            button=Text(fr="Lire l’amendement", en="Read the amendment"),
            due=amendment.text.subamend_until,
            about=f"room:{amendment.text.room.key}",
        )
    for meeting in RoomMeeting.objects.filter(closed_at__isnull=True, day__lte=day).select_related("room"):
        opened = meeting.opened_at is not None
        name = title_text(meeting.room)
        yield Task(
            key=f"room-meeting:{meeting.key}",
            words=Text(fr=f"Mener la réunion : {name.fr}", en=f"Lead the meeting: {name.en}")
            if opened
            else Text(fr=f"Ouvrir la réunion : {name.fr}", en=f"Open the meeting: {name.en}"),
            url=reverse("programme:dialogue-meeting", args=[meeting.room.key, meeting.key]),
            button=Text(fr="Aller à la réunion", en="Go to the meeting"),
            due=meeting.day,
            about=f"room:{meeting.room.key}",
        )
    unwritten = RoomMeeting.objects.filter(closed_at__isnull=False, minutes__isnull=True).select_related("room")
    for meeting in unwritten:
        yield Task(
            key=f"room-unwritten:{meeting.key}",
            words=Text(fr="Écrire le compte rendu de la réunion", en="Write the minutes of the meeting"),
            url=reverse("programme:dialogue-minutes", args=[meeting.room.key, meeting.key]),
            button=Text(fr="Écrire", en="Write"),
            since=meeting.day,
            about=f"room:{meeting.room.key}",
        )
