"""PDF: complete, readable by all, and still: no script, no action that starts something, no file inside.

The file is read as a hostile one: names may be written with escapes (`/J#61vaScript`) and objects may be packed in
compressed streams, which are unpacked under a limit. What lies between `stream` and `endstream` is searched for the
long names too, since readers disagree on where a stream begins; a short name there would be chance.

Written after ISO 32000-1: §7.3.5 (names), §7.5 (structure), §7.5.7 (object streams), §7.6 (encryption), §12.6
(actions). Forms without script are accepted; XFA forms are programs and are not.
"""

import re
import zlib
from collections.abc import Iterator
from mmap import mmap

from filiere.core.errors import Fault
from filiere.inspection.kinds import Limits
from filiere.inspection.markup import active
from filiere.inspection.words import fault

_HEAD = re.compile(rb"%PDF-[12]\.\d")
_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
# A second document after the first; readers disagree on which is shown.
_AGAIN = re.compile(rb"[\r\n]%PDF-[12]\.")
# A name with what it needs to be one: the regular characters after a slash.
_NAME = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]{1,60})")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"\bstream(?:\r\n|\n|\r)")
_ARCHIVE_TAIL = 65_557
"""How far from the end a ZIP may keep its directory: 22 bytes and a comment of 65,535."""
_DICTIONARY = 4096

_ACTIVE = {
    b"JavaScript": "JavaScript",
    b"Launch": "Launch",
    b"ImportData": "ImportData",
    b"SubmitForm": "SubmitForm",
    b"Rendition": "Rendition",
    b"RichMedia": "RichMedia",
    b"GoToE": "GoToE",
}
_ACTIVE_SHORT = {b"JS": "JavaScript", b"XFA": "XFA"}
_EMBEDDED = {b"EmbeddedFile", b"EmbeddedFiles", b"FileAttachment"}
# The long names as bytes that chance does not write, escapes included: read where data are packed.
_LONG = re.compile(
    b"/(?=[JLISRGEF#])("
    + b"|".join(
        b"".join(b"(?:%c|#%02x|#%02X)" % (sign, sign, sign) for sign in name) for name in (*_ACTIVE, *sorted(_EMBEDDED))
    )
    + rb")(?![^\x00\t\n\f\r ()<>\[\]{}/%])"
)


def inspect_pdf(content: mmap, limits: Limits) -> Iterator[Fault]:
    """Every fault of a file that begins as a PDF."""
    if not _HEAD.match(content):
        yield fault("file-broken", fr="sa version de PDF ne se lit pas", en="its version of PDF cannot be read")
        return
    yield from _ends(content)
    names, bomb = _names(content, limits)
    if b"Encrypt" in names:
        yield fault("file-encrypted")
    found = {_ACTIVE.get(name) or _ACTIVE_SHORT.get(name) for name in names} - {None}
    if found:
        yield fault("file-active-pdf", what=", ".join(sorted(str(one) for one in found)))
    if names & _EMBEDDED:
        yield fault("file-embedded", what="EmbeddedFile")
    if bomb is not None:
        yield bomb


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


def _names(content: mmap, limits: Limits) -> tuple[frozenset[bytes], Fault | None]:
    """The names of the objects that decide something, wherever they are written; and a stream that grows too much."""
    wanted = {*_ACTIVE, *_ACTIVE_SHORT, *_EMBEDDED, b"Encrypt"}
    found: set[bytes] = set()
    for match in _LONG.finditer(content):
        found.add(_plain(match[1]))
    unpacked = 0
    start = 0
    while start < len(content):
        opened = _STREAM.search(content, start)
        stop = opened.start() if opened else len(content)
        found |= _written(content, start, stop) & wanted
        if opened is None:
            break
        dictionary = _last_dictionary(content, start, stop)
        end = content.find(b"endstream", opened.end())
        end = end if end >= 0 else len(content)
        if b"ObjStm" in dictionary:
            names, size, whole = _packed(content, opened.end(), end, dictionary, limits.unpacked - unpacked)
            unpacked += size
            found |= names & wanted
            if not whole:
                return frozenset(found), _unreadable(unpacked, limits)
        start = end
    return frozenset(found), None


def _unreadable(unpacked: int, limits: Limits) -> Fault:
    if unpacked >= limits.unpacked:
        return fault("file-bomb", fr="ses objets comprimés sont démesurés", en="its packed objects are out of measure")
    return fault("file-broken", fr="ses objets comprimés ne se lisent pas", en="its packed objects cannot be read")


def _last_dictionary(content: mmap, start: int, stop: int) -> set[bytes]:
    """Names of the object whose stream begins at `stop`; a dictionary is far shorter than what is read here."""
    begin = max(start, stop - _DICTIONARY)
    opened = content.rfind(b" obj", begin, stop)
    return _written(content, opened if opened >= 0 else begin, stop)


def _written(content: bytes | mmap, start: int, stop: int) -> set[bytes]:
    return {_plain(match[1]) for match in _NAME.finditer(content, start, stop)}


def _plain(name: bytes) -> bytes:
    """A name without its escapes."""
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), name) if b"#" in name else name


def _packed(content: mmap, start: int, end: int, dictionary: set[bytes], room: int) -> tuple[set[bytes], int, bool]:
    """Names packed in an object stream, the bytes it grew to, and whether all of it was read.

    A filter other than Flate on such a stream is legal and no writer uses it: what cannot be read is not accepted.
    """
    others = {b"LZWDecode", b"ASCIIHexDecode", b"ASCII85Decode", b"RunLengthDecode", b"Crypt", b"JBIG2Decode"}
    if dictionary & (others | {b"AHx", b"A85", b"LZW", b"RL"}):
        return set(), 0, False
    if not dictionary & {b"FlateDecode", b"Fl"}:
        return _written(content, start, end), end - start, True
    reader = zlib.decompressobj()
    names: set[bytes] = set()
    size, carried = 0, b""
    for place in range(start, end, 65_536):
        block = content[place : min(place + 65_536, end)]
        while block and not reader.eof:
            try:
                plain = reader.decompress(block, 262_144)
            except zlib.error:
                return names, size, False
            block = reader.unconsumed_tail
            size += len(plain)
            if size > room:
                return names, room, False
            # A name is kept whole across two blocks: the last bytes are read again with the next ones.
            text = carried + plain
            names |= _written(text, 0, len(text))
            carried = text[-64:]
        if reader.eof:
            break
    return names, size, reader.eof
