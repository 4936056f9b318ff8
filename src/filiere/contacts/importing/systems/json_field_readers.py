"""What every importer of JSON does: take records one by one, refuse what it was not written for, read instants."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.local_time import epoch_us
from filiere.contacts.importing.protocol import RefusedRecord, SourceItem
from filiere.contacts.importing.redaction import redact_text
from filiere.contacts.importing.systems.faults import build_refusal
from filiere.contacts.importing.systems.json_records import JsonRecord, SiblingKeys, iter_json_records
from filiere.contacts.importing.systems.record_shapes import MisshapenRecord, RecordShape, ShapeChecker
from filiere.core import Faults

MILLISECOND_US = 1_000


class UnreadableRecord(ValueError):
    """A record that is refused, and why."""

    def __init__(self, code: str, column: str, read: Any = None) -> None:
        super().__init__(code)
        self.code, self.column, self.read = code, column, read


def _kind_by_name(_content: Any, name: str | None) -> str | None:
    return name


@dataclass(frozen=True, slots=True)
class ExportLayout:
    """How an export is laid out: the shape of each kind of record, and the fields ``beside`` the arrays that hold them.

    ``kind`` tells the kind of a record from its content and the name of its array (None: at the top); it is that name
    unless told otherwise. ``arrays`` are the names of such arrays, ``through`` of objects in which one stands.
    """

    shapes: Mapping[str | None, RecordShape]
    beside: RecordShape
    arrays: Sequence[str]
    through: Sequence[str] = ()
    kind: Callable[[Any, str | None], str | None] = _kind_by_name


def take_records(
    file: DeliveredFile, export: ExportLayout, take: Callable[[Any, int, str | None], Iterator[SourceItem]]
) -> Iterator[SourceItem]:
    """Yield what ``take`` makes of each record, its line and its kind; a record that it finds unreadable is refused.
    Raise :class:`Faults` at the end when a field was unknown."""
    checks = {name: ShapeChecker(shape) for name, shape in export.shapes.items()}
    around = ShapeChecker(export.beside)
    for json_record in iter_json_records(file, within=export.arrays, through=export.through):
        if isinstance(json_record, RefusedRecord):
            yield json_record
        elif isinstance(json_record, SiblingKeys):
            try:
                around.check(json_record.content, json_record.line)
            except MisshapenRecord as wrong:
                yield build_refusal(wrong.code, json_record.line, column=wrong.path or None)
        else:
            yield from _take_record(json_record, export.kind(json_record.content, json_record.within), checks, take)
    if faults := [one for check in (around, *checks.values()) for one in check.faults(str(file.path))]:
        raise Faults(faults)


def _take_record(
    json_record: JsonRecord,
    kind: str | None,
    checks: Mapping[str | None, ShapeChecker],
    take: Callable[[Any, int, str | None], Iterator[SourceItem]],
) -> Iterator[SourceItem]:
    check = checks.get(kind)
    if check is None:
        yield build_refusal("wrong-shape", json_record.line)
        return
    try:
        check.check(json_record.content, json_record.line)
        # Once a field is unknown nothing of the file will be kept: the rest is read for its other unknown fields.
        if check.is_sound:
            yield from list(take(json_record.content, json_record.line, kind))
    except MisshapenRecord as wrong:
        yield build_refusal(wrong.code, json_record.line, column=wrong.path or None)
    except UnreadableRecord as wrong:
        yield build_record_refusal(wrong, json_record.line)


def build_record_refusal(wrong: UnreadableRecord, line: int) -> RefusedRecord:
    """Return the refusal of a record that was unreadable, with what was read as far as it may be shown."""
    said = None if wrong.read is None else redact_text(str(wrong.read), moment=wrong.code == "unreadable-time")
    return build_refusal(wrong.code, line, column=wrong.column, read=said)


def text_value(content: Mapping[str, Any], key: str) -> str | None:
    """Return a text, None where there is none; a whole number is written out."""
    value = content.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise UnreadableRecord("wrong-shape", key)
    written = str(value)
    # A lone surrogate, which JSON can write and UTF-8 cannot.
    if not written.isascii() and any("\ud800" <= letter <= "\udfff" for letter in written):
        raise UnreadableRecord("wrong-encoding", key)
    return written


def required_text(content: Mapping[str, Any], key: str) -> str:
    """Return a text without which the record cannot be read."""
    value = text_value(content, key)
    if value is None:
        raise UnreadableRecord("missing-field", key)
    return value


def integer_value(content: Mapping[str, Any], key: str) -> int | None:
    """Return a whole number, None where there is none."""
    value = content.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnreadableRecord("wrong-shape", key)
    return value


def instant_value(content: Mapping[str, Any], key: str) -> int | None:
    """Return an instant in microseconds UTC; the text must say its offset."""
    written = text_value(content, key)
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise UnreadableRecord("unreadable-time", key, written) from None
    if moment.tzinfo is None:
        raise UnreadableRecord("unreadable-time", key, written)
    return epoch_us(moment)


def list_of_objects(content: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """Return a list of objects, empty where there is none."""
    return content.get(key) or ()


def object_value(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return an object, empty where there is none."""
    return content.get(key) or {}


def translate_word(content: Mapping[str, Any], code: str, key: str, words: Mapping[str, str]) -> str | None:
    """Return what a word of the vendor means here; raise :class:`UnreadableRecord` for one that is not known."""
    written = text_value(content, key)
    if written is None:
        return None
    if written not in words:
        raise UnreadableRecord(code, key, written)
    return words[written]


def clock_step_us(*contents: int | None) -> int:
    """Return the step of the clock that instants show: whole seconds, else milliseconds, else microseconds."""
    known = [one for one in contents if one is not None]
    for step in (1_000_000, MILLISECOND_US):
        if all(one % step == 0 for one in known):
            return step
    return 1
