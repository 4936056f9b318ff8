"""The one way out for files: given to a browser that must neither run nor guess them, and kept in the journal.

Whoever gives a file says what reading it is: `PUBLIC`, `OWN_SIDE` (readers read what is theirs or their side's),
`RECORDED` (by the act that made the file), or a `ReadingRecord`, which the journal keeps. Nothing of that depends on
what the browser sends: whole, by ranges or again, a file of which a byte is given was read. The first reading of the
hour is an entry, and one tells how many more there were.

Ranges are answered after RFC 9110, §14: one range of bytes; several, or a unit unknown, are answered by the whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from filiere.site.kit.hooks import Hook

_BLOCK = 1 << 16
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
LOCKED_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class ReadingRecord:
    """What the journal keeps of reading a file: an act on a subject; the payload is as the act's always was."""

    act: str
    subject_kind: str
    subject_id: str
    payload: dict[str, Any] = field(default_factory=dict, hash=False)


reading_recorders: Hook[Callable[[HttpRequest, ReadingRecord], None]] = Hook()
"""Who records a reading: without anybody, no file whose reading is to be recorded is given."""

UnrecordedReading = Literal["public", "own side", "recorded"]
PUBLIC: Final[UnrecordedReading] = "public"
OWN_SIDE: Final[UnrecordedReading] = "own side"
RECORDED: Final[UnrecordedReading] = "recorded"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An open file of a known size, whose content ``tag`` names: it is given by ranges too, and closed at the end."""

    stream: BinaryIO
    size: int
    tag: str


FileContent = bytes | str | Path | StoredFile | Iterable[bytes]


def serve_file(
    request: HttpRequest,
    content: FileContent,
    *,
    name: str,
    media_type: str,
    reading: ReadingRecord | UnrecordedReading,
) -> HttpResponseBase:
    """Answer GET or HEAD with a file to keep, and record that it was read when any of it is given.

    ``content`` is whole, a path, an open file that ranges are taken of, or parts that are made as they are sent.
    """
    response = _build_response(request, content)
    gives = request.method == "GET" and response.status_code in (200, 206)
    if isinstance(reading, ReadingRecord) and gives:
        if not reading_recorders:
            raise RuntimeError("nobody records what is read")
        for record in reading_recorders:
            record(request, reading)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = LOCKED_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if reading != PUBLIC:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _build_response(request: HttpRequest, content: FileContent) -> HttpResponseBase:
    if isinstance(content, Path):
        return StreamingHttpResponse(_read_whole(content.open("rb")))
    if isinstance(content, StoredFile):
        return _build_range_response(request, content)
    if isinstance(content, bytes | str):
        return HttpResponse(content)
    return StreamingHttpResponse(content)


def _build_range_response(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    tag = f'"{stored.tag}"'
    span = _parse_range(request, stored.size, tag)
    response: HttpResponseBase
    if span is None:
        stored.stream.close()
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{stored.size}"
    else:
        start, end, part = span
        if request.method == "HEAD":
            stored.stream.close()
            response = HttpResponse(status=206 if part else 200)
        elif isinstance(stored.stream, BytesIO):
            response = HttpResponse(stored.stream.getbuffer()[start:end], status=206 if part else 200)
        else:
            response = StreamingHttpResponse(_read_blocks(stored.stream, start, end), status=206 if part else 200)
        response.headers["Content-Length"] = str(end - start)
        if part:
            response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{stored.size}"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = tag
    return response


def _parse_range(request: HttpRequest, size: int, tag: str) -> tuple[int, int, bool] | None:
    """The bytes to give, from the first to after the last, and whether they were asked for, be they all of the file:
    readers take another answer for one that gives no ranges. None when those asked for are not there."""
    asked = request.headers.get("Range", "")
    found = _RANGE.fullmatch(asked.strip())
    condition = request.headers.get("If-Range")
    if found is None or (condition is not None and condition != tag) or found.groups() == ("", ""):
        return 0, size, False
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        return (size - length, size, True) if length else None
    start = int(first)
    end = min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return 0, size, False
    return (start, end, True) if start < size else None


def _read_blocks(stream: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with stream:
        stream.seek(start)
        left = end - start
        while left > 0 and (block := stream.read(min(_BLOCK, left))):
            left -= len(block)
            yield block


def _read_whole(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while block := stream.read(_BLOCK):
            yield block
