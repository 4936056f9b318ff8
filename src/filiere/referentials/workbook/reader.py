"""Reading a workbook back: every fault of every sheet at once, or all the answers; never a part of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from filiere.core import Fault, Faults, Lang, Text
from filiere.referentials.records import InputBounds
from filiere.referentials.release import Release
from filiere.referentials.workbook import layout
from filiere.referentials.workbook.faults import CATALOGUE
from filiere.referentials.workbook.layout import (
    KEY,
    MAX_TEXT_LENGTH,
    NOTE,
    REASON,
    VALUE,
    chosen_value,
    line_key,
    lines_fingerprint,
)
from filiere.referentials.workbook.lines import AnswerEntry, AnswerPlace, QuestionnaireLine
from filiere.referentials.workbook.safe_opening import open_workbook

MAX_NUMBER = Decimal(10) ** 15
MAX_NUMBER_LENGTH = 40


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line as the file says it, beside what it said when the file was made; where it stands in the file."""

    line: QuestionnaireLine
    entry: AnswerEntry
    base: AnswerEntry
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """A workbook read whole; ``exported`` is the day it was made, as it says."""

    dossier: str
    exported: str
    lines: tuple[ReadLine, ...]


def read_workbook(
    data: bytes, release: Release, category: str, lines: Sequence[QuestionnaireLine], *, dossier: str, file: str
) -> WorkbookReading:
    """Return what a workbook says; raise :class:`Faults` with all that is wrong, nothing having been taken."""
    sheets = open_workbook(data, file)
    hidden = sheets.get(layout.HIDDEN)
    if hidden is None or _cell_at(hidden, 0, 0) != layout.FORMAT:
        raise Faults([_other_workbook_fault(file, "format", "", layout.FORMAT)])
    said = {name: _cell_at(hidden, row, 0) for row, name in enumerate(layout.METADATA_KEYS)}
    wanted = {
        "release": release.id,
        "sha256": release.sha256,
        "category": category,
        "dossier": dossier,
        "lines": lines_fingerprint(lines),
    }
    if wrong := [name for name in wanted if said[name] != wanted[name]]:
        # The fingerprint of a release of another name says nothing more.
        shown = wrong[:1] if wrong[0] == "release" else wrong
        raise Faults([_other_workbook_fault(file, name, str(said[name])[:80], wanted[name]) for name in shown])
    lang: Lang = "en" if said["language"] == "en" else "fr"
    names = layout.sheet_names(release, lang)
    faults: list[Fault] = []
    bases = dict(_base_entries(hidden, len(lines)))
    found: dict[AnswerPlace, ReadLine] = {}
    known = {one.place: one for one in lines}
    for key in dict.fromkeys(one.sheet for one in lines):
        name = names[key]
        rows = sheets.get(name)
        if rows is None:
            faults.append(_missing_sheet_fault(file, name))
            continue
        for line in _read_sheet(rows, key, name, known, found, bases, file, faults):
            found[line.line.place] = line
    missing_sheets = {key for key in names if names[key] not in sheets}
    faults += [
        _missing_line_fault(file, names[one.sheet], one)
        for one in lines
        if one.place not in found and one.sheet not in missing_sheets and not _has_fault(faults, one)
    ]
    if faults:
        raise Faults(faults)
    return WorkbookReading(str(said["dossier"]), str(said["exported"]), tuple(found[one.place] for one in lines))


def _has_fault(faults: list[Fault], line: QuestionnaireLine) -> bool:
    return any(fault.key == line_key(line.place) for fault in faults)


def _base_entries(hidden: list[list[Any]], count: int) -> Iterator[tuple[AnswerPlace, AnswerEntry]]:
    for row in range(layout.BASE_FIRST, layout.BASE_FIRST + count):
        place = layout.parse_line_key(str(_cell_at(hidden, row, 0)))
        if place is not None:
            yield place, AnswerEntry(*(str(_cell_at(hidden, row, column)) for column in (1, 2, 3)))


def _read_sheet(
    rows: list[list[Any]],
    key: str,
    name: str,
    known: Mapping[AnswerPlace, QuestionnaireLine],
    found: Mapping[AnswerPlace, ReadLine],
    bases: Mapping[AnswerPlace, AnswerEntry],
    file: str,
    faults: list[Fault],
) -> Iterator[ReadLine]:
    seen: set[AnswerPlace] = set()
    for index in range(layout.FIRST_ROW, len(rows)):
        cells = [_cell_at(rows, index, column) for column in range(NOTE + 1)]
        if all(cell == "" for cell in cells):
            continue
        at = _RowPlace(file, name, index + 1)
        place = layout.parse_line_key(str(cells[KEY]))
        line = known.get(place) if place is not None else None
        if line is None or line.sheet != key:
            faults.append(at.unknown_key(str(cells[KEY])[:80]))
            continue
        if line.place in seen or line.place in found:
            faults.append(at.build_twice_fault(line_key(line.place)))
            continue
        seen.add(line.place)
        before = len(faults)
        value = _read_value(line, cells[VALUE], at, faults)
        reason = _read_text(cells[REASON], REASON, line, at, faults)
        note = _read_text(cells[NOTE], NOTE, line, at, faults)
        if value and reason:
            faults.append(at.build_both_fault(line_key(line.place)))
        if len(faults) == before:
            yield ReadLine(
                line, AnswerEntry(value, reason, note), bases.get(line.place, AnswerEntry()), name, index + 1
            )


def _read_value(line: QuestionnaireLine, cell: Any, at: "_RowPlace", faults: list[Fault]) -> str:
    if cell == "":
        return ""
    if line.choices:
        whole = isinstance(cell, float) and cell.is_integer()
        words = str(int(cell)) if whole else str(cell)
        if isinstance(cell, bool):
            words = str(cell).lower()
        value = chosen_value(line, words)
        if value is None:
            faults.append(at.not_a_choice(line, words[:80]))
        return value or ""
    number = _read_number(cell)
    if number is None:
        faults.append(at.not_a_number(line, str(cell)[:80]))
        return ""
    if line.bounds is not None and not line.bounds.admit(Decimal(number)):
        faults.append(at.out_of_bounds(line, number, line.bounds))
        return ""
    return number


def _read_number(cell: Any) -> str | None:
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        return None
    return canonical_number(repr(cell) if isinstance(cell, float) else str(cell))


def canonical_number(words: str) -> str | None:
    """Return a number of zero or more, as people write it, as it is kept: without exponent and without zeros at the
    end. None for anything else, a number too large or of too many decimals among them."""
    words = "".join(words.split()).replace("\u202f", "").replace("\u00a0", "")
    if "," in words and "." not in words:
        words = words.replace(",", ".")
    if not words.isascii() or "_" in words or len(words) > MAX_NUMBER_LENGTH:
        return None
    try:
        number = Decimal(words)
    except InvalidOperation:
        return None
    if not number.is_finite() or number < 0 or number > MAX_NUMBER:
        return None
    # Twelve signs, 1e-999999999, would be written with a thousand million zeros.
    if int(number.as_tuple().exponent) < -MAX_NUMBER_LENGTH:
        return None
    words = f"{number:f}"
    return words.rstrip("0").rstrip(".") or "0" if "." in words else words


def _read_text(cell: Any, column: int, line: QuestionnaireLine, at: "_RowPlace", faults: list[Fault]) -> str:
    words = repr(cell) if isinstance(cell, float) else str(cell)
    words = words.removesuffix(".0") if isinstance(cell, float) else words
    words = words.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(words) > MAX_TEXT_LENGTH:
        faults.append(at.too_long(line, column, len(words)))
    elif any(ord(one) < 32 and one not in "\n\t" for one in words):
        faults.append(at.control(line, column))
    return words


def _cell_at(rows: list[list[Any]], row: int, column: int) -> Any:
    if row >= len(rows) or column >= len(rows[row]):
        return ""
    cell = rows[row][column]
    return "" if cell is None or (isinstance(cell, str) and not cell.strip()) else cell


@dataclass(frozen=True, slots=True)
class _RowPlace:
    """A row of a sheet, to place faults at."""

    file: str
    sheet: str
    row: int

    def _fault(self, code: str, key: str, column: int, message: Text, remedy: Text) -> Fault:
        cell = f"{chr(ord('A') + column)}{self.row}"
        return Fault(
            code=code,
            file=self.file,
            line=self.row,
            column=column + 1,
            key=key,
            message=Text(
                fr=f"Feuille « {self.sheet} », cellule {cell} : {message.fr}",
                en=f"Sheet “{self.sheet}”, cell {cell}: {message.en}",
            ),
            remedy=remedy,
        )

    def unknown_key(self, key: str) -> Fault:
        return self._fault(
            "workbook-key",
            key or "?",
            KEY,
            Text(
                fr=f"la clé « {key} » n’est pas de cette feuille.", en=f"the key “{key}” does not belong to this sheet."
            ),
            Text(
                fr="Remettez la clé de l’export, ou repartez d’un nouvel export.",
                en="Restore the key from the export, or start from a new export.",
            ),
        )

    def build_twice_fault(self, key: str) -> Fault:
        return self._fault(
            "workbook-key-twice",
            key,
            KEY,
            Text(fr=f"la clé « {key} » est donnée deux fois.", en=f"the key “{key}” is given twice."),
            Text(fr="Gardez une seule de ces lignes.", en="Keep only one of these lines."),
        )

    def build_both_fault(self, key: str) -> Fault:
        return self._fault(
            "answer-and-reason",
            key,
            REASON,
            Text(
                fr="une réponse et un motif de « sans objet » à la fois.",
                en="both an answer and a reason for “not applicable”.",
            ),
            Text(fr="Gardez l’un des deux.", en="Keep one or the other."),
        )

    def not_a_choice(self, line: QuestionnaireLine, words: str) -> Fault:
        return self._fault(
            "unknown-choice",
            line_key(line.place),
            VALUE,
            Text(fr=f"« {words} » n’est pas un choix de la liste.", en=f"“{words}” is not an option in the list."),
            Text(
                fr="Choisissez dans la liste, ou écrivez le numéro du niveau.",
                en="Choose from the list, or enter the number of the level.",
            ),
        )

    def not_a_number(self, line: QuestionnaireLine, words: str) -> Fault:
        return self._fault(
            "not-a-number",
            line_key(line.place),
            VALUE,
            Text(
                fr=f"« {words} » n’est pas un nombre positif ou nul.",
                en=f"“{words}” is not a number that is zero or more.",
            ),
            Text(
                fr="Écrivez le nombre seul, sans unité ; laissez vide s’il n’est pas connu.",
                en="Enter the number only, without a unit; leave it blank if unknown.",
            ),
        )

    def out_of_bounds(self, line: QuestionnaireLine, words: str, bounds: InputBounds) -> Fault:
        return self._fault(
            "number-out-of-bounds",
            line_key(line.place),
            VALUE,
            Text(
                fr=f"{words} n’est pas une valeur plausible : de {bounds.min} à {bounds.max}.",
                en=f"{words} is not a plausible value: from {bounds.min} to {bounds.max}.",
            ),
            Text(
                fr="Vérifiez l’unité et la source, puis corrigez la valeur.",
                en="Check the unit and the source, then correct the value.",
            ),
        )

    def too_long(self, line: QuestionnaireLine, column: int, length: int) -> Fault:
        return self._fault(
            "text-too-long",
            line_key(line.place),
            column,
            Text(
                fr=f"{length} caractères, pour {MAX_TEXT_LENGTH} au plus.",
                en=f"{length} characters; at most {MAX_TEXT_LENGTH} are allowed.",
            ),
            Text(fr="Raccourcissez ce texte.", en="Shorten this text."),
        )

    def control(self, line: QuestionnaireLine, column: int) -> Fault:
        return self._fault(
            "control-character",
            line_key(line.place),
            column,
            Text(fr="un caractère de commande, invisible.", en="an invisible control character."),
            Text(fr="Écrivez ce texte à nouveau.", en="Write this text again."),
        )


_MISMATCH_REASONS: Mapping[str, Text] = {
    "format": Text(fr="n’est pas un questionnaire exporté d’ici", en="is not a questionnaire exported from this site"),
    "release": Text(fr="est fait pour une autre version", en="was made for another version"),
    "sha256": Text(fr="est fait pour un autre texte de la version", en="was made for another text of the version"),
    "category": Text(fr="est fait pour une autre catégorie", en="was made for another category"),
    "dossier": Text(fr="est celui d’un autre dossier", en="belongs to another dossier"),
    "lines": Text(
        fr="a été exporté avant un changement de périmètre, ou ses lignes ont été changées",
        en="was exported before a change of scope, or its lines were changed",
    ),
}


def _other_workbook_fault(file: str, name: str, said: str, wanted: str) -> Fault:
    shown = name in ("release", "category")
    what = _MISMATCH_REASONS[name]
    return Fault(
        code=f"workbook-other-{name}",
        file=file,
        key=name,
        message=Text(
            fr=f"Ce classeur {what.fr}" + (f" : {said}, et non {wanted}." if shown else "."),
            en=f"This workbook {what.en}" + (f": {said}, not {wanted}." if shown else "."),
        ),
        remedy=Text(
            fr="Exportez à nouveau depuis ce dossier, et reportez-y vos réponses.",
            en="Export again from this dossier, and copy your answers into it.",
        ),
    )


def _missing_sheet_fault(file: str, sheet: str) -> Fault:
    return CATALOGUE.build("workbook-sheet-missing", sheet=sheet).at(file=file, key=sheet)


def _missing_line_fault(file: str, sheet: str, line: QuestionnaireLine) -> Fault:
    key = line_key(line.place)
    return CATALOGUE.build("workbook-line-missing", sheet=sheet, key=key).at(file=file, key=key)
