"""A ballot between its row and the engine; until the opening its row holds it encrypted (see `SealedFields`)."""

from __future__ import annotations

from datetime import date

from django.db.models.functions import Length

from filiere.referentials.voting import Ballot as Sealed
from filiere.referentials.voting import CastBallot, VotedPapers
from filiere.site.accounts.sealed_fields import SealedFields
from filiere.site.accounts.sealing import UnreadableSeal, register_sealed_field
from filiere.site.committee.models import Ballot

MAX_REASONS_LENGTH = 4000
"""The most characters that the reasons of a ballot hold."""
SEALED_BALLOT_FIELDS = SealedFields(
    register_sealed_field("ballot", "committee.Ballot", "closed"),
    ("choice", "reasons", "nonce"),
    MAX_REASONS_LENGTH,
    "ballots-sealed",
)


def enclose_ballot(ballot: Sealed) -> str:
    """Return what a ballot says, encrypted, as long as any other."""
    return SEALED_BALLOT_FIELDS.seal_values(ballot.choice, ballot.reasons, ballot.nonce)


def reseal_at_even_length(_day: date) -> int:
    """Seal anew the ballots not yet opened that an earlier version sealed at their own length; return how many.

    A ballot that the site's key does not open stays as it is: its opening will tell.
    """
    found = 0
    short = Ballot.objects.exclude(closed="").alias(length=Length("closed")).exclude(length=SEALED_BALLOT_FIELDS.length)
    for row in short:
        try:
            words = SEALED_BALLOT_FIELDS.unseal_values(row.closed)
        except UnreadableSeal:
            continue
        found += Ballot.objects.filter(pk=row.pk, closed=row.closed).update(
            closed=SEALED_BALLOT_FIELDS.seal_values(*words)
        )
    return found


def to_sealed_ballot(row: Ballot) -> Sealed:
    """Return a ballot as the engine reads it: its commitment is computed from what the row says now.

    One that cannot be read any more says nothing, which its commitment tells.
    """
    choice, reasons, nonce = SEALED_BALLOT_FIELDS.read(row)
    return Sealed(
        seat=row.seat,
        person=row.user.key,
        choice=choice,
        papers=VotedPapers(row.item.snapshot_sha256, row.item.release_sha256),
        round=row.round,
        reasons=reasons,
        nonce=nonce,
    )


def to_published_ballot(row: Ballot) -> CastBallot:
    """Return what was published of it when it was cast."""
    return CastBallot(row.seat, row.round, row.commitment)
