"""From a text to the records of a questionnaire, each with its place in the file, and every fault of form met.

A question that cannot be read is left out with its faults, so that the rest is still judged; what refers to it is then
no second fault.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from filiere.core.faults import Fault, Faults
from filiere.core.text import StrictModel
from filiere.core.validation import drop_echoes, validate
from filiere.core.yaml_documents import Document, Key, scan_text
from filiere.survey.questionnaires.faults import CATALOGUE
from filiere.survey.questionnaires.records import (
    Condition,
    Loop,
    Part,
    Plausibility,
    Question,
    QuestionnaireForm,
    Screen,
    Sum,
)


@dataclass
class FormReading:
    """A form as far as it could be read, with the place of each record and the faults met."""

    document: Document
    source: str
    form: QuestionnaireForm
    faults: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Keys of questions that are written and could not be read."""
    is_partial: bool = False
    """Whether questions may be written that could not even be named: what is not found may be among them."""
    places: dict[int, Key] = field(default_factory=dict)

    def at(self, record: StrictModel, *key: str | int) -> Key:
        """Return the place of a record in the document, or of a key of it."""
        return (*self.places[id(record)], *key)

    def note(self, record: StrictModel, code: str, *key: str | int, **values: object) -> None:
        """Note a fault at a record, or at a key of it."""
        self.faults.append(self.document.place_fault(self.at(record, *key), CATALOGUE.build(code, **values)))


def read_form(text: str, path: Path) -> FormReading:
    """Return a form as far as it can be read; raise :class:`Faults` where there is nothing to judge."""
    document, faults = scan_text(text, path)
    if document is None:
        raise Faults(faults)
    if not isinstance(document.data, dict) or not isinstance(document.data.get("parts"), list):
        raise Faults([*faults, document.place_fault((), CATALOGUE.build("survey-not-a-questionnaire"))])
    try:
        reading = FormReading(document, text, validate(document, QuestionnaireForm), faults)
    except Faults as found:
        reading = FormReading(document, text, _BLANK, [*faults, *drop_echoes(found.faults)])
        parts = _read_items(reading, ("parts",), Part, _rescue_part)
        sums = _read_items(reading, ("sums",), Sum)
        plausibility = _read_items(reading, ("plausibility",), Plausibility)
        # What is declared of changes is judged once the rest can be read.
        reading.form = _construct(QuestionnaireForm, parts=parts, sums=sums, plausibility=plausibility, changes=())
    else:
        _locate_all(reading)
    return reading


def _construct[M: StrictModel](model: type[M], **values: Any) -> M:
    """A record of what could be read, its other fields left out: to be judged, never used."""
    return cast("M", model.model_construct(**values))


_BLANK = _construct(QuestionnaireForm, parts=(), sums=(), plausibility=(), changes=())


def _locate_all(reading: FormReading) -> None:
    for index, part in enumerate(reading.form.parts):
        _locate_part(reading, part, ("parts", index))
    for name in ("sums", "plausibility", "changes"):
        for index, record in enumerate(getattr(reading.form, name)):
            reading.places[id(record)] = (name, index)


def _locate_part(reading: FormReading, part: Part, at: Key) -> None:
    reading.places[id(part)] = at
    for index, screen in enumerate(part.screens):
        _locate_screen(reading, screen, (*at, "screens", index))


def _locate_screen(reading: FormReading, screen: Screen, at: Key) -> None:
    reading.places[id(screen)] = at
    for index, question in enumerate(screen.questions):
        reading.places[id(question)] = (*at, "questions", index)


def _read_items(reading: FormReading, at: Key, model: Any, rescue: Any = None) -> tuple[Any, ...]:
    """The records of a list that can be read, located; of those that cannot, what ``rescue`` makes of them."""
    data: Any = reading.document.data
    for part in at:
        data = data[part] if isinstance(part, int) else data.get(part) if isinstance(data, dict) else None
    found = []
    reading.is_partial |= rescue is not None and not isinstance(data, list)
    for index in range(len(data) if isinstance(data, list) else 0):
        place = (*at, index)
        try:
            record = validate(reading.document, model, at=place)
        except Faults:
            named = isinstance(data[index], dict)
            reading.is_partial |= rescue is not None and not named
            record = rescue(reading, place, data[index]) if rescue and named else None
        else:
            _LOCATORS.get(model, _locate_alone)(reading, record, place)
        if record is not None:
            found.append(record)
    return tuple(found)


def _locate_alone(reading: FormReading, record: StrictModel, at: Key) -> None:
    reading.places[id(record)] = at


_LOCATORS: dict[Any, Any] = {Part: _locate_part, Screen: _locate_screen}


def _rescue_part(reading: FormReading, at: Key, data: dict[str, Any]) -> Part:
    screens = _read_items(reading, (*at, "screens"), Screen, _rescue_screen)
    condition = _read_alone(reading, (*at, "condition"), Condition, data)
    part = _construct(Part, key=str(data.get("key", "")), screens=screens, condition=condition)
    reading.places[id(part)] = at
    return part


def _rescue_screen(reading: FormReading, at: Key, data: dict[str, Any]) -> Screen:
    questions = _read_items(reading, (*at, "questions"), Question, _note_unread)
    condition = _read_alone(reading, (*at, "condition"), Condition, data)
    loop = _read_alone(reading, (*at, "loop"), Loop, data)
    screen = _construct(Screen, key=str(data.get("key", "")), questions=questions, condition=condition, loop=loop)
    reading.places[id(screen)] = at
    return screen


def _read_alone(reading: FormReading, at: Key, model: Any, data: dict[str, Any]) -> Any:
    """The record under a key that a record may lack, None when it is not there or cannot be read."""
    try:
        return validate(reading.document, model, at=at) if data.get(str(at[-1])) is not None else None
    except Faults:
        return None


def _note_unread(reading: FormReading, _: Key, data: dict[str, Any]) -> None:
    key = data.get("key")
    reading.is_partial |= not isinstance(key, str)
    reading.unread.add(str(key))
