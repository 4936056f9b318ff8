"""What a vote is made of: seats and who holds them, who must stay out of an item, who is there, and the ballots.

A person is an opaque key chosen by the caller, the same for the same person everywhere; no name enters the engine, and
nothing that it makes public holds even the key.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from filiere.core.seals import seal

RecusalGrade = Literal["declared", "presumed", "pinned", "administrative"]
BodyKind = Literal["committee", "appeal_panel", "room"]

ABSTAIN = "abstain"
BLANK = "blank"
"""A ballot that takes part and chooses nothing: neither for nor against, and no abstention."""
COMPLEMENT = "complement"

_HEX = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of a college. It votes once, whoever sits on it."""

    key: str
    college: str


@dataclass(frozen=True, slots=True)
class SeatHolder:
    """A person who holds a seat, as its titular or, ``substitute``, in the titular's absence."""

    person: str
    seat: str
    substitute: bool = False


@dataclass(frozen=True, slots=True)
class InterestDeclaration:
    """An interest that a member declares, or that a register presumes: the organisation, and its ground as a key.

    ``group`` are the keys of the organisations that stand with the one declared, such as a parent and its companies.
    """

    person: str
    organisation: str
    ground: str
    since: date
    until: date | None = None
    group: tuple[str, ...] = ()

    def touches(self, organisations: frozenset[str], day: date, cooling: int = 0) -> bool:
        """Whether the interest is with one of these that day, or ended at most ``cooling`` days before."""
        if not organisations.intersection((self.organisation, *self.group)) or day < self.since:
            return False
        return self.until is None or (day - self.until).days <= cooling


@dataclass(frozen=True, slots=True)
class Recusal:
    """What keeps a member out of one item: no papers, no debate, no vote.

    The grade says how it is known: *declared* by the member, *presumed* from a register, *pinned* by the label's staff
    on a fact that cannot be disputed, *administrative* by decision of the committee. All have the same effect.
    """

    person: str
    grade: RecusalGrade
    ground: str = ""


@dataclass(frozen=True, slots=True)
class VotedPapers:
    """What a vote is on, and nothing else: one snapshot of one dossier under one release, by their fingerprints."""

    snapshot: str
    release: str

    @property
    def is_whole(self) -> bool:
        """Whether both are fingerprints; a vote on nothing is bound to nothing."""
        return bool(_HEX.match(self.snapshot) and _HEX.match(self.release))


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one seat votes in one round. ``nonce`` is drawn at random by whoever holds the ballots.

    Without it the commitment could be undone by trying each choice in turn.
    """

    seat: str
    person: str
    choice: str
    papers: VotedPapers
    round: int = 1
    reasons: str = ""
    nonce: str = ""

    @property
    def commitment(self) -> str:
        """The fingerprint published when the ballot is cast: it binds, and says nothing of what it binds."""
        return seal(
            {
                "seat": self.seat,
                "person": self.person,
                "choice": self.choice,
                "snapshot": self.papers.snapshot,
                "release": self.papers.release,
                "round": self.round,
                "reasons": self.reasons,
                "nonce": self.nonce,
            }
        )


@dataclass(frozen=True, slots=True)
class CastBallot:
    """What is known of a ballot before the opening: the seat, the round and the commitment."""

    seat: str
    round: int
    commitment: str
