"""A PDF that goes elsewhere by itself is refused, however it is written; one that waits for a click is not (L1)."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.harness.bounded_work import bounded
from support.scenes.hostile_files import packed_pdf, pdf, saved_again

from filiere.core import Faults
from filiere.inspection import inspect_file

LINK = b"<< /S /URI /URI (https://example.org/) >>"
SHARE = rb"(\\\\host\\share\\a.pdf)"


def opening(action: bytes, *more: bytes) -> bytes:
    """A PDF whose catalogue opens with an action; objects 4 and on are ``more``."""
    return pdf(*more, catalog=action)


REFUSED = {
    "an address at once": opening(b"/OpenAction " + LINK),
    "an address by reference": opening(b"/OpenAction 4 0 R", LINK),
    "its number over two lines": opening(b"/OpenAction 4 %x\n0 R", LINK),
    "its number far apart": opening(b"/OpenAction 4" + b" " * 3000 + b"0 R", LINK),
    "its number farther apart": opening(b"/OpenAction 4" + b" " * 70_000 + b"0 R", LINK),
    "an address after another action": opening(b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next [4 0 R] >>", LINK),
    "three references on": opening(b"/OpenAction 4 0 R", b"<< /S /Named /Next 5 0 R >>", b"[6 0 R]", LINK),
    "an escaped name": opening(b"/Open#41ction << /#53 /U#52I >>"),
    "a kind by reference": opening(b"/OpenAction << /S 4 0 R >>", b"/URI"),
    "an event of the page": pdf(LINK, page=b"/AA << /O 4 0 R >>"),
    "events by reference": opening(b"/AA 4 0 R", b"<< /WC 5 0 R >>", LINK),
    "in an object stream": packed_pdf({20: b"1", 21: LINK}, catalog=b"/OpenAction 21 0 R"),
    "the catalogue in an object stream": packed_pdf(
        {20: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 21 0 R >>", 21: LINK}, root=20
    ),
    "in a state that was saved over": saved_again(opening(b"/OpenAction 4 0 R", LINK), {4: b"[3 0 R /Fit]"}),
    "of a page that was freed, in a state that was added": saved_again(
        pdf(b"<< /O << /S /GoTo >> >>", page=b"/AA 4 0 R"), {4: b"<< /O " + LINK + b" >>"}, free=3
    ),
    "in a state that was added": saved_again(opening(b"/OpenAction 4 0 R", b"[3 0 R /Fit]"), {4: LINK}),
    "of a page, in a state that was added": saved_again(pdf(page=b"/AA 4 0 R"), {4: b"<< /O " + LINK + b" >>"}),
    "a film": opening(b"/OpenAction << /S /Movie >>"),
    "a share under a click": pdf(b"<< /S /URI /URI " + SHARE + b" >>"),
    "a share in a file": pdf(b"<< /Type /Filespec /UF " + SHARE + b" >>"),
    "a share by itself": pdf(SHARE),
    "a share in octal": pdf(rb"<< /F (\134\134host) >>"),
    "a share in hexadecimal": pdf(b"<< /F <5C 5c686f7374> >>"),
    "a share in two bytes": pdf(b"<< /F (\xfe\xff\x00\\\\\x00\\\\\x00h) >>"),
    "a share as an address": pdf(b"<< /S /URI /URI (FILE:////host/share) >>"),
    "a share in an object stream": packed_pdf({20: b"<< /F " + SHARE + b" >>"}),
    "a share of an odd length": pdf(b"<< /F (\xfe\xff\x00\\\\\x00\\\\\x00h\x00) >>"),
    "a share behind a control sign": pdf(rb"<< /F (\000\\\\host) >>"),
    "data in another file": pdf(b"<< /Length 0 /F (x.bin) >>\nstream\n\nendstream"),
}
BROKEN = {
    "a name that some readers cut": pdf(b"<< /F\xff " + SHARE + b" >>"),
    "a kind that some readers cut": opening(b"/OpenAction << /S /GoTo /S\x80 /URI >>"),
    "a blank that is none for some": pdf(b"<< /Q\x0btrue /Z [/OpenAction 5 0 R] >>", LINK),
    "a catalogue without an object": pdf().replace(b"/Root 1 0 R", b"/Root << /Type /Catalog /Pages 2 0 R >>"),
    "a second kind": opening(b"/OpenAction << /S /GoTo /S /URI >>"),
    "never closed": opening(b"/OpenAction << /S /GoTo /D [3 0 R"),
    "too deep": opening(b"/OpenAction " + b"[" * 600),
    "a second object of its number": pdf(b"null\nendobj\n4 0 obj " + LINK, catalog=b"/OpenAction 4 0 R"),
    "an object behind a string that never ends": pdf(b"null\nendobj\n( 9 0 obj " + LINK),
    "a trailer of its own": pdf(b"null\nendobj\ntrailer << /Root << /AA << /O " + LINK + b" >> >> >>\n5 0 obj 1"),
    "a trailer in data": pdf(
        b"<< /Length 60 >>\nstream\n" + b"trailer << /Root << /AA << /O 5 0 R >> >> >>".ljust(60) + b"\nendstream", LINK
    ),
    "an opening that qpdf does not see": pdf(b"null %<< /OpenAction 5 0 R >>", LINK),
}
ACTIVE = {
    "another document": opening(b"/OpenAction << /S /GoToR /F (a.pdf) >>"),
    "another document under a click": pdf(b"<< /S /GoTo#52 /F " + SHARE + b" >>"),
    "a program": opening(b"/OpenAction << /S /Launch /F (a.exe) >>"),
    "a form sent": opening(b"/OpenAction << /S /SubmitForm /F (https://example.org) >>"),
    "data brought in": opening(b"/OpenAction << /S /ImportData /F (a.fdf) >>"),
}
TAKEN = {
    "a place": opening(b"/OpenAction [3 0 R /XYZ null null 0]", LINK),
    "a place by reference": opening(b"/OpenAction 4 0 R", b"<< /S /GoTo /D [3 0 R /Fit] >>", LINK),
    "a place in an object stream": packed_pdf({20: b"<< /S /GoTo >>", 21: LINK}, catalog=b"/OpenAction 20 0 R"),
    "a link in a file saved again": saved_again(opening(b"/OpenAction [3 0 R /Fit]"), {4: LINK, 5: b"null"}),
    "a print": opening(b"/OpenAction << /S /Named /N /Print >>"),
    "links to click": pdf(b"<< /A " + LINK + b" >>", page=b"/Annots [4 0 R]"),
    "a title that is a share": pdf(b"<< /Title " + SHARE + b" /Contents (//a) >>"),
    "a font called F": pdf(b"<< /Length 0 /Resources << /Font << /F 3 0 R >> >> >>\nstream\n\nendstream"),
    "a file of this machine": pdf(b"<< /S /URI /URI (file:///C:/a.pdf) >>"),
}


def codes(content: bytes, folder: Path) -> list[str]:
    """What an inspection says of these bytes."""
    path = folder / "sent"
    path.write_bytes(content)
    try:
        inspect_file(path, "preuve.pdf")
    except Faults as faults:
        return sorted({one.code for one in faults.faults})
    return []


@pytest.mark.parametrize("name", REFUSED)
def test_what_goes_elsewhere_by_itself_is_refused(name: str, tmp_path: Path) -> None:
    """L1: at version 0.5 nearly all of these are taken."""
    assert "file-remote" in codes(REFUSED[name], tmp_path)


@pytest.mark.parametrize("name", BROKEN)
def test_what_readers_would_read_in_two_ways_is_refused(name: str, tmp_path: Path) -> None:
    assert "file-broken" in codes(BROKEN[name], tmp_path)


@pytest.mark.parametrize("name", ACTIVE)
def test_an_action_that_leaves_is_refused(name: str, tmp_path: Path) -> None:
    assert "file-active-pdf" in codes(ACTIVE[name], tmp_path)


@pytest.mark.parametrize("name", TAKEN)
def test_what_waits_for_a_hand_is_taken(name: str, tmp_path: Path) -> None:
    assert codes(TAKEN[name], tmp_path) == []


@pytest.mark.parametrize(
    "more",
    [
        b"/OpenAction<<" * 50_000,
        b"/OpenAction(" * 50_000,
        b"/OpenAction[1 " * 50_000,
        b"/OpenAction " + b"1 0 R " * 100_000,
        b"1 0 obj " * 100_000 + b"/AA 1 0 R",
        b"/F (\\\\" * 100_000,
        b"".join(b"%d 0 obj << /S /GoTo /Next %d 0 R >> " % (n, n + 1) for n in range(4, 2000)) + b"/OpenAction 4 0 R",
    ],
)
def test_openings_that_never_close_cost_what_they_weigh(more: bytes, tmp_path: Path) -> None:
    assert bounded(codes, opening(b"", more), tmp_path) in (["file-broken"], ["file-remote"], [])
