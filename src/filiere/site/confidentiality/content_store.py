"""The files of tables, each named by its SHA-256: those that a release gives, and those that nobody is ever given.

`FILIERE_HOME/disclosure/ab/ab12…` holds a content, mode 600 in folders of mode 700. No address leads here: a page that
gives a released file asks `read_released_file`, which knows the public fingerprint of a release and no other.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from django.conf import settings

from filiere.core import DamagedFiles, Text
from filiere.site.confidentiality.models import Release

_SHA256_FORM = re.compile(r"[0-9a-f]{64}")


def content_folder() -> Path:
    """Where contents are kept."""
    return Path(settings.FILIERE_HOME) / "disclosure"


def _content_path(sha256: str) -> Path:
    if not _SHA256_FORM.fullmatch(sha256):
        raise ValueError(sha256)
    return content_folder() / sha256[:2] / sha256


def store_content(content: bytes) -> str:
    """Keep a content and return its fingerprint. It is written aside and moved: it is whole, or not there."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = _content_path(sha256)
    content_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    target.parent.mkdir(exist_ok=True, mode=0o700)
    if target.exists() and hashlib.sha256(target.read_bytes()).hexdigest() == sha256:
        return sha256
    draft = target.parent / f".{secrets.token_hex(12)}"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return sha256


def read_content(sha256: str) -> bytes:
    """Return a content whose bytes are still those of its fingerprint; raise ``DamagedFiles`` otherwise."""
    path = _content_path(sha256)
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DamagedFiles.one(
            code="release-file-changed",
            message=Text(
                fr=f"Le fichier d’empreinte {sha256[:12]} manque ou n’est plus celui qui a été gardé.",
                en=f"The file with fingerprint {sha256[:12]} is missing, or is no longer the one that was stored.",
            ),
            remedy=Text(
                fr="Rien n’est publié sans lui : restaurez-le depuis une sauvegarde.",
                en="Nothing can be published without it: restore it from a backup.",
            ),
        )
    return content


def read_released_file(release: Release) -> bytes:
    """Return the file that a release gives to everybody."""
    return read_content(release.public)
