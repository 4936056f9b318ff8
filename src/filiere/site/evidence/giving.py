"""Giving a file to a browser that must neither run it nor guess what it is, whole or the range it asks for.

Written after RFC 9110, §14: one range of bytes is answered; several, or a unit unknown, are answered by the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

_BLOCK = 1 << 16
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
LOCKED = "default-src 'none'; sandbox; frame-ancestors 'none'"


def give(
    request: HttpRequest, stream: BinaryIO, *, size: int, sha256: str, name: str, media_type: str
) -> HttpResponseBase:
    """Answer GET or HEAD with the stream, which is closed when the answer is."""
    tag = f'"{sha256}"'
    span = _span(request, size, tag)
    response: HttpResponseBase
    if span is None:
        stream.close()
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{size}"
    else:
        start, end = span
        part = (start, end) != (0, size)
        if request.method == "HEAD":
            stream.close()
            response = HttpResponse(status=206 if part else 200)
        else:
            response = StreamingHttpResponse(_blocks(stream, start, end), status=206 if part else 200)
        response.headers["Content-Length"] = str(end - start)
        if part:
            response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = tag
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = LOCKED
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _span(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """The bytes to give, from the first to after the last; None when those asked for are not there."""
    asked = request.headers.get("Range", "")
    found = _RANGE.fullmatch(asked.strip())
    condition = request.headers.get("If-Range")
    if found is None or (condition is not None and condition != tag) or found.groups() == ("", ""):
        return 0, size
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        return (size - length, size) if length else None
    start = int(first)
    end = min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return 0, size
    return (start, end) if start < size else None


def _blocks(stream: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with stream:
        stream.seek(start)
        left = end - start
        while left > 0 and (block := stream.read(min(_BLOCK, left))):
            left -= len(block)
            yield block
