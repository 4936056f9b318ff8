"""PDF: complete, readable by all, and still: no script, no action that starts something, no file inside.

The file is read as a hostile one: names may be written with escapes (`/J#61vaScript`) and objects may be packed in
compressed streams, which are unpacked under a limit. What lies between `stream` and `endstream` is searched for the
long names too, since readers disagree on where a stream begins; a short name there would be chance.

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
from filiere.inspection.pdf_objects import Dictionary, Unclosed, names_pattern, plain_name, read_value
from filiere.inspection.words import fault

_HEAD = re.compile(rb"%PDF-[12]\.\d")
_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
# A second document after the first; readers disagree on which is shown.
_AGAIN = re.compile(rb"[\r\n]%PDF-[12]\.")
# A name with what it needs to be one: the regular characters after a slash.
_NAME = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]{1,60})")
_STREAM = re.compile(rb"\bstream(?:\r\n|\n|\r)")
_ARCHIVE_TAIL = 65_557
"""How far from the end a ZIP may keep its directory: 22 bytes and a comment of 65,535."""
_DICTIONARY = 4096
_BLOCK = 65_536
_OVERLAP = 256
"""Bytes that a name, or the beginning of a string after its key, may take."""
_WHOLE = re.compile(rb"\d{1,10}")

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


def _ends(content: mmap) -> Iterator[Fault]:
    """The end: there, alone, and of one file."""
    ends = list(_END.finditer(content, max(0, len(content) - 4096)))
    last = ends[-1] if ends else None
    if last is None:
        if _END.search(content) is not None:
            yield fault("file-trailing-data")
        else:
            yield fault("file-truncated", fr="la fin du PDF manque", en="the end of the PDF is missing")
    elif content[last.end() :].strip(b"\x00\t\n\f\r ") or _AGAIN.search(content):
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

    def read(self, content: mmap, limits: Limits) -> Fault | None:
        """Read a file whole; the fault of a stream that grows too much or does not read."""
        self.names |= {plain_name(match[1]) for match in _LONG.finditer(content)}
        unpacked = 0
        for start, stop, data, end in _streams(content):
            self._object(content, start, stop)
            if data is None:
                break
            dictionary = _last_dictionary(content, start, stop)
            if b"F" in dictionary and _outside(content, start, stop):
                self.fetched.add("/F")
            if b"ObjStm" in dictionary:
                carried = b""
                for block in _packed(content, data, end, dictionary, limits.unpacked - unpacked):
                    if block is None:
                        return _unreadable(grown=unpacked + _BLOCK * 4 >= limits.unpacked)
                    unpacked += len(block)
                    # A name is kept whole across two blocks: the last bytes are read again with the next ones.
                    text = carried + block
                    self._object(text, 0, len(text))
                    carried = text[-_OVERLAP:]
        return None

    def _object(self, text: bytes | mmap, start: int, stop: int) -> None:
        self.names |= {plain_name(match[1]) for match in _DECISIVE.finditer(text, start, stop)}
        if named_elsewhere(text, start, stop):
            self.fetched.add("\\\\…")


def _streams(content: mmap) -> Iterator[tuple[int, int, int | None, int]]:
    """What stands before each stream, from where to where, then where its data begin and end; last what follows all."""
    start = 0
    while start < len(content):
        opened = _STREAM.search(content, start)
        if opened is None:
            yield start, len(content), None, len(content)
            return
        end = content.find(b"endstream", opened.end())
        end = end if end >= 0 else len(content)
        yield start, opened.start(), opened.end(), end
        start = end


def _outside(content: mmap, start: int, stop: int) -> bool:
    """Whether the data of a stream are said to lie in another file."""
    value = _stream_dictionary(content, start, stop)
    return value is None or bool(value.all(b"F"))


def _stream_dictionary(content: mmap, start: int, stop: int) -> Dictionary | None:
    """The dictionary of the stream that begins at ``stop``, None when it does not read."""
    opened = content.rfind(b" obj", max(start, stop - _DICTIONARY), stop)
    try:
        value = read_value(content, opened + 4)[0] if opened >= 0 else None
    except Unclosed:
        return None
    return value if isinstance(value, Dictionary) else None


def _pieces(content: mmap, limits: Limits) -> Iterator[Piece]:
    """The file, then each of its object streams unpacked."""
    yield Piece(content)
    for start, stop, data, end in _streams(content):
        if data is None or b"ObjStm" not in (dictionary := _last_dictionary(content, start, stop)):
            continue
        blocks = list(_packed(content, data, end, dictionary, limits.nested))
        value = _stream_dictionary(content, start, stop)
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


def _last_dictionary(content: mmap, start: int, stop: int) -> set[bytes]:
    """Names of the object whose stream begins at `stop`; a dictionary is far shorter than what is read here."""
    begin = max(start, stop - _DICTIONARY)
    opened = content.rfind(b" obj", begin, stop)
    return _written(content, opened if opened >= 0 else begin, stop)


def _written(content: bytes | mmap, start: int, stop: int) -> set[bytes]:
    return {plain_name(match[1]) for match in _NAME.finditer(content, start, stop)}


def _packed(content: mmap, start: int, end: int, dictionary: set[bytes], room: int) -> Iterator[bytes | None]:
    """What an object stream unpacks to, block by block; None at last when it does not read, or grows beyond ``room``.

    A filter other than Flate on such a stream is legal and no writer uses it: what cannot be read is not accepted.
    """
    others = {b"LZWDecode", b"ASCIIHexDecode", b"ASCII85Decode", b"RunLengthDecode", b"Crypt", b"JBIG2Decode"}
    if dictionary & (others | {b"AHx", b"A85", b"LZW", b"RL"}):
        yield None
        return
    flate = bool(dictionary & {b"FlateDecode", b"Fl"})
    reader = zlib.decompressobj()
    for place in range(start, end, _BLOCK):
        block = content[place : min(place + _BLOCK, end)]
        while block and not reader.eof:
            try:
                plain = reader.decompress(block, 4 * _BLOCK) if flate else block
            except zlib.error:
                yield None
                return
            block = reader.unconsumed_tail
            room -= len(plain)
            if room < 0:
                yield None
                return
            yield plain
        if reader.eof:
            return
    if flate:
        yield None
