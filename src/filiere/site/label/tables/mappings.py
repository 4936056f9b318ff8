"""Tables of mappings: the list of them, and what one covers subject by subject."""

from __future__ import annotations

from filiere.core import Text
from filiere.publication import Column, Row, Table
from filiere.referentials.mapping import Subject
from filiere.site.label import words
from filiere.site.label.coverings import Reading, read
from filiere.site.label.tables.common import CATALOGUE, LICENCE, mapping_asked, shelf, source
from filiere.site.observatory.tables import Asked, UnknownTable, exported
from filiere.site.observatory.words import both

MAPPINGS = both("Correspondances entre référentiels", "Mappings between referentials")


@exported(
    "label-mappings",
    MAPPINGS,
    about=both(
        "Ce qu’un texte couvre d’un autre, compté en sujets", "How much of one text another covers, counted by subject"
    ),
)
def mappings_table(asked: Asked) -> Table:
    """Every mapping that the reader sees, with its coverage."""
    found = shelf(asked)
    rows: list[Row] = []
    for mapping in found.mappings.values():
        total = read(found, mapping).coverage.total
        reviewed = ", ".join(f"{one.role} {one.date.isoformat()}" for one in mapping.reviewed_by)
        rows.append(
            {
                "id": mapping.id,
                "source": mapping.direction.source.id,
                "target": mapping.direction.target.id,
                "nature": words.NATURES[mapping.nature],
                "status": words.MAPPING_STATUSES[mapping.status],
                "reviewed": reviewed or None,
                "subjects": total.subjects,
                "covered": total.covered,
                "partly": total.partly,
                "uncovered": total.uncovered,
            }
        )
    return Table(
        id="label-mappings",
        title=MAPPINGS,
        columns=(
            Column("id", both("Correspondance", "Mapping")),
            Column("source", both("De", "From")),
            Column("target", both("Vers", "To")),
            Column("nature", both("Nature", "Nature")),
            Column("status", both("Relecture", "Review")),
            Column("reviewed", both("Relue par", "Reviewed by")),
            Column(
                "subjects",
                both("Sujets", "Subjects"),
                kind="integer",
                definition=both(
                    "Sujets du texte visé, écrits par nous : ce ne sont pas les articles d’une norme.",
                    "Subjects of the target text, written by us: they are not the clauses of a standard.",
                ),
            ),
            Column("covered", both("Couverts", "Covered"), kind="integer"),
            Column("partly", both("En partie", "Partly"), kind="integer"),
            Column("uncovered", both("Non couverts", "Not covered"), kind="integer"),
        ),
        rows=tuple(rows),
        source=CATALOGUE,
        licence=LICENCE,
    )


@exported("label-mapping", both("La couverture d’une correspondance", "The coverage of a mapping"), listed=False)
def mapping_table(asked: Asked) -> Table:
    """Each subject of the target of the mapping `id`; `reverse=1` reads it backwards, `category` narrows it."""
    found, mapping = mapping_asked(asked)
    category = asked.params.get("category") or None
    if category is not None and category not in known_categories(read(found, mapping)):
        raise UnknownTable(category)
    return coverage_table(read(found, mapping, backwards=asked.params.get("reverse") == "1", category=category))


def known_categories(reading: Reading) -> dict[str, Text]:
    """The categories of candidates of either end, with their names."""
    return {
        key: one.text
        for release in (reading.source, reading.target)
        for key, one in release.referential.categories.items()
    }


def coverage_table(reading: Reading) -> Table:
    """The coverage of a reading, subject by subject."""
    return Table(
        id="label-mapping",
        title=Text(
            fr=f"Ce que {reading.source.id} couvre de {reading.target.id}",
            en=f"What {reading.source.id} covers of {reading.target.id}",
        ),
        columns=(
            Column("key", both("Clé", "Key")),
            Column("number", both("Numéro", "Number")),
            Column("subject", both("Sujet", "Subject")),
            Column("theme", both("Partie", "Part")),
            Column("state", both("Couverture", "Coverage")),
            Column(
                "sources",
                both("Par", "By"),
                definition=both(
                    "Un « + » joint ce qui couvre ensemble.", "A “+” joins elements that cover it together."
                ),
            ),
            Column(
                "relation",
                both("Relation", "Relation"),
                definition=both("De ce qui couvre au sujet.", "From the covering text to the subject."),
            ),
            Column("strength", both("Force, sur dix", "Strength, out of ten"), kind="integer"),
            Column(
                "confidence",
                both("Confiance", "Confidence"),
                kind="decimal",
                definition=both("De zéro à un.", "From zero to one."),
            ),
            Column("carry", both("Peut reprendre", "May carry over")),
            Column("status", both("Relecture", "Review")),
            Column("gap", both("Écart", "Gap")),
        ),
        rows=tuple(_subject(reading, one) for one in reading.coverage.subjects),
        source=source(reading.source, reading.target),
        licence=LICENCE,
        notes=(reading.coverage.summary, *((reading.mapping.note,) if reading.mapping.note is not None else ())),
    )


def _subject(reading: Reading, subject: Subject) -> Row:
    lead = reading.lead(subject)
    gaps = subject.gaps
    return {
        "key": subject.key,
        "number": subject.number,
        "subject": subject.text,
        "theme": reading.target.theme(subject.theme).text,
        "state": words.STATES[subject.state],
        "sources": "; ".join(" + ".join(link.sources) for link in subject.links) or None,
        "relation": words.RELATIONS[lead.relation] if lead is not None else None,
        "strength": lead.strength if lead is not None else None,
        "confidence": lead.confidence if lead is not None else None,
        "carry": words.CARRIES[lead.may_carry(subject.key)] if lead is not None else None,
        "status": words.MAPPING_STATUSES[lead.status] if lead is not None else None,
        "gap": Text(fr=" ".join(one.fr for one in gaps), en=" ".join(one.en for one in gaps)) if gaps else None,
    }
