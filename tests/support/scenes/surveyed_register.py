"""A register with the total of an annual survey, as the publication of a wave enters it."""

from __future__ import annotations

from typing import Any

from filiere.core import Period, Text
from filiere.figures import Amendment, Register

WAVE = {
    "period": "2026",
    "published": "2026-11-30",
    "territory": "FR",
    "source": "filiere-surveys",
    "segment": "whole",
    "nature": "observed",
}
BASE = WAVE | {"indicator": "survey-base", "category": "centres", "value": 240, "unit": "centre", "mark": "S"}
JOBS = WAVE | {
    "indicator": "jobs",
    "value": 210_000,
    "low": 190_000,
    "high": 230_000,
    "unit": "person",
    "measure": "headcount",
    "staff": "all",
    "market": "place-of-work",
    "mark": "C",
    "derived": {"from": ["replies"], "formula": {"fr": "Somme pondérée", "en": "Weighted sum"}},
}


def enter(register: Register, figures: dict[str, dict[str, Any]]) -> Register:
    """The register with figures that did not ship."""
    return register.with_amendments(
        [
            Amendment(
                kind="enter",
                figure=name,
                changes=fields,
                reason=Text.same("."),
                date=Period.parse("2026-11-30"),
                by=".",
                number=number,
            )
            for number, (name, fields) in enumerate(figures.items(), start=1)
        ]
    )
