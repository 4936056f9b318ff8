"""Tables of mappings: the list of them, and what one covers subject by subject."""

from __future__ import annotations

from filiere.core import Text
from filiere.publication import Column, Row, Table
from filiere.referentials.mapping import CoveredSubject
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.label import code_labels
from filiere.site.label.mapping_coverage import MappingReading, read_mapping
from filiere.site.label.tables.common import CATALOGUE, LICENCE, build_source, catalogue_asked, mapping_asked

MAPPINGS_TITLE = bilingual("Correspondances entre référentiels", "Mappings between referentials")


@register_export(
    "label-mappings",
    MAPPINGS_TITLE,
    about=bilingual(
        "Ce qu’un texte couvre d’un autre, compté en sujets", "How much of one text another covers, counted by subject"
    ),
)
def build_mappings_table(asked: TableRequest) -> Table:
    """Every mapping that the reader sees, with its coverage."""
    found = catalogue_asked(asked)
    rows: list[Row] = []
    for mapping in found.mappings.values():
        total = read_mapping(found, mapping).coverage.total
        reviewed = ", ".join(f"{one.role} {one.date.isoformat()}" for one in mapping.reviewed_by)
        rows.append(
            {
                "id": mapping.id,
                "source": mapping.direction.source.id,
                "target": mapping.direction.target.id,
                "nature": code_labels.MAPPING_NATURE_LABELS[mapping.nature],
                "status": code_labels.MAPPING_STATUS_LABELS[mapping.status],
                "reviewed": reviewed or None,
                "subjects": total.subjects,
                "covered": total.covered,
                "partly": total.partly,
                "uncovered": total.uncovered,
            }
        )
    return Table(
        id="label-mappings",
        title=MAPPINGS_TITLE,
        columns=(
            Column("id", bilingual("Correspondance", "Mapping")),
            Column("source", bilingual("De", "From")),
            Column("target", bilingual("Vers", "To")),
            Column("nature", bilingual("Nature", "Nature")),
            Column("status", bilingual("Relecture", "Review")),
            Column("reviewed", bilingual("Relue par", "Reviewed by")),
            Column(
                "subjects",
                bilingual("Sujets", "Subjects"),
                kind="integer",
                definition=bilingual(
                    "Sujets du texte visé, écrits par nous : ce ne sont pas les articles d’une norme.",
                    "Subjects of the target text, written by us: they are not the clauses of a standard.",
                ),
            ),
            Column("covered", bilingual("Couverts", "Covered"), kind="integer"),
            Column("partly", bilingual("En partie", "Partly"), kind="integer"),
            Column("uncovered", bilingual("Non couverts", "Not covered"), kind="integer"),
        ),
        rows=tuple(rows),
        source=CATALOGUE,
        licence=LICENCE,
    )


@register_export(
    "label-mapping", bilingual("La couverture d’une correspondance", "The coverage of a mapping"), listed=False
)
def build_requested_coverage_table(asked: TableRequest) -> Table:
    """Each subject of the target of the mapping `id`; `reverse=1` reads it backwards, `category` narrows it."""
    found, mapping = mapping_asked(asked)
    category = asked.params.get("category") or None
    if category is not None and category not in category_names(read_mapping(found, mapping)):
        raise UnknownTable(category)
    return build_coverage_table(
        read_mapping(found, mapping, backwards=asked.params.get("reverse") == "1", category=category)
    )


def category_names(reading: MappingReading) -> dict[str, Text]:
    """The categories of candidates of either end, with their names."""
    return {
        key: one.text
        for release in (reading.source, reading.target)
        for key, one in release.referential.categories.items()
    }


def build_coverage_table(reading: MappingReading) -> Table:
    """The coverage of a reading, subject by subject."""
    return Table(
        id="label-mapping",
        title=Text(
            fr=f"Ce que {reading.source.id} couvre de {reading.target.id}",
            en=f"What {reading.source.id} covers in {reading.target.id}",
        ),
        columns=(
            Column("key", bilingual("Clé", "Key")),
            Column("number", bilingual("Numéro", "Number")),
            Column("subject", bilingual("Sujet", "Subject")),
            Column("theme", bilingual("Partie", "Part")),
            Column("state", bilingual("Couverture", "Coverage")),
            Column(
                "sources",
                bilingual("Par", "By"),
                definition=bilingual(
                    "Un « + » joint ce qui couvre ensemble.", "A “+” joins elements that cover it together."
                ),
            ),
            Column(
                "relation",
                bilingual("Relation", "Relation"),
                definition=bilingual("De ce qui couvre au sujet.", "From the covering text to the subject."),
            ),
            Column("strength", bilingual("Force, sur dix", "Strength, out of ten"), kind="integer"),
            Column(
                "confidence",
                bilingual("Confiance", "Confidence"),
                kind="decimal",
                definition=bilingual("De zéro à un.", "From zero to one."),
            ),
            Column("carry", bilingual("Peut reprendre", "May carry over")),
            Column("status", bilingual("Relecture", "Review")),
            Column("gap", bilingual("Écart", "Gap")),
        ),
        rows=tuple(_subject_row(reading, one) for one in reading.coverage.subjects),
        source=build_source(reading.source, reading.target),
        licence=LICENCE,
        notes=(reading.coverage.summary, *((reading.mapping.note,) if reading.mapping.note is not None else ())),
    )


def _subject_row(reading: MappingReading, subject: CoveredSubject) -> Row:
    lead = reading.lead(subject)
    gaps = subject.gaps
    return {
        "key": subject.key,
        "number": subject.number,
        "subject": subject.text,
        "theme": reading.target.theme(subject.theme).text,
        "state": code_labels.COVERAGE_STATE_LABELS[subject.state],
        "sources": "; ".join(" + ".join(link.sources) for link in subject.links) or None,
        "relation": code_labels.RELATION_LABELS[lead.relation] if lead is not None else None,
        "strength": lead.strength if lead is not None else None,
        "confidence": lead.confidence if lead is not None else None,
        "carry": code_labels.CARRY_LABELS[lead.may_carry(subject.key)] if lead is not None else None,
        "status": code_labels.MAPPING_STATUS_LABELS[lead.status] if lead is not None else None,
        "gap": Text(fr=" ".join(one.fr for one in gaps), en=" ".join(one.en for one in gaps)) if gaps else None,
    }
