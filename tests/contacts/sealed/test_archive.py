"""The form of a pack: any bit changed outside the contents is found, and any other program can open it."""

import hashlib
import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.contacts.sealed import archive
from filiere.contacts.sealed.archive import Archive, ArchiveWriter, is_sound_name
from filiere.core.faults import Faults

CONTENTS = {"manifest.json": b"{}", "data/contact_leg/a=1/month=2026-03/0.parquet": b"PAR1" * 50, "report.html": b""}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A small archive."""
    return written(tmp_path / "small.pack", CONTENTS)


def written(path: Path, contents: dict[str, bytes]) -> Path:
    """An archive of some contents."""
    with ArchiveWriter(path) as made:
        for name, content in contents.items():
            done = made.add(name, content)
            assert (done.size, done.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    return path


def refused(path: Path) -> list[str]:
    """The codes for which an archive is refused."""
    with pytest.raises(Faults) as caught:
        Archive(path)
    return [one.code for one in caught.value.faults]


def test_it_is_read_as_it_was_written(pack: Path) -> None:
    """The same names in the same order, the same bytes, by us and by the library of Python."""
    with Archive(pack) as opened:
        assert {name: opened.read(name) for name in opened.entries} == CONTENTS
    with zipfile.ZipFile(pack) as other:
        assert other.testzip() is None
        assert {one.filename: other.read(one) for one in other.infolist()} == CONTENTS
        assert {one.compress_type for one in other.infolist()} == {zipfile.ZIP_STORED}
        assert {one.date_time for one in other.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_contents_give_the_same_bytes(tmp_path: Path) -> None:
    """No clock, no machine and no way of giving the content leaves a trace."""
    file = tmp_path / "some"
    file.write_bytes(CONTENTS["report.html"])
    one = written(tmp_path / "one", CONTENTS)
    with ArchiveWriter(tmp_path / "two") as made:
        for name, content in CONTENTS.items():
            made.add(name, file if name == "report.html" else content)
    assert one.read_bytes() == (tmp_path / "two").read_bytes()


def test_every_bit_outside_the_contents_is_guarded(pack: Path, tmp_path: Path) -> None:
    """A changed bit of a header or of the directory is refused; one of a content keeps the form, and is for hashes."""
    whole = pack.read_bytes()
    with Archive(pack) as opened:
        inside = {place for one in opened.entries.values() for place in range(one.data, one.data + one.size)}
    other = tmp_path / "other"
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        other.write_bytes(changed)
        if place in inside:
            Archive(other).__exit__()
        else:
            assert refused(other), place


@settings(max_examples=50)
@given(data=st.data())
def test_a_cut_or_lengthened_pack_is_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Wherever it is cut, whatever is put before or after it."""
    folder = tmp_path_factory.mktemp("cut")
    whole = written(folder / "whole", CONTENTS).read_bytes()
    other = folder / "other"
    cut = data.draw(st.integers(0, len(whole) - 1))
    other.write_bytes(whole[:cut])
    assert refused(other)[0] in {"pack-truncated", "pack-not-one"}
    other.write_bytes(whole + data.draw(st.binary(min_size=1, max_size=40)))
    assert refused(other)[0] in {"pack-truncated", "pack-changed-directory"}
    other.write_bytes(data.draw(st.binary(min_size=1, max_size=40)) + whole)
    assert refused(other)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../out",
            "/etc/passwd",
            "a/../../b",
            "a//b",
            "a\\b",
            "C:/b",
            ".hidden",
            "a/.",
            "a/",
            "",
            "é",
            "a\x00b",
            "a b",
        ),
        "a" * 241,
    ],
)
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    """Neither written nor read, whoever made the archive."""
    assert not is_sound_name(name)
    with ArchiveWriter(tmp_path / "x") as made, pytest.raises(ValueError, match="not the name"):
        made.add(name, b"")
    raw = name.encode("latin-1")[:240] or b"\n"
    path = written(tmp_path / "sound", {"x" * len(raw): b"1"})
    path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw if len(name) < 240 else b"/" * 240))
    assert refused(path) == ["pack-bad-name"]


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    """Even when only their case differs: one of them would hide the other on many a machine."""
    path = written(tmp_path / "two", {"AAA": b"1", "bbb": b"2"})
    path.write_bytes(path.read_bytes().replace(b"bbb", b"aaa"))
    assert refused(path) == ["pack-bad-name"]


def test_what_another_program_packs_is_refused(tmp_path: Path) -> None:
    """Compressed entries, the way of every bomb, are not of this form; nor are stored ones with a date of their own."""
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        with zipfile.ZipFile(tmp_path / "other", "w", method) as other:
            other.writestr("manifest.json", b"0" * 1_000_000)
        assert refused(tmp_path / "other") == ["pack-changed-header"]


def test_overlapping_entries_are_refused(tmp_path: Path) -> None:
    """Two lines of the directory that name the same bytes: the trick of bombs that do not nest."""
    path = written(tmp_path / "lap", {"a": b"1" * 100, "b": b"1" * 100})
    raw = bytearray(path.read_bytes())
    second = raw.rindex(b"PK\x01\x02")
    struct.pack_into("<L", raw, second + 42, 0)
    path.write_bytes(raw)
    assert refused(path) == ["pack-changed-header"]


def test_a_directory_without_end_is_refused(tmp_path: Path) -> None:
    """An empty file, a text, a picture of a directory only."""
    for content, code in ((b"", "pack-not-one"), (b"hello", "pack-not-one"), (b"PK\x03\x04" * 9, "pack-truncated")):
        (tmp_path / "x").write_bytes(content)
        assert refused(tmp_path / "x") == [code]
    assert refused(tmp_path / "absent") == ["pack-unreadable"]


def test_large_files_take_the_wide_sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past four gibibytes (here: past 300 bytes) sizes and places are written in eight bytes, and still guarded."""
    monkeypatch.setattr(archive, "_UINT32_MAX", 300)
    path = written(tmp_path / "wide", {"a": b"1" * 299, "b": b"2" * 301, "c": b"3"})
    with Archive(path) as opened:
        assert [len(opened.read(name)) for name in opened.entries] == [299, 301, 1]
    raw = bytearray(path.read_bytes())
    raw[raw.rindex(struct.pack("<Q", 301))] ^= 1
    path.write_bytes(raw)
    assert refused(path)


def test_the_wide_sizes_are_those_of_the_format() -> None:
    """The directory of files past four gibibytes, as the library of Python reads one."""
    big = archive.ArchiveEntry(name="big", size=5 << 32, crc=7, offset=0)
    far = archive.ArchiveEntry(name="far", size=9, crc=8, offset=big.data + big.size)
    directory = archive._directory_bytes([big, far], far.data + far.size)
    with zipfile.ZipFile(Shifted(directory, far.data + far.size)) as other:
        read = [(one.filename, one.file_size, one.compress_size, one.header_offset) for one in other.infolist()]
    assert read == [("big", big.size, big.size, 0), ("far", 9, 9, far.offset)]


class Shifted(io.RawIOBase):
    """A file of which only the end exists: what stands before it is never read."""

    def __init__(self, end: bytes, start: int) -> None:
        self._end, self._start, self._place = end, start, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = 0) -> int:
        self._place = offset + (0, self._place, self._start + len(self._end))[whence]
        return self._place

    def read(self, size: int = -1) -> bytes:
        inside = self._place - self._start
        assert inside >= 0
        found = self._end[inside : None if size < 0 else inside + size]
        self._place += len(found)
        return found


def test_a_place_beyond_what_a_file_can_have_is_a_fault(tmp_path: Path) -> None:
    """A fuzzer found it: at version 0.5 this ends as an error of the file system's integers."""
    far = struct.pack("<HHQ", 1, 8, 2**64 - 1)
    line = b"PK\x01\x02" + struct.pack("<6H3L5H2L", 45, 45, 0, 0, 0, 0, 0, 0, 0, 1, len(far), 0, 0, 0, 0, 2**32 - 1)
    path = tmp_path / "pack.zip"
    path.write_bytes(
        line + b"a" + far + b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, len(line) + 1 + len(far), 0, 0)
    )
    with pytest.raises(Faults) as caught:
        Archive(path)
    assert [one.code for one in caught.value.faults] == ["pack-changed-header"]
