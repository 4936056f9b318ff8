"""The annual survey as a method: its total enters the range with its interval, once the register has it."""

from __future__ import annotations

from typing import Any

from filiere.core import Period, Text
from filiere.estimation import estimate, sector_weight
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


def test_the_total_of_the_survey_enters_the_range_with_its_interval(register: Register) -> None:
    assert estimate(register, "registry", 2026).no_data is not None
    surveyed = enter(register, {"replies": BASE, "survey-jobs": JOBS})
    answer = estimate(surveyed, "registry", 2026)
    assert answer.no_data is None
    assert answer.retained == "survey-jobs"
    assert (answer.low, answer.value, answer.high) == (190_000, 210_000, 230_000)
    weight = sector_weight(surveyed, 2026)
    assert "registry" in [one.method for one in weight.taking_part]


def test_a_total_of_another_publication_is_no_survey(register: Register) -> None:
    other = JOBS | {"source": "contactdistance-2008-09", "mark": "S"}
    del other["derived"]
    assert estimate(enter(register, {"jobs-other": other}), "registry", 2026).no_data is not None
