"""Writing to the journal: what enters, what never does, and what the database itself refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from filiere.core import seal
from filiere.core.journal import GENESIS
from filiere.site.journal import triggers
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import AppendOnly, Entry, Head, Payload
from filiere.site.journal.writer import erase_payloads, record, record_batch

pytestmark = pytest.mark.django_db


def add(**payload: Any) -> Entry:
    """One entry about nothing in particular."""
    return record(actor_key="u-1", act="test.act", subject_kind="thing", subject_id="t-1", payload=payload)


def test_entries_follow_one_another() -> None:
    """Numbers have no gap, each entry names the hash before it, and the head moves with them."""
    first, second = add(a=1), add(b=2)
    assert (first.number, second.number) == (1, 2)
    assert first.previous_hash == GENESIS
    assert second.previous_hash == first.hash
    assert (Head.objects.get().number, Head.objects.get().hash) == (2, second.hash)


def test_several_entries_are_those_of_one_after_the_other(django_assert_max_num_queries: Any) -> None:
    """Each has its number, its salt and its body, the chain holds, and many cost no more questions than two."""
    first = add()
    with django_assert_max_num_queries(8):
        several = record_batch(
            [{"proof": number} for number in range(40)],
            actor_key="u-1",
            act="test.act",
            subject_kind="thing",
            subject_id="t-1",
        )
    last = add()
    assert [entry.number for entry in several] == list(range(first.number + 1, last.number))
    assert Head.objects.get().hash == last.hash
    bodies = Payload.objects.filter(entry__in=several).order_by("entry")
    assert [one.body for one in bodies] == [{"proof": number} for number in range(40)]
    assert len({one.salt for one in bodies}) == 40
    assert check_integrity().is_whole


def test_no_payload_makes_no_entry() -> None:
    """Nothing told is nothing added, and the head stays."""
    first = add()
    assert record_batch([], actor_key="u-1", act="test.act", subject_kind="thing", subject_id="t-1") == []
    assert Head.objects.get().number == first.number


def test_an_entry_holds_no_payload() -> None:
    """What was said is beside the entry, under a salt; the entry has the seal of both."""
    entry = add(email="camille@example.org")
    row = Entry.objects.values().get(number=entry.number)
    assert "camille" not in str(row)
    payload = Payload.objects.get(entry=entry)
    assert payload.body == {"email": "camille@example.org"}
    assert entry.payload_hash == seal({"salt": payload.salt, "body": payload.body})


def test_equal_payloads_do_not_show() -> None:
    """Two equal payloads have different seals, so that an erased one cannot be found by trying values."""
    assert add(email="a@example.org").payload_hash != add(email="a@example.org").payload_hash


def test_an_act_undone_leaves_no_entry() -> None:
    """The entry belongs to the transaction of the act."""

    class Undone(Exception):
        pass

    def undone() -> None:
        with transaction.atomic():
            add()
            raise Undone

    with pytest.raises(Undone):
        undone()
    assert not Entry.objects.exists()
    assert Head.objects.get().number == 0


def test_models_refuse_change() -> None:
    """Neither an entry nor a set of entries can be changed or removed through the models."""
    entry = add()
    entry.act = "other"
    for attempt in (
        entry.save,
        entry.delete,
        lambda: Entry.objects.update(act="x"),
        Entry.objects.all().delete,
        lambda: Entry.objects.bulk_update([entry], ["act"]),
    ):
        with pytest.raises(AppendOnly):
            attempt()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET act = 'other'",
        "DELETE FROM journal_entry",
        "UPDATE journal_payload SET body = '{}'",
        "DELETE FROM journal_payload",
    ],
)
def test_the_database_refuses_change(statement: str) -> None:
    """A statement written by hand is refused too."""
    add(a=1)
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO journal_entry SELECT number, at, actor_key, 'forged', subject_kind, subject_id, "
        "payload_hash, previous_hash, 'ff' FROM journal_entry WHERE number = 2",
        "INSERT OR REPLACE INTO journal_payload SELECT entry_id, salt, '{}', NULL, '' FROM journal_payload "
        "WHERE entry_id = 2",
        "INSERT OR REPLACE INTO journal_head (id, number, hash) SELECT 1, 1, hash FROM journal_entry WHERE number = 1",
        "UPDATE journal_head SET number = 1",
        "UPDATE journal_head SET number = 3",
        "DELETE FROM journal_head",
    ],
)
def test_the_end_of_the_chain_cannot_be_replaced(statement: str) -> None:
    """Replacing the last entry, its payload or the head is refused: cutting the end off takes more than a line."""
    if connection.vendor != "sqlite" and "REPLACE" in statement:
        pytest.skip("only SQLite has INSERT OR REPLACE")
    add(a=1)
    add(a=2)
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    add(a=3)
    assert check_integrity().is_whole
    assert Entry.objects.count() == 3


def test_nothing_is_written_after_a_lost_head() -> None:
    """A head that went missing stops the journal rather than starting a second chain."""
    add()
    triggers.remove(connection)
    Head.objects.all().delete()
    with pytest.raises(RuntimeError, match="journal verify"):
        add()


def test_erasing_leaves_a_trace() -> None:
    """An erasure is itself an entry that names what was erased, and happens once."""
    numbers = [add(word="one").number, add(word="two").number]
    assert erase_payloads(numbers, rule="test-rule", actor_key="u-1") == numbers
    assert erase_payloads(numbers, rule="test-rule", actor_key="u-1") == []
    payload = Payload.objects.get(entry_id=numbers[0])
    assert (payload.body, payload.salt, payload.erased_rule) == (None, "", "test-rule")
    last = Entry.objects.latest("number")
    assert (last.act, last.payload.body) == ("journal.erase", {"entries": numbers})


def test_erasures_are_never_erased() -> None:
    """The record of an erasure is how a loss is told from an erasure, so it stays."""
    erase_payloads([add().number], rule="r", actor_key="u-1")
    trace = Entry.objects.latest("number")
    assert erase_payloads([trace.number], rule="r", actor_key="u-1") == []
