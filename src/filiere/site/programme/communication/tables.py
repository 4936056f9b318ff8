"""The figures of an operation as a table to download: what the kit gives to whoever computes with them."""

from __future__ import annotations

from django.utils import timezone

from filiere.core import Text
from filiere.publication import Column, Table
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.observatory.figure_register import register_of
from filiere.site.observatory.tables.figure_columns import LICENCE, SOURCE
from filiere.site.programme.communication.embargo import list_said, visible_operations
from filiere.site.programme.communication.figure_freezing import read_text

TABLE_ID = "programme-kit"


@register_export(
    TABLE_ID,
    bilingual("Les messages d’une opération et leurs chiffres", "The messages of an operation and their figures"),
    listed=False,
    live=True,
)
def build_kit_table(asked: TableRequest) -> Table:
    """The messages in force of the operation `id`, each with its figure as it was printed when it was approved."""
    register = register_of(asked)
    operation = visible_operations(asked.actor, timezone.now()).for_key(asked.params.get("id", ""))
    if operation is None:
        raise UnknownTable(asked.params.get("id", ""))
    rows = [
        {
            "sentence": message.current_sentence,
            "figure": message.figure,
            "title": read_text(message.frozen, "title"),
            "amount": read_text(message.frozen, "amount"),
            "scope": read_text(message.frozen, "scope"),
            "period": message.frozen["period"],
            "source": read_text(message.frozen, "source_name"),
            "dated": message.kept_as_dated,
            "approved": timezone.localdate(message.approved_at).isoformat() if message.approved_at else None,
        }
        for message in list_said(register, operation.messages.all())
    ]
    columns = (
        Column("sentence", bilingual("Phrase", "Sentence")),
        Column("figure", bilingual("Identifiant du chiffre", "Identifier of the figure")),
        Column("title", bilingual("Chiffre", "Figure")),
        Column("amount", bilingual("Valeur", "Value")),
        Column("scope", bilingual("Périmètre", "Scope")),
        Column("period", bilingual("Période", "Period")),
        Column("source", bilingual("Source", "Source")),
        Column("dated", bilingual("Déclaration datée", "Dated statement")),
        Column("approved", bilingual("Approuvé le", "Approved on")),
    )
    return Table(
        id=TABLE_ID,
        title=Text(fr=operation.title, en=operation.title_en),
        columns=columns,
        rows=tuple(rows),
        source=SOURCE,
        licence=LICENCE,
        fictitious=operation.fictitious,
    )
