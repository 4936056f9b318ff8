"""The table of differences between two releases."""

from __future__ import annotations

from filiere.core import Text
from filiere.publication import Column, Table
from filiere.site.label.differences import KINDS, SCOPES, differences, side
from filiere.site.label.tables.common import LICENCE, release_asked, source
from filiere.site.observatory.tables import Asked, UnknownTable, exported
from filiere.site.observatory.words import both


@exported(
    "label-differences", both("Ce qui change entre deux versions", "What changes between two releases"), listed=False
)
def differences_table(asked: Asked) -> Table:
    """Every difference between the releases `from` and `to` of one referential."""
    before, after = release_asked(asked, "from"), release_asked(asked, "to")
    if before.referential.key != after.referential.key:
        raise UnknownTable(f"{before.id}--{after.id}")
    found = differences(before, after)
    rows = tuple(
        {
            "kind": KINDS[change.kind],
            "scope": SCOPES[change.scope],
            "record": change.record,
            "key": change.key,
            "theme": Text(fr=found.theme(change, "fr"), en=found.theme(change, "en")),
            "at": ".".join(str(part) for part in change.at) or None,
            "before": Text(fr=side(change.before, "fr"), en=side(change.before, "en")),
            "after": Text(fr=side(change.after, "fr"), en=side(change.after, "en")),
            "related": ", ".join(change.related) or None,
            "sentence": change.text,
        }
        for change in found.changes
    )
    return Table(
        id="label-differences",
        title=Text(fr=f"De {before.id} à {after.id}", en=f"From {before.id} to {after.id}"),
        columns=(
            Column("kind", both("Genre", "Kind")),
            Column(
                "scope",
                both("Portée", "Scope"),
                definition=both(
                    "Une règle peut changer un résultat ; des mots, jamais.",
                    "A rule can change a result; wording never does.",
                ),
            ),
            Column("record", both("Élément", "Record")),
            Column("key", both("Clé", "Key")),
            Column("theme", both("Rubrique ou partie", "Theme or part")),
            Column("at", both("Champ", "Field")),
            Column("before", both("Avant", "Before")),
            Column("after", both("Après", "After")),
            Column("related", both("Vient de, ou devient", "Comes from, or becomes")),
            Column("sentence", both("En une phrase", "In a sentence")),
        ),
        rows=rows,
        source=source(before, after),
        licence=LICENCE,
    )
