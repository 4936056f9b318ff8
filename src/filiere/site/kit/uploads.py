"""Files that people send, streamed to the data folder: never held in memory, never served, erased after use.

The stock handlers keep small files in memory and trust the announced size. Here bytes go to `FILIERE_HOME/uploads`
as they arrive, and what passes the size limit is dropped, whatever the headers said. Only a view that has checked
the right installs this handler, and erases all it wrote whatever came of the request; everywhere else files are
refused, so that no visitor can fill the disk. What a killed process left is swept when the site starts and at the
next upload: a file still in use is locked.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from filiere.core import Text

View = Callable[..., HttpResponseBase]

KEPT_SUFFIXES = (".csv", ".parquet", ".xlsx", ".zip", ".txt")
# In seconds: the time between the making of a file and its lock, with a wide margin.
ABANDONED_SECONDS = 60


FORM_OVERHEAD_BYTES = 65536
"""Bytes that may come beside the fields of a form: the names of its parts, and what stands between them."""


ONE_FILE_AT_A_TIME = Text(fr="Un seul fichier à la fois.", en="One file at a time.")


class StreamedUpload(UploadedFile):  # type: ignore[type-arg]  # not subscriptable when run
    """A received file at `path`, with its fingerprint; `too_large` when its reading was stopped at the limit."""

    def __init__(self, path: Path, name: str, content_type: str, size: int, too_large: bool, sha256: str) -> None:
        stream = path.open("rb")
        # The lock of a process that dies goes with it.
        fcntl.flock(stream, fcntl.LOCK_SH)
        super().__init__(stream, name, content_type, size, None)
        self.path = path
        self.too_large = too_large
        self.sha256 = sha256

    def erase(self) -> None:
        """Close the file and remove it from the disk."""
        self.close()
        self.path.unlink(missing_ok=True)


class RefusedUploadHandler(FileUploadHandler):
    """The handler of every page that expects no file: what is small is read and forgotten, what is large is refused."""

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002
        META: dict[str, str],  # noqa: ARG002, N803
        content_length: int,
        boundary: Any,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Refuse what no form may weigh, by the length that it gives, before any of it is read."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if most is not None and content_length > most + FORM_OVERHEAD_BYTES:
            raise RequestDataTooBig("a form without file weighs more than its fields may")

    def new_file(self, *_: Any, **__: Any) -> None:
        """Skip the file."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep nothing."""

    def file_complete(self, file_size: int) -> None:
        """Hand nothing over."""


class StreamedUploadHandler(FileUploadHandler):
    """Write the file received to `settings.UPLOADS` under a random name that keeps only a known suffix.

    A form sends one file: any other is skipped, and counted in `skipped`. What the disk refuses is kept in `failure`
    until the form is read to its end, so that its other fields are not lost; the check of the form then raises it.
    """

    chunk_size = 1024 * 1024

    def __init__(self, *args: Any, limit: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit: int = settings.FILIERE_UPLOAD_BYTES if limit is None else limit
        self.skipped = 0
        self.path: Path | None = None
        self.received: StreamedUpload | None = None
        self.failure: OSError | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open the file on disk, readable by this user alone."""
        if self.path is not None:
            self.skipped += 1
            raise SkipFile
        super().new_file(*args, **kwargs)
        try:
            self._open()
        except OSError as error:
            self.failure = error
            raise SkipFile from error
        self.written = 0
        self.too_large = False
        self.seal = hashlib.sha256()

    def _open(self) -> None:
        folder = Path(settings.UPLOADS)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        remove_abandoned_uploads(folder, now=time.time())
        suffix = Path(self.file_name or "").suffix.lower()
        path = folder / f"{secrets.token_hex(16)}{suffix if suffix in KEPT_SUFFIXES else '.bin'}"
        self.handle = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self.path = path
        fcntl.flock(self.handle, fcntl.LOCK_SH)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        """Write a block; past the limit, drop what was written and let the form say so."""
        if self.failure is not None:
            return
        self.written += len(raw_data)
        if self.written > self.limit:
            if not self.too_large:
                self.too_large = True
                self.handle.truncate(0)
            return
        self.seal.update(raw_data)
        self._write(raw_data)

    def _write(self, block: bytes) -> None:
        """Write a block and let it reach the disk; a failure is kept for when the rest of the form is read."""
        try:
            self.handle.write(block)
            self.handle.flush()
        except OSError as error:
            self.failure = error
            self.erase()

    def file_complete(self, file_size: int) -> StreamedUpload | None:
        """Hand the disk file over, locked by its reader before its writer lets it go."""
        if self.failure is not None:
            return None
        assert self.path is not None  # noqa: S101  A file is complete only once it was opened.
        name, kind = self.file_name or "", self.content_type or ""
        self.received = StreamedUpload(self.path, name, kind, file_size, self.too_large, self.seal.hexdigest())
        self.handle.close()
        return self.received

    def upload_interrupted(self) -> None:
        """The visitor left in the middle: remove what was written."""
        self.erase()

    def erase(self) -> None:
        """Close and remove what was written, complete or not; the view calls it whatever came of the request."""
        if self.received is not None:
            self.received.erase()
        if self.path is not None:
            with contextlib.suppress(OSError):
                # What is still to be written may not fit either.
                self.handle.close()
            self.path.unlink(missing_ok=True)


def remove_abandoned_uploads(folder: Path, *, now: float) -> list[str]:
    """Remove the files of a process that was killed, and return their names; one in use is locked and stays.

    A folder is a copy that was looked at, for less than a minute.
    """
    removed = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir():
            if now - path.stat().st_mtime > ABANDONED_SECONDS:
                shutil.rmtree(path, ignore_errors=True)
                removed.append(path.name)
            continue
        if not path.is_file():
            continue
        try:
            with path.open("rb") as stream:
                if now - os.fstat(stream.fileno()).st_mtime <= ABANDONED_SECONDS:
                    continue
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        except (FileNotFoundError, BlockingIOError):
            continue
        removed.append(path.name)
    return removed


def receive_upload(
    limit: str | int = "FILIERE_UPLOAD_BYTES",
    *,
    check: Callable[..., None] | None = None,
    handler_class: Callable[[HttpRequest], FileUploadHandler] | None = None,
) -> Callable[[View], View]:
    """Give the view, last, a handler that writes the file sent to disk, up to so many bytes or to those of a setting;
    what it wrote goes once the view has answered.

    It stands under the door, and ``check`` is asked with what the view is given: nothing is written for whoever may not
    send. A ``handler_class`` of its own takes the place of the one that writes.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if check is not None:
                check(request, *args, **kwargs)
            most: int = getattr(settings, limit) if isinstance(limit, str) else limit
            handler = handler_class(request) if handler_class else StreamedUploadHandler(request, limit=most)
            request.upload_handlers = [handler]
            # The check of tokens reads the body: it is put off until the handler is chosen, and made here.
            checked: View = import_string(settings.FILIERE_FORM_CHECK)(view)
            try:
                return checked(request, *args, handler, **kwargs)
            finally:
                if isinstance(handler, StreamedUploadHandler):
                    handler.erase()

        return csrf_exempt(wrapped)

    return decorate


def uploaded_file(
    form: forms.Form, handler: StreamedUploadHandler, several: Text = ONE_FILE_AT_A_TIME
) -> StreamedUpload | None:
    """The file of a form, None when the form is not valid: a second file is a fault of it."""
    if handler.skipped:
        form.add_error("file", str(several))
    return form.cleaned_data["file"] if form.is_valid() else None
