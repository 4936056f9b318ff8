"""The values that objects of a PDF are made of, read from any place of it: names, references, arrays, dictionaries.

Only as much is read as one value takes, and no more than a bound, since a hostile file may never close what it opens.
After ISO 32000-1, §7.3.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from mmap import mmap

WINDOWS = (1 << 10, 1 << 16)
"""Bytes that a value is read through, the second where the first do not hold it."""
_DEPTH = 40
_MOST_OBJECTS = 99_999_999
"""A reference beyond it is none to some readers."""
# What every reader takes for one value and no more; of other words some make a key, a value, or nothing.
_PLAIN = re.compile(rb"[+-]?(?:\d{1,10}(?:\.\d*)?|\.\d+)|true|false|null")
_REGULAR = rb"[^\x00\t\n\f\r \x80\xff()<>\[\]{}/%]"
_TOKEN = re.compile(
    rb"[\x00\t\n\f\r ]++|%[^\r\n]*+"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])|/(?P<name>" + _REGULAR + rb"*+)|(?P<string>\()"
    rb"|<(?P<hex>[^<>]*+)>|(?P<word>" + _REGULAR + rb"++)"
)
_IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


class Unclosed(ValueError):
    """A value that does not end where it should, or lies too deep."""


class Name(bytes):
    """A name, without its slash and its escapes."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Another object, by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Keys and values in their order; readers disagree on which of two values of a key counts."""

    pairs: tuple[tuple[bytes, "Value"], ...]

    def all(self, key: bytes) -> list["Value"]:
        """Every value of a key."""
        return [value for name, value in self.pairs if name == key]


type Value = Name | Reference | Dictionary | tuple[Value, ...] | int | bytes | None


def names_pattern(names: Iterable[bytes]) -> re.Pattern[bytes]:
    """What finds any of these names whole, its signs written plainly or as their escapes."""
    either = (b"".join(b"(?:%c|#%02x|#%02X)" % (sign, sign, sign) for sign in name) for name in names)
    return re.compile(b"/(" + b"|".join(either) + b")(?!" + _REGULAR + b")")


def plain_name(name: bytes) -> bytes:
    """A name without its escapes: ``J#61vaScript`` is ``JavaScript``."""
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), name) if b"#" in name else name


def read_value(content: bytes | mmap, place: int) -> tuple[Value, int]:
    """The value that begins at a place, and how many bytes were read; raise :class:`Unclosed` for one without end."""
    try:
        return read_within(content[place : place + WINDOWS[0]])
    except Unclosed:
        return read_within(content[place : place + WINDOWS[1]])


def read_within(text: bytes) -> tuple[Value, int]:
    """The value that a text begins with, and how many bytes were read; raise :class:`Unclosed` for one without end."""
    held: list[list[Value]] = [[]]
    opened: list[bytes] = []
    for kind, said, end in _tokens(text):
        if kind == "open":
            held.append([])
            opened.append(said)
            if len(held) > _DEPTH:
                raise Unclosed
        elif kind == "close":
            if not opened or (opened[-1] == b"[") is not (said == b"]"):
                return _first(held[0], opened), end
            items = held.pop()
            held[-1].append(_dictionary(items) if opened.pop() == b"<<" else tuple(items))
        elif kind == "word" and said == b"R" and [type(one) for one in held[-1][-2:]] == [int, int]:
            number = held[-1][-2]
            if isinstance(number, int) and number > _MOST_OBJECTS:
                raise Unclosed
            held[-1][-2:] = [Reference(number if isinstance(number, int) else 0)]
        elif opened and kind == "name" and not said:
            raise Unclosed
        elif opened and kind == "word" and not _PLAIN.fullmatch(said):
            raise Unclosed
        else:
            held[-1].append(_atom(kind, said))
        # A number may be the first of a reference: two more words tell.
        if len(held) == 1 and (len(held[0]) > 2 or (held[0] and not isinstance(held[0][0], int))):
            return held[0][0], end
    # What goes on beyond the window may be the rest of a reference.
    if len(text) in (*WINDOWS, 1 << 20):
        raise Unclosed
    return _first(held[0], opened), len(text)


def _tokens(text: bytes) -> Iterator[tuple[str, bytes, int]]:
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            # Readers disagree on what a sign out of its place is: a value, or nothing.
            raise Unclosed
        place = found.end()
        kind = found.lastgroup
        if kind == "string":
            end = _string_end(text, place)
            yield kind, text[place : end - 1], end
            place = end
        elif kind is not None:
            yield kind, found[kind], place


def _string_end(text: bytes, place: int) -> int:
    depth = 1
    for found in _IN_STRING.finditer(text, place):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    raise Unclosed


def _atom(kind: str, said: bytes) -> Value:
    if kind == "name":
        return Name(plain_name(said))
    if kind == "word":
        return int(said) if said.isdigit() and len(said) <= 10 else None if said == b"null" else said
    return said


def _dictionary(items: list[Value]) -> Dictionary:
    pairs: list[tuple[bytes, Value]] = []
    place = 0
    while place < len(items):
        name = items[place]
        if isinstance(name, Name) and place + 1 < len(items):
            pairs.append((bytes(name), items[place + 1]))
            place += 1
        place += 1
    return Dictionary(tuple(pairs))


def _first(items: list[Value], opened: list[bytes]) -> Value:
    if opened:
        raise Unclosed
    return items[0] if items else None
