"""The file of an agreement that parties deposited: the one whose fingerprint was recorded, and no other; removed once
its time is over."""

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
from filiere.site.journal.act_decorator import ActTarget, act, make_row_lock
from filiere.site.journal.sealed_rows import record_row
from filiere.site.kit.rights import require
from filiere.site.programme.deposited_files import require_text_file
from filiere.site.programme.dialogue.faults import refuse
from filiere.site.programme.dialogue.models import DepositedAgreement
from filiere.site.sandboxed_reading import InputOrigin

ERASE_FILE = "agreement.erase"
ERASURE_RULE = "retention"
_TARGET = ActTarget[DepositedAgreement](
    "deposited-agreement", thing=lambda row: row.room, lock=make_row_lock("room"), refusals=False
)


def attach_file(agreement: DepositedAgreement, *, actor: User, path: Path, name: str) -> DepositedAgreement:
    """Keep the file at ``path``, which stays where it is, if its fingerprint is that of the agreement.

    Raises `Faults` with everything wrong with the file; nothing of one that is refused is kept.
    """
    require(actor, "dialogue:keep", agreement.room)
    file = inspect_sent_file(InputOrigin(actor, "deposited-agreement", agreement.key), path, name)
    require_text_file(file)
    if file.sha256 != agreement.file_sha256:
        raise refuse("dialogue-agreement-other-file", "file", found=file.sha256, recorded=agreement.file_sha256)
    with keep_sent_file(file, path, actor) as lock_blob:
        return record_file(agreement, actor=actor, file=file, lock_blob=lock_blob)


@act("agreement.attach", on=_TARGET, right="dialogue:keep")
def record_file(
    agreement: DepositedAgreement, *, actor: User, file: InspectedFile, lock_blob: Callable[[], Blob]
) -> DepositedAgreement:
    """Enter the file of an agreement, once."""
    if agreement.blob_id is not None:
        raise refuse("dialogue-agreement-has-file", "file")
    agreement.blob, agreement.file_name = lock_blob(), file.name
    agreement.save(update_fields=["blob", "file_name"])
    return agreement


def erase_files(agreements: Sequence[DepositedAgreement]) -> None:
    """Remove the files of agreements that have one; their fingerprints stay."""
    blobs = lock_contents(one.blob_id for one in agreements if one.blob_id is not None)
    for one in agreements:
        one.file_erased_at, one.file_name = timezone.now(), ""
        one.save(update_fields=["file_erased_at", "file_name"])
        record_row(ERASURE_RULE, ERASE_FILE, one)
        if one.blob_id is not None:
            release_content(blobs[one.blob_id])


@content_holders.register
def _holds_content(blob: Blob) -> bool:
    return DepositedAgreement.objects.filter(blob=blob, file_erased_at__isnull=True).exists()
