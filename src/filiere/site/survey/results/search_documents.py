"""What of the surveys the search finds: the page of the barometer."""

from __future__ import annotations

from collections.abc import Iterator

from filiere.core import Text
from filiere.site.search.extension_points import (
    PAGES,
    DocumentSource,
    SearchDocument,
    describe_pages,
    search_documents,
)

OPEN_PAGES = (
    (
        "survey:barometer",
        Text(fr="Le baromètre de la relation client", en="The customer relations barometer"),
        Text(
            fr="Activité, recrutement, freins : chaque part avec son intervalle, et ce que prouve un écart.",
            en="Activity, hiring, brakes: each share with its interval, and what a change proves.",
        ),
    ),
)


def list_survey_documents() -> Iterator[SearchDocument]:
    """The page of the barometer."""
    yield from describe_pages(OPEN_PAGES)


search_documents.add(DocumentSource("survey", PAGES, list_survey_documents))
