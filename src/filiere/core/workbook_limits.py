"""XML that somebody sent, read as events: what a sheet of a workbook holds is counted before any library lays it out.

A reader of workbooks makes room for every cell up to the last one, so that one cell far away fills the memory. What is
counted here is what such a reader sees, since both read XML: a search for ``<c `` in bytes would miss ``<c`` followed
by a tab. Every byte is read once.
"""

import lzma
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Literal
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

_ADDRESS = re.compile(r"([A-Za-z]{1,4})([0-9]{1,8})")
_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_ELEMENTS_PER_CELL = 8
"""Elements that a cell may take with what stands around it: its value, its text and runs, its share of a row."""
_ELEMENTS_AROUND = 100_000
_BLOCK = 1 << 20
_KINDS = frozenset({"n", "str", "inlineStr", "e", "d"})
_TRUTHS = frozenset({"0", "1"})
_MOST_DAYS = 999_999_999
"""Days of the longest duration of Python."""
ARCHIVE_ERRORS = (
    BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
)
"""What reading a damaged, encrypted or twisted ZIP raises, by the module that reads it or by those that unpack."""

StartHandler = Callable[[str, Mapping[str, str]], None]


class BadXml(ValueError):
    """XML that is not read: it is ``malformed``, it ``declares`` a document type, it is in another ``encoding`` than
    UTF-8, or it holds too many ``elements``."""

    def __init__(self, reason: Literal["malformed", "declares", "encoding", "elements"]) -> None:
        super().__init__(reason)
        self.reason = reason


class BadSheet(ValueError):
    """A sheet that no reader should lay out: a cell stands ``far`` away, at ``place``, or there are too ``many``."""

    def __init__(self, reason: Literal["far", "many"], place: str = "") -> None:
        super().__init__(reason, place)
        self.reason, self.place = reason, place


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLimits:
    """The last row and column that a cell may stand in, from 1, and how many cells there may be; ``area``, if less
    than all, bounds the rectangle that a reader makes room for; ``addressed`` where every cell must say its address."""

    rows: int
    columns: int
    cells: int
    area: int | None = None
    addressed: bool = False

    @property
    def elements(self) -> int:
        """How many elements of XML a sheet within these limits may have."""
        return self.cells * _ELEMENTS_PER_CELL + _ELEMENTS_AROUND


@dataclass(slots=True)
class SheetShape:
    """What a sheet holds: its last row and column with a cell, its cells, and the addresses of those with a formula and
    of those that say an error, such as ``#N/A``, which a reader of workbooks gives as a blank.

    Where values are read, ``malformed`` are the cells that a reader refuses, or reads as another's, with what they say;
    ``endless`` those with a number of days beyond what a duration can be.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    malformed: list[tuple[str, str]] = field(default_factory=list)
    endless: list[tuple[str, str]] = field(default_factory=list)


def read_elements(
    blocks: Iterable[bytes],
    start: StartHandler | None = None,
    *,
    most: int,
    text: Callable[[str], None] | None = None,
    end: Callable[[str], None] | None = None,
) -> int:
    """Read XML to its end, call ``start(name, attributes)`` for each element (names without their prefix), ``text``
    for what stands in them and ``end(name)`` where they close, and return how many elements there were.

    Raises :class:`BadXml` for what is not well formed, declares a document type (and so entities, which may unfold
    without end), says another encoding than UTF-8, or has more than ``most`` elements.
    """
    parser = expat.ParserCreate()
    count = 0

    def element(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > most:
            raise BadXml("elements")
        if start is not None:
            start(_local_name(name), attributes)

    def end_element(name: str) -> None:
        if end is not None:
            end(_local_name(name))

    def check_declaration(_: str, encoding: str | None, __: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            raise BadXml("encoding")

    def doctype(*_: object) -> None:
        raise BadXml("declares")

    parser.StartElementHandler = element
    parser.EndElementHandler = end_element if end is not None else None
    parser.CharacterDataHandler = text
    parser.XmlDeclHandler = check_declaration
    parser.StartDoctypeDeclHandler = doctype
    head = b""
    try:
        for block in blocks:
            if len(head) < 2:
                head += block[:2]
                # An encoding of two bytes is known by its mark, or by the NUL beside the first sign.
                if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head[:2]:
                    raise BadXml("encoding")
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise BadXml("malformed") from None
    return count


def _local_name(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def measure_sheet(blocks: Iterable[bytes], limits: SheetLimits, *, texts: int | None = None) -> SheetShape:
    """Return what the XML of a sheet holds, cells placed as a reader of workbooks places them: where they say, else
    after the one before. Their values are read too where it is said how many shared ``texts`` there are.

    Raises :class:`BadSheet` beyond the limits, :class:`BadXml` for what is no XML to be read.
    """
    shape = SheetShape()
    row = column = 0
    place = kind = ""
    value: list[str] | None = None

    def far(where: str) -> BadSheet:
        return BadSheet("far", where[:20])

    def element(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal row, column, place, kind, value
        if name == "c":
            shape.cells += 1
            if shape.cells > limits.cells:
                raise BadSheet("many")
            place = attributes.get("r", "")
            address = _ADDRESS.fullmatch(place)
            if address is not None:
                row, column = int(address[2]), column_number(address[1])
            elif place or limits.addressed:
                raise far(place)
            else:
                row, column = max(row, 1), column + 1
                place = f"R{row}C{column}"
            if not (0 < row <= limits.rows and column <= limits.columns):
                raise far(place)
            shape.rows, shape.columns = max(shape.rows, row), max(shape.columns, column)
            kind = attributes.get("t", "n")
            if kind == "e":
                shape.errors.append(place)
        elif name == "row":
            said = attributes.get("r", "")
            if said and not (said.isascii() and said.isdecimal() and len(said) <= 8):
                raise far(said)
            row, column = int(said) if said else row + 1, 0
            if not 0 < row <= limits.rows:
                raise far(said)
        elif name == "f":
            shape.formulas.append(place)
        elif name == "v":
            value = []

    def text(words: str) -> None:
        if value is not None:
            value.append(words)

    def end_element(name: str) -> None:
        nonlocal value
        if name == "v" and value is not None and texts is not None:
            said, value = "".join(value).strip(), None
            if said and _is_malformed(kind, said, texts):
                shape.malformed.append((place, said))
            elif kind == "n" and _is_endless(said):
                shape.endless.append((place, said))

    if texts is None:
        read_elements(blocks, element, most=limits.elements)
    else:
        read_elements(blocks, element, most=limits.elements, text=text, end=end_element)
    if limits.area is not None and shape.rows * shape.columns > limits.area:
        raise far(f"{shape.rows} × {shape.columns}")
    return shape


def _is_malformed(kind: str, said: str, texts: int) -> bool:
    if kind == "s":
        return not (said.isascii() and said.isdecimal() and len(said) <= 9 and int(said) < texts)
    return said not in _TRUTHS if kind == "b" else kind not in _KINDS


def _is_endless(said: str) -> bool:
    try:
        return abs(float(said)) >= _MOST_DAYS
    except ValueError:
        return False


def is_xml(head: bytes) -> bool:
    """Whether a part of a workbook is read as XML, by its first bytes: a reader finds its sheets under any name."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def is_xlsx(archive: ZipFile) -> bool:
    """Whether an archive is an XLSX workbook and no other that a reader would try next (XLSB, ODS)."""
    names = {one.filename.lower().lstrip("/") for one in archive.infolist()}
    return "xl/workbook.xml" in names and not names & {"content.xml", "xl/workbook.bin"}


def measure_workbook(archive: ZipFile, limits: SheetLimits) -> None:
    """Measure every part of a workbook that is XML, unpacking it as it is read.

    Raises :class:`BadSheet`, :class:`BadXml`; ``ValueError`` for a workbook of another format in the same wrapping.
    """
    if not is_xlsx(archive):
        raise ValueError("no XLSX")
    for part in archive.infolist():
        with archive.open(part) as stream:
            head = stream.read(_BLOCK)
            if is_xml(head):
                measure_sheet(chain((head,), iter(partial(stream.read, _BLOCK), b"")), limits)


def column_number(letters: str) -> int:
    """Return the number of a column from 1, as its letters say it: ``A`` is 1, ``AB`` is 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
