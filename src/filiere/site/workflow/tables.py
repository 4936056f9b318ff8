"""The dossiers that somebody may read, as a file: the list of their space, whole."""

from __future__ import annotations

from filiere.core import fold_text
from filiere.publication import Column, Table
from filiere.site.accounts.models import User
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.home import build_rows

DOSSIERS_TITLE = bilingual("Dossiers que vous pouvez lire", "Dossiers that you may read")


@register_export("dossiers", DOSSIERS_TITLE, listed=False, live=True)
def build_dossiers_table(asked: TableRequest) -> Table:
    """Every dossier that whoever asks may read, by name; a visitor has none, and is told of no such table."""
    if not isinstance(asked.actor, User):
        raise UnknownTable("dossiers")
    keys = list(Dossier.objects.visible_to(asked.actor).values_list("pk", flat=True))
    rows = sorted(build_rows(keys).values(), key=lambda row: (fold_text(row.dossier.organisation.name), row.dossier.pk))
    return Table(
        id="dossiers",
        title=DOSSIERS_TITLE,
        columns=(
            Column("key", bilingual("Dossier", "Dossier")),
            Column("organisation", bilingual("Organisation", "Organisation")),
            Column("category", bilingual("Catégorie", "Category")),
            Column("opened", bilingual("Ouvert le", "Opened on")),
            Column("state", bilingual("Où en est-on", "Where it stands")),
            Column("due", bilingual("Prochaine échéance", "Next deadline")),
            Column("awaited", bilingual("En attente de", "Waiting for")),
        ),
        rows=tuple(
            {
                "key": row.dossier.key,
                "organisation": row.dossier.organisation.name,
                "category": row.category,
                "opened": row.dossier.opened.isoformat(),
                "state": row.state,
                "due": row.due.isoformat() if row.due is not None else None,
                "awaited": row.awaited or None,
            }
            for row in rows
        ),
        source=bilingual("Filière, dossiers", "Filière, dossiers"),
        fictitious=any(row.dossier.fictitious for row in rows),
    )
