"""What ``verify`` and ``audit`` say beyond “it holds”: by which rule, and whether the rows are those given."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.scenes.disclosure_files import laid

from filiere.disclosure.audit import audit_folder, verify_folder
from filiere.disclosure.protection import protect_data

ROWS = "dep,sec,ca,who,group\n" + "".join(
    f"{dep},{sec},{value},{dep}{sec}{n},{f'g{dep}' if n < 2 else f'{dep}{sec}{n}'}\n"
    for (dep, sec), all_ in {
        ("D1", "A"): [900, 10, 12, 9],
        ("D1", "B"): [40, 35, 30, 28.5],
        ("D2", "A"): [60, 55, 50, 52],
        ("D2", "B"): [31, 30, 29, 33],
        ("D3", "A"): [44, 41, 40],
        ("D3", "B"): [21, 22, 23, 24],
    }.items()
    for n, value in enumerate(all_)
)
SPEC = """response: ca
contributor: who
holding: group
dimensions: [{column: dep}, {column: sec}]
slack: {count: 0.05}
"""


@pytest.fixture
def run(tmp_path: Path) -> tuple[Path, Path]:
    """A run and the rows it was made of."""
    data, spec = laid(tmp_path, data=ROWS, spec=SPEC)
    protect_data(data, spec, tmp_path / "run")
    return tmp_path / "run", data


def test_the_rows_that_a_run_was_made_of_are_known_again(run: tuple[Path, Path]) -> None:
    """Whatever contributors are called, and in whatever order."""
    folder, data = run
    assert verify_folder(folder, data).faults == ()
    head, *lines = data.read_text("utf-8").splitlines(keepends=True)
    data.write_text(head + "".join(reversed(lines)).replace("D1A0", "elsewhere"), "utf-8")
    assert verify_folder(folder, data).faults == ()
    assert audit_folder(folder, ("outsider",), data=data).faults == ()


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda text: text.replace("D1,B,40,", "D1,B,41,"), ["disclosure-rows-differ"]),
        (lambda text: text.replace("D3,A,44,", "D3,B,44,"), ["disclosure-rows-differ"] * 2),
        (lambda text: text + "D1,A,5,new,new\n", ["disclosure-rows-differ"]),
        (lambda text: text.replace("D1B1,", "D1A0,"), ["disclosure-rows-owners"]),
        (lambda text: text.replace("gD1", "gD2"), ["disclosure-rows-owners"]),
        (lambda text: text.replace(",ca,", ",other,"), ["disclosure-folder-unreadable"]),
        (lambda text: text.replace("28.5", "much"), ["disclosure-folder-unreadable"]),
        (lambda text: text.replace("28.5", "1e999"), ["disclosure-folder-unreadable"]),
        (lambda text: text + "one\n", ["disclosure-folder-unreadable"]),
    ],
)
def test_other_rows_are_told(run: tuple[Path, Path], change: Callable[[str], str], codes: list[str]) -> None:
    """A folder that was invented hangs together: only the rows tell."""
    folder, data = run
    data.write_text(change(data.read_text("utf-8")), "utf-8")
    assert [one.code for one in verify_folder(folder, data).faults] == codes
    assert [one.code for one in audit_folder(folder, ("outsider",), data=data).faults] == codes


def test_cells_are_compared_with_cells(tmp_path: Path) -> None:
    rows = list(csv.reader(ROWS.splitlines()))[1:]
    lines = ["dep,sec,ca,count,largest"]
    for dep in ("D1", "D2", "D3", "Total"):
        for sec in ("A", "B", "Total"):
            held = [float(row[2]) for row in rows if dep in (row[0], "Total") and sec in (row[1], "Total")]
            lines.append(f"{dep},{sec},{sum(held)},{len(held)},{max(held)}")
    spec = "input: cells\nresponse: ca\ndimensions: [{column: dep}, {column: sec}]\n"
    data, path = laid(tmp_path, data="\n".join(lines) + "\n", spec=spec)
    protect_data(data, path, tmp_path / "run")
    assert verify_folder(tmp_path / "run", data).faults == ()
    data.write_text(data.read_text("utf-8").replace("D3,A,125.0,3,44.0", "D3,A,125.0,4,44.0"), "utf-8")
    assert [one.code for one in verify_folder(tmp_path / "run", data).faults] == ["disclosure-rows-differ"]


def test_the_terms_are_told_with_the_verdict(run: tuple[Path, Path]) -> None:
    """T6: “the certificate holds” says nothing where the rule asks nothing, or where a cell is taken as known."""
    folder, _ = run
    found = verify_folder(folder).terms
    assert found is not None
    assert (found.minimum, found.dominance, found.slack, found.consents, found.known) == (
        3,
        ((1, "0.85"),),
        "0.05",
        0,
        0,
    )
    assert found.unsafe >= len(found.unsafe_cells) >= 1
    listed = csv.DictReader((folder / "cells.csv").open(encoding="utf-8"))
    unsafe = [f"dep={row['dep']}, sec={row['sec']}" for row in listed if row["status"] == "primary"]
    assert set(found.unsafe_cells) == set(unsafe[:20])
    spec = json.loads((folder / "spec.json").read_text("utf-8"))
    agreed = [{"contributor": n, "consent": f"letter {n}", "date": "2026-01-05"} for n in range(2)]
    spec |= {"known": [0], "waivers": agreed, "rules": spec["rules"] | {"minimum": 1, "dominance": []}}
    (folder / "spec.json").write_text(json.dumps(spec), "utf-8")
    told = audit_folder(folder, ("outsider",)).terms
    assert told is not None
    assert (told.minimum, told.dominance, told.known, len(told.known_cells)) == (1, (), 1, 1)
    assert told.consents == 2
    assert [one.as_json() for one in told.given] == agreed
