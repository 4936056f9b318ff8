"""The vote on a proposal, with the engine of the committee: its colleges, its quorum, its majority.

The rules are those of the release that the proposal would take the place of, never those that it brings: nobody
writes the rule by which their own text passes. Without a release before that says how its committee votes, its own
rules are all there is, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from filiere.core import Faults, Text, seal
from filiere.referentials import Release
from filiere.referentials.voting import (
    Ballot,
    Choice,
    Member,
    Papers,
    Placed,
    Question,
    Rules,
    Seat,
    placed,
    rules_of,
)
from filiere.site.members.models import Mandate
from filiere.site.science import models, staging
from filiere.site.science.ballots import WORDS

ADOPT, KEEP = "adopt", "keep"
TITLE = Text(fr="Cette version est-elle adoptée ?", en="Is this release adopted?")
QUESTION = Question(
    kind="adoption",
    state="consulted",
    inputs=frozenset(),
    rungs=(
        Choice(ADOPT, Text(fr="Adopter cette version", en="Adopt this release")),
        Choice(KEEP, Text(fr="Ne pas l’adopter", en="Do not adopt it")),
    ),
)


def rules_for(proposal: models.Proposal) -> Rules:
    """How the committee votes on it; raise `Faults` when no release says."""
    proposed = staging.load(proposal.key, proposal.release)
    before = previous(proposal, proposed)
    if before is not None:
        try:
            return rules_of(before)
        except Faults:
            pass
    return rules_of(proposed)


def previous(proposal: models.Proposal, proposed: Release) -> Release | None:
    """The release that it would take the place of."""
    before = f"{proposal.referential}@{proposed.head.supersedes}"
    if proposed.head.supersedes is None or not staging.folder_of(proposal.key, before).is_dir():
        return None
    try:
        return staging.load(proposal.key, proposal.release, before)
    except Faults:
        return None


def electorate_on(day: date) -> dict[str, Any]:
    """Who holds which seat of the committee on a day, titulars first."""
    held = Mandate.objects.current(day).filter(instance=Mandate.Instance.COMMITTEE)
    titular = {one.pk: one for one in held if one.substitute_of_id is None}
    seats = {one.seat: one.college for one in held.select_related("substitute_of")}
    members: list[dict[str, Any]] = []
    for one in held.select_related("user", "substitute_of"):
        seat = one.seat if one.substitute_of is None else one.substitute_of.seat
        members.append({"person": one.user.key, "seat": seat, "substitute": one.pk not in titular})
        seats.setdefault(seat, one.college)
    return {
        "seats": [{"seat": key, "college": seats[key]} for key in sorted({one["seat"] for one in members})],
        "members": sorted(members, key=lambda one: (one["seat"], one["substitute"], one["person"])),
    }


def seats_of(proposal: models.Proposal) -> tuple[Seat, ...]:
    """The seats when the vote opened."""
    return tuple(Seat(one["seat"], one["college"]) for one in proposal.electorate.get("seats", ()))


def members_of(proposal: models.Proposal) -> tuple[Member, ...]:
    """Who held them."""
    return tuple(
        Member(one["person"], one["seat"], one["substitute"]) for one in proposal.electorate.get("members", ())
    )


def places_of(proposal: models.Proposal, voters: Iterable[str]) -> tuple[Placed, ...]:
    """Each seat with who votes on it: those who cast a ballot, or would now."""
    return placed(seats_of(proposal), members_of(proposal), (), set(voters))


def papers_of(proposal: models.Proposal) -> Papers:
    """What the vote is on: the text by its fingerprint, and the consultation as it was when the vote opened."""
    said = proposal.comments.exclude(state="set_aside").order_by("pk")
    comments = [[one.pk, one.college, one.place, one.body, one.answer] for one in said]
    return Papers(seal({"proposal": proposal.key, "round": proposal.round, "comments": comments}), proposal.sha256)


def ballot_of(row: models.Ballot, papers: Papers) -> Ballot:
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
