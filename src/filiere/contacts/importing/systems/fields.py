"""The fields that an importer was written for, and the refusal of any other.

A vendor adds fields when it pleases. One that this was not written for may change what those that are read mean, a
new way to end a contact for instance; so a file that has one is refused whole, with every such field, where it first is
and how often. A field that is known and of no use here is listed as ignored, with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from filiere.contacts.importing.systems.json_records import TWICE
from filiere.contacts.importing.systems.words import fault
from filiere.core import Fault


@dataclass(frozen=True, slots=True)
class Many:
    """A list, each item of which has this shape."""

    shape: "Shape"


@dataclass(frozen=True, slots=True)
class Ignored:
    """A field that is known, and whose content is not looked at, for this reason."""

    why: str


@dataclass(frozen=True, slots=True)
class Read:
    """A field whose value is read: a text, a number, a truth value, or nothing."""


type Shape = Mapping[str, "Many | Ignored | Read | Shape"]

READ = Read()


def read(*names: str) -> dict[str, "Many | Ignored | Read | Shape"]:
    """Return fields that are read."""
    return dict.fromkeys(names, READ)


def ignored(why: str, *names: str) -> dict[str, "Many | Ignored | Read | Shape"]:
    """Return fields that are known and ignored, for one reason."""
    return dict.fromkeys(names, Ignored(why))


class Misshapen(ValueError):
    """A record that has another form than its vendor publishes: a list for an object, a key twice."""

    def __init__(self, path: str, code: str) -> None:
        super().__init__(path)
        self.path, self.code = path, code


@dataclass
class Fields:
    """The check of the records of one file against a shape."""

    shape: Shape
    _unknown: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether no field was unknown so far."""
        return not self._unknown

    def check(self, content: Any, line: int) -> None:
        """Note the unknown fields of a record; raise :class:`Misshapen` when it has another form."""
        for path in _strange(content, self.shape, ""):
            first, count = self._unknown.get(path, (line, 0))
            self._unknown[path] = (first, count + 1)

    def faults(self, file: str) -> list[Fault]:
        """Return a fault for every unknown field of the file, in the order in which they came."""
        return [
            fault("unknown-field", file, line=line, key=path, filled={"field": path, "count": count})
            for path, (line, count) in sorted(self._unknown.items(), key=lambda one: one[1][0])
        ]


def _strange(content: Any, shape: Shape, path: str) -> list[str]:
    if not isinstance(content, dict):
        raise Misshapen(path.rstrip("."), "wrong-shape")
    if TWICE in content:
        raise Misshapen(f"{path}{content[TWICE]}", "key-twice")
    found: list[str] = []
    for key, value in content.items():
        expected = shape.get(key)
        if expected is None:
            found.append(f"{path}{key}")
        elif value is None or isinstance(expected, Ignored):
            continue
        elif isinstance(expected, Read):
            if isinstance(value, dict | list):
                raise Misshapen(f"{path}{key}", "wrong-shape")
        elif isinstance(expected, Many):
            if not isinstance(value, list):
                raise Misshapen(f"{path}{key}", "wrong-shape")
            for one in value:
                found += _strange(one, expected.shape, f"{path}{key}.")
        else:
            found += _strange(value, expected, f"{path}{key}.")
    return found


def only_read(content: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """Return a checked record with nothing but the fields that are read: no text that somebody wrote, no address."""
    kept: dict[str, Any] = {}
    for key, value in content.items():
        expected = shape[key]
        if value is None or isinstance(expected, Ignored):
            continue
        if isinstance(expected, Read):
            kept[key] = value
        elif isinstance(expected, Many):
            kept[key] = [only_read(one, expected.shape) for one in value]
        else:
            kept[key] = only_read(value, expected)
    return kept
