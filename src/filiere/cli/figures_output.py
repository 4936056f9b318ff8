"""How ``filiere figures`` writes: tables and cards for people, JSON and CSV for programs, faults one a line."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as Plain

from filiere.cli import options
from filiere.cli.options import Format, print_json
from filiere.core.faults import Fault
from filiere.core.language import choose_words, source_language
from filiere.core.text import Text
from filiere.figures import Figure, Register
from filiere.publication.table_model import spreadsheet_cell

_HEADINGS = (
    Text(fr="Identifiant", en="Identifier"),
    Text(fr="Valeur", en="Value"),
    Text(fr="Période", en="Period"),
    Text(fr="Segment", en="Segment"),
    Text(fr="Mesure", en="Measure"),
    Text(fr="Territoire", en="Territory"),
    Text(fr="Nature", en="Nature"),
    Text(fr="Confiance", en="Confidence"),
    Text(fr="Avancé par", en="Stated by"),
    Text(fr="Source", en="Source"),
    Text(fr="Retenu pour", en="Retained for"),
)

# Columns of the list that a narrow terminal does without, first to go first: nature, measure, retained for,
# confidence, source, segment, territory, said by.
_LEAST_NEEDED = (6, 4, 10, 7, 9, 3, 5, 8)

_FIELDS = {
    "category": Text(fr="Catégorie", en="Category"),
    "segment": Text(fr="Segment", en="Segment"),
    "measure": Text(fr="Mesure", en="Measure"),
    "staff": Text(fr="Personnel compté", en="Staff counted"),
    "market": Text(fr="Lieu de travail ou marché", en="Place of work or market"),
    "threshold": Text(fr="Seuil", en="Threshold"),
    "nomenclature": Text(fr="Nomenclature", en="Classification"),
    "territory": Text(fr="Territoire", en="Territory"),
    "nature": Text(fr="Nature", en="Nature"),
    "method": Text(fr="Méthode", en="Method"),
    "mark": Text(fr="Marque", en="Mark"),
    "confidence": Text(fr="Confiance", en="Confidence"),
    "said_by": Text(fr="Avancé par", en="Stated by"),
    "source": Text(fr="Source", en="Source"),
    "locator": Text(fr="Où dans la source", en="Where in the source"),
    "note": Text(fr="Note", en="Note"),
}


def print_faults(faults: Sequence[Fault], *, remedy: bool) -> None:
    """Print one line a fault, its remedy under it when asked, and a last line that counts."""
    options.print_faults(faults, remedy=remedy)
    files = len({one.file for one in faults})
    if source_language() == "fr":
        many = "s" if len(faults) > 1 else ""
        print(f"{len(faults)} faute{many}, {files} fichier{'s' if files > 1 else ''}." if faults else "Aucune faute.")
    else:
        many = "" if len(faults) == 1 else "s"
        print(f"{len(faults)} fault{many}, {files} file{'s' if files > 1 else ''}." if faults else "No fault.")


def print_records(rows: Sequence[dict[str, Any]], format: Format) -> None:
    """Print records as a JSON list, or as CSV with one column a key; lists and objects are JSON in their cell."""
    if format == "json":
        print_json(list(rows))
        return
    stream = io.StringIO()
    if rows:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: _csv_cell(value) for key, value in row.items()} for row in rows)
    print(stream.getvalue(), end="")


def _csv_cell(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return " ".join(value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else spreadsheet_cell(value)


def list_headings() -> list[str]:
    """Return the headings of the list."""
    return [str(one) for one in _HEADINGS]


def figure_row(register: Register, figure: Figure) -> list[str]:
    """Return one figure as a line of the list."""
    measure = "–" if figure.measure is None else str(register.name("measure", figure.measure))
    return [
        figure.id,
        register.amount(figure),
        figure.period.label() + ("" if figure.period_certain else " ?"),
        str(register.name("segment", figure.segment)),
        measure,
        str(register.name("territory", figure.territory)),
        str(register.name("nature", figure.nature)),
        str(register.name("confidence", figure.confidence)),
        str(register.said_by(figure)),
        figure.source,
        ", ".join(figure.retained),
    ]


def print_table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: drawn on a terminal, in as many columns as fit; plain and whole elsewhere; then the count."""
    console = Console()
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    hidden: list[str] = []
    if console.is_terminal:
        kept = _fitting_columns(widths, console.width)
        hidden = [name for index, name in enumerate(names) if index not in kept]
        drawn = Table()
        for index in kept:
            # The identifier stays whole at any width: it is what the other commands are given.
            drawn.add_column(names[index], no_wrap=index == 0, overflow="fold")
        for line in rows:
            drawn.add_row(*(Plain(line[index]) for index in kept))
        console.print(drawn)
    else:
        for line in (names, *rows):
            print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    many = "" if len(rows) < 2 and not (source_language() == "en" and not rows) else "s"
    print(choose_words(f"{len(rows)} chiffre{many}.", f"{len(rows)} figure{many}."))
    if hidden:
        print(_label_line(Text(fr="Sans place ici", en="Not enough width for"), ", ".join(hidden)))


def _fitting_columns(widths: Sequence[int], room: int) -> list[int]:
    """Return the columns that fit whole in ``room`` signs: the least needed go first, the first three never."""
    kept = list(range(len(widths)))
    for index in _LEAST_NEEDED:
        # Each column has a rule and two spaces, and one rule closes the table.
        if sum(widths[one] + 3 for one in kept) + 1 <= room:
            break
        kept.remove(index)
    return kept


def figure_json(register: Register, figure: Figure, today: date) -> dict[str, Any]:
    """Return all the register knows of a figure, as a JSON object."""
    source = register.sources[figure.source]
    return register.describe(figure) | {
        "source_details": source.as_json(),
        "concurrent": [
            register.describe(other)
            | {
                "differences": [
                    {
                        "axis": one.axis,
                        "label": str(one.label),
                        "this": str(one.one),
                        "other": str(one.other),
                    }
                    for one in register.differences(figure, other)
                ]
            }
            for other in register.concurrent(figure)
        ],
        "contradictions": [
            {
                "id": one.id,
                "title": str(one.title),
                "figures": list(one.figures),
                "explanation": str(one.explanation),
            }
            for one in register.contradictions_of(figure)
        ],
        "series": [one.id for one in register.series_of(figure)],
        "used_by": [one.id for one in register.derived_from(figure)],
        "retentions": [
            {"use": use, "reason": str(chosen.reason), "date": str(chosen.date)}
            for use in figure.retained
            if (chosen := register.retention(use)) is not None
        ],
        "history": [
            {"version": one.number, "date": None if one.amendment is None else str(one.amendment.date)}
            for one in register.history(figure.id)
        ],
        "citation": register.cite(figure, source_language(), today),
    }


REVIEW_OUTCOMES = {
    "confirmed": Text(fr="conforme à sa source", en="agrees with its source"),
    "corrected": Text(fr="valeur conforme, le reste corrigé", en="value agrees, the rest corrected"),
    "absent": Text(fr="absent de la page", en="not in the page"),
    "unreachable": Text(fr="page non retrouvée", en="page not found"),
}


def review_row(register: Register, figure: Figure) -> list[str]:
    """Return what a reviewer needs to find a figure in its source and to judge it."""
    source = register.sources[figure.source]
    locator = str(figure.locator) if figure.locator else "–"
    return [
        figure.id,
        str(register.title(figure)),
        register.amount(figure),
        str(register.name("source", source.id)),
        source.address or "–",
        locator,
    ]


def print_card(register: Register, figure: Figure, today: date) -> None:
    """Print a figure as a card: value, scope, source, then what else is said on the same point."""
    print(register.title(figure))
    print(f"    {register.amount(figure)}")
    described = register.describe(figure)
    for key, label in _FIELDS.items():
        value = described[key]
        if value is not None:
            shown = described.get(f"{key}_label") or value
            if key in {"staff", "market", "mark"}:
                shown = str(register.name(key, str(value)))
            if key == "category":
                shown = str(register.name(key, f"{figure.indicator}/{value}"))
            print(_label_line(label, str(shown)))
    reasons = "; ".join(str(one) for one in register.trust_reasons(figure))
    print(_label_line(Text(fr="Confiance due à", en="Confidence because of"), reasons))
    if (review := register.review(figure)) is not None:
        words = f"{REVIEW_OUTCOMES[review.outcome]}, {review.date.label()}, {review.by}"
        print(_label_line(Text(fr="Relecture", en="Review"), words))
    if not figure.period_certain:
        print(choose_words("Période incertaine.", "Period uncertain."))
    for use in figure.retained:
        chosen = register.retention(use)
        if chosen is not None:
            print(_label_line(Text(fr="Retenu", en="Retained"), f"{chosen.label}. {chosen.reason}"))
    _print_concurrent(register, figure)
    for clash in register.contradictions_of(figure):
        title = str(clash.title)
        if clash.cause:
            title += f" ({register.name('cause', clash.cause)})"
        words = f"{title}{'' if title.endswith(('?', '!', '.')) else '.'} {clash.explanation}"
        print(_label_line(Text(fr="Contradiction", en="Contradiction"), words))
    print()
    print(register.cite(figure, source_language(), today))


def _print_concurrent(register: Register, figure: Figure) -> None:
    others = register.concurrent(figure)
    if others:
        print()
        print("Sur le même point :" if source_language() == "fr" else "On the same point:")
    for other in others:
        print(f"  {register.amount(other)}  ({other.id})")
        for difference in register.differences(figure, other):
            print(f"      {difference.sentence()}")


def _label_line(label: Text, words: str) -> str:
    return choose_words(f"{label.fr} : {words}", f"{label.en}: {words}")
