"""Writing to the journal: adding an entry in the transaction of its act, and erasing payloads under a rule."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from filiere.core.journal import GENESIS, ChainEntry, link_entry
from filiere.site.journal.clock_trust import find_latest_after
from filiere.site.journal.form_claims import claim_form
from filiere.site.journal.models import Entry, Head, Payload
from filiere.site.kit.rights import actor_key
from filiere.site.pages.todo_list import forget_count

ERASE_ACT = "journal.erase"
TIME_ACTOR = "time"
"""What the journal calls what no person does."""


def record(
    *,
    actor_key: str,
    act: str,
    subject_kind: str,
    subject_id: str,
    payload: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> Entry:
    """Add an entry to the chain, inside the transaction of the act if one is open.

    `subject_id` is an identifier (an account's key, a source and version, a figure's id): never a name, an e-mail
    or free text, which belong in `payload`. The head row is locked first, so two acts at once follow one another.
    Raises `ClockHeld` when the clock of the machine is behind the journal: the act must not happen either.
    """
    (entry,) = record_batch(
        [payload or {}], actor_key=actor_key, act=act, subject_kind=subject_kind, subject_id=subject_id, at=at
    )
    return entry


def record_act(
    actor: Any, act: str, subject_kind: str, subject_id: str, payload: dict[str, Any] | None = None
) -> Entry:
    """Add the entry of an act: of a person, of what acts by itself under a name, of time without an actor."""
    who = actor if isinstance(actor, str) else TIME_ACTOR if actor is None else actor_key(actor)
    return record(actor_key=who, act=act, subject_kind=subject_kind, subject_id=subject_id, payload=payload)


def record_batch(
    payloads: Iterable[dict[str, Any]],
    *,
    actor_key: str,
    act: str,
    subject_kind: str,
    subject_id: str,
    at: datetime | None = None,
) -> list[Entry]:
    """Add an entry for each of these payloads, as :func:`record` would one after the other, in a few questions for all.

    The head is locked once, and moves past all of them.
    """
    entries: list[Entry] = []
    kept: list[Payload] = []
    # In the transaction of an act, what fails undoes the act: a savepoint for each entry would be two more questions.
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        claim_form()
        head = lock_head()
        previous = _previous_entry(head)
        for body in payloads:
            salt = secrets.token_hex(16)
            moment = at or timezone.now()
            head.latest_at = find_latest_after(head, act, moment)
            previous = link_entry(
                previous,
                at=moment,
                actor=actor_key,
                act=act,
                subject_kind=subject_kind,
                subject=subject_id,
                payload={"salt": salt, "body": body},
            )
            entries.append(_build_entry(previous))
            kept.append(Payload(entry=entries[-1], salt=salt, body=body))
        if entries:
            Entry.objects.bulk_create(entries)
            Payload.objects.bulk_create(kept)
            _move_head(head, entries)
    forget_count(actor_key)
    return entries


def _move_head(head: Head, entries: Sequence[Entry]) -> None:
    """Move the head to the last of new entries: one by one, for the database lets it make no longer step."""
    with connection.cursor() as cursor:
        latest = connection.ops.adapt_datetimefield_value(head.latest_at)
        steps = [(entry.number, entry.hash, latest, head.pk) for entry in entries]
        cursor.executemany("UPDATE journal_head SET number = %s, hash = %s, latest_at = %s WHERE id = %s", steps)


def _build_entry(chained: ChainEntry) -> Entry:
    return Entry(
        number=chained.number,
        at=chained.at,
        actor_key=chained.actor,
        act=chained.act,
        subject_kind=chained.subject_kind,
        subject_id=chained.subject,
        payload_hash=chained.payload_hash,
        previous_hash=chained.previous_hash,
        hash=chained.hash,
    )


def lock_head() -> Head:
    """Lock the chain's head until the transaction ends; a database emptied whole starts a chain anew.

    A head that is missing while entries stand is a loss, which `check` reports: nothing more is written after it.
    """
    head = Head.objects.select_for_update().filter(pk=1).first()
    if head is None:
        if Entry.objects.exists():
            raise RuntimeError("the journal has lost its head: run filiere journal verify")
        head, _ = Head.objects.get_or_create(pk=1, defaults={"number": 0, "hash": GENESIS})
    return head


def _previous_entry(head: Head) -> ChainEntry | None:
    """The entry before the next one. The rule reads only its number and hash, which the head holds."""
    if head.number == 0:
        return None
    return ChainEntry(
        number=head.number,
        at=timezone.now(),
        actor="",
        act="",
        subject_kind="",
        subject="",
        payload_hash="",
        previous_hash=GENESIS,
        hash=head.hash,
    )


def erase_payloads(numbers: Iterable[int], *, rule: str, actor_key: str) -> list[int]:
    """Erase the payloads of these entries under `rule` and record it; return the numbers really erased.

    The erasures recorded here are themselves never erased: they are how `verify` tells an erasure from a loss.
    """
    with transaction.atomic():
        lock_head()
        found = Payload.objects.filter(entry_id__in=list(numbers), erased_at__isnull=True).exclude(entry__act=ERASE_ACT)
        erased = sorted(found.values_list("entry_id", flat=True))
        if erased:
            now = timezone.now()
            Payload.objects.filter(entry_id__in=erased).update(body=None, salt="", erased_at=now, erased_rule=rule)
            record(
                actor_key=actor_key,
                act=ERASE_ACT,
                subject_kind="rule",
                subject_id=rule,
                payload={"entries": erased},
                at=now,
            )
    return erased


def list_subject_entries(kind: str, subject_id: str) -> list[int]:
    """Numbers of the entries about a subject."""
    return list(Entry.objects.filter(subject_kind=kind, subject_id=subject_id).values_list("number", flat=True))
