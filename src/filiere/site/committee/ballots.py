"""A ballot between its row and the engine; until the opening its row holds it encrypted (see `SealedWords`)."""

from __future__ import annotations

from datetime import date

from django.db.models.functions import Length

from filiere.referentials.voting import Ballot as Sealed
from filiere.referentials.voting import Cast, Papers
from filiere.site.accounts.sealed_words import SealedWords
from filiere.site.accounts.sealing import Unreadable, seals
from filiere.site.committee.models import Ballot

REASONS = 4000
"""The most characters that the reasons of a ballot hold."""
WORDS = SealedWords(
    seals("ballot", "committee.Ballot", "closed"), ("choice", "reasons", "nonce"), REASONS, "ballots-sealed"
)


def enclosed(ballot: Sealed) -> str:
    """Return what a ballot says, encrypted, as long as any other."""
    return WORDS.enclose(ballot.choice, ballot.reasons, ballot.nonce)


def even_lengths(_day: date) -> int:
    """Seal anew the ballots not yet opened that an earlier version sealed at their own length; return how many.

    A ballot that the site's key does not open stays as it is: its opening will tell.
    """
    found = 0
    short = Ballot.objects.exclude(closed="").alias(length=Length("closed")).exclude(length=WORDS.length)
    for row in short:
        try:
            words = WORDS.unseal(row.closed)
        except Unreadable:
            continue
        found += Ballot.objects.filter(pk=row.pk, closed=row.closed).update(closed=WORDS.enclose(*words))
    return found


def sealed_form(row: Ballot) -> Sealed:
    """Return a ballot as the engine reads it: its commitment is computed from what the row says now.

    One that cannot be read any more says nothing, which its commitment tells.
    """
    choice, reasons, nonce = WORDS.read(row)
    return Sealed(
        seat=row.seat,
        person=row.user.key,
        choice=choice,
        papers=Papers(row.item.snapshot_sha256, row.item.release_sha256),
        round=row.round,
        reasons=reasons,
        nonce=nonce,
    )


def published(row: Ballot) -> Cast:
    """Return what was published of it when it was cast."""
    return Cast(row.seat, row.round, row.commitment)
