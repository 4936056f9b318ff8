"""The one place that asks the machine how long it has been up; tests put another answer here."""

from __future__ import annotations

import time
from pathlib import Path

from filiere.core.clock_drift import UptimeReading

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
"""A UUID that Linux draws at each start (see random(4))."""


def read_beat() -> UptimeReading | None:
    """Which start of the machine this is and the seconds since, sleep included; None where it does not tell."""
    try:
        boot = BOOT_ID.read_text(encoding="ascii").strip()
        seconds = time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, ValueError, AttributeError):
        return None
    return UptimeReading(boot, seconds) if boot else None
