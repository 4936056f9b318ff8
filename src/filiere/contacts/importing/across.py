"""What is wrong between the rows of a table, once a delivery is merged: calendars and maps of queues.

A calendar that opens twice at once, or a local queue that is two common ones on one day, cannot be seen on a row alone.
Both tables are small, and checked whole as the store will hold them. Nothing is rejected: the findings are told in the
report, with their lines, and whoever uses the rows follows its own rule for them.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from filiere.contacts.calendars import Calendars
from filiere.core import Fault, Text

LAST_DAY = "9999-12-31"


def across(table: str, files: Sequence[Path]) -> list[Fault]:
    """Return what is wrong between the rows of a table, each with the line of the delivery it came with."""
    check = {"calendar": _calendar, "queue_map": _queue_map}.get(table)
    if check is None:
        return []
    rows = [row for file in files for row in pq.read_table(file, partitioning=None).to_pylist()]
    return list(check(rows))


def _calendar(rows: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    read = Calendars(rows)
    yield from read.faults
    yield from read.notes
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["opens"] is not None:
            place = (row["organisation"], row["site"], row["queue"], row["version"], row["valid_from"])
            groups.setdefault((*place, row["weekday"], row["day"], row["holiday"]), []).append(row)
    for members in groups.values():
        for one, other in pairwise(sorted(members, key=lambda row: (row["opens"], row["closes"]))):
            if other["opens"] < one["closes"]:
                yield _overlap(one, other)


def _queue_map(rows: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["organisation"], row["queue"]), []).append(row)
    for members in groups.values():
        for one, other in pairwise(sorted(members, key=lambda row: row["valid_from"])):
            if other["valid_from"] <= (one["valid_to"] or LAST_DAY):
                yield _two_queues(one, other)


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> Fault:
    return Fault(
        code="calendar-overlap",
        message=Text(
            fr=f"Deux heures d’ouverture du même jour se recouvrent : {one['opens']} à {one['closes']} et "
            f"{other['opens']} à {other['closes']} ; elles comptent une seule fois.",
            en=f"Two openings of one day overlap: {one['opens']} to {one['closes']} and {other['opens']} to "
            f"{other['closes']}; they count once.",
        ),
        remedy=Text(fr="Gardez des heures qui se suivent.", en="Keep hours that follow each other."),
        line=other["raw_line"],
        key=_place(other),
    )


def _two_queues(one: Mapping[str, Any], other: Mapping[str, Any]) -> Fault:
    return Fault(
        code="queue-map-overlap",
        message=Text(
            fr=f"La file « {one['queue']} » correspond à « {one['common_queue']} » et à « {other['common_queue']} » le "
            f"{other['valid_from']} ; la plus récente des deux l’emporte.",
            en=f"The queue “{one['queue']}” maps to “{one['common_queue']}” and to “{other['common_queue']}” on "
            f"{other['valid_from']}; the later of the two holds.",
        ),
        remedy=Text(
            fr="Finissez la première correspondance la veille de la seconde.",
            en="End the first one on the day before the second.",
        ),
        line=other["raw_line"],
        key=_place(other),
    )


def _place(row: Mapping[str, Any]) -> str:
    return "/".join(str(row[name]) for name in ("organisation", "site", "queue", "version") if row.get(name))
