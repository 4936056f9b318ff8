"""A case: what a dossier says on a day, before any release judges it.

It has the keys of the golden cases and of ``filiere referentials evaluate``: facts, answers, inputs, findings. What is
left out, or given as null, is unknown; it is never taken for no or for zero.
"""

from typing import Any

from pydantic import ConfigDict, Field

from filiere.core import StrictModel, Text
from filiere.referentials.records.field_types import Day
from filiere.referentials.records.release import GoldenCase
from filiere.referentials.scoring.findings import Finding


class Case(StrictModel):
    """One dossier on one day.

    ``facts``: key to number, truth value or word. ``answers``: criterion to the key of its level. ``rest``: levels for
    the questions that ``answers`` does not name, each taking the first that it has; without it they stay unknown.
    ``inputs``: key to a number, a list of one number a site, or a mapping from site to number. ``register``: the
    answers of the host's registers, by function, then by argument when it has one. ``findings``: those of the audit;
    none when there was no audit yet. ``years_held``: whole years since the first award, 0 for a candidate; it moves the
    progress duties.
    """

    model_config = ConfigDict(populate_by_name=True)

    name: str | Text | None = None
    referential: str | None = None
    release: str | None = None
    category: str
    date: Day
    facts: dict[str, Any] = Field(default_factory=dict)
    answers: dict[str, str | None] = Field(default_factory=dict)
    rest: tuple[str, ...] = ()
    inputs: dict[str, Any] = Field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    registers: dict[str, Any] = Field(default_factory=dict, alias="register")
    years_held: int = Field(default=0, ge=0)
    expect: dict[str, Any] = Field(default_factory=dict)

    @classmethod
    def of(cls, golden: GoldenCase) -> "Case":
        """Return the case of a golden case of a release."""
        return cls.model_validate(golden.model_dump(by_alias=True, exclude={"expect", "key", "like"}))
