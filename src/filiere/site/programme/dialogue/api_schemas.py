"""The shapes of what the API answers about the dialogue."""

from __future__ import annotations

from ninja import Schema


class BilingualOut(Schema):
    """Words in both languages."""

    fr: str
    en: str


class DissentOut(Schema):
    """A note of disagreement, bound to the hash of the decision."""

    key: str
    organisation: str
    signed_at: str
    text: str
    decision_sha256: str


class CollegeVoteOut(Schema):
    """The votes of a college, or of colleges that a secret ballot counts together; null for what it does not tell."""

    college: str
    title: BilingualOut
    adopt: int | None
    reject: int | None
    blank: int | None
    abstain: int | None
    absent: int
    majority: bool | None


class SeatVoteOut(Schema):
    """What a seat voted, by its organisation; `cast` or `absent` in a secret ballot."""

    organisation: str
    college: str
    choice: str
    proxy: bool


class DecisionSummary(Schema):
    """A decision in a list; its disagreement is never left out."""

    key: str
    code: str
    title: BilingualOut
    room: BilingualOut
    decided_on: str | None
    words_sha256: str
    decision_sha256: str
    secret: bool
    valid: bool
    adopted: bool
    dissents: list[DissentOut]


class DecisionsOut(Schema):
    """The decisions that may be read: how many there are, and those from `offset` on, the latest first."""

    count: int
    offset: int
    decisions: list[DecisionSummary]


class DecisionOut(DecisionSummary):
    """A decision in full."""

    text: str
    fictitious: bool
    before: str
    words: str
    base_sha256: str
    reasons: list[BilingualOut]
    colleges: list[CollegeVoteOut]
    ballots: list[SeatVoteOut]
