"""Where everything stands in a workbook of answers: one place for the writer and the reader, who must agree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from filiere.core.text import Lang, Text, fold_text
from filiere.survey.questionnaires.answers import AnswerState, Value
from filiere.survey.questionnaires.questionnaire import Questionnaire
from filiere.survey.questionnaires.records import Option, Part, Question, Screen

FORMAT = "filiere-survey-1"
HIDDEN, CHOICES = "_filiere", "_choices"
HEADER_ROW, FIRST_ROW = 1, 2
"""Rows from 0: the title, the header, then the lines."""
KEY, NUMBER, QUESTION, DETAIL, PRIOR, ANSWER, UNKNOWN, COMMENT = range(8)
LOCKED = range(NUMBER, ANSWER)
"""Columns between the key and the answer, which are never read for an answer."""
GUIDE = Text(fr="Lisez-moi", en="Read me")
BASE_FIRST = 12
"""Row of the hidden sheet from which it holds what each line said when the workbook was made."""
BASE_LOCKED = 4
"""Column of the hidden sheet from which it holds what the locked columns of each line said."""
GUIDE_WORDS = BASE_LOCKED + len(LOCKED)
"""Column of the hidden sheet that holds what the guide said, row by row."""
METADATA: tuple[str, ...] = ("format", "questionnaire", "seal", "respondent", "exported", "language")
OPTION_MARK = "="
MARK = "x"

HEADERS: tuple[Text, ...] = (
    Text(fr="Clé (ne pas modifier)", en="Key (do not change)"),
    Text(fr="N°", en="No."),
    Text(fr="Question", en="Question"),
    Text(fr="Unité, condition", en="Unit, condition"),
    Text(fr="La dernière fois", en="Last time"),
    Text(fr="Réponse", en="Answer"),
    Text(fr="Je ne sais pas (x)", en="I do not know (x)"),
    Text(fr="Commentaire", en="Comment"),
)
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line says of a place: its answer (blank for none), the mark “I do not know”, the comment."""

    value: Value = ""
    unknown: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sheet: a question at its place, or one option of several choices, with its ``option``."""

    place: str
    sheet: str
    number: str
    part: Part
    screen: Screen
    question: Question
    turn: Option
    option: Option | None = None

    @property
    def key(self) -> str:
        """The key written on the line: the place, and the option after a mark."""
        return f"{self.place}{OPTION_MARK}{self.option.key}" if self.option else self.place


def list_lines(questionnaire: Questionnaire, lang: Lang) -> Iterator[Line]:
    """Yield the lines of a workbook, in order."""
    names = name_sheets(questionnaire, lang)
    for place, (placed, turn) in questionnaire.places.items():
        part, screen, question = placed.part, placed.screen, placed.question
        number = number_screen(questionnaire, part, screen)
        line = Line(place, names[part.key], number, part, screen, question, turn)
        yield line
        if question.kind == "choices":
            for option in question.options:
                yield Line(place, names[part.key], number, part, screen, question, turn, option)


def number_screen(questionnaire: Questionnaire, part: Part, screen: Screen) -> str:
    """Return the number of a screen as the workbook writes it: that of its part, then its own."""
    return f"{questionnaire.parts.index(part) + 1}.{part.screens.index(screen) + 1}"


def name_sheets(questionnaire: Questionnaire, lang: Lang) -> dict[str, str]:
    """Return the name of the sheet of each part, within what a spreadsheet allows; its number keeps it apart."""
    return {
        part.key: _FORBIDDEN.sub(" ", f"{number} {part.text.get(lang)}").strip()[:31].strip()
        for number, part in enumerate(questionnaire.parts, start=1)
    }


def list_choices(question: Question) -> tuple[Option, ...]:
    """Return the answers among which a cell chooses; none for a number or a text."""
    return question.choices if question.kind in ("yes_no", "choice") else ()


def find_choice(question: Question, words: str) -> str | None:
    """Return the key that a cell chooses, by its words in either language or by itself; None otherwise."""
    wanted = fold_text(words)
    for option in list_choices(question):
        names = (option.key, option.text.fr, option.text.en, option.text.get("fr"))
        if wanted in {fold_text(name) for name in names}:
            return option.key
    return None


def read_entry(state: AnswerState, place: str) -> Entry:
    """Return what a state says of a place."""
    return Entry(state.values.get(place, ""), place in state.unknown, state.comments.get(place, ""))
