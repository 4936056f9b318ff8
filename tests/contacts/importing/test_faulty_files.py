"""Files that are wrong: refused whole with the place, or imported save the lines that cannot be read."""

import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.contacts_sample import LEG, deliver, legs, rows_of

from filiere.contacts.importing.csv_rows import CsvRows
from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.protocol import RefusedRecord, UnusedRecords
from filiere.contacts.store import Store
from filiere.core import Faults

MANY = legs(*({"contact_id": f"c{rank}"} for rank in range(3000)))


def test_a_gzip_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    """It is recognised by its first bytes."""
    deliver(tmp_path, gzip.compress(legs({}).encode()), name="legs.csv")
    assert [row["contact_id"] for row in rows_of(tmp_path, "contact_leg")] == ["c1"]


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.999])
def test_a_truncated_gzip_says_where_and_nothing_is_imported(tmp_path: Path, kept: float) -> None:
    """Not even the rows before the cut: half a file has half the answers and all the look of a whole one."""
    packed = gzip.compress(MANY.encode())
    with pytest.raises(Faults) as refused:
        deliver(tmp_path, packed[: int(len(packed) * kept)], name="legs.csv.gz")
    (fault,) = refused.value.faults
    assert fault.code == "truncated-gzip"
    assert fault.line is not None
    lines = zlib.decompressobj(wbits=31).decompress(packed[: int(len(packed) * kept)]).count(b"\n")
    assert fault.line == lines + 1 > 100
    assert f"after {lines} whole lines, near byte {int(len(packed) * kept)} of" in fault.message.en
    assert fault.file == str(tmp_path / "sent" / "legs.csv.gz")
    store = Store.open(tmp_path)
    assert not store.deliveries
    assert not store.listed
    assert not list(tmp_path.rglob("*.parquet"))


def test_a_damaged_gzip_is_refused(tmp_path: Path) -> None:
    """One byte changed in the middle."""
    packed = bytearray(gzip.compress(MANY.encode()))
    packed[len(packed) // 2] ^= 0xFF
    with pytest.raises(Faults) as refused:
        deliver(tmp_path, bytes(packed))
    (fault,) = refused.value.faults
    assert fault.code == "damaged-gzip"
    assert fault.line is not None
    assert fault.line > 100


def test_a_gzip_of_several_members_damaged_at_its_end_tells_all_its_lines(tmp_path: Path) -> None:
    """The sum at the end is wrong: every line was read, and none is believed."""
    packed = gzip.compress(f"{HEADER}\n{GOOD}\n".encode()) + bytearray(gzip.compress(f"{GOOD}\n".encode()))
    packed = packed[:-8] + bytes([packed[-8] ^ 0xFF]) + packed[-7:]
    with pytest.raises(Faults) as refused:
        deliver(tmp_path, packed)
    (fault,) = refused.value.faults
    assert (fault.code, fault.line) == ("damaged-gzip", 4)


HEADER, GOOD = legs({}).splitlines()
BAD_LINES = {
    "too few cells": ("c9,1,fictive", "cell-count"),
    "too many cells": (f"{GOOD},x", "cell-count"),
    "an open quotation mark": (GOOD.replace("ventes", '"ventes'), "broken-quotes"),
    "text after a quotation mark": (GOOD.replace("ventes", '"ven"tes'), "broken-quotes"),
    "a cell beyond the limit": (GOOD.replace("ventes", '"' + "v" * 140_000 + '"".."'), "cell-too-long"),
    "a lone carriage return": (GOOD.replace("ventes", "ven\rtes"), "broken-quotes"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_broken_line_is_rejected_and_the_others_are_not(tmp_path: Path, case: str) -> None:
    """Its line and code are told; the lines that an open quotation mark would swallow are read again."""
    line, code = BAD_LINES[case]
    good = [GOOD.replace("c1,", f"c{rank},") for rank in (1, 2, 3)]
    done = deliver(tmp_path, "\n".join([HEADER, good[0], line, *good[1:], ""]))
    table = done.report["tables"]["contact_leg"]
    assert (table["rows"], table["accepted"], table["rejected"]) == (4, 3, 1)
    assert table["rejections"] == [{"code": code, "column": None, "rows": 1}]
    assert [(row["contact_id"], row["raw_line"]) for row in rows_of(tmp_path, "contact_leg")] == [
        ("c1", 2),
        ("c2", 4),
        ("c3", 5),
    ]
    assert f'"line": 3, "table": "contact_leg", "verdict": "rejected", "faults": [{{"code": "{code}"' in (
        tmp_path / done.report["rejects"]
    ).read_text("utf-8")


def test_a_last_line_that_is_cut_is_named_as_such(tmp_path: Path) -> None:
    """The file ends in the middle of a line."""
    done = deliver(tmp_path, "\n".join([HEADER, GOOD, GOOD[:40]]))
    assert done.report["tables"]["contact_leg"]["rejections"][0]["code"] == "cut-line"


def test_a_last_line_without_its_end_is_whole(tmp_path: Path) -> None:
    """Many programs write no line end after the last line."""
    assert deliver(tmp_path, f"{HEADER}\n{GOOD}").report["tables"]["contact_leg"]["accepted"] == 1


def test_bytes_that_are_no_text_reject_their_line(tmp_path: Path) -> None:
    """A line in Windows-1252 in a file that is UTF-8."""
    content = f"{HEADER}\n{GOOD}\n".encode() + GOOD.replace("ventes", "réclamations").encode("cp1252") + b"\n"
    done = deliver(tmp_path, content)
    table = done.report["tables"]["contact_leg"]
    assert (table["accepted"], table["rejections"]) == (1, [{"code": "wrong-encoding", "column": None, "rows": 1}])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", "\r").removesuffix("\r"),
        lambda text: text.replace("\n", "\r", 1),
        lambda text: text.replace("\n", "\r\n", 1).replace("\n", "\r", 2).replace("\r\r", "\r\n"),
        lambda text: text.replace("\n", "\r").replace("\r", "\n", 1),
        lambda text: text.replace("\n", "\r").replace("ventes", '"ventes"'),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: "\ufeff" + text,
        lambda text: "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in text.splitlines()),
        lambda text: "\n".join(",".join(reversed(line.split(","))) for line in text.splitlines()),
        lambda text: text.replace("\n", "\n\n"),
    ],
    ids=[
        "crlf",
        "cr alone",
        "cr alone and none last",
        "cr, then lf",
        "crlf, then cr, then lf",
        "lf, then cr",
        "cr and quotation marks",
        "semicolons",
        "tabulations",
        "byte order mark",
        "quoted",
        "other order of columns",
        "blank lines",
    ],
)
def test_a_table_may_be_written_in_several_ways(tmp_path: Path, change: object) -> None:
    """None of them says anything else."""
    done = deliver(tmp_path, change(legs({}, {"contact_id": "c2"})))  # type: ignore[operator]
    table = done.report["tables"]["contact_leg"]
    assert (table["rows"], table["accepted"]) == (2, 2)


def test_rows_of_carriage_returns_have_their_lines_across_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks are cut at carriage returns; one within quotation marks stays in its cell, and a bad line is named."""
    monkeypatch.setattr("filiere.contacts.importing.csv_rows.BLOCK", 16)
    file = tmp_path / "file.csv"
    file.write_bytes(b'a,b\r1,x\r2,"y\rz"\r3\r4,"w, w"\r\n5,v\r')
    rows, wrong = [], []
    for piece in CsvRows(DeliveredFile.at(file)):
        if isinstance(piece, RefusedRecord):
            wrong.append((piece.line, piece.code))
        elif not isinstance(piece, UnusedRecords):
            rows += [tuple(row.values()) for row in piece.to_pylist()]
    assert rows == [("1", "x", 2), ("2", "y\rz", 3), ("4", "w, w", 6), ("5", "v", 7)]
    assert wrong == [(5, "cell-count")]


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-16-le", "\ufeff"), ("utf-16-be", "\ufeff"), ("utf-16-le", ""), ("utf-32-le", "\ufeff")]
)
def test_a_file_in_utf_16_is_told_its_encoding(tmp_path: Path, encoding: str, mark: str) -> None:
    """Not that its header is that of no table, which sends nobody to the right remedy."""
    with pytest.raises(Faults) as refused:
        deliver(tmp_path, (mark + legs({})).encode(encoding))
    (fault,) = refused.value.faults
    assert fault.code == "wide-encoding"
    assert encoding.upper().removesuffix("-LE").removesuffix("-BE") in fault.message.en
    assert not Store.open(tmp_path).deliveries


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_header_in_another_encoding_is_told_the_encoding(tmp_path: Path, encoding: str) -> None:
    """Not that a column is missing whose name is there, and another is that nobody wrote."""
    file = tmp_path / "file.csv"
    file.write_bytes("Numéro;Répondu\n1;2\n".encode(encoding))
    with pytest.raises(Faults) as refused:
        CsvRows(DeliveredFile.at(file), separator=";")
    (fault,) = refused.value.faults
    assert (fault.code, fault.line) == ("heading-encoding", 1)
    assert "windows-1252" in fault.remedy.en
    assert CsvRows(DeliveredFile.at(file), separator=";", encoding="windows-1252").header == ["Numéro", "Répondu"]


def test_a_table_without_rows_is_a_delivery(tmp_path: Path) -> None:
    """A header alone: nothing happened that month, and it was told."""
    done = deliver(tmp_path, f"{HEADER}\n")
    assert done.report["tables"]["contact_leg"]["rows"] == 0
    assert done.is_sound
    assert len(Store.open(tmp_path).deliveries) == 1


def test_a_store_holds_one_import_at_a_time(tmp_path: Path) -> None:
    """A second one at once is refused in words, and waits for nobody."""
    import fcntl

    deliver(tmp_path, legs({}))
    with (tmp_path / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Faults) as refused:
            deliver(tmp_path, legs({"contact_id": "c2"}), name="other.csv")
    assert refused.value.faults[0].code == "store-busy"


CELLS = st.text(st.sampled_from('ab ,;"\n\r\té\u2028'), max_size=4)


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(st.lists(CELLS, min_size=1, max_size=4).map(",".join), max_size=8), ended=st.booleans())
def test_the_fast_reader_gives_what_the_slow_one_gives(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], ended: bool
) -> None:
    """Whatever the text: the same rows on the same lines, and the same faults."""
    file = tmp_path_factory.mktemp("csv") / "file.csv"
    file.write_bytes(("a,b,c\n" + "\n".join(lines) + ("\n" if ended else "")).encode())

    def read(*, fast: bool) -> list[object]:
        rows = CsvRows(DeliveredFile.at(file))
        if not fast:
            rows._read_with_arrow = lambda *_: None  # type: ignore[method-assign, assignment]
        found: list[object] = []
        for piece in rows:
            if isinstance(piece, RefusedRecord):
                found.append((piece.line, piece.code))
            elif isinstance(piece, UnusedRecords):
                found.append(piece.rule)
            else:
                found += [tuple(row.values()) for row in piece.to_pylist()]
        return sorted(found, key=str)

    assert read(fast=True) == read(fast=False)


def test_the_sample_is_what_it_says() -> None:
    """A leg of the sample has all the columns of its table."""
    assert list(LEG) == HEADER.split(",")
