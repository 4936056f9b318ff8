"""Documents that are archives: what hides in their parts, and bombs refused before they grow."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from support.harness.inspection_codes import EXTERNAL, codes
from support.scenes.hostile_files import archive, open_document, open_xml, pdf, png


def _lying(content: bytes, offset: int, value: int) -> bytes:
    """Overwrite a length in the last entry of the directory."""
    place = content.rfind(b"PK\x01\x02") + offset
    return content[:place] + struct.pack("<I", value) + content[place + 4 :]


def _with_flag() -> bytes:
    """An archive whose entries say that they are encrypted."""
    content = bytearray(open_xml())
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


def _gap() -> bytes:
    """An archive with bytes that belong to no entry, before its directory."""
    content = open_xml()
    start = content.find(b"PK\x01\x02")
    tail = content.rfind(b"PK\x05\x06")
    hidden = b"MZ" + b"\x00" * 40
    end = content[tail : tail + 16] + struct.pack("<I", start + len(hidden)) + content[tail + 20 :]
    return content[:start] + hidden + content[start:tail] + end


def _overlapping() -> bytes:
    """An archive where two names of the directory share the same bytes."""
    name = b"xl/workbook.xml"
    content = open_xml()
    start, tail = content.find(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
    entry = content[content.rfind(b"PK\x01\x02") : tail]
    other = entry.replace(name, name.replace(b"workbook", b"WORKBOOK").replace(b"WORKBOOK", b"workbooc"))
    directory = content[start:tail] + other
    count = content[tail + 8 : tail + 10]
    more = struct.pack("<H", struct.unpack("<H", count)[0] + 1)
    end = b"PK\x05\x06\x00\x00\x00\x00" + more * 2 + struct.pack("<IIH", len(directory), start, 0)
    return content[:start] + directory + end


ARCHIVES: dict[str, tuple[bytes, str]] = {
    "plain ZIP": (archive({"a.pdf": pdf()}), "file-kind-refused"),
    "ZIP in ZIP": (open_xml("xlsx", {"xl/a.bin": archive({"a": b"b"})}), "file-embedded"),
    "program inside": (open_xml("docx", {"word/media/a.png": b"MZ" + b"\x00" * 99}), "file-embedded"),
    "object inside": (
        open_xml("docx", {"word/embeddings/o.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}),
        "file-embedded",
    ),
    "PDF inside": (open_document("text", {"Object 1": pdf()}), "file-embedded"),
    "macros": (open_xml("docx", {"word/vbaProject.bin": b"x"}), "file-macro"),
    "macros under another name": (
        open_xml("xlsx", {"xl/x.bin": b"x"}, '<Default ContentType="application/vnd.ms-office.vbaProject"/>'),
        "file-macro",
    ),
    "old macros": (open_xml("xlsx", {"xl/macrosheets/sheet1.xml": b"<a/>"}), "file-macro"),
    "active control": (open_xml("docx", {"word/activeX/activeX1.xml": b"<a/>"}), "file-macro"),
    "macros of ODF": (open_document("text", {"Basic/Standard/Module1.xml": b"<a/>"}), "file-macro"),
    "listener of ODF": (open_document("text", content=b"<office><script:event-listener/></office>"), "file-macro"),
    "remote template": (
        open_xml("docx", {"word/_rels/settings.xml.rels": EXTERNAL % b"attachedTemplate"}),
        "file-remote",
    ),
    "field that calls": (
        open_xml("docx", {"word/d.xml": b'<w:instrText xml:space="preserve"> DDEAUTO c:\\\\cmd </w:instrText>'}),
        "file-remote",
    ),
    "cell that calls": (open_xml("xlsx", {"xl/externalLinks/e.xml": b"<ddeLink/>"}), "file-remote"),
    "entities": (open_xml("xlsx", {"xl/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "file-declares-entities"),
    "XML in UTF-16": (open_xml("xlsx", {"xl/a.xml": "<!DOCTYPE a>".encode("utf-16")}), "file-broken"),
    "ODF under a password": (
        open_document("text", {"META-INF/manifest.xml": b"<manifest><manifest:encryption-data/></manifest>"}),
        "file-encrypted",
    ),
    "ZIP under a password": (_with_flag(), "file-encrypted"),
    "way up": (open_xml("xlsx", {"../../etc/cron.d/x": b"x"}), "file-bad-inner-path"),
    "way from the root": (open_xml("xlsx", {"/etc/passwd": b"x"}), "file-bad-inner-path"),
    "way of Windows": (open_xml("xlsx", {"xl\\..\\..\\a": b"x"}), "file-bad-inner-path"),
    "drive": (open_xml("xlsx", {"C:a": b"x"}), "file-bad-inner-path"),
    "same name twice": (open_xml("xlsx", {"XL/Workbook.xml": b"<a/>"}), "file-bad-inner-path"),
    "reversed name": (open_xml("xlsx", {"xl/\u202etxt.exe": b"x"}), "file-bad-inner-path"),
    "bytes of nobody": (_gap(), "file-two-kinds"),
    "something before": (b"PK\x03\x04garbage" + open_xml(), "file-two-kinds"),
    "something after": (open_xml() + b"x", "file-trailing-data"),
    "cut": (open_xml()[:200], "file-truncated"),
    "shared bytes": (_overlapping(), "file-broken"),
    "lies about its size": (_lying(open_xml(), 24, 3), "file-bomb"),
    "lies the other way": (_lying(open_xml(), 24, 3000), "file-broken"),
    "two documents": (
        open_xml("xlsx", types='<Override ContentType="a.wordprocessingml.document.main+xml"/>'),
        "file-kind-refused",
    ),
}


@pytest.mark.parametrize("trick", ARCHIVES)
def test_a_twisted_document_is_refused(tmp_path: Path, trick: str) -> None:
    content, code = ARCHIVES[trick]
    assert code in codes(tmp_path, content, "a.xlsx")


def test_a_link_to_click_and_a_picture_are_no_fault(tmp_path: Path) -> None:
    more = {"word/_rels/document.xml.rels": EXTERNAL % b"hyperlink", "word/media/a.png": png()}
    assert codes(tmp_path, open_xml("docx", more)) == set()


def test_bombs_are_refused_before_they_grow(tmp_path: Path) -> None:
    ratio = open_xml("xlsx", {"xl/a.xml": b"<" + b" " * 9_000_000})
    assert codes(tmp_path, ratio) == {"file-bomb"}
    assert codes(tmp_path, open_xml("xlsx", {"xl/a.xml": b"<a/>" * 300}), unpacked=1000) == {"file-bomb"}
    many = open_xml("xlsx", {f"xl/{number}.xml": b"<a/>" for number in range(30)})
    assert codes(tmp_path, many, entries=20) == {"file-bomb"}


def test_a_workbook_nested_too_large_is_not_unpacked(tmp_path: Path) -> None:
    inner = open_xml("xlsx", {"xl/media/a.bin": bytes(range(256)) * 40})
    assert codes(tmp_path, open_xml("pptx", {"ppt/embeddings/S.xlsx": inner}), nested=100) == {"file-embedded"}


def test_entries_written_in_a_stream_are_read(tmp_path: Path) -> None:
    """Writers that cannot go back put the sizes after the data."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.kept = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.kept += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(io.BytesIO(open_xml())) as source, zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            made.writestr(name, source.read(name))
    assert codes(tmp_path, bytes(pipe.kept)) == set()
