"""The rows of a CSV file of any size, each with its line, and every broken record named.

Blocks of some megabytes are cut at line ends. A block whose every line is a record with the right number of cells, and
whose quotation marks, if any, stand around plain cells, is read by Arrow, about seven times as fast as by the standard
library; any other goes through the standard library, record by record, which knows on which line a record begins and
what is wrong with it. Both give the same rows.

Lines end with LF, CR LF or CR alone, as the header does. A carriage return alone in a file of LF lines is a line end
where every part that it cuts is a whole record, and a fault where one is not.
"""

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from filiere.contacts.importing.delivered_file import DeliveredFile, has_undecoded_byte
from filiere.contacts.importing.faults import fault
from filiere.contacts.importing.heading_limits import check_columns
from filiere.contacts.importing.protocol import RefusedRecord, UnusedRecords
from filiere.core import Fault, Faults, Text
from filiere.core.text import make_legible

BLOCK = 8 << 20
LONGEST_LINE = 64 << 20

type CsvPiece = pa.Table | RefusedRecord | UnusedRecords

_LINE_END = re.compile(rb"\r\n|\r|\n")
_LINE_PARTS = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")

# That of UTF-32 LE begins with that of UTF-16 LE.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32 LE"),
    (codecs.BOM_UTF32_BE, "UTF-32 BE"),
    (codecs.BOM_UTF16_LE, "UTF-16 LE"),
    (codecs.BOM_UTF16_BE, "UTF-16 BE"),
)

_UNDECODED = re.compile(r"\\udc[89a-f][0-9a-f]")

BLANK_LINES_LABEL = Text(fr="lignes vides", en="blank lines")


def position_names(count: int) -> list[str]:
    """Return the names of the columns of a file without a header: their positions, from 1."""
    return [str(position + 1) for position in range(count)]


class CsvRows:
    """The records of a CSV file: ``header`` is its first record, and iterating gives the others. A file that is not
    ``headed`` gives them all, and has the positions of its columns for a header.

    A piece is an Arrow table of text columns (an empty cell is an empty text) and ``raw_line``, or a record that is
    not a row: a wrong number of cells, a quotation mark that never closes, a byte that the encoding does not know.
    Making it raises :class:`Faults` for a file in UTF-16 or UTF-32 that is not said to be, and for a header with bytes
    that the encoding does not know.
    """

    def __init__(
        self,
        file: DeliveredFile,
        *,
        separator: str = ",",
        encoding: str = "utf-8",
        skip: int = 0,
        headed: bool = True,
    ) -> None:
        self.separator, self._place = separator, str(file.path)
        # A whole cell between quotation marks, without any of what makes quotation marks hard to read.
        border = re.escape(separator.encode())
        self._quoted = re.compile(rb"(?<![^\n" + border + rb'])"[^"\r\n' + border + rb']*"(?![^\r\n' + border + rb"])")
        self._line = 1
        # Whether a carriage return alone ends a line, which the header tells; until it is read, it may.
        self._returns = True
        self._blocks = self._cut_blocks(file, encoding)
        self._block: deque[bytes] = deque()
        self.header: list[str] = []
        self._rest = next(self._blocks, b"")
        if (wide := _detect_wide_encoding(self._rest)) is not None:
            raise Faults([_wide_encoding_fault(file, wide)])
        for _ in range(skip):
            self._take_line()
        unread = self._rest.removeprefix(codecs.BOM_UTF8), self._line
        self._read_header()
        if headed and any(_UNDECODED.search(one) for one in self.header):
            raise Faults([_heading_encoding_fault(file, encoding)])
        if not headed:
            self._rest, self._line = unread
            self.header = position_names(len(self.header))

    def _read_header(self) -> None:
        # A heading in quotation marks may hold a line end: the record is read with as many lines as it takes.
        taken: list[bytes] = []
        while True:
            taken.append(self._take_line())
            if sum(line.count(b'"') for line in taken) % 2 == 0 or not self._rest:
                break
        self._returns = taken[-1].endswith(b"\r")
        lines = [line.decode("utf-8", "surrogateescape") for line in taken]
        lines[0] = lines[0].removeprefix("\ufeff")
        try:
            # A heading may hold bytes that are no letters: it is told by their escapes, and known by no table.
            self.header = [make_legible(one) for one in next(csv.reader(lines, delimiter=self.separator), [])]
        except csv.Error:
            self.header = []
        check_columns(self.header, self._place)

    def _take_line(self) -> bytes:
        """Return the next line of the first block, with its end."""
        found = _LINE_END.search(self._rest)
        end = found.end() if found else len(self._rest)
        line, self._rest = self._rest[:end], self._rest[end:]
        self._line += 1
        return line

    def __iter__(self) -> Iterator[CsvPiece]:
        names = [f"{position}" for position in range(len(self.header))]
        block = self._rest
        while True:
            if block:
                fast = self._read_with_arrow(block, names)
                if fast is not None:
                    yield fast
                else:
                    yield from self._read_by_record(block, names)
            following = next(self._blocks, None)
            if following is None:
                return
            block = following

    def _read_with_arrow(self, block: bytes, names: Sequence[str]) -> pa.Table | None:
        """Return a block read by Arrow, None when any of its records has something to say."""
        lone = block.count(b"\r") != block.count(b"\r\n")
        # Arrow takes a blank line for a row of empty cells.
        blank = block[:1] in {b"\r", b"\n"} or b"\n\n" in block or b"\n\r\n" in block
        marks = block.count(b'"')
        if lone or blank or b"\0" in block or (marks and 2 * len(self._quoted.findall(block)) != marks):
            return None
        lines = block.count(b"\n") + (not block.endswith(b"\n"))
        try:
            found = arrow_csv.read_csv(
                pa.py_buffer(block),
                read_options=arrow_csv.ReadOptions(column_names=list(names), block_size=1 << 20),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self.separator,
                    ignore_empty_lines=False,
                    double_quote=False,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
        except pa.ArrowInvalid:
            return None
        if found.num_rows != lines:
            return None
        first = self._line
        self._line += lines
        return found.append_column("raw_line", pa.array(np.arange(first, first + lines, dtype=np.int64)))

    def _read_by_record(self, block: bytes, names: Sequence[str]) -> Iterator[CsvPiece]:
        """Yield the rows and the faulty records of a block, and of the next one where a record goes on in it."""
        rows: list[list[str]] = []
        places: list[int] = []
        for line, cells, wrong in self._records(block, len(names)):
            if wrong is None:
                rows.append(cells)
                places.append(line)
            else:
                yield wrong
        if rows:
            columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
            yield pa.table([*columns, pa.array(places, pa.int64())], names=[*names, "raw_line"])

    def _records(
        self, block: bytes, width: int
    ) -> Iterator[tuple[int, list[str], RefusedRecord | UnusedRecords | None]]:
        waiting = deque(self._lines(block))
        taken: list[str] = []

        def feed() -> Iterator[str]:
            while True:
                if not waiting:
                    following = next(self._blocks, None) if taken else None
                    if following is None:
                        return
                    waiting.extend(self._lines(following))
                taken.append(waiting.popleft())
                yield taken[-1]

        reader = csv.reader(feed(), delimiter=self.separator, strict=True)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                # The quotation mark that opened this record may have swallowed sound lines: they are read again.
                waiting.extendleft(reversed(taken[1:]))
                if parts := self._records_within(taken[0], width):
                    waiting.extendleft(reversed(parts))
                    taken.clear()
                    reader = csv.reader(feed(), delimiter=self.separator, strict=True)
                    continue
                yield (
                    self._line,
                    [],
                    _cell_too_long_refusal(self._line) if "limit" in str(error) else _broken_quotes_refusal(self._line),
                )
                self._line += 1
                taken.clear()
                reader = csv.reader(feed(), delimiter=self.separator, strict=True)
                continue
            line, ended = self._line, taken[-1].endswith(("\n", "\r"))
            self._line += len(taken)
            wrong: RefusedRecord | UnusedRecords | None = None
            if not cells:
                wrong = UnusedRecords(rule="blank-line", meaning=BLANK_LINES_LABEL)
            elif len(cells) != width:
                wrong = _cell_count_refusal(line, len(cells), width, ended=ended)
            elif any("\0" in text for text in taken):
                wrong = nul_byte_refusal(line)
            elif any(has_undecoded_byte(text) for text in taken):
                wrong = wrong_encoding_refusal(line)
            taken.clear()
            yield line, cells, wrong

    def _records_within(self, line: str, width: int) -> list[str]:
        """Return the records that carriage returns alone cut a line into, none where one of them is no whole record."""
        parts = _LINE_PARTS.findall(line)
        if len(parts) < 2:
            return []
        try:
            whole = all(
                len(next(csv.reader([part], delimiter=self.separator, strict=True), [])) == width for part in parts
            )
        except csv.Error:
            return []
        return parts if whole else []

    def _lines(self, block: bytes) -> Iterator[str]:
        # The lines of bytes, unlike those of a text, end with LF, CR LF and CR alone.
        if self._returns:
            for line in block.splitlines(keepends=True):
                yield line.decode("utf-8", "surrogateescape")
            return
        parts = block.split(b"\n")
        last = parts.pop()
        for part in parts:
            yield part.decode("utf-8", "surrogateescape") + "\n"
        if last:
            yield last.decode("utf-8", "surrogateescape")

    def _cut_blocks(self, file: DeliveredFile, encoding: str) -> Iterator[bytes]:
        """Yield the file in UTF-8, in blocks that end with a line end, the last one as it ends."""
        decoder = None
        if codecs.lookup(encoding).name not in {"utf-8", "utf-8-sig", "ascii"}:
            decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
        with file.open() as stream:
            carry = b""
            while block := _read_block(stream, decoder):
                data = carry + block
                end = data.rfind(b"\n") + 1
                if not end and self._returns:
                    # The last byte may be the first half of a CR LF.
                    end = data.rfind(b"\r", 0, len(data) - 1) + 1
                carry = data[end:]
                if end:
                    yield data[:end]
                elif len(carry) > LONGEST_LINE:
                    # No table has such a line: what is left of it is one record, refused for its number of cells.
                    yield carry
                    carry = b""
            if carry:
                yield carry


def _detect_wide_encoding(start: bytes) -> str | None:
    """Return the encoding of several bytes a letter that a file begins in, by its byte order mark or by the NUL bytes
    of its first letter; None for any other."""
    for mark, name in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return name
    if start[1:2] == b"\0" and start[:1] != b"\0":
        return "UTF-16 LE"
    return "UTF-16 BE" if start[:1] == b"\0" and start[1:2] not in {b"", b"\0"} else None


def _read_block(stream: BinaryIO, decoder: codecs.IncrementalDecoder | None) -> bytes:
    block = stream.read(BLOCK)
    if decoder is None:
        return block
    return decoder.decode(block, final=len(block) < BLOCK).encode("utf-8", "surrogateescape")


def _wide_encoding_fault(file: DeliveredFile, name: str) -> Fault:
    return fault("wide-encoding", name=name).at(file=str(file.path), line=1)


def _heading_encoding_fault(file: DeliveredFile, encoding: str) -> Fault:
    said, seen = encoding.upper(), file.guess_encoding()
    return fault("heading-encoding", said=said, seen=seen).at(file=str(file.path), line=1)


def _cell_count_refusal(line: int, found: int, wanted: int, *, ended: bool) -> RefusedRecord:
    if not ended and found < wanted:
        return RefusedRecord(
            line=line,
            code="cut-line",
            message=Text(
                fr=f"La dernière ligne s’arrête après {found} cases sur {wanted} : la fin du fichier manque.",
                en=f"The last line stops after {found} of {wanted} cells: the end of the file is missing.",
            ),
            remedy=Text(fr="Exportez ou transférez le fichier de nouveau.", en="Export or transfer the file again."),
            read=f"{found}",
        )
    return RefusedRecord(
        line=line,
        code="cell-count",
        message=Text(
            fr=f"La ligne a {found} cases, et l’en-tête {wanted}.",
            en=f"The line has {found} cells; the header has {wanted}.",
        ),
        remedy=Text(
            fr="Mettez entre guillemets les cases qui contiennent le séparateur.",
            en="Put cells that contain the separator in quotation marks.",
        ),
        read=f"{found}",
    )


def _cell_too_long_refusal(line: int) -> RefusedRecord:
    return RefusedRecord(
        line=line,
        code="cell-too-long",
        message=Text(
            fr=f"Une case de cet enregistrement dépasse {csv.field_size_limit()} caractères.",
            en=f"A cell in this record has more than {csv.field_size_limit()} characters.",
        ),
        remedy=Text(
            fr="Vérifiez qu’un guillemet n’est pas resté ouvert ; raccourcissez cette case, ou retirez-la de l’export.",
            en="Check that no quotation mark was left open; shorten this cell, or leave it out of the export.",
        ),
    )


def _broken_quotes_refusal(line: int) -> RefusedRecord:
    return RefusedRecord(
        line=line,
        code="broken-quotes",
        message=Text(
            fr="Les guillemets ou les fins de ligne de cet enregistrement ne se lisent pas.",
            en="The quotation marks or line endings of this record cannot be read.",
        ),
        remedy=Text(
            fr="Fermez chaque guillemet, et doublez ceux qui sont dans le texte.",
            en="Close each quotation mark, and double those inside the text.",
        ),
    )


def wrong_encoding_refusal(line: int) -> RefusedRecord:
    """Return a line refused for a byte that is no letter."""
    return RefusedRecord(
        line=line,
        code="wrong-encoding",
        message=Text(
            fr="La ligne contient un octet qui n’a pas de sens dans l’encodage du fichier.",
            en="The line contains a byte that is not valid in the file’s encoding.",
        ),
        remedy=Text(
            fr="Enregistrez le fichier en UTF-8, ou indiquez son encodage dans une correspondance.",
            en="Save the file as UTF-8, or state its encoding in a mapping.",
        ),
    )


def nul_byte_refusal(line: int) -> RefusedRecord:
    """Return a line refused for a NUL byte."""
    return RefusedRecord(
        line=line,
        code="nul-byte",
        message=Text(
            fr="La ligne contient un octet nul : le fichier est endommagé, ou n’est pas un fichier texte.",
            en="The line contains a NUL byte: the file is damaged, or is not text.",
        ),
        remedy=Text(fr="Transférez le fichier de nouveau.", en="Transfer the file again."),
    )
