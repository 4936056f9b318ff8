"""The records of a JSON export of any size, one at a time, each with the line on which it begins.

Exports come in four forms, which are told apart by reading: an array of records; records one after the other, a line
each or glued together as delivery streams write them; an object that holds the array under a name, as pages of an
interface do; and several such pages in a row. Only the record at hand is in memory.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.protocol import RefusedRecord
from filiere.contacts.importing.systems.faults import build_refusal, fault
from filiere.core import Faults
from filiere.core.bounded_json import NestedTooDeep, check_nesting

BLOCK = 1 << 20
LONGEST_RECORD = 64 << 20
"""Characters of one record; a longer one is no contact, but a file whose brackets do not close."""
KEY_TWICE_MARK = "\0twice"
"""The key under which a record says that it had one key twice: no JSON of an export has it."""
_BLANK_CHARACTERS = " \t\r\n"
_NEAR_END = 16
_WINDOW = 4096


@dataclass(frozen=True, slots=True)
class JsonRecord:
    """One record: what it holds, the line on which it begins, and the name of the array that it was in, if any."""

    content: Any
    line: int
    within: str | None = None


@dataclass(frozen=True, slots=True)
class SiblingKeys:
    """What an object that holds the records under a name holds beside them: its keys, such as a page number."""

    content: Mapping[str, Any]
    line: int


def iter_json_records(
    file: DeliveredFile, *, within: Sequence[str] = (), through: Sequence[str] = ()
) -> Iterator[JsonRecord | SiblingKeys | RefusedRecord]:
    """Yield the records of a file; ``within`` are the names of arrays that hold records, ``through`` of objects that
    hold such an array.

    A record that is no JSON is refused where records follow each other, and the file goes on at the next line that
    begins one. Within an array nothing after it can be told apart: :class:`Faults` is then raised, as for a file whose
    end is missing.
    """
    yield from _JsonReader(file, within, through).records()


class _BrokenJson(ValueError):
    """What is read is no JSON; ``cut`` when the file ends before it does."""

    def __init__(self, line: int, *, cut: bool) -> None:
        super().__init__(line)
        self.line, self.cut = line, cut


class _JsonReader:
    def __init__(self, file: DeliveredFile, within: Sequence[str], through: Sequence[str]) -> None:
        self._file, self._within, self._through = file, within, through
        self._stream = file.text()
        self._text, self._at, self._ended = "", 0, False
        # The line of a place of the text, moved on with the reading: counted anew, it would cost the text each time.
        self._known, self._known_line = 0, 1
        # Where the record at hand begins, kept so that a broken one can be left from its beginning.
        self._mark: int | None = None
        self._decoder = json.JSONDecoder(object_pairs_hook=_build_object, parse_constant=_refuse_constant)

    def records(self) -> Iterator[JsonRecord | SiblingKeys | RefusedRecord]:
        with self._stream:
            while self._peek():
                line = self._line
                if self._peek() == "[":
                    yield from self._refuse_broken_items(self._array(None))
                elif self._peek() == "{":
                    try:
                        yield from self._object()
                    except _BrokenJson as broken:
                        yield build_refusal("truncated-json" if broken.cut else "not-json", broken.line)
                        self._resume()
                else:
                    yield build_refusal("not-json", line)
                    self._resume()

    def _refuse_broken_items[T: JsonRecord | SiblingKeys](self, items: Iterator[T]) -> Iterator[T]:
        try:
            yield from items
        except _BrokenJson as broken:
            code = "truncated-json" if broken.cut else "not-json"
            raise Faults([fault(code, str(self._file.path), line=broken.line)]) from None

    def _array(self, name: str | None) -> Iterator[JsonRecord]:
        self._at += 1
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            self._peek()
            line = self._line
            yield JsonRecord(self._value(), line, name)
            following = self._peek()
            if following not in {",", "]"}:
                raise _BrokenJson(self._line, cut=not following)
            self._at += 1
            if following == "]":
                return

    def _object(self, *, nested: bool = False) -> Iterator[JsonRecord | SiblingKeys]:
        """Yield an object that stands at the top of the file: a record, or the records that it holds under a name. One
        that is ``nested`` is never a record."""
        line = self._line
        if not nested:
            self._mark = self._at
        self._at += 1
        pairs: list[tuple[str, Any]] = []
        holds = False
        while (following := self._peek()) != "}":
            if pairs or holds:
                if following != ",":
                    raise _BrokenJson(self._line, cut=not following)
                self._at += 1
                self._peek()
            key = self._value()
            if not isinstance(key, str) or self._peek() != ":":
                raise _BrokenJson(self._line, cut=not self._peek())
            self._at += 1
            if self._mark is not None and self._at - self._mark > LONGEST_RECORD:
                raise _BrokenJson(self._line, cut=False)
            if self._peek() == "[" and key in self._within:
                holds, self._mark = True, None
                yield from self._refuse_broken_items(self._array(key))
            elif self._peek() == "{" and key in self._through:
                holds, self._mark = True, None
                yield from self._refuse_broken_items(self._object(nested=True))
            else:
                pairs.append((key, self._value()))
        self._at += 1
        self._mark = None
        yield SiblingKeys(_build_object(pairs), line) if holds or nested else JsonRecord(_build_object(pairs), line)

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = self._decode_value()
            except RecursionError:
                raise self._too_deep() from None
            except _BrokenJson:
                raise
            except ValueError as error:
                short = _is_incomplete(error, len(self._text), self._at)
                if self._ended or not short or len(self._text) - self._at > LONGEST_RECORD:
                    raise _BrokenJson(self._line, cut=self._ended and short) from None
                self._fill(len(self._text) - self._at)
                continue
            # A number at the end of what was read may have digits to come.
            if end == len(self._text) and not self._ended:
                self._fill()
                continue
            try:
                check_nesting(self._text[self._at : end])
            except NestedTooDeep:
                raise self._too_deep() from None
            self._at = end
            return value

    def _decode_value(self) -> tuple[Any, int]:
        """Return the value at hand and where it ends. A short one is read from a copy of its own: an error counts the
        lines from the beginning of what is read to tell its own, which every broken record would pay anew."""
        if len(self._text) - self._at > _WINDOW:
            window = self._text[self._at : self._at + _WINDOW]
            try:
                value, end = self._decoder.raw_decode(window)
            except ValueError as error:
                if not _is_incomplete(error, _WINDOW, 0):
                    raise _BrokenJson(self._line, cut=False) from None
            else:
                if end < _WINDOW:
                    return value, self._at + end
        return self._decoder.raw_decode(self._text, self._at)

    def _too_deep(self) -> Faults:
        return Faults([fault("too-deep", str(self._file.path), line=self._line)])

    def _peek(self) -> str:
        """Return the next character that is no blank, empty at the end of the file."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANK_CHARACTERS:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._fill()

    def _fill(self, more: int = 0) -> None:
        start = self._at if self._mark is None else self._mark
        self._known, self._known_line = 0, self._line_at(start)
        read = self._stream.read(max(BLOCK, more))
        self._ended = not read
        self._text, self._at = self._text[start:] + read, self._at - start
        self._mark = None if self._mark is None else 0

    @property
    def _line(self) -> int:
        return self._line_at(self._at)

    def _line_at(self, place: int) -> int:
        if place >= self._known:
            self._known_line += self._text.count("\n", self._known, place)
        else:
            self._known_line -= self._text.count("\n", place, self._known)
        self._known = place
        return self._known_line

    def _resume(self) -> None:
        """Go to the next line that begins with a record, after the beginning of the one that is broken."""
        self._at, self._mark = self._at if self._mark is None else self._mark, None
        while True:
            found = self._text.find("\n{", self._at)
            if found >= 0:
                self._at = found + 1
                return
            # The line end may be the last character read so far.
            self._at = max(self._at, len(self._text) - 1)
            if self._ended:
                self._at = len(self._text)
                return
            self._fill()


def _is_incomplete(error: ValueError, length: int, start: int) -> bool:
    """Whether a value did not read because the text ends before it may do."""
    # A text that does not close is known by where it begins; anything else by where it goes wrong.
    where = error.pos if isinstance(error, json.JSONDecodeError) else start
    return "Unterminated" in str(error) or length - where < _NEAR_END


def _build_object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                content[KEY_TWICE_MARK] = key
            seen.add(key)
    return content


def _refuse_constant(word: str) -> Any:
    raise ValueError(word)
