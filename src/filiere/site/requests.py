"""A request as it comes: one whose content type cannot be read is answered in a sentence, as any other.

Django reads the content type while it makes the request, before any middleware: what it raises there reaches the
server, whose answer is a bare 500.
"""

from __future__ import annotations

import codecs
import encodings
from functools import cache
from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest


class SiteRequest(WSGIRequest):
    """A request, ``unreadable`` where its content type was not understood: nothing of its body is then read."""

    unreadable = False

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
