"""Verifying the journal: whole when it is whole, and the exact entry when a single field was touched."""

# The statements below are what an intruder would type; nothing in them comes from outside.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from filiere.site.journal import triggers
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.writer import erase_payloads, record

pytestmark = pytest.mark.django_db

ENTRIES = 7
TARGET = 4


@pytest.fixture
def tampered_with() -> Iterator[None]:
    """Seven entries, and a database whose triggers an intruder has removed."""
    for number in range(1, ENTRIES + 1):
        record(
            actor_key=f"u-{number}",
            act="test.act",
            subject_kind="thing",
            subject_id=f"t-{number}",
            payload={"n": number},
        )
    triggers.remove(connection)
    yield
    triggers.install(connection)


def run(statement: str) -> None:
    """Execute a statement as an intruder would."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_empty_journal_is_whole() -> None:
    """Nothing recorded, nothing broken."""
    report = check_integrity()
    assert report.is_whole
    assert "0 entrée," in report.sentence().fr


@pytest.mark.parametrize(
    "change",
    [
        "at = '2001-01-01 00:00:00'",
        "actor_key = 'u-9'",
        "act = 'other.act'",
        "subject_kind = 'other'",
        "subject_id = 't-9'",
        f"payload_hash = '{'a' * 64}'",
        f"previous_hash = '{'b' * 64}'",
        f"hash = '{'c' * 64}'",
    ],
)
@pytest.mark.usefixtures("tampered_with")
def test_each_field_of_an_entry_is_watched(change: str) -> None:
    """One field of one entry changed: the report names that entry and no other."""
    run(f"UPDATE journal_entry SET {change} WHERE number = {TARGET}")
    report = check_integrity()
    assert not report.is_whole
    assert report.broken_at == TARGET
    assert str(TARGET) in report.sentence().fr
    assert str(TARGET) in report.sentence().en


@pytest.mark.usefixtures("tampered_with")
def test_a_changed_number_is_seen() -> None:
    """An entry moved to the end leaves a gap where it was."""
    run("PRAGMA defer_foreign_keys = ON" if connection.vendor == "sqlite" else "SET CONSTRAINTS ALL DEFERRED")
    run(f"UPDATE journal_payload SET entry_id = 99 WHERE entry_id = {TARGET}")
    run(f"UPDATE journal_entry SET number = 99 WHERE number = {TARGET}")
    assert check_integrity().broken_at == TARGET


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_payload SET body = '{\"n\": 5}' WHERE entry_id = 4",
        "UPDATE journal_payload SET salt = 'other' WHERE entry_id = 4",
        "UPDATE journal_payload SET body = NULL, salt = '', erased_at = '2026-01-01 00:00:00', erased_rule = 'none' "
        "WHERE entry_id = 4",
        "DELETE FROM journal_payload WHERE entry_id = 4",
    ],
)
@pytest.mark.usefixtures("tampered_with")
def test_each_field_of_a_payload_is_watched(statement: str) -> None:
    """A payload changed, lost, or erased without its record breaks the journal at its entry."""
    run(statement)
    assert check_integrity().broken_at == TARGET


@pytest.mark.parametrize("field", ["erased_at = '2001-01-01 00:00:00'", "erased_rule = 'other'"])
@pytest.mark.usefixtures("tampered_with")
def test_the_terms_of_an_erasure_are_watched(field: str) -> None:
    """When and under which rule a payload was erased cannot be rewritten."""
    erase_payloads([TARGET], rule="test-rule", actor_key="u-1")
    assert check_integrity().is_whole
    run(f"UPDATE journal_payload SET {field} WHERE entry_id = {TARGET}")
    assert check_integrity().broken_at == TARGET


@pytest.mark.usefixtures("tampered_with")
def test_cutting_the_end_off_is_seen() -> None:
    """The chain before a cut is whole, but the head remembers how long it was."""
    run(f"DELETE FROM journal_payload WHERE entry_id = {ENTRIES}")
    run(f"DELETE FROM journal_entry WHERE number = {ENTRIES}")
    assert check_integrity().broken_at == ENTRIES


@pytest.mark.parametrize("change", ["number = 3", f"hash = '{'d' * 64}'"])
@pytest.mark.usefixtures("tampered_with")
def test_the_head_is_watched(change: str) -> None:
    """A head that does not match the chain is reported."""
    run(f"UPDATE journal_head SET {change}")
    assert not check_integrity().is_whole


def test_erasures_are_told_rule_by_rule() -> None:
    """The sentence says how many payloads were erased, by which rule and when."""
    for number in range(3):
        record(actor_key="u", act="a.b", subject_kind="k", subject_id=str(number), payload={"n": number})
    erase_payloads([1, 2], rule="first-rule", actor_key="u")
    erase_payloads([3], rule="second-rule", actor_key="u")
    report = check_integrity()
    assert report.is_whole
    assert report.entries == 5
    assert report.erased_count == 3
    sentence = report.sentence()
    assert "2 contenus effacés par la règle « first-rule »" in sentence.fr
    assert "1 payload erased by rule “second-rule”" in sentence.en
