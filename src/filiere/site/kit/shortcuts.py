"""What an address names, or that there is none."""

from __future__ import annotations

from django.http import Http404


def find_or_404[T](found: T | None) -> T:
    """Return what was looked for; raise `Http404` where there is none."""
    if found is None:
        raise Http404
    return found
