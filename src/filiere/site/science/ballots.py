"""What a ballot on a release says, sealed until the close of its round as those of the committee are."""

from __future__ import annotations

from filiere.site.accounts.sealed_words import SealedWords
from filiere.site.accounts.sealing import seals

REASONS, OPINION = 4000, 8000
"""The most characters that the reasons of a ballot, and its minority opinion, hold."""
WORDS = SealedWords(
    seals("release-ballot", "science.Ballot", "closed"),
    ("choice", "reasons", "dissent", "nonce"),
    REASONS + OPINION,
    "ballots-sealed",
)
