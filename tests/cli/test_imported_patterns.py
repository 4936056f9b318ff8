"""``filiere disclosure audit --cells``: the table of another tool is attacked like one of ours."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from support.scenes.disclosure_files import laid

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
COMMAND = "disclosure"

# Made up: one owner alone in D1 × A, two in D2 × C.
VALUES = {
    ("D1", "A"): [60],
    ("D1", "B"): [40, 35, 30, 28],
    ("D1", "C"): [25, 20, 22, 24],
    ("D2", "A"): [60, 55, 50, 52],
    ("D2", "B"): [31, 30, 29, 33],
    ("D2", "C"): [70, 10],
    ("D3", "A"): [44, 41, 40],
    ("D3", "B"): [21, 22, 23, 24],
    ("D3", "C"): [90, 80, 70, 75],
}
DATA = "dep,sec,ca\n" + "".join(f"{dep},{sec},{value}\n" for (dep, sec), all_ in VALUES.items() for value in all_)
UNSAFE = {("D1", "A"), ("D2", "C")}
SAFE = UNSAFE | {("D1", "C"), ("D2", "A"), ("D3", "A"), ("D3", "C")}


def theirs(folder: Path, hidden: set[tuple[str, str]], words: tuple[str, str] | None = None, **changes: str) -> Path:
    """The table as another tool writes it: an empty value where it withholds, or a status of two words."""
    path = folder / "theirs.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["dep", "sec", "ca", *(["status"] if words else [])])
        for dep in ("D1", "D2", "D3", "Total"):
            for sec in ("A", "B", "C", "Total"):
                total = sum(sum(all_) for (d, s), all_ in VALUES.items() if dep in (d, "Total") and sec in (s, "Total"))
                gone = (dep, sec) in hidden
                value = changes.get(f"{dep}{sec}", "" if gone and not words else str(total))
                writer.writerow([dep, sec, value, *([words[gone]] if words else [])])
    return path


def audited(run: Run, folder: Path, cells: Path, *more: str) -> Ran:
    data, spec = laid(folder, data=DATA, spec="dimensions: [{column: dep}, {column: sec}]\nresponse: ca\n")
    return run("audit", "--cells", str(cells), "--spec", str(spec), "--data", str(data), "--lang", "en", *more)


def test_a_safe_table_of_another_tool_is_found_safe(run: Run, tmp_path: Path) -> None:
    """T9."""
    status, out, err = audited(run, tmp_path, theirs(tmp_path, SAFE))
    assert (status, "Protected as required" in out, err) == (0, True, "")


def test_a_table_that_hides_the_unsafe_alone_tells_them(run: Run, tmp_path: Path) -> None:
    """What is hidden follows by one subtraction: readers have both cells exactly."""
    status, out, _ = audited(run, tmp_path, theirs(tmp_path, UNSAFE))
    assert status == 1
    assert "Not protected as required" in out
    assert "D1, A" in out


def test_an_unsafe_cell_that_is_published_is_named(run: Run, tmp_path: Path) -> None:
    cells = theirs(tmp_path, SAFE - {("D2", "C")})
    status, _, err = audited(run, tmp_path, cells)
    assert status == 1
    assert f"{cells}: disclosure-primary-published" in err
    assert "dep=D2, sec=C" in err


@pytest.mark.parametrize(
    ("words", "said", "status"),
    [
        (("published", "withheld"), (), 0),
        (("V", "D"), ("--published", "V"), 0),
        (("V", "D"), (), 2),
        (("V", "D"), ("--published", "v"), 2),
        (("V", "D"), ("--published", "V,D"), 1),
    ],
)
def test_words_of_a_status_are_said(
    run: Run, tmp_path: Path, words: tuple[str, str], said: tuple[str, ...], status: int
) -> None:
    """No word is guessed: what one tool calls D, withheld, is a published value for another."""
    found, _, err = audited(run, tmp_path, theirs(tmp_path, SAFE, words), *said)
    assert found == status
    assert status != 2 or "pattern-" in err


def test_all_that_is_wrong_in_the_file_is_told_at_its_line(run: Run, tmp_path: Path) -> None:
    cells = theirs(tmp_path, SAFE, D1B="134", D1C="sNaN", D3A="")
    with cells.open("a", encoding="utf-8") as stream:
        stream.write("D9,A,5\nD1,B,133\n")
    status, _, err = audited(run, tmp_path, cells)
    assert status == 2
    for told in (":3: pattern-value", ":4: pattern-value", ":18: pattern-no-cell", ":19: cell-twice"):
        assert f"{cells}{told}" in err


def test_a_cell_that_is_not_there_is_withheld(run: Run, tmp_path: Path) -> None:
    cells = theirs(tmp_path, SAFE)
    lines = cells.read_text("utf-8").splitlines(keepends=True)
    cells.write_text("".join(one for one in lines if not one.startswith(("D1,C", "D2,A"))), "utf-8")
    status, out, err = audited(run, tmp_path, cells)
    assert (status, "Protected as required" in out) == (0, True)
    assert "pattern-cells-missing" in err


def test_without_data_the_table_holds_them(run: Run, tmp_path: Path) -> None:
    """A table of cells with values, counts and largest of all, and a status: τ-Argus and its kin write such files."""
    whole = theirs(tmp_path, SAFE, ("published", "withheld"))
    rows = list(csv.DictReader(whole.open(encoding="utf-8", newline="")))
    path = tmp_path / "cells.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*rows[0], "count", "largest"])
        writer.writeheader()
        for row in rows:
            held = [
                value
                for (dep, sec), all_ in VALUES.items()
                for value in all_
                if row["dep"] in (dep, "Total") and row["sec"] in (sec, "Total")
            ]
            writer.writerow(row | {"count": str(len(held)), "largest": str(max(held))})
    _, spec = laid(tmp_path, data=DATA, spec="input: cells\ndimensions: [{column: dep}, {column: sec}]\nresponse: ca\n")
    status, out, _ = run("audit", "--cells", str(path), "--spec", str(spec), "--lang", "en")
    assert (status, "Protected as required" in out) == (0, True)


@pytest.mark.parametrize("words", [(), ("--cells", "x.csv"), ("run", "--cells", "x.csv", "--spec", "y.yaml")])
def test_a_folder_or_a_table_is_asked_for(run: Run, words: tuple[str, ...]) -> None:
    status, _, err = run("audit", *words, "--lang", "en")
    assert status == 2
    assert "audit-of-what" in err
