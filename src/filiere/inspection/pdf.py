"""PDF: complete, read alike by all, and still: no script, no action that starts something, no file inside.

Its objects are read by qpdf, which refuses or warns where the standard is not kept; what it would mend is refused. The
bytes themselves are searched too for the names that chance does not write, in data and comments as well, written with
escapes or not (`/J#61vaScript`), since a reader of its own mind could find them there.

Written after ISO 32000-1: §7.3.5 (names), §7.5 (structure), §7.6 (encryption), §12.6 (actions). Forms without script
are accepted; XFA forms are programs and are not.
"""

import re
from collections.abc import Iterator
from mmap import mmap

from filiere.core.faults import Fault
from filiere.inspection.active_markup import find_active_tag
from filiere.inspection.faults import fault
from filiere.inspection.file_kinds import Limits
from filiere.inspection.pdf_active_content import (
    ACTIVE_NAMES,
    ACTIVE_SHORT_NAMES,
    AUTOMATIC_NAMES,
    EMBEDDED_NAMES,
    PdfContents,
)
from filiere.inspection.pdf_objects import AmbiguousPdf, EncryptedPdf, ExpandedTooLarge
from filiere.inspection.pdf_revisions import END_PATTERN, PdfRevisions

_FILE_HEADER = re.compile(rb"%PDF-[12]\.\d")
# A second document after the first; readers disagree on which is shown.
_SECOND_HEADER = re.compile(rb"[\r\n]%PDF-[12]\.")
_WHITESPACE = b"\x00\t\n\f\r "
_ARCHIVE_TAIL = 65_557
"""How far from the end a ZIP may keep its directory: 22 bytes and a comment of 65,535."""
_TRAILER_BYTES = 65_536
"""Bytes read after the word ``trailer``."""
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def _names_pattern(*names: str) -> bytes:
    """A pattern that finds any of these names whole, its signs written plainly or as their escapes."""
    signs = (b"".join(b"(?:%c|#%02x|#%02X)" % (sign, sign, sign) for sign in name.encode()) for name in names)
    return b"/(?:" + b"|".join(signs) + rb")(?![^\x00\t\n\f\r \x80\xff()<>\[\]{}/%])"


_LONG_NAMES_PATTERN = re.compile(_names_pattern(*ACTIVE_NAMES, *EMBEDDED_NAMES, "OpenAction", "Encrypt"))
_BESIDE_TRAILERS = re.compile(rb"trailer|startxref|" + _names_pattern(*AUTOMATIC_NAMES))


def inspect_pdf(content: mmap, limits: Limits) -> Iterator[Fault]:
    """Every fault of a file that begins as a PDF."""
    if not _FILE_HEADER.match(content):
        yield fault("file-broken", fr="sa version de PDF ne se lit pas", en="its PDF version cannot be read")
        return
    ends = list(_end_faults(content))
    yield from ends
    said = PdfContents()
    # What decides something is told even of a file that qpdf does not read.
    written = {_plain_name(found[0]) for found in _LONG_NAMES_PATTERN.finditer(content)}
    broken: Fault | None = None
    try:
        _read_objects(content, limits, said)
    except EncryptedPdf:
        written.add("Encrypt")
    except ExpandedTooLarge:
        broken = fault("file-bomb", fr="ses objets comprimés sont démesurés", en="its compressed objects are too large")
    except AmbiguousPdf:
        broken = _unreadable_fault()
    else:
        if _starts_unlisted_action(content, written, said):
            broken = _unreadable_fault()
    said.names |= written
    if "Encrypt" in said.names:
        yield fault("file-encrypted")
    found = {ACTIVE_SHORT_NAMES.get(name, name) for name in said.names & {*ACTIVE_NAMES, *ACTIVE_SHORT_NAMES}}
    if found:
        yield fault("file-active-pdf", what=", ".join(sorted(found)))
    if said.names & set(EMBEDDED_NAMES):
        yield fault("file-embedded", what="EmbeddedFile")
    if said.fetched:
        yield fault("file-remote", what=", ".join(sorted(said.fetched)))
    if broken is not None and not ends:
        yield broken


def _read_objects(content: mmap, limits: Limits, said: PdfContents) -> None:
    """Read every object of every state. Raises ``AmbiguousPdf``, ``ExpandedTooLarge``, ``EncryptedPdf``."""
    revisions = PdfRevisions(content, limits)
    for state in revisions.states():
        for value, stream in revisions.read(state):
            said.read(value, stream=stream)
        said.follow(state.find)
    if revisions.has_hidden_objects():
        raise AmbiguousPdf


def _starts_unlisted_action(content: mmap, written: set[str], said: PdfContents) -> bool:
    """Whether something that starts by itself is written where qpdf sees no object: a trailer of a reader's own."""
    if "OpenAction" in written and "OpenAction" not in said.names:
        return True
    opened = -_TRAILER_BYTES
    for found in _BESIDE_TRAILERS.finditer(content):
        if found[0] == b"trailer":
            opened = found.start()
        elif found[0] == b"startxref":
            opened = -_TRAILER_BYTES
        elif found.start() - opened < _TRAILER_BYTES:
            return True
    return False


def _end_faults(content: mmap) -> Iterator[Fault]:
    """The end: there, alone, and of one file."""
    ends = list(END_PATTERN.finditer(content, max(0, len(content) - 4096)))
    last = ends[-1] if ends else None
    if last is None:
        if END_PATTERN.search(content) is not None:
            yield fault("file-trailing-data")
        else:
            yield fault("file-truncated", fr="la fin du PDF manque", en="the end of the PDF is missing")
    elif content[last.end() :].strip(_WHITESPACE) or _SECOND_HEADER.search(content):
        yield fault("file-trailing-data")
    if content.find(b"PK\x05\x06", max(0, len(content) - _ARCHIVE_TAIL)) >= 0:
        yield fault("file-two-kinds", fr="PDF et comme archive ZIP", en="a PDF and as a ZIP archive")
    tag = find_active_tag(content, 0, 1024)
    if tag is not None:
        yield fault("file-two-kinds", fr=f"PDF et comme page web ({tag})", en=f"a PDF and as a web page ({tag})")


def _plain_name(name: bytes) -> str:
    """A name without its slash and its escapes: ``/J#61vaScript`` is ``JavaScript``."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name[1:]).decode("latin-1")


def _unreadable_fault() -> Fault:
    return fault(
        "file-broken",
        fr="ses objets ne se lisent pas comme la norme le veut",
        en="its objects cannot be read according to the standard",
    )
