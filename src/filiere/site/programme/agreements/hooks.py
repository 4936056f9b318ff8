"""What agreements say to the other apps: rights, rows that the journal seals, tasks, pages that are found."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.navigation import MenuEntry, WorkspaceDoor, footer_menu, holds_right, workspace_doors
from filiere.site.kit.rights import rights
from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages
from filiere.site.programme.agreements import (  # noqa: F401  They register there.
    exported_tables,
    figure_uses,
    personal_data,
    search_documents,
    todo_items,
)
from filiere.site.programme.agreements.journal_reconciliation import SEALED_ROWS
from filiere.site.programme.agreements.models import Agreement, Report
from filiere.site.programme.agreements.rights import AGREEMENT_RIGHTS
from filiere.site.programme.agreements.shipped_agreements import list_shipped_agreements

rights.add(*AGREEMENT_RIGHTS)
sealed_rows.add(*SEALED_ROWS)

footer_menu.register(
    MenuEntry(
        "programme:agreements",
        Text(fr="Conventions avec l’État", en="Agreements with the State"),
        "programme:agreements",
        "programme",
    ),
    order=20,
)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Dépenses et objectifs", en="Spending against targets"),
        Text(
            fr="Ce qui est versé, justifié et accepté dans chaque convention, en regard de ses objectifs.",
            en="What is paid, accounted for and accepted in each agreement, beside its objectives.",
        ),
        "programme:spending",
        holds_right("programme:read"),
    ),
    order=65,
)


@sitemap_pages.register("agreements")
def list_public_pages() -> list[PageAddress]:
    """The list, each agreement and each report."""
    keys = [*(one.key for one in Agreement.objects.public()), *(one.id for one in list_shipped_agreements())]
    reports = Report.objects.values_list("key", flat=True)
    return [
        ("programme:agreements", ()),
        *(("programme:agreement", (key,)) for key in keys),
        *(("programme:agreement-report", (key,)) for key in reports),
    ]
