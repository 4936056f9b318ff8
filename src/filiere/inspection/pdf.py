"""PDF: complete, readable by all, and still: no script, no action that starts something, no file inside.

The file is read as a hostile one: names may be written with escapes (`/J#61vaScript`) and objects may be packed in
compressed streams, which are unpacked under a limit. What lies between `stream` and `endstream` is searched for the
long names too, since readers disagree on where a stream begins; a short name there would be chance, unless what follows
it makes sense. For the same reason every word `stream` may begin one, in a comment or in the data of another as well:
objects are packed behind it as soon as anything since the word before says so, and what then cannot be read is refused.
Objects are read as the standard says as well, their texts told from their words: what a text holds parts no dictionary
from its stream.

Written after ISO 32000-1: §7.3.5 (names), §7.5 (structure), §7.5.7 (object streams), §7.6 (encryption), §12.6
(actions). Forms without script are accepted; XFA forms are programs and are not. What a PDF does without a click is
judged in `pdf_actions`.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from mmap import mmap

from filiere.core.errors import Fault
from filiere.inspection.kinds import Limits
from filiere.inspection.markup import active
from filiere.inspection.pdf_actions import Piece, automatic_actions, named_elsewhere
from filiere.inspection.pdf_objects import (
    WINDOWS,
    Dictionary,
    Name,
    Unclosed,
    names_pattern,
    plain_name,
    read_value,
    read_within,
)
from filiere.inspection.words import fault

_HEAD = re.compile(rb"%PDF-[12]\.\d")
_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
# A second document after the first; readers disagree on which is shown.
_AGAIN = re.compile(rb"[\r\n]%PDF-[12]\.")
# A name with what it needs to be one: the regular characters after a slash.
_NAME = re.compile(rb"/([^\x00\t\n\f\r \x80\xff()<>\[\]{}/%]{1,60})")
_STREAM = re.compile(rb"\bstream(?:\r\n|\n|\r)")
_WORD = re.compile(rb"\bstream\b")
_OBJECT = re.compile(rb"(?<![A-Za-z])obj(?=[\x00\t\n\f\r \x80\xff<%])")
# What may stand before a dictionary, and between it and the data that it describes.
_BLANK = re.compile(rb"(?:[\x00\t\n\f\r \x80\xff]++|%[^\r\n]*+)*+")
_LINE = re.compile(rb"\r\n|\n|\r")
_SOON = re.compile(rb"[\t ]{0,20}[\r\n]")
_SPACE = b"\x00\t\n\f\r \x80\xff"
"""What parts words, and the two bytes that some readers take for that too."""
_ARCHIVE_TAIL = 65_557
"""How far from the end a ZIP may keep its directory: 22 bytes and a comment of 65,535."""
_BLOCK = 65_536
_OVERLAP = 256
"""Bytes that a name, or the beginning of a string after its key, may take."""
_WHOLE = re.compile(rb"\d{1,10}")
_ROOM_OF_DICTIONARIES = 1 << 25
"""Bytes that reading the dictionaries of a file may take beyond its own size."""

_ACTIVE = {
    b"JavaScript": "JavaScript",
    b"Launch": "Launch",
    b"ImportData": "ImportData",
    b"SubmitForm": "SubmitForm",
    b"Rendition": "Rendition",
    b"RichMedia": "RichMedia",
    b"GoToE": "GoToE",
    b"GoToR": "GoToR",
}
_ACTIVE_SHORT = {b"JS": "JavaScript", b"XFA": "XFA"}
_EMBEDDED = {b"EmbeddedFile", b"EmbeddedFiles", b"FileAttachment"}
_AUTOMATIC = {b"OpenAction", b"AA"}
_WANTED = {*_ACTIVE, *_ACTIVE_SHORT, *_EMBEDDED, *_AUTOMATIC, b"Encrypt"}
# The long names are bytes that chance does not write: they are looked for where data are packed too.
_LONG = names_pattern((*_ACTIVE, *sorted(_EMBEDDED)))
_DECISIVE = names_pattern(sorted(_WANTED))
# Short ones need a value after them to be more than chance.
_ANYWHERE = re.compile(
    names_pattern((b"OpenAction", b"Encrypt")).pattern
    + b"|"
    + names_pattern((b"XFA", b"AA")).pattern
    + rb"[\x00\t\n\f\r \x80\xff]{0,20}[%<\[\d]"
)
_PACKS = names_pattern((b"ObjStm",))
_FLATE = names_pattern((b"FlateDecode",))
# A filter other than Flate on packed objects is legal and no writer uses it, nor a predictor.
_OTHERS = (b"LZWDecode", b"ASCIIHexDecode", b"ASCII85Decode", b"RunLengthDecode", b"Crypt", b"Predictor")
_OTHER = names_pattern((*_OTHERS, b"AHx", b"A85", b"LZW"))


def inspect_pdf(content: mmap, limits: Limits) -> Iterator[Fault]:
    """Every fault of a file that begins as a PDF."""
    if not _HEAD.match(content):
        yield fault("file-broken", fr="sa version de PDF ne se lit pas", en="its version of PDF cannot be read")
        return
    yield from _ends(content)
    said = _Said()
    bomb = said.read(content, limits)
    if b"Encrypt" in said.names:
        yield fault("file-encrypted")
    found = {_ACTIVE.get(name) or _ACTIVE_SHORT.get(name) for name in said.names} - {None}
    if found:
        yield fault("file-active-pdf", what=", ".join(sorted(str(one) for one in found)))
    if said.names & _EMBEDDED:
        yield fault("file-embedded", what="EmbeddedFile")
    if bomb is not None:
        yield bomb
        return
    fetched = sorted(said.fetched)
    if said.names & _AUTOMATIC:
        fetched += sorted(automatic_actions(lambda: _pieces(content, limits)))
    if fetched:
        yield fault("file-remote", what=", ".join(fetched))
    elif said.unclosed:
        yield _unreadable(grown=False)


def _ends(content: mmap) -> Iterator[Fault]:
    """The end: there, alone, and of one file."""
    ends = list(_END.finditer(content, max(0, len(content) - 4096)))
    last = ends[-1] if ends else None
    if last is None:
        if _END.search(content) is not None:
            yield fault("file-trailing-data")
        else:
            yield fault("file-truncated", fr="la fin du PDF manque", en="the end of the PDF is missing")
    elif content[last.end() :].strip(_SPACE) or _AGAIN.search(content):
        yield fault("file-trailing-data")
    if content.find(b"PK\x05\x06", max(0, len(content) - _ARCHIVE_TAIL)) >= 0:
        yield fault("file-two-kinds", fr="PDF et comme archive ZIP", en="a PDF and as a ZIP archive")
    tag = active(content, 0, 1024)
    if tag is not None:
        yield fault("file-two-kinds", fr=f"PDF et comme page web ({tag})", en=f"a PDF and as a web page ({tag})")


@dataclass
class _Said:
    """What the objects of a PDF say, wherever they are written: the names that decide something, and what they fetch
    from another machine."""

    names: set[bytes] = field(default_factory=set)
    fetched: set[str] = field(default_factory=set)
    unclosed: bool = False
    """Whether a dictionary has no end."""

    def read(self, content: mmap, limits: Limits) -> Fault | None:
        """Read a file whole; the fault of a stream that grows too much or does not read."""
        self.names |= {plain_name(match[1]) for match in _LONG.finditer(content)}
        self.names |= {plain_name(match[1] or match[2]) for match in _ANYWHERE.finditer(content)}
        if named_elsewhere(content, 0, len(content)):
            self.fetched.add("\\\\…")
        for start, stop in _outside_streams(content):
            self.names |= {plain_name(match[1]) for match in _DECISIVE.finditer(content, start, stop)}
        try:
            return self._read_streams(content, _Room(limits.unpacked))
        except Unclosed:
            self.unclosed = True
            return None

    def _read_streams(self, content: mmap, room: "_Room") -> Fault | None:
        """Raises ``Unclosed`` where a dictionary has no end."""
        for one in _streams(content):
            if one.outside():
                self.fetched.add("/F")
            if not one.packs:
                continue
            carried = b""
            for block in one.unpacked(room):
                if block is None:
                    return _unreadable(grown=room.left < 0)
                # A name is kept whole across two blocks: the last bytes are read again with the next ones.
                text = carried + block
                self.names |= {plain_name(match[1]) for match in _DECISIVE.finditer(text)}
                if named_elsewhere(text, 0, len(text)):
                    self.fetched.add("\\\\…")
                carried = text[-_OVERLAP:]
        return None


def _outside_streams(content: mmap) -> Iterator[tuple[int, int]]:
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
class _Room:
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
        """Whether objects may be packed in it. Some readers do without its type."""
        if self.told is not None:
            return self.names >= {b"First", b"N"} or Name(b"ObjStm") in self.told.all(b"Type")
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

    def unpacked(self, room: _Room) -> Iterator[bytes | None]:
        """What its objects unpack to, block by block, the first beginning with a number; None at last when it does not
        read, or when there is no room."""
        line = _LINE.match(self.content, self.word + len(b"stream"))
        other = _OTHER.search(self.content, self.start, self.word)
        if line is None or other is not None or self.names & {b"RL", b"RunLengthDecode"}:
            yield None
            return
        flate = _FLATE.search(self.content, self.start, self.word) is not None or b"Fl" in self.names
        if not flate and _looks_packed(self.content[line.end() : line.end() + 2]):
            yield None
            return
        begun = False
        for block in _unpacked(self.content, line.end(), self.end, flate, room):
            if block and not begun and (head := block.lstrip(_SPACE)):
                begun = True
                if not head[:1].isdigit():
                    yield None
                    return
            yield block

    def _written(self) -> bool:
        """Whether its word stands as one that opens data, and not as one of a text."""
        before = self.content[max(self.start, self.word - 20) : self.word].rstrip(_SPACE)
        return before.endswith(b">>") or _SOON.match(self.content, self.word + len(b"stream")) is not None


def _streams(content: mmap) -> Iterator[_Stream]:
    """Whatever may be a stream, one in the data of another too; then what dictionaries say of their data, where that
    was not read so already. Raises ``Unclosed`` where one has no end."""
    start, end = 0, -1
    packed = set()
    for found in _WORD.finditer(content):
        opened = content.rfind(b"obj", start, found.start())
        if end < found.end():
            end = content.find(b"endstream", found.end())
            end = end if end >= 0 else len(content)
        # What stands before its object is data of the stream before, where a name would be chance.
        text = opened if opened >= 0 else max(start, content.rfind(b"endstream", start, found.start()))
        one = _Stream(content, start, found.start(), end, _written(content, text, found.start()))
        if one.packs:
            packed.add(one.word)
        yield one
        start = found.end()
    plain = set()
    for one in _told_streams(content):
        if one.packs:
            plain.add(one.word)
        if one.packs and not _plainly_packed(one.told):
            raise Unclosed
        if one.word not in packed:
            yield one
    if packed - plain:
        # Objects are packed there, and no dictionary says how.
        raise Unclosed


def _told_streams(content: mmap) -> Iterator[_Stream]:
    """The data that a dictionary stands before, of those that pack objects or lie in another file."""
    room = _Room(len(content) + _ROOM_OF_DICTIONARIES)
    for found in _OBJECT.finditer(content):
        value, after = _read_dictionary(content, _past_blank(content, found.end(), room), room)
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


def _past_blank(content: mmap, place: int, room: _Room) -> int:
    blank = _BLANK.match(content, place)
    end = blank.end() if blank is not None else place
    room.left -= end - place
    if room.left < 0:
        raise Unclosed
    return end


def _plainly_packed(told: Dictionary | None) -> bool:
    """Whether the dictionary of packed objects says itself that they are plain, or packed by Flate and nothing more:
    what it leaves to another object, or to a parameter, is not looked up here."""
    if told is None:
        return False
    filters = [one for value in told.all(b"Filter") for one in (value if isinstance(value, tuple) else (value,))]
    beside = [value for key in (b"DecodeParms", b"DP", b"F", b"FFilter") for value in told.all(key)]
    plain = all(isinstance(one, Name) and one in (b"FlateDecode", b"Fl") for one in filters)
    return plain and len(filters) <= 1 and all(value in (None, (), (None,)) for value in beside)


def _read_dictionary(content: mmap, place: int, room: _Room) -> tuple[Dictionary | None, int]:
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


def _looks_packed(head: bytes) -> bool:
    """Whether data begin as what Flate packs; after RFC 1950, §2.2."""
    return len(head) == 2 and head[0] & 15 == 8 and int.from_bytes(head) % 31 == 0


def _pieces(content: mmap, limits: Limits) -> Iterator[Piece]:
    """The file, then each of its object streams unpacked."""
    yield Piece(content)
    for one in _streams(content):
        if not one.packs:
            continue
        blocks = list(one.unpacked(_Room(limits.nested)))
        value = one.dictionary()
        first = value.all(b"First") if value is not None else []
        if None in blocks or len(first) != 1 or not isinstance(first[0], int):
            raise Unclosed
        text = b"".join(block for block in blocks if block is not None)
        numbers = [int(one) for one in _WHOLE.findall(text, 0, first[0])]
        pairs = zip(numbers[::2], numbers[1::2], strict=False)
        yield Piece(text, tuple((number, first[0] + place) for number, place in pairs))


def _unreadable(*, grown: bool) -> Fault:
    if grown:
        return fault("file-bomb", fr="ses objets comprimés sont démesurés", en="its packed objects are out of measure")
    return fault("file-broken", fr="ses objets comprimés ne se lisent pas", en="its packed objects cannot be read")


def _written(content: mmap, start: int, stop: int) -> frozenset[bytes]:
    return frozenset(plain_name(match[1]) for match in _NAME.finditer(content, start, stop))


def _unpacked(content: mmap, start: int, end: int, flate: bool, room: _Room) -> Iterator[bytes | None]:
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
