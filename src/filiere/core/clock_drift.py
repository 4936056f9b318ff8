"""How far the clock of a machine went of itself: its date against the seconds that the machine counts since it started.

A machine counts the seconds since it started, sleep included, and nothing sets that count. As long as it runs, its date
and that count go on together: what the date gains over the count, nobody lived. While it is off nothing counts, and the
time between the last moment that was noted and the next start is told by the date alone: it is gained too. Both add up
until people say what day it is, so that no number of small steps goes further than one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UptimeReading:
    """Which start of the machine this is, by an identifier that each start draws anew, and the seconds since then."""

    boot: str
    seconds: float


@dataclass(frozen=True, slots=True)
class DriftReckoning:
    """What is known of a clock since people last said what day it is; all but the boot in seconds.

    ``noted`` is the moment at which this was reckoned and ``seconds`` the count then; ``drift`` what the date gained
    over the count since this start, negative when it was set back, and ``gained`` what it gained before this start.
    """

    boot: str
    noted: datetime
    seconds: float
    drift: float = 0.0
    gained: float = 0.0

    @property
    def unexplained_seconds(self) -> float:
        """All that the date gained and nobody lived for sure."""
        return self.gained + max(self.drift, 0.0)


def begin_reckoning(beat: UptimeReading, now: datetime) -> DriftReckoning:
    """Reckon from a moment that is sure."""
    return DriftReckoning(beat.boot, now, beat.seconds)


def update_reckoning(kept: DriftReckoning, beat: UptimeReading, now: datetime) -> DriftReckoning:
    """Return the reckoning at a later look at the clock.

    A count that goes back under one identifier is that of another start, as for a container that starts again. After
    another start, what lies between the two looks and is not counted by the new one is gained.
    """
    passed = (now - kept.noted).total_seconds()
    if beat.boot == kept.boot and beat.seconds >= kept.seconds:
        drift = kept.drift + passed - (beat.seconds - kept.seconds)
        return replace(kept, noted=now, seconds=beat.seconds, drift=drift)
    gained = kept.unexplained_seconds + max(passed - beat.seconds, 0.0)
    return DriftReckoning(beat.boot, now, beat.seconds, gained=gained)
