"""Addresses of static files that change with their content, without a collecting step.

Django's manifest storage needs `collectstatic` before the first request. Here the package itself is served, and
an address ends with a stamp of the file's content: a browser may keep it for a year and never shows an old sheet.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


def _compute_stamp(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:12] if found else ""


_kept_stamp = lru_cache(maxsize=256)(_compute_stamp)


class StampedStaticFiles(StaticFilesStorage):
    """`url()` of a static file, followed by `?v=` and twelve digits of its SHA-256."""

    def url(self, name: str | None) -> str:
        """Address of a file; a name that no finder knows gets no stamp."""
        address = super().url(name)
        stamp = (_compute_stamp if settings.DEBUG else _kept_stamp)(name) if name else ""
        return f"{address}?v={stamp}" if stamp else address
