"""Any bytes give a verdict or faults, never another exception: every reader of what people send, on twisted files.

A file of each kind is cut, repeated, changed and joined with pieces that have broken readers before. Draws are the
same at every run, so that a failure is everybody's; a longer search was made by a fuzzer guided by coverage, and what
it found is among the examples of each reader's own tests.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from support.harness.bounded_work import bounded
from support.scenes.hostile_files import HONEST, archive, open_xml, pdf
from support.scenes.systems_sample import FIXTURES

from filiere.contacts.definitions import read_set
from filiere.contacts.importing.cell_repairs import CellRepairer
from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.mapping import load_mapping
from filiere.contacts.importing.mapping.records import FileSpec
from filiere.contacts.importing.protocol import SourceContext
from filiere.contacts.importing.redaction import mask_characters, redact_text
from filiere.contacts.importing.sources import SOURCES, find_source
from filiere.contacts.schema import TABLES
from filiere.contacts.sealed.verification import verify_pack
from filiere.core import FaultLog, Faults, content_path
from filiere.core.yaml_documents import parse_yaml
from filiere.credentials.verification import read as read_credential
from filiere.disclosure.inputs import read_inputs
from filiere.disclosure.inputs.tabular_files import read_sheet
from filiere.inspection import Limits, inspect_file
from filiere.publication.documents.markup import prose
from filiere.quotations import read_document
from filiere.quotations.mentions import find_mentions
from filiere.quotations.token_text import TokenText
from filiere.referentials.language import ExpressionPlace, parse
from filiere.referentials.workbook.safe_opening import open_workbook
from filiere.site.members.directory.reader import read_directory
from filiere.site.quality.file_detection import sniff
from filiere.site.quality.file_head import guess_separator, read_columns
from filiere.survey.questionnaires import read_questionnaire

EXAMPLES = 25
CONTEXT = SourceContext(organisation="acme", zone="Europe/Paris")
PLACE = ExpressionPlace.of(parse_yaml("a: b", Path("x.yaml")), ("a",))
SEPARATOR = b"\n-----\n"


@dataclass(frozen=True)
class Reader:
    """A reader of a file, and files that it reads."""

    read: Callable[[Path], object]
    seeds: tuple[bytes, ...]


def _book() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as whole:
        sheet = whole.add_worksheet()
        sheet.write_row(0, 0, ["Organisation", "Site", 5, True])
    return out.getvalue()


def _system(name: str) -> Callable[[Path], object]:
    return lambda path: list(islice(find_source(name).read(DeliveredFile.at(path), CONTEXT), 2000))


def _columns(path: Path) -> object:
    file = DeliveredFile.at(path)
    return read_columns(file, FileSpec(separator=guess_separator(file)))


def _disclosure(path: Path) -> object:
    spec, _, data = path.read_bytes().partition(SEPARATOR)
    (path.parent / "spec.yaml").write_bytes(spec)
    (path.parent / "data.csv").write_bytes(data)
    (path.parent / "dep.csv").write_bytes(b"code,parent\nD1,R1\n")
    return read_inputs(path.parent / "data.csv", path.parent / "spec.yaml", confined=True)


def _words(path: Path) -> object:
    words = path.read_bytes().decode("utf-8", "replace")
    mender = CellRepairer("Europe/Paris")
    cells = [mender.cell(column, words) for table in TABLES.values() for column in table.columns]
    return cells, redact_text(words, moment=True), mask_characters(words), prose(words)


def _quoted(kind: str, path: Path) -> object:
    """The words of a document, and the numbers that they quote."""
    return find_mentions(TokenText(read_document(path.read_bytes(), f"x.{kind}").text))


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def _parquet(path: Path) -> None:
    target = path.with_suffix(".parquet")
    target.write_bytes(path.read_bytes())
    sheet = read_sheet(target, FaultLog())
    for name in sheet.header if sheet is not None and sheet.rows < 10_000 else ():
        sheet.can_hold_codes(name)
        sheet.column(name)


def _parquet_file(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, compression="none", use_dictionary=False)
    return out.getvalue()


_PARQUET = _parquet_file(
    pa.table(
        {
            "a": pa.array(["x", None]),
            "b": pa.array([[1], [2, 3]]),
            "c": pa.array([0, None], pa.timestamp("ms", "Europe/Paris")),
            "d": pa.array([1.5, 2]),
        }
    )
)
_SYSTEM_FILES = {
    "amazon-connect": "amazon-connect.jsonl",
    "asterisk": "asterisk.queue_log",
    "chatwoot": "chatwoot.json",
    "genesys": "genesys.json",
    "vcon": "conversations.vcon.json",
    "xes": "process.xes",
    "zendesk": "zendesk.json",
}
_LEG = ",".join(TABLES["contact_leg"].header)
READERS = {
    "evidence": Reader(
        lambda path: inspect_file(path, "preuve.pdf", Limits(unpacked=1 << 22)),
        (
            *HONEST.values(),
            pdf(b"<< /AA << /O 4 0 R >> /OpenAction [3 0 R] >>"),
            open_xml("docx", {"word/a.xml": b"<a/>"}),
        ),
    ),
    "questionnaire": Reader(lambda path: open_workbook(path.read_bytes(), "x.xlsx"), (_book(),)),
    "directory": Reader(read_directory, (b"Organisation;Site\nA;B\n", _book())),
    "log": Reader(lambda path: sniff(path, "log.csv"), (b"a,b\n1,2\n", b'{"a": 1}\n', b"<?xml version='1.0'?><log/>")),
    "columns": Reader(_columns, (b'a;b\n"1";2\n3;"4\n5"\n', _book())),
    **{name: Reader(_system(name), ((FIXTURES / file).read_bytes()[:1200],)) for name, file in _SYSTEM_FILES.items()},
    "canonical-csv": Reader(_system("canonical-csv"), (f"{_LEG}\n{',' * _LEG.count(',')}\n".encode(),)),
    "canonical-parquet": Reader(
        _system("canonical-parquet"),
        (_parquet_file(pa.table({one: [None, "x"] for one in _LEG.split(",")})), _PARQUET),
    ),
    "mapping": Reader(
        load_mapping, tuple(one.read_bytes() for one in sorted(content_path("contacts", "mappings").glob("*.yaml")))[:2]
    ),
    "definition": Reader(
        read_set,
        tuple(one.read_bytes() for one in sorted(content_path("contacts", "definitions").glob("*.yaml")))[:1],
    ),
    "survey": Reader(
        read_questionnaire, ((Path(__file__).parent / "survey" / "questionnaires" / "small.yaml").read_bytes(),)
    ),
    "pack": Reader(verify_pack, (archive({"manifest.json": b'{"format": 1}'}),)),
    "YAML": Reader(lambda path: parse_yaml(_text(path), path), (b"a: [1, {b: c}]\nb: |\n  x\n",)),
    "expression": Reader(
        lambda path: parse(_text(path), place=PLACE),
        (b"fact.headcount < param.limit and not x in ['a']", b"grid(x, [[1, 2]]) if unknown else round(2.5, 1)"),
    ),
    "table to protect": Reader(
        _disclosure,
        (
            b"response: ca\ndimensions:\n  - {column: dep, hierarchy: dep.csv}\n  - {column: sec}\n"
            + SEPARATOR
            + b"dep,sec,ca\nD1,A,10\nD1,B,7\n",
        ),
    ),
    "table": Reader(lambda path: read_sheet(path, FaultLog()), (b"a;b\n1;2\n",)),
    "Parquet table": Reader(_parquet, (_PARQUET,)),
    "credential": Reader(lambda path: read_credential(path.read_bytes()), (b'{"a": ["b"]}',)),
    **{
        f"document to check, {kind}": Reader(partial(_quoted, kind), seeds)
        for kind, seeds in {
            "docx": (open_xml("docx", {"word/document.xml": b"<w:p><w:t>En 2008, 3 emplois</w:t></w:p>"}),),
            "pdf": (pdf(b"<< /Type /Page >>"),),
            "eml": (b"Subject: =?utf-8?q?a?=\r\nContent-Type: text/html; charset=x\r\n\r\n<p>12 %</p>",),
            "html": (b"<!doctype html><p>1 200 emplois<br>en 2008</p>",),
        }.items()
    },
    "cell": Reader(_words, (b"2026-03-02T09:00:00+01:00", b"+33 6 12 34 56 78", b"1,5")),
}
PIECES = (
    *(b"[", b"{", b'"', b"'", b"\\", b"<", b">", b"<!--", b"-->", b"<!DOCTYPE a>", b"&#68;", b"<c ", b"(", b"*", b"&a"),
    *(
        b"\x00",
        b"\xff",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xe2\x80\xae",
        b"\r",
        b"\n",
        b"\t",
        b";",
        b",",
    ),
    *(b"1e999", b"-0", b"9" * 60, b"nan", b"Infinity", b"\\ud800", b"2026-13-45", b"PK\x03\x04", b"%PDF-", b"\x1f\x8b"),
)


@st.composite
def twisted(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """A seed after a few twists."""
    content = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.sampled_from((0, 1, 1, 4, 30, 400))))
        match draw(st.sampled_from(["change", "cut", "repeat", "put"])):
            case "change":
                content[start:end] = draw(st.binary(max_size=4))
            case "cut":
                del content[start:end]
            case "repeat":
                content[start:end] = bytes(content[start:end]) * draw(st.sampled_from((2, 3, 150)))
            case _:
                content[start:start] = draw(st.sampled_from(PIECES)) * draw(st.sampled_from((1, 1, 2, 300)))
    return bytes(content)


def test_every_source_of_logs_is_among_them() -> None:
    assert SOURCES.keys() <= READERS.keys()
    assert all(one.seeds for one in READERS.values())


@pytest.mark.parametrize("name", ["questionnaire", "directory", "columns"])
@pytest.mark.parametrize("place", range(-6, 6, 3))
def test_a_part_of_a_workbook_that_does_not_unpack_is_a_fault(name: str, place: int, tmp_path: Path) -> None:
    """At version 0.5 a questionnaire with such a part was an error of the module that unpacks."""
    content = bytearray(_book())
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.getinfo("xl/worksheets/sheet1.xml")
    begin = sheet.header_offset + 30 + len(sheet.filename)
    where = begin + place if place >= 0 else begin + sheet.compress_size + place
    content[where : where + 3] = b"\xff\xff\xff"
    (tmp_path / "sent").write_bytes(content)
    with pytest.raises(Faults):
        READERS[name].read(tmp_path / "sent")


@pytest.mark.parametrize("name", ["Parquet table", "canonical-parquet"])
def test_a_parquet_file_with_a_byte_changed_is_read_or_refused(name: str, tmp_path: Path) -> None:
    """Another reader of tables ended its process on some of these files, and raised on others what nobody catches."""

    def read_all() -> None:
        for place in range(4, len(_PARQUET) - 8):
            content = bytearray(_PARQUET)
            content[place] ^= 0x41
            (tmp_path / "sent").write_bytes(content)
            with suppress(Faults):
                READERS[name].read(tmp_path / "sent")

    bounded(read_all, seconds=60)


@pytest.mark.parametrize("name", READERS)
def test_any_bytes_give_a_verdict_or_faults(name: str, tmp_path: Path) -> None:
    reader, path = READERS[name], tmp_path / "sent"

    @given(twisted(reader.seeds))
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)
    def judge(content: bytes) -> None:
        path.write_bytes(content)
        with suppress(Faults):
            reader.read(path)

    judge()
