"""Putting a new key of the issuer in the place of the one in use; by whoever runs the machine, and nobody else."""

from __future__ import annotations

from filiere.site.accounts.rights import Actor
from filiere.site.holders import issuer
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import require


def rotate_key(*, actor: Actor, stolen: bool = False) -> str:
    """Replace the key; with `stolen`, nothing that the old one signed counts any more. Return its public part."""
    require(actor, "issuer:rotate", subject_kind="issuer")
    old = issuer.rotate_issuer_key(stolen=stolen)
    record_act(actor, "holders.rotate_key", "issuer", old, {"stolen": stolen, "next": issuer.load_keys()[0]["public"]})
    return old
