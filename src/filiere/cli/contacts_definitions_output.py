"""How ``filiere contacts definitions`` writes: a card and tables for people, rows for programs."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from filiere.cli import figures_output
from filiere.cli.contacts_output import ContactsFormat, print_rows
from filiere.cli.options import print_json
from filiere.cli.tables import print_table
from filiere.contacts import CHOICE_ORDER, Choices, DefinitionSet, Indicator, SeriesContinuity, describe_count
from filiere.contacts.definitions import choice_narrative
from filiere.core.faults import Fault
from filiere.core.numbers import UNKNOWN_MARK
from filiere.core.text import Text

_KINDS = {
    "definitions": Text(fr="définitions", en="definitions"),
    "vocabulary": Text(fr="vocabulaire", en="vocabulary"),
    "withdrawn": Text(fr="texte retiré", en="withdrawn text"),
}
_STATUSES = {
    "proposed": Text(fr="proposé", en="proposed"),
    "published": Text(fr="d’après documents publics", en="based on public documents"),
    "unchecked": Text(fr="non vérifié sur le texte", en="not checked against the text"),
    "local": Text(fr="local", en="local"),
}
_VERDICTS = {
    "identical": Text(fr="identique", en="identical"),
    "convertible": Text(fr="convertible", en="convertible"),
    "broken": Text(fr="rompue", en="broken"),
    "new": Text(fr="nouvelle", en="new"),
}
_READING = Text(fr="notre interprétation", en="our reading")

_SETS = pa.schema(
    [
        pa.field("id", pa.string()),
        pa.field("version", pa.int64()),
        *(pa.field(name, pa.string()) for name in ("kind", "status", "from", "to")),
        pa.field("indicators", pa.int64()),
        pa.field("sealed", pa.bool_()),
        *(pa.field(name, pa.string()) for name in ("sha256", "title")),
    ]
)
_SET_HEADINGS = {
    "name": Text(fr="Définition", en="Definition"),
    "kind": Text(fr="Type", en="Kind"),
    "status": Text(fr="Statut", en="Status"),
    "from": Text(fr="Dès le", en="From"),
    "to": Text(fr="Jusqu’au", en="To"),
    "indicators": Text(fr="Indicateurs", en="Indicators"),
    "sealed": Text(fr="Sceau", en="Seal"),
    "title": Text(fr="Titre", en="Title"),
}
_CHOICES = pa.schema(
    [
        pa.field("number", pa.int64()),
        *(
            pa.field(name, pa.string())
            for name in ("choice", "value", "title", "sentence", "basis", "reason", "source")
        ),
    ]
)
_CHOICE_HEADINGS = {
    "number": Text(fr="N°", en="No."),
    "title": Text(fr="Choix", en="Choice"),
    "basis": Text(fr="Fondement", en="Basis"),
    "sentence": Text(fr="Valeur", en="Value"),
}
_INDICATOR_HEADINGS = (
    Text(fr="Indicateur", en="Indicator"),
    Text(fr="Mesure", en="Measure"),
    Text(fr="Canal", en="Channel"),
    Text(fr="Seuil ou rang", en="Threshold or rank"),
    Text(fr="Choix propres", en="Own choices"),
    Text(fr="Titre", en="Title"),
)
_FAULTS = pa.schema(
    [
        pa.field(name, pa.int64() if name in ("line", "column") else pa.string())
        for name in ("file", "line", "column", "key", "code", "message", "remedy")
    ]
)
_SUCCESSIONS = pa.schema(
    [
        pa.field(name, pa.string())
        for name in ("old", "new", "verdict", "choices", "needs", "formula", "readings", "text")
    ]
)
_SUCCESSION_HEADINGS = {
    "old": Text(fr="Ancienne série", en="Old series"),
    "new": Text(fr="Nouvelle", en="New"),
    "verdict": Text(fr="Sort", en="Outcome"),
    "text": Text(fr="Pourquoi", en="Why"),
}


def print_sets(found: Sequence[DefinitionSet], format: ContactsFormat) -> None:
    """Print the sets, a row a version."""
    print_rows(
        [_set_row(one) for one in found],
        format,
        schema=_SETS,
        headings=_SET_HEADINGS,
        words=lambda row: [
            f"{row['id']}@{row['version']}",
            str(_KINDS[row["kind"]]),
            str(_STATUSES[row["status"]]),
            row["from"],
            row["to"] or UNKNOWN_MARK,
            str(row["indicators"]),
            row["sha256"][:12] if row["sealed"] else UNKNOWN_MARK,
            row["title"],
        ],
    )


def _set_row(definition_set: DefinitionSet) -> dict[str, Any]:
    return {
        "id": definition_set.id,
        "version": definition_set.version,
        "kind": definition_set.kind,
        "status": definition_set.status,
        "from": definition_set.valid.start.isoformat(),
        "to": definition_set.valid.to.isoformat() if definition_set.valid.to else None,
        "indicators": len(definition_set.indicators),
        "sealed": definition_set.seal is not None,
        "sha256": definition_set.sha256,
        "title": str(definition_set.title),
    }


def print_set(definition_set: DefinitionSet, format: ContactsFormat) -> None:
    """Print a set: a card for people, its sealed content as JSON, its choices as rows."""
    if format == "json":
        print_json(_set_row(definition_set) | {"content": definition_set.content()})
        return
    rows = _choice_rows(definition_set) if definition_set.choices else []
    if format == "table":
        _print_card(definition_set)
        if not rows:
            _print_terms(definition_set)
            return
    print_rows(
        rows,
        format,
        schema=_CHOICES,
        headings=_CHOICE_HEADINGS,
        words=lambda row: [str(row["number"]), row["title"], row["basis"], row["sentence"]],
    )
    if format == "table":
        print()
        print_table(
            [str(one) for one in _INDICATOR_HEADINGS],
            [_indicator_cells(found) for found in definition_set.indicators],
        )


def _print_card(found: DefinitionSet) -> None:
    days = found.valid.start.isoformat() + (f" → {found.valid.to.isoformat()}" if found.valid.to else "")
    print(f"{found.name} · {found.title}")
    print(f"{found.owner} · {_KINDS[found.kind]} · {_STATUSES[found.status]} · {days}")
    print(f"sha256 {found.sha256}")
    if found.note:
        print(found.note)
    print()


def _choice_rows(definition_set: DefinitionSet) -> list[dict[str, Any]]:
    made: Choices | None = definition_set.choices
    rows = []
    for number, name in enumerate(CHOICE_ORDER, 1):
        argument = definition_set.arguments.get(name)
        value = getattr(made, name)
        plain = value.model_dump(mode="json") if hasattr(value, "model_dump") else value
        read = definition_set.reading is not None and name in definition_set.reading.choices
        basis = (argument.source or str(definition_set.owner)) if argument else UNKNOWN_MARK
        rows.append(
            {
                "number": number,
                "choice": name,
                "value": json.dumps(plain, ensure_ascii=False),
                "title": str(choice_narrative.choice_title(name)),
                "sentence": str(choice_narrative.describe_choice(name, value)),
                "basis": str(_READING) if read else basis,
                "reason": str(argument.text) if argument else None,
                "source": argument.source if argument else None,
            }
        )
    return rows


def _indicator_cells(indicator: Indicator) -> list[str]:
    limit = (
        str(choice_narrative.format_duration(indicator.threshold_seconds))
        if indicator.threshold_seconds is not None
        else None
    )
    rank = f"p{indicator.percentile}" if indicator.percentile is not None else None
    own = ", ".join(
        name for name in CHOICE_ORDER if indicator.overrides and name in indicator.overrides.model_fields_set
    )
    return [
        indicator.key,
        indicator.measure,
        indicator.channel or UNKNOWN_MARK,
        limit or rank or UNKNOWN_MARK,
        own or UNKNOWN_MARK,
        str(choice_narrative.indicator_title(indicator)),
    ]


def _print_terms(definition_set: DefinitionSet) -> None:
    for term in definition_set.terms:
        level = f" ({term.level} %)" if term.level is not None else ""
        said = Text(fr=f"{term.title.fr}{level} : {term.text.fr}", en=f"{term.title.en}{level}: {term.text.en}")
        print(said)


def print_faults(found: Sequence[Fault], format: ContactsFormat, *, remedy: bool) -> None:
    """Print the faults of a file, one a line and then their number; or as rows."""
    if format == "table":
        figures_output.print_faults(found, remedy=remedy)
        return
    rows = [one.as_json() for one in found]
    print_rows(rows, format, schema=_FAULTS, headings={}, words=lambda row: list(map(str, row.values())))


def print_successions(found: Sequence[SeriesContinuity], format: ContactsFormat) -> None:
    """Print what becomes of each series, a row each."""
    print_rows(
        [_succession_row(one, format) for one in found],
        format,
        schema=_SUCCESSIONS,
        headings=_SUCCESSION_HEADINGS,
        words=lambda row: [
            row["old"] or UNKNOWN_MARK,
            row["new"] or UNKNOWN_MARK,
            str(_VERDICTS[row["verdict"]]),
            row["text"],
        ],
    )


def _succession_row(series_continuity: SeriesContinuity, format: ContactsFormat) -> Mapping[str, Any]:
    needs = [str(describe_count(key)) for key in series_continuity.needs]
    # JSON has lists; a cell of the others holds them as one text.
    lists = {"choices": list(series_continuity.choices), "needs": needs, "readings": list(series_continuity.readings)}
    return {
        "old": series_continuity.old.key if series_continuity.old else None,
        "new": series_continuity.new.key if series_continuity.new else None,
        "verdict": series_continuity.verdict,
        "formula": str(series_continuity.formula) if series_continuity.formula else None,
        "text": str(series_continuity.text),
        **(lists if format == "json" else {name: ", ".join(values) for name, values in lists.items()}),
    }
