"""What a ballot on a release says, sealed until the close of its round as those of the committee are."""

from __future__ import annotations

from filiere.site.accounts.sealed_fields import SealedFields
from filiere.site.accounts.sealing import register_sealed_field

MAX_REASONS_LENGTH, MAX_OPINION_LENGTH = 4000, 8000
"""The most characters that the reasons of a ballot, and its minority opinion, hold."""
WORDS = SealedFields(
    register_sealed_field("release-ballot", "science.Ballot", "closed"),
    ("choice", "reasons", "dissent", "nonce"),
    MAX_REASONS_LENGTH + MAX_OPINION_LENGTH,
    "ballots-sealed",
)
