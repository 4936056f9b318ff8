"""The streams of a PDF: where each may be, what its dictionary says of it, and what it unpacks to.

After ISO 32000-1: §7.3.8 (streams), §7.5.7 (object streams). Readers disagree on where a stream begins: each word that
may begin one is looked at, then each dictionary that stands before one.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap

from filiere.inspection.pdf_objects import (
    WINDOWS,
    Dictionary,
    Name,
    Unclosed,
    Value,
    names_pattern,
    plain_name,
    read_value,
    read_within,
)

# A name with what it needs to be one: the regular characters after a slash.
_NAME = re.compile(rb"/([^\x00\t\n\f\r \x80\xff()<>\[\]{}/%]{1,60})")
_STREAM = re.compile(rb"\bstream(?:\r\n|\n|\r)")
_WORD = re.compile(rb"\bstream\b")
_OBJECT = re.compile(rb"(?<![A-Za-z])obj(?=[\x00\t\n\f\r \x80\xff<%])")
# What may stand before a dictionary, and between it and the data that it describes.
_BLANK = re.compile(rb"(?:[\x00\t\n\f\r \x80\xff]++|%[^\r\n]*+)*+")
_LINE = re.compile(rb"\r\n|\n|\r")
_SOON = re.compile(rb"[\t ]{0,20}[\r\n]")
SPACE = b"\x00\t\n\f\r \x80\xff"
"""What parts words, and the two bytes that some readers take for that too."""
_BLOCK = 65_536
_ROOM_OF_DICTIONARIES = 1 << 25
"""Bytes that reading the dictionaries of a file may take beyond its own size."""
_PACKS = names_pattern((b"ObjStm",))


def outside_streams(content: mmap) -> Iterator[tuple[int, int]]:
    """Where the text between the streams begins and ends, for whoever finds every stream where it should be."""
    start = 0
    while start < len(content):
        opened = _STREAM.search(content, start)
        if opened is None:
            yield start, len(content)
            return
        yield start, opened.start()
        end = content.find(b"endstream", opened.end())
        start = end if end >= 0 else len(content)


@dataclass
class Room:
    """How many bytes may still be read and unpacked."""

    left: int


@dataclass(frozen=True, slots=True)
class _Stream:
    """What may be a stream: where the text before its word begins, its word, the end of its data, and the names of its
    object as far as it can be told."""

    content: mmap
    start: int
    word: int
    end: int
    names: frozenset[bytes]
    told: Dictionary | None = None
    """The dictionary that stands before it, where one reads there."""

    @property
    def packs(self) -> bool:
        """Whether its dictionary says that objects are packed in it. Some readers do without its type."""
        if self.told is None:
            return False
        return self.names >= {b"First", b"N"} or Name(b"ObjStm") in self.told.all(b"Type")

    @property
    def may_pack(self) -> bool:
        """Whether anything before its word says that objects are packed in it, in a comment or a text as well."""
        return _PACKS.search(self.content, self.start, self.word) is not None or self.names >= {b"First", b"N"}

    def outside(self) -> bool:
        """Whether its data are said to lie in another file."""
        if b"F" not in self.names or not self._written():
            return False
        value = self.dictionary()
        return value is None or bool(value.all(b"F"))

    def dictionary(self) -> Dictionary | None:
        """Its dictionary, None when it does not read."""
        if self.told is not None:
            return self.told
        opened = self.content.rfind(b"obj", self.start, self.word)
        text = self.content[opened + 3 : min(self.word, opened + 3 + WINDOWS[-1])] if opened >= 0 else b""
        try:
            # One more sign where its length alone would say that it goes on.
            value = read_value(text + b" " if len(text) in WINDOWS[:-1] else text, 0)[0]
        except Unclosed:
            return None
        return value if isinstance(value, Dictionary) else None

    def unpacked(self, room: Room) -> Iterator[bytes | None]:
        """What its objects unpack to, block by block, the first beginning with a number; None at last when it does not
        read, or when there is no room."""
        line = _LINE.match(self.content, self.word + len(b"stream"))
        if line is None or self.told is None:
            yield None
            return
        begun = False
        for block in _unpacked(self.content, line.end(), self.end, bool(_filters(self.told)), room):
            if block and not begun and (head := block.lstrip(SPACE)):
                begun = True
                if not head[:1].isdigit():
                    yield None
                    return
            yield block

    def _written(self) -> bool:
        """Whether its word stands as one that opens data, and not as one of a text."""
        before = self.content[max(self.start, self.word - 20) : self.word].rstrip(SPACE)
        return before.endswith(b">>") or _SOON.match(self.content, self.word + len(b"stream")) is not None


def iter_streams(content: mmap) -> Iterator[_Stream]:
    """Whatever may be a stream, one in the data of another too; then those that pack objects or lie in another file, as
    their dictionaries say. Raises ``Unclosed`` where a dictionary has no end, where one does not itself say how its
    objects are packed, and where objects may be packed that no dictionary tells of."""
    start, end = 0, -1
    untold = set()
    for found in _WORD.finditer(content):
        opened = content.rfind(b"obj", start, found.start())
        if end < found.end():
            end = content.find(b"endstream", found.end())
            end = end if end >= 0 else len(content)
        # What stands before its object is data of the stream before, where a name would be chance.
        text = opened if opened >= 0 else max(start, content.rfind(b"endstream", start, found.start()))
        one = _Stream(content, start, found.start(), end, _written(content, text, found.start()))
        if one.may_pack:
            untold.add(one.word)
        yield one
        start = found.end()
    for one in _told_streams(content):
        if one.told is not None and one.packs:
            untold.discard(one.word)
            if not _plainly_packed(one.told):
                raise Unclosed
        yield one
    if untold:
        raise Unclosed


def _told_streams(content: mmap) -> Iterator[_Stream]:
    """The data that a dictionary stands before, of those that pack objects or lie in another file."""
    room = Room(len(content) + _ROOM_OF_DICTIONARIES)
    for found in _OBJECT.finditer(content):
        place = _past_blank(content, found.end(), room)
        # An image in its line, or a sign out of its place: some readers look further for the object.
        if content[place : place + 2] == b"BI" or content[place : place + 1] in (b")", b"]", b"{", b"}"):
            raise Unclosed
        value, after = _read_dictionary(content, place, room)
        if value is None:
            continue
        word = _past_blank(content, after, room)
        names = frozenset(name for name, _ in value.pairs)
        if content[word : word + 6] != b"stream" or not (
            names & {b"F", b"First"} or Name(b"ObjStm") in value.all(b"Type")
        ):
            continue
        end = content.find(b"endstream", word)
        yield _Stream(content, found.start(), word, end if end >= 0 else len(content), names, value)


def _past_blank(content: mmap, place: int, room: Room) -> int:
    blank = _BLANK.match(content, place)
    end = blank.end() if blank is not None else place
    room.left -= end - place
    if room.left < 0:
        raise Unclosed
    return end


def _filters(told: Dictionary) -> list[Value]:
    return [one for value in told.all(b"Filter") for one in (value if isinstance(value, tuple) else (value,))]


def _plainly_packed(told: Dictionary) -> bool:
    """Whether the dictionary of packed objects says itself that they are plain, or packed by Flate and nothing more:
    what it leaves to another object, or to a parameter, is not looked up here."""
    filters = _filters(told)
    beside = [value for key in (b"DecodeParms", b"DP", b"F", b"FFilter") for value in told.all(key)]
    plain = all(isinstance(one, Name) and one in (b"FlateDecode", b"Fl") for one in filters)
    return plain and len(filters) <= 1 and all(value in (None, (), (None,)) for value in beside)


def _read_dictionary(content: mmap, place: int, room: Room) -> tuple[Dictionary | None, int]:
    """The dictionary that begins at a place, if one does, and where it ends."""
    if content[place : place + 2] != b"<<":
        return None, place
    for window in (*WINDOWS, 1 << 20):
        try:
            value, read = read_within(content[place : place + window])
        except Unclosed:
            room.left -= window
            if room.left < 0:
                raise
            continue
        room.left -= read
        return (value if isinstance(value, Dictionary) else None), place + read
    raise Unclosed


def _written(content: mmap, start: int, stop: int) -> frozenset[bytes]:
    return frozenset(plain_name(match[1]) for match in _NAME.finditer(content, start, stop))


def _unpacked(content: mmap, start: int, end: int, flate: bool, room: Room) -> Iterator[bytes | None]:
    """What lies between two places, unpacked if it is packed; what is read counts as what it becomes."""
    reader = zlib.decompressobj()
    for place in range(start, end, _BLOCK):
        block = content[place : min(place + _BLOCK, end)]
        room.left -= len(block)
        while block and not reader.eof:
            try:
                plain = reader.decompress(block, 4 * _BLOCK) if flate else block
            except zlib.error:
                yield None
                return
            block = reader.unconsumed_tail
            room.left -= len(plain)
            if room.left < 0:
                yield None
                return
            yield plain
        if reader.eof:
            return
    if flate:
        yield None
