"""From the local queues of a centre to the common ones, by the day.

The map is applied when contacts are read, not when they are imported: it is often delivered after them, and corrected,
and no leg should have to be written again for it. A queue is the common one of the local day on which the contact
arrived, in the zone of the row; between two entries that overlap, the one that began later holds. A queue without an
entry has no common queue.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from filiere.contacts.zone_offsets import UNIX_EPOCH

OPEN_END_US = 1 << 62
_SPAN_SCHEMA = {
    "_organisation": "string",
    "_queue": "string",
    "_zone": "string",
    "_from_us": "int64",
    "_to_us": "int64",
    "common_queue": "string",
}


def build_queue_spans(rows: Iterable[Mapping[str, Any]], zones: Sequence[str]) -> list[dict[str, Any]]:
    """Return, of the rows of ``queue_map``, when each local queue is which common one: spans of instants that never
    overlap, ``_from_us`` in and ``_to_us`` out, once for each zone that contacts are counted in."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["organisation"], row["queue"]), []).append(row)
    found = []
    for (organisation, queue), members in groups.items():
        ordered = sorted(members, key=lambda row: row["valid_from"])
        for zone in zones:
            for entry, following in pairwise([*ordered, None]):
                assert entry is not None  # noqa: S101 - only the last of the list is None
                start = _local_midnight_us(entry["valid_from"], zone)
                end = OPEN_END_US if entry["valid_to"] is None else _local_midnight_us(entry["valid_to"], zone, days=1)
                if following is not None:
                    end = min(end, _local_midnight_us(following["valid_from"], zone))
                found.append(
                    {
                        "_organisation": organisation,
                        "_queue": queue,
                        "_zone": zone,
                        "_from_us": start,
                        "_to_us": end,
                        "common_queue": entry["common_queue"],
                    }
                )
    return found


def add_common_queue(contacts: ir.Table, spans: Sequence[Mapping[str, Any]]) -> ir.Table:
    """Return legs or contacts with the column ``common_queue``, unknown where no entry holds."""
    known = ibis.memtable([dict(one) for one in spans], schema=ibis.schema(_SPAN_SCHEMA))
    joined = contacts.left_join(
        known,
        [
            contacts.organisation == known._organisation,
            contacts.queue == known._queue,
            contacts.zone == known._zone,
            contacts.arrived_us >= known._from_us,
            contacts.arrived_us < known._to_us,
        ],
    )
    return joined.drop("_organisation", "_queue", "_zone", "_from_us", "_to_us")


def _local_midnight_us(day: str, zone: str, *, days: int = 0) -> int:
    """Return the instant at which a local day begins, in microseconds; where the clock skips midnight, that at which
    it goes on."""
    local = datetime.combine(date.fromisoformat(day) + timedelta(days=days), time(), ZoneInfo(zone))
    return (local - UNIX_EPOCH) // timedelta(microseconds=1)
