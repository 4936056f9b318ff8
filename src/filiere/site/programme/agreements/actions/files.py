"""The file of a text that was signed: sent, inspected, scanned and kept by its content, as pieces of evidence are; and
removed once its time is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from django.utils import timezone

from filiere.inspection import InspectedFile
from filiere.site.accounts.models import User
from filiere.site.evidence.models import Blob
from filiere.site.evidence.stored_contents import (
    content_holders,
    inspect_sent_file,
    keep_sent_file,
    lock_contents,
    release_content,
)
from filiere.site.journal.act_decorator import act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.kit.rights import require
from filiere.site.programme.agreements.actions.common import AGREEMENT
from filiere.site.programme.agreements.faults import refuse
from filiere.site.programme.agreements.models import Agreement, AgreementFile
from filiere.site.programme.deposited_files import require_text_file
from filiere.site.sandboxed_reading import InputOrigin

ERASE_FILE = "agreement-file.erase"
ERASURE_RULE = "retention"


def deposit_file(agreement: Agreement, *, actor: User, path: Path, name: str, number: int) -> AgreementFile:
    """Keep the file at ``path``, which stays where it is, as the signed text of a version of an agreement.

    Raises `Faults` with everything wrong with the file; nothing of one that is refused is kept.
    """
    require(actor, "programme:edit")
    file = inspect_sent_file(InputOrigin(actor, "agreement", agreement.key), path, name)
    require_text_file(file)
    with keep_sent_file(file, path, actor) as lock_blob:
        return record_file(agreement, actor=actor, file=file, number=number, lock_blob=lock_blob)


@act("agreement-file.add", on=AGREEMENT, right="programme:edit")
def record_file(
    agreement: Agreement, *, actor: User, file: InspectedFile, number: int, lock_blob: Callable[[], Blob]
) -> AgreementFile:
    """Enter a file that was kept, with the version that it is the text of."""
    version = agreement.versions.filter(number=number).first()
    if version is None:
        raise refuse("agreement-version-unknown", "version", number=number)
    if version.files.filter(blob__sha256=file.sha256, erased_at__isnull=True).exists():
        raise refuse("agreement-file-known", "file", name=file.name[:80])
    return AgreementFile.objects.create(
        version=version, blob=lock_blob(), name=file.name, known_at=timezone.now(), by=actor
    )


def erase_files(rows: Sequence[AgreementFile]) -> None:
    """Remove the files of rows, which keep their fingerprints."""
    blobs = lock_contents(row.blob_id for row in rows)
    for row in rows:
        row.erased_at, row.name = timezone.now(), ""
        row.save(update_fields=["erased_at", "name"])
        record_row(ERASURE_RULE, ERASE_FILE, row)
        release_content(blobs[row.blob_id])


@content_holders.register
def _holds_content(blob: Blob) -> bool:
    return AgreementFile.objects.filter(blob=blob, erased_at__isnull=True).exists()
