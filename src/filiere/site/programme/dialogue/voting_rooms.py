"""How a room votes: its colleges, seats and those present, as the engine of votes reads them.

The engine is that of the label’s committee, `filiere.referentials.voting`. A seat that votes for another by proxy
stands there as its substitute, so that one act casts both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from filiere.core import Text
from filiere.referentials.voting import (
    Ballot,
    BodyCollege,
    PlacedSeat,
    Quorum,
    Seat,
    SeatHolder,
    VotedPapers,
    VotingRules,
    build_room_rules,
    build_wording_question,
    compute_quorum,
    place_seats,
)
from filiere.site.programme.dialogue.models import (
    DialogueRoom,
    MeetingProxy,
    RoomMeeting,
    RoomSeat,
    SeatBallot,
    WordingVote,
)

QUESTION = build_wording_question()
CHOICES = tuple(one.key for one in QUESTION.choices)


def title_text(row: object) -> Text:
    """Return the title of a row in both languages; the French one where no English one was given."""
    fr = getattr(row, "title", None) or getattr(row, "name", "")
    return Text(fr=fr, en=getattr(row, "title_en", "") or getattr(row, "name_en", "") or fr)


def read_room_rules(room: DialogueRoom) -> VotingRules:
    """Return how a room votes."""
    colleges = [BodyCollege(one.key, title_text(one), None, one.quorum) for one in room.colleges.all()]
    return build_room_rules(colleges, total=room.quorum, majority=room.majority, name=room.key)


@dataclass
class RoomSitting:
    """A room at one of its meetings: who holds which seat that day, who is there, and who votes for whom."""

    meeting: RoomMeeting
    day: date | None = None
    voted: frozenset[int] = frozenset()
    """Seats that voted, which count as there though they may have left since."""

    @cached_property
    def rules(self) -> VotingRules:
        """How the room votes."""
        return read_room_rules(self.meeting.room)

    @cached_property
    def rows(self) -> tuple[RoomSeat, ...]:
        """The seats of colleges that day."""
        found = RoomSeat.objects.current(self.day or self.meeting.day).filter(
            room_id=self.meeting.room_id, college__isnull=False
        )
        return tuple(found.select_related("college", "organisation", "person"))

    @cached_property
    def present_seats(self) -> frozenset[int]:
        """The seats that are there now, or voted."""
        there = self.meeting.attendances.filter(left_at__isnull=True).values_list("seat_id", flat=True)
        return frozenset(there) | self.voted

    @cached_property
    def proxies(self) -> tuple[MeetingProxy, ...]:
        """Who votes for whom."""
        return tuple(self.meeting.proxies.select_related("seat", "holder__person"))

    @cached_property
    def seats(self) -> tuple[Seat, ...]:
        """The seats, as the engine has them."""
        return tuple(Seat(one.key, one.college.key) for one in self.rows if one.college is not None)

    @cached_property
    def members(self) -> tuple[SeatHolder, ...]:
        """Who holds each seat, or votes for it by proxy."""
        held = [SeatHolder(one.person.key, one.key) for one in self.rows]
        return (*held, *(SeatHolder(one.holder.person.key, one.seat.key, substitute=True) for one in self.proxies))

    @cached_property
    def people(self) -> frozenset[str]:
        """The people who are there."""
        return frozenset(one.person.key for one in self.rows if one.pk in self.present_seats)

    @cached_property
    def places(self) -> tuple[PlacedSeat, ...]:
        """Seat by seat, who votes, or that nobody does."""
        by_key = {one.key: one for one in self.rows}
        # Whoever holds a seat and is away is not there for it, though they may be there for another by proxy.
        titulars = {one.key: one.person.key for one in self.rows if one.pk not in self.present_seats}
        members = [one for one in self.members if one.substitute or titulars.get(one.seat) != one.person]
        absent = [SeatHolder("", key) for key in by_key if not any(one.seat == key for one in members)]
        return place_seats(self.seats, [*members, *absent], (), self.people)

    @property
    def quorum(self) -> Quorum:
        """The quorum now."""
        return compute_quorum(self.rules, self.places)

    def list_seats_of(self, person_key: str) -> list[RoomSeat]:
        """Return the seats for which somebody votes: their own, then those that gave them a proxy."""
        by_key = {one.key: one for one in self.rows}
        mine = [by_key[one.seat.key] for one in self.places if one.place == "votes" and one.person == person_key]
        return sorted(mine, key=lambda one: one.person.key != person_key)


def find_papers(vote: WordingVote) -> VotedPapers:
    """Return what a ballot of a vote is bound to: the words by their hash, and the text that they amend."""
    return VotedPapers(snapshot=vote.words_sha256, release=vote.base_sha256)


def to_ballot(row: SeatBallot) -> Ballot:
    """Return a ballot as the engine has it."""
    return Ballot(seat=row.seat.key, person=row.by.key, choice=row.choice, papers=find_papers(row.vote))
