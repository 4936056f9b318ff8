"""``filiere disclosure``: losses and what is learnt are told, bad input is refused by name, nothing weak is written."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.scenes.disclosure_files import SPEC, laid

from filiere.cli.disclosure_output import describe_limit

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
COMMAND = "disclosure"

# Made up: three departments in two regions, three sectors; one owner makes almost all of D1 × A.
VALUES = {
    ("D1", "A"): [900, 10, 12, 9],
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
EVERYBODY = "outsider,contributors,pairs,holdings"


def protected(run: Run, folder: Path, *more: str, spec: str = SPEC) -> Ran:
    """Protect the made-up table into ``run``."""
    data, path = laid(folder, data=DATA, spec=spec)
    return run("protect", str(data), "--spec", str(path), "--out", str(folder / "run"), *more)


def test_a_table_is_protected_audited_and_verified(run: Run, tmp_path: Path) -> None:
    status, out, _ = protected(run, tmp_path, "--lang", "en")
    assert status == 0
    assert "Protected as required (level contributors)" in out
    with (tmp_path / "run" / "cells.csv").open(encoding="utf-8", newline="") as stream:
        cells = {(row["dep"], row["sec"]): row for row in csv.DictReader(stream)}
    assert len(cells) == 6 * 4
    assert {codes for codes, row in cells.items() if row["status"] == "primary"} == {("D1", "A"), ("D2", "C")}
    assert cells["Total", "Total"]["value"] == str(sum(map(sum, VALUES.values())))
    with (tmp_path / "run" / "cells-public.csv").open(encoding="utf-8", newline="") as stream:
        public = {(row["dep"], row["sec"]): row["value"] for row in csv.DictReader(stream)}
    assert all((value == "") == (cells[codes]["status"] != "published") for codes, value in public.items())
    assert public["D1", "A"] == public["D2", "C"] == ""
    status, out, _ = run("audit", str(tmp_path / "run"), "--attackers", EVERYBODY, "--lang", "en")
    assert (status, "Protected as required" in out) == (0, True)
    rows = str(tmp_path / "data.csv")
    status, out, _ = run("verify", str(tmp_path / "run"), "--data", rows, "--lang", "en")
    assert (status, "The certificate is valid" in out) == (0, True)
    # A certificate proves no more than its rule asks: the rule is told beside it.
    assert "Rule: at least 3 contributors, the largest at most 85 %" in out
    assert "Unsafe cells: 2.\n    dep=" in out
    assert "Consents of contributors: 0.\nAssumed known elsewhere, and not protected: 0." in out
    Path(rows).write_text(DATA.replace("D3,A,44", "D3,A,45"), encoding="utf-8")
    for command in ("verify", "audit"):
        status, _, err = run(command, str(tmp_path / "run"), "--data", rows, "--lang", "en")
        assert (status, "disclosure-rows-differ" in err) == (1, True)


def test_results_for_programs_are_json_alone(tmp_path: Path) -> None:
    """In a process of its own: the solver writes its name past Python’s output, once a process."""
    data, spec = laid(tmp_path, data=DATA)
    out = tmp_path / "run"

    def said(*words: str) -> dict[str, object]:
        command = [sys.executable, "-m", "filiere", "disclosure", *words, "--format", "json"]
        done = subprocess.run(command, capture_output=True, check=True, text=True, env=os.environ | {"LANG": "C.UTF-8"})
        found: dict[str, object] = json.loads(done.stdout)
        return found

    report = said("protect", str(data), "--spec", str(spec), "--out", str(out))
    assert report["protected"] is True
    written = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert report == written | {"folder": str(out)}
    assert {"primary", "secondary", "secondary_value", "lower_bound", "seconds", "level", "attackers"} <= set(written)
    assert written["attackers"]["outsider"] == {"exact": 0, "narrow": 0}
    assert written["primary"] == 2
    audited = said("audit", str(out))
    assert (audited["protected"], audited["not_asked"]) == (True, [])
    assert said("verify", str(out))["holds"] is True


def test_a_changed_run_is_found_out(run: Run, tmp_path: Path) -> None:
    """A withheld cell shown again: the audit names who learns what, the certificate that the file is another."""
    protected(run, tmp_path)
    path = tmp_path / "run" / "cells-public.csv"
    hidden = "D1,A,,withheld,Q,C"
    assert hidden in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(hidden, "D1,A,931,published,A,F"), encoding="utf-8")
    status, out, err = run("audit", str(tmp_path / "run"), "--lang", "en")
    assert status == 1
    assert "Not protected as required" in out
    assert "D1, A" in out + err
    status, out, err = run("verify", str(tmp_path / "run"), "--lang", "en")
    assert status == 1
    assert "not valid" in out
    assert "cells-public.csv" in err


@pytest.mark.parametrize(
    ("attackers", "status", "protected_", "missing"),
    [
        ("outsider", 3, None, ["contributors"]),
        ("pairs", 3, None, ["outsider", "contributors"]),
        ("contributors", 1, False, ["outsider"]),
        ("outsider,contributors", 1, False, []),
        (EVERYBODY, 1, False, []),
    ],
)
def test_a_level_is_judged_by_all_its_attackers_or_not_at_all(
    run: Run, tmp_path: Path, attackers: str, status: int, protected_: bool | None, missing: list[str]
) -> None:
    """Two firms alone in their sectors find each other: no verdict of protection comes of not asking them."""
    amounts = {"A": [40], "B": [50], "C": [61, 62, 63, 64], "D": [71, 72, 73, 74]}
    data = "sec,ca\n" + "".join(f"{sec},{value}\n" for sec, several in amounts.items() for value in several)
    spec = "response: ca\ndimensions: [{column: sec}]\n"
    path, asked = laid(tmp_path, data=data, spec=spec + "level: outsider\n")
    assert run("protect", str(path), "--spec", str(asked), "--out", str(tmp_path / "run"))[0] == 0
    asked.write_text(spec + "level: contributors\n", encoding="utf-8")
    cells = ("--cells", str(tmp_path / "run" / "cells.csv"), "--spec", str(asked), "--data", str(path))
    words = ("audit", *cells, "--attackers", attackers)
    found, out, _ = run(*words, "--lang", "en")
    assert (found, "Protected as required" in out) == (status, False)
    assert "Required by the level" in out
    assert ("not judged in whole" in out) == (protected_ is None)
    assert (f"not tried: {', '.join(missing)}." in out) == bool(missing)
    found, out, _ = run(*words, "--format", "json")
    said = json.loads(out)
    assert (found, said["protected"], said["not_asked"]) == (status, protected_, missing)


def test_bad_input_is_told_all_at_once_with_status_2_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    data, spec = laid(tmp_path, data=DATA + "D9,A,1\nD1,A,x\n")
    status, out, err = run("protect", str(data), "--spec", str(spec), "--out", str(tmp_path / "run"))
    assert (status, out) == (2, "")
    assert "code-unknown: Le code « D9 »" in err.replace("\u00a0", " ").replace("\u202f", " ")
    assert "value-not-a-number" in err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("protect", "none.csv", "--spec", "none.yaml", "--out", "run"), "not-a-file"),
        (("audit", "nowhere"), "folder-no-run"),
        (("verify", "nowhere"), "folder-no-run"),
    ],
)
def test_files_that_are_not_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = run(*words)
    assert (status, told in err) == (2, True)


def test_attackers_are_named_and_folders_not_overwritten(run: Run, tmp_path: Path) -> None:
    protected(run, tmp_path)
    status, _, err = run("audit", str(tmp_path / "run"), "--attackers", "outsider,neighbours")
    assert (status, "neighbours" in err) == (2, True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("precious", encoding="utf-8")
    status, _, err = run(
        "protect", str(tmp_path / "data.csv"), "--spec", str(tmp_path / "spec.yaml"), "--out", str(tmp_path / "mine")
    )
    assert (status, "folder-taken" in err) == (2, True)


def test_what_cannot_be_protected_is_named_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    """With every margin and every other cell of D1 kept, nothing is left to blur D1 × A with."""
    keep = "keep: keep.csv\n"
    lines = [f"{dep},{sec}" for dep in ("Total", "R1", "R2", "D1", "D2", "D3") for sec in ("Total", "A", "B", "C")]
    kept = [line for line in lines if line not in ("D1,A", "D2,C")]
    (tmp_path / "keep.csv").write_text("dep,sec\n" + "\n".join(kept) + "\n", encoding="utf-8")
    status, out, err = protected(run, tmp_path, "--lang", "en", spec=SPEC + keep)
    assert (status, out) == (1, "")
    assert "slack-impossible: The cell dep=D1, sec=A cannot stay blurred" in err
    assert not (tmp_path / "run").exists()


def test_a_table_of_holes_alone_is_refused(run: Run, tmp_path: Path) -> None:
    data, spec = laid(tmp_path, data="dep,sec,ca\nD1,A,10\nD2,A,3\n")
    status, out, err = run("protect", str(data), "--spec", str(spec), "--out", str(tmp_path / "run"), "--lang", "en")
    assert (status, out) == (2, "")
    assert err.count("every-cell-unsafe: Every cell is withheld by the rule itself (8, dep=Total, sec=Total") == 1
    assert not (tmp_path / "run").exists()


def test_notes_are_told_beside_a_result(run: Run, tmp_path: Path) -> None:
    rows = ["D1,A,10", "D1,A,11", "D1,A,12", "D1,A,9", "D1,A,8", "D1,A,7", "D1,B,-5", "D1,B,6", "D1,B,7", "D1,B,8"]
    data, spec = laid(tmp_path, data="\n".join(["dep,sec,ca", *rows]) + "\n")
    status, out, err = run("protect", str(data), "--spec", str(spec), "--out", str(tmp_path / "run"), "--lang", "en")
    assert status == 0
    assert "amounts-negative: Some amounts are negative: 1" in err
    assert "Protected as required" in out
    # Nothing is withheld for others, so that nothing less could be.
    assert "stopped at its work limit" not in out


def test_a_search_that_is_cut_off_says_how_far_from_the_best_it_may_be() -> None:
    assert "20.0% above the minimum possible" in describe_limit(120.0, 100.0).en
    assert "20,0 % de plus que le moins possible" in describe_limit(120.0, 100.0).fr
    assert "%" not in describe_limit(120.0, 0.0).en


@pytest.mark.parametrize("publish", ["intervals", "rounding"])
def test_alternatives_are_audited_like_the_rest(run: Run, tmp_path: Path, publish: str) -> None:
    status, out, _ = protected(run, tmp_path, "--lang", "en", spec=f"{SPEC}publish: {publish}\n")
    assert status == 0
    assert "Protected as required" in out
    with (tmp_path / "run" / "cells-public.csv").open(encoding="utf-8", newline="") as stream:
        public = {(row["dep"], row["sec"]): row for row in csv.DictReader(stream)}
    total = sum(map(sum, VALUES.values()))
    if publish == "intervals":
        shown = public["D1", "A"]
        assert float(shown["low"]) < sum(VALUES["D1", "A"]) < float(shown["high"])
        assert public["Total", "Total"]["value"] == str(total)
    else:
        spec = json.loads((tmp_path / "run" / "spec.json").read_text(encoding="utf-8"))
        base = int(spec["base"])
        assert all(int(row["value"]) % base == 0 for row in public.values())
        assert abs(int(public["Total", "Total"]["value"]) - total) < base * spec["reach"]


def test_a_sound_rounding_is_not_said_to_be_broken(run: Run, tmp_path: Path) -> None:
    """It has no certificate, so that nothing is proved (1); a file that changed is told as such."""
    protected(run, tmp_path, spec=f"{SPEC}publish: rounding\n")
    status, out, err = run("verify", str(tmp_path / "run"), "--lang", "en")
    assert (status, "not valid" in out) == (1, False)
    assert "The folder is as it was written. A rounded table has no certificate: its proof is the audit." in out
    assert "disclosure-rounding-unproved" in err
    (tmp_path / "run" / "report.json").write_text("{}", encoding="utf-8")
    status, out, _ = run("verify", str(tmp_path / "run"), "--lang", "en")
    assert (status, "not valid" in out) == (1, True)


def test_a_base_too_small_is_refused(run: Run, tmp_path: Path) -> None:
    status, _, err = protected(run, tmp_path, "--lang", "en", spec=f"{SPEC}publish: rounding\nbase: 10\n")
    assert (status, "rounding-impossible: No rounding to base 10" in err) == (1, True)
    assert not (tmp_path / "run").exists()


def test_sums_of_unsafe_cells_are_told_of_and_kept_on_request(run: Run, tmp_path: Path) -> None:
    """Two firms, each alone in its sector: hiding their two cells leaves each of them the other, by subtraction."""
    amounts = {"A": [40], "B": [50], "C": [61, 62, 63, 64], "D": [71, 72, 73, 74]}
    data = "sec,ca\n" + "".join(f"{sec},{value}\n" for sec, several in amounts.items() for value in several)

    def report(more: str) -> dict[str, int]:
        paths = laid(tmp_path, data=data, spec=f"response: ca\nlevel: outsider\ndimensions: [{{column: sec}}]\n{more}")
        words = ("--spec", str(paths[1]), "--out", str(tmp_path / "run"), "--format", "json")
        status, out, _ = run("protect", str(paths[0]), *words)
        assert status == 0
        found: dict[str, int] = json.loads(out)
        return found

    told, kept = report(""), report("rules: {unions: true}\n")
    assert (told["unions"], told["secondary"]) == (1, 0)
    assert (kept["unions"], kept["secondary"]) == (0, 1)


def test_tables_that_would_tell_a_firm_by_subtraction_are_protected(run: Run, tmp_path: Path) -> None:
    """The zone is the department and one firm of the other: no addition says so, and the difference is that firm."""
    places = [("D1", "Z1")] * 6 + [("D2", "Z1")] + [("D2", "Z2")] * 7
    data = "dep,zone,ca\n" + "".join(f"{dep},{zone},{50 + row}\n" for row, (dep, zone) in enumerate(places))
    spec = "response: ca\ntables:\n  - [{column: dep}]\n  - [{column: zone}]\n"
    paths = laid(tmp_path, data=data, spec=spec)
    words = ("--spec", str(paths[1]), "--out", str(tmp_path / "run"), "--lang", "en")
    status, out, _ = run("protect", str(paths[0]), *words)
    assert status == 0
    report = json.loads((tmp_path / "run" / "report.json").read_text(encoding="utf-8"))
    assert (report["primary"], report["differences"], report["crossings"]) == (0, 1, 0)
    assert report["secondary"] == 2
    assert "Differences between linked tables, kept blurred" in out
    assert run("audit", str(tmp_path / "run"), "--lang", "en")[0] == 0
    assert run("verify", str(tmp_path / "run"))[0] == 0
    # Where all of them have to stay visible, nothing is written, and the difference is named.
    (tmp_path / "keep.csv").write_text("dep,zone\nD1,\nD2,\n,Z1\n,Z2\n", encoding="utf-8")
    paths[1].write_text(spec + "keep: keep.csv\n", encoding="utf-8")
    status, _, said = run("protect", str(paths[0]), "--spec", str(paths[1]), "--out", str(tmp_path / "other"))
    assert status == 1
    assert "(dep=Total, zone=Z1) − (dep=D1, zone=Total)" in said
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("out", [".", "data.csv/run", "/proc/nope/x"])
def test_a_place_that_cannot_be_written_is_told_before_any_work(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    data, spec = laid(tmp_path, data=DATA)
    monkeypatch.chdir(tmp_path)

    def read(*_: object) -> None:
        raise AssertionError("the data were read")

    monkeypatch.setattr("filiere.disclosure.inputs.read_inputs", read)
    before = sorted(path.name for path in tmp_path.iterdir())
    status, said, err = run("protect", str(data), "--spec", str(spec), "--out", out)
    assert (status, said) == (2, "")
    assert "folder-unwritable: Aucune protection ne peut être écrite là" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_run_with_a_file_of_somebody_else_is_not_replaced(run: Run, tmp_path: Path) -> None:
    protected(run, tmp_path)
    (tmp_path / "run" / "notes.txt").write_text("precious", encoding="utf-8")
    status, _, err = protected(run, tmp_path, "--lang", "en")
    assert status == 2
    assert (
        "folder-foreign-file: This folder belongs to a run, but also contains files that no run writes (notes.txt)"
        in err
    )
    assert (tmp_path / "run" / "notes.txt").read_text(encoding="utf-8") == "precious"


def test_a_tampered_run_is_told_with_its_file_and_never_by_a_traceback(run: Run, tmp_path: Path) -> None:
    """What is not what was certified does not hold (1); of what cannot be read, the audit can say nothing (2)."""
    protected(run, tmp_path)
    folder = tmp_path / "run"
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}
    told = json.loads(whole["report.json"])
    changes: list[tuple[str, bytes | None, int, str]] = [
        ("spec.json", b"[]", 2, "disclosure-folder-unreadable"),
        ("spec.json", b"", 2, "disclosure-folder-unreadable"),
        ("spec.json", whole["spec.json"][:100], 2, "disclosure-folder-unreadable"),
        ("report.json", json.dumps(told | {"level": 3}).encode(), 1, "disclosure-report-wrong"),
        ("report.json", json.dumps(told | {"level": "outsider"}).encode(), 1, "disclosure-report-wrong"),
        ("report.json", b"", 2, "disclosure-folder-unreadable"),
        ("report.json", None, 2, "disclosure-folder-unreadable"),
        ("cells.csv", b"", 2, "disclosure-folder-unreadable"),
        ("contributions.csv", None, 2, "disclosure-folder-unreadable"),
    ]
    for name, content, status, code in changes:
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(content)
        found, out, err = run("audit", str(folder), "--attackers", "outsider", "--lang", "en")
        assert (found, name in err, f": {code}: " in err) == (status, True, True), (name, content, err)
        assert ("Protected as required" in out, "Traceback" in err) == (False, False)
        found, out, err = run("verify", str(folder), "--lang", "en")
        assert (found, "not valid" in out, name in err) == (1, True, True), (name, content, err)
        (folder / name).write_bytes(whole[name])
    assert run("verify", str(folder))[0] == 0
    (folder / "certificate.json").write_bytes(b"")
    status, out, err = run("verify", str(folder), "--lang", "en")
    assert (status, "certificate.json:1: disclosure-folder-unreadable" in err) == (1, True)


@pytest.mark.parametrize("command", ["audit", "verify"])
def test_a_folder_of_something_else_is_no_run(run: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "report.json").write_text('{"format": "something-else/1"}', encoding="utf-8")
    status, out, err = run(command, str(tmp_path))
    assert (status, out, "folder-no-run" in err) == (2, "", True)
