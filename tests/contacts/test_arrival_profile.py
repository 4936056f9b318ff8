"""Calls of a mean week from a store: where each counts in local time, which days count, how long one takes."""

from pathlib import Path

import pytest
from support.scenes.contacts_sample import deliver, legs

from filiere.contacts.engines import open_engine
from filiere.contacts.indicators import build_periods
from filiere.contacts.queue_load import QueueLoad, count_queue_load
from filiere.contacts.store import Store

EMPTY = {"offered_at": "", "wrap_ended_at": ""}


def call(arrived: str, handled: int | None = None, **more: str) -> dict[str, str]:
    """A call that enters its queue as it arrives; answered at once and handled so many seconds, or abandoned."""
    if handled is None:
        ended = {"answered_at": "", "ended_at": arrived, "agent_key": "", "outcome": "abandoned"}
    else:
        end = arrived.replace(":00+", f":{handled:02}+")
        ended = {"answered_at": arrived, "ended_at": end, "wrap_ended_at": end, "outcome": "answered"}
    return {**EMPTY, "arrived_at": arrived, "queued_at": arrived, **ended, **more}


# Two Mondays and a Sunday of summer time, in Paris; the second Monday has one call less.
CALLS = [
    call("2026-03-02T09:00:00+01:00", 20),
    call("2026-03-02T09:10:00+01:00", 40),
    call("2026-03-02T09:40:00+01:00"),
    call("2026-03-09T08:15:00+00:00", 30),
    call("2026-03-29T03:05:00+02:00"),
    call("2026-03-29T00:59:00+00:00", queue="service"),
    call("2026-03-02T09:20:00+01:00", 50, direction="outbound"),
    call("2026-03-02T09:20:00+01:00", 50, channel="chat"),
    call("2026-03-02T09:20:00+01:00", queued_at="", outcome="blocked", ended_at="2026-03-02T09:20:05+01:00"),
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A made-up store of the calls above."""
    deliver(tmp_path, legs(*({"contact_id": f"c{place}", **one} for place, one in enumerate(CALLS))))
    return Store.open(tmp_path)


def found(store: Store, **asked: str | None) -> QueueLoad:
    """The load of a store."""
    with open_engine() as engine:
        return count_queue_load(engine, store, build_periods(store), **asked)


def test_means_are_over_the_days_that_had_a_call(store: Store) -> None:
    """Half-hours of the local day, means over two Mondays; the night when clocks change counts where it is told."""
    load = found(store)
    assert load.days == {0: 2, 6: 1}
    assert load.calls == {(0, 18): 1.5, (0, 19): 0.5, (6, 3): 1.0, (6, 6): 1.0}
    assert (load.handling, load.answered) == (30.0, 3)


def test_a_queue_and_a_store_without_answers(store: Store) -> None:
    """One queue alone; where nobody was answered no handling time is known."""
    load = found(store, queue="service")
    assert (load.calls, load.handling, load.answered) == ({(6, 3): 1.0}, None, 0)
    assert found(store, queue="no-such") == QueueLoad(calls={}, days={}, handling=None, answered=0)
