"""The one way out for tables from rows that are not public: what goes in, what is decided, what a reader may see.

A decision has two faces that share no object. The inner one says why each cell is withheld; the public one cannot,
since “one firm holds nearly all of it” is itself what must not be told. Codes are those of the SDMX lists
CL_OBS_STATUS and CL_CONF_STATUS (https://sdmx.org).
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, Protocol

from filiere.core import Lang, Slug, Text
from filiere.core.numbers import UNKNOWN_MARK, format_number
from filiere.disclosure.dated_rules import Dominance, Rule
from filiere.disclosure.pattern import Pattern
from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.system import System
from filiere.disclosure.tables import Codes, MicroTable

Reason = Literal["few", "dominated", "complement"]
"""Why a cell is withheld: too few contributors, too large ones, or the protection of another cell."""

Status = Literal["published", "primary", "secondary"]

DASH_NOTE = Text(
    fr="Un tiret marque une valeur non publiée, par respect du secret des réponses.",
    en="A dash marks a value that is not published, to protect the confidentiality of responses.",
)


@dataclass(frozen=True, slots=True)
class InnerCell:
    """A cell as the statistician sees it. Never shown to a reader."""

    codes: Codes
    value: Decimal
    contributors: int
    reasons: tuple[Reason, ...] = ()
    dominance: tuple[Dominance, ...] = ()

    @property
    def status(self) -> Status:
        """Withheld for itself (primary), for another (secondary), or published."""
        if not self.reasons:
            return "published"
        return "secondary" if self.reasons == ("complement",) else "primary"

    @property
    def conf_status(self) -> str:
        """The SDMX status with its cause: A few; O, T, M one, two, more that dominate; D for another cell; F free."""
        if self.status != "primary":
            return "F" if self.status == "published" else "D"
        if "few" in self.reasons:
            return "A"
        return {1: "O", 2: "T"}.get(min(limit.n for limit in self.dominance), "M")


@dataclass(frozen=True, eq=False)
class DecisionProof:
    """What proves a decision: the cells as one system, what each needs, and the circulations of the patterns."""

    system: System = field(repr=False)
    needs: ProtectionLevels = field(repr=False)
    patterns: tuple[Pattern, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class InnerTable:
    """The whole decision with its reasons and its proof, kept inside; a table without rows has nothing to prove."""

    rule: Rule
    dimensions: tuple[str, ...]
    cells: tuple[InnerCell, ...] = field(repr=False)
    evidence: DecisionProof | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class PublicCell:
    """A cell as a reader sees it: its value, or none. Every withheld cell looks like every other."""

    codes: Codes
    value: Decimal | None

    @property
    def verdict(self) -> Literal["published", "withheld"]:
        """Whether the value is there."""
        return "withheld" if self.value is None else "published"

    @property
    def obs_status(self) -> str:
        """The SDMX observation status: A, a normal value; Q, a missing value, suppressed."""
        return "Q" if self.value is None else "A"

    @property
    def conf_status(self) -> str:
        """The SDMX confidentiality status without its cause: F, free; C, confidential statistical information."""
        return "C" if self.value is None else "F"

    def format_value(self, lang: Lang) -> str:
        """Return the value as people read it, a dash when it is withheld."""
        return UNKNOWN_MARK if self.value is None else format_number(self.value, lang)


@dataclass(frozen=True, slots=True)
class PublicTable:
    """What leaves the house: cells in the order of their codes, under the name of a rule."""

    rule: Slug
    dimensions: tuple[str, ...]
    cells: tuple[PublicCell, ...]

    @property
    def note(self) -> Text | None:
        """The words under a table with a dash; none without."""
        return DASH_NOTE if any(cell.value is None for cell in self.cells) else None

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """Return the public JSON object; a value is a text, so that no decimal is rounded on its way."""
        return {
            "rule": self.rule,
            "dimensions": list(self.dimensions),
            "note": self.note.get(lang) if self.note else None,
            "cells": [
                {
                    "codes": list(cell.codes),
                    "value": None if cell.value is None else f"{cell.value:f}",
                    "obs_status": cell.obs_status,
                    "conf_status": cell.conf_status,
                }
                for cell in self.cells
            ],
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict of a gate on every cell with a contributor. Printing it shows no cell, so that no log leaks."""

    rule: Rule
    dimensions: tuple[str, ...]
    _cells: tuple[InnerCell, ...] = field(repr=False)
    _evidence: DecisionProof | None = field(default=None, repr=False, compare=False)

    def build_inner_table(self) -> InnerTable:
        """Return the decision with values, reasons and proof; for statisticians alone."""
        cells = tuple(sorted(self._cells, key=lambda cell: cell.codes))
        return InnerTable(self.rule, self.dimensions, cells, self._evidence)

    def build_public_table(self) -> PublicTable:
        """Return what readers may see: nothing in it depends on why a cell is withheld, nor on its value."""
        cells = (PublicCell(cell.codes, None if cell.reasons else cell.value) for cell in self._cells)
        return PublicTable(self.rule.id, self.dimensions, tuple(sorted(cells, key=lambda cell: cell.codes)))


class Gate(Protocol):
    """What decides. Callers know this protocol only; whatever stands behind it may change."""

    def decide(self, table: MicroTable, rule: Rule) -> Decision:
        """Return the verdict on every cell of ``table`` under ``rule``, margins included."""
        ...
