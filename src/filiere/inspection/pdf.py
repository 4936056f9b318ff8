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
from collections.abc import Iterator
from dataclasses import dataclass, field
from mmap import mmap

from filiere.core.errors import Fault
from filiere.inspection.kinds import Limits
from filiere.inspection.markup import active
from filiere.inspection.pdf_actions import Piece, automatic_actions, named_elsewhere
from filiere.inspection.pdf_objects import (
    Unclosed,
    names_pattern,
    plain_name,
)
from filiere.inspection.pdf_streams import SPACE, Room, iter_streams, outside_streams
from filiere.inspection.words import fault

_HEAD = re.compile(rb"%PDF-[12]\.\d")
_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
# A second document after the first; readers disagree on which is shown.
_AGAIN = re.compile(rb"[\r\n]%PDF-[12]\.")
_ARCHIVE_TAIL = 65_557
"""How far from the end a ZIP may keep its directory: 22 bytes and a comment of 65,535."""
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
# Short ones need a value after them to be more than chance.
_ANYWHERE = re.compile(
    names_pattern((b"OpenAction", b"Encrypt")).pattern
    + b"|"
    + names_pattern((b"XFA", b"AA")).pattern
    + rb"[\x00\t\n\f\r \x80\xff]{0,20}[%<\[\d]"
)


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
    elif content[last.end() :].strip(SPACE) or _AGAIN.search(content):
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
        for start, stop in outside_streams(content):
            self.names |= {plain_name(match[1]) for match in _DECISIVE.finditer(content, start, stop)}
        try:
            return self._read_streams(content, Room(limits.unpacked))
        except Unclosed:
            self.unclosed = True
            return None

    def _read_streams(self, content: mmap, room: Room) -> Fault | None:
        """Raises ``Unclosed`` where a dictionary has no end."""
        for one in iter_streams(content):
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


def _pieces(content: mmap, limits: Limits) -> Iterator[Piece]:
    """The file, then each of its object streams unpacked."""
    yield Piece(content)
    for one in iter_streams(content):
        if not one.packs:
            continue
        blocks = list(one.unpacked(Room(limits.nested)))
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
