"""What report.json says of a run, beside what is counted again: people and programs go by it.

What no reading of the folder can count again is left alone: the lower bound of the cost and whether the search went to
its end, which the solver alone knows, its notes and its time, the seal of the rows, which others hold in other files,
and a cost that a column of these rows gives.
"""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from filiere.core import Fault, Text
from filiere.disclosure.audit.faults import fault
from filiere.disclosure.audit.folder_reader import AuditedFolder
from filiere.disclosure.audit.rebuilt_table import Bools, Ints
from filiere.disclosure.audit.report import ATTACKERS, list_promised_attackers, promises_blur
from filiere.disclosure.audit.resolved_spec import Level, read_json, unreadable_faults

REPORT_FILE = "report.json"
AMOUNT_TOLERANCE = Fraction(1, 10**12)
"""By how much of itself an amount written with a point may be off."""
COST_TOLERANCE = Fraction(1, 10**9)
"""The same of a cost, which is a sum of such numbers."""


class AttackCounts(Protocol):
    """What one kind of attacker finds."""

    @property
    def exact(self) -> int:
        """Unsafe cells found exactly."""

    @property
    def narrow(self) -> int:
        """Unsafe cells found too closely."""


@dataclass(frozen=True, slots=True)
class CountedFindings:
    """What an audit counts: each kind of attacker, the sums and the differences that tell of too few contributors, and
    whether what the level promises is kept; None where not every attacker of the level was asked for. A run need not
    have examined whole those that are ``unpromised``."""

    attackers: Mapping[str, AttackCounts]
    unions: int
    crossings: int
    protected: bool | None
    unpromised: Collection[str] = ()


def find_report_faults(path: Path, folder: AuditedFolder) -> list[Fault]:
    """Return where report.json is not what is counted again; raise :class:`Faults` when it is no report."""
    report = _read_report(path)
    level = folder.spec.level
    return [*_compare_counts(report, folder), *_compare_costs(report, folder), *_compare_attackers(report, level)]


def find_finding_faults(path: Path, counted: CountedFindings) -> list[Fault]:
    """Return where report.json says other findings than an audit; raise :class:`Faults` when it is no report."""
    report = _read_report(path)
    told = report.get("attackers")
    # What is no list of attackers is told beside the counts.
    told = told if isinstance(told, dict) else {}
    found = []
    for name, attacker in counted.attackers.items():
        true = {"exact": attacker.exact, "narrow": attacker.narrow}
        # An attacker that the run did not try is not in its report; one that the level promises is missed elsewhere.
        if name in told and not _agrees(told[name], true, part=name in counted.unpromised):
            found.append(_mismatch_fault(f"attackers.{name}", told[name], true))
    for key, count in (("unions", counted.unions), ("crossings", counted.crossings)):
        if report.get(key) != count:
            found.append(_mismatch_fault(key, report.get(key), count))
    if counted.protected is not None and report.get("protected") is not counted.protected:
        found.append(_mismatch_fault("protected", report.get("protected"), counted.protected))
    return found


def find_promise_faults(path: Path, level: Level) -> list[Fault]:
    """Return where a report denies the protection that is proved: that it holds, or that no attacker of the level finds
    anything."""
    report = _read_report(path)
    found = [] if report.get("protected") is True else [_mismatch_fault("protected", report.get("protected"), True)]
    for name in list_promised_attackers(level):
        said = report["attackers"][name]
        true = {"exact": 0, "narrow": 0}
        if isinstance(said, dict) and not promises_blur(level, name):
            # What comes near is none of the promise, and nothing proves how much there is.
            true = {**said, "exact": 0}
        if not _is_same(said, true):
            found.append(_mismatch_fault(f"attackers.{name}", said, true))
    return found


def _read_report(path: Path) -> dict[str, Any]:
    report, _ = read_json(path / REPORT_FILE)
    if not isinstance(report, dict):
        raise unreadable_faults(REPORT_FILE, Text(fr="il faut une suite de clés", en="a set of keys is needed"))
    return report


def _compare_counts(report: dict[str, Any], folder: AuditedFolder) -> Iterator[Fault]:
    own, primary = folder.table.own_count, folder.listed
    rounded = folder.spec.publish == "rounding"
    hidden = primary if rounded else folder.withheld
    secondary = hidden & ~primary
    true: dict[str, Any] = {
        "format": folder.spec.format,
        "primary": int(primary.sum()),
        "level": folder.spec.level,
        "cells": own,
        "publish": folder.spec.publish,
        "differences": len(folder.table.differences),
        "cost_name": folder.spec.cost,
        "reasons": dict(folder.table.reasons),
        "negative": _may_be_negative(folder),
        "base": folder.spec.base,
        "reach": folder.spec.reach,
        "seed": folder.spec.seed,
    }
    amounts = {}
    # A rounding withholds nothing.
    if not rounded:
        true |= {"secondary": int(secondary.sum()), "published": int((~hidden).sum())}
        amounts = {"primary_value": hidden & primary, "secondary_value": secondary}
    for key, cells in amounts.items():
        worth = Fraction(sum(map(abs, folder.table.values[:own][cells].tolist())), folder.table.scale)
        if not _is_close(report.get(key), worth, AMOUNT_TOLERANCE):
            yield _mismatch_fault(key, report.get(key), worth)
    for key, value in true.items():
        told = report.get(key)
        if key not in report or not _is_same(told, value):
            yield _mismatch_fault(key, told, value)


def _may_be_negative(folder: AuditedFolder) -> bool:
    """Whether an amount is below zero. Contributions are sums of rows, which hide one that others make up for: there
    the specification is taken at its word, of which the reader of the folder refuses the opposite."""
    if folder.table.held is not None:
        return folder.spec.negative
    return bool((folder.table.values[: folder.table.own_count] < 0).any())


def _compare_costs(report: dict[str, Any], folder: AuditedFolder) -> Iterator[Fault]:
    told, worth = report.get("cost"), _compute_cost(folder)
    if worth is None:
        if isinstance(told, bool) or not isinstance(told, (int, float)) or not 0 <= told < math.inf:
            yield _mismatch_fault("cost", told, "≥ 0")
    elif not _is_close(told, worth, COST_TOLERANCE):
        yield _mismatch_fault("cost", told, float(worth))


def _compute_cost(folder: AuditedFolder) -> Fraction | None:
    """Return what the cells withheld for others cost, or by how much a rounding moves values, in the unit; None where
    the cost is a column of the rows, which the folder does not hold."""
    table, spec = folder.table, folder.spec
    values = table.values[: table.own_count]
    if spec.publish == "rounding":
        # The floor of a rounded value is its reach below.
        floor = np.zeros(0, dtype=np.int64) if folder.floor is None else folder.floor[: table.own_count]
        far = int(Fraction(spec.base or 0) * spec.scale) * spec.reach
        moved = (abs(low + far - value) for low, value in zip(floor.tolist(), values.tolist(), strict=True))
        return Fraction(sum(moved), table.scale)
    return _weigh_cells(values, folder.withheld & ~folder.listed, spec.cost, table.scale)


def _weigh_cells(values: Ints, cells: Bools, cost: str, scale: int) -> Fraction | None:
    """Return the cost of some cells: of each its size, one, or the logarithm of one more than its size."""
    sizes = [abs(value) for value in values[cells].tolist()]
    match cost:
        case "value":
            return Fraction(sum(sizes), scale)
        case "cells":
            return Fraction(len(sizes))
        case "log":
            return Fraction(math.fsum(math.log1p(size / scale) for size in sizes))
    return None


def _compare_attackers(report: dict[str, Any], level: Level) -> Iterator[Fault]:
    """Yield the attackers that the level promises and the report leaves out, and those that there are not."""
    told = report.get("attackers")
    promised = list_promised_attackers(level)
    if not isinstance(told, dict):
        yield _mismatch_fault("attackers", told, ", ".join(promised))
        return
    for name in promised:
        if name not in told:
            yield fault("disclosure-report-attacker-missing", file=REPORT_FILE, at="attackers", name=name, level=level)
    for name in told:
        if name not in ATTACKERS:
            yield _mismatch_fault("attackers", name, ", ".join(ATTACKERS))


def _is_same(told: Any, true: Any) -> bool:
    """Whether two values are the same and of one type: for Python, true is one and 3.0 is three; neither is a count."""
    if isinstance(told, dict) and isinstance(true, dict):
        return set(told) == set(true) and all(_is_same(told[key], true[key]) for key in true)
    return type(told) is type(true) and bool(told == true)


def _is_close(told: Any, worth: Fraction, tolerance: Fraction) -> bool:
    """Whether a number is a value as a report for people may hold it, with a point."""
    if isinstance(told, bool) or not isinstance(told, (int, float)) or not math.isfinite(told):
        return False
    return abs(Fraction(told) - worth) <= worth * tolerance


def _agrees(told: Any, true: Mapping[str, int], *, part: bool) -> bool:
    """Whether a report tells what is counted of an attacker, or less where it says that it examined a ``part``."""
    if not isinstance(told, dict) or {type(count) for count in told.values()} != {int}:
        return False
    if part and told.get("unexamined", 0) > 0:
        return (
            set(told) == {*true, "unexamined"} and told["exact"] == true["exact"] and told["narrow"] <= true["narrow"]
        )
    return told == true


def _mismatch_fault(key: str, told: Any, true: Any) -> Fault:
    words = str(told)
    return fault("disclosure-report-wrong", file=REPORT_FILE, at=key, key=key, told=words[:60], true=true)
