"""A nomenclature of jobs as it was loaded: titles, what a job asks, where it is done, its sheet, and official moves.

A nomenclature has a name and a version, which every answer computed from it tells. Codes have a meaning within one
version only. Nothing here knows where the tables came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ItemKind(StrEnum):
    """What an item of a job’s sheet is."""

    ACTIVITY = "activity"
    KNOWLEDGE = "knowledge"
    ENVIRONMENT = "environment"


class MoveKind(StrEnum):
    """What an official link between two jobs says; newer releases no longer say it."""

    NEAR = "near"
    EVOLUTION = "evolution"
    UNSAID = "unsaid"


class SheetPart(StrEnum):
    """The parts of the free text of a job’s sheet."""

    DEFINITION = "definition"
    ACCESS = "access"
    CONDITIONS = "conditions"


@dataclass(frozen=True, slots=True)
class Item:
    """A line that sheets share: an activity, a piece of knowledge, a place of work."""

    key: str
    label: str
    kind: ItemKind


@dataclass(frozen=True, slots=True)
class Requirement:
    """An item that a job asks: of everybody who does it (``base``), or in some of its forms only."""

    item: str
    base: bool


@dataclass(frozen=True, slots=True)
class JobTitle:
    """One way to name a job, as its nomenclature writes it (both genders, most often)."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job of a nomenclature."""

    code: str
    title: str
    titles: tuple[JobTitle, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    environments: tuple[str, ...] = ()
    sheet: Mapping[SheetPart, tuple[str, ...]] = field(default_factory=dict)
    interests: str = ""
    """Two letters of Holland’s six types, the first the stronger; empty where none is given."""
    parent: str = ""
    """The code of the older nomenclature that it came from, where the release tells it."""


@dataclass(frozen=True, slots=True)
class OfficialMove:
    """A link from a job to another that the publisher of the nomenclature states; ``rank`` is its order, from 1."""

    origin: str
    target: str
    kind: MoveKind
    rank: int


@dataclass(frozen=True, slots=True)
class Nomenclature:
    """One release of a nomenclature, as loaded."""

    name: str
    version: str
    jobs: Mapping[str, Job]
    items: Mapping[str, Item]
    moves: tuple[OfficialMove, ...] = ()

    def list_moves_from(self, code: str) -> tuple[OfficialMove, ...]:
        """The official links of one job, in the publisher’s order."""
        return tuple(sorted((move for move in self.moves if move.origin == code), key=lambda move: move.rank))
