"""What every importer of JSON does: take records one by one, refuse what it was not written for, read instants."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from filiere.contacts.importing.clocks import epoch_us
from filiere.contacts.importing.delivered import Delivered
from filiere.contacts.importing.protocol import Item, Refused
from filiere.contacts.importing.shown import shown_text
from filiere.contacts.importing.systems.fields import Fields, Misshapen, Shape
from filiere.contacts.importing.systems.json_records import Beside, Record, json_records
from filiere.contacts.importing.systems.words import refused
from filiere.core import Faults

MILLISECOND = 1_000


class Unreadable(ValueError):
    """A record that is refused, and why."""

    def __init__(self, code: str, column: str, read: Any = None) -> None:
        super().__init__(code)
        self.code, self.column, self.read = code, column, read


def _by_name(_content: Any, name: str | None) -> str | None:
    return name


@dataclass(frozen=True, slots=True)
class Export:
    """How an export is laid out: the shape of each kind of record, and the fields ``beside`` the arrays that hold them.

    ``kind`` tells the kind of a record from its content and the name of its array (None: at the top); it is that name
    unless told otherwise. ``arrays`` are the names of such arrays, ``through`` of objects in which one stands.
    """

    shapes: Mapping[str | None, Shape]
    beside: Shape
    arrays: Sequence[str]
    through: Sequence[str] = ()
    kind: Callable[[Any, str | None], str | None] = _by_name


def take_records(
    file: Delivered, export: Export, take: Callable[[Any, int, str | None], Iterator[Item]]
) -> Iterator[Item]:
    """Yield what ``take`` makes of each record, its line and its kind; a record that it finds unreadable is refused.
    Raise :class:`Faults` at the end when a field was unknown."""
    checks = {name: Fields(shape) for name, shape in export.shapes.items()}
    around = Fields(export.beside)
    for one in json_records(file, within=export.arrays, through=export.through):
        if isinstance(one, Refused):
            yield one
        elif isinstance(one, Beside):
            try:
                around.check(one.content, one.line)
            except Misshapen as wrong:
                yield refused(wrong.code, one.line, column=wrong.path or None)
        else:
            yield from _taken(one, export.kind(one.content, one.within), checks, take)
    if faults := [one for check in (around, *checks.values()) for one in check.faults(str(file.path))]:
        raise Faults(faults)


def _taken(
    one: Record,
    kind: str | None,
    checks: Mapping[str | None, Fields],
    take: Callable[[Any, int, str | None], Iterator[Item]],
) -> Iterator[Item]:
    check = checks.get(kind)
    if check is None:
        yield refused("wrong-shape", one.line)
        return
    try:
        check.check(one.content, one.line)
        # Once a field is unknown nothing of the file will be kept: the rest is read for its other unknown fields.
        if check.sound:
            yield from list(take(one.content, one.line, kind))
    except Misshapen as wrong:
        yield refused(wrong.code, one.line, column=wrong.path or None)
    except Unreadable as wrong:
        yield refusal(wrong, one.line)


def refusal(wrong: Unreadable, line: int) -> Refused:
    """Return the refusal of a record that was unreadable, with what was read as far as it may be shown."""
    said = None if wrong.read is None else shown_text(str(wrong.read), moment=wrong.code == "unreadable-time")
    return refused(wrong.code, line, column=wrong.column, read=said)


def text(content: Mapping[str, Any], key: str) -> str | None:
    """Return a text, None where there is none; a whole number is written out."""
    value = content.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unreadable("wrong-shape", key)
    written = str(value)
    # A lone surrogate, which JSON can write and UTF-8 cannot.
    if not written.isascii() and any("\ud800" <= letter <= "\udfff" for letter in written):
        raise Unreadable("wrong-encoding", key)
    return written


def needed(content: Mapping[str, Any], key: str) -> str:
    """Return a text without which the record cannot be read."""
    value = text(content, key)
    if value is None:
        raise Unreadable("missing-field", key)
    return value


def whole(content: Mapping[str, Any], key: str) -> int | None:
    """Return a whole number, None where there is none."""
    value = content.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unreadable("wrong-shape", key)
    return value


def instant(content: Mapping[str, Any], key: str) -> int | None:
    """Return an instant in microseconds UTC; the text must say its offset."""
    written = text(content, key)
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise Unreadable("unreadable-time", key, written) from None
    if moment.tzinfo is None:
        raise Unreadable("unreadable-time", key, written)
    return epoch_us(moment)


def listed(content: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """Return a list of objects, empty where there is none."""
    return content.get(key) or ()


def held(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return an object, empty where there is none."""
    return content.get(key) or {}


def part(content: Mapping[str, Any], code: str, key: str, words: Mapping[str, str]) -> str | None:
    """Return what a word of the vendor means here; raise :class:`Unreadable` for one that is not known."""
    written = text(content, key)
    if written is None:
        return None
    if written not in words:
        raise Unreadable(code, key, written)
    return words[written]


def step_us(*contents: int | None) -> int:
    """Return the step of the clock that instants show: whole seconds, else milliseconds, else microseconds."""
    known = [one for one in contents if one is not None]
    for step in (1_000_000, MILLISECOND):
        if all(one % step == 0 for one in known):
            return step
    return 1
