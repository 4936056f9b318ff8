"""By which terms a run is judged, as its folder says them: a certificate that holds proves no more than they ask."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from filiere.disclosure.audit.folder_reader import AuditedFolder

MOST_NAMED_CELLS = 20
"""Cells and consents of a kind that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """A contributor, by its number in the folder, who agreed that its cells be shown; where that is written, and when
    it was given."""

    contributor: int
    consent: str
    day: str

    def as_json(self) -> dict[str, Any]:
        """Return the consent as a JSON object."""
        return {"contributor": self.contributor, "consent": self.consent, "date": self.day}


@dataclass(frozen=True, slots=True)
class RunTerms:
    """The rule, the slack, how many cells it makes unsafe, and who is left out of it.

    ``dominance`` gives ``(n, share)`` pairs; shares and percentages are texts, as the specification writes them.
    ``unsafe`` counts the cells that tell too much, ``consents`` the contributors who agreed, ``known`` the unsafe or
    withheld cells that are taken as published elsewhere, which nothing protects; ``unsafe_cells``, ``given`` and
    ``known_cells`` name the first :data:`MOST_NAMED_CELLS` of each.
    """

    minimum: int
    dominance: tuple[tuple[int, str], ...]
    p_percent: str | None
    slack: str
    slack_of_zero: str
    unsafe: int
    unsafe_cells: tuple[str, ...]
    consents: int
    given: tuple[GivenConsent, ...]
    known: int
    known_cells: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the terms as a JSON object."""
        return {
            "minimum": self.minimum,
            "dominance": [{"n": n, "share": share} for n, share in self.dominance],
            "p_percent": self.p_percent,
            "slack": {"count": self.slack, "zero": self.slack_of_zero},
            "unsafe": self.unsafe,
            "unsafe_cells": list(self.unsafe_cells),
            "consents": self.consents,
            "given": [one.as_json() for one in self.given],
            "known": {"count": self.known, "cells": list(self.known_cells)},
        }


def collect_terms(folder: AuditedFolder) -> RunTerms:
    """Return the terms of a folder."""
    spec = folder.spec
    return RunTerms(
        minimum=spec.rules.minimum,
        dominance=tuple((one.n, one.share) for one in spec.rules.dominance),
        p_percent=spec.rules.p_percent,
        slack=spec.slack.count,
        slack_of_zero=spec.slack.zero,
        unsafe=int(folder.listed.sum()),
        unsafe_cells=tuple(map(folder.table.name, np.flatnonzero(folder.listed)[:MOST_NAMED_CELLS].tolist())),
        consents=len(spec.waivers),
        given=tuple(
            GivenConsent(one.contributor, one.consent, str(one.date)) for one in spec.waivers[:MOST_NAMED_CELLS]
        ),
        known=len(spec.known),
        known_cells=tuple(folder.table.name(cell) for cell in spec.known[:MOST_NAMED_CELLS]),
    )
