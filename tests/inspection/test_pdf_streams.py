"""What packs objects is read wherever its word stands and however long its dictionary is, as readers would."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from bounded_work import bounded
from hostile_files import OBJECTS, object_stream, pdf
from inspection_codes import codes

CATALOG = b"1 0 << /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"
PACKED = object_stream(CATALOG)
TWICE = zlib.compress(zlib.compress(CATALOG))


def twisted(old: bytes, new: bytes) -> bytes:
    """The same with other words."""
    assert old in PACKED
    return pdf(PACKED.replace(old, new))


ACTIVE = {
    "as it is": pdf(PACKED),
    "behind bytes that some take for blanks": pdf(b"<< /S /JavaScript\xff/JS\xff(app.alert(1)) >>"),
    "after a word in a comment": pdf(b"null %stream\n", PACKED),
    "after a false object in a comment": pdf(b"null %9 0 obj<<>>stream\n", PACKED),
    "after a false object in a string": pdf(b"( 9 0 obj <</Length 9>>\nstream\n )", PACKED),
    "a long dictionary": twisted(b"/N 1", b"/N 1 /X (" + b"a" * 5000 + b")"),
    "a longer dictionary": twisted(b"/N 1", b"/N 1 /X (" + b"a" * 200_000 + b")"),
    "the end of an object in its comment": twisted(b"/N 1", b"/N 1 %endobj\n"),
    "without its type": twisted(b"/Type /ObjStm", b""),
    "a false stream in its text": twisted(b"/N 1", b"/X (stream\n1 0 endstream) /N 1"),
    "a false object and stream in its text": twisted(b"/N 1", b"/X (stream\n1 0 endstream\nendobj\n8 0 obj) /N 1"),
    "a false object in its text, without its type": twisted(b"/Type /ObjStm /N 1", b"/X (obj) /N 1 /Y (obj)"),
    "a long text, then a false stream": twisted(b"/N 1", b"/X (" + b"a" * 70_000 + b"stream\n1 0 endstream) /N 1"),
    "its object on a line of its own": pdf(PACKED).replace(b" 0 obj\n<< /Type /ObjStm", b" 0\nobj\n<< /Type /ObjStm"),
}
UNREADABLE = {
    "a false stream in its comment": twisted(b"/N 1", b"%stream 1 0 endstream endobj\n/N 1"),
    "a word in its comment": twisted(b"/N 1", b"%stream\n/N 1"),
    "a word in its text": twisted(b"/N 1", b"/X (stream) /N 1"),
    "an object in its comment": twisted(b"/FlateDecode", b"4 0 R % 9 0 obj <<\n"),
    "its filter elsewhere": twisted(b"/FlateDecode", b"9 0 R"),
    "plain as its filter elsewhere has it": pdf(
        b"/ASCIIHexDecode %stream\n",
        b"<< /Type /ObjStm /N 1 /First 4 /Filter 4 0 R >>\nstream\n" + CATALOG.hex().encode() + b">\nendstream",
    ),
    "a byte that some take for a value": twisted(b"/N 1", b"/N 1 /X \xff /Y 2"),
    "an image in its dictionary": twisted(b"/N 1", b"/X BI ID ( EI /Filter 4 0 R %)\n/N 1"),
    "an image for an object": pdf(PACKED).replace(b" 0 obj\n<< /Type /ObjStm", b" 0 obj\nBI /N 1 << /Type /ObjStm"),
    "a word in its array": twisted(b"/N 1", b"/X [ foo /Filter 4 0 R ] /N 1"),
    "a number that some take for none": twisted(b"/N 1", b"/X [ 4294967295 0 R /Filter 4 0 R ] /N 1"),
    "a sign out of its place": twisted(b"/N 1", b"/A } /N 1"),
    "an angle in a hexadecimal text": twisted(b"/N 1", b"/X <4<<1> /N 1"),
    "its parameters elsewhere, by a number of another form": twisted(b"/N 1", b"/N 1 /DecodeParms +4 0 R"),
    "its filter elsewhere, behind a byte that some take for a blank": twisted(
        b"/Filter /FlateDecode", b"/Filter\xff4 0 R"
    ),
    "its parameters elsewhere": twisted(b"/N 1", b"/N 1 /DecodeParms 4 0 R"),
    "a false stream in its text, and another filter": twisted(
        b"/N 1 /First 4 /Filter /FlateDecode", b"/X (\nstream\n1 ) /N 1 /First 4 /Filter /RL"
    ),
    "a false stream in its text, far from its object": twisted(
        b"<< /Type /ObjStm /N 1", b" " * 70 + b"<< /Type /ObjStm /X (\nstream\n1 ) /N 1"
    ),
    "a predictor": twisted(b"/N 1", b"/N 1 /DecodeParms << /Predictor 12 >>"),
    "packed twice": pdf(
        b"<< /Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode] >>\nstream\n" + TWICE + b"\nendstream"
    ),
    "its data on the same line": twisted(b"stream\n", b"stream \n"),
}
HIDDEN = {
    "an address at once": b"/OpenAction << /S /URI /URI (https://example.org/) >>",
    "an address of an event": b"/AA << /O << /S /URI /URI (https://example.org/) >> >>",
}
TAKEN = {
    "the word in texts": pdf(
        b"<< /Title (A live stream\n) /First 5 0 R /F 4 /AP << /N 5 0 R >> >>", object_stream(b"9 0 << >>")
    ),
    "packed objects without filter": pdf(b"<< /Type /ObjStm /N 1 /First 4 >>\nstream\n9 0 (a stream)\nendstream"),
    "two of them": pdf(object_stream(b"9 0 << >>"), object_stream(b" 10 0 << /Title (stream) >>")),
}


@pytest.mark.parametrize("name", ACTIVE)
def test_packed_objects_are_found(name: str, tmp_path: Path) -> None:
    assert "file-active-pdf" in codes(tmp_path, ACTIVE[name], "a.pdf")


@pytest.mark.parametrize("name", UNREADABLE)
def test_packed_objects_that_cannot_be_read_are_refused(name: str, tmp_path: Path) -> None:
    assert codes(tmp_path, UNREADABLE[name], "a.pdf") & {"file-broken", "file-active-pdf"}


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("before", [b"%stream\n", b"(>>\nstream\n)"])
def test_what_starts_by_itself_is_found_after_a_false_stream(name: str, before: bytes, tmp_path: Path) -> None:
    catalog = OBJECTS[0].replace(b">>", b"/X 1 " + HIDDEN[name] + b">>").replace(b"/X 1", before)
    assert "file-remote" in codes(tmp_path, pdf().replace(OBJECTS[0], catalog), "a.pdf")


@pytest.mark.parametrize("name", TAKEN)
def test_an_honest_file_is_taken(name: str, tmp_path: Path) -> None:
    assert codes(tmp_path, TAKEN[name], "a.pdf") == set()


@pytest.mark.parametrize(
    "more",
    [
        b"stream\n" * 200_000,
        b"/ObjStm stream\n1" * 100_000,
        b"obj/F<<stream\n" * 100_000,
        b"obj(stream\n" * 100_000,
        b"/First/N stream\n1" * 100_000,
        b"1 0 obj << /ObjStm /FlateDecode >> stream\n\x78\x9c" + b"\x00\x00\x00\xff\xff" * 200_000,
        (b"1 0 obj << /ObjStm /FlateDecode >> stream\n" + zlib.compress(b"1 0 null")) * 20_000,
        b"endstream" * 100_000 + b"stream" * 100_000,
    ],
)
def test_words_without_end_cost_what_they_weigh(more: bytes, tmp_path: Path) -> None:
    assert isinstance(bounded(codes, tmp_path, pdf(more), "a.pdf"), set)
