"""Who sits on an item, seat by seat, and whether that is a quorum: now, or at best before the session.

A recused member is not there for the item. The seat is then held by a substitute who is not recused, if there is one;
a substitute votes in no other case than the absence of those who come before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from filiere.core.text import Text
from filiere.referentials.voting.records import Recusal, RecusalGrade, Seat, SeatHolder
from filiere.referentials.voting.rules import VotingRules

SeatStatus = Literal["votes", "recused", "absent", "empty"]


@dataclass(frozen=True, slots=True)
class PlacedSeat:
    """A seat on one item: who votes on it, or why nobody does.

    ``grades`` are the grades of the recusals that touched its members, which is all that the public learns of them.
    """

    seat: Seat
    place: SeatStatus
    person: str | None = None
    substitute: bool = False
    grades: tuple[RecusalGrade, ...] = ()


@dataclass(frozen=True, slots=True)
class CollegeQuorum:
    """The quorum of one college."""

    college: str
    text: Text
    seats: int
    held: int
    recused: int
    voting: int
    wanted: int

    @property
    def is_reached(self) -> bool:
        """Whether enough of its seats vote."""
        return self.voting >= self.wanted


@dataclass(frozen=True, slots=True)
class Quorum:
    """The quorum of an item, college by college and in all."""

    rows: tuple[CollegeQuorum, ...]
    wanted: int

    @property
    def voting(self) -> int:
        """Seats that vote, in all."""
        return sum(row.voting for row in self.rows)

    @property
    def is_reached(self) -> bool:
        """Whether every college and the whole have their number."""
        return self.voting >= self.wanted and all(row.is_reached for row in self.rows)

    @property
    def margin(self) -> int:
        """How many voters may go, whoever they are, with the quorum still there; 0 when it is not."""
        if not self.is_reached:
            return 0
        return min(self.voting - self.wanted, *(row.voting - row.wanted for row in self.rows))

    @property
    def shortfalls(self) -> tuple[Text, ...]:
        """What is missing, in words; empty when the quorum is reached."""
        found = [_shortage_text(row.text, row.voting, row.wanted) for row in self.rows if not row.is_reached]
        if self.voting < self.wanted:
            found.append(_shortage_text(Text(fr="en tout", en="in all"), self.voting, self.wanted))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class QuorumForecast:
    """What can be said of the quorum before the session: the best that can come, and what stands in the way.

    ``why`` says, college by college, what takes seats away: nobody named, or a recusal.
    """

    best: Quorum
    why: tuple[Text, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether a quorum can be had, if everybody who may comes."""
        return self.best.is_reached


def place_seats(
    seats: Sequence[Seat], members: Sequence[SeatHolder], recusals: Collection[Recusal], present: Collection[str]
) -> tuple[PlacedSeat, ...]:
    """Return each seat on one item, in the order given.

    ``present`` are the people noted as there. A person who is recused counts as absent whatever was noted.
    """
    out = {one.person for one in recusals}
    grades: dict[str, list[RecusalGrade]] = {}
    for recusal in sorted(recusals, key=lambda one: (one.grade, one.person)):
        grades.setdefault(recusal.person, []).append(recusal.grade)
    found = []
    for seat in seats:
        # The titular first, then the substitutes in the order in which they were named.
        held = sorted((one for one in members if one.seat == seat.key), key=lambda one: one.substitute)
        touched = tuple(dict.fromkeys(grade for one in held for grade in grades.get(one.person, ())))
        votes = next((one for one in held if one.person in present and one.person not in out), None)
        if votes is not None:
            found.append(PlacedSeat(seat, "votes", votes.person, votes.substitute, touched))
        elif not held:
            found.append(PlacedSeat(seat, "empty"))
        elif any(one.person in out for one in held):
            found.append(PlacedSeat(seat, "recused", grades=touched))
        else:
            found.append(PlacedSeat(seat, "absent"))
    return tuple(found)


def compute_quorum(rules: VotingRules, places: Sequence[PlacedSeat], voting: Collection[str] | None = None) -> Quorum:
    """Return the quorum of a sitting; of the seats in ``voting`` only, when given, as when ballots are counted."""
    rows = []
    for college in rules.colleges:
        mine = [one for one in places if one.seat.college == college.key]
        counted = [one for one in mine if one.place == "votes" and (voting is None or one.seat.key in voting)]
        rows.append(
            CollegeQuorum(
                college=college.key,
                text=college.text,
                seats=len(mine) if college.seats is None else college.seats,
                held=sum(one.place != "empty" for one in mine),
                recused=sum(one.place == "recused" for one in mine),
                voting=len(counted),
                wanted=rules.per_college if college.quorum is None else college.quorum,
            )
        )
    return Quorum(tuple(rows), rules.total)


def forecast_quorum(
    rules: VotingRules, seats: Sequence[Seat], members: Sequence[SeatHolder], recusals: Collection[Recusal]
) -> QuorumForecast:
    """Return the best quorum that can come, and why it is no better: said before the meeting, not at its door."""
    places = place_seats(seats, members, recusals, {one.person for one in members})
    best = compute_quorum(rules, places)
    why = []
    for row in best.rows:
        empty, recused = row.seats - row.held, row.recused
        if row.is_reached and not empty and not recused:
            continue
        fr, en = [], []
        if empty:
            fr.append(f"{empty} {'sièges vides' if empty > 1 else 'siège vide'}")
            en.append(f"{empty} empty {'seats' if empty > 1 else 'seat'}")
        if recused:
            fr.append(f"{recused} {'sièges récusés' if recused > 1 else 'siège récusé'}")
            en.append(f"{recused} recused {'seats' if recused > 1 else 'seat'}")
        tail_fr = f"{row.voting} {_voters_fr(row.voting)} au mieux, il en faut {row.wanted}"
        tail_en = f"{row.voting} {_voters_en(row.voting)} at best, {row.wanted} needed"
        why.append(
            Text(
                fr=f"{row.text.fr} : {' et '.join(fr)} ; {tail_fr}" if fr else f"{row.text.fr} : {tail_fr}",
                en=f"{row.text.en}: {' and '.join(en)}; {tail_en}" if en else f"{row.text.en}: {tail_en}",
            )
        )
    return QuorumForecast(best, tuple(why))


def _shortage_text(what: Text, voting: int, wanted: int) -> Text:
    return Text(
        fr=f"{what.fr}, {voting} {_voters_fr(voting)} sur les {wanted} qu’il faut",
        en=f"{what.en}, {voting} {_voters_en(voting)} of the {wanted} needed",
    )


def _voters_fr(count: int) -> str:
    return "votants" if count > 1 else "votant"


def _voters_en(count: int) -> str:
    return "voter" if count == 1 else "voters"
