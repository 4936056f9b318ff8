"""Waits in queue from a store: who left, who was ready to wait longer, and who tells nothing."""

from pathlib import Path

import duckdb
import pytest
from support.scenes.contacts_sample import TODAY, deliver, legs

from filiere.contacts.engines import open_engine
from filiere.contacts.importing.import_job import import_file
from filiere.contacts.importing.sources import find_source
from filiere.contacts.patience_waits import QueueWaits, count_queue_waits
from filiere.contacts.store import Store
from filiere.staffing import WaitCounts, kaplan_meier

ANSWERED = {"queued_at": "2026-03-02T09:00:00+01:00", "ended_at": "2026-03-02T09:09:00+01:00", "wrap_ended_at": ""}
UNANSWERED = {**ANSWERED, "offered_at": "", "answered_at": "", "agent_key": ""}


def after(seconds: str) -> str:
    """An instant so many seconds after the queue entry of these legs."""
    return f"2026-03-02T09:00:{seconds}+01:00"


# What each leg changes, in a made-up centre; offers are left empty so that only queue and answer speak.
LEGS = [
    ANSWERED | {"answered_at": after("30"), "offered_at": ""},
    ANSWERED | {"answered_at": after("30.0004"), "offered_at": ""},
    ANSWERED | {"answered_at": after("00"), "offered_at": ""},
    ANSWERED | {"answered_at": after("00.0001"), "offered_at": ""},
    UNANSWERED | {"outcome": "abandoned", "ended_at": after("30")},
    UNANSWERED | {"outcome": "abandoned", "ended_at": after("00")},
    UNANSWERED | {"outcome": "abandoned", "ended_at": ""},
    UNANSWERED | {"outcome": "overflowed", "ended_at": after("45")},
    UNANSWERED | {"outcome": "open", "ended_at": ""},
    UNANSWERED | {"outcome": "blocked", "queued_at": "", "ended_at": after("10")},
    ANSWERED
    | {"answered_at": "2026-03-02T08:59:59+01:00", "arrived_at": "2026-03-02T08:59:00+01:00", "offered_at": ""},
    ANSWERED | {"answered_at": after("50"), "offered_at": "", "direction": "outbound"},
    ANSWERED | {"answered_at": after("51"), "offered_at": "", "channel": "chat"},
    ANSWERED | {"answered_at": after("52"), "offered_at": "", "queue": "service"},
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A made-up store of the legs above, each a contact of its own."""
    deliver(tmp_path, legs(*({"contact_id": f"c{place}", **one} for place, one in enumerate(LEGS))))
    return Store.open(tmp_path)


def found(store: Store, **asked: str | None) -> QueueWaits:
    """The waits of a store."""
    with open_engine() as engine:
        return count_queue_waits(engine, store, **asked)


def test_each_visit_counts_once(store: Store) -> None:
    """Waits to the millisecond; who was answered at once, whose end is unknown or before the start, is set aside."""
    assert found(store) == QueueWaits(
        waits=((0, 1, 0), (1, 0, 1), (30_000, 1, 2), (45_000, 0, 1), (52_000, 0, 1)), at_once=1, unknown=2, negative=1
    )


def test_what_is_asked_narrows(store: Store) -> None:
    """One queue, one channel, every channel, one organisation."""
    assert found(store, queue="service").waits == ((52_000, 0, 1),)
    assert found(store, channel="chat").waits == ((51_000, 0, 1),)
    assert (51_000, 0, 1) in found(store, channel=None).waits
    assert found(store, organisation="fictive") == found(store)
    assert found(store, organisation="autre") == QueueWaits(waits=(), at_once=0, unknown=0, negative=0)


def test_the_waits_of_a_real_bank_add_up(shared_data: Path, tmp_path: Path) -> None:
    """Every queue visit of the bank of February 1999 has a wait or a reason for none; both estimates of patience are
    minutes, far above the mean wait of those who left."""
    Store.create(tmp_path, zone="Asia/Jerusalem")
    file = shared_data / "contacts" / "anonymous_bank_calls_1999_02.parquet"
    import_file(tmp_path, file, find_source("anonymous-bank-1999"), today=TODAY)
    store = Store.open(tmp_path)
    waits = found(store)
    with duckdb.connect() as connection:
        files = [str(one) for one in store.files("contact_leg")]
        (queued,) = connection.execute(
            "SELECT count(*) FROM read_parquet(?) WHERE queued_us IS NOT NULL", [files]
        ).fetchall()[0]
    counted = sum(left + stayed for _, left, stayed in waits.waits)
    assert counted + waits.at_once + waits.unknown + waits.negative == queued
    patience = kaplan_meier(WaitCounts(milliseconds / 1000, left, stayed) for milliseconds, left, stayed in waits.waits)
    left_after = sum(shown * left for shown, left, _ in waits.waits) / patience.left / 1000
    assert left_after < 90 < 300 < patience.exponential_mean < patience.mean < 600
