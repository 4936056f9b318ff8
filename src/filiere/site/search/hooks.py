"""What this app says to the others: the index is brought up to date each hour, so that a search rarely waits for it."""

from __future__ import annotations

from datetime import date

from filiere.site.kit.hourly_tasks import register_clock_free_task
from filiere.site.search import page_documents  # noqa: F401  It registers there.
from filiere.site.search.document_index import refresh_index
from filiere.site.search.models import IndexedSource


@register_clock_free_task
def refresh_search_index(_day: date) -> int:
    """Copy the documents of the sources that have changed, where there is an index: the first search makes it."""
    if IndexedSource.objects.exists():
        refresh_index()
    return 0
