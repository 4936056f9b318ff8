"""What report.json says of a run, beside what is counted again: people and programs go by it."""

import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from filiere.core import Fault, Text
from filiere.disclosure.audit.faults import fault
from filiere.disclosure.audit.folder_reader import AuditedFolder
from filiere.disclosure.audit.spec import read_json, unreadable_faults

REPORT_FILE = "report.json"


def find_report_faults(path: Path, folder: AuditedFolder) -> list[Fault]:
    """Return where the counts of report.json are not those made again; raise :class:`Faults` when it is no report."""
    report, _ = read_json(path / REPORT_FILE)
    if not isinstance(report, dict):
        raise unreadable_faults(REPORT_FILE, Text(fr="il faut une suite de clés", en="a set of keys is needed"))
    return list(_compare_counts(report, folder))


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
    }
    if not rounded:
        true |= {"secondary": int(secondary.sum()), "published": int((~hidden).sum())}
        values = folder.table.values[:own][secondary]
        worth = Fraction(sum(map(abs, values.tolist())), folder.table.scale)
        told = report.get("secondary_value")
        if not _is_close(told, worth):
            yield _mismatch_fault("secondary_value", told, worth)
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


def _mismatch_fault(key: str, told: Any, true: Any) -> Fault:
    words = str(told)
    return fault("disclosure-report-wrong", file=REPORT_FILE, at=key, key=key, told=words[:60], true=true)
