"""The vote on a proposal, with the engine of the committee: its colleges, its quorum, its majority.

The rules are those of the latest release in service, never those that the proposal brings nor those of a release that
its text chooses to supersede: nobody writes the rule by which their own text passes. Without another release that says
how its committee votes, its own rules are all there is, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from filiere.core import Faults, Text, seal
from filiere.referentials import Release
from filiere.referentials.voting import (
    Ballot,
    BallotChoice,
    PlacedSeat,
    Seat,
    SeatHolder,
    VotedPapers,
    VoteQuestion,
    VotingRules,
    place_seats,
    read_voting_rules,
)
from filiere.site.members.models import Mandate
from filiere.site.science import models, proposal_folder
from filiere.site.science.ballot_sealing import WORDS
from filiere.site.served_referentials import load_content

ADOPT, KEEP = "adopt", "keep"
QUESTION = VoteQuestion(
    kind="adoption",
    state="consulted",
    inputs=frozenset(),
    rungs=(
        BallotChoice(ADOPT, Text(fr="Adopter cette version", en="Adopt this version")),
        BallotChoice(KEEP, Text(fr="Ne pas l’adopter", en="Do not adopt it")),
    ),
)


def rules_of_round(proposal: models.Proposal) -> VotingRules:
    """How the committee votes on it: by what its round was opened under; raise `Faults` when no release says."""
    return _rules_of_release(proposal, proposal.rules) if proposal.rules else rules_in_service(proposal)


def rules_in_service(proposal: models.Proposal) -> VotingRules:
    """How the committee votes on it today: by the latest release in service that says so, whatever the text says that
    it supersedes, and by one that nobody adopted where there is no other. Its own rules are the last resort."""
    others = [load_content().library.release(name) for name in load_content().names if name != proposal.release]
    same = [one for one in others if one.id.partition("@")[0] == proposal.referential]
    for release in sorted(same, key=_service_rank, reverse=True):
        try:
            return read_voting_rules(release)
        except Faults:
            continue
    return _rules_of_release(proposal, proposal.release)


def _service_rank(release: Release) -> tuple[int, list[int]]:
    """How a release ranks: adopted, then consulted on, then a draft, then withdrawn; the latest number first."""
    rank = {"consulted": 2, "draft": 1, "withdrawn": 0}.get(release.head.status, 3)
    return rank, [int(part) for part in release.id.partition("@")[2].split(".")]


def _rules_of_release(proposal: models.Proposal, name: str) -> VotingRules:
    if name != proposal.release and name in load_content().names:
        return read_voting_rules(load_content().library.release(name))
    return read_voting_rules(proposal_folder.load_for_page(proposal.key, proposal.release, name))


def previous_release(proposal: models.Proposal, proposed: Release) -> Release | None:
    """The release that it would take the place of."""
    before = f"{proposal.referential}@{proposed.head.supersedes}"
    if proposed.head.supersedes is None or not proposal_folder.release_folder(proposal.key, before).is_dir():
        return None
    try:
        return proposal_folder.load_for_page(proposal.key, proposal.release, before)
    except Faults:
        return None


def build_electorate(day: date) -> dict[str, Any]:
    """Who holds which seat of the committee on a day, titulars first."""
    held = Mandate.objects.current(day).filter(instance=Mandate.Instance.COMMITTEE)
    titular = {one.pk: one for one in held if one.substitute_of_id is None}
    seats = {one.seat: one.college for one in held.select_related("substitute_of")}
    members: list[dict[str, Any]] = []
    for mandate in held.select_related("user", "substitute_of"):
        seat = mandate.seat if mandate.substitute_of is None else mandate.substitute_of.seat
        members.append({"person": mandate.user.key, "seat": seat, "substitute": mandate.pk not in titular})
        seats.setdefault(seat, mandate.college)
    return {
        "seats": [{"seat": key, "college": seats[key]} for key in sorted({one["seat"] for one in members})],
        "members": sorted(members, key=lambda one: (one["seat"], one["substitute"], one["person"])),
    }


def seats_at_opening(proposal: models.Proposal) -> tuple[Seat, ...]:
    """The seats when the vote opened."""
    return tuple(Seat(one["seat"], one["college"]) for one in proposal.electorate.get("seats", ()))


def members_at_opening(proposal: models.Proposal) -> tuple[SeatHolder, ...]:
    """Who held them."""
    return tuple(
        SeatHolder(one["person"], one["seat"], one["substitute"]) for one in proposal.electorate.get("members", ())
    )


def seat_places(proposal: models.Proposal, voters: Iterable[str]) -> tuple[PlacedSeat, ...]:
    """Each seat with who votes on it: those who cast a ballot, or would now."""
    return place_seats(seats_at_opening(proposal), members_at_opening(proposal), (), set(voters))


def vote_papers(proposal: models.Proposal) -> VotedPapers:
    """What the vote is on: the text by its fingerprint, and the consultation as it was when the vote opened."""
    said = proposal.comments.exclude(state="set_aside").order_by("pk")
    comments = [[one.pk, one.college, one.place, one.body, one.answer] for one in said]
    return VotedPapers(seal({"proposal": proposal.key, "round": proposal.round, "comments": comments}), proposal.sha256)


def engine_ballot(row: models.Ballot, papers: VotedPapers) -> Ballot:
    """A ballot as the engine reads it, by what its row says now, sealed or opened."""
    choice, reasons, dissent, nonce = WORDS.read(row)
    return Ballot(
        seat=row.seat,
        person=row.person.key,
        choice=choice,
        papers=papers,
        round=row.round,
        reasons=seal({"reasons": reasons, "dissent": dissent}),
        nonce=nonce,
    )
