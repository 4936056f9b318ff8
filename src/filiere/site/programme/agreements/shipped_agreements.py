"""Agreements of the past that ship with the site: what is known of each is figures of the register, named by content.

Nothing of them is in the database: nobody pays them any more, and nobody may enter a payment that no source tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BeforeValidator

from filiere.core import Slug, StrictModel, Text, content_path, read_yaml, validate
from filiere.figures import Register

Day = Annotated[date, BeforeValidator(lambda value: date.fromisoformat(value) if isinstance(value, str) else value)]


class ShippedPart(StrictModel):
    """An amount that a text gives of one funder."""

    funder: Text
    kind: Literal["state", "region", "local", "private", "other"]
    figure: Slug


class ShippedText(StrictModel):
    """A text that speaks of the money: its total and the parts that it names, each a figure of the register."""

    key: Slug
    title: Text
    total: Slug
    confidence: Literal["high", "medium", "low"]
    parts: tuple[ShippedPart, ...]


class ShippedObjective(StrictModel):
    """What was promised, and what was found of it."""

    title: Text
    goal: Slug
    findings: tuple[Slug, ...] = ()


class ShippedAgreement(StrictModel):
    """An agreement whose every number is in the register; ``regions`` is the figure that counts them."""

    key: Slug
    title: Text
    parties: tuple[Text, ...]
    signed_on: Day
    starts: Day
    ends: Day
    regions: Slug | None = None
    object: Text
    texts: tuple[ShippedText, ...]
    objectives: tuple[ShippedObjective, ...]

    def figures(self) -> Iterator[str]:
        """Every figure that it names."""
        if self.regions is not None:
            yield self.regions
        for text in self.texts:
            yield text.total
            yield from (part.figure for part in text.parts)
        for objective in self.objectives:
            yield objective.goal
            yield from objective.findings


class _ShippedAgreements(StrictModel):
    agreements: tuple[ShippedAgreement, ...]


@lru_cache(maxsize=1)
def list_shipped_agreements() -> tuple[ShippedAgreement, ...]:
    """The agreements of the package, the latest first; raises `Faults` when the file is wrong."""
    read = validate(read_yaml(content_path("programme", "agreements.yaml")), _ShippedAgreements)
    return tuple(sorted(read.agreements, key=lambda one: one.signed_on, reverse=True))


def find_shipped_agreement(key: str) -> ShippedAgreement | None:
    """The agreement of a key."""
    return next((one for one in list_shipped_agreements() if one.key == key), None)


def list_missing_figures(register: Register) -> list[str]:
    """The figures that agreements name and the register does not hold."""
    return [figure for one in list_shipped_agreements() for figure in one.figures() if figure not in register]
