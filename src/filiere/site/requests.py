"""A request as it comes: one whose content type cannot be read is answered in a sentence, as any other.

Django reads the content type while it makes the request, before any middleware: what it raises there reaches the
server, whose answer is a bare 500.
"""

from __future__ import annotations

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
