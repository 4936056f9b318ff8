"""What packs objects is read as the tables have it, and refused where readers could find other objects in it."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from support.harness.bounded_work import bounded
from support.harness.inspection_codes import codes
from support.scenes.hostile_files import hybrid_pdf, object_stream, packed_pdf, pdf, saved_again

SCRIPT = b"<< /S /JavaScript /JS (app.alert(1)) >>"
PACKED = {20: SCRIPT}
CATALOG = {20: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 21 0 R >>", 21: SCRIPT}


def twisted(old: bytes, new: bytes) -> bytes:
    """The same with other words in what packs."""
    return packed_pdf(PACKED, twist=(old, new))


ACTIVE = {
    "as it is": packed_pdf(PACKED),
    "the catalogue": packed_pdf(CATALOG, root=20),
    "behind bytes that some take for blanks": pdf(b"<< /S /JavaScript\xff/JS\xff(app.alert(1)) >>"),
    "after a word in a comment": packed_pdf(PACKED, b"1 %stream\n"),
    "a long dictionary": twisted(b"/N 1", b"/N 1 /X (" + b"a" * 5000 + b")"),
    "a longer dictionary": twisted(b"/N 1", b"/N 1 /X (" + b"a" * 200_000 + b")"),
    "the end of an object in its comment": twisted(b"/N 1", b"/N 1 %endobj\n"),
    "a false stream in its text": twisted(b"/N 1", b"/X (stream\n1 0 endstream) /N 1"),
    "in a state that was saved over": saved_again(packed_pdf(PACKED), {4: b"null"}),
    "in data that are none": pdf(
        b"<< /Length 40 >>\nstream\n" + b"9 0 obj << /S /JavaScript >>".ljust(40) + b"\nendstream"
    ),
}
UNREADABLE = {
    "an object that no table lists": pdf(b"null\nendobj\n9 0 obj\n<< /S /URI >>"),
    "one behind a comment on a line of its own": pdf(b"null\nendobj\n9 0\n% a comment\nobj <<>>"),
    "one with a comment between its numbers": pdf(b"null\nendobj\n9 % a comment\n0 obj <<>>"),
    "one behind a long comment": pdf(b"null\nendobj\n9 0 %" + b"x" * 9000 + b"\nobj <<>>"),
    "one in a comment": pdf(b"null %9 0 obj<<>>stream\n"),
    "one behind a comment": pdf(b"null\nendobj\n9 0 % a comment\nobj <<>>"),
    "one behind many blanks": pdf(b"null\nendobj\n9 0" + b" " * 5000 + b"obj <<>>"),
    "one in a string": pdf(b"( 9 0 obj <</Length 9>>\nstream\n )"),
    "one in data": pdf(b"<< /Length 20 >>\nstream\n" + b"9 0 obj << >>".ljust(20) + b"\nendstream"),
    "one with a blank of its own": pdf(b"null\nendobj\n9\xff0\x80obj << >>"),
    "packed objects that no table lists": packed_pdf({20: b"1", 21: b"<< /S /URI >>"}, listed=1),
    "packed objects that no table knows": pdf(object_stream(b"9 0 << >>")),
    "the same without its type": pdf(object_stream(b"9 0 << >>").replace(b"/Type /ObjStm", b"")),
    "one number twice": packed_pdf({20: b"1", 21: b"null"}, head=b"20 0 20 5 "),
    "another count": packed_pdf({20: b"1", 21: b"null"}, twist=(b"/N 2", b"/N 1")),
    "a byte that some take for a value": twisted(b"/N 1", b"/N 1 /X \xff /Y 2"),
    "a word in its array": twisted(b"/N 1", b"/X [ foo /Filter 4 0 R ] /N 1"),
    "a number that some take for none": twisted(b"/N 1", b"/X [ 4294967295 0 R /Filter 4 0 R ] /N 1"),
    "a sign out of its place": twisted(b"/N 1", b"/A } /N 1"),
    "an angle in a hexadecimal text": twisted(b"/N 1", b"/X <4<<1> /N 1"),
    "a key twice": twisted(b"/N 1", b"/N 1 /N 1"),
    "its filter elsewhere": packed_pdf(PACKED, b"/FlateDecode", twist=(b"/FlateDecode", b"4 0 R")),
    "its parameters elsewhere": packed_pdf(PACKED, b"<< >>", twist=(b"/N 1", b"/N 1 /DecodeParms 4 0 R")),
    "a predictor": twisted(b"/N 1", b"/N 1 /DecodeParms << /Predictor 12 >>"),
    "packed twice": twisted(b"/Filter /FlateDecode", b"/Filter [/FlateDecode /FlateDecode]"),
    "its data on the same line": twisted(b"stream\n", b"stream \n"),
    "another length": twisted(b"/Length", b"/Length 3 %"),
}
OTHERWISE = {
    "a filter of another generation": packed_pdf(PACKED, b"/FlateDecode", twist=(b"/FlateDecode", b"4 1 R")),
    "an opening of another generation": pdf(b"<< /O 5 0 R >>", b"<< /S /URI >>", page=b"/AA 4 1 R"),
    "an opening that was freed": saved_again(
        pdf(b"<< /O << /S /URI >> >>"), {3: b"<< /Type /Page /Parent 2 0 R /AA 4 0 R >>"}, free=4
    ),
    "a number with a sign": pdf(b"1\nendobj\n7 +0 obj\n<< >>"),
    "a number with a point": pdf(b"1\nendobj\n7. 0.0 obj\n<< >>"),
    "a word with an escape": pdf(b"1\nendobj\n7 0 o#62j\n<< >>"),
    "an entry of nineteen bytes": pdf().replace(b"65535 f \n", b"65535 f\n"),
    "an entry with another sign": pdf().replace(b"65535 f \n", b"65535 f)\n"),
    "a blank that is none": pdf().replace(b"startxref\n", b"startxref\x0b\n"),
    "a packed table that says otherwise": hybrid_pdf(b"<< >>", b"20 1\n0000000000 00001 f \n"),
    "a packed object that is nothing": packed_pdf({20: b"null"}),
    "a table that nothing leads to": pdf(
        b"<< /Type /XRef /W [1 1 1] /Size 1 /Root 1 0 R /Length 3 >>\nstream\n\x00\x00\x00\nendstream"
    ),
    "a packer in a comment": pdf(b"1 % /Type /ObjStm\n"),
    "a blank that is none for some, behind a word": pdf(
        b"<< /X (stream) /Q\x0btrue /Z [/F (a)] /Length 3 >>\nstream\na\x0bc\nendstream"
    ),
    "a blank that is none for some, in what is packed": packed_pdf({20: b"<< /Q\x0btrue /Z [/S /URI] >>"}),
    "a number that some read the beginning of": packed_pdf(PACKED, twist=(b"/First ", b"/First " + b"0" * 300)),
    "values deeper than some read": packed_pdf(PACKED, twist=(b"/N 1", b"/N 1 /Z " + b"[" * 66 + b"]" * 66)),
    "a sign that is none outside a string": pdf(b"<< /A\\%(\n 1 /Q\x0btrue /Z [/S /GoTo] >>"),
    "a blank that is none for some, before all objects": pdf()
    .replace(b"%\xe2", b"1\x0b2\n%\xe2")
    .replace(b"1 0 obj", b"1 0 obj", 1),
    "two places of an object": packed_pdf({20: b"1", 21: b"2"}, head=b"20 0 22 2 "),
}
TAKEN = {
    "any byte in a string": pdf(b"<< /ID (a\x0b(b\\)\x0b)\x80\xff) >>"),
    "a place for a signature": pdf(b"<< /Contents <" + b"0" * 4000 + b"> >>"),
    "any sign in a string": pdf(rb"<< /T (a < b \\ % c \) 0000000000000000000000000000000000000000000000) >>"),
    "any byte in data": pdf(b"<< /Length 3 >>\nstream\n\x0b\x80\xff\nendstream"),
    "what a word processor makes": hybrid_pdf(b"<< /Title (a) >>"),
    "what a word processor makes, saved again": saved_again(hybrid_pdf(b"<< >>"), {4: b"2"}),
    "the word in texts": packed_pdf(
        {20: b"<< >>"}, b"<< /Title (A live stream\n) /First 5 0 R /F 4 /AP << /N 5 0 R >> >>"
    ),
    "packed objects without filter": packed_pdf({20: b"(a stream)", 21: b"<< /Title (stream) >>"}),
    "a file saved again": saved_again(packed_pdf({20: b"1"}), {4: b"<< >>"}),
    "a file saved ten times": saved_again(saved_again(saved_again(pdf(), {4: b"1"}), {4: b"2"}), {4: b"3", 5: b"4"}),
    "a stream whose length is elsewhere": pdf(b"<< /Length 5 0 R >>\nstream\nabc\nendstream", b"3"),
}


@pytest.mark.parametrize("name", ACTIVE)
def test_packed_objects_are_found(name: str, tmp_path: Path) -> None:
    assert "file-active-pdf" in codes(tmp_path, ACTIVE[name], "a.pdf")


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_readers_would_find_other_objects_in_is_refused(name: str, tmp_path: Path) -> None:
    assert "file-broken" in codes(tmp_path, UNREADABLE[name], "a.pdf")


@pytest.mark.parametrize("name", OTHERWISE)
def test_what_other_readers_would_find_is_refused(name: str, tmp_path: Path) -> None:
    """H1 to H3 of the fifteenth round: what qpdf takes for nothing or lists otherwise than some reader."""
    assert codes(tmp_path, OTHERWISE[name], "a.pdf") & {"file-broken", "file-remote", "file-truncated"}


@pytest.mark.parametrize("name", TAKEN)
def test_an_honest_file_is_taken(name: str, tmp_path: Path) -> None:
    assert codes(tmp_path, TAKEN[name], "a.pdf") == set()


@pytest.mark.parametrize(
    "more",
    [
        b"stream\n" * 200_000,
        b"/ObjStm stream\n1" * 100_000,
        b" obj" * 300_000,
        b" 1 obj" * 200_000,
        b" % obj" * 200_000,
        b"obj(stream\n" * 100_000,
        b"1 0 obj << /ObjStm /FlateDecode >> stream\n\x78\x9c" + b"\x00\x00\x00\xff\xff" * 200_000,
        (b"1 0 obj << /ObjStm /FlateDecode >> stream\n" + zlib.compress(b"1 0 null")) * 20_000,
        b"endstream" * 100_000 + b"stream" * 100_000,
        b"\nstartxref\n0\n%%EOF" * 90,
        b"\nstartxref\n0\n%%EOF" * 50_000,
        b"trailer /AA" * 100_000,
    ],
)
def test_words_without_end_cost_what_they_weigh(more: bytes, tmp_path: Path) -> None:
    assert isinstance(bounded(codes, tmp_path, pdf(more), "a.pdf"), set)
    data = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(more), more)
    assert isinstance(bounded(codes, tmp_path, pdf(data), "a.pdf"), set)
