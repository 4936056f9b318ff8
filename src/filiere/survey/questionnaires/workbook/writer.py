"""Writing a workbook of answers: one sheet a part, every question that may be asked, with what was answered.

A filter cannot act in a file, so every question stands there with its condition in words, and those that are not asked
as yet are grey. Bytes depend on what is given and on nothing else.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from filiere.core.text import Lang, Text
from filiere.referentials.language import Unit
from filiere.survey.questionnaires.answers import MAX_TEXT_LENGTH, AnswerState, Value
from filiere.survey.questionnaires.applicability import Applicability, find_applicable
from filiere.survey.questionnaires.numerals import read_number, write_number
from filiere.survey.questionnaires.questionnaire import Questionnaire
from filiere.survey.questionnaires.screens import fill_turn
from filiere.survey.questionnaires.workbook.layout import (
    ANSWER,
    BASE_FIRST,
    CHOICES,
    COMMENT,
    FIRST_ROW,
    FORMAT,
    GUIDE,
    GUIDE_WORDS,
    HEADER_ROW,
    HEADERS,
    HIDDEN,
    KEY,
    LOCKED,
    MARK,
    QUESTION,
    UNKNOWN,
    Entry,
    Line,
    list_choices,
    list_lines,
    name_sheets,
    read_entry,
)

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTHS = (26, 6, 64, 30, 18, 26, 12, 44)
_MOST_DIGITS = 15
"""Digits that a spreadsheet keeps of a number; more are written as text rather than lost."""
_GUIDE: tuple[Text, ...] = (
    Text(
        fr="Répondez dans les colonnes claires : Réponse, Je ne sais pas, Commentaire. Le reste est verrouillé.",
        en="Answer in the light columns: Answer, I do not know, Comment. The rest is locked.",
    ),
    Text(
        fr="Une question grise ne vous concerne que si sa condition est remplie ; laissez-la vide sinon.",
        en="A grey question concerns you only if its condition is met; leave it blank otherwise.",
    ),
    Text(
        fr="Où plusieurs réponses sont possibles, mettez un « x » devant chacune de celles qui conviennent.",
        en="Where several answers are possible, put an “x” beside each that applies.",
    ),
    Text(
        fr="Pour un nombre, écrivez le nombre seul, sans unité.",
        en="For a number, enter the number only, without a unit.",
    ),
    Text(
        fr="Ni formule, ni lien, ni macro : le fichier serait refusé. N’ajoutez et ne retirez aucune ligne.",
        en="No formulas, links or macros: the file would be refused. Do not add or remove any lines.",
    ),
    Text(
        fr="Ce que vous auriez répondu sur le site depuis cet export ne sera pas écrasé sans votre accord.",
        en="What you may have answered on the site since this export will not be replaced without your agreement.",
    ),
)


def build_answer_workbook(
    questionnaire: Questionnaire,
    state: AnswerState,
    *,
    respondent: str,
    lang: Lang,
    exported: date,
    respondent_name: str = "",
    prior: Mapping[str, Value] | None = None,
) -> bytes:
    """Return the workbook of a respondent, in a language, with the answers that are there and last wave's beside them.

    ``respondent`` is the key by which the reader knows whose workbook it is.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    created = datetime(exported.year, exported.month, exported.day, tzinfo=UTC)
    book.set_properties({"title": questionnaire.title.get(lang), "author": "Filière", "created": created})
    writing = _Writing(book, lang, state, prior or {}, find_applicable(questionnaire, state), _build_formats(book))
    guide = _write_guide(writing, questionnaire, respondent_name, exported)
    for name in name_sheets(questionnaire, lang).values():
        writing.add_sheet(name)
    writing.choices = book.add_worksheet(CHOICES)
    hidden = book.add_worksheet(HIDDEN)
    for rank, line in enumerate(list_lines(questionnaire, lang)):
        entry = read_entry(state, line.place)
        writing.write_line(line, entry)
        _write_base(hidden, BASE_FIRST + rank, line, entry, writing.describe_locked(line))
    metadata = (FORMAT, questionnaire.identifier, questionnaire.seal, respondent, exported.isoformat(), lang)
    for row, words in enumerate(metadata):
        hidden.write_string(row, 0, words)
    for row, words in enumerate(guide):
        hidden.write_string(row, GUIDE_WORDS, words)
    for sheet in (writing.choices, hidden):
        sheet.protect()
        sheet.very_hidden()
    book.close()
    return buffer.getvalue()


def write_cell(line: Line, entry: Entry) -> str:
    """Return what the answer of a line is in words that do not depend on a language."""
    if line.option is not None:
        return MARK if line.option.key in entry.value else ""
    return "" if isinstance(entry.value, tuple) else entry.value


def _write_base(hidden: Any, row: int, line: Line, entry: Entry, locked: tuple[str, ...]) -> None:
    alone = line.option is None
    words = (line.key, write_cell(line, entry), MARK * entry.unknown * alone, entry.comment if alone else "")
    for column, text in enumerate((*words, *locked)):
        hidden.write_string(row, column, text)


def _build_formats(book: Any) -> dict[str, Any]:
    locked = {"text_wrap": True, "valign": "top", "bg_color": "#EEF1F4", "border": 1, "border_color": "#C9D0D8"}
    light = locked | {"bg_color": "#FFFFFF", "locked": False}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "head": book.add_format(locked | {"bold": True}),
        "key": book.add_format(locked | {"font_color": "#6B7480", "font_size": 8}),
        "locked": book.add_format(locked),
        "asked": book.add_format(light),
        "closed": book.add_format(light | {"bg_color": "#DDE2E8"}),
    }


def _write_guide(writing: "_Writing", questionnaire: Questionnaire, name: str, exported: date) -> tuple[str, ...]:
    """Write the sheet that is read first; return its words, row by row."""
    lang = writing.lang
    guide = writing.book.add_worksheet(GUIDE.get(lang))
    guide.set_column(0, 0, 110)
    title, introduction = questionnaire.title.get(lang), questionnaire.form.introduction.get(lang)
    head = (title, name, questionnaire.identifier, exported.isoformat(), introduction, "")
    said = (*head, *(text.get(lang) for text in _GUIDE))
    for row, words in enumerate(said):
        guide.write_string(row, 0, words, writing.formats["wrap" if row else "title"])
    guide.protect()
    return said


@dataclass
class _Writing:
    """A workbook being written."""

    book: Any
    lang: Lang
    state: AnswerState
    prior: Mapping[str, Value]
    applicability: Mapping[str, Applicability]
    formats: Mapping[str, Any]
    choices: Any = None
    sheets: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)

    def add_sheet(self, name: str) -> None:
        """Begin the sheet of a part."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, name, self.formats["title"])
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
            sheet.write_string(HEADER_ROW, column, HEADERS[column].get(self.lang), self.formats["head"])
        sheet.freeze_panes(FIRST_ROW, QUESTION)
        sheet.protect("", {"format_rows": True, "format_columns": True})
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        self.sheets[name], self.rows[name] = sheet, FIRST_ROW

    def write_line(self, line: Line, entry: Entry) -> None:
        """Write a line at the next row of its sheet."""
        sheet, row = self.sheets[line.sheet], self.rows[line.sheet]
        self.rows[line.sheet] = row + 1
        light = self.formats["asked" if self.applicability[line.place].is_asked else "closed"]
        head = line.option is None
        sheet.write_string(row, KEY, line.key, self.formats["key"])
        for column, words in zip(LOCKED, self.describe_locked(line), strict=True):
            sheet.write_string(row, column, words, self.formats["locked"])
        if head and line.question.kind == "choices":
            sheet.write_blank(row, ANSWER, None, self.formats["locked"])
        else:
            self._write_answer(sheet, row, line, entry, light)
        for column, words in ((UNKNOWN, MARK if entry.unknown else ""), (COMMENT, entry.comment)):
            cell = light if head else self.formats["locked"]
            if head and words:
                sheet.write_string(row, column, words, cell)
            else:
                sheet.write_blank(row, column, None, cell)

    def describe_locked(self, line: Line) -> tuple[str, ...]:
        """Return what the locked columns of a line say, from its number on."""
        head = line.option is None
        return (
            line.number if head else "",
            self._describe_question(line),
            self._describe_detail(line) if head else "",
            self._describe_prior(line),
        )

    def _write_answer(self, sheet: Any, row: int, line: Line, entry: Entry, light: Any) -> None:
        words = write_cell(line, entry)
        choices = list_choices(line.question)
        if choices:
            source = self._list_source(tuple(option.text.get(self.lang) for option in choices))
            sheet.data_validation(row, ANSWER, row, ANSWER, {"validate": "list", "source": source, "show_error": False})
            words = next((option.text.get(self.lang) for option in choices if option.key == words), "")
        elif line.question.kind == "text":
            limit = {"validate": "length", "criteria": "<=", "value": MAX_TEXT_LENGTH}
            sheet.data_validation(row, ANSWER, row, ANSWER, limit)
        if not words:
            sheet.write_blank(row, ANSWER, None, light)
        elif line.question.is_numeric and _fits_number(words):
            sheet.write_number(row, ANSWER, float(words), light)
        else:
            sheet.write_string(row, ANSWER, words, light)

    def _list_source(self, words: tuple[str, ...]) -> str:
        if words not in self.lists:
            row = len(self.lists)
            for column, text in enumerate(words):
                self.choices.write_string(row, column, text)
            last = xlsxwriter.utility.xl_rowcol_to_cell(row, len(words) - 1, row_abs=True, col_abs=True)
            self.lists[words] = f"={CHOICES}!$A${row + 1}:{last}"
        return self.lists[words]

    def _describe_question(self, line: Line) -> str:
        if line.option is not None:
            return f"    {line.option.text.get(self.lang)}"
        screen = fill_turn(line.screen.text, line.turn).get(self.lang)
        question = fill_turn(line.question.text, line.turn).get(self.lang)
        return question if screen == question else f"{screen}\n{question}"

    def _describe_detail(self, line: Line) -> str:
        found = []
        if line.question.is_numeric and not (unit := Unit.parse(line.question.unit_words)).is_plain_number:
            found.append(unit.label().get(self.lang))
        conditions = (line.part.condition, line.screen.condition, line.question.condition)
        found += [condition.text.get(self.lang) for condition in conditions if condition is not None]
        return "\n".join(found)

    def _describe_prior(self, line: Line) -> str:
        value = self.prior.get(line.place, "")
        if line.option is not None:
            return MARK if line.option.key in value else ""
        if isinstance(value, tuple):
            return ""
        return next(
            (option.text.get(self.lang) for option in list_choices(line.question) if option.key == value), value
        )


def _fits_number(words: str) -> bool:
    """Whether a number comes back from a spreadsheet as it went: what cannot be read, or is too long, is text."""
    number = read_number(words)
    return (
        number is not None
        and write_number(number) == words
        and len(words.replace(".", "").lstrip("0")) <= _MOST_DIGITS
        and write_number(read_number(f"{float(words):.15g}") or number) == words
    )
