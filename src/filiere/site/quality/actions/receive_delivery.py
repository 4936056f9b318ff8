"""Receiving a file: what it is, its fingerprint, its place on the disk, an entry in the journal.

Sent twice, it is there once. Reading its rows is another act (see `import_delivery`)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from filiere.core import seal_file
from filiere.site.accounts.models import User
from filiere.site.journal.sealed_rows import record_row
from filiere.site.kit.rights import require
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.file_detection import FileKind, sniff
from filiere.site.quality.folders import raw_path
from filiere.site.quality.journal_reconciliation import CENTRE_SUBJECT
from filiere.site.quality.models import Centre, Delivery
from filiere.site.quality.quotas import check_deliveries, check_folder_size
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed


@dataclass(frozen=True, slots=True)
class ReceivedDelivery:
    """A file taken; ``again``: this very content was there already."""

    delivery: Delivery
    again: bool


def receive_delivery(*, actor: User, centre: Centre, path: Path, name: str) -> ReceivedDelivery:
    """Take the file at ``path``, which is moved away. Raises `RightRefused`, and `Faults` for what it is."""
    require(actor, "quality:keep", centre)
    found = read_sandboxed(InputOrigin(actor, CENTRE_SUBJECT, centre.key), sniff, path, name)
    size = path.stat().st_size
    _require_room(centre, size)
    sha256 = seal_file(path)
    known = _find_same_file(centre, sha256)
    if known is not None and known.state == Delivery.State.IMPORTED:
        return ReceivedDelivery(known, again=True)
    # The file is in its place before any row speaks of it; without the row, the next sweep removes it.
    _move_to_store(path, raw_path(centre, sha256))
    if known is not None:
        return ReceivedDelivery(known, again=True)
    try:
        with transaction.atomic():
            return ReceivedDelivery(_create_delivery(actor, centre, sha256, name, size, found), again=False)
    except IntegrityError:
        # The same file, sent by another person or by a second click at the same moment.
        again = _find_same_file(centre, sha256)
        if again is None:
            raise
        return ReceivedDelivery(again, again=True)


def _find_same_file(centre: Centre, sha256: str) -> Delivery | None:
    return Delivery.objects.filter(centre=centre, sha256=sha256, erased_at__isnull=True).first()


def _require_room(centre: Centre, size: int) -> None:
    """Refuse what would pass the room of a centre: files that wait for their import, how many and together, and all
    that it keeps."""
    check_deliveries(centre)
    waiting = Delivery.objects.filter(centre=centre, state__in=(Delivery.State.RECEIVED, Delivery.State.REFUSED))
    held = sum(waiting.values_list("size", flat=True))
    if held + size > settings.FILIERE_CONTACTS_WAITING_BYTES:
        most = settings.FILIERE_CONTACTS_WAITING_BYTES // 1024**3
        raise build_faults(
            "deliveries-too-large",
            f"Les fichiers qui attendent leur import dépasseraient {most} Gio.",
            f"The files awaiting import would exceed {most} GiB.",
            "Importez ou effacez d’abord ceux qui attendent.",
            "Import or erase the files already waiting first.",
            "file",
        )
    check_folder_size(centre, size)


def _move_to_store(source: Path, target: Path) -> None:
    """Move the file under its fingerprint, once its bytes have reached the disk; what arrives is on the same one."""
    if target.exists():
        return
    with source.open("rb") as stream:
        os.fsync(stream.fileno())
    source.chmod(0o600)
    source.replace(target)


def _create_delivery(actor: User, centre: Centre, sha256: str, name: str, size: int, found: FileKind) -> Delivery:
    row = Delivery.objects.create(
        centre=centre,
        sha256=sha256,
        name=" ".join(name.split()),
        size=size,
        kind=found.word,
        sent_by=actor,
        sent_at=timezone.now(),
    )
    record_row(actor, "delivery.receive", row)
    return row
