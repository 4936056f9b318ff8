"""The pass over the bytes: encoding, format and end of a file."""

import hashlib
from pathlib import Path

import pytest

from filiere.core import FaultLog
from filiere.sources import examine as module
from filiere.sources.examine import examine


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
        (b"a;b\n1;\x00\n", "nul-byte"),
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


def test_a_missing_file_is_a_fault_and_not_a_crash(tmp_path: Path) -> None:
    """A path mistyped is the most common fault of all."""
    log = FaultLog()
    assert not examine(tmp_path / "none.csv", log).readable
    assert [fault.code for fault in log.kept] == ["unreadable-file"]


def test_a_character_cut_by_the_edge_of_a_chunk_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading goes by chunks; a letter of two bytes may lie across the edge."""
    monkeypatch.setattr(module, "CHUNK", 3)
    path = tmp_path / "a.csv"
    path.write_bytes("aéé;é\néé;b\n".encode())
    log = FaultLog()
    assert examine(path, log).lines == 2
    assert log.total == 0


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of one endless line is refused once it exceeds the longest line, not read whole."""
    monkeypatch.setattr(module, "LONGEST_LINE", 1000)
    monkeypatch.setattr(module, "CHUNK", 400)
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 5000)
    log = FaultLog()
    assert not examine(path, log).readable
    assert [fault.code for fault in log.kept] == ["line-too-long"]
