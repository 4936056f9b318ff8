"""What report.json says of a run, beside what is counted again: people and programs go by it."""

import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from filiere.core import Fault, Text
from filiere.disclosure.audit.reading import Folder
from filiere.disclosure.audit.spec import read_json, unreadable
from filiere.disclosure.audit.words import fault

NAME = "report.json"


def report_faults(path: Path, folder: Folder) -> list[Fault]:
    """Return where the counts of report.json are not those made again; raise :class:`Faults` when it is no report."""
    report, _ = read_json(path / NAME)
    if not isinstance(report, dict):
        raise unreadable(NAME, Text(fr="il faut une suite de clés", en="a set of keys is needed"))
    return list(_wrong(report, folder))


def _wrong(report: dict[str, Any], folder: Folder) -> Iterator[Fault]:
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
        if not _about(told, worth):
            yield _said("secondary_value", told, worth)
    for key, value in true.items():
        told = report.get(key)
        # For Python, true is one and 3.0 is three; neither is a count here.
        if type(told) is not type(value) or told != value:
            yield _said(key, told, value)


def _about(told: Any, worth: Fraction) -> bool:
    """Whether a number is a value as a report for people may hold it, with a point."""
    if isinstance(told, bool) or not isinstance(told, (int, float)) or not math.isfinite(told):
        return False
    return abs(Fraction(told) - worth) <= worth * Fraction(1, 10**12)


def _said(key: str, told: Any, true: Any) -> Fault:
    words = str(told)
    return fault("disclosure-report-wrong", file=NAME, at=key, key=key, told=words[:60], true=true)
