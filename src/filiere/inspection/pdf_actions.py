"""What a PDF does by itself when it is opened, and the files of other machines that it names.

A link waits for the reader's hand. An action under ``/OpenAction`` or ``/AA`` waits for nobody, and so may only move
within the document. A file named on another machine (``\\\\host\\share``) makes the reader's computer say who it is.
After ISO 32000-1, §7.5.7 (object streams), §7.11 (file specifications), §12.6 (actions).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from mmap import mmap

from filiere.inspection.pdf_objects import (
    Dictionary,
    Name,
    Reference,
    Unclosed,
    Value,
    names_pattern,
    plain_name,
    read_value,
)

_STILL = {b"GoTo", b"Named", b"Hide", b"SetOCGState", b"Trans", b"ResetForm", b"GoTo3DView", b"GoToDp"}
"""Kinds of action that stay within the document."""
_ROUNDS = 30
"""Actions that may follow one another by reference."""
_READ = 64 << 20
_VALUES = 20_000
"""Bytes of values, and values, read in all: a file of openings that never close is not read over and over."""
_OBJECT = re.compile(rb"(?<!end)obj(?![A-Za-z])")
_NUMBERED = re.compile(
    rb"(\d{1,10})(?:[\x00\t\n\f\r \x80\xff]|%[^\r\n]{0,40}[\r\n]){1,20}\d{1,5}[\x00\t\n\f\r \x80\xff]{1,20}\Z"
)
_BEFORE = 96
_KEY = re.compile(rb"(?:/([^\x00\t\n\f\r \x80\xff()<>\[\]{}/%]{1,40})|\bobj)[\x00\t\n\f\r \x80\xff]{0,20}\Z")
_FILES = {b"F", b"UF", b"DOS", b"Unix", b"Mac", b"URI", b"Base"}
"""Keys under which a file or an address stands."""


def _written(words: bytes) -> bytes:
    """A pattern of a string that begins so, each sign as itself, as its octal, in two bytes or in hexadecimal."""
    plain, wide, packed, packed_wide = b"", b"", b"", b""
    for sign in words:
        octal = rb"\\%03o" % sign
        either = b"[%c%c]" % (sign, sign ^ 32) if bytes([sign]).isalpha() else re.escape(bytes([sign]))
        either = rb"\\\\" if sign == ord("\\") else either
        two = rb"%x\s{0,9}+%x\s{0,9}+" % (sign >> 4, sign & 15)
        plain += b"(?:%s|%s)" % (either, octal)
        wide += rb"(?:\x00|\\0{1,3}+)(?:%s|%s)" % (either, octal)
        packed += two
        packed_wide += rb"0\s{0,9}+0\s{0,9}+" + two
    marks = rb"(?:\xfe\xff|\\376\\377)", rb"f\s{0,9}+e\s{0,9}+f\s{0,9}+f\s{0,9}+"
    return rb"\(\s{0,9}+(?:%s|%s%s)|<\s{0,9}+(?i:%s|%s%s)" % (plain, marks[0], wide, packed, marks[1], packed_wide)


_ELSEWHERE = re.compile(
    b"|".join(_written(one) for one in (rb"\\", rb"//", b"file:////", b"file:\\\\", b"file:///\\\\"))
)
_AUTOMATIC = names_pattern((b"OpenAction", b"AA"))


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that hold objects: the file itself, or an object stream unpacked, with where each of its objects begins."""

    content: bytes | mmap
    objects: tuple[tuple[int, int], ...] | None = None

    def places(self) -> Iterator[tuple[int | None, int]]:
        """The objects: their number, None where it is not plainly written, and where their value begins."""
        if self.objects is not None:
            yield from self.objects
            return
        for found in _OBJECT.finditer(self.content):
            number = _NUMBERED.search(self.content[max(0, found.start() - _BEFORE) : found.start()])
            yield int(number[1]) if number else None, found.end()


def named_elsewhere(content: bytes | mmap, start: int, stop: int) -> bool:
    """Whether a file of another machine is named between two places."""
    for found in _ELSEWHERE.finditer(content, start, stop):
        key = _KEY.search(content[max(0, found.start() - _BEFORE) : found.start()])
        if key is not None and (key[1] is None or plain_name(key[1]) in _FILES):
            return True
    return False


def automatic_actions(pieces: Callable[[], Iterator[Piece]]) -> set[str]:
    """The kinds of action that leave the document, or cannot be told, and that nobody starts."""
    search = _Search()
    try:
        for piece in pieces():
            for found in _AUTOMATIC.finditer(piece.content):
                search.start(piece, found.end(), opening=plain_name(found[1]) == b"OpenAction")
        for _ in range(_ROUNDS):
            if not (wanted := search.take()):
                return search.found
            for piece in pieces():
                search.follow(piece, wanted)
    except Unclosed:
        pass
    return search.found | {"?"}


@dataclass
class _Search:
    found: set[str] = field(default_factory=set)
    read: int = 0
    values: int = 0
    _done: set[tuple[int, str]] = field(default_factory=set)
    _next: set[tuple[int, str]] = field(default_factory=set)

    def start(self, piece: Piece, place: int, *, opening: bool) -> None:
        """Judge what stands under ``/OpenAction`` or ``/AA``."""
        self._judge(self._value(piece, place), "open" if opening else "more")

    def take(self) -> dict[int, set[str]]:
        """The objects still to be looked up, each with what it stands for."""
        wanted: dict[int, set[str]] = {}
        for number, way in self._next - self._done:
            wanted.setdefault(number, set()).add(way)
        self._done |= self._next
        self._next = set()
        return wanted

    def follow(self, piece: Piece, wanted: dict[int, set[str]]) -> None:
        """Judge the objects wanted that a piece holds."""
        for number, place in piece.places():
            ways = {"action"} if number is None else wanted.get(number, set())
            if ways:
                value = self._value(piece, place)
                for way in ways:
                    self._judge(value, way)

    def _value(self, piece: Piece, place: int) -> Value:
        value, read = read_value(piece.content, place)
        self.read += read
        self.values += 1
        if self.read > _READ or self.values > _VALUES:
            raise Unclosed
        return value

    def _judge(self, value: Value, way: str) -> None:
        """``way`` tells an action, what opens a document (an action or a place), a list of next ones, and the actions
        of several events."""
        if isinstance(value, Reference):
            self._next.add((value.number, way))
        elif isinstance(value, Dictionary) and way == "more":
            for _, one in value.pairs:
                self._judge(one, "action")
        elif isinstance(value, Dictionary):
            for kind in value.all(b"S"):
                if not isinstance(kind, Name):
                    self.found.add("?")
                elif kind not in _STILL:
                    self.found.add(kind[:30].decode("ascii", "replace"))
            for one in value.all(b"Next"):
                self._judge(one, "next")
        elif isinstance(value, tuple) and way == "next":
            for one in value:
                self._judge(one, "next")
