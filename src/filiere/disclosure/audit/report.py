"""What an audit says: per attacker how many unsafe cells are found exactly, or too closely, and who learns what."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from filiere.core import Fault, Text
from filiere.core.language import source_language
from filiere.disclosure.audit.resolved_spec import Level
from filiere.disclosure.audit.run_criteria import RunTerms

_WITH_BLUR: Mapping[str, int] = {"outsider": 1, "contributors": 1, "contributors-slack": 2, "pairs": 3, "holdings": 4}
"""Of how many of the attackers, in the order of what they know, each level promises the blur of every unsafe cell."""
ATTACKERS = ("outsider", "contributors", "pairs", "holdings")


def promises_blur(level: Level, attacker: str) -> bool:
    """Whether a level promises that an attacker knows no unsafe cell within less than its blur."""
    return attacker in ATTACKERS[: _WITH_BLUR[level]]


def list_promised_attackers(level: Level) -> tuple[str, ...]:
    """Return the attackers of whom a level promises something: its blur, or at ``contributors`` that one alone finds
    nothing exactly."""
    return ATTACKERS[: max(_WITH_BLUR[level], 2 if level == "contributors" else 0)]


@dataclass(frozen=True, slots=True)
class CellInterval:
    """What somebody knows of a cell, and what the rules ask that they not exclude; in the unit. No ``high`` is no
    bound; no ``low`` likewise."""

    cell: int
    codes: tuple[str, ...]
    value: Fraction
    low: Fraction | None
    high: Fraction | None
    needed_low: Fraction
    needed_high: Fraction


@dataclass(frozen=True, slots=True)
class AttackFinding:
    """Somebody who learns a cell exactly, or more closely than the rules allow."""

    who: Text
    exact: bool
    interval: CellInterval

    def words(self) -> str:
        """Return the finding as a sentence."""
        cell_interval = self.interval
        name, who = ", ".join(cell_interval.codes), str(self.who)
        if self.exact:
            said = {
                "fr": f"{name} : valeur exacte {_format_amount(cell_interval.value)} pour {who}.",
                "en": f"{name}: exact value {_format_amount(cell_interval.value)} for {who}.",
            }
        else:
            low, high = _format_amount(cell_interval.low), _format_amount(cell_interval.high)
            least, most = _format_amount(cell_interval.needed_low), _format_amount(cell_interval.needed_high)
            said = {
                "fr": f"{name} : de {low} à {high} pour {who} ; tout doit rester possible de {least} à {most}.",
                "en": f"{name}: from {low} to {high} for {who}; from {least} to {most} all must stay possible.",
            }
        return said[source_language()]

    def as_json(self) -> dict[str, Any]:
        """Return the finding as a JSON object; amounts are numbers in the unit."""
        cell_interval = self.interval
        return {
            "who": str(self.who),
            "cell": cell_interval.cell,
            "codes": list(cell_interval.codes),
            "exact": self.exact,
            "value": float(cell_interval.value),
            "low": None if cell_interval.low is None else float(cell_interval.low),
            "high": None if cell_interval.high is None else float(cell_interval.high),
            "needed_low": float(cell_interval.needed_low),
            "needed_high": float(cell_interval.needed_high),
        }


@dataclass(frozen=True, slots=True)
class UnsafeUnion:
    """Unsafe cells of one line, of too few contributors together, whose sum (in the unit) everybody can reckon."""

    cells: tuple[int, ...]
    codes: tuple[tuple[str, ...], ...]
    value: Fraction


@dataclass(frozen=True, slots=True)
class UnsafeDifference:
    """Two published cells of different tables that differ by what the rules find unsafe: codes of both, and their
    difference in the unit."""

    cells: tuple[int, int]
    codes: tuple[tuple[str, ...], tuple[str, ...]]
    difference: Fraction


@dataclass(frozen=True, slots=True)
class AttackResult:
    """What attackers of one kind learn. ``pairs`` are the (attacker, unsafe cell of others) that were looked at;
    ``exact`` and ``narrow`` count pairs; ``findings`` name the worst of them. ``unexamined`` counts the unsafe cells
    that were not looked at for ``narrow``, since the level does not promise it and the work given was spent."""

    attackers: int
    pairs: int
    exact: int
    narrow: int
    findings: tuple[AttackFinding, ...]
    seconds: float
    unexamined: int = 0


@dataclass(frozen=True, slots=True)
class DisclosureAuditReport:
    """An audit. ``faults`` are differences between the folder and the table made again, and unions told where the
    spec asks that none be; ``intervals`` what a reader knows of each unsafe cell, when asked for. ``differences``
    counts what cells of linked tables have apart or in common, which is attacked as cells are though no file lists it;
    ``crossings`` are the pairs of published cells that tell one. ``level`` is what the folder says to be protected
    against; none for a table without a folder."""

    attackers: Mapping[str, AttackResult]
    faults: tuple[Fault, ...]
    cells: int
    hidden: int
    primary: int
    differences: int = 0
    intervals: tuple[CellInterval, ...] = ()
    unions: tuple[UnsafeUnion, ...] = ()
    crossings: tuple[UnsafeDifference, ...] = ()
    level: Level | None = None
    terms: RunTerms | None = None
    """By which rule it was judged; none for a table without a folder."""

    def is_safe(self, level: Level) -> bool:
        """Whether the folder is what it says and nobody of this level, or of those before, learns too much.

        Raises KeyError when the attackers that the level speaks of were not asked for.
        """
        results = [self.attackers[name] for name in ATTACKERS[: _WITH_BLUR[level]]]
        alone = self.attackers["contributors"].exact if level == "contributors" else 0
        return not self.faults and not alone and not any(one.narrow or one.exact for one in results)

    def as_json(self) -> dict[str, Any]:
        """Return the report as a JSON object."""
        return {
            "cells": self.cells,
            "hidden": self.hidden,
            "primary": self.primary,
            "differences": self.differences,
            "unions": [
                {"codes": [list(one) for one in union.codes], "value": float(union.value)} for union in self.unions
            ],
            "crossings": [
                {"codes": [list(one) for one in crossing.codes], "difference": float(crossing.difference)}
                for crossing in self.crossings
            ],
            "faults": [fault.as_json() for fault in self.faults],
            "terms": self.terms.as_json() if self.terms is not None else None,
            "attackers": {
                name: {
                    "attackers": one.attackers,
                    "pairs": one.pairs,
                    "exact": one.exact,
                    "narrow": one.narrow,
                    "unexamined": one.unexamined,
                    "seconds": round(one.seconds, 3),
                    "findings": [finding.as_json() for finding in one.findings],
                }
                for name, one in self.attackers.items()
            },
        }


def _format_amount(amount: Fraction | None) -> str:
    if amount is None:
        return "∞"
    return f"{float(amount):.2f}".rstrip("0").rstrip(".")
