"""Office documents: told by their main part, and refused when they run, fetch or carry something.

Two families share the ZIP: Open XML (ECMA-376: XLSX, DOCX, PPTX), whose `[Content_Types].xml` names the main part, and
OpenDocument (ISO 26300: ODT, ODS, ODP), whose first entry is `mimetype`. Every part is unpacked once, block by block,
which proves its size and checksum. Where its bytes name what could start, fetch or hide something, it is read again as
XML, since bytes may write a letter as ``&#68;`` and a prefix in any script. XML in another encoding than UTF-8 is
refused.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from mmap import mmap

from filiere.core.faults import Fault, Faults
from filiere.core.workbook_limits import BadXml, read_elements
from filiere.inspection.faults import fault, printable_name
from filiere.inspection.file_kinds import FileKind, Limits
from filiere.inspection.file_signatures import ARCHIVE, is_packed, refusal_fault
from filiere.inspection.zip_archives import ArchiveEntry, read_entries, unpack_entry

_OPEN_XML: dict[str, FileKind] = {
    "spreadsheetml.sheet.main+xml": FileKind.XLSX,
    "wordprocessingml.document.main+xml": FileKind.DOCX,
    "presentationml.presentation.main+xml": FileKind.PPTX,
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": FileKind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": FileKind.ODS,
    b"application/vnd.oasis.opendocument.presentation": FileKind.ODP,
}
_MACRO_TYPES = re.compile(r"macroEnabled|vbaProject|macrosheet|activeX|ms-office\.vba", re.IGNORECASE)
_MACRO_NAMES = re.compile(
    r"(?:.*/)?(?:vbaProject\.bin|vbaData\.xml)$|.*/macrosheets/|.*/activeX/|(?:.*/)?customUI/|Basic/|Scripts/",
    re.IGNORECASE,
)
_ENTITY_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml\b[^>]{0,300}?\bencoding\s{0,9}+=\s{0,9}+[\"']([^\"']{0,40})")
_READ = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_BLANKS = b"\xef\xbb\xbf \t\r\n"
# A link to click, and the workbook that a formula once read: both wait for the reader's hand.
_HARMLESS_RELATIONS = ("/hyperlink", "/externallinkpath")
# Fields of a text whose result is fetched when it is opened, however their name is quoted.
_FETCHES = re.compile(
    r"[\s\"\\\u200b\ufeff]*+(DDE(?:AUTO)?|INCLUDEPICTURE|INCLUDETEXT|LINK|IMPORT|DATABASE)\b", re.IGNORECASE
)
# What an element or an attribute must be called for its part to be read as XML.
_MARKS = (
    b"instrText",
    b"fldSimple",
    b"event-listener",
    b"script",
    b"dde",
    b"refreshOnLoad",
    b"encrypt",
    b"href",
    b"altChunk",
    b"hlink",
)
_STARTED = ("ppaction://program", "ppaction://macro")
"""What a hand that only passes over a slide would start."""
_BY_HAND = frozenset({"a", "template", "hyperlink-behaviour", "event-listener"})
"""Elements of OpenDocument whose address waits for the reader's hand."""
_ELSEWHERE = re.compile(r"\s*+(?:\\\\|//|(?!data:|file:///[^/\\])[a-z][a-z0-9+.\-]+:)", re.IGNORECASE)
_EMBEDDED = re.compile(r"(?:word|ppt|xl)/embeddings/[^/]+\.xlsx", re.IGNORECASE)
_XML = re.compile(r"(?:\.xml|\.rels|\.vml|\.rdf)$", re.IGNORECASE)
_OVERLAP = 8192
_MAX_ELEMENTS = 4_000_000
"""Elements of a part that is read as XML: a book of three thousand pages has fewer."""
_MAX_FIELD_CODE = 40
"""Signs of a field's code that are kept: its first word decides."""


def inspect_office(content: mmap | bytes, limits: Limits, *, depth: int = 0) -> tuple[FileKind | None, list[Fault]]:
    """The kind of a document (None when the archive is no document) and every fault of it."""
    try:
        parts = read_entries(content, limits)
    except Faults as broken:
        return None, list(broken.faults)
    kind, faults = _detect_kind(content, parts)
    if kind is None:
        return None, faults or [refusal_fault(ARCHIVE)]
    said = {one.code for one in faults}
    for part in parts:
        try:
            found = list(_entry_faults(content, part, limits, depth, free=kind in _OPEN_DOCUMENT.values()))
        except Faults as broken:
            found = list(broken.faults)
        for trouble in found:
            # One fault of a sort is enough to mend the document; a hostile one could hold thousands.
            if trouble.code not in said:
                said.add(trouble.code)
                faults.append(trouble)
    return kind, faults


def _detect_kind(content: mmap | bytes, parts: list[ArchiveEntry]) -> tuple[FileKind | None, list[Fault]]:
    """What the document says it is, and the macros it owns to."""
    named = {part.name: part for part in parts}
    faults = []
    macro = next((part.name for part in parts if _MACRO_NAMES.match(part.name)), None)
    if macro is not None:
        faults.append(fault("file-macro", what=printable_name(macro)))
    if parts and parts[0].name == "mimetype":
        said = _read_small_entry(content, parts[0], 200)
        kind = _OPEN_DOCUMENT.get(said.strip())
        return (kind, faults) if kind and "content.xml" in named else (None, [])
    types = named.get("[Content_Types].xml")
    if types is None:
        return None, []
    listed = _content_types(content, types)
    if any(_MACRO_TYPES.search(one) for one in listed) and not faults:
        faults.append(fault("file-macro", what="[Content_Types].xml"))
    kinds = {kind for mark, kind in _OPEN_XML.items() if any(one.endswith(mark) for one in listed)}
    if not kinds and faults:
        return None, faults
    return (kinds.pop() if len(kinds) == 1 and "_rels/.rels" in named else None), faults


def _content_types(content: mmap | bytes, part: ArchiveEntry) -> set[str]:
    """The types that a document gives its parts; none where its list does not read, which then is no document's."""
    found = set[str]()

    def element(_: str, attributes: Mapping[str, str]) -> None:
        found.add(attributes.get("ContentType", "").strip())

    try:
        read_elements([_read_small_entry(content, part, 1 << 20)], element, most=_MAX_ELEMENTS)
    except BadXml:
        return set()
    return found


def _read_small_entry(content: mmap | bytes, part: ArchiveEntry, most: int) -> bytes:
    """A small entry at once; nothing when it is not small or does not read, which then is no document's."""
    if part.size > most:
        return b""
    try:
        return b"".join(unpack_entry(content, part))
    except Faults:
        return b""


def _entry_faults(
    content: mmap | bytes, part: ArchiveEntry, limits: Limits, depth: int, *, free: bool
) -> Iterator[Fault]:
    """The faults of one entry, which is read to its end whatever it holds; ``free`` tells OpenDocument."""
    blocks = unpack_entry(content, part)
    head = next((block for block in blocks if block), b"")
    if is_packed(head[:512]):
        if depth == 0 and part.size <= limits.nested and _EMBEDDED.fullmatch(part.name):
            # The numbers of a chart travel with it as a workbook: the only file that may lie in another, once.
            yield from _nested_faults(head, blocks, part, limits)
        else:
            yield fault("file-embedded", what=printable_name(part.name))
        return
    marked = head.lstrip(_BLANKS).startswith(b"<") or not head.strip(_BLANKS) or _two_bytes(head)
    if not (_XML.search(part.name) or marked):
        for _ in blocks:
            pass
        return
    declared = _ENCODING.search(head[:512])
    if head and (head.lstrip(_BLANKS)[:1] != b"<" or (declared is not None and declared[1].lower() not in _READ)):
        what = printable_name(part.name)
        yield fault("file-broken", fr=f"« {what} » n’est pas en UTF-8", en=f"“{what}” is not in UTF-8")
    found: list[Fault] = []
    seen = False
    for text in _overlapping_blocks(chain((head,), blocks)):
        if _ENTITY_DECLARATION.search(text):
            found.append(fault("file-declares-entities", what=printable_name(part.name)))
        seen = seen or any(mark in text for mark in _MARKS)
    readers = (
        _relation_faults if part.name.lower().endswith(".rels") else None,
        _Elements(part, free).read if seen else None,
    )
    try:
        for reader in readers:
            found += reader(unpack_entry(content, part), part) if reader is not None and part.size else []
    except BadXml:
        what = printable_name(part.name)
        found.append(
            fault("file-broken", fr=f"« {what} » n’est pas du XML qui se lit", en=f"“{what}” is not readable XML")
        )
    yield from found


def _two_bytes(head: bytes) -> bool:
    """Whether a text begins in an encoding of two or four bytes a sign."""
    return head[:2] in (b"\xff\xfe", b"\xfe\xff") or (
        b"\x00" in head[:4] and head[:16].replace(b"\x00", b"").lstrip(_BLANKS).startswith(b"<")
    )


def _overlapping_blocks(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Blocks, each after the end of the one before, so that nothing hides between two."""
    carried = b""
    for block in blocks:
        text = carried + block
        yield text
        carried = text[-_OVERLAP:]


def _relation_faults(blocks: Iterable[bytes], part: ArchiveEntry) -> list[Fault]:
    """What the relations of a part fetch elsewhere."""
    found: list[Fault] = []

    def element(name: str, attributes: Mapping[str, str]) -> None:
        if name != "Relationship" or attributes.get("TargetMode", "").strip().lower() != "external" or found:
            return
        if not attributes.get("Type", "").lower().endswith(_HARMLESS_RELATIONS):
            found.append(fault("file-remote", what=printable_name(part.name)))

    read_elements(blocks, element, most=_MAX_ELEMENTS)
    return found


class _Elements:
    """What the elements of a part start, fetch or hide, whatever their prefix."""

    def __init__(self, part: ArchiveEntry, free: bool) -> None:
        self._part, self._free = part, free
        self._found: dict[str, Fault] = {}
        self._code = ""
        """The code of a field of a text, which may be cut over several runs."""
        self._inside = self._scripts = False

    def read(self, blocks: Iterable[bytes], _part: ArchiveEntry) -> list[Fault]:
        """The faults of the part. Raises ``BadXml``."""
        read_elements(blocks, self._element, most=_MAX_ELEMENTS, text=self._text, end=self._end)
        return list(self._found.values())

    def _say(self, code: str, what: str = "") -> None:
        self._found.setdefault(code, fault(code, what=f"{what}{printable_name(self._part.name)}"))

    def _element(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "event-listener" or self._scripts or (self._free and name == "script"):
            self._say("file-macro")
        self._scripts = name == "scripts"
        if name in ("ddeLink", "dde-source", "dde-connection-decl"):
            self._say("file-remote", "DDE, ")
        if name == "altChunk":
            self._say("file-embedded", "altChunk, ")
        if name.startswith("hlink") and attributes.get("action", "").strip().lower().startswith(_STARTED):
            self._say("file-macro")
        if name == "connection" and attributes.get("refreshOnLoad", "").strip() in ("1", "true"):
            self._say("file-remote")
        if name in ("encryption-data", "encrypted-package") and self._part.name == "META-INF/manifest.xml":
            self._found.setdefault("file-encrypted", fault("file-encrypted"))
        if self._free and name not in _BY_HAND:
            for key, value in attributes.items():
                if key.rpartition(":")[2] == "href" and _ELSEWHERE.match(value):
                    self._say("file-remote")
        if name == "instrText":
            self._inside = True
        elif name == "fldChar":
            self._code = ""
        elif name == "fldSimple":
            self._code = next((value for key, value in attributes.items() if key.endswith("instr")), "").strip()
            self._judge()
            self._code = ""

    def _text(self, words: str) -> None:
        if self._inside and len(self._code) < _MAX_FIELD_CODE:
            self._code = (self._code + words).lstrip()[:_MAX_FIELD_CODE]

    def _end(self, name: str) -> None:
        self._scripts = False
        if name == "instrText":
            self._inside = False
            self._judge()

    def _judge(self) -> None:
        if (fetched := _FETCHES.match(self._code)) is not None:
            self._say("file-remote", f"{fetched[1].upper()}, ")


def _nested_faults(head: bytes, blocks: Iterator[bytes], part: ArchiveEntry, limits: Limits) -> Iterator[Fault]:
    with tempfile.TemporaryFile() as copy:
        copy.write(head)
        for block in blocks:
            copy.write(block)
        copy.flush()
        with mmap(copy.fileno(), 0, prot=1) as inner:
            kind, faults = inspect_office(inner, limits, depth=1)
    yield from faults
    if kind is not FileKind.XLSX and not faults:
        yield fault("file-embedded", what=printable_name(part.name))
