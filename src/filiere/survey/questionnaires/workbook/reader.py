"""Reading a workbook of answers back: every fault of every sheet at once, or all that it says; never a part of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from filiere.core.faults import Fault, Faults
from filiere.core.text import Lang, Text, make_printable
from filiere.referentials.workbook import open_workbook
from filiere.survey.questionnaires.answers import MAX_TEXT_LENGTH, Value, clean_text, read_value
from filiere.survey.questionnaires.faults import CATALOGUE
from filiere.survey.questionnaires.numerals import read_number
from filiere.survey.questionnaires.questionnaire import Questionnaire
from filiere.survey.questionnaires.workbook.layout import (
    ANSWER,
    BASE_FIRST,
    BASE_LOCKED,
    CHOICES,
    COMMENT,
    FIRST_ROW,
    FORMAT,
    GUIDE,
    GUIDE_WORDS,
    HEADER_ROW,
    HIDDEN,
    KEY,
    LOCKED,
    METADATA,
    UNKNOWN,
    Entry,
    Line,
    find_choice,
    list_choices,
    list_lines,
    name_sheets,
)

_MARKS = frozenset({"x", "1", "true", "oui", "yes", "vrai"})
_SHOWN = 80
_MOST_UNREAD = 50
"""Words outside of what is read that are told of one workbook."""


@dataclass(frozen=True, slots=True)
class AnswerWorkbook:
    """A workbook read whole: by place, what it says now (``entries``), what it said when it was made (``bases``), and
    the sheet and cell of its answer (``cells``). ``unread`` are words that stand where nothing is read."""

    respondent: str
    exported: str
    entries: Mapping[str, Entry]
    bases: Mapping[str, Entry]
    cells: Mapping[str, tuple[str, str]]
    unread: tuple[Fault, ...] = ()


def read_answer_workbook(data: bytes, questionnaire: Questionnaire, *, respondent: str, file: str) -> AnswerWorkbook:
    """Return what a workbook says; raise :class:`Faults` with all that is wrong, nothing having been taken.

    A workbook of another questionnaire, version or respondent is refused. A number that cannot be read is taken as it
    was typed: a hard check tells it, as it does on the site.
    """
    sheets = open_workbook(data, file)
    hidden = sheets.get(HIDDEN, [])
    said = {name: _write_plain(_read_cell(hidden, row, 0)) for row, name in enumerate(METADATA)}
    wanted = {
        "format": FORMAT,
        "questionnaire": questionnaire.identifier,
        "seal": questionnaire.seal,
        "respondent": respondent,
    }
    for name, value in wanted.items():
        if said[name] != value:
            shown = make_printable(said[name] or "–", _SHOWN)
            found = CATALOGUE.build("survey-workbook-other", why=_MISMATCHES[name], said=shown, wanted=value[:_SHOWN])
            raise Faults([found.at(file=file, key=name)])
    lang: Lang = "en" if said["language"] == "en" else "fr"
    lines = list(list_lines(questionnaire, lang))
    cells, addresses = _read_sheets(sheets, lines, list(name_sheets(questionnaire, lang).values()), file)
    bases: dict[str, _Cells] = {}
    for row in range(BASE_FIRST, BASE_FIRST + len(lines)):
        key, answer, unknown, comment = (_write_plain(_read_cell(hidden, row, column)) for column in range(4))
        bases[key] = answer, unknown, comment
    blank = ("", "", "")
    return AnswerWorkbook(
        respondent=respondent,
        exported=said["exported"],
        entries=_gather_entries(lines, cells),
        bases=_gather_entries(lines, {line.key: bases.get(line.key, blank) for line in lines}),
        cells=addresses,
        unread=tuple(
            islice(_find_unread(sheets, set(name_sheets(questionnaire, lang).values()), len(lines), file), _MOST_UNREAD)
        ),
    )


_MISMATCHES: Mapping[str, Text] = {
    "format": Text(fr="n’est pas un questionnaire venu d’ici", en="is not a questionnaire that comes from here"),
    "questionnaire": Text(fr="est fait pour un autre questionnaire", en="was made for another questionnaire"),
    "seal": Text(fr="est fait pour un autre texte du questionnaire", en="was made for another text of it"),
    "respondent": Text(fr="est celui d’un autre centre", en="belongs to another centre"),
}
_Cells = tuple[str, str, str]


def _gather_entries(lines: list[Line], cells: Mapping[str, _Cells]) -> dict[str, Entry]:
    """Put the lines of each place together: the options ticked of several choices make one answer."""
    found: dict[str, Entry] = {}
    ticked: dict[str, list[str]] = {}
    for line in lines:
        words, unknown, comment = cells[line.key]
        if line.option is None:
            value: Value = read_value(line.question, line.place, words, [])
            found[line.place] = Entry(value, bool(unknown), clean_text(comment))
        elif words:
            ticked.setdefault(line.place, []).append(line.option.key)
    for place, keys in ticked.items():
        found[place] = Entry(tuple(keys), found[place].unknown, found[place].comment)
    return {place: Entry(entry.value or "", entry.unknown, entry.comment) for place, entry in found.items()}


def _read_sheets(
    sheets: Mapping[str, list[list[Any]]], lines: list[Line], names: list[str], file: str
) -> tuple[dict[str, _Cells], dict[str, tuple[str, str]]]:
    """Return answer, mark and comment of each line by its key; sheet and cell of its answer by place."""
    known = {line.key: line for line in lines}
    cells: dict[str, _Cells] = {}
    found: dict[str, tuple[str, str]] = {}
    faults: list[Fault] = []
    for name in names:
        if name not in sheets:
            faults.append(CATALOGUE.build("survey-workbook-sheet", sheet=name).at(file=file, key=name))
            continue
        for row in range(FIRST_ROW, len(sheets[name])):
            reading = _RowReading(
                file, name, row, [_read_cell(sheets[name], row, column) for column in range(COMMENT + 1)]
            )
            if reading.is_blank:
                continue
            line = known.get(reading.key)
            if line is None or line.sheet != name:
                faults.append(reading.build_fault("survey-workbook-key", KEY, line=reading.key))
            elif line.key in cells:
                faults.append(reading.build_fault("survey-workbook-key-twice", KEY, line=reading.key))
            else:
                cells[line.key] = reading.read_cells(line, faults)
                found.setdefault(line.place, (name, reading.name_cell(ANSWER)))
    missing = [line for line in lines if line.key not in cells and line.sheet in sheets]
    faults += [
        CATALOGUE.build("survey-workbook-line-missing", sheet=line.sheet, line=line.key).at(file=file, key=line.key)
        for line in missing
    ]
    if faults:
        raise Faults(faults)
    return cells, found


def _find_unread(sheets: Mapping[str, list[list[Any]]], parts: set[str], count: int, file: str) -> Iterator[Fault]:
    """The words that stand where nothing is read: beside the columns, in the locked ones, on the guide and on sheets
    that were added.

    A workbook that does not say what its guide or its locked columns held is judged by the others alone.
    """
    hidden = sheets[HIDDEN]
    locked = {
        _write_plain(_read_cell(hidden, row, KEY)): [
            _write_plain(_read_cell(hidden, row, BASE_LOCKED + rank)) for rank in range(len(LOCKED))
        ]
        for row in range(BASE_FIRST, BASE_FIRST + count)
    }
    guide = [[_write_plain(_read_cell(hidden, row, GUIDE_WORDS))] for row in range(len(hidden))]
    for name, rows in sheets.items():
        is_guide = name in (GUIDE.fr, GUIDE.en)
        if name in (HIDDEN, CHOICES) or (is_guide and not any(words for (words,) in guide)):
            continue
        for row, cells in enumerate(rows):
            said = locked.get(_write_plain(_read_cell(rows, row, KEY)), [])
            for column in range(len(cells)):
                words = _write_plain(_read_cell(rows, row, column))
                if is_guide:
                    is_read = not words or _is_same(words, _write_plain(_read_cell(guide, row, column)))
                elif name not in parts or column > COMMENT or (row < HEADER_ROW and column > KEY):
                    is_read = not words
                elif row >= FIRST_ROW and column in LOCKED and any(said):
                    is_read = not words or _is_same(words, said[column - LOCKED.start])
                else:
                    is_read = True
                if not is_read:
                    shown = make_printable(words, _SHOWN)
                    cell = xl_rowcol_to_cell(row, column)
                    found = CATALOGUE.build("survey-workbook-unread", sheet=name, cell=cell, words=shown)
                    yield found.at(file=file, line=row + 1, column=column + 1, key=f"{name}!{cell}")


def _is_same(words: str, said: str) -> bool:
    """Whether a cell says what it said: a spreadsheet may break lines otherwise, or take a number for one."""
    return words.split() == said.split() or (read_number(words) is not None and read_number(words) == read_number(said))


@dataclass(frozen=True, slots=True)
class _RowReading:
    """A row of a sheet, being read."""

    file: str
    sheet: str
    row: int
    cells: list[Any]

    @property
    def is_blank(self) -> bool:
        return all(cell == "" for cell in self.cells)

    @property
    def key(self) -> str:
        return make_printable(_write_plain(self.cells[KEY]), _SHOWN)

    def read_cells(self, line: Line, faults: list[Fault]) -> _Cells:
        """Return answer, mark and comment, noting what is wrong in them."""
        found = list(self._read_answer(line))
        mark, comment = _write_plain(self.cells[UNKNOWN]), clean_text(_write_plain(self.cells[COMMENT]))
        if mark and mark.casefold() not in _MARKS:
            found.append(self.build_fault("survey-workbook-mark", UNKNOWN, words=make_printable(mark, _SHOWN)))
        if len(comment) > MAX_TEXT_LENGTH:
            found.append(self._build_length_fault(COMMENT, comment))
        found += [self._build_locked_fault(column) for column in _list_locked(line) if self.cells[column] != ""]
        faults += [one for one in found if isinstance(one, Fault)]
        answer = next((one for one in found if isinstance(one, str)), "")
        return answer, mark, comment

    def _read_answer(self, line: Line) -> Iterator[str | Fault]:
        words = clean_text(_write_plain(self.cells[ANSWER]))
        choices = list_choices(line.question)
        if line.option is not None:
            if words and words.casefold() not in _MARKS:
                yield self.build_fault("survey-workbook-mark", ANSWER, words=make_printable(words, _SHOWN))
            yield words
        elif choices and words:
            chosen = find_choice(line.question, words)
            if chosen is None:
                options = tuple(option.text for option in choices)
                shown = make_printable(words, _SHOWN)
                yield self.build_fault("survey-workbook-option", ANSWER, words=shown, options=options)
            yield chosen or ""
        elif line.question.kind == "choices":
            yield ""
        elif len(words) > MAX_TEXT_LENGTH:
            yield self._build_length_fault(ANSWER, words)
        else:
            yield words

    def _build_locked_fault(self, column: int) -> Fault:
        words = make_printable(_write_plain(self.cells[column]), _SHOWN)
        return self.build_fault("survey-workbook-locked", column, words=words)

    def _build_length_fault(self, column: int, words: str) -> Fault:
        return self.build_fault("survey-workbook-text", column, length=len(words), most=MAX_TEXT_LENGTH)

    def name_cell(self, column: int) -> str:
        """Return the address of a cell of this row."""
        return str(xl_rowcol_to_cell(self.row, column))

    def build_fault(self, code: str, column: int, **values: object) -> Fault:
        """Return a fault at a cell of this row."""
        found = CATALOGUE.build(code, sheet=self.sheet, cell=self.name_cell(column), **values)
        return found.at(file=self.file, line=self.row + 1, column=column + 1, key=self.key or None)


def _list_locked(line: Line) -> tuple[int, ...]:
    """The columns of a line that are locked although others have an answer there."""
    if line.option is not None:
        return (UNKNOWN, COMMENT)
    return (ANSWER,) if line.question.kind == "choices" else ()


def _write_plain(cell: Any) -> str:
    """Return what a cell holds as words: numbers without exponent or decimal noughts, dates as days."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}".removesuffix(".0")
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    return str(cell)


def _read_cell(rows: list[list[Any]], row: int, column: int) -> Any:
    if row >= len(rows) or column >= len(rows[row]):
        return ""
    cell = rows[row][column]
    return "" if cell is None or (isinstance(cell, str) and not cell.strip()) else cell
