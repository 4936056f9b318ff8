"""What is wrong between the rows of a table, once a delivery is merged: calendars and maps of queues.

A calendar that opens twice at once, or a local queue that is two common ones on one day, cannot be seen on a row alone.
What a delivery touches of both tables is checked as the store will hold it: the versions of calendars, and the queues,
of which it has a row. Nothing is rejected: the findings are counted in the report and the first of them told with their
lines, and whoever uses the rows follows its own rule for them.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from filiere.contacts.calendars import Calendars
from filiere.contacts.importing.redaction import LONGEST_SHOWN
from filiere.core import Fault, Text

LAST_DAY = "9999-12-31"


MAX_EXAMPLES = 100
"""Findings of one table that a report tells whole; the others are counted."""

type _Row = Mapping[str, Any]


@dataclass
class CrossRowFindings:
    """What is wrong between rows: how many findings there are of each code, and the first of them."""

    counts: Counter[str] = field(default_factory=Counter)
    told: list[Fault] = field(default_factory=list)

    def take(self, findings: Iterator[Fault]) -> None:
        """Count findings, and keep the first."""
        for finding in findings:
            self.counts[finding.code] += 1
            if len(self.told) < MAX_EXAMPLES:
                self.told.append(finding)


def check_across_rows(table: str, files: Sequence[Path], *, delivery: str) -> CrossRowFindings:
    """Return what is wrong between the rows of a table that a delivery touches, by the SHA-256 of its file; each
    finding has the line of the file that it came with."""
    found = CrossRowFindings()
    if table in _CHECKS:
        group, check = _CHECKS[table]
        rows = [row for file in files for row in pq.read_table(file, partitioning=None).to_pylist()]
        touched = {group(row) for row in rows if row["delivery"] == delivery}
        found.take(check([row for row in rows if group(row) in touched]))
    return found


def _version_key(row: _Row) -> tuple[Any, ...]:
    return row["organisation"], row["site"] or "", row["queue"] or "", row["version"], row["valid_from"]


def _queue_key(row: _Row) -> tuple[Any, ...]:
    return row["organisation"], row["queue"]


def _check_calendars(rows: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    read = Calendars(rows)
    yield from read.faults
    yield from read.notes
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["opens"] is not None:
            groups.setdefault((*_version_key(row), row["weekday"], row["day"], row["holiday"]), []).append(row)
    for members in groups.values():
        for this, other in pairwise(sorted(members, key=lambda row: (row["opens"], row["closes"]))):
            if other["opens"] < this["closes"]:
                yield _overlap_fault(this, other)


def _check_queue_map(rows: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(_queue_key(row), []).append(row)
    for members in groups.values():
        for this, other in pairwise(sorted(members, key=lambda row: row["valid_from"])):
            if other["valid_from"] <= (this["valid_to"] or LAST_DAY):
                yield _two_queues_fault(this, other)


_CHECKS: Mapping[str, tuple[Callable[[_Row], tuple[Any, ...]], Callable[[Sequence[_Row]], Iterator[Fault]]]] = {
    "calendar": (_version_key, _check_calendars),
    "queue_map": (_queue_key, _check_queue_map),
}
"""By table, what the rows that contradict each other share, and how such rows are checked."""


def _overlap_fault(this: Mapping[str, Any], other: Mapping[str, Any]) -> Fault:
    return Fault(
        code="calendar-overlap",
        message=Text(
            fr=f"Deux heures d’ouverture du même jour se recouvrent : {this['opens']} à {this['closes']} et "
            f"{other['opens']} à {other['closes']} ; elles comptent une seule fois.",
            en=(
                f"Two opening periods on the same day overlap: {this['opens']} to {this['closes']} and "
                f"{other['opens']} to {other['closes']}; they are counted once."
            ),
        ),
        remedy=Text(fr="Gardez des heures qui se suivent.", en="Enter hours that do not overlap."),
        line=other["raw_line"],
        key=_format_place(other),
    )


def _two_queues_fault(this: Mapping[str, Any], other: Mapping[str, Any]) -> Fault:
    queue, former, later = (
        value[:LONGEST_SHOWN] for value in (this["queue"], this["common_queue"], other["common_queue"])
    )
    return Fault(
        code="queue-map-overlap",
        message=Text(
            fr=f"La file « {queue} » correspond à « {former} » et à « {later} » le {other['valid_from']} ; la plus "
            "récente des deux l’emporte.",
            en=(
                f"The queue “{queue}” maps to “{former}” and to “{later}” on {other['valid_from']}; the later one "
                "applies."
            ),
        ),
        remedy=Text(
            fr="Finissez la première correspondance la veille de la seconde.",
            en="End the first mapping on the day before the second starts.",
        ),
        line=other["raw_line"],
        key=_format_place(other),
    )


def _format_place(row: Mapping[str, Any]) -> str:
    return "/".join(str(row[name]) for name in ("organisation", "site", "queue", "version") if row.get(name))
