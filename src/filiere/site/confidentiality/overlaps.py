"""What a new table meets of the past, for the statistician: which releases, and which differences tell of too few.

A reader who has both tables subtracts one from the other. Each difference that would tell of fewer contributors than
the rule lets through is a cell of the system that was protected, whence it is listed here with what was done of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from filiere.disclosure import Ledger, ProtectedRelease, Release, Subject, list_coordinates

MAX_LISTED = 100
"""Differences named; the others are counted."""


def describe_overlaps(guarded: ProtectedRelease, ledger: Ledger, subject: Subject) -> dict[str, Any]:
    """Return the releases met, with what changes of the cells of both, and the differences to protect."""
    releases = ledger.meeting(subject)
    outside = ledger.beside({subject, *(one.subject for one in releases)})
    mine = {one: cell for cell, one in enumerate(list_coordinates(guarded.system))}
    met = []
    for one in releases:
        pairs = [(mine[crossed], place) for crossed, place in one.places.items() if crossed in mine]
        now = np.array([guarded.hidden[here] for here, _ in pairs], dtype=bool)
        then = np.array([one.hidden[there] for _, there in pairs], dtype=bool)
        met.append(
            {
                "key": one.key,
                "period": one.subject.period,
                "common": len(pairs),
                "both": int((now & then).sum()),
                "now": int((now & ~then).sum()),
                "then": int((then & ~now).sum()),
            }
        )
    return {"releases": met, "outside": [one.key for one in outside], **_describe_differences(guarded, releases)}


def _describe_differences(guarded: ProtectedRelease, releases: Sequence[Release]) -> dict[str, Any]:
    """Name the cells of no table that need protection: they come last in the system, after those of every release."""
    augmented = guarded.augmented
    first = augmented.own + sum(len(one.system) for one in releases)
    places = (np.flatnonzero(augmented.needs.primary[first:]) + first).tolist()
    return {
        "count": len(places),
        "differences": [
            {"fr": augmented.told(cell).get("fr"), "en": augmented.told(cell).get("en")} for cell in places[:MAX_LISTED]
        ],
    }
