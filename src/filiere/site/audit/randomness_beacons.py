"""Public beacons whose rounds are numbered by the clock, so that the moment of a round is known by arithmetic alone.

The site never asks a beacon anything: the staff type in the value, and anyone compares it with the beacon's own page.
Knowing when a round speaks lets the site refuse a round that already spoke, whatever is typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from filiere.referentials.sampling import Beacon


@dataclass(frozen=True, slots=True)
class ClockedBeacon:
    """A beacon: its round ``number`` at ``first``, one each ``every`` whose number is ``step`` more, the page where
    anyone reads a round, and what that page writes after its number."""

    first: datetime
    number: int
    every: timedelta
    page: str
    step: int = 1
    after: str = ""


DRAND, NIST = "drand quicknet", "NIST Randomness Beacon 2.0"
CLOCKED_BEACONS: dict[str, ClockedBeacon] = {
    # The parameters of the chain are published by its league of entropy: genesis 1692803367, one round each 3 s.
    DRAND: ClockedBeacon(
        datetime.fromtimestamp(1692803367, UTC),
        1,
        timedelta(seconds=3),
        "https://api.drand.sh/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971/public/",
    ),
    # A pulse each minute; those that an outage leaves out are numbered all the same, so that the number of a pulse
    # dates nothing. Its minute does: a round is the Unix second of one (NISTIR 8213, 2019, and the page by time, which
    # counts milliseconds). The first of the second chain was on 23 July 2018.
    NIST: ClockedBeacon(
        datetime.fromtimestamp(1532373960, UTC),
        1532373960,
        timedelta(minutes=1),
        "https://beacon.nist.gov/beacon/2.0/pulse/time/",
        step=60,
        after="000",
    ),
}
SOURCES = tuple(CLOCKED_BEACONS)
"""The beacons that the form offers."""


def find_publication_time(beacon: Beacon) -> datetime | None:
    """When a round of a beacon is published; None for a beacon, or a number, that no arithmetic dates."""
    known = CLOCKED_BEACONS.get(beacon.source)
    if known is None or not beacon.round.isascii() or not beacon.round.isdigit() or len(beacon.round) > 12:
        return None
    rounds, between = divmod(int(beacon.round) - known.number, known.step)
    return known.first + rounds * known.every if rounds >= 0 and not between else None


def compute_next_round(beacon: Beacon, now: datetime, ahead: timedelta = timedelta(hours=1)) -> int:
    """The number of a round of a clocked beacon some time ahead."""
    known = CLOCKED_BEACONS[beacon.source]
    return ((now + ahead - known.first) // known.every + 1) * known.step + known.number


def find_beacon_page(beacon: Beacon) -> str | None:
    """Where anyone reads the value of a round."""
    known = CLOCKED_BEACONS.get(beacon.source)
    return f"{known.page}{beacon.round}{known.after}" if known is not None and find_publication_time(beacon) else None
