"""Files made of one thing repeated: an inspection reads each byte once, and its answer is the one of a short file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.harness.bounded_work import bounded
from support.scenes.hostile_files import archive, open_document, open_xml

from filiere.core import Faults
from filiere.inspection import inspect_file
from filiere.inspection.plain_text import _find_calling_cell

RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
# Each is made when it is asked for: all of them weigh hundreds of megabytes, and every process reads this module.
REPEATED: dict[str, tuple[Callable[[], bytes], str | None]] = {
    # C1: comments that may end in two places, before what no page begins with.
    "comments": (lambda: b"<!---->" * 60 + b"x", None),
    "comments over all": (lambda: b"<!---->" * 100_000 + b"<p>", None),
    "a page after comments": (lambda: b"<!---->\n" * 60 + b"<svg>", "file-markup"),
    "cells that nearly call": (lambda: b'"=a' * 1_000_000, None),
    # C2: tags that never end.
    "fields": (lambda: open_xml("docx", {"word/a.xml": b"<a>" + b"<instrText" * 100_000}), "file-broken"),
    "relations": (lambda: open_xml("docx", {"word/_rels/a.rels": b"<a>" + b"<Relationship " * 100_000}), "file-broken"),
    "listeners": (lambda: open_document(more={"a.xml": b"<office:scripts>" + b" " * 1_000_000}), "file-broken"),
    # Each part is under the size from which its own ratio is looked at.
    "bombs": (lambda: open_xml("xlsx", {f"xl/{n}.xml": b"<a>" + b" " * (8 << 20) for n in range(40)}), "file-bomb"),
    "PDF without end": (lambda: b"%PDF-1.7\n" + b"startxref " * 100_000 + b"1 " * 100_000, "file-truncated"),
}


def codes(content: bytes, folder: Path) -> list[str]:
    """What an inspection says of these bytes."""
    path = folder / "sent"
    path.write_bytes(content)
    try:
        inspect_file(path, "preuve.pdf")
    except Faults as faults:
        return [one.code for one in faults.faults]
    return []


@pytest.mark.parametrize("name", REPEATED)
def test_what_is_repeated_costs_what_it_weighs(name: str, tmp_path: Path) -> None:
    """C1, C2: at version 0.5 some of these take minutes to days."""
    make, code = REPEATED[name]
    assert bounded(codes, make(), tmp_path) == ([code] if code else [])


@pytest.mark.parametrize(
    ("part", "body", "code"),
    [
        ("word/_rels/a.rels", RELATIONS % b'<Relationship TargetMode="&#69;xternal" Type="x/image"/>', "file-remote"),
        ("word/_rels/a.rels", RELATIONS % b'<Relationship TargetMode="External" Type="x/hyperlink"/>', None),
        ("word/a.xml", b'<w xmlns:q="q"><q:instrText a=">"> &#68;DE x</q:instrText></w>', "file-remote"),
        ("word/a.xml", b"<w><instrText>DD</instrText><r/><instrText>EAUTO c</instrText></w>", "file-remote"),
        ("word/a.xml", b'<w><instrText> INCLUDEPICTURE "http://example.org/a.png" \\d</instrText></w>', "file-remote"),
        ("word/a.xml", b'<w><instrText>"DDEAUTO" c</instrText></w>', "file-remote"),
        ("word/a.xml", b"<w><altChunk/></w>", "file-embedded"),
        ("ppt/a.xml", b'<p><hlinkMouseOver action="ppaction://program"/></p>', "file-macro"),
        ("ppt/a.xml", b'<p><hlinkClick action="ppaction://hlinksldjump"/></p>', None),
        ("xl/connections.xml", b"<connections><connection refreshOnLoad='1'/></connections>", "file-remote"),
        ("xl/connections.xml", b"<connections><connection/></connections>", None),
        ("x/a.xml", b"<w><f:fldSimple xmlns:f='f' f:instr=' dde c'/></w>", "file-remote"),
        ("word/a.xml", b"<w><instrText> PAGE </instrText><fldChar/><instrText>TOC DDE</instrText></w>", None),
        ("word/a.xml", b"<w><instrText>PAGE</instrText>", "file-broken"),
        ("word/a.bin", b" " * 200_000 + b"<w><instrText>DDE a</instrText></w>", "file-remote"),
        ("word/a.bin", "<w><instrText>DDE a</instrText></w>".encode("utf-16"), "file-broken"),
        ("word/a.bin", "<w><instrText>DDE a</instrText></w>".encode("utf-16-be"), "file-broken"),
        ("word/a.xml", b"<?xml version='1.0' encoding='UTF-7'?><w>+ADw-instrText+AD4-DDE</w>", "file-broken"),
        ("xl/a.xml", "<é:a xmlns:é='x'><é:ddeLink/></é:a>".encode(), "file-remote"),
    ],
)
def test_what_decides_is_read_as_xml(part: str, body: bytes, code: str | None, tmp_path: Path) -> None:
    """A letter may be written as a number, and the code of a field be cut over several runs."""
    assert codes(open_xml("docx", {part: body}), tmp_path) == ([code] if code else [])


IMAGE = '<d:frame xmlns:d="d" xmlns:x="x"><d:%s x:href="%s"/></d:frame>'


@pytest.mark.parametrize(
    ("element", "address", "code"),
    [
        ("image", "https://example.org/a.png", "file-remote"),
        ("image", "&#104;ttp://example.org/a.png", "file-remote"),
        ("image", "//host/a.png", "file-remote"),
        ("section-source", "\\\\host\\a.odt", "file-remote"),
        ("image", "file://host/a.png", "file-remote"),
        ("image", "file:///C:/a.png", None),
        ("image", "Pictures/a.png", None),
        ("image", "#a", None),
        ("a", "https://example.org/", None),
        ("template", "https://example.org/a.ott", None),
        ("é:event-listener", "x", "file-macro"),
        ("script", "x", "file-macro"),
        ("dde-connection-decl", "x", "file-remote"),
    ],
)
def test_what_an_opendocument_shows_lies_in_it(element: str, address: str, code: str | None, tmp_path: Path) -> None:
    """What a link fetches waits for a hand; a picture does not."""
    body = (IMAGE % (element, address)).replace("<d:é:", "<é:").encode()
    assert codes(open_document(content=body), tmp_path) == ([code] if code else [])


@pytest.mark.parametrize("before", ["=", '"=1,2+', "=" + "A" * 300 + "+", "a;=1+", "=IF(1,1,"])
def test_a_cell_that_calls_far_from_its_beginning_is_found(before: str, tmp_path: Path) -> None:
    for called in (
        "cmd|'/c calc'!A1",
        "cmd|'/c echo ! & calc'!A0",
        "'cmd'|'/c calc'!'A0'",
        "DDE (1)",
        "WebService(A1)",
    ):
        content = f"a;b\n{before}{called};2\n".encode()
        assert codes(content, tmp_path) == ["file-calls-a-program"]


@pytest.mark.parametrize("line", ["- oui|non", "a|b ; super !", "dde (note) ; -1", "=1+1;2", "| a | b |"])
def test_a_line_that_calls_nothing_is_taken(line: str, tmp_path: Path) -> None:
    assert codes(f"a;b\n{line};2\n".encode(), tmp_path) == []


def test_the_kind_of_a_document_is_what_its_list_of_types_says(tmp_path: Path) -> None:
    """A type in a comment is none, and a letter may be written as a number."""
    other = "<!-- application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml -->"
    assert codes(open_xml("xlsx", types=other), tmp_path) == []
    macro = '<Override PartName="/a" ContentType="application/vnd.ms-excel.macro&#115;heet+xml"/>'
    assert codes(open_xml("xlsx", types=macro), tmp_path) == ["file-macro"]


def test_many_small_parts_are_one_large_one(tmp_path: Path) -> None:
    """An archive that is mostly pictures does not hide parts that grow a thousand times."""
    parts = {f"a{n}.xml": b" " * (4 << 20) for n in range(8)}
    assert codes(archive({**parts, "b.png": b"\x89PNG"}), tmp_path) == ["file-bomb"]


# The form that a cell must have to call a program, in one expression that is too slow for a file.
_CALL = re.compile(
    rb"(?:^|[\n\r;,\t|\"])[ \t\"']{0,40}[=+\-@][^\n\r]*?"
    rb"(?:[\w'\"]\|(?=[^\n\r]{0,499}!)|\b(?i:DDE|WEBSERVICE)[ \t]{0,8}\()",
    re.MULTILINE,
)


@given(st.lists(st.sampled_from(list(b"\n;\t\"' =a|!+b")), max_size=40).map(bytes))
@settings(max_examples=300, deadline=None)
def test_a_cell_that_calls_is_found_as_by_its_form(content: bytes) -> None:
    assert (_find_calling_cell(content) is None) == (_CALL.search(content) is None)
