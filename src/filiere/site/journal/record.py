"""Writing to the journal: adding an entry in the transaction of its act, and erasing payloads under a rule."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.core.journal import GENESIS, link
from filiere.core.journal import Entry as ChainEntry
from filiere.site.journal.models import Entry, Head, Payload

ERASE = "journal.erase"


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
    """
    with transaction.atomic():
        head = locked_head()
        salt = secrets.token_hex(16)
        body = payload or {}
        chained = link(
            _previous(head),
            at=at or timezone.now(),
            actor=actor_key,
            act=act,
            subject_kind=subject_kind,
            subject=subject_id,
            payload={"salt": salt, "body": body},
        )
        entry = Entry(
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
        entry.save()
        Payload.objects.create(entry=entry, salt=salt, body=body)
        head.number, head.hash = entry.number, entry.hash
        head.save(update_fields=["number", "hash"])
    return entry


def locked_head() -> Head:
    """Lock the chain's head until the transaction ends; a database emptied whole starts a chain anew.

    A head that is missing while entries stand is a loss, which `check` reports: nothing more is written after it.
    """
    head = Head.objects.select_for_update().filter(pk=1).first()
    if head is None:
        if Entry.objects.exists():
            raise RuntimeError("the journal has lost its head: run filiere journal verify")
        head, _ = Head.objects.get_or_create(pk=1, defaults={"number": 0, "hash": GENESIS})
    return head


def _previous(head: Head) -> ChainEntry | None:
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
        locked_head()
        found = Payload.objects.filter(entry_id__in=list(numbers), erased_at__isnull=True).exclude(entry__act=ERASE)
        erased = sorted(found.values_list("entry_id", flat=True))
        if erased:
            now = timezone.now()
            Payload.objects.filter(entry_id__in=erased).update(body=None, salt="", erased_at=now, erased_rule=rule)
            record(
                actor_key=actor_key,
                act=ERASE,
                subject_kind="rule",
                subject_id=rule,
                payload={"entries": erased},
                at=now,
            )
    return erased


def subject_entries(kind: str, subject_id: str) -> list[int]:
    """Numbers of the entries about a subject."""
    return list(Entry.objects.filter(subject_kind=kind, subject_id=subject_id).values_list("number", flat=True))
