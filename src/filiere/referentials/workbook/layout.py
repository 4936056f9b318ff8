"""Where everything stands in the workbook: one place for the writer and the reader, who must agree to the cell."""

import re
from collections.abc import Iterable, Sequence

from filiere.core import Lang, Text, seal
from filiere.referentials.release import Release
from filiere.referentials.workbook.lines import FACTS, AnswerPlace, LineKind, QuestionnaireLine, sort_themes

FORMAT = "filiere-questionnaire-1"
HIDDEN, CHOICES = "_filiere", "_choices"
HEADER_ROW, FIRST_ROW = 1, 2
"""Rows from 0: the title, the header, then the lines."""
KEY, NUMBER, QUESTION, DETAIL, VALUE, REASON, NOTE = range(7)
BASE_FIRST = 12
"""Row of the hidden sheet from which it holds what each line said when exported."""
MAX_TEXT_LENGTH = 2000
"""Characters of a reason or a note."""

HEADERS: tuple[Text, ...] = (
    Text(fr="Clé (ne pas modifier)", en="Key (do not change)"),
    Text(fr="N°", en="No."),
    Text(fr="Question", en="Question"),
    Text(fr="Site, unité", en="Site, unit"),
    Text(fr="Réponse", en="Answer"),
    Text(fr="Sans objet, parce que…", en="Not applicable, because…"),
    Text(fr="Note", en="Note"),
)
METADATA_KEYS: Sequence[str] = ("format", "release", "sha256", "category", "dossier", "exported", "language", "lines")
FACTS_TITLE = Text(fr="Faits", en="Facts")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_RANK = re.compile(r"(\d{1,2})(?:\s*·.*)?\Z", re.DOTALL)


def line_key(place: AnswerPlace) -> str:
    """Return the key written on a line."""
    return ":".join(place)


def parse_line_key(key: str) -> AnswerPlace | None:
    """Return the place that a key names, None when it has not its form."""
    parts = key.split(":")
    kinds: dict[str, LineKind] = {"fact": "fact", "answer": "answer", "input": "input"}
    return AnswerPlace(kinds[parts[0]], parts[1], parts[2]) if len(parts) == 3 and parts[0] in kinds else None


def lines_fingerprint(lines: Iterable[QuestionnaireLine]) -> str:
    """Return the fingerprint of the lines: which are asked, and on which sheet."""
    return seal([[one.sheet, line_key(one.place)] for one in lines])


def sheet_names(release: Release, lang: Lang) -> dict[str, str]:
    """Return the name of the sheet of each theme and of the facts, within what a spreadsheet allows."""
    found = {FACTS: f"0 {FACTS_TITLE.get(lang)}"}
    for theme in sort_themes(release):
        found[theme.key] = _FORBIDDEN.sub(" ", f"{theme.number or ''} {theme.text.get(lang)}").strip()[:31].strip()
    return found


def choice_label(line: QuestionnaireLine, value: str, lang: Lang) -> str:
    """Return the words of a choice as the list shows them: its rank before it for a level, a value as it is else."""
    words = line.choices.get(value)
    if words is None:
        return value
    rank = list(line.choices).index(value)
    return f"{rank} · {words.get(lang)}" if line.place.kind == "answer" else words.get(lang)


def chosen_value(line: QuestionnaireLine, written: str) -> str | None:
    """Return the value that a cell chooses: by its words in either language, its rank or its key; None otherwise."""
    wanted = _fold_text(written)
    for value in line.choices:
        words = line.choices[value]
        if wanted in {_fold_text(value), _fold_text(words.fr), _fold_text(words.en)}:
            return value
        if wanted in {
            _fold_text(choice_label(line, value, "fr")),
            _fold_text(choice_label(line, value, "en")),
            _fold_text(words.get("fr")),
        }:
            return value
    if line.place.kind == "answer" and (match := _RANK.match(wanted)) and wanted == match[1]:
        rank = int(match[1])
        return list(line.choices)[rank] if rank < len(line.choices) else None
    return None


def _fold_text(words: str) -> str:
    return " ".join(words.split()).casefold()
