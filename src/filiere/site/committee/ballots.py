"""A ballot between its row and the engine; until the opening its row holds it encrypted.

The key is derived from the site's secret, which is in no database: a copy of the database, or whoever reads its tables,
learns no vote before the ballots are opened. What is encrypted has always the same length, so that neither the choice
nor how much was written to explain it can be told from its size.
"""

from __future__ import annotations

import json
from datetime import date

from django.db.models.functions import Length

from filiere.core import Faults
from filiere.referentials.voting import Ballot as Sealed
from filiere.referentials.voting import Cast, Papers
from filiere.site.accounts.keys import key_is_lost, lost_key_fault
from filiere.site.accounts.sealing import Unreadable, seal_text, seals, unseal_text
from filiere.site.committee.models import Ballot

PURPOSE = seals("ballot", "committee.Ballot", "closed")
REASONS = 4000
"""The most characters that the reasons of a ballot hold."""
SIZE = 6 * REASONS + 576
"""Bytes of what is encrypted: no character takes more than six, and a choice and a nonce have room beside."""
SEALED = -(-((SIZE // 16 + 1) * 16 + 57) // 3) * 4
"""Characters of a sealed ballot: blocks of sixteen bytes, fifty-seven bytes about them, three bytes in four signs."""


def enclosed(ballot: Sealed) -> str:
    """Return what a ballot says, encrypted, as long as any other."""
    return _enclosed(ballot.choice, ballot.reasons, ballot.nonce)


def _enclosed(choice: str, reasons: str, nonce: str) -> str:
    said = json.dumps([choice, reasons, nonce], ensure_ascii=False)
    return seal_text(PURPOSE, said + " " * (SIZE - len(said.encode())))


def even_lengths(_day: date) -> int:
    """Seal anew the ballots not yet opened that an earlier version sealed at their own length; return how many.

    A ballot that the site's key does not open stays as it is: its opening will tell.
    """
    found = 0
    short = Ballot.objects.exclude(closed="").alias(length=Length("closed")).exclude(length=SEALED)
    for row in short:
        try:
            choice, reasons, nonce = json.loads(unseal_text(PURPOSE, row.closed))
        except (Unreadable, ValueError):
            continue
        found += Ballot.objects.filter(pk=row.pk, closed=row.closed).update(closed=_enclosed(choice, reasons, nonce))
    return found


def sealed_form(row: Ballot) -> Sealed:
    """Return a ballot as the engine reads it: its commitment is computed from what the row says now.

    One that cannot be read any more says nothing, which its commitment tells.
    """
    choice, reasons, nonce = row.choice, row.reasons, row.nonce
    if row.closed:
        try:
            choice, reasons, nonce = json.loads(unseal_text(PURPOSE, row.closed))
        except (Unreadable, ValueError):
            choice, reasons, nonce = "", "", ""
    return Sealed(
        seat=row.seat,
        person=row.user.key,
        choice=choice,
        papers=Papers(row.item.snapshot_sha256, row.item.release_sha256),
        round=row.round,
        reasons=reasons,
        nonce=nonce,
    )


def check_readable(rows: list[Ballot]) -> None:
    """Raise `Faults` when a ballot was sealed under a key of the site that is lost: it is neither void nor changed."""
    for row in rows:
        if row.closed:
            try:
                unseal_text(PURPOSE, row.closed)
            except Unreadable:
                if key_is_lost():
                    raise Faults([lost_key_fault("ballots-sealed")]) from None


def published(row: Ballot) -> Cast:
    """Return what was published of it when it was cast."""
    return Cast(row.seat, row.round, row.commitment)


def disclose(rows: list[Ballot]) -> None:
    """Keep opened ballots in plain, once they are proved: members read them from then on."""
    for row in rows:
        said = sealed_form(row)
        row.choice, row.reasons, row.nonce, row.closed = said.choice, said.reasons, said.nonce, ""
    Ballot.objects.bulk_update(rows, ["choice", "reasons", "nonce", "closed"])
