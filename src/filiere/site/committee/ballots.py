"""A ballot between its row and the engine."""

from __future__ import annotations

from filiere.referentials.voting import Ballot as Sealed
from filiere.referentials.voting import Cast, Papers
from filiere.site.committee.models import Ballot


def sealed_form(row: Ballot) -> Sealed:
    """Return a ballot as the engine reads it: its commitment is computed from what the row says now."""
    return Sealed(
        seat=row.seat,
        person=row.user.key,
        choice=row.choice,
        papers=Papers(row.item.snapshot_sha256, row.item.release_sha256),
        round=row.round,
        reasons=row.reasons,
        nonce=row.nonce,
    )


def published(row: Ballot) -> Cast:
    """Return what was published of it when it was cast."""
    return Cast(row.seat, row.round, row.commitment)
