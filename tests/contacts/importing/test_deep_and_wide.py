"""Logs that reach too far, down or sideways: a sentence for the file, at a cost that follows its size (M9, M10)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from support.harness.bounded_work import bounded

from filiere.contacts.importing.canonical_sources import CanonicalCsv
from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.heading_limits import MAX_COLUMNS
from filiere.contacts.importing.mapping.records import FileSpec
from filiere.contacts.importing.mapping.tabular_files import TabularFile
from filiere.contacts.importing.protocol import SourceContext
from filiere.contacts.importing.systems.json_records import iter_json_records
from filiere.contacts.importing.systems.xes import Xes
from filiere.core import Faults
from filiere.core.bounded_json import DEEPEST_NESTING
from filiere.site.quality.file_head import guess_separator

CONTEXT = SourceContext(organisation="acme", zone="Europe/Paris")
DEEP = {
    "brackets": b"[" * 300_000,
    "brackets closed": b"[" * 5000 + b"]" * 5000,
    "objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a record of an array": b'[{"a": 1}, {"b": ' + b"[" * 500 + b"]" * 500 + b"}]",
    "a line of records": b'{"a": 1}\n' + b'{"b": ' * 500 + b"1" + b"}" * 500,
    "lines that open": b'{"a":[\n' * 50_000,
}


def laid(folder: Path, content: bytes, name: str = "sent") -> DeliveredFile:
    """A file as it is delivered."""
    path = folder / name
    path.write_bytes(content)
    return DeliveredFile.at(path)


def codes_of_json(content: bytes, folder: Path) -> list[str]:
    """The faults of a whole JSON file."""
    with pytest.raises(Faults) as caught:
        list(iter_json_records(laid(folder, content)))
    return [one.code for one in caught.value.faults]


@pytest.mark.parametrize("name", DEEP)
def test_json_too_deep_is_refused_as_a_whole(name: str, tmp_path: Path) -> None:
    assert bounded(codes_of_json, DEEP[name], tmp_path) == ["too-deep"]


def test_json_as_deep_as_is_read(tmp_path: Path) -> None:
    deep = b'{"a": ' + b"[" * (DEEPEST_NESTING - 1) + b"]" * (DEEPEST_NESTING - 1) + b"}"
    assert len(list(iter_json_records(laid(tmp_path, deep)))) == 1


def lines_of(content: bytes, folder: Path) -> tuple[int, int, int]:
    """How many records there are, and the lines of the first and the last."""
    lines = [one.line for one in iter_json_records(laid(folder, content))]
    return len(lines), lines[0], lines[-1]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[" + b"1,\n" * 200_000 + b"1]", (200_001, 1, 200_001)),
        (b"{}\n" * 200_000, (200_000, 1, 200_000)),
        (b"{x\n" * 200_000, (200_000, 1, 200_000)),
    ],
)
def test_small_records_know_their_lines_at_the_cost_of_the_file(
    content: bytes, told: tuple[int, int, int], tmp_path: Path
) -> None:
    """At version 0.5 the line of each was counted from the beginning of a mebibyte: a minute for these."""
    assert bounded(lines_of, content, tmp_path) == told


def codes_of_xes(content: bytes, folder: Path) -> list[str]:
    """The faults of a whole XES file."""
    with pytest.raises(Faults) as caught:
        list(Xes().read(laid(folder, content), CONTEXT))
    return [one.code for one in caught.value.faults]


def test_xes_too_deep_is_refused_as_a_whole(tmp_path: Path) -> None:
    deep = b"<log><trace>" + b'<list key="a">' * 300_000
    assert bounded(codes_of_xes, deep, tmp_path) == ["too-deep"]


def test_a_log_of_too_many_columns_is_refused(tmp_path: Path) -> None:
    wide = ",".join(f"c{n}" for n in range(50_000)).encode()
    names = [f"c{n}" for n in range(MAX_COLUMNS + 1)]
    pq.write_table(pa.table({name: pa.array(["1"]) for name in names}), tmp_path / "wide.parquet")
    for read in (
        lambda: list(CanonicalCsv().read(laid(tmp_path, wide + b"\n"), CONTEXT)),
        lambda: TabularFile(laid(tmp_path, wide + b"\n"), FileSpec()),
        lambda: TabularFile(DeliveredFile.at(tmp_path / "wide.parquet"), FileSpec()),
    ):
        with pytest.raises(Faults) as caught:
            read()
        assert [one.code for one in caught.value.faults] == ["too-many-columns"]


def test_a_log_whose_columns_have_endless_names_is_refused_without_saying_them_again(tmp_path: Path) -> None:
    long = "x" * 100_000
    pq.write_table(pa.table({long: pa.array(["1"])}), tmp_path / "long.parquet")
    for read in (
        lambda: list(CanonicalCsv().read(laid(tmp_path, f"call_id,{long}\n".encode()), CONTEXT)),
        lambda: TabularFile(laid(tmp_path, f"call_id,{long}\n".encode()), FileSpec()),
        lambda: TabularFile(DeliveredFile.at(tmp_path / "long.parquet"), FileSpec()),
    ):
        with pytest.raises(Faults) as caught:
            read()
        (fault,) = caught.value.faults
        assert fault.code == "column-name-too-long"
        assert len(fault.message.fr) < 200


def book(sheet: bytes, *, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook whose sheet is written by hand, under a name of its own."""
    out, made = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(made) as whole:
        whole.add_worksheet().write_string(0, 0, "Id")
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for one in parts.infolist():
            if one.filename != "xl/worksheets/sheet1.xml":
                content = parts.read(one)
                copy.writestr(
                    one.filename, content.replace(b"worksheets/sheet1.xml", name.removeprefix("xl/").encode())
                )
        head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        copy.writestr(name, head + sheet + b"</sheetData></worksheet>")
    return out.getvalue()


def codes_of_book(content: bytes, folder: Path) -> list[str]:
    """The faults of a workbook, none when it is read."""
    try:
        list(TabularFile(laid(folder, content, "sent.xlsx"), FileSpec()))
    except Faults as faults:
        return [one.code for one in faults.faults]
    return []


FAR = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="%d"><c r="%s"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("sheet", "name"),
    [
        (FAR % (1_048_576, b"XFD1048576"), "xl/worksheets/sheet1.xml"),
        (FAR % (1_048_576, b"XFD1048576"), "xl/elsewhere/page.xml"),
        (FAR % (1_048_576, b"XFD1048576"), "xl/worksheets/page.bin"),
        (FAR % (1_000_000, b"AAA1000000"), "xl/worksheets/sheet1.xml"),
        (b"<row>" + b"<c/>" * 3000 + b"</row>" + b"<row/>" * 40_000 + b"<row><c/></row>", "xl/worksheets/sheet1.xml"),
        (b"<row r='99999999'/><row><c/></row>", "xl/worksheets/sheet1.xml"),
    ],
)
def test_a_cell_far_away_does_not_fill_the_memory(sheet: bytes, name: str, tmp_path: Path) -> None:
    """At version 0.5 a reader makes room for seventeen thousand million cells."""
    assert bounded(codes_of_book, book(sheet, name=name), tmp_path) == ["workbook-too-wide"]


def test_a_workbook_of_many_rows_is_read(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (n, n, n) for n in range(1, 2000))
    assert codes_of_book(book(rows), tmp_path) == []


def test_another_format_in_the_same_wrapping_is_refused(tmp_path: Path) -> None:
    """OpenDocument repeats a cell by a number: a few letters fill the memory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", "<office:document-content/>")
    assert codes_of_book(out.getvalue(), tmp_path) == ["not-a-workbook"]


@pytest.mark.parametrize("text", ['"\n' * 8000, "\n'a" * 5000, ",'" * 8000, "," * 16_000, '"' * 16_000])
def test_a_separator_is_found_at_the_cost_of_the_text(text: str, tmp_path: Path) -> None:
    assert bounded(guess_separator, laid(tmp_path, text.encode()), seconds=2) == ","


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_that_of_the_lines(separator: str, tmp_path: Path) -> None:
    lines = [["Numéro", "Heure, locale", "File"], ["1", '"09:00;05"', "a|b" if separator != "|" else "a"]]
    text = "\n".join(separator.join(cells) for cells in [lines[0], *[lines[1]] * 20])
    assert guess_separator(laid(tmp_path, text.encode())) == separator
