"""What is accepted, and every hostile file that is refused with the code that names its trick."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from pathlib import Path

import pytest
import xlsxwriter
from support.harness.inspection_codes import codes
from support.scenes.hostile_files import (
    HONEST,
    archive,
    chunk,
    jpeg,
    object_stream,
    open_xml,
    packed_pdf,
    pdf,
    png,
    saved_again,
    webp,
)

from filiere.inspection import KIND_INFO, FileKind, inspect_file, is_wanted_kind


@pytest.mark.parametrize("kind", HONEST)
def test_an_honest_file_is_told_by_its_content_whatever_its_name(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "sent"
    path.write_bytes(HONEST[kind])
    found = inspect_file(path, "rapport.exe")
    assert found.kind == kind
    assert found.sha256 == hashlib.sha256(HONEST[kind]).hexdigest()
    assert found.size == len(HONEST[kind])
    assert found.name == f"rapport.exe{KIND_INFO[FileKind(kind)].suffix}"


def test_a_name_that_agrees_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "sent"
    path.write_bytes(HONEST["jpeg"])
    assert inspect_file(path, "Été.JPEG").name == "Été.JPEG"


def test_a_real_workbook_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, range(2000))
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Sheet1!$A$1:$A$2000"})
        sheet.insert_chart("C2", chart)
    assert inspect_file(path, "book.xlsx").kind is FileKind.XLSX


def test_the_numbers_of_a_chart_may_lie_in_slides_once(tmp_path: Path) -> None:
    inner = open_xml("xlsx")
    assert codes(tmp_path, open_xml("pptx", {"ppt/embeddings/Sheet1.xlsx": inner})) == set()
    twice = open_xml("xlsx", {"xl/embeddings/Sheet1.xlsx": inner})
    assert codes(tmp_path, open_xml("pptx", {"ppt/embeddings/Sheet1.xlsx": twice})) == {"file-embedded"}
    macro = open_xml("xlsx", {"xl/vbaProject.bin": b"x"})
    assert codes(tmp_path, open_xml("pptx", {"ppt/embeddings/Sheet1.xlsx": macro})) == {"file-macro"}
    assert codes(tmp_path, open_xml("pptx", {"ppt/media/Sheet1.xlsx": inner})) == {"file-embedded"}


PDFS: dict[str, tuple[bytes, str]] = {
    "script": (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "file-active-pdf"),
    "script under an escaped name": (pdf(b"<< /S /J#61vaScript /#4aS (app.alert(1)) >>"), "file-active-pdf"),
    "script in an object stream": (packed_pdf({20: b"<< /S/JavaScript/JS(app.alert(1)) >>"}), "file-active-pdf"),
    "script in a disguised stream": (
        packed_pdf({20: b"<< /S/JavaScript >>"}, twist=(b"ObjStm", b"Obj#53tm")),
        "file-active-pdf",
    ),
    "script hidden by a false stream": (
        pdf(b"<< >>\n% stream\n<< /S /Java#53cript >>\n% endstream"),
        "file-active-pdf",
    ),
    "launch": (pdf(b"<< /S /Launch /F (cmd.exe) >>"), "file-active-pdf"),
    "programmed form": (pdf(b"<< /XFA [] >>"), "file-active-pdf"),
    "sending of a form": (pdf(page=b"/AA << /O << /S /SubmitForm >> >>"), "file-active-pdf"),
    "file inside": (pdf(b"<< /Type /EmbeddedFile /Length 1 >>\nstream\nx\nendstream"), "file-embedded"),
    "password": (pdf(trailer=b"/Encrypt 4 0 R"), "file-encrypted"),
    "ZIP after": (pdf() + archive({"a": b"b"}), "file-trailing-data"),
    "ZIP inside": (pdf(b"<< >>\nstream\n" + archive({"a": b"b"}) + b"\nendstream"), "file-two-kinds"),
    "page inside": (b"%PDF-1.7\n%<script>alert(1)</script>\n" + pdf()[9:], "file-two-kinds"),
    "page after": (pdf() + b"<html><script>1</script>", "file-trailing-data"),
    "a lot after": (pdf() + b"x" * 9000, "file-trailing-data"),
    "cut": (pdf()[:-12], "file-truncated"),
    "no version": (b"%PDF-x" + pdf()[8:], "file-broken"),
    "packed objects cut": (
        pdf(b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n\x78\x9c\x01\nendstream"),
        "file-broken",
    ),
    "packed objects in a rare filter": (
        pdf(b"<< /Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode] >>\nstream\n00>\nendstream"),
        "file-broken",
    ),
}


@pytest.mark.parametrize("trick", PDFS)
def test_a_twisted_pdf_is_refused(tmp_path: Path, trick: str) -> None:
    content, code = PDFS[trick]
    assert code in codes(tmp_path, content, "a.pdf")


def test_a_pdf_with_two_revisions_and_a_form_is_accepted(tmp_path: Path) -> None:
    assert codes(tmp_path, pdf(b"<< /AcroForm << /Fields [] >> /OpenAction [3 0 R /Fit] >>")) == set()
    twice = saved_again(pdf(), {4: b"<< >>"}) + b"\r\n"
    assert codes(tmp_path, twice) == set()


def test_packed_objects_of_a_pdf_that_grow_too_much_are_refused(tmp_path: Path) -> None:
    assert codes(tmp_path, pdf(object_stream(b"\x00" * 3_000_000)), unpacked=1_000_000) == {"file-bomb"}


PICTURES: dict[str, tuple[bytes, str]] = {
    "PNG cut": (png()[:-5], "file-truncated"),
    "PNG changed": (png().replace(b"\x08\x00\x00\x00\x00", b"\x08\x02\x00\x00\x00", 1), "file-broken"),
    "PNG without picture": (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + chunk(b"IEND"),
        "file-broken",
    ),
    "PNG followed by ZIP": (png() + archive({"a": b"b"}), "file-trailing-data"),
    "PNG that is a page": (png(2, 2, chunk(b"tEXt", b"Comment\x00<script>alert(1)</script>")), "file-two-kinds"),
    "PNG that is a PDF": (png(2, 2, chunk(b"tEXt", b"Comment\x00%PDF-1.4")), "file-two-kinds"),
    "PNG of no surface": (png(0, 4), "file-broken"),
    "PNG too wide": (png(60_000, 60_000), "file-bomb"),
    "PNG with unknown critical part": (png(2, 2, chunk(b"EVIL")), "file-broken"),
    "JPEG cut": (jpeg()[:-2], "file-truncated"),
    "JPEG followed by a page": (jpeg() + b"<html>", "file-trailing-data"),
    "JPEG too wide": (jpeg(65_000, 65_000), "file-bomb"),
    "JPEG without picture": (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xd9", "file-broken"),
    "WebP cut": (webp()[:-3], "file-truncated"),
    "WebP followed": (webp() + b"x", "file-trailing-data"),
    "WebP whose part lies": (webp().replace(struct.pack("<I", 8), struct.pack("<I", 99), 1), "file-broken"),
    "GIF that is a script": (b"GIF89a=1;alert(1);//" + b"\x00" * 9, "file-kind-refused"),
}


@pytest.mark.parametrize("trick", PICTURES)
def test_a_twisted_picture_is_refused(tmp_path: Path, trick: str) -> None:
    content, code = PICTURES[trick]
    assert code in codes(tmp_path, content, "a.png")


TEXTS: dict[str, tuple[bytes, str]] = {
    "page": (b"<!DOCTYPE html><p>a", "file-markup"),
    "page after a remark": (b"\xef\xbb\xbf <!-- a --> <HTML>", "file-markup"),
    "drawing": (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "file-markup"),
    "script inside a table": (b"a;b\nc;<script>alert(1)</script>\n", "file-markup"),
    "server script": (b"a\n<?php system($_GET[0]); ?>", "file-markup"),
    "shell": (b"#!/bin/sh\nrm -rf /\n", "file-executable"),
    "shell behind a mark": (b"\xef\xbb\xbf#!/bin/sh\n", "file-executable"),
    "Windows program": (b"MZ\x90\x00" + b"\x00" * 80, "file-executable"),
    "Linux program": (b"\x7fELF\x02\x01\x01", "file-executable"),
    "Java program": (b"\xca\xfe\xba\xbe\x00\x00", "file-executable"),
    "shortcut": (b"\x4c\x00\x00\x00\x01\x14\x02\x00", "file-executable"),
    "cell that calls": (b"a;b\n=cmd|'/c calc'!A1;2\n", "file-calls-a-program"),
    "quoted cell that calls": (b"a,b\n1,\"@SUM(1+9)*cmd|' /C calc'!A0\"\n", "file-calls-a-program"),
    "Latin 1": ("année\n".encode("latin-1"), "file-not-utf8"),
    "UTF-16": ("année\n".encode("utf-16"), "file-not-utf8"),
    "NUL": (b"a\x00b", "file-kind-unknown"),
    "mail": (b"From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x", "file-kind-refused"),
    "RTF": (b"{\\rtf1 a}", "file-kind-refused"),
    "old Office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "file-kind-refused"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "file-kind-refused"),
    "tar": (b"a" * 257 + b"ustar\x00", "file-kind-refused"),
    "text that is a PDF": (b"a\n%PDF-1.4\n", "file-two-kinds"),
    "empty": (b"", "file-empty"),
}


@pytest.mark.parametrize("trick", TEXTS)
def test_a_twisted_text_is_refused(tmp_path: Path, trick: str) -> None:
    content, code = TEXTS[trick]
    assert code in codes(tmp_path, content, "a.txt")


def test_a_text_that_begins_like_a_program_or_holds_dashes_is_a_text(tmp_path: Path) -> None:
    for words in (b"MZ est un sigle.\n", b"BMO et BZH\n", b"- un\n- deux | trois !\n", b"=====\nTitre\n=====\n"):
        assert codes(tmp_path, words) == set(), words


NAMES: dict[str, str] = {
    "../../etc/passwd": "name-path",
    "a/b.pdf": "name-path",
    "a\\b.pdf": "name-path",
    "C:a.pdf": "name-path",
    "a..b": "name-path",
    "a\x00.pdf": "name-control",
    "a\n.pdf": "name-control",
    "a\u200b.pdf": "name-control",
    "fdp\u202ecod.exe": "name-bidi",
    "\u2067a": "name-bidi",
    "NUL": "name-reserved",
    "com1.pdf": "name-reserved",
    "a" * 201: "name-too-long",
    "é" * 300 + ".pdf": "name-too-long",
    "": "name-empty",
    " . ": "name-empty",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_deceives_is_refused(tmp_path: Path, name: str) -> None:
    assert NAMES[name] in codes(tmp_path, HONEST["pdf"], name)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    content = pdf(b"<< /S /Launch >>", b"<< /EmbeddedFiles 1 0 R >>", trailer=b"/Encrypt 4 0 R") + b"more"
    assert codes(tmp_path, content, "../a\u202e") == {
        "file-active-pdf",
        "file-embedded",
        "file-encrypted",
        "file-trailing-data",
        "name-path",
        "name-bidi",
    }


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    assert codes(tmp_path, HONEST["pdf"], size=100) == {"file-too-large"}


def test_a_family_asked_for_is_answered_by_its_kinds() -> None:
    assert is_wanted_kind(FileKind.CSV, ("spreadsheet",))
    assert is_wanted_kind(FileKind.ODS, ("pdf", "xlsx"))
    assert not is_wanted_kind(FileKind.DOCX, ("pdf", "spreadsheet"))
    assert is_wanted_kind(FileKind.PNG, ())


def test_checksums_are_those_of_the_data(tmp_path: Path) -> None:
    content = bytearray(open_xml())
    place = content.rfind(b"PK\x01\x02") + 16
    content[place : place + 4] = struct.pack("<I", zlib.crc32(b"other"))
    assert codes(tmp_path, bytes(content)) == {"file-broken"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_real_writers_make_is_told_apart(tmp_path: Path) -> None:
    """A page printed by the site’s own printer, then the same with a script, a password, a file, or one change more."""
    from pypdf import PdfReader, PdfWriter
    from weasyprint import HTML

    page = HTML(string="<h1>Été</h1><form><input name=a></form><a href='https://example.org'>a</a>").write_pdf()
    assert page is not None

    def written(change: str, *parts: object) -> bytes:
        made = PdfWriter(clone_from=PdfReader(io.BytesIO(page)))
        getattr(made, change)(*parts)
        out = io.BytesIO()
        made.write(out)
        return out.getvalue()

    assert codes(tmp_path, page) == set()
    assert codes(tmp_path, written("add_metadata", {"/Title": "a"})) == set()
    assert codes(tmp_path, written("add_js", "app.alert(1)")) == {"file-active-pdf"}
    assert codes(tmp_path, written("encrypt", "secret")) == {"file-encrypted"}
    assert codes(tmp_path, written("add_attachment", "a.txt", b"a")) == {"file-embedded"}


def test_a_long_file_made_to_be_slow_is_read_once(tmp_path: Path) -> None:
    """Each of these took the square of its length before the repetitions were bounded; here it would not end."""
    for unit in (b"\t\"' ", b"=|", b"\n=a|", b"- ", b"<!-- "):
        assert codes(tmp_path, unit * (4_000_000 // len(unit))) == set(), unit
