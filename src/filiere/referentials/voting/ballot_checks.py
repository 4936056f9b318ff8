"""Casting and opening ballots: who may vote what, the commitment published at the vote, and the opening that proves it.

Nobody learns a vote before all are opened together: what is published of a ballot is its commitment. Whoever opens
them proves that none was changed, added or taken away in between.
"""

from collections.abc import Collection, Iterator, Sequence

from filiere.core.faults import Fault, Faults
from filiere.referentials.voting.attendance import PlacedSeat
from filiere.referentials.voting.faults import fault
from filiere.referentials.voting.questions import VoteQuestion
from filiere.referentials.voting.records import ABSTAIN, Ballot, CastBallot, Recusal, SeatHolder, VotedPapers
from filiere.referentials.voting.rules import VotingRules


def ballot_faults(
    ballot: Ballot,
    *,
    rules: VotingRules,
    question: VoteQuestion,
    papers: VotedPapers,
    places: Sequence[PlacedSeat],
    members: Sequence[SeatHolder],
    recusals: Collection[Recusal],
    present: Collection[str],
    cast: Collection[str] = (),
    opened: bool = True,
) -> Iterator[Fault]:
    """Yield every reason why a ballot cannot be cast; ``cast`` are the seats that already voted in this round.

    ``verify_openings`` is whether the round takes ballots now.
    """
    if not opened:
        yield fault("vote-not-open")
    yield from _voter_faults(ballot, places, members, recusals, present)
    if ballot.seat in cast:
        yield fault("vote-twice", seat=ballot.seat)
    if not papers.is_whole:
        yield fault("vote-bound-to-nothing")
    if ballot.papers.snapshot != papers.snapshot:
        yield fault("vote-other-snapshot")
    if ballot.papers.release != papers.release:
        yield fault("vote-other-release")
    yield from _choice_faults(ballot, rules, question)


def verify_openings(cast: Sequence[CastBallot], ballots: Sequence[Ballot]) -> tuple[Ballot, ...]:
    """Return the ballots of a round, proved one by one against what was published when they were cast.

    They come back in the order of their seats: the order in which people voted says nothing and is not kept. Raises
    ``Faults`` for every ballot that was changed, added or taken away; the round is then void.
    """
    published = {(one.seat, one.round): one.commitment for one in cast}
    found: dict[tuple[str, int], Ballot] = {}
    wrong: list[Fault] = []
    for ballot in ballots:
        key = (ballot.seat, ballot.round)
        if key in found:
            wrong.append(fault("vote-twice", seat=ballot.seat))
        elif key not in published:
            wrong.append(fault("ballot-stray", seat=ballot.seat))
        elif published[key] != ballot.commitment:
            wrong.append(fault("ballot-changed", seat=ballot.seat))
        found[key] = ballot
    wrong += [fault("ballot-missing", seat=seat) for seat, number in published if (seat, number) not in found]
    if len(published) != len(cast):
        wrong += [fault("vote-twice", seat=one.seat) for one in cast if one.commitment not in published.values()]
    if wrong:
        raise Faults(wrong)
    return tuple(sorted(found.values(), key=lambda one: (one.round, one.seat)))


def _voter_faults(
    ballot: Ballot,
    places: Sequence[PlacedSeat],
    members: Sequence[SeatHolder],
    recusals: Collection[Recusal],
    present: Collection[str],
) -> Iterator[Fault]:
    if any(one.person == ballot.person for one in recusals):
        yield fault("vote-recused")
        return
    place = next((one for one in places if one.seat.key == ballot.seat), None)
    holds = any(one.person == ballot.person and one.seat == ballot.seat for one in members)
    if place is None or not holds:
        yield fault("vote-without-seat", seat=ballot.seat)
    elif ballot.person not in present:
        yield fault("vote-absent")
    elif place.person != ballot.person:
        yield fault("vote-substitute", seat=ballot.seat)


def _choice_faults(ballot: Ballot, rules: VotingRules, question: VoteQuestion) -> Iterator[Fault]:
    barred = next((one for one in question.barred if one.key == ballot.choice), None)
    if barred is not None:
        proposed = next((one.text for one in question.rungs if one.key == question.proposed), "–")
        yield fault("vote-raises-level", choice=barred.text, proposed=proposed)
    elif ballot.choice not in {one.key for one in question.choices}:
        choices = tuple(one.text for one in question.choices)
        yield fault("vote-unknown-choice", choice=ballot.choice, choices=choices)
    if rules.reasons and ballot.choice != ABSTAIN and not ballot.reasons.strip():
        yield fault("vote-without-reasons", "reasons")
