"""Contents on the disk beside their rows: what a process that died between the two left is put right each hour.

A row is committed before its file goes: one removed for an erasure that was undone could not be put back. A process
killed in between leaves the bytes of an erased document, or those of an infected one where files are served from.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import batched
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from filiere.inspection import FileKind
from filiere.site.evidence import content_store
from filiere.site.evidence.models import Blob
from filiere.site.kit.hourly_tasks import IsolatedTasks, register_hourly_task, was_changed_before

UNNAMED_AGE = timedelta(days=1)
"""How long a file may stand without a row: it is put in its place before its row is written."""
MAX_REPAIRS = 500
"""Files put right in one hour."""
QUERY_SIZE = 500
"""Rows asked for at once."""


def remove_unnamed_content(sha256: str) -> bool:
    """Remove a content that is erased or that no row names; return whether it was.

    Without a row, one is made to hold off whoever keeps the same content meanwhile, and is undone.
    """
    with transaction.atomic():
        _, made = Blob.objects.get_or_create(
            sha256=sha256, defaults={"size": 0, "kind": FileKind.PDF.value, "kept": False}
        )
        over = not Blob.objects.select_for_update().get(sha256=sha256).kept
        if over:
            content_store.remove_content(sha256)
        if made:
            transaction.set_rollback(True)
    return over


@register_hourly_task
def repair_store(_day: date) -> int:
    """Remove files of erased documents and files without a row, and put infected ones aside; return how many."""
    before = (timezone.now() - UNNAMED_AGE).timestamp()
    apart = IsolatedTasks("a content among the files")
    for folder in content_store.list_folders():
        for path in _find_misplaced_files(folder, before):
            with apart.attempt(path.name[:12]):
                apart.done += _repair_file(path)
            if apart.done >= MAX_REPAIRS:
                return apart.end()
    return apart.end()


def _find_misplaced_files(folder: Path, before: float) -> Iterator[Path]:
    """The files of a folder that should not be there: one question to the database for many."""
    for paths in batched(folder.iterdir(), QUERY_SIZE):
        names = [path.name for path in paths]
        rows = Blob.objects.filter(sha256__in=names).values_list("sha256", "kept", "scan")
        known = {sha256: (kept, scan) for sha256, kept, scan in rows}
        for path in paths:
            kept, scan = known.get(path.name, (None, ""))
            served = folder.name != content_store.QUARANTINE_FOLDER
            if kept is None:
                if was_changed_before(path, before):
                    yield path
            elif not kept or (scan == Blob.Scan.INFECTED and served):
                yield path


def _repair_file(path: Path) -> bool:
    if not content_store.is_content_name(path.name):
        # The draft of a copy that was killed.
        path.unlink(missing_ok=True)
        return True
    if remove_unnamed_content(path.name):
        return True
    content_store.quarantine_content(path.name)
    return True
