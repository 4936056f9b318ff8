"""Whatever the bytes, an inspection ends with an answer or with faults in both languages, and nothing else."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.hostile_files import HONEST

from filiere.core import Faults
from filiere.inspection import FileKind, InspectedFile, Limits, inspect_file
from filiere.inspection.faults import FAULTS


def answer(content: bytes, name: str = "preuve.pdf") -> InspectedFile | Faults:
    """What an inspection says of these bytes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sent"
        path.write_bytes(content)
        try:
            return inspect_file(path, name, Limits(unpacked=1 << 22))
        except Faults as faults:
            return faults


def sound(found: InspectedFile | Faults) -> None:
    """An answer is a kind, or faults of the catalogue with both languages and a remedy."""
    if isinstance(found, Faults):
        for fault in found.faults:
            assert fault.code in FAULTS
            assert fault.message.fr
            assert fault.remedy.en
            assert "{" not in fault.message.fr + fault.remedy.fr + fault.message.en + fault.remedy.en
    else:
        assert found.kind in FileKind


@given(st.binary(max_size=600), st.sampled_from([b"", *(one[:40] for one in HONEST.values())]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_get_an_answer(content: bytes, head: bytes) -> None:
    sound(answer(head + content))


@given(st.sampled_from(sorted(HONEST)), st.data())
@settings(max_examples=400, deadline=None)
def test_a_file_with_one_byte_changed_gets_an_answer_of_its_own_kind(kind: str, data: st.DataObject) -> None:
    content = bytearray(HONEST[kind])
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    found = answer(bytes(content))
    sound(found)
    if isinstance(found, InspectedFile) and place > 300:
        assert found.kind == kind


@given(st.sampled_from(sorted(set(HONEST) - {"text", "csv"})), st.data())
@settings(max_examples=200, deadline=None)
def test_a_file_cut_short_or_lengthened_is_refused(kind: str, data: st.DataObject) -> None:
    content = HONEST[kind]
    # The last line feed of a PDF is no part of it, and a few letters are a text.
    cut = data.draw(st.integers(70 if kind == "pdf" else 12, len(content.rstrip(b"\n")) - 1))
    assert isinstance(answer(content[:cut]), Faults)
    more = data.draw(st.binary(min_size=1, max_size=40).filter(lambda one: one.strip(b"\x00\t\n\f\r ")))
    assert isinstance(answer(content + more), Faults)


@given(st.sampled_from(sorted(HONEST)), st.sampled_from(sorted(HONEST)))
@settings(max_examples=150, deadline=None)
def test_two_files_in_one_are_refused(first: str, last: str) -> None:
    if {first, last} <= {"text", "csv"}:
        return
    assert isinstance(answer(HONEST[first] + HONEST[last]), Faults)


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_an_accepted_name_is_plain(name: str) -> None:
    found = answer(HONEST["pdf"], name)
    sound(found)
    if isinstance(found, InspectedFile):
        assert found.name.endswith((".pdf", ".PDF", ".Pdf")) or found.name.lower().endswith(".pdf")
        assert not set(found.name) & set('/\\:"<>|?*\x00\n\r\u202e')
        assert ".." not in found.name.removesuffix(".pdf")
