"""Public beacons whose rounds are numbered by the clock, so that the moment of a round is known by arithmetic alone.

The site never asks a beacon anything: the staff type in the value, and anyone compares it with the beacon's own page.
Knowing when a round speaks lets the site refuse a round that already spoke, whatever is typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from filiere.referentials.sampling import Beacon


@dataclass(frozen=True, slots=True)
class Clocked:
    """A beacon: its first round at ``first``, one each ``every``, and the page where anyone reads a round."""

    first: datetime
    every: timedelta
    page: str


CLOCKED: dict[str, Clocked] = {
    # The parameters of the chain are published by its league of entropy: genesis 1692803367, one round each 3 s.
    "drand quicknet": Clocked(
        datetime.fromtimestamp(1692803367, UTC),
        timedelta(seconds=3),
        "https://api.drand.sh/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971/public/",
    )
}
SOURCES = (*CLOCKED, "NIST Randomness Beacon 2.0")
"""The beacons that the form offers."""


def speaks_at(beacon: Beacon) -> datetime | None:
    """When a round of a beacon is published; None for a beacon whose rounds no arithmetic dates."""
    known = CLOCKED.get(beacon.source)
    if known is None or not beacon.round.isascii() or not beacon.round.isdigit() or len(beacon.round) > 12:
        return None
    number = int(beacon.round)
    return known.first + (number - 1) * known.every if number else None


def next_round(beacon: Beacon, now: datetime, ahead: timedelta = timedelta(hours=1)) -> int:
    """The number of a round of a clocked beacon some time ahead."""
    known = CLOCKED[beacon.source]
    return (now + ahead - known.first) // known.every + 2


def page_of(beacon: Beacon) -> str | None:
    """Where anyone reads the value of a round."""
    known = CLOCKED.get(beacon.source)
    return f"{known.page}{beacon.round}" if known is not None and beacon.round.isdigit() else None
