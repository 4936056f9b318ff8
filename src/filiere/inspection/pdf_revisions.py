"""The objects of a PDF in each state it was saved in, as qpdf reads them without mending anything.

A PDF may be saved again by adding to its end: each state is opened as the file that it was. What qpdf would have to
mend, or warns of, is refused, since another reader may mend it otherwise. And nothing may lie in the file that looks
like an object without being listed in the table of a state: a reader that searches the file instead of using its table
then finds the objects judged here, and no others. After ISO 32000-1, §7.5.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import accumulate, pairwise
from mmap import mmap

import pikepdf
from pikepdf.settings import set_qpdf_limits

from filiere.inspection.file_kinds import Limits
from filiere.inspection.pdf_objects import (
    REFERENCE,
    AmbiguousPdf,
    EncryptedPdf,
    ExpandedTooLarge,
    Value,
    check_writing,
    read_value,
)

_EOL = rb"[ \t]{0,9}+(?:\r\n|\n|\r)"
END_PATTERN = re.compile(rb"(?:\r|\n)startxref" + _EOL + rb"[ \t]{0,9}+(\d{1,20})" + _EOL + rb"%%EOF")
# A table as the standard has it, entries of twenty bytes: where it is written otherwise, some readers make their own.
_TABLE = re.compile(
    rb"xref" + _EOL + rb"(?:\d{1,10} \d{1,10}" + _EOL + rb"(?:\d{10} \d{5} [nf](?: \n| \r|\r\n))*+)++\s{0,9}+trailer"
)
_OBJECT_STREAM = re.compile(rb"/(?:O|#4[Ff])(?:b|#62)(?:j|#6[Aa])(?:S|#53)(?:t|#74)(?:m|#6[Dd])")
_HYBRID = re.compile(rb"/(?:X|#58)(?:R|#52)(?:e|#65)(?:f|#66)(?:S|#53)(?:t|#74)(?:m|#6[Dd])")
_AFTER_TABLE = b"\x00\t\n\x0b\f\r 0123456789"
_MAX_STATES = 100
"""Times that a file may have been saved by adding to its end; a file signed by ten people has some ten."""
_BLANKS = b"\x00\t\n\x0b\f\r \x80\xff"
"""What parts words, and the two bytes that some readers take for that too."""
_LEADING_SPACE = re.compile(rb"(?:[\x00\t\n\f\r ]++|%[^\r\n]*+)*+")
# Some readers take escapes for what they stand for in words too, and signs of numbers for numbers.
_OBJECT_WORD = re.compile(rb"(?<=[\x00\t\n\x0b\f\r \x80\xff])(?:o|#6[Ff])(?:b|#62)(?:j|#6[Aa])")
_NUMERALS = b"0123456789+-."
_ENDS_LINE = re.compile(rb"[\r\n]")
_COMMENT = re.compile(rb"[\d+\-.\r\n][\x00\t\x0b\f \x80\xff]*+%")
_TOLERATED_WARNING = (
    ": xref entry for the xref stream itself is missing"
    " - a common error handled correctly by qpdf and most other applications"
)
"""A warning of qpdf over what common writers leave out and no reader needs."""
_WIDTHS = 3
"""Numbers of an entry of a packed table."""
_PACKED_ENTRY = 2
"""What a table calls an object that lies in a stream."""
_NULL = re.compile(rb"\d{1,10} \d{1,5} obj[\x00\t\n\f\r ]{1,9}+null[\x00\t\n\f\r ]{1,9}+endobj")
_MAX_DIGITS = 10
_SHORT_REACH = 128
_LONG_REACH = 4096
"""Bytes read before the word of an object: those of an honest one, and those that a hostile one may put between."""


@dataclass
class PdfState:
    """A PDF as it was saved once: its objects.

    Those that an earlier state holds too are read again: what they refer to may have changed, and a key whose value is
    nothing is not told.
    """

    pdf: pikepdf.Pdf
    table: dict[tuple[int, int], pikepdf.XrefEntry]
    content: mmap

    def objects(self) -> Iterator[tuple[tuple[int, int], pikepdf.Object | None, Value]]:
        """The objects with their keys and values. Raises :class:`AmbiguousPdf`."""
        for key, entry in self.table.items():
            node = self.pdf.get_object(key)
            value = self._read_checked_value(node)
            if value is None and not self._is_null(entry):
                raise AmbiguousPdf
            yield key, node, value

    def trailer(self) -> Value:
        """The dictionary that leads to the catalogue. Raises :class:`AmbiguousPdf`."""
        return self._read_checked_value(self.pdf.trailer)

    def find(self, reference: str) -> Value:
        """What a reference points to: nothing where it points nowhere. Raises :class:`AmbiguousPdf`."""
        number, generation, _ = reference.split(" ")
        key = int(number), int(generation)
        return self._read_checked_value(self.pdf.get_object(key)) if key in self.table else None

    def _is_null(self, entry: pikepdf.XrefEntry) -> bool:
        """Whether nothing is what is written where an object is listed."""
        return (
            entry.type != _PACKED_ENTRY
            and _NULL.match(self.content, _find_start(self.content, entry.offset)) is not None
        )

    def _read_checked_value(self, node: pikepdf.Object | None) -> Value:
        value = read_value(node)
        self.check_warnings()
        return value

    def check_warnings(self) -> None:
        """Raise :class:`AmbiguousPdf` where qpdf warned of something that another reader may read otherwise."""
        if not all(str(warning).endswith(_TOLERATED_WARNING) for warning in self.pdf.get_warnings()):
            raise AmbiguousPdf


@dataclass
class PdfRevisions:
    """The states of a PDF, read one after the other from the first, and the streams that pack its objects."""

    content: mmap
    limits: Limits
    _listed: dict[int, set[int]] = field(default_factory=dict)
    """Where each object begins that a table lists, and the numbers of the objects that tables list in it."""
    _data: dict[int, int] = field(default_factory=dict)
    """Where each stream begins, and the bytes of its data."""
    _packers: set[int] = field(default_factory=set)
    """Where each stream begins that packs objects."""
    _tables: set[int] = field(default_factory=set)
    """Where each table begins that a state is read by."""
    _found: set[int] = field(default_factory=set)
    """Where each object begins that is a table."""
    _hybrids: int = 0
    """How many tables beside a plain one were compared with their state."""
    _room: int = 0

    def states(self) -> Iterator[PdfState]:
        """Each state in turn. Raises :class:`AmbiguousPdf`, :class:`EncryptedPdf`."""
        ends = list(END_PATTERN.finditer(self.content))
        plain = all(_TABLE.match(self.content, place) for place in _find_tables(self.content))
        if len(ends) > _MAX_STATES or not plain:
            raise AmbiguousPdf
        set_qpdf_limits(
            flate_max_memory=self.limits.unpacked,
            png_max_memory=self.limits.unpacked,
            run_length_max_memory=self.limits.unpacked,
            tiff_max_memory=self.limits.unpacked,
        )
        for place, end in enumerate(ends, 1):
            last = place == len(ends)
            try:
                pdf = _open_pdf(self.content[: len(self.content) if last else end.end()])
            except AmbiguousPdf:
                # The first end of a file made for the web closes no state: what it holds is listed at the last.
                if last:
                    raise
                continue
            with pdf:
                state = PdfState(pdf, pdf.get_xref_table(), self.content)
                self._list(state.table)
                # The table itself, where it is an object: it was judged as the trailer.
                self._listed.setdefault(_find_start(self.content, int(end[1])), set())
                self._tables.add(_find_start(self.content, int(end[1])))
                yield state

    def read(self, state: PdfState) -> Iterator[tuple[Value, bool]]:
        """The objects of a state and its trailer, each with whether it is a stream; those that pack objects or tables
        are judged here. Raises :class:`AmbiguousPdf`, :class:`ExpandedTooLarge`."""
        for key, node, value in state.objects():
            stream = node is not None and node._type_code == pikepdf.ObjectType.stream
            if state.table[key].type != _PACKED_ENTRY:
                place = _find_start(self.content, state.table[key].offset)
                # What an earlier state holds was judged there, and the tables list no less since.
                if node is not None and stream and isinstance(value, dict) and place not in self._data:
                    self._data[place] = _data_size(node)
                    self._check_packed(node, value, place, state)
            yield value, stream
        trailer = state.trailer()
        # Some readers look for another catalogue where this one is no object.
        if not isinstance(trailer, dict) or not REFERENCE.fullmatch(str(trailer.get("/Root"))):
            raise AmbiguousPdf
        self._note_tables(trailer)
        self._check_hybrid(state, trailer)
        yield trailer, False

    def _note_tables(self, value: dict[str, Value]) -> None:
        """Note where the tables are that this one leads to."""
        places = (value.get(key) for key in ("/Prev", "/XRefStm"))
        self._tables |= {_find_start(self.content, place) for place in places if isinstance(place, int)}

    def _check_packed(self, node: pikepdf.Object, value: dict[str, Value], place: int, state: PdfState) -> None:
        if value.get("/Type") == "/XRef":
            if len(_as_list(value.get("/W"))) != _WIDTHS:
                raise AmbiguousPdf
            self._found.add(place)
            self._note_tables(value)
        if "/ObjStm" in _as_list(value.get("/Type")) or {"/First", "/N"} <= value.keys():
            self._packers.add(place)
            numbers = self._numbers(node, value)
            state.check_warnings()
            if not self._listed[place].issuperset(numbers):
                raise AmbiguousPdf

    def _check_hybrid(self, state: PdfState, trailer: Value) -> None:
        """Compare the table that a plain one names beside it with what the state says: of two, readers choose."""
        beside = trailer.get("/XRefStm") if isinstance(trailer, dict) else None
        if beside is None:
            return
        self._hybrids += 1
        for key, entry in state.table.items():
            if entry.type != _PACKED_ENTRY and entry.offset == beside:
                node = state.pdf.get_object(key)
                value = read_value(node)
                if node is not None and isinstance(value, dict):
                    self._check_table(node, value, state)
                    return
        raise AmbiguousPdf

    def has_hidden_objects(self) -> bool:
        """Whether anything in the file looks like an object that no table lists, or a table by which no state was read;
        once every state was read. Raises :class:`AmbiguousPdf` for signs that readers take in different ways."""
        for text in self._texts():
            check_writing(text)
        if not self._found <= self._tables or sum(1 for _ in _OBJECT_STREAM.finditer(self.content)) > len(
            self._packers
        ):
            return True
        if sum(1 for _ in _HYBRID.finditer(self.content)) > self._hybrids:
            return True
        return any(self._is_unlisted(found.start()) for found in _OBJECT_WORD.finditer(self.content))

    def _texts(self) -> Iterator[bytes]:
        """What is written between the beginnings of two objects, without the data of a stream."""
        for place, end in pairwise(sorted({0, len(self.content), *self._listed})):
            text = self.content[place:end]
            if place in self._data:
                # The data, and what ends the line of the word before them.
                last = max(text.rfind(b"endstream"), 0)
                text = text[: max(last - self._data[place] - 2, 0)] + text[last:]
            yield text

    def _list(self, table: dict[tuple[int, int], pikepdf.XrefEntry]) -> None:
        places = {key: _find_start(self.content, one.offset) for key, one in table.items() if one.type == 1}
        for place in places.values():
            self._listed.setdefault(place, set())
        for key, xref_entry in table.items():
            if xref_entry.type == _PACKED_ENTRY:
                container = places.get((xref_entry.obj_stream_number or 0, 0))
                if container is None:
                    raise AmbiguousPdf
                self._listed[container].add(key[0])

    def _check_table(self, node: pikepdf.Object, value: dict[str, Value], state: PdfState) -> None:
        """Raise :class:`AmbiguousPdf` where a packed table says other places than the state."""
        widths, size, index = value.get("/W"), value.get("/Size"), value.get("/Index")
        if not (isinstance(widths, list) and len(widths) == _WIDTHS and isinstance(size, int)):
            raise AmbiguousPdf
        content = self._unpack_stream(node)
        bounds = index if isinstance(index, list) else [0, size]
        steps = [0, *accumulate(_check_whole_number(width) for width in widths)]
        place = 0
        for first, count in zip(
            map(_check_whole_number, bounds[::2]), map(_check_whole_number, bounds[1::2]), strict=True
        ):
            if steps[-1] < 1 or place + count * steps[-1] > len(content):
                raise AmbiguousPdf
            for number in range(first, first + count):
                kind, where, last = (
                    int.from_bytes(content[place + start : place + end]) for start, end in pairwise(steps)
                )
                place += steps[-1]
                kind = kind if steps[1] else 1
                entry = state.table.get((number, 0 if kind == _PACKED_ENTRY else last))
                if kind in (1, _PACKED_ENTRY) and (entry is None or entry.type != kind or where != _entry_place(entry)):
                    raise AmbiguousPdf

    def _unpack_stream(self, node: pikepdf.Object) -> bytes:
        try:
            content = node.read_bytes()
        except (pikepdf.PdfError, MemoryError) as error:
            raise ExpandedTooLarge from error
        self._room += len(content)
        if self._room > self.limits.unpacked:
            raise ExpandedTooLarge
        return content

    def _numbers(self, node: pikepdf.Object, value: dict[str, Value]) -> list[int]:
        """The numbers of the objects that a stream packs, each once."""
        if not _is_plainly_packed(value):
            raise AmbiguousPdf
        text = self._unpack_stream(node)
        check_writing(text)
        count, first = value.get("/N"), value.get("/First")
        if not isinstance(count, int) or not isinstance(first, int):
            raise AmbiguousPdf
        words = text[: max(first, 0)].split()
        numbers = [int(word) for word in words[::2] if len(word) <= _MAX_DIGITS and word.isdigit()]
        if not len(words) == 2 * len(numbers) == 2 * len(set(numbers)) == 2 * count:
            raise AmbiguousPdf
        return numbers

    def _is_unlisted(self, word: int) -> bool:
        """Whether the word ``obj`` at a place opens an object that no table lists, for any reader."""
        for reach in (_SHORT_REACH, _LONG_REACH):
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


def _open_pdf(content: bytes) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(
            BytesIO(content), attempt_recovery=False, inherit_page_attributes=False, conversion_mode="explicit"
        )
    except pikepdf.PasswordError as error:
        raise EncryptedPdf from error
    except (pikepdf.PdfError, ValueError) as error:
        raise AmbiguousPdf from error
    if pdf.is_encrypted:
        raise EncryptedPdf
    return pdf


def _check_whole_number(value: Value) -> int:
    if not isinstance(value, int) or value < 0:
        raise AmbiguousPdf
    return value


def _entry_place(entry: pikepdf.XrefEntry) -> int | None:
    return entry.obj_stream_number if entry.type == _PACKED_ENTRY else entry.offset


def _data_size(node: pikepdf.Object) -> int:
    try:
        return len(node.read_raw_bytes())
    except pikepdf.PdfError as error:
        raise AmbiguousPdf from error


def _find_tables(content: mmap) -> Iterator[int]:
    """Where the word stands that opens a table."""
    place = -1
    while (place := content.find(b"xref", place + 1)) >= 0:
        if content[place + 4 : place + 5] in _AFTER_TABLE and content[place - 5 : place] != b"start":
            yield place


def _find_start(content: mmap, offset: int | None) -> int:
    """Where an object begins: a table may point to the line before."""
    found = _LEADING_SPACE.match(content, offset or 0)
    return found.end() if found is not None else 0


def _as_list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def _is_plainly_packed(value: dict[str, Value]) -> bool:
    """Whether packed objects are plain, or packed by Flate and nothing more: readers disagree on twisted ways."""
    filters = [one for one in _as_list(value.get("/Filter")) if one is not None]
    beside = [one for key in ("/DecodeParms", "/DP", "/F", "/FFilter") for one in _as_list(value.get(key))]
    return filters in ([], ["/FlateDecode"], ["/Fl"]) and not any(one is not None for one in beside)
