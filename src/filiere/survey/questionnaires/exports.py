"""Answers as rows for estimation: what was not asked is left out, what is not known is missing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from filiere.core.faults import Faults
from filiere.survey.questionnaires.answers import AnswerState
from filiere.survey.questionnaires.applicability import Standing, find_applicable
from filiere.survey.questionnaires.checks import describe_wrong_type
from filiere.survey.questionnaires.faults import CATALOGUE
from filiere.survey.questionnaires.numerals import read_number
from filiere.survey.questionnaires.questionnaire import Questionnaire, join_place
from filiere.survey.questionnaires.records import Question

AnswerStatus = Literal["answered", "unknown", "missing", "undecided", "refused"]
Cell = Decimal | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One answer of one unit: a number, the key of an option, a text. A question with options has a row for each too.

    ``value`` is None unless ``status`` is ``answered``: ``unknown`` is “I do not know”, ``missing`` a blank,
    ``undecided`` a question whose filter has no answer, ``refused`` an answer that a hard check of type stands against.
    Yes and no, and rows of options, are 1 and 0. ``questionnaire`` is the identifier with the version.
    """

    unit: str
    questionnaire: str
    question: str
    turn: str
    option: str
    value: Cell
    status: AnswerStatus

    @property
    def column(self) -> str:
        """The name of a column for it: question, turn and option (``contacts:phone``, ``brakes=image``)."""
        place = join_place(self.question, self.turn)
        return f"{place}={self.option}" if self.option else place


def export_answers(questionnaire: Questionnaire, states: Mapping[str, AnswerState]) -> list[AnswerRow]:
    """Return the answers of units by their key, in the order of units, then of questions.

    A question that a filter or a loop closes has no row: it is outside the domain of its unit, whatever was answered
    before the filter closed. Raises :class:`Faults` when a state is of another version.
    """
    wanted = questionnaire.identifier
    faults = [
        CATALOGUE.build("survey-other-version", unit=unit, said=state.questionnaire, wanted=wanted)
        for unit, state in states.items()
        if state.questionnaire != wanted
    ]
    if faults:
        raise Faults(faults)
    return [row for unit, state in states.items() for row in _export_state(questionnaire, unit, state)]


def pivot_answers(rows: Iterable[AnswerRow]) -> list[dict[str, Cell]]:
    """Return one row a unit, with a column for each question, turn and option, None where nothing counts.

    A choice has its own column with the key of the option, and a column of 1 and 0 for each option.
    Every row has every column, in the order in which they first come; ``unit`` and ``questionnaire`` come first.
    """
    held = list(rows)
    columns = dict.fromkeys(["unit", "questionnaire", *(row.column for row in held)])
    found: dict[str, dict[str, Cell]] = {}
    for row in held:
        cells = found.setdefault(row.unit, {**columns, "unit": row.unit, "questionnaire": row.questionnaire})
        cells[row.column] = row.value
    return list(found.values())


def _export_state(questionnaire: Questionnaire, unit: str, state: AnswerState) -> Iterator[AnswerRow]:
    standings = find_applicable(questionnaire, state)
    for place, (placed, turn) in questionnaire.places.items():
        standing = standings[place].standing
        if standing is Standing.CLOSED:
            continue
        question = placed.question
        status = "undecided" if standing is Standing.UNDECIDED else _find_status(question, state, place)
        for option, value in _list_cells(question, state, place, status):
            yield AnswerRow(
                unit=unit,
                questionnaire=questionnaire.identifier,
                question=question.key,
                turn=turn.key,
                option=option,
                value=value,
                status=status,
            )


def _find_status(question: Question, state: AnswerState, place: str) -> AnswerStatus:
    if place in state.unknown:
        return "unknown"
    value = state.values.get(place)
    if value is None:
        return "missing"
    return "refused" if describe_wrong_type(question, value) is not None else "answered"


def _list_cells(question: Question, state: AnswerState, place: str, status: AnswerStatus) -> Iterator[tuple[str, Cell]]:
    """Yield the option and the value of each row of an answer; the option is blank for the answer itself."""
    value = state.values.get(place) if status == "answered" else None
    if question.kind == "choices":
        for option in question.options:
            yield option.key, None if value is None else Decimal(option.key in value)
        return
    if question.kind == "yes_no":
        yield "", None if value is None else Decimal(value == "yes")
    elif question.is_numeric:
        yield "", read_number(value) if isinstance(value, str) else None
    else:
        yield "", value if isinstance(value, str) else None
    if question.kind == "choice":
        for option in question.options:
            yield option.key, None if value is None else Decimal(option.key == value)
