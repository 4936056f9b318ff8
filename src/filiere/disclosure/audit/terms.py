"""By which terms a run is judged, as its folder says them: a certificate that holds proves no more than they ask."""

from dataclasses import dataclass
from typing import Any

from filiere.disclosure.audit.folder_reader import AuditedFolder

MOST_NAMED_CELLS = 20
"""Cells known elsewhere that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class RunTerms:
    """The rule, the slack, how many cells it makes unsafe, and who is left out of it.

    ``dominance`` gives ``(n, share)`` pairs; shares and percentages are texts, as the specification writes them.
    ``consents`` counts contributors who agreed; ``known`` counts unsafe or withheld cells that are taken as published
    elsewhere, which nothing protects, and ``known_cells`` names some of them.
    """

    minimum: int
    dominance: tuple[tuple[int, str], ...]
    p_percent: str | None
    slack: str
    slack_of_zero: str
    unsafe: int
    consents: int
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
            "consents": self.consents,
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
        consents=len(spec.waivers),
        known=len(spec.known),
        known_cells=tuple(folder.table.name(cell) for cell in spec.known[:MOST_NAMED_CELLS]),
    )
