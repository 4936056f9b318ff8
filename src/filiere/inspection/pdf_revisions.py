"""The objects of a PDF in each state it was saved in, as qpdf reads them without mending anything.

A PDF may be saved again by adding to its end: each state is opened as the file that it was. What qpdf would have to
mend, or warns of, is refused, since another reader may mend it otherwise. And nothing may lie in the file that looks
like an object without being listed in the table of a state: a reader that searches the file instead of using its table
then finds the objects judged here, and no others. After ISO 32000-1, §7.5.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from mmap import mmap

import pikepdf
from pikepdf.settings import set_qpdf_limits

from filiere.inspection.kinds import Limits

END = re.compile(rb"startxref\s{1,40}+(\d{1,20})\s{1,40}+%%EOF")
_MOST_STATES = 100
"""Times that a file may have been saved by adding to its end; a file signed by ten people has some ten."""
_BLANKS = b"\x00\t\n\f\r \x80\xff"
"""What parts words, and the two bytes that some readers take for that too."""
_BEGINS = re.compile(rb"(?:[\x00\t\n\f\r ]++|%[^\r\n]*+)*+")
_WORD = re.compile(rb"(?<=[\x00\t\n\f\r \x80\xff])obj")
_NUMERALS = b"0123456789"
_ENDS_LINE = re.compile(rb"[\r\n]")
_COMMENT = re.compile(rb"(?:\d|[\r\n])[\x00\t\f \x80\xff]*+%")
_COMMON = "xref entry for the xref stream itself is missing"
"""A warning of qpdf over what common writers leave out and no reader needs."""
_PACKED = 2
"""What a table calls an object that lies in a stream."""
_DIGITS = 10
_NEAR = 128
_FAR = 4096
"""Bytes read before the word of an object: those of an honest one, and those that a hostile one may put between."""

type Value = dict[str, "Value"] | list["Value"] | str | int | float | bool | None
"""What an object holds: names begin with ``/`` (``n:/`` where they are no text), strings with ``u:`` or ``b:`` (in
hexadecimal), and a reference is written ``4 0 R``."""


class Unreadable(ValueError):
    """A PDF that readers may read in different ways, or not at all."""


class Grown(ValueError):
    """Packed objects that take more room than the limit once unpacked."""


class Locked(ValueError):
    """A PDF that is encrypted."""


@dataclass
class State:
    """A PDF as it was saved once: its objects.

    Those that an earlier state holds too are read again: what they refer to may have changed, and a key whose value is
    nothing is not told.
    """

    pdf: pikepdf.Pdf
    table: dict[tuple[int, int], pikepdf.XrefEntry]

    def values(self) -> Iterator[tuple[Value, bool]]:
        """The objects, then the trailer; each with whether it is a stream. Raises :class:`Unreadable`."""
        for key in self.table:
            one = self.pdf.get_object(key)
            yield self._checked(one), isinstance(one, pikepdf.Stream)
        yield self._checked(self.pdf.trailer), False

    def find(self, reference: str) -> Value:
        """What a reference points to: nothing where it points nowhere. Raises :class:`Unreadable`."""
        number, generation, _ = reference.split(" ")
        key = int(number), int(generation)
        return self._checked(self.pdf.get_object(key)) if key in self.table else None

    def _checked(self, one: pikepdf.Object | None) -> Value:
        value = _value(one)
        if any(_COMMON not in str(warning) for warning in self.pdf.get_warnings()):
            raise Unreadable
        return value


@dataclass
class Revisions:
    """The states of a PDF, read one after the other from the first, and the streams that pack its objects."""

    content: mmap
    limits: Limits
    _listed: dict[int, set[int]] = field(default_factory=dict)
    """Where each object begins that a table lists, and the numbers of the objects that tables list in it."""
    _room: int = 0

    def states(self) -> Iterator[State]:
        """Each state in turn. Raises :class:`Unreadable`, :class:`Locked`."""
        ends = list(END.finditer(self.content))
        if len(ends) > _MOST_STATES:
            raise Unreadable
        set_qpdf_limits(
            flate_max_memory=self.limits.unpacked,
            png_max_memory=self.limits.unpacked,
            run_length_max_memory=self.limits.unpacked,
            tiff_max_memory=self.limits.unpacked,
        )
        for place, end in enumerate(ends, 1):
            last = place == len(ends)
            try:
                pdf = _open(self.content[: len(self.content) if last else end.end()])
            except Unreadable:
                # The first end of a file made for the web closes no state: what it holds is listed at the last.
                if last:
                    raise
                continue
            with pdf:
                state = State(pdf, pdf.get_xref_table())
                self._list(state.table)
                # The table itself, where it is an object: it was judged as the trailer.
                self._listed.setdefault(_place(self.content, int(end[1])), set())
                yield state

    def check_packed(self, state: State) -> None:
        """Judge the streams that pack objects: each object in one is listed by a table.

        Raises :class:`Unreadable`, :class:`Grown`.
        """
        for key in state.table:
            one = state.pdf.get_object(key)
            if not isinstance(one, pikepdf.Stream):
                continue
            value = _value(one)
            packs = isinstance(value, dict) and (
                "/ObjStm" in _all(value.get("/Type")) or {"/First", "/N"} <= value.keys()
            )
            if isinstance(value, dict) and packs:
                numbers = self._numbers(one, value)
                if not self._listed[_place(self.content, state.table[key].offset)].issuperset(numbers):
                    raise Unreadable

    def hidden(self) -> bool:
        """Whether anything in the file looks like an object that no table lists; once every state was read."""
        return any(self._unlisted(found.start()) for found in _WORD.finditer(self.content))

    def _list(self, table: dict[tuple[int, int], pikepdf.XrefEntry]) -> None:
        places = {key: _place(self.content, one.offset) for key, one in table.items() if one.type == 1}
        for place in places.values():
            self._listed.setdefault(place, set())
        for key, one in table.items():
            if one.type == _PACKED:
                container = places.get((one.obj_stream_number or 0, 0))
                if container is None:
                    raise Unreadable
                self._listed[container].add(key[0])

    def _numbers(self, one: pikepdf.Stream, value: dict[str, Value]) -> list[int]:
        """The numbers of the objects that a stream packs, each once."""
        if not _plainly_packed(value):
            raise Unreadable
        try:
            text = one.read_bytes()
        except (pikepdf.PdfError, MemoryError) as error:
            raise Grown from error
        self._room += len(text)
        count, first = value.get("/N"), value.get("/First")
        if self._room > self.limits.unpacked:
            raise Grown
        if not isinstance(count, int) or not isinstance(first, int):
            raise Unreadable
        words = text[: max(first, 0)].split()
        numbers = [int(word) for word in words[::2] if len(word) <= _DIGITS and word.isdigit()]
        if not len(words) == 2 * len(numbers) == 2 * len(set(numbers)) == 2 * count:
            raise Unreadable
        return numbers

    def _unlisted(self, word: int) -> bool:
        """Whether the word ``obj`` at a place opens an object that no table lists, for any reader."""
        for reach in (_NEAR, _FAR):
            start = max(0, word - reach)
            text = self.content[start:word]
            before = text.rstrip(_BLANKS)
            second = before.rstrip(_NUMERALS)
            between = second.rstrip(_BLANKS)
            first = between.rstrip(_NUMERALS)
            # Two numbers; or a comment between them, or after them, which no honest file has there.
            if len(before) != len(second) != len(between) != len(first) and (first or not start):
                return start + len(first) not in self._listed
            ended = between if len(before) != len(second) else before
            if ended and (opened := max(ended.rfind(b"\n"), ended.rfind(b"\r"))) >= 0:
                ends_line = _ENDS_LINE.search(text, len(ended)) is not None
                return ends_line and _COMMENT.search(ended, opened) is not None
            if ended and not _ENDS_LINE.search(text, len(ended)):
                return False
        return True


def _open(content: bytes) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(
            BytesIO(content), attempt_recovery=False, inherit_page_attributes=False, conversion_mode="explicit"
        )
    except pikepdf.PasswordError as error:
        raise Locked from error
    except (pikepdf.PdfError, ValueError) as error:
        raise Unreadable from error
    if pdf.is_encrypted:
        raise Locked
    return pdf


def _value(one: pikepdf.Object | None) -> Value:
    """An object as plain values. Raises :class:`Unreadable` for one that does not read."""
    if one is None:
        return None
    try:
        value: Value = json.loads(one.to_json(dereference=True, schema_version=2))
    except (pikepdf.PdfError, ValueError) as error:
        raise Unreadable from error
    return value


def _place(content: mmap, offset: int | None) -> int:
    """Where an object begins: a table may point to the line before."""
    found = _BEGINS.match(content, offset or 0)
    return found.end() if found is not None else 0


def _all(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def _plainly_packed(value: dict[str, Value]) -> bool:
    """Whether packed objects are plain, or packed by Flate and nothing more: readers disagree on twisted ways."""
    filters = [one for one in _all(value.get("/Filter")) if one is not None]
    beside = [one for key in ("/DecodeParms", "/DP", "/F", "/FFilter") for one in _all(value.get(key))]
    return filters in ([], ["/FlateDecode"], ["/Fl"]) and not any(one is not None for one in beside)
