"""A questionnaire as a workbook and back: nothing is lost on the way, and nothing of the site is replaced unasked.

::

    data = build_answer_workbook(questionnaire, state, respondent="0417", lang="fr", exported=day, prior=prior)
    workbook = read_answer_workbook(data, questionnaire, respondent="0417", file="answers.xlsx")   # or Faults
    found = compare_workbook(state, workbook)                     # changes, and conflicts for a person to choose
    state = apply_answers(questionnaire, state, found.changes)
"""

from filiere.survey.questionnaires.workbook.comparison import (
    AnswerConflict,
    WorkbookComparison,
    build_changes,
    compare_workbook,
)
from filiere.survey.questionnaires.workbook.layout import Entry, number_screen
from filiere.survey.questionnaires.workbook.reader import AnswerWorkbook, read_answer_workbook
from filiere.survey.questionnaires.workbook.writer import build_answer_workbook

__all__ = [
    "AnswerConflict",
    "AnswerWorkbook",
    "Entry",
    "WorkbookComparison",
    "build_answer_workbook",
    "build_changes",
    "compare_workbook",
    "number_screen",
    "read_answer_workbook",
]
