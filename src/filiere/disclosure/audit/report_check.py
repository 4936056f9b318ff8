"""What report.json says of a run, beside what is counted again: people and programs go by it.

What no reading of the folder can count again is left alone: the lower bound of the cost and whether the search went to
its end, which the solver alone knows, its seed, its notes and its time, and the seal of the rows, which others hold in
other files.
"""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from filiere.core import Fault, Text
from filiere.disclosure.audit.faults import fault
from filiere.disclosure.audit.folder_reader import AuditedFolder
from filiere.disclosure.audit.resolved_spec import read_json, unreadable_faults

REPORT_FILE = "report.json"


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
    return list(_compare_counts(_read_report(path), folder))


def find_finding_faults(path: Path, counted: CountedFindings) -> list[Fault]:
    """Return where report.json says other findings than an audit; raise :class:`Faults` when it is no report."""
    report = _read_report(path)
    told = report.get("attackers")
    found = []
    for name, one in counted.attackers.items():
        true = {"exact": one.exact, "narrow": one.narrow}
        said = told.get(name) if isinstance(told, dict) else None
        # An attacker that the run did not try is not in its report.
        if said is not None and not _agrees(said, true, part=name in counted.unpromised):
            found.append(_mismatch_fault(f"attackers.{name}", said, true))
    if not isinstance(told, dict):
        found.append(_mismatch_fault("attackers", told, ", ".join(counted.attackers)))
    for key, count in (("unions", counted.unions), ("crossings", counted.crossings)):
        if report.get(key) != count:
            found.append(_mismatch_fault(key, report.get(key), count))
    if counted.protected is not None and report.get("protected") is not counted.protected:
        found.append(_mismatch_fault("protected", report.get("protected"), counted.protected))
    return found


def find_promise_faults(path: Path) -> list[Fault]:
    """Return the fault of a report that says a table unprotected of which the protection is proved."""
    told = _read_report(path).get("protected")
    return [] if told is True else [_mismatch_fault("protected", told, True)]


def _read_report(path: Path) -> dict[str, Any]:
    report, _ = read_json(path / REPORT_FILE)
    if not isinstance(report, dict):
        raise unreadable_faults(REPORT_FILE, Text(fr="il faut une suite de clés", en="a set of keys is needed"))
    return report


def _compare_counts(report: dict[str, Any], folder: AuditedFolder) -> Iterator[Fault]:
    own, primary = folder.table.own, folder.listed
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
    }
    amounts = {}
    # A rounding withholds nothing.
    if not rounded:
        true |= {"secondary": int(secondary.sum()), "published": int((~hidden).sum())}
        amounts = {"primary_value": hidden & primary, "secondary_value": secondary}
    for key, cells in amounts.items():
        worth = Fraction(sum(map(abs, folder.table.values[:own][cells].tolist())), folder.table.scale)
        if not _is_close(report.get(key), worth):
            yield _mismatch_fault(key, report.get(key), worth)
    for key, value in true.items():
        told = report.get(key)
        # For Python, true is one and 3.0 is three; neither is a count here.
        if type(told) is not type(value) or told != value:
            yield _mismatch_fault(key, told, value)


def _is_close(told: Any, worth: Fraction) -> bool:
    """Whether a number is a value as a report for people may hold it, with a point."""
    if isinstance(told, bool) or not isinstance(told, (int, float)) or not math.isfinite(told):
        return False
    return abs(Fraction(told) - worth) <= worth * Fraction(1, 10**12)


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
