"""Writing the workbook: one sheet a theme, lists to choose from, keys locked, the release and what stood hidden inside.

Bytes depend on what is given and on nothing else, so two exports of the same answers are the same file.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from filiere.core import Lang, Text
from filiere.referentials.release import Release
from filiere.referentials.workbook.layout import (
    BASE_FIRST,
    CHOICES,
    DETAIL,
    FIRST_ROW,
    FORMAT,
    HEADER_ROW,
    HEADERS,
    HIDDEN,
    KEY,
    MAX_TEXT_LENGTH,
    NOTE,
    NUMBER,
    QUESTION,
    REASON,
    VALUE,
    choice_label,
    line_key,
    lines_fingerprint,
    sheet_names,
)
from filiere.referentials.workbook.lines import AnswerEntry, AnswerPlace, QuestionnaireLine

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTHS = (30, 7, 70, 22, 40, 34, 40)
_GUIDE: tuple[Text, ...] = (
    Text(
        fr="Répondez dans les colonnes claires : Réponse, Sans objet, Note. Le reste est verrouillé.",
        en="Answer in the light columns: Answer, Not applicable, Note. The rest is locked.",
    ),
    Text(
        fr="Pour une question, choisissez un niveau dans la liste, ou écrivez son numéro (0, 1, 2…).",
        en="For a question, choose a level from the list, or enter its number (0, 1, 2…).",
    ),
    Text(
        fr="Pour un nombre, écrivez le nombre seul, sans unité. Laissez vide ce que vous ne savez pas encore.",
        en="For a number, enter the number only, without a unit. Leave blank what you do not know yet.",
    ),
    Text(
        fr="« Sans objet » doit être motivé, et l’auditeur en juge : la question reste ouverte jusque-là.",
        en="“Not applicable” needs a reason, which the auditor will assess: the question stays open until then.",
    ),
    Text(
        fr="Ni formule, ni lien, ni macro : le fichier serait refusé. N’ajoutez et ne retirez aucune ligne.",
        en="No formulas, links or macros: the file would be refused. Do not add or remove any lines.",
    ),
    Text(
        fr=(
            "À l’envoi, les changements vous seront montrés avant tout enregistrement. Ceux faits sur le site "
            "depuis cet export vous seront signalés, et jamais écrasés sans votre accord."
        ),
        en=(
            "When you send the file, you will see what would change before anything is written. What has changed "
            "on the site since this export will be shown to you, and never replaced without your agreement."
        ),
    ),
)


def build_workbook(
    release: Release,
    category: str,
    lines: Sequence[QuestionnaireLine],
    entries: Mapping[AnswerPlace, AnswerEntry],
    *,
    dossier: str,
    lang: Lang,
    exported: date,
    organisation: str = "",
) -> bytes:
    """Return the workbook of a questionnaire with the answers that are there."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    title = release.head.title or release.referential.title
    book.set_properties(
        {
            "title": title.get(lang),
            "author": "Filière",
            "created": datetime(exported.year, exported.month, exported.day, tzinfo=UTC),
        }
    )
    formats = _build_formats(book)
    names = sheet_names(release, lang)
    head = Text(
        fr=f"Catégorie : {_category_text(release, category).fr}", en=f"Category: {_category_text(release, category).en}"
    )
    guide = book.add_worksheet("Lisez-moi" if lang == "fr" else "Read me")
    guide.set_column(0, 0, 110)
    guide.write_string(0, 0, title.get(lang), formats["title"])
    told = (organisation, head.get(lang), release.id, exported.isoformat(), "", *(one.get(lang) for one in _GUIDE))
    for row, words in enumerate(told, start=1):
        guide.write_string(row, 0, words, formats["wrap"])
    guide.protect()
    sheets = {key: book.add_worksheet(name) for key, name in names.items() if any(one.sheet == key for one in lines)}
    choices = book.add_worksheet(CHOICES)
    hidden = book.add_worksheet(HIDDEN)
    lists: dict[tuple[str, ...], str] = {}
    rows = dict.fromkeys(sheets, FIRST_ROW)
    for key, sheet in sheets.items():
        _prepare_sheet(sheet, names[key], lang, formats)
    for place, line in enumerate(lines):
        row = rows[line.sheet]
        rows[line.sheet] = row + 1
        entry = entries.get(line.place, AnswerEntry())
        _write_line(sheets[line.sheet], row, line, entry, lang, formats)
        _add_validation(sheets[line.sheet], row, line, _choice_source(choices, lists, line, lang))
        for column, words in enumerate((line_key(line.place), entry.value, entry.reason, entry.note)):
            hidden.write_string(BASE_FIRST + place, column, words)
    values = (
        FORMAT,
        release.id,
        release.sha256,
        category,
        dossier,
        exported.isoformat(),
        lang,
        lines_fingerprint(lines),
    )
    for row, words in enumerate(values):
        hidden.write_string(row, 0, words)
    for sheet in (choices, hidden):
        sheet.protect()
        sheet.very_hidden()
    book.close()
    return buffer.getvalue()


def _category_text(release: Release, key: str) -> Text:
    return release.referential.categories[key].text


def _build_formats(book: Any) -> dict[str, Any]:
    locked = {"text_wrap": True, "valign": "top", "bg_color": "#EEF1F4", "border": 1, "border_color": "#C9D0D8"}
    open_ = locked | {"bg_color": "#FFFFFF", "locked": False}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "head": book.add_format(locked | {"bold": True}),
        "key": book.add_format(locked | {"font_color": "#6B7480", "font_size": 8}),
        "locked": book.add_format(locked),
        "open": book.add_format(open_),
        "number": book.add_format(open_ | {"num_format": "#,##0.######"}),
    }


def _prepare_sheet(sheet: Any, name: str, lang: Lang, formats: Mapping[str, Any]) -> None:
    sheet.write_string(0, 0, name, formats["title"])
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADER_ROW, column, HEADERS[column].get(lang), formats["head"])
    sheet.freeze_panes(FIRST_ROW, QUESTION)
    sheet.protect("", {"format_rows": True, "format_columns": True})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_line(
    sheet: Any, row: int, line: QuestionnaireLine, entry: AnswerEntry, lang: Lang, formats: Mapping[str, Any]
) -> None:
    sheet.write_string(row, KEY, line_key(line.place), formats["key"])
    sheet.write_string(row, NUMBER, line.number, formats["locked"])
    sheet.write_string(row, QUESTION, line.text.get(lang), formats["locked"])
    sheet.write_string(row, DETAIL, line.detail.get(lang) if line.detail else "", formats["locked"])
    if not entry.value:
        sheet.write_blank(row, VALUE, None, formats["open" if line.choices else "number"])
    elif line.choices:
        sheet.write_string(row, VALUE, choice_label(line, entry.value, lang), formats["open"])
    elif float(entry.value) == float(f"{float(entry.value):.15g}") and len(entry.value) <= 15:
        sheet.write_number(row, VALUE, float(entry.value), formats["number"])
    else:
        # A spreadsheet keeps fifteen digits; more are kept as text rather than lost.
        sheet.write_string(row, VALUE, entry.value, formats["open"])
    for column, words in ((REASON, entry.reason), (NOTE, entry.note)):
        if words:
            sheet.write_string(row, column, words, formats["open"])
        else:
            sheet.write_blank(row, column, None, formats["open"])


def _choice_source(choices: Any, lists: dict[tuple[str, ...], str], line: QuestionnaireLine, lang: Lang) -> str:
    words = tuple(choice_label(line, value, lang) for value in line.choices)
    if words and words not in lists:
        row = len(lists)
        for column, heading in enumerate(words):
            choices.write_string(row, column, heading)
        lists[words] = f"={CHOICES}!$A${row + 1}:${chr(ord('A') + len(words) - 1)}${row + 1}"
    return lists.get(words, "")


def _add_validation(sheet: Any, row: int, line: QuestionnaireLine, source: str) -> None:
    if line.choices:
        # Typing the number of a level is allowed, so a value out of the list is warned about by the reader only.
        sheet.data_validation(row, VALUE, row, VALUE, {"validate": "list", "source": source, "show_error": False})
    else:
        sheet.data_validation(
            row,
            VALUE,
            row,
            VALUE,
            {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning"},
        )
    for column in (REASON, NOTE):
        sheet.data_validation(
            row, column, row, column, {"validate": "length", "criteria": "<=", "value": MAX_TEXT_LENGTH}
        )
