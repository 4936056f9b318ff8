"""The logs of the site: JSON lines in `logs/` of the data folder, private, rotated, and without anything personal.

::

    access.jsonl    one line a request: its identifier, method, route, status, milliseconds
    site.jsonl      what went wrong, with the identifier of the request
    work.jsonl      jobs that began and ended
    work.log        what a process of jobs said as it died

A route is the pattern of an address (`fr/dossiers/<str:key>/`), never the address: no key of a dossier or a complaint,
no query string. The address of the visitor is left out unless `FILIERE_LOG_ADDRESSES` asks for it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filiere.site.kit.request_number import request_identity
from filiere.site.log_redaction import SecretFilter

MAX_LOG_BYTES = 10 << 20
"""Bytes after which a file is put aside."""
KEPT_LOGS = 20
"""Files put aside that are kept, a day or ten mebibytes each."""


def log_folder() -> Path:
    """Where the logs are, made if it was not there."""
    from django.conf import settings

    path = Path(settings.FILIERE_HOME) / "logs"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def rotate_log(path: Path, *, largest: int = MAX_LOG_BYTES, today: str = "") -> None:
    """Number the former files one further and begin anew, where a file is too large or of another day (`today`)."""
    try:
        told = path.stat()
    except FileNotFoundError:
        return
    day = datetime.fromtimestamp(told.st_mtime, tz=UTC).date().isoformat()
    if told.st_size < largest and (not today or day >= today):
        return
    for number in range(KEPT_LOGS, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if number == KEPT_LOGS:
            older.unlink(missing_ok=True)
        with contextlib.suppress(FileNotFoundError):
            (path.with_name(f"{path.name}.{number - 1}") if number > 1 else path).replace(older)


def write_line(name: str, content: dict[str, Any]) -> None:
    """Add a line to a log; several processes do so at once, and one of them puts the file aside when it is time.

    A disk that takes nothing more must not stop a page: the line is then lost.
    """
    now = datetime.now(tz=UTC)
    line = {"at": now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")[:-4] + "Z", **content}
    with contextlib.suppress(OSError):
        path = log_folder() / name
        with (path.parent / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            rotate_log(path, today=now.date().isoformat())
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


class JsonFileHandler(logging.Handler):
    """Records of the log as lines of a file: level, logger, words, identifier of the request, and where a fault was.

    The words of an exception may hold what somebody typed: its kind and the lines of code are kept, not the words.
    """

    def __init__(self, file: str) -> None:
        super().__init__()
        self._file = file
        self.addFilter(SecretFilter())

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        content: dict[str, Any] = {
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if identity := request_identity.get():
            content["request"] = identity
        if record.exc_info and record.exc_info[0] is not None:
            content["exception"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            content["trace"] = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
        write_line(self._file, content)
