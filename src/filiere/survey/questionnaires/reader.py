"""From a file to a questionnaire ready to be asked, or every fault of it at once.

A question that cannot be read is left out with its faults, so that the rest is still judged; what refers to it is then
no second fault.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from filiere.core.content_folder import content_path
from filiere.core.faults import Fault, Faults
from filiere.core.text import StrictModel
from filiere.core.text_files import read_text_file
from filiere.core.validation import drop_echoes, validate
from filiere.core.yaml_documents import Document, Key, scan_text
from filiere.survey.questionnaires.faults import CATALOGUE
from filiere.survey.questionnaires.questionnaire import Questionnaire, index_questions
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

FOLDER = "surveys"


@dataclass
class FormReading:
    """A form as far as it could be read, with the place of each record and the faults met."""

    document: Document
    source: str
    form: QuestionnaireForm
    faults: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Keys of questions that are written and could not be read."""
    places: dict[int, Key] = field(default_factory=dict)

    def at(self, record: StrictModel, *key: str | int) -> Key:
        """Return the place of a record in the document, or of a key of it."""
        return (*self.places[id(record)], *key)

    def note(self, record: StrictModel, code: str, *key: str | int, **values: object) -> None:
        """Note a fault at a record, or at a key of it."""
        self.faults.append(self.document.placed(self.at(record, *key), CATALOGUE.build(code, **values)))


def read_questionnaire(path: Path) -> Questionnaire:
    """Return the questionnaire of a YAML file; raise :class:`Faults` with all that is wrong in it."""
    return parse_questionnaire(read_text_file(path), path)


def parse_questionnaire(text: str, path: Path) -> Questionnaire:
    """Return the questionnaire of a text; ``path`` is the name that faults carry."""
    from filiere.survey.questionnaires.rules import check_form

    reading = _read_form(text, path)
    expressions = check_form(reading)
    if reading.faults:
        raise Faults(reading.faults)
    return Questionnaire(reading.form, index_questions(reading.form), expressions)


def list_shipped_questionnaires() -> tuple[Path, ...]:
    """Return the files of the questionnaires shipped, those of each key by version."""
    return tuple(
        sorted(content_path(FOLDER).glob("*/*.yaml"), key=lambda path: (path.parent.name, len(path.name), path.name))
    )


def load_questionnaire(key: str, version: int | None = None) -> Questionnaire:
    """Return a questionnaire shipped (``barometer``, ``centres``), in its last version or in one of its versions.

    Raises :class:`Faults` when there is none of that key or version.
    """
    paths = {path.stem: path for path in list_shipped_questionnaires() if path.parent.name == key}
    name = f"v{version}" if version is not None else next(reversed(paths), "")
    if name not in paths:
        raise Faults([CATALOGUE.build("survey-no-such-questionnaire", key=key[:60], version=name or "v1")])
    return read_questionnaire(paths[name])


def _read_form(text: str, path: Path) -> FormReading:
    document, faults = scan_text(text, path)
    if document is None:
        raise Faults(faults)
    if not isinstance(document.data, dict) or not isinstance(document.data.get("parts"), list):
        raise Faults([*faults, document.placed((), CATALOGUE.build("survey-not-a-questionnaire"))])
    try:
        reading = FormReading(document, text, validate(document, QuestionnaireForm), faults)
    except Faults as found:
        reading = FormReading(document, text, _BLANK, [*faults, *drop_echoes(found.faults)])
        parts = _read_items(reading, ("parts",), Part, _rescue_part)
        sums = _read_items(reading, ("sums",), Sum)
        plausibility = _read_items(reading, ("plausibility",), Plausibility)
        reading.form = _construct(QuestionnaireForm, parts=parts, sums=sums, plausibility=plausibility)
    else:
        _locate_all(reading)
    return reading


def _construct[M: StrictModel](model: type[M], **values: Any) -> M:
    """A record of what could be read, its other fields left out: to be judged, never used."""
    return cast("M", model.model_construct(**values))


_BLANK = _construct(QuestionnaireForm, parts=(), sums=(), plausibility=())


def _locate_all(reading: FormReading) -> None:
    for index, part in enumerate(reading.form.parts):
        _locate_part(reading, part, ("parts", index))
    for name in ("sums", "plausibility"):
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
    for index in range(len(data) if isinstance(data, list) else 0):
        place = (*at, index)
        try:
            record = validate(reading.document, model, at=place)
        except Faults:
            record = rescue(reading, place, data[index]) if rescue and isinstance(data[index], dict) else None
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
    reading.unread.add(str(data.get("key", "")))
