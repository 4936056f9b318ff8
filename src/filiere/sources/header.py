"""From the first line of a file to its shape: which layout it is, and what each of its columns means.

A header that almost fits is the most common fault of a file that went through a spreadsheet. The check says which
column is missing, which is one too many and which is only misspelt, all at once.
"""

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from filiere.core import Fault, FaultLog, Text
from filiere.core.numbers import format_number
from filiere.core.spelling import close_words
from filiere.sources.byte_scan import Examination, lone_return_fault
from filiere.sources.connector_catalogue import Connector, Layout, SourceColumn

SEPARATORS = {
    ";": Text(fr="point-virgule", en="semicolon"),
    ",": Text(fr="virgule", en="comma"),
    "\t": Text(fr="tabulation", en="tab"),
    "|": Text(fr="barre verticale", en="vertical bar"),
}
# What the CSV reader takes for one field; the longest official header has some thousand characters.
LONGEST_HEADER = 131_072


@dataclass(frozen=True)
class BoundColumn:
    """One column of the file at hand: where it stands, what it is, and the value its pattern gave (the year)."""

    index: int
    header: str
    column: SourceColumn
    value: str | None


@dataclass(frozen=True)
class FileShape:
    """What the header says: layout, columns in file order, separator found."""

    layout: Layout
    headers: tuple[str, ...]
    bound: tuple[BoundColumn, ...]
    separator: str
    sound: bool

    def values(self) -> tuple[str, ...]:
        """The values of the spread dimension, sorted: the years of an URSSAF file."""
        return tuple(sorted({b.value for b in self.bound if b.value is not None}))

    @property
    def last_year(self) -> int | None:
        """The last year of the file, when years are spread over columns."""
        years = [int(value) for value in self.values() if re.fullmatch(r"\d{4}", value)]
        return max(years, default=None)


def read_shape(
    connector: Connector, examined: Examination, headers: Sequence[str] | None, today: date, log: FaultLog
) -> FileShape | None:
    """Recognise the layout of a file; put what is wrong with its header in ``log``.

    ``headers`` are the column names of a Parquet file; None for a CSV, whose first line is read here. The answer is
    None when no layout can be recognised at all.
    """
    if headers is not None:
        layout = _nearest_layout(connector, headers)
        separator, positions = layout.separator, [index + 1 for index in range(len(headers))]
    else:
        line = _read_first_line(examined)
        if (unreadable := _find_unreadable_line(line, examined)) is not None:
            log.add(unreadable)
            return None
        layout, separator, headers = _find_best_reading(connector, line)
        positions = _field_offsets(line, headers, separator)
        if separator != layout.separator:
            log.add(_wrong_separator_fault(examined, layout.separator, separator))
    if not any(layout.column_of(header) for header in headers):
        log.add(_unknown_layout_fault(connector, examined))
        return None
    before = log.total
    bound = _bind_columns(layout, headers, positions, examined, today, log)
    return FileShape(layout, tuple(headers), tuple(bound), separator, log.total == before)


def _read_first_line(examined: Examination) -> str:
    with examined.bytes_at.open("rb") as stream:
        raw = stream.readline(4 * LONGEST_HEADER + 4)
    # A second mark was told by the first pass, and must not make the first column a stranger as well.
    return raw.decode(examined.encoding, "replace").removeprefix("\ufeff").rstrip("\r\n")


def _find_unreadable_line(line: str, examined: Examination) -> Fault | None:
    """What keeps a first line from being cut into columns."""
    if len(line) > LONGEST_HEADER:
        return _header_fault(examined, 1, "", "header-too-long", *_too_long_words(len(line)))
    if "\r" in line:
        return lone_return_fault(examined.path, 1, line.index("\r") + 1)
    return None


def _too_long_words(length: int) -> tuple[Text, Text]:
    most = LONGEST_HEADER
    return (
        Text(
            fr=f"La première ligne a au moins {format_number(length, 'fr')} caractères ; un en-tête en a "
            f"{format_number(most, 'fr')} "
            "au plus.",
            en=f"The first line has at least {format_number(length, 'en')} characters; a header has "
            f"{format_number(most, 'en')} "
            "at most.",
        ),
        Text(
            fr="Vérifiez que la première ligne donne les noms de colonnes, et que ses fins de ligne sont LF ou CR LF.",
            en="Check that the first line gives the column names, and that its line endings are LF or CR LF.",
        ),
    )


def _split_header(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        # A cell beyond what the reader holds: no header, which is then said.
        return []


def _score_layout(layout: Layout, headers: Sequence[str]) -> tuple[int, int]:
    known = sum(1 for header in set(headers) if layout.column_of(header))
    return known, -abs(len(layout.named_columns) - len(headers))


def _nearest_layout(connector: Connector, headers: Sequence[str]) -> Layout:
    return max(connector.layouts, key=lambda layout: _score_layout(layout, headers))


def _find_best_reading(connector: Connector, line: str) -> tuple[Layout, str, list[str]]:
    """Try every separator; the official one wins when none does better."""
    best: tuple[tuple[int, int], Layout, str, list[str]] | None = None
    for layout in connector.layouts:
        for separator in (layout.separator, *(s for s in SEPARATORS if s != layout.separator)):
            headers = _split_header(line, separator)
            score = _score_layout(layout, headers)
            if best is None or score[0] > best[0][0] or (score > best[0] and separator == layout.separator):
                best = (score, layout, separator, headers)
    assert best is not None  # noqa: S101  A connector has at least one layout.
    return best[1], best[2], best[3]


def _field_offsets(line: str, headers: Sequence[str], separator: str) -> list[int]:
    """The column, in characters from 1, where each field of the line starts."""
    offsets, place, quoted = [1], 0, False
    for place, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == separator and not quoted:
            offsets.append(place + 2)
    return (offsets + [len(line) + 1] * len(headers))[: len(headers)]


def _bind_columns(
    layout: Layout, headers: Sequence[str], positions: Sequence[int], examined: Examination, today: date, log: FaultLog
) -> list[BoundColumn]:
    bound: list[BoundColumn] = []
    seen: dict[str, int] = {}
    strangers: list[int] = []
    for index, header in enumerate(headers):
        place = positions[index]
        if header in seen:
            log.add(
                _header_fault(
                    examined, place, header, "duplicate-column", *_duplicate_words(header, positions[seen[header]])
                )
            )
            continue
        seen[header] = index
        found = layout.column_of(header)
        if found is None:
            strangers.append(index)
            continue
        column, value = found
        bound.append(BoundColumn(index, header, column, value))
        if column.spread == "year" and value is not None and int(value) > today.year:
            log.add(_header_fault(examined, place, header, "future-year", *_future_words(value, today)))
    missing = [column.name for column in layout.named_columns if column.name and column.name not in seen]
    for index in strangers:
        nearest = _nearest_name(headers[index], missing)
        if nearest is not None:
            missing.remove(nearest)
            fault = ("misspelt-column", *_misspelt_words(headers[index], nearest))
        else:
            fault = ("extra-column", *_extra_words(headers[index]))
        log.add(_header_fault(examined, positions[index], headers[index], *fault))
    for name in missing:
        log.add(_header_fault(examined, None, name, "missing-column", *_missing_words(name)))
    _check_spread_values(layout, bound, examined, log)
    return bound


def _nearest_name(header: str, names: Sequence[str]) -> str | None:
    folded = {_fold_header(name): name for name in names}
    close = close_words(_fold_header(header), folded, cutoff=0.8)
    return folded[close[0]] if close else None


def _fold_header(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.replace("’", "'")).encode("ascii", "ignore").decode()
    return " ".join(plain.lower().split())


def _check_spread_values(layout: Layout, bound: Sequence[BoundColumn], examined: Examination, log: FaultLog) -> None:
    """Every value of the spread dimension needs all its columns: a year with employees but no establishments is cut."""
    fields = [column.field for column in layout.spread_columns]
    if not fields:
        return
    found = {(b.value, b.column.field) for b in bound if b.value is not None}
    values = sorted({value for value, _ in found if value is not None})
    if not values:
        patterns = ", ".join(f"« {column.pattern} »" for column in layout.spread_columns)
        log.add(
            _header_fault(
                examined,
                None,
                "",
                "no-year",
                Text(fr=f"Aucune colonne ne suit {patterns}.", en=f"No column matches {patterns}."),
                Text(fr="Prenez le fichier complet de l’éditeur.", en="Use the publisher’s complete file."),
            )
        )
    for value in values:
        for column in layout.spread_columns:
            if (value, column.field) not in found:
                name = re.sub(r"\(.*\)", value, column.pattern or "")
                log.add(_header_fault(examined, None, name, "missing-column", *_missing_words(name)))


def _header_fault(examined: Examination, column: int | None, key: str, code: str, message: Text, remedy: Text) -> Fault:
    return Fault(
        code=code, message=message, remedy=remedy, file=str(examined.path), line=1, column=column, key=key or None
    )


def _duplicate_words(header: str, first: int) -> tuple[Text, Text]:
    return (
        Text(
            fr=f"La colonne « {header} » est donnée deux fois ; la première est à la colonne {first}.",
            en=f"The column “{header}” is given twice; the first is at column {first}.",
        ),
        Text(fr="Gardez-en une seule.", en="Keep only one of them."),
    )


def _future_words(value: str, today: date) -> tuple[Text, Text]:
    return (
        Text(
            fr=f"L’année {value} n’a pas encore eu lieu : nous sommes en {today.year}.",
            en=f"The year {value} has not happened yet: this is {today.year}.",
        ),
        Text(fr="Corrigez l’année dans l’en-tête.", en="Correct the year in the header."),
    )


def _misspelt_words(header: str, name: str) -> tuple[Text, Text]:
    return (
        Text(
            fr=f"La colonne « {header} » n’existe pas ; la plus proche est « {name} ».",
            en=f"There is no column “{header}”; the closest is “{name}”.",
        ),
        Text(fr=f"Renommez-la « {name} ».", en=f"Rename it “{name}”."),
    )


def _extra_words(header: str) -> tuple[Text, Text]:
    return (
        Text(fr=f"La colonne « {header} » n’est pas attendue.", en=f"The column “{header}” is not expected."),
        Text(
            fr="Retirez-la, ou déclarez-la dans la description de la source si l’éditeur l’a ajoutée.",
            en="Remove it, or declare it in the source’s description if the publisher added it.",
        ),
    )


def _missing_words(name: str) -> tuple[Text, Text]:
    return (
        Text(fr=f"La colonne « {name} » manque.", en=f"The column “{name}” is missing."),
        Text(
            fr="Prenez le fichier complet de l’éditeur, sans retirer de colonne.",
            en="Use the publisher’s complete file, without removing any column.",
        ),
    )


def _wrong_separator_fault(examined: Examination, expected: str, found: str) -> Fault:
    want, got = SEPARATORS[expected], SEPARATORS[found]
    return _header_fault(
        examined,
        None,
        "",
        "wrong-separator",
        Text(
            fr=f"Le séparateur attendu est le caractère {want.fr} ; le fichier emploie le caractère {got.fr}.",
            en=f"The expected separator is the {want.en}; the file uses the {got.en}.",
        ),
        Text(
            fr=f"Enregistrez le CSV avec le séparateur {want.fr}.",
            en=f"Save the CSV with the {want.en} as separator.",
        ),
    )


def _unknown_layout_fault(connector: Connector, examined: Examination) -> Fault:
    names = " ; ".join(f"{layout.title.fr}" for layout in connector.layouts)
    names_en = "; ".join(f"{layout.title.en}" for layout in connector.layouts)
    return _header_fault(
        examined,
        1,
        "",
        "unknown-layout",
        Text(
            fr=f"Aucune colonne de la source « {connector.name} » n’est reconnue dans l’en-tête.",
            en=f"No column of the source “{connector.name}” is recognised in the header.",
        ),
        Text(
            fr=f"Vérifiez le fichier ; sa première ligne doit donner les noms de colonnes. Formes connues : {names}.",
            en=f"Check the file; its first line must give the column names. Known formats: {names_en}.",
        ),
    )
