"""A run is written whole or not at all, tells readers nothing of reasons, and reads back as it was."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from support.scenes.disclosure_files import CELLS, CELLS_SPEC, SPEC, all_hidden, read

from filiere.core import Faults, seal_file
from filiere.disclosure.folder import (
    CERTIFICATE_FILE,
    PUBLIC_FILE,
    REPORT_FILE,
    AuditSummary,
    ProtectionRun,
    PublishedTable,
    UnsafeRun,
    keeps_promise,
    read_folder,
    write_folder,
)
from filiere.disclosure.inputs import Inputs

DATA = "dep,sec,ca,id,grp\nD1,A,10,a,g\nD1,A,20.5,b,g\nD1,A,1,a,g\nD1,B,7,c,h\nD2,A,40,d,d\nD2,A,41,e,e\nD3,A,60,f,f\n"


@dataclass(frozen=True)
class Found:
    """What a made-up audit counts."""

    exact: int = 0
    narrow: int = 0
    unexamined: int = 0


def audited(folder: Path) -> AuditSummary:
    """A stand-in for an audit: it sees the files that an audit needs, and finds nothing."""
    names = {path.name for path in folder.iterdir()}
    assert {"cells.csv", PUBLIC_FILE, "spec.json"} < names
    assert REPORT_FILE not in names
    return AuditSummary({"outsider": Found()}, sound=True)


def run_of(inputs: Inputs, *, hidden: list[tuple[str, str]] | None = None) -> ProtectionRun:
    pattern = all_hidden(inputs)
    gone = pattern.hidden
    if hidden is not None:
        gone = inputs.needs.primary.copy()
        gone[[inputs.system.number[codes] for codes in hidden]] = True
    return ProtectionRun(inputs, pattern, PublishedTable(inputs.system.values, gone), 1.5)


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    """Made-up rows with contributors and holdings."""
    return read(tmp_path, spec=SPEC + "contributor: id\nholding: grp\n", data=DATA)


def test_files_of_a_run(tmp_path: Path, inputs: Inputs) -> None:
    out = tmp_path / "run"
    write_folder(out, run_of(inputs, hidden=[("R1", "A")]), audited)
    lines = {path.name: path.read_text(encoding="utf-8").splitlines() for path in out.iterdir()}
    assert set(lines) == {
        "cells.csv", "cells-public.csv", "contributions.csv", "spec.json", "report.json", "certificate.json",
    }  # fmt: skip
    assert lines["cells.csv"][0] == "dep,sec,value,status"
    assert "D1,A,31.5,primary" in lines["cells.csv"]
    assert "Total,Total,179.5,published" in lines["cells.csv"]
    assert "R1,A,112.5,secondary" in lines["cells.csv"]
    assert lines["cells-public.csv"][0] == "dep,sec,value,status,obs_status,conf_status"
    assert "D1,A,,withheld,Q,C" in lines["cells-public.csv"]
    assert "R1,A,,withheld,Q,C" in lines["cells-public.csv"]
    assert "Total,Total,179.5,published,A,F" in lines["cells-public.csv"]
    # The two rows of a in D1 × A are one; a and b share a holding.
    rows = [line.split(",") for line in lines["contributions.csv"][1:]]
    assert lines["contributions.csv"][0] == "dep,sec,contributor,holding,amount"
    assert sorted(row[4] for row in rows if row[:2] == ["D1", "A"]) == ["11000", "20500"]
    assert len({row[3] for row in rows if row[:2] == ["D1", "A"]}) == 1
    assert len({row[3] for row in rows}) == 5
    certificate = json.loads((out / CERTIFICATE_FILE).read_text(encoding="utf-8"))
    assert certificate["files"] == {name: seal_file(out / name) for name in set(lines) - {CERTIFICATE_FILE}}


def test_what_readers_see_does_not_depend_on_reasons(tmp_path: Path, inputs: Inputs) -> None:
    """The same cells withheld for themselves or for others make the same public file."""
    write_folder(tmp_path / "one", run_of(inputs), audited)
    lenient = read(
        tmp_path, spec=SPEC + "contributor: id\nholding: grp\nrules: {minimum: 1, dominance: []}\n", data=DATA
    )
    assert not lenient.needs.primary.any()
    write_folder(tmp_path / "two", run_of(lenient), audited)
    assert (tmp_path / "one" / PUBLIC_FILE).read_bytes() == (tmp_path / "two" / PUBLIC_FILE).read_bytes()


def test_a_run_reads_back(tmp_path: Path, inputs: Inputs) -> None:
    write_folder(tmp_path / "run", run_of(inputs, hidden=[("R1", "A")]), audited)
    found = read_folder(tmp_path / "run")
    assert found.cuts == inputs.system.cuts
    assert found.tables == ((0, 1),)
    assert np.array_equal(found.keys, inputs.system.keys)
    assert np.array_equal(found.values, inputs.system.values)
    shown = found.list_shown_values()
    for cell, value in enumerate(inputs.system.values):
        assert shown[cell] is None or shown[cell] * found.scale == value
        assert (shown[cell] is None) == (found.status[cell] != "published")
    assert found.report["secondary"] == 1
    assert found.report["secondary_value"] == 112.5
    assert found.spec["rules"] == {
        "minimum": 3,
        "dominance": [{"n": 1, "share": "0.85"}],
        "p_percent": None,
        "unions": False,
    }
    assert found.spec["grain"] == 100


def test_cells_keep_their_counts(tmp_path: Path) -> None:
    inputs = read(tmp_path, spec=CELLS_SPEC, data=CELLS)
    write_folder(tmp_path / "run", run_of(inputs, hidden=[]), audited)
    lines = (tmp_path / "run" / "counts.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "dep,sec,count,largest,second"
    assert "D2,A,2,3500," in lines
    assert len(lines) == len(inputs.system) + 1


def test_a_run_replaces_a_run_and_nothing_else(tmp_path: Path, inputs: Inputs) -> None:
    out = tmp_path / "run"
    out.mkdir()
    write_folder(out, run_of(inputs), audited)
    write_folder(out, run_of(inputs, hidden=[]), audited)
    assert read_folder(out).report["secondary"] == 0
    kept = tmp_path / "mine"
    kept.mkdir()
    (kept / "letter.txt").write_text("precious", encoding="utf-8")
    for taken in (kept, kept / "letter.txt"):
        with pytest.raises(Faults) as caught:
            write_folder(taken, run_of(inputs), audited)
        assert caught.value.faults[0].code == "folder-taken"
    assert (kept / "letter.txt").read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("name", ["notes.txt", ".hidden", "drafts", "cells.csv"])
def test_a_run_to_which_somebody_added_a_file_is_not_replaced(tmp_path: Path, inputs: Inputs, name: str) -> None:
    """Whatever bears another name, and a folder under a name of ours."""
    out = tmp_path / "run"
    write_folder(out, run_of(inputs), audited)
    (out / name).unlink(missing_ok=True)
    if name in ("drafts", "cells.csv"):
        (out / name).mkdir()
    else:
        (out / name).write_text("precious", encoding="utf-8")
    before = sorted(path.name for path in out.iterdir())
    for _ in range(2):
        with pytest.raises(Faults) as caught:
            write_folder(out, run_of(inputs, hidden=[]), audited)
        (found,) = caught.value.faults
        assert (found.code, found.file) == ("folder-foreign-file", str(out))
        assert name in found.message.fr
        assert name in found.message.en
    assert sorted(path.name for path in out.iterdir()) == before
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["run"]


def test_a_file_added_while_a_run_is_made_is_not_lost(tmp_path: Path, inputs: Inputs) -> None:
    out = tmp_path / "run"
    write_folder(out, run_of(inputs), audited)
    before = (out / REPORT_FILE).read_bytes()

    def slow(folder: Path) -> AuditSummary:
        (out / "notes.txt").write_text("precious", encoding="utf-8")
        return audited(folder)

    with pytest.raises(Faults) as caught:
        write_folder(out, run_of(inputs, hidden=[]), slow)
    assert caught.value.faults[0].code == "folder-foreign-file"
    assert (out / "notes.txt").read_text(encoding="utf-8") == "precious"
    assert (out / REPORT_FILE).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["run"]


def test_what_fails_leaves_the_former_run_and_nothing_half_written(tmp_path: Path, inputs: Inputs) -> None:
    out = tmp_path / "runs" / "run"
    write_folder(out, run_of(inputs), audited)
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def failing(_: Path) -> AuditSummary:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(out, run_of(inputs, hidden=[]), failing)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in out.parent.iterdir()] == ["run"]


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        read_folder(tmp_path)
    assert caught.value.faults[0].code == "folder-no-run"


def test_what_an_audit_finds_unsafe_is_not_written(tmp_path: Path, inputs: Inputs) -> None:
    """Whether an attacker learns something, or the folder is not what its rows say."""
    for found in (
        AuditSummary({"outsider": Found(narrow=1)}, sound=True),
        AuditSummary({"outsider": Found()}, sound=False),
    ):
        with pytest.raises(UnsafeRun) as caught:
            write_folder(tmp_path / "run", run_of(inputs), lambda _, found=found: found)  # type: ignore[misc]
        assert not caught.value.report.is_protected
        assert not [path for path in tmp_path.iterdir() if path.is_dir()]


@pytest.mark.parametrize(
    ("level", "found", "expected"),
    [
        ("outsider", {"outsider": Found()}, True),
        ("outsider", {"outsider": Found(narrow=1)}, False),
        ("outsider", {}, False),
        ("contributors", {"outsider": Found(), "contributors": Found(narrow=9)}, True),
        ("contributors", {"outsider": Found(), "contributors": Found(exact=1)}, False),
        ("contributors", {"outsider": Found()}, False),
        ("contributors-slack", {"outsider": Found(), "contributors": Found(narrow=9)}, False),
        ("pairs", {"outsider": Found(), "contributors": Found(), "pairs": Found(exact=1)}, False),
        ("holdings", {name: Found() for name in ("outsider", "contributors", "pairs", "holdings")}, True),
    ],
)
def test_a_level_is_kept_when_every_attacker_it_names_was_counted_at_nothing(
    level: str, found: dict[str, Found], expected: bool
) -> None:
    assert keeps_promise(level, found) is expected  # type: ignore[arg-type]
