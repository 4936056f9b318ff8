"""Opening a file that somebody sent: CSV or XLSX to lines of cells, with bounds on everything it could blow up.

An XLSX file is a ZIP of XML. Before the reader of workbooks sees it, its parts are unpacked here with a limit on what
really comes out (an announced size may lie), no part may declare a document type, and no cell may stand beyond the
lines and columns allowed, since a reader makes room for every cell up to the last one. What is then read is a copy
made of those parts.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from filiere.core import Faults, Text
from filiere.core.workbook_limits import ARCHIVE_ERRORS, BadSheet, BadXml, SheetLimits, is_xlsx, is_xml, measure_sheet

MAX_BYTES = 5 * 1024 * 1024
MAX_LINES = 20_000
MAX_COLUMNS = 60
MAX_PARTS = 200
MAX_UNPACKED = 60 * 1024 * 1024
_SHEET = SheetLimits(rows=MAX_LINES + 1, columns=MAX_COLUMNS, cells=(MAX_LINES + 1) * MAX_COLUMNS)

_RESEND_REMEDY = Text(
    fr="Enregistrez le tableau en CSV (UTF-8) ou en XLSX, et renvoyez-le.",
    en="Save the table as CSV (UTF-8) or XLSX, and upload it again.",
)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the file: its number, from 1, and its cells."""

    number: int
    cells: Sequence[Any]


def refuse(code: str, fr: str, en: str, remedy: Text = _RESEND_REMEDY, **place: Any) -> Faults:
    """The refusal of a whole file."""
    return Faults.one(code=code, message=Text(fr=fr, en=en), remedy=remedy, **place)


def read_lines(path: Path) -> tuple[list[SheetLine], bool]:
    """The lines of a file that hold something, and whether it is text, where a cell may carry our apostrophe."""
    if path.stat().st_size > MAX_BYTES:
        size = MAX_BYTES // 1024 // 1024
        raise refuse(
            "file-too-large",
            f"Le fichier dépasse {size} Mo, le plus qui se lise ici.",
            f"The file exceeds {size} MB, the most that is read here.",
        )
    content = path.read_bytes()
    if content.startswith(b"PK\x03\x04"):
        found = _read_workbook_lines(content)
    elif content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"PK")) or b"\x00" in content:
        raise refuse(
            "file-kind",
            "Ce fichier n’est ni un CSV ni un classeur XLSX.",
            "This file is neither a CSV nor an XLSX workbook.",
        )
    else:
        return _read_csv_lines(content), True
    return found, False


def _read_csv_lines(content: bytes) -> list[SheetLine]:
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        raise refuse(
            "file-encoding",
            f"La ligne {line} n’est pas en UTF-8 : les accents seraient perdus.",
            f"Line {line} is not in UTF-8: accents would be lost.",
            line=line,
        ) from None
    first = words.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    # Strict: a quote left open would otherwise swallow the rest of the file unsaid.
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter, strict=True)
    found: list[SheetLine] = []
    start = 1
    try:
        for cells in reader:
            if len(cells) > MAX_COLUMNS:
                raise refuse(
                    "too-many-columns",
                    f"La ligne {start} a {len(cells)} cases ; il en faut {MAX_COLUMNS} au plus.",
                    f"Line {start} has {len(cells)} cells; the maximum is {MAX_COLUMNS}.",
                    line=start,
                )
            if any(cell.strip() for cell in cells):
                found.append(SheetLine(start, cells))
                _check_line_count(len(found))
            start = reader.line_num + 1
    except csv.Error:
        raise refuse(
            "csv-broken",
            f"À partir de la ligne {start}, les guillemets ne se ferment pas comme il faut.",
            f"From line {start} onwards, quotation marks are not closed properly.",
            line=start,
        ) from None
    return found


def _check_line_count(lines: int) -> None:
    if lines > MAX_LINES + 1:
        raise refuse(
            "too-many-lines",
            f"Le fichier a plus de {MAX_LINES} lignes.",
            f"The file has more than {MAX_LINES} lines.",
        )


def _read_workbook_lines(content: bytes) -> list[SheetLine]:
    packed = _repack_workbook(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(packed))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError, OSError):
        raise _broken_file_faults() from None
    found = [SheetLine(number, cells) for number, cells in enumerate(rows, 1) if any(str(one).strip() for one in cells)]
    _check_line_count(len(found))
    return found


def _broken_file_faults() -> Faults:
    return refuse(
        "workbook-broken",
        "Ce classeur ne s’ouvre pas : il est abîmé.",
        "This workbook cannot be opened: it is damaged.",
    )


def _zip_bomb_faults() -> Faults:
    return refuse(
        "workbook-too-large",
        "Décompressé, ce classeur prendrait bien plus de place qu’un tableau. Il n’a pas été ouvert.",
        "Decompressed, this workbook would be far larger than any table. It was not opened.",
    )


def _repack_workbook(content: bytes) -> bytes:
    """The workbook again, from parts that were really unpacked within the limits; raise :class:`Faults` otherwise."""
    out = io.BytesIO()
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as copy:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise _zip_bomb_faults()
            names = {part.filename for part in parts}
            if len(names) != len(parts) or any(part.flag_bits & 1 for part in parts) or not is_xlsx(archive):
                raise _broken_file_faults()
            if any("vbaproject" in name.lower() for name in names):
                raise refuse(
                    "workbook-macros",
                    "Ce classeur contient des macros.",
                    "This workbook contains macros.",
                    remedy=_RESEND_REMEDY,
                )
            for part in parts:
                with archive.open(part) as stream:
                    data = stream.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise _zip_bomb_faults()
                if is_xml(data[:64]):
                    _check_xml_part(data)
                copy.writestr(zipfile.ZipInfo(part.filename), data)
    except ARCHIVE_ERRORS:
        raise _broken_file_faults() from None
    return out.getvalue()


def _check_xml_part(data: bytes) -> None:
    """Refuse a part of XML that declares a document type, or whose cells stand too far away, whatever its name."""
    try:
        measure_sheet((data,), _SHEET)
    except BadSheet:
        raise _zip_bomb_faults() from None
    except BadXml as bad:
        raise (_zip_bomb_faults() if bad.reason == "elements" else _broken_file_faults()) from None
