"""The pass over the bytes: encoding, format and end of a file."""

import hashlib
from pathlib import Path

import pytest

from filiere.core import FaultLog
from filiere.sources import byte_scan as module
from filiere.sources.byte_scan import examine


def codes(log: FaultLog) -> list[tuple[str, int | None, int | None]]:
    return [(fault.code, fault.line, fault.column) for fault in log.kept]


def test_a_sound_file_is_hashed_and_counted(tmp_path: Path) -> None:
    """Hash, size and number of lines, the last one with or without its end."""
    path = tmp_path / "a.csv"
    path.write_bytes("é;b\n1;2\n3;4".encode())
    log = FaultLog()
    found = examine(path, log)
    assert log.total == 0
    assert (found.sha256, found.size, found.lines) == (hashlib.sha256(path.read_bytes()).hexdigest(), 12, 3)
    assert found.last_line == b"3;4"


def test_a_wrong_encoding_has_line_column_and_suggestion(tmp_path: Path) -> None:
    """The remedy names the encoding in which the file does read, and what the byte is there."""
    path = tmp_path / "a.csv"
    path.write_bytes("abc;d\nabé;d\n".encode("cp1252"))
    log = FaultLog()
    found = examine(path, log)
    assert codes(log) == [("wrong-encoding", 2, 3)]
    assert found.encoding == "cp1252"
    assert "cp1252" in log.kept[0].remedy.en
    assert "« é »" in log.kept[0].remedy.fr


def test_bytes_that_no_encoding_explains_get_no_suggestion(tmp_path: Path) -> None:
    """0x81 means nothing in Windows-1252 either."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc\n\x81\n")
    log = FaultLog()
    examine(path, log)
    assert codes(log) == [("wrong-encoding", 2, 1)]
    assert "cp1252" not in log.kept[0].remedy.en


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"PK\x03\x04rest", "wrong-format"),
        (b"\x1f\x8brest", "wrong-format"),
        (b"<!doctype html><html>", "wrong-format"),
        ("a;b\n".encode("utf-16"), "wrong-format"),
        (b"PAR1 cut before the end", "truncated-file"),
        ("a;b\n".encode("utf-32"), "wrong-format"),
        (b"\x00\x00\xfe\xff" + "a;b\n".encode("utf-32-be"), "wrong-format"),
        (b"a;b\n1;\x00\n", "nul-byte"),
        (b"a;b\r1;2\r", "line-ends"),
    ],
)
def test_what_is_not_a_table_is_said_to_be_so(tmp_path: Path, content: bytes, code: str) -> None:
    """Empty, zipped, compressed, web page, UTF-16, cut Parquet, binary: each has its word."""
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    log = FaultLog()
    found = examine(path, log)
    assert [fault.code for fault in log.kept] == [code]
    assert not found.readable


def test_utf_32_is_called_by_its_name(tmp_path: Path) -> None:
    """Its mark opens with the one of UTF-16."""
    path = tmp_path / "a.csv"
    for encoding, said in (("utf-32", "UTF-32"), ("utf-16", "UTF-16")):
        path.write_bytes("a;b\n".encode(encoding))
        log = FaultLog()
        examine(path, log)
        assert said in log.kept[0].message.en


def test_the_search_stops_at_the_first_nul_byte_and_says_so(tmp_path: Path) -> None:
    """A count of lines with a NUL byte would be that of the blocks read, not of the file."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"a;b\n" + b"1;\x00\n" * 5)
    log = FaultLog()
    examine(path, log)
    assert codes(log) == [("nul-byte", 2, 3)]
    assert "s’arrête là" in log.kept[0].message.fr


def test_a_doubled_mark_is_told(tmp_path: Path) -> None:
    """One byte order mark is welcome, two are not."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbf" * 2 + b"a;b\n1;2\n")
    log = FaultLog()
    assert examine(path, log).readable
    assert codes(log) == [("double-bom", 1, 1)]


def test_a_missing_file_is_a_fault_and_not_a_crash(tmp_path: Path) -> None:
    """A path mistyped is the most common fault of all."""
    log = FaultLog()
    assert not examine(tmp_path / "none.csv", log).readable
    assert [fault.code for fault in log.kept] == ["unreadable-file"]


def test_a_character_cut_by_the_edge_of_a_chunk_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading goes by chunks; a letter of two bytes may lie across the edge."""
    monkeypatch.setattr(module, "CHUNK_SIZE", 3)
    path = tmp_path / "a.csv"
    path.write_bytes("aéé;é\néé;b\n".encode())
    log = FaultLog()
    assert examine(path, log).lines == 2
    assert log.total == 0


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of one endless line is refused once it exceeds the longest line, not read whole."""
    monkeypatch.setattr(module, "LONGEST_LINE", 1000)
    monkeypatch.setattr(module, "CHUNK_SIZE", 400)
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 5000)
    log = FaultLog()
    assert not examine(path, log).readable
    assert [fault.code for fault in log.kept] == ["line-too-long"]
