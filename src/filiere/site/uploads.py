"""Files sent by staff, streamed to the data folder: never held in memory, never served, erased after use.

The stock handlers keep small files in memory and trust the announced size. Here bytes go to `FILIERE_HOME/uploads`
as they arrive, and what passes the size limit is dropped, whatever the headers said. Only a view that has checked
the right installs this handler; everywhere else files are refused, so that no visitor can fill the disk.
"""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

SUFFIXES = (".csv", ".parquet", ".xlsx", ".zip", ".txt")
ABANDONED_AFTER = 24 * 3600


class StreamedUpload(UploadedFile):  # type: ignore[type-arg]  # not subscriptable when run
    """A received file at `path`; `too_large` when its reading was stopped at the limit."""

    def __init__(self, path: Path, name: str, content_type: str, size: int, too_large: bool) -> None:
        super().__init__(path.open("rb"), name, content_type, size, None)
        self.path = path
        self.too_large = too_large

    def erase(self) -> None:
        """Close the file and remove it from the disk."""
        self.close()
        self.path.unlink(missing_ok=True)


class RefusedUploadHandler(FileUploadHandler):
    """The handler of every page that expects no file: what is sent is read and forgotten."""

    def new_file(self, *_: Any, **__: Any) -> None:
        """Skip the file."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep nothing."""

    def file_complete(self, file_size: int) -> None:
        """Hand nothing over."""


class StreamedUploadHandler(FileUploadHandler):
    """Write each received file to `settings.UPLOADS` under a random name that keeps only a known suffix."""

    chunk_size = 1024 * 1024

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open the file on disk, readable by this user alone."""
        super().new_file(*args, **kwargs)
        folder = Path(settings.UPLOADS)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sweep_uploads(folder, now=time.time())
        suffix = Path(self.file_name or "").suffix.lower()
        self.path = folder / f"{secrets.token_hex(16)}{suffix if suffix in SUFFIXES else '.bin'}"
        self.handle = os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self.written = 0
        self.too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        """Write a block; past the limit, drop what was written and let the form say so."""
        self.written += len(raw_data)
        if self.written > settings.FILIERE_UPLOAD_BYTES:
            if not self.too_large:
                self.too_large = True
                self.handle.truncate(0)
            return
        self.handle.write(raw_data)

    def file_complete(self, file_size: int) -> StreamedUpload:
        """Close the disk file and hand it over."""
        self.handle.close()
        return StreamedUpload(self.path, self.file_name or "", self.content_type or "", file_size, self.too_large)

    def upload_interrupted(self) -> None:
        """The visitor left in the middle: remove what was written."""
        if hasattr(self, "handle"):
            self.handle.close()
            self.path.unlink(missing_ok=True)


def sweep_uploads(folder: Path, *, now: float) -> list[str]:
    """Remove files older than a day, left by a process that was killed; return their names."""
    removed = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_file() and now - path.stat().st_mtime > ABANDONED_AFTER:
            path.unlink(missing_ok=True)
            removed.append(path.name)
    return removed
