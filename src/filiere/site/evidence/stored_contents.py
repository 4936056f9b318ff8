"""A content kept for whoever holds it: inspected, scanned, put among the files and its row locked; and what still holds
it when one of them lets it go.

Evidence holds contents by its documents. Another app that keeps a file of its own says so in `content_holders`: its
content is not removed with the last document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from filiere.inspection import LIMITS, InspectedFile, inspect_file
from filiere.site.accounts.models import User
from filiere.site.child_process import reserve_slot
from filiere.site.evidence import content_store
from filiere.site.evidence.antivirus import scan_file
from filiere.site.evidence.models import Blob, Document
from filiere.site.evidence.store_repair import remove_unnamed_content
from filiere.site.kit.hooks import Hook
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed

content_holders: Hook[Callable[[Blob], bool]] = Hook()
"""Asked before a content is removed: whether a row of the app still holds it."""


def inspect_sent_file(origin: InputOrigin, path: Path, name: str) -> InspectedFile:
    """Look at a file that was sent, in a process of its own; raises `Faults` with everything wrong with it."""
    limits = replace(LIMITS, size=settings.FILIERE_EVIDENCE_BYTES)
    return read_sandboxed(origin, inspect_file, path, name, limits)


@contextmanager
def keep_sent_file(file: InspectedFile, path: Path, actor: User) -> Iterator[Callable[[], Blob]]:
    """Keep the content of a file that was inspected; inside, what is given locks its row, once others are locked.

    What the rows made inside do not keep, for they were refused, goes; what is infected is put aside.
    """
    found = None
    if _needs_scan(file):
        # An antivirus takes as long as a reading, and as few of them wait for it at once.
        with reserve_slot(actor.key):
            found = scan_file(path)
    content_store.keep_content(path, file.sha256)
    try:
        with transaction.atomic():
            yield partial(_lock_blob, file, found, path)
    except BaseException:
        remove_unnamed_content(file.sha256)
        raise
    if Blob.objects.filter(sha256=file.sha256, scan=Blob.Scan.INFECTED).exists():
        content_store.quarantine_content(file.sha256)


def lock_contents(pks: Iterable[int]) -> dict[int, Blob]:
    """The rows of contents, locked in one order and before the journal is written, before rows that hold them let them
    go."""
    return {one.pk: one for one in Blob.objects.select_for_update().filter(pk__in=set(pks)).order_by("pk")}


def release_content(blob: Blob) -> None:
    """Remove a content that nothing holds any more; its row is locked, and the rows that held it are changed already.

    After the commit: a file removed for an erasure that was undone could not be put back. The sweep removes what a
    process that dies here leaves.
    """
    held = Document.objects.filter(blob=blob, erased_at__isnull=True).exists()
    if held or any(holds(blob) for holds in content_holders):
        return
    blob.kept = False
    blob.save(update_fields=["kept"])
    transaction.on_commit(partial(remove_unnamed_content, blob.sha256))


def _needs_scan(file: InspectedFile) -> bool:
    known = Blob.objects.filter(sha256=file.sha256).first()
    return known is None or known.scan in (Blob.Scan.NOT_SCANNED, Blob.Scan.FAILED)


def _lock_blob(file: InspectedFile, found: Blob.Scan | None, path: Path) -> Blob:
    """The row of the content, locked: an erasure of the same content waits, or has removed the file, put back here."""
    values = {"size": file.size, "kind": file.kind.value}
    Blob.objects.get_or_create(sha256=file.sha256, defaults=values)
    blob = Blob.objects.select_for_update().get(sha256=file.sha256)
    if found is not None and found != Blob.Scan.NOT_SCANNED:
        blob.scan, blob.scanned_at = found, timezone.now()
    if blob.scan != Blob.Scan.INFECTED:
        content_store.keep_content(path, file.sha256)
    blob.kept = True
    blob.save()
    return blob
