"""What this app says to the others: what needs the day is held by the clock, and what it does each hour."""

from __future__ import annotations

from filiere.site.journal import hourly_counts, verification_process  # noqa: F401  Their tasks register there.
from filiere.site.journal.clock_trust import ClockHeld, needs_clock
from filiere.site.kit.hourly_tasks import set_clock_guard

set_clock_guard(needs_clock, ClockHeld)
