"""A workbook that was sent, read in a child process: this module knows no Django, hence no database."""

from __future__ import annotations

from pathlib import Path

from filiere.survey.questionnaires import load_questionnaire
from filiere.survey.questionnaires.workbook import AnswerWorkbook, read_answer_workbook


def read_sent_workbook(path: str, name: str, *, key: str, version: int, respondent: str) -> AnswerWorkbook:
    """Return what the workbook at a path says; ``name`` is what its sender called it. Raises `Faults`."""
    questionnaire = load_questionnaire(key, version)
    return read_answer_workbook(Path(path).read_bytes(), questionnaire, respondent=respondent, file=name)
