"""What the register of commitments says to the other apps: rows that the journal seals, tasks, pages that are found."""

from __future__ import annotations

from collections.abc import Iterator

from filiere.core import Text
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.navigation import MenuEntry, footer_menu
from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages
from filiere.site.programme.briefings.content import due_commitments
from filiere.site.programme.commitments import personal_data, todo_items  # noqa: F401  They register there.
from filiere.site.programme.commitments.journal_reconciliation import SEALED_ROWS
from filiere.site.programme.commitments.standing import list_due_commitments
from filiere.site.search.extension_points import PAGES, DocumentSource, SearchDocument, search_documents

sealed_rows.add(*SEALED_ROWS)
due_commitments.register(list_due_commitments)

footer_menu.register(
    MenuEntry("programme:commitments", Text(fr="Engagements", en="Commitments"), "programme:commitments", "programme"),
    order=40,
)
footer_menu.register(
    MenuEntry(
        "programme:charter", Text(fr="Charte des valeurs", en="Charter of values"), "programme:charter", "programme"
    ),
    order=41,
)


@sitemap_pages.register("commitments")
def list_public_pages() -> list[PageAddress]:
    """The register and the charter."""
    return [("programme:commitments", ()), ("programme:charter", ())]


def list_commitment_documents() -> Iterator[SearchDocument]:
    """The register and the charter."""
    yield SearchDocument(
        "programme:commitments",
        Text(fr="Registre des engagements", en="Register of commitments"),
        Text(
            fr="Qui a promis quoi à qui, pour quand : tenu, rompu, révisé, en retard.",
            en="Who promised what to whom, by when: kept, broken, revised, late.",
        ),
        weight=1,
    )
    yield SearchDocument(
        "programme:charter",
        Text(fr="Charte des valeurs communes", en="Charter of shared values"),
        Text(fr="Le texte, ses signataires, comment signer.", en="The text, its signatories, how to sign."),
        weight=1,
    )


search_documents.add(DocumentSource("commitments", PAGES, list_commitment_documents))
