"""What the watch of tenders says to the other apps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_exporters
from filiere.site.journal.sealed_rows import SealedRow, get_key, sealed_rows
from filiere.site.kit.navigation import MenuEntry, footer_menu
from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages
from filiere.site.programme.row_payloads import seal_fields
from filiere.site.programme.tenders.models import WatchedNotice
from filiere.site.search.extension_points import PAGES, DocumentSource, SearchDocument, search_documents

sealed_rows.add(
    SealedRow(
        WatchedNotice,
        "tender-notice",
        ("tender-notice.keep",),
        seal_fields("title", "buyer", "source_url", "text", "answer", "findings", "fictitious"),
        Text(fr="Avis de marché", en="Tender notice"),
        key=get_key,
    )
)
footer_menu.register(
    MenuEntry(
        "programme:tenders",
        Text(fr="Marchés publics et clause sociale", en="Public tenders and social clauses"),
        "programme:tenders",
        "programme",
    ),
    order=60,
)


@data_exporters.register("tenders")
def _export_tenders(user: User) -> dict[str, Any]:
    return {"notices_kept": WatchedNotice.objects.filter(by=user).count()}


@sitemap_pages.register("tenders")
def list_public_pages() -> list[PageAddress]:
    """The watch, and each notice that is kept."""
    keys = WatchedNotice.objects.values_list("key", flat=True)
    return [("programme:tenders", ()), *(("programme:tender", (key,)) for key in keys)]


def list_tender_documents() -> Iterator[SearchDocument]:
    """The watch itself."""
    yield SearchDocument(
        "programme:tenders",
        Text(fr="Un avis de marché a-t-il une clause sociale ?", en="Does a tender notice have a social clause?"),
        Text(
            fr="Collez un avis ou ses données essentielles : clause, critère, marché réservé, ou rien.",
            en="Paste a notice or its essential data: clause, criterion, reserved contract, or nothing.",
        ),
        weight=1,
    )


search_documents.add(DocumentSource("tenders", PAGES, list_tender_documents))
