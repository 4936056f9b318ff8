"""A request as it comes: one whose content type cannot be read is answered in a sentence, as any other.

Django reads the content type while it makes the request, before any middleware: what it raises there reaches the
server, whose answer is a bare 500.
"""

from __future__ import annotations

import codecs
import encodings
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, TooManyFieldsSent
from django.core.handlers.wsgi import LimitedStream, WSGIHandler, WSGIRequest
from django.http.multipartparser import MultiPartParser


class CountedParts:
    """The bytes of a form in parts, refused once they hold more marks between two parts than a form may have.

    Django counts the fields and the files that have a name. Parts without one cost it as much, and it counts none.
    """

    def __init__(self, stream: Any, mark: bytes, most: int) -> None:
        self._stream, self._mark, self._left = stream, mark, most
        self._carried = b""

    def read(self, *size: int) -> bytes:
        """Read so many bytes. Raises ``TooManyFieldsSent``."""
        block: bytes = self._stream.read(*size)
        text = self._carried + block
        self._left -= text.count(self._mark)
        if self._left < 0:
            raise TooManyFieldsSent("a form has more parts than fields and files are allowed")
        self._carried = text[max(0, len(text) - len(self._mark) + 1) :]
        return block


class CountedPartParser(MultiPartParser):
    """Django's own, that counts the parts without a name too."""

    def __init__(self, META: dict[str, Any], input_data: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N803
        super().__init__(META, input_data, *args, **kwargs)
        boundary: bytes | None = getattr(self, "_boundary", None)
        if boundary:
            limits = (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, settings.DATA_UPLOAD_MAX_NUMBER_FILES)
            # One mark more ends the form, and one may begin it.
            most = sum(limit for limit in limits if limit is not None) + 2
            self._input_data: Any = CountedParts(input_data, b"--" + boundary, most)


class WholeBody(LimitedStream):
    """The body of a request, refused where it ends before its length: half a form must not pass for a whole one.

    Django reads what came as if it were all: fields that were cut short or lost would be kept so.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        """Read so many bytes, or all. Raises ``BadRequest``."""
        data: bytes = super().read(-1 if size is None else size)
        wanted_all = size is None or size < 0
        read: int = getattr(self, "_pos")  # noqa: B009  No public place tells it.
        if read < self.limit and (wanted_all or (size and not data)):
            raise BadRequest("a request ended before its length")
        return data


class SiteRequest(WSGIRequest):
    """A request, ``unreadable`` where its content type was not understood: nothing of its body is then read."""

    unreadable = False
    _multipart_parser_class = CountedPartParser

    def __init__(self, environ: dict[str, Any]) -> None:
        super().__init__(environ)
        self._stream: Any = WholeBody(environ["wsgi.input"], self._stream.limit)

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]  # no public place to stand
        except (BadRequest, LookupError, TypeError, ValueError):
            # The libraries that take a header apart raise more than they say, by what the header holds.
            self.content_type, self.content_params = "", {}
            self.unreadable = True


class SiteHandler(WSGIHandler):
    """Django's own, with requests of ours."""

    request_class = SiteRequest


@cache
def forget_unknown_encodings() -> None:
    """Have Python keep no name of an encoding that it does not know: it keeps each, and requests name what they like.

    Searches are asked in turn, until one knows the name: this one, asked last, knows none.
    """

    def forget(name: str) -> None:
        known: dict[str, Any] = encodings._cache
        known.pop(name, None)

    codecs.register(forget)
