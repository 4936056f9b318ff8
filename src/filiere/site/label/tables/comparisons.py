"""The table of differences between two releases."""

from __future__ import annotations

from functools import partial

from filiere.core import Text
from filiere.core.text import write_in_both_languages
from filiere.publication import Column, Table
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.label.release_differences import CHANGE_KIND_LABELS, SCOPE_LABELS, describe_differences, format_side
from filiere.site.label.tables.common import LICENCE, build_source, release_asked


@register_export(
    "label-differences",
    bilingual("Ce qui change entre deux versions", "What changes between two versions"),
    listed=False,
)
def build_differences_table(asked: TableRequest) -> Table:
    """Every difference between the releases `from` and `to` of one referential."""
    before, after = release_asked(asked, "from"), release_asked(asked, "to")
    if before.referential.key != after.referential.key:
        raise UnknownTable(f"{before.id}--{after.id}")
    found = describe_differences(before, after)
    rows = tuple(
        {
            "kind": CHANGE_KIND_LABELS[change.kind],
            "scope": SCOPE_LABELS[change.scope],
            "record": change.record,
            "key": change.key,
            "theme": write_in_both_languages(partial(found.theme, change)),
            "at": ".".join(str(part) for part in change.at) or None,
            "before": write_in_both_languages(partial(format_side, change.before)),
            "after": write_in_both_languages(partial(format_side, change.after)),
            "related": ", ".join(change.related) or None,
            "sentence": change.text,
        }
        for change in found.changes
    )
    return Table(
        id="label-differences",
        title=Text(fr=f"De {before.id} à {after.id}", en=f"From {before.id} to {after.id}"),
        columns=(
            Column("kind", bilingual("Genre", "Kind")),
            Column(
                "scope",
                bilingual("Portée", "Scope"),
                definition=bilingual(
                    "Une règle peut changer un résultat ; des mots, jamais.",
                    "A rule can change a result; wording never does.",
                ),
            ),
            Column("record", bilingual("Élément", "Record")),
            Column("key", bilingual("Clé", "Key")),
            Column("theme", bilingual("Rubrique ou partie", "Theme or part")),
            Column("at", bilingual("Champ", "Field")),
            Column("before", bilingual("Avant", "Before")),
            Column("after", bilingual("Après", "After")),
            Column("related", bilingual("Vient de, ou devient", "Comes from, or becomes")),
            Column("sentence", bilingual("En une phrase", "In a sentence")),
        ),
        rows=rows,
        source=build_source(before, after),
        licence=LICENCE,
    )
