"""The fields that an importer was written for, and the refusal of any other.

A vendor adds fields when it pleases. One that this was not written for may change what those that are read mean, a
new way to end a contact for instance; so a file that has one is refused whole, with every such field, where it first is
and how often. A field that is known and of no use here is listed as ignored, with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from filiere.contacts.importing.systems.faults import fault
from filiere.contacts.importing.systems.json_records import KEY_TWICE_MARK
from filiere.core import Fault


@dataclass(frozen=True, slots=True)
class ListShape:
    """A list, each item of which has this shape."""

    shape: "RecordShape"


@dataclass(frozen=True, slots=True)
class IgnoredField:
    """A field that is known, and whose content is not looked at, for this reason."""

    why: str


@dataclass(frozen=True, slots=True)
class ReadField:
    """A field whose value is read: a text, a number, a truth value, or nothing."""


type RecordShape = Mapping[str, "ListShape | IgnoredField | ReadField | RecordShape"]

READ_FIELD = ReadField()


def read_fields(*names: str) -> dict[str, "ListShape | IgnoredField | ReadField | RecordShape"]:
    """Return fields that are read."""
    return dict.fromkeys(names, READ_FIELD)


def ignored_fields(why: str, *names: str) -> dict[str, "ListShape | IgnoredField | ReadField | RecordShape"]:
    """Return fields that are known and ignored, for one reason."""
    return dict.fromkeys(names, IgnoredField(why))


class MisshapenRecord(ValueError):
    """A record that has another form than its vendor publishes: a list for an object, a key twice."""

    def __init__(self, path: str, code: str) -> None:
        super().__init__(path)
        self.path, self.code = path, code


@dataclass
class ShapeChecker:
    """The check of the records of one file against a shape."""

    shape: RecordShape
    _unknown: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        """Whether no field was unknown so far."""
        return not self._unknown

    def check(self, content: Any, line: int) -> None:
        """Note the unknown fields of a record; raise :class:`MisshapenRecord` when it has another form."""
        for path in _find_unknown_fields(content, self.shape, ""):
            first, count = self._unknown.get(path, (line, 0))
            self._unknown[path] = (first, count + 1)

    def faults(self, file: str) -> list[Fault]:
        """Return a fault for every unknown field of the file, in the order in which they came."""
        return [
            fault("unknown-field", file, line=line, key=path, filled={"field": path, "count": count})
            for path, (line, count) in sorted(self._unknown.items(), key=lambda one: one[1][0])
        ]


def _find_unknown_fields(content: Any, shape: RecordShape, path: str) -> list[str]:
    if not isinstance(content, dict):
        raise MisshapenRecord(path.rstrip("."), "wrong-shape")
    if KEY_TWICE_MARK in content:
        raise MisshapenRecord(f"{path}{content[KEY_TWICE_MARK]}", "key-twice")
    found: list[str] = []
    for key, value in content.items():
        expected = shape.get(key)
        if expected is None:
            found.append(f"{path}{key}")
        elif value is None or isinstance(expected, IgnoredField):
            continue
        elif isinstance(expected, ReadField):
            if isinstance(value, dict | list):
                raise MisshapenRecord(f"{path}{key}", "wrong-shape")
        elif isinstance(expected, ListShape):
            if not isinstance(value, list):
                raise MisshapenRecord(f"{path}{key}", "wrong-shape")
            for element in value:
                found += _find_unknown_fields(element, expected.shape, f"{path}{key}.")
        else:
            found += _find_unknown_fields(value, expected, f"{path}{key}.")
    return found


def keep_read_fields(content: Mapping[str, Any], shape: RecordShape) -> dict[str, Any]:
    """Return a checked record with nothing but the fields that are read: no text that somebody wrote, no address."""
    kept: dict[str, Any] = {}
    for key, value in content.items():
        expected = shape[key]
        if value is None or isinstance(expected, IgnoredField):
            continue
        if isinstance(expected, ReadField):
            kept[key] = value
        elif isinstance(expected, ListShape):
            kept[key] = [keep_read_fields(one, expected.shape) for one in value]
        else:
            kept[key] = keep_read_fields(value, expected)
    return kept
