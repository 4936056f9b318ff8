"""The calls of an anonymous bank, February 1999: a real log, imported by the shipped mapping alone."""

# The SQL below is made of paths of the test and of constants.
# ruff: noqa: S608

from pathlib import Path

import duckdb
import pytest
from support.scenes.contacts_sample import TODAY

from filiere.contacts.importing.import_job import ImportResult, import_file
from filiere.contacts.importing.sources import find_source
from filiere.contacts.store import Store

type Bank = tuple[ImportResult, Store]


@pytest.fixture(scope="module")
def bank(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """The store of the bank's calls, and what its import did."""
    folder = tmp_path_factory.mktemp("bank")
    Store.create(folder, zone="Europe/Paris")
    file = shared_data / "contacts" / "anonymous_bank_calls_1999_02.parquet"
    done = import_file(folder, file, find_source("anonymous-bank-1999"), today=TODAY)
    return done, Store.open(folder)


def ask(store: Store, query: str, *, table: str = "contact") -> list[tuple[object, ...]]:
    """Ask a table of the store, named ``rows`` in the query."""
    files = [str(one) for one in store.files(table)]
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW rows AS FROM read_parquet({files}, hive_partitioning=false)")
        return connection.execute(query).fetchall()


def test_nothing_is_lost(bank: Bank) -> None:
    """Every line is a contact: none is rejected, none is taken for a repeat of another."""
    done, store = bank
    table = done.report["tables"]["contact_leg"]
    assert table["rows"] == table["accepted"] + table["repaired"] == 33_344
    assert table["repairs"] == {"next-day": 22}
    assert done.is_sound
    assert store.rows("contact") == store.rows("contact_leg") == 33_344
    assert store.zones() == ("Asia/Jerusalem", "Europe/Paris")


def test_outcomes_and_reasons(bank: Bank) -> None:
    """Those who never queued are told apart, whether they hung up or were answered; phantoms are the system's."""
    assert ask(
        bank[1], "SELECT outcome, reason, queued_us IS NOT NULL, count(*) FROM rows GROUP BY ALL ORDER BY ALL"
    ) == [
        ("abandoned", "before_queue", False, 1_941),
        ("abandoned", None, True, 3_963),
        ("answered", None, False, 13_067),
        ("answered", None, True, 14_095),
        ("system_dropped", "phantom", True, 278),
    ]


def test_the_number_of_a_call_alone_repeats(bank: Bank) -> None:
    """The identity is the line and the number: the number alone names 15,516 things."""
    query = "SELECT count(DISTINCT contact_id), count(DISTINCT split_part(contact_id, '-', 2)) FROM rows"
    assert ask(bank[1], query) == [(33_344, 15_516)]


def test_days_are_those_of_the_file(bank: Bank, shared_data: Path) -> None:
    """The contacts of each local day of arrival are the lines that the file writes under it."""
    file = shared_data / "contacts" / "anonymous_bank_calls_1999_02.parquet"
    written = duckdb.sql(f"SELECT date, count(*) FROM '{file}' GROUP BY date ORDER BY date").fetchall()
    local = "strftime(timezone('Asia/Jerusalem', make_timestamptz(arrived_us)), '%y%m%d')"
    assert ask(bank[1], f"SELECT {local} AS day, count(*) FROM rows GROUP BY day ORDER BY day") == written
    assert len(written) == 28


def test_every_defect_is_counted_by_kind_and_left_as_it_is(bank: Bank) -> None:
    """The counts are those of the file by independent queries; an impossible row keeps its impossible clocks."""
    defects = {kind: found["rows"] for kind, found in bank[0].report["tables"]["contact_leg"]["defects"].items()}
    assert defects == {
        "answer-before-queue": 68,
        # The agent's clock is often a second behind those of the queue and of the voice response unit.
        "out-of-order:ser_start-before-q_exit": 11_158,
        "out-of-order:ser_start-before-vru_exit": 10_020,
        # Hung up, or phantom, with a time of service.
        "answer-time-unanswered": 375,
        "answered-without-agent": 491,
        "answered-without-queue": 13_067,
        "answered-without-time": 50,
        "duration-disagrees:q_time": 2,
        "duration-disagrees:ser_time": 16,
        "duration-negative:vru_time": 25,
        "duration-unplaced:q_time": 1,
        "end-before-answer": 54,
        "queue-before-arrival": 25,
    }
    query = "SELECT count(*) FROM rows WHERE queued_us < arrived_us AND contains(defects, 'queue-before-arrival')"
    assert ask(bank[1], query) == [(25,)]
    assert bank[0].report["tables"]["contact_leg"]["information"]["crossing_midnight"] == 22


def test_defects_by_independent_queries(bank: Bank, shared_data: Path) -> None:
    """Counted from the raw file, in SQL that knows nothing of the importer."""
    file = shared_data / "contacts" / "anonymous_bank_calls_1999_02.parquet"
    second = "epoch(try_strptime({0}, '%H:%M:%S') - TIMESTAMP '1900-01-01')"
    start, left, out = (second.format(name) for name in ("ser_start", "q_exit", "vru_exit"))
    found = duckdb.sql(
        f"""SELECT count(*) FILTER (vru_time LIKE '-%'),
            count(*) FILTER (outcome = 'AGENT' AND server = 'NO_SERVER'),
            count(*) FILTER (outcome <> 'AGENT' AND ser_start <> '0:00:00'),
            count(*) FILTER (outcome = 'AGENT' AND ser_start = '0:00:00'),
            count(*) FILTER (ser_start <> '0:00:00' AND q_exit <> '0:00:00' AND {start} < {left}
                AND {left} - {start} < 43200),
            count(*) FILTER (ser_start <> '0:00:00' AND {start} < {out} AND {out} - {start} < 43200)
        FROM '{file}'"""
    ).fetchall()
    assert found == [(25, 491, 375, 50, 11_158, 10_020)]
