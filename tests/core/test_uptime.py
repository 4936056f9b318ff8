"""The reckoning of a clock: what its date gained that the machine did not count, over any number of steps, starts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from filiere.core.clock_drift import UptimeReading, begin_reckoning, update_reckoning

START = datetime(2027, 3, 1, tzinfo=UTC)
HOUR = 3600.0
STEPS = st.lists(st.tuples(st.floats(0, 30 * HOUR), st.floats(0, 200 * HOUR), st.booleans()), max_size=30)


@given(STEPS)
def test_no_number_of_steps_hides_what_the_date_gained(steps: list[tuple[float, float, bool]]) -> None:
    """Each step: so long lived, so far put forward, and started anew or not. All that was put forward is found."""
    now, lived, boot, begun, put = START, 0.0, 0, 0.0, 0.0
    kept = begin_reckoning(UptimeReading("0", 0.0), now)
    for span, ahead, restarts in steps:
        if restarts:
            boot, begun = boot + 1, lived
        lived, put = lived + span, put + ahead
        now = START + timedelta(seconds=lived + put)
        kept = update_reckoning(kept, UptimeReading(str(boot), lived - begun), now)
    assert abs(kept.unexplained_seconds - put) < 1


@given(st.lists(st.tuples(st.floats(0, 30 * HOUR), st.floats(0, 3.0)), max_size=30))
def test_a_machine_that_runs_gains_nothing(steps: list[tuple[float, float]]) -> None:
    """However long it sleeps, which its count includes, and though it is set right by some seconds both ways."""
    lived, kept = 0.0, begin_reckoning(UptimeReading("0", 50.0), START)
    for number, (span, off) in enumerate(steps):
        lived += span
        sign = 1 if number % 2 else -1
        kept = update_reckoning(kept, UptimeReading("0", 50.0 + lived), START + timedelta(seconds=lived + sign * off))
    assert kept.unexplained_seconds <= 3.1


def test_a_count_that_goes_back_is_another_start() -> None:
    """A container may start again under the identifier of the machine below it."""
    kept = begin_reckoning(UptimeReading("0", 1000.0), START)
    found = update_reckoning(kept, UptimeReading("0", 10.0), START + timedelta(seconds=70))
    assert (found.drift, found.gained, found.seconds) == (0.0, 60.0, 10.0)
