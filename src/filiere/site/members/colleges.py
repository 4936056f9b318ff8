"""The bodies of the label and their colleges, in words; how many seats each has is said by the release in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from filiere.core import Text
from filiere.referentials.voting import NAMES
from filiere.site.label.words import COLLEGES

__all__ = ["COLLEGES", "INSTANCES", "SITTING", "seats_of"]

INSTANCES: Mapping[str, Text] = {
    # The bodies that vote on dossiers are named by the engine that counts their votes.
    **{str(key): name for key, name in NAMES.items()},
    "scientific": Text(fr="Comité scientifique", en="Scientific committee"),
}

SITTING: Mapping[str, tuple[str, ...]] = {
    "committee": ("employees", "employers", "state", "consumers", "experts"),
    "appeal_panel": ("employees", "employers", "state"),
    # Independent of the committee and of audit firms: it sits as one college.
    "scientific": ("experts",),
}


def seats_of(instance: str, day: date) -> Mapping[str, int]:
    """Return the seats of each college of the committee by the release in force that day; none known for others."""
    if instance != "committee":
        return {}
    from filiere.site.label.visibility import shelf_of

    labels = [one for one in shelf_of(None, day).kinds["label"] if one.award is not None]
    held = [one for one in labels if one.head.status == "in_force"] or labels
    if not held or held[0].award is None or held[0].award.committee is None:
        return {}
    return dict(held[0].award.committee.seats)
