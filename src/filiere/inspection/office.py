"""Office documents: told by their main part, and refused when they run, fetch or carry something.

Two families share the ZIP: Open XML (ECMA-376: XLSX, DOCX, PPTX), whose `[Content_Types].xml` names the main part, and
OpenDocument (ISO 26300: ODT, ODS, ODP), whose first entry is `mimetype`. Every part is unpacked once, block by block,
which proves its size and checksum; only what XML says in plain bytes is searched, and XML written otherwise is refused.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from mmap import mmap

from filiere.core.errors import Fault, Faults
from filiere.core.sheets import BadXml, read_elements
from filiere.inspection.archives import Part, read_parts, unpack
from filiere.inspection.kinds import Kind, Limits
from filiere.inspection.signatures import ARCHIVE, packed, refusal
from filiere.inspection.words import fault, shown

_OPEN_XML = {
    b"spreadsheetml.sheet.main+xml": Kind.XLSX,
    b"wordprocessingml.document.main+xml": Kind.DOCX,
    b"presentationml.presentation.main+xml": Kind.PPTX,
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": Kind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
    b"application/vnd.oasis.opendocument.presentation": Kind.ODP,
}
_MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|macrosheet|activeX|ms-office\.vba", re.IGNORECASE)
_MACRO_NAMES = re.compile(
    r"(?:.*/)?(?:vbaProject\.bin|vbaData\.xml)$|.*/macrosheets/|.*/activeX/|(?:.*/)?customUI/|Basic/|Scripts/",
    re.IGNORECASE,
)
_LISTENER = re.compile(rb"<(?:[\w.-]++:)?event-listener\b|<(?:[\w.-]++:)?scripts>\s*+<", re.IGNORECASE)
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# A link to click, and the workbook that a formula once read: both wait for the reader's hand.
_HARMLESS = ("/hyperlink", "/externallinkpath")
_CALLS = re.compile(r"DDE(?:AUTO)?\b", re.IGNORECASE)
_FIELDS = (b"instrText", b"fldSimple")
_EXCHANGE = re.compile(rb"<(?:[\w.-]++:)?(?:ddeLink|dde-source)\b", re.IGNORECASE)
_ENCRYPTED = re.compile(rb"<(?:[\w.-]++:)?encryption-data\b|encrypted-package", re.IGNORECASE)
_EMBEDDED = re.compile(r"(?:word|ppt|xl)/embeddings/[^/]+\.xlsx", re.IGNORECASE)
_XML = re.compile(r"(?:\.xml|\.rels|\.vml|\.rdf)$", re.IGNORECASE)
_OVERLAP = 8192
_MOST_ELEMENTS = 4_000_000
"""Elements of a part that is read as XML: a book of three thousand pages has fewer."""
_FIELD = 40
"""Signs of a field's code that are kept: its first word decides."""


def inspect_office(content: mmap | bytes, limits: Limits, *, depth: int = 0) -> tuple[Kind | None, list[Fault]]:
    """The kind of a document (None when the archive is no document) and every fault of it."""
    try:
        parts = read_parts(content, limits)
    except Faults as broken:
        return None, list(broken.faults)
    kind, faults = _kind(content, parts)
    if kind is None:
        return None, faults or [refusal(ARCHIVE)]
    said = {one.code for one in faults}
    for part in parts:
        try:
            found = list(_part(content, part, limits, depth))
        except Faults as broken:
            found = list(broken.faults)
        for one in found:
            # One fault of a sort is enough to mend the document; a hostile one could hold thousands.
            if one.code not in said:
                said.add(one.code)
                faults.append(one)
    return kind, faults


def _kind(content: mmap | bytes, parts: list[Part]) -> tuple[Kind | None, list[Fault]]:
    """What the document says it is, and the macros it owns to."""
    named = {part.name: part for part in parts}
    faults = []
    macro = next((part.name for part in parts if _MACRO_NAMES.match(part.name)), None)
    if macro is not None:
        faults.append(fault("file-macro", what=shown(macro)))
    if parts and parts[0].name == "mimetype":
        said = _whole(content, parts[0], 200)
        kind = _OPEN_DOCUMENT.get(said.strip())
        return (kind, faults) if kind and "content.xml" in named else (None, [])
    types = named.get("[Content_Types].xml")
    if types is None:
        return None, []
    said = _whole(content, types, 1 << 20)
    if _MACRO_TYPES.search(said) and not faults:
        faults.append(fault("file-macro", what="[Content_Types].xml"))
    kinds = {kind for mark, kind in _OPEN_XML.items() if mark in said}
    if not kinds and faults:
        return None, faults
    return (kinds.pop() if len(kinds) == 1 and "_rels/.rels" in named else None), faults


def _whole(content: mmap | bytes, part: Part, most: int) -> bytes:
    """A small entry at once; nothing when it is not small or does not read, which then is no document's."""
    if part.size > most:
        return b""
    try:
        return b"".join(unpack(content, part))
    except Faults:
        return b""


def _part(content: mmap | bytes, part: Part, limits: Limits, depth: int) -> Iterator[Fault]:
    """The faults of one entry, which is read to its end whatever it holds."""
    blocks = unpack(content, part)
    head = next((block for block in blocks if block), b"")
    if packed(head[:512]):
        if depth == 0 and part.size <= limits.nested and _EMBEDDED.fullmatch(part.name):
            # The numbers of a chart travel with it as a workbook: the only file that may lie in another, once.
            yield from _nested(head, blocks, part, limits)
        else:
            yield fault("file-embedded", what=shown(part.name))
        return
    if not (_XML.search(part.name) or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")):
        for _ in blocks:
            pass
        return
    if head and not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        yield fault(
            "file-broken", fr=f"« {shown(part.name)} » n’est pas en UTF-8", en=f"“{shown(part.name)}” is not in UTF-8"
        )
    found: list[Fault] = []
    seen = set[bytes]()
    for text in _stretches(chain((head,), blocks)):
        found += _xml(text, part)
        seen.update(mark for mark in _FIELDS if mark in text)
    # Where attributes or texts decide, the part is read again as XML: bytes may write a letter as ``&#68;``.
    readers = (_relations if part.name.lower().endswith(".rels") else None, _fields if seen else None)
    try:
        for reader in readers:
            found += reader(unpack(content, part), part) if reader is not None and part.size else []
    except BadXml:
        what = shown(part.name)
        found.append(
            fault(
                "file-broken", fr=f"« {what} » n’est pas du XML qui se lit", en=f"“{what}” is no XML that can be read"
            )
        )
    yield from found


def _stretches(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Blocks, each after the end of the one before, so that nothing hides between two."""
    carried = b""
    for block in blocks:
        text = carried + block
        yield text
        carried = text[-_OVERLAP:]


def _xml(text: bytes, part: Part) -> Iterator[Fault]:
    """What a stretch of XML starts, fetches or hides."""
    if _DECLARED.search(text):
        yield fault("file-declares-entities", what=shown(part.name))
    if _EXCHANGE.search(text):
        yield fault("file-remote", what=f"DDE, {shown(part.name)}")
    if _LISTENER.search(text):
        yield fault("file-macro", what=shown(part.name))
    if part.name == "META-INF/manifest.xml" and _ENCRYPTED.search(text):
        yield fault("file-encrypted")


def _relations(blocks: Iterable[bytes], part: Part) -> list[Fault]:
    """What the relations of a part fetch elsewhere."""
    found: list[Fault] = []

    def element(name: str, attributes: Mapping[str, str]) -> None:
        if name != "Relationship" or attributes.get("TargetMode", "").strip().lower() != "external" or found:
            return
        if not attributes.get("Type", "").lower().endswith(_HARMLESS):
            found.append(fault("file-remote", what=shown(part.name)))

    read_elements(blocks, element, most=_MOST_ELEMENTS)
    return found


def _fields(blocks: Iterable[bytes], part: Part) -> list[Fault]:
    """Fields of a text that start another program: the code of one may be cut over several runs."""
    found: list[Fault] = []
    code, inside = "", False

    def judge() -> None:
        if _CALLS.match(code.strip()) and not found:
            found.append(fault("file-remote", what=f"DDE, {shown(part.name)}"))

    def element(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal code, inside
        if name == "instrText":
            inside = True
        elif name == "fldChar":
            code = ""
        elif name == "fldSimple":
            code = next((value for key, value in attributes.items() if key.endswith("instr")), "").strip()[:_FIELD]
            judge()
            code = ""

    def text(words: str) -> None:
        nonlocal code
        if inside and len(code) < _FIELD:
            code = (code + words).lstrip()[:_FIELD]

    def end(name: str) -> None:
        nonlocal inside
        if name == "instrText":
            inside = False
            judge()

    read_elements(blocks, element, most=_MOST_ELEMENTS, text=text, end=end)
    return found


def _nested(head: bytes, blocks: Iterator[bytes], part: Part, limits: Limits) -> Iterator[Fault]:
    with tempfile.TemporaryFile() as copy:
        copy.write(head)
        for block in blocks:
            copy.write(block)
        copy.flush()
        with mmap(copy.fileno(), 0, prot=1) as inner:
            kind, faults = inspect_office(inner, limits, depth=1)
    yield from faults
    if kind is not Kind.XLSX and not faults:
        yield fault("file-embedded", what=shown(part.name))
