"""Questionnaires as versioned data, and what respondents answer.

::

    questionnaire = load_questionnaire("centres")                # or read_questionnaire(path): all faults at once
    state = start_answers(questionnaire)
    view = next_screen(questionnaire, state, prior=prior)        # the first screen that is not complete
    changes = AnswerChanges(values={"staff": "138"}, comments={}, unknown={}, visited=view.place)
    state = apply_answers(questionnaire, state, changes)         # nothing that a filter hides is lost
    checks = check_answers(questionnaire, state, prior=prior, places=[one.place for one in view.fields])
    state = note_checks(state, checks)                           # what was shown once is shown otherwise next
    following = next_screen(questionnaire, state, after=view.place)
    compute_progress(questionnaire, state)                       # 12 screens of 36, about 14 minutes left
    state.as_json(); AnswerState.from_json(data)                 # to store, and back
"""

from filiere.survey.questionnaires.answers import (
    MAX_TEXT_LENGTH,
    AnswerChanges,
    AnswerState,
    Value,
    apply_answers,
    list_option_keys,
    read_value,
    start_answers,
)
from filiere.survey.questionnaires.applicability import (
    Applicability,
    Standing,
    find_applicable,
    is_answered,
    list_asked_places,
    list_hidden_answers,
)
from filiere.survey.questionnaires.checks import Check, check_answers, note_checks
from filiere.survey.questionnaires.declared_changes import DIFFERENCE_LABELS, check_changes
from filiere.survey.questionnaires.exports import AnswerRow, export_answers, pivot_answers
from filiere.survey.questionnaires.numerals import format_exactly, read_number, write_number
from filiere.survey.questionnaires.questionnaire import (
    PlacedQuestion,
    Questionnaire,
    ScreenPlace,
    join_place,
    split_place,
)
from filiere.survey.questionnaires.reader import (
    list_shipped_questionnaires,
    load_questionnaire,
    parse_questionnaire,
    read_questionnaire,
)
from filiere.survey.questionnaires.records import (
    Condition,
    Loop,
    Option,
    Part,
    Plausibility,
    PlausibleRange,
    PublishedSeries,
    Question,
    QuestionChange,
    QuestionKind,
    QuestionnaireForm,
    Screen,
    Sum,
)
from filiere.survey.questionnaires.screens import (
    FieldView,
    PartProgress,
    Progress,
    ScreenView,
    compute_progress,
    fill_turn,
    find_screen,
    list_screens,
    next_screen,
    previous_screen,
)
from filiere.survey.questionnaires.versions import (
    DefinitionChange,
    compare_definitions,
    find_prior_values,
    seal_definition,
)

__all__ = [
    "DIFFERENCE_LABELS",
    "MAX_TEXT_LENGTH",
    "AnswerChanges",
    "AnswerRow",
    "AnswerState",
    "Applicability",
    "Check",
    "Condition",
    "DefinitionChange",
    "FieldView",
    "Loop",
    "Option",
    "Part",
    "PartProgress",
    "PlacedQuestion",
    "Plausibility",
    "PlausibleRange",
    "Progress",
    "PublishedSeries",
    "Question",
    "QuestionChange",
    "QuestionKind",
    "Questionnaire",
    "QuestionnaireForm",
    "Screen",
    "ScreenPlace",
    "ScreenView",
    "Standing",
    "Sum",
    "Value",
    "apply_answers",
    "check_answers",
    "check_changes",
    "compare_definitions",
    "compute_progress",
    "export_answers",
    "fill_turn",
    "find_applicable",
    "find_prior_values",
    "find_screen",
    "format_exactly",
    "is_answered",
    "join_place",
    "list_asked_places",
    "list_hidden_answers",
    "list_option_keys",
    "list_screens",
    "list_shipped_questionnaires",
    "load_questionnaire",
    "next_screen",
    "note_checks",
    "parse_questionnaire",
    "pivot_answers",
    "previous_screen",
    "read_number",
    "read_questionnaire",
    "read_value",
    "seal_definition",
    "split_place",
    "start_answers",
    "write_number",
]
