"""The files: one a content, named by its SHA-256, whole or not there, and read only after its fingerprint is checked.

`FILIERE_HOME/evidence/ab/ab12…` holds a content, mode 600 in folders of mode 700. What an antivirus called infected
is moved to `evidence/quarantine`, from which nothing is ever served.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from filiere.core import DamagedFiles, Text

_NAME = re.compile(r"[0-9a-f]{64}")
_BLOCK = 1 << 20
QUARANTINE_FOLDER = "quarantine"


def evidence_folder() -> Path:
    """Where contents are kept."""
    return Path(settings.FILIERE_HOME) / "evidence"


def stored_path(sha256: str) -> Path:
    """Where a content is; a fingerprint is the only name there is, so no path can be asked for."""
    if not _NAME.fullmatch(sha256):
        raise ValueError(sha256)
    return evidence_folder() / sha256[:2] / sha256


def _make_folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def keep_content(source: Path, sha256: str) -> bool:
    """Keep a content under its fingerprint; return whether it was not there yet.

    The copy is written aside, flushed to the disk and linked in one move: two who keep the same content at once end
    with one file, and a reader never sees half of it. A file that no longer has its fingerprint is put right.
    """
    target = stored_path(sha256)
    _make_folder(evidence_folder())
    _make_folder(target.parent)
    if target.exists() and _compute_sha256(target) == sha256:
        return False
    draft = target.parent / f".{secrets.token_hex(12)}"
    seal = hashlib.sha256()
    try:
        with (
            source.open("rb") as given,
            os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy,
        ):
            while block := given.read(_BLOCK):
                seal.update(block)
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
        if seal.hexdigest() != sha256:
            raise _changed_content_error(sha256)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _compute_sha256(path: Path) -> str:
    seal = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            seal.update(block)
    return seal.hexdigest()


def open_verified(sha256: str) -> BinaryIO:
    """Open a content for reading, once its bytes are found to be those of its fingerprint.

    Raises ``DamagedFiles`` when the file is missing or was changed on the disk: a changed proof is not served.
    """
    try:
        stream = stored_path(sha256).open("rb")
    except FileNotFoundError:
        raise _changed_content_error(sha256) from None
    seal = hashlib.sha256()
    while block := stream.read(_BLOCK):
        seal.update(block)
    if seal.hexdigest() != sha256:
        stream.close()
        raise _changed_content_error(sha256)
    stream.seek(0)
    return stream


def _changed_content_error(sha256: str) -> DamagedFiles:
    return DamagedFiles.one(
        code="evidence-changed",
        message=Text(
            fr=f"Le fichier d’empreinte {sha256[:12]} a changé depuis son dépôt.",
            en=f"The file with fingerprint {sha256[:12]} is no longer the one that was submitted.",
        ),
        remedy=Text(
            fr="Il ne peut pas être téléchargé. Prévenez l’équipe du label, qui le restaurera depuis une sauvegarde.",
            en="It is not available. Tell the label staff, who will restore it from a backup.",
        ),
    )


def list_folders() -> list[Path]:
    """The folders that hold contents, those in quarantine among them."""
    if not evidence_folder().is_dir():
        return []
    return sorted(path for path in evidence_folder().iterdir() if path.is_dir())


def is_content_name(name: str) -> bool:
    """Whether a file bears the name of a content."""
    return _NAME.fullmatch(name) is not None


def quarantine_content(sha256: str) -> None:
    """Move a content where nothing is served from."""
    aside = _make_folder(evidence_folder() / QUARANTINE_FOLDER)
    with contextlib.suppress(FileNotFoundError):
        stored_path(sha256).replace(aside / sha256)


def remove_content(sha256: str) -> None:
    """Remove a content for good, quarantined or not."""
    stored_path(sha256).unlink(missing_ok=True)
    (evidence_folder() / QUARANTINE_FOLDER / sha256).unlink(missing_ok=True)
