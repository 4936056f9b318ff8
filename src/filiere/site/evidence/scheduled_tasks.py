"""What goes by itself: files whose retention is over, requests that are late, files that wait for an antivirus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from filiere.core import Faults
from filiere.site.evidence import content_store
from filiere.site.evidence.actions.erase_documents import erase_due_documents
from filiere.site.evidence.actions.requests import remind_late_requests
from filiere.site.evidence.antivirus import scan_file
from filiere.site.evidence.models import Blob
from filiere.site.journal.writer import record_act
from filiere.site.kit.hourly_tasks import register_clock_free_task, register_hourly_task

BATCH_SIZE, SECONDS = 200, 300
"""Files scanned in one hour, and how long that may take, so that an antivirus that is connected late, or that does not
answer, does not keep the server from its other work."""


@register_hourly_task
def erase_and_remind(day: date) -> int:
    """Erase what is due; return how much that was."""
    return erase_due_documents(day)


@register_hourly_task
def announce_late_requests(day: date) -> int:
    """Tell of what is late; return how many requests that was."""
    return remind_late_requests(day)


@register_clock_free_task
def scan_hourly(_day: date) -> int:
    """Scan what waits; return how many were answered for."""
    return scan_waiting_contents(BATCH_SIZE)


def scan_waiting_contents(most: int | None = None) -> int:
    """Scan the contents that no antivirus has answered for; return how many now have an answer."""
    if not settings.FILIERE_SCANNER:
        return 0
    answered = 0
    waiting = Blob.objects.filter(kept=True, scan__in=(Blob.Scan.NOT_SCANNED, Blob.Scan.FAILED))
    # Those that were tried longest ago first: some that never get an answer keep no other from its turn.
    ordered = waiting.order_by(F("scanned_at").asc(nulls_first=True), "pk")
    until = monotonic() + SECONDS
    for pk, sha256 in list(ordered.values_list("pk", "sha256")[:most]):
        if most is not None and monotonic() > until:
            break
        found = scan_file(content_store.stored_path(sha256))
        with transaction.atomic():
            blob = Blob.objects.select_for_update().get(pk=pk)
            blob.scan, blob.scanned_at = found, timezone.now()
            blob.save(update_fields=["scan", "scanned_at"])
            if found == Blob.Scan.INFECTED:
                record_act(
                    "time",
                    "evidence.quarantine",
                    "content",
                    sha256,
                    {"documents": list(blob.documents.values_list("key", flat=True))},
                )
        if found == Blob.Scan.INFECTED:
            content_store.quarantine_content(sha256)
        answered += found in (Blob.Scan.CLEAN, Blob.Scan.INFECTED)
    return answered


def find_damaged_contents() -> Iterator[str]:
    """Fingerprints of the contents that are missing, or whose bytes are no longer theirs."""
    kept = Blob.objects.filter(kept=True).exclude(scan=Blob.Scan.INFECTED).order_by("pk")
    for sha256 in kept.values_list("sha256", flat=True).iterator():
        try:
            content_store.open_verified(sha256).close()
        except Faults:
            yield sha256
