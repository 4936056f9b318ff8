"""The index kept fresh: each source is copied anew when its stamp has changed, by the search that sees it first.

A search never answers with what its source no longer says: while the copy cannot be written, the documents of that
source are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import chain

from django.db import DatabaseError, connection, transaction

from filiere import __version__
from filiere.core import LANGUAGES
from filiere.core.search_words import fold_words
from filiere.site.search.extension_points import DocumentSource, SearchDocument, search_documents
from filiere.site.search.full_text import rebuild_index
from filiere.site.search.models import IndexedDocument, IndexedSource

_FORMAT = f"3 {__version__}"
"""What every stamp holds as well: how rows are made."""
_LONGEST_BODY = 20_000


def refresh_index() -> frozenset[str]:
    """Copy the sources that have changed; return the names of those that the index holds as they are now."""
    stamps = {one.name: _stamp_of(one) for one in search_documents}
    known = dict(IndexedSource.objects.values_list("name", "stamp"))
    if known == stamps:
        return frozenset(stamps)
    stale = {name for name, stamp in stamps.items() if known.get(name) != stamp}
    with suppress(DatabaseError), transaction.atomic():
        # Two that write at once: the second waits for the rows of the first, and finds nothing to do.
        known = dict(IndexedSource.objects.select_for_update().values_list("name", "stamp"))
        stale = {name for name, stamp in stamps.items() if known.get(name) != stamp}
        gone = stale | (known.keys() - stamps.keys())
        IndexedSource.objects.filter(name__in=gone).delete()
        IndexedSource.objects.bulk_create(IndexedSource(name=name, stamp=stamps[name]) for name in sorted(stale))
        IndexedDocument.objects.filter(source__in=gone).delete()
        rows = chain.from_iterable(_build_rows(one) for one in search_documents if one.name in stale)
        IndexedDocument.objects.bulk_create(rows, batch_size=500)
        rebuild_index(connection)
        stale = set()
    return frozenset(stamps.keys() - stale)


def hash_parts(parts: Iterable[object]) -> str:
    """Return a stamp of what documents are made of."""
    return sha256(repr(list(parts)).encode()).hexdigest()


def _stamp_of(source: DocumentSource) -> str:
    return hash_parts((_FORMAT, source.stamp()))


def _build_rows(source: DocumentSource) -> Iterator[IndexedDocument]:
    for document in source.list_documents():
        for lang in LANGUAGES:
            yield _build_row(source, document, lang)


def _build_row(source: DocumentSource, search_document: SearchDocument, lang: str) -> IndexedDocument:
    title = search_document.title.get("fr" if lang == "fr" else "en")
    body = (
        search_document.body.get("fr" if lang == "fr" else "en")[:_LONGEST_BODY]
        if search_document.body is not None
        else ""
    )
    return IndexedDocument(
        source=source.name,
        kind=source.kind.key,
        lang=lang,
        page=search_document.page,
        arguments=list(search_document.arguments),
        suffix=search_document.suffix,
        title=title,
        body=body,
        weight=search_document.weight,
        fictitious=search_document.fictitious,
        title_words=fold_words(title),
        body_words=fold_words(f"{body} {search_document.words}"),
    )
