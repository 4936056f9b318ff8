"""Whatever is done to the files of a run, it is told with its file, and nobody meets a traceback.

Some tiny runs are made once; then every key of what they say of themselves is taken away or given every kind of value,
and every file is emptied, cut short, filled with bytes, or loses and repeats a row.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.scenes.disclosure_files import CELLS, CELLS_SPEC, laid, save

from filiere.core import Faults, seal_file
from filiere.disclosure.audit import ATTACKERS, audit_folder, verify_folder
from filiere.disclosure.folder import CERTIFICATE_FILE, REPORT_FILE, SPEC_FILE, read_folder
from filiere.disclosure.protection import protect_data

GONE = object()
VALUES: tuple[Any, ...] = (
    GONE, None, [], {}, "x", "1/0", "\ud800", True, -1, 0, 1.5, 10**30, float("nan"), [-1], [10**30], [[]],
)  # fmt: skip
WORDS: tuple[Any, ...] = ("outsider", "pairs", "holdings", "cells", "rounding", "intervals", 10**12)
"""Values that some key may have, and that say something else."""

# Made up: two tables that share their sectors, a department and a zone that differ by one firm, one holding.
ROWS = [
    ("D1", "Z1", "A", "a", "g", 90), ("D1", "Z1", "A", "b", "b", 10), ("D1", "Z1", "B", "c", "c", 11),
    ("D1", "Z1", "B", "d", "g", 12), ("D1", "Z1", "B", "e", "e", 13), ("D1", "Z1", "A", "f", "f", 14),
    ("D2", "Z1", "A", "h", "h", 15), ("D2", "Z2", "A", "i", "i", 16), ("D2", "Z2", "A", "j", "j", 17),
    ("D2", "Z2", "B", "k", "k", 18), ("D2", "Z2", "B", "l", "l", 19), ("D2", "Z2", "B", "m", "m", 20),
    ("D2", "Z2", "A", "n", "n", 21),
]  # fmt: skip
LINKED = """response: ca
contributor: id
holding: grp
waivers: waivers.csv
keep: keep.csv
tables:
  - [{column: dep}, {column: sec}]
  - [{column: zone}]
"""
RUNS = ("rows", "cells", "intervals", "rounding")
COSTS = ("log", "count", "weights", "losses", "rounded")
"""Runs of which only what the report says is changed."""
AMOUNTS = {
    ("D1", "A"): (900, 10, 12, 9), ("D1", "B"): (40, 35, 30, 28), ("D1", "C"): (25, 20, 22, 24),
    ("D2", "A"): (60, 55, 50, 52), ("D2", "B"): (31, 30, 29, 33), ("D2", "C"): (70, 10),
    ("D3", "A"): (44, 41, 40), ("D3", "B"): (21, 22, 23, 24), ("D3", "C"): (90, 80, 70, 75),
}  # fmt: skip
"""What these are made of: one above all, and two in a cell."""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runs, each in a folder of its name."""
    folder = tmp_path_factory.mktemp("runs")
    given = tmp_path_factory.mktemp("given")
    save(given / "rows.csv", ("dep", "zone", "sec", "id", "grp", "ca"), ROWS)
    firms = [(*codes, amount, amount % 7 + 0.5) for codes, several in AMOUNTS.items() for amount in several]
    save(given / "firms.csv", ("dep", "sec", "ca", "jobs"), firms)
    save(given / "losses.csv", ("dep", "sec", "ca"), [*((*row[:2], row[2] - 21) for row in firms)])
    table = "response: ca\ndimensions: [{column: dep}, {column: sec}]\n"
    laid(given, cells=CELLS, waivers="contributor,consent,date\nm,letter,2026-01-31\n", keep="dep,sec\nD2,\n")
    specs = {
        "rows": LINKED,
        "cells": CELLS_SPEC,
        "intervals": table + "publish: intervals\n",
        "rounding": table + "publish: rounding\n",
        "log": table + "cost: log\nrules: {p_percent: 10}\n",
        "count": table + "cost: cells\n",
        "weights": table + "cost: jobs\n",
        "losses": table,
        "rounded": table + "publish: rounding\n",
    }
    for name, spec in specs.items():
        (given / "spec.yaml").write_text(spec, encoding="utf-8")
        files = {"cells": "cells.csv", "losses": "losses.csv"} | dict.fromkeys(set(COSTS) - {"losses"}, "firms.csv")
        protect_data(given / files.get(name, "rows.csv"), given / "spec.yaml", folder / name)
    return folder


def paths(content: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every key of a content, and the first item of every list."""
    if at:
        yield at
    if isinstance(content, dict):
        for key, value in content.items():
            yield from paths(value, (*at, key))
    elif isinstance(content, list) and content:
        yield from paths(content[0], (*at, 0))


def changed(content: Any, at: tuple[str | int, ...], value: Any) -> Any:
    """The content with one key gone or of another value."""
    copy = json.loads(json.dumps(content))
    place = copy
    for part in at[:-1]:
        place = place[part]
    if value is GONE:
        del place[at[-1]]
    else:
        place[at[-1]] = value
    return copy


def told(act: Callable[[], Any]) -> tuple[str, Any]:
    """How reading a folder ends: with faults of files, with an answer, or in a way that it never should."""
    try:
        return "answer", act()
    except Faults as wrong:
        return "faults", wrong.faults
    except Exception as error:  # Any at all is the finding of these tests.
        return type(error).__name__, error


def unsound(folder: Path, name: str) -> list[str]:
    """What goes wrong with a folder of which one file was changed: only verifying reads the certificate."""
    found = []
    acts: dict[str, Callable[[], Any]] = {"verify": partial(verify_folder, folder)}
    if name != CERTIFICATE_FILE:
        kinds = ATTACKERS if name == SPEC_FILE else ("outsider",)
        acts |= {
            "audit": partial(audit_folder, folder, kinds, reported=True),
            "read": partial(read_folder, folder),
        }
    for act, run in acts.items():
        end, said = told(run)
        if end not in ("answer", "faults"):
            found.append(f"{act}: {end}: {said}")
        elif end == "faults" and not all(one.file for one in said):
            found.append(f"{act}: a fault without file")
        elif act == "verify" and (end, said.holds) != ("answer", False):
            found.append("verify: it holds")
        elif act == "verify" and name not in {one.file for one in said.faults}:
            found.append(f"verify: {name} is not named")
    return found


@pytest.mark.parametrize("run", RUNS)
def test_the_runs_are_sound(runs: Path, run: str) -> None:
    """Nothing is found in what was not touched; a rounding has no proof without a solver, and says so."""
    report = audit_folder(runs / run, ATTACKERS, reported=True)
    assert report.faults == ()
    faults = {one.code for one in verify_folder(runs / run).faults}
    assert faults == ({"disclosure-rounding-unproved"} if run == "rounding" else set())
    assert len(read_folder(runs / run).values) == report.cells


@pytest.mark.parametrize(
    ("run", "name"),
    [*((run, SPEC_FILE) for run in RUNS), ("rows", REPORT_FILE), ("rounding", REPORT_FILE), ("rows", CERTIFICATE_FILE)],
)
def test_any_key_of_any_value_is_told(runs: Path, tmp_path: Path, run: str, name: str) -> None:
    folder = shutil.copytree(runs / run, tmp_path / "run")
    content = json.loads((folder / name).read_text(encoding="utf-8"))
    wrong = []
    for at in paths(content):
        # Nothing but people reads what lies deeper in a report.
        values = VALUES[:2] if name == REPORT_FILE and len(at) > 1 else VALUES
        for value in (*values, *(WORDS if name == SPEC_FILE else ())):
            other = changed(content, at, value)
            if other == content and type(other) is type(content):
                continue
            (folder / name).write_text(json.dumps(other), encoding="utf-8")
            wrong += [f"{at} = {value!r}: {one}" for one in unsound(folder, name)]
    assert wrong == []


@pytest.mark.parametrize("run", RUNS)
def test_any_file_of_any_content_is_told(runs: Path, tmp_path: Path, run: str) -> None:
    folder = shutil.copytree(runs / run, tmp_path / "run")
    wrong = []
    for path in sorted(folder.iterdir()):
        whole = path.read_bytes()
        lines = whole.decode().splitlines(keepends=True)
        others = {
            "empty": b"",
            "cut": whole[: len(whole) // 2],
            "bytes": bytes(range(256)),
            "a byte too many": b"\xef\xbb\xbf" + whole,
            "deep": b"[" * 100_000,
            "a list": b"[]",
            "a number of many digits": b"9" * 10_000,
            "a header alone": lines[0].encode(),
            "a row less": "".join(lines[:-1]).encode(),
            "a row twice": "".join([*lines, lines[-1]]).encode(),
            "rows turned": "".join([lines[0], *lines[:0:-1]]).encode(),
            "a column less": "".join(line.partition(",")[2] for line in lines).encode(),
            "a quote": whole.replace(b",", b',"', 1),
            "huge": whole.replace(b",1", b",9" + b"9" * 16),
            "beyond": whole.replace(b",1", b",9" + b"9" * 30),
            "below": whole.replace(b",1", b",-1"),
            "shares": whole.replace(b",1", b",1/0"),
            "powers": whole.replace(b",1", b",1e999999999"),
            "no digits of ours": whole.replace(b",1", ",١".encode()),
        }
        for name, content in others.items():
            if content == whole:
                continue
            path.write_bytes(content)
            wrong += [f"{path.name}, {name}: {one}" for one in unsound(folder, path.name)]
        path.unlink()
        wrong += [f"{path.name}, gone: {one}" for one in unsound(folder, path.name)]
        path.mkdir()
        wrong += [f"{path.name}, a folder: {one}" for one in unsound(folder, path.name)]
        path.rmdir()
        path.write_bytes(whole)
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "at", "value", "key"),
    [
        ("spec.json", ("scale",), 0, "scale"),
        ("spec.json", ("rules", "minimum"), None, "rules.minimum"),
        ("spec.json", ("cuts", 0, "parents"), GONE, "cuts[0].parents"),
        ("spec.json", ("known",), GONE, "known"),
        ("spec.json", ("waivers", 0, "contributor"), 10**6, "waivers"),
        ("spec.json", ("keep",), [10**6], "keep"),
        ("report.json", ("level",), 3, "level"),
        ("report.json", ("primary",), True, "primary"),
        ("report.json", ("secondary_value",), float("nan"), None),
    ],
)
def test_faults_name_file_and_key(
    runs: Path, tmp_path: Path, name: str, at: tuple[Any, ...], value: Any, key: str
) -> None:
    folder = shutil.copytree(runs / "rows", tmp_path / "run")
    content = json.loads((folder / name).read_text(encoding="utf-8"))
    (folder / name).write_text(json.dumps(changed(content, at, value)), encoding="utf-8")
    end, said = told(partial(audit_folder, folder, ATTACKERS, reported=True))
    faults = said if end == "faults" else said.faults
    assert [(one.file, one.key) for one in faults] == [(name, key)]
    assert all(one.message.fr != one.message.en for one in faults)


def sealed(folder: Path, name: str, content: Any) -> None:
    """A file written anew, and the certificate that fits it: whoever can write the whole folder can do both."""
    (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    path = folder / CERTIFICATE_FILE
    told = json.loads(path.read_text(encoding="utf-8"))
    del told["seal"]
    told["files"][name] = seal_file(folder / name)
    told["seal"] = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
    path.write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("run", "at", "value"),
    [
        ("rows", ("cost",), 3.5),
        ("rows", ("cost",), GONE),
        ("cells", ("cost",), 10**9),
        ("log", ("cost",), 1.0),
        ("count", ("cost",), 0.0),
        ("weights", ("cost",), -1.0),
        ("weights", ("cost",), GONE),
        ("rounded", ("cost",), 0.5),
        ("rows", ("cost_name",), "log"),
        ("rows", ("reasons", "few"), 10**6),
        ("rows", ("reasons", "dominated"), GONE),
        ("rows", ("reasons", "p-percent"), 0),
        ("log", ("reasons", "p-percent"), 0),
        ("log", ("reasons", "dominated"), True),
        ("cells", ("reasons",), {}),
        ("losses", ("negative",), False),
        ("losses", ("cost",), 1),
        ("rows", ("negative",), True),
        ("cells", ("negative",), True),
        ("rows", ("reach",), 7),
        ("rounding", ("reach",), 7),
        ("rounded", ("base",), "1"),
        ("rows", ("base",), GONE),
        ("rows", ("seed",), 12345),
        ("rows", ("attackers", "outsider"), GONE),
        ("rows", ("attackers", "contributors"), GONE),
        ("rows", ("attackers", "outsider", "exact"), 1),
        ("rows", ("attackers", "outsider", "narrow"), True),
        ("rows", ("attackers", "contributors", "exact"), 1),
        ("rows", ("attackers", "contributors"), None),
        ("rows", ("attackers", "neighbours"), {"exact": 0, "narrow": 0}),
    ],
)
def test_an_invented_report_is_told_though_its_seal_fits(
    runs: Path, tmp_path: Path, run: str, at: tuple[Any, ...], value: Any
) -> None:
    folder = shutil.copytree(runs / run, tmp_path / "run")
    sealed(folder, REPORT_FILE, changed(json.loads((folder / REPORT_FILE).read_text(encoding="utf-8")), at, value))
    for said in (verify_folder(folder), audit_folder(folder, ATTACKERS, reported=True)):
        wrong = [one for one in said.faults if one.code != "disclosure-rounding-unproved"]
        assert {(one.file, (one.key or "").split(".")[0]) for one in wrong} == {(REPORT_FILE, at[0])}
        assert all(one.message.fr != one.message.en for one in wrong)


@pytest.mark.parametrize("run", [*RUNS, *COSTS])
def test_a_report_sealed_anew_is_sound(runs: Path, tmp_path: Path, run: str) -> None:
    """What the test before changes is the report, not the seal."""
    folder = shutil.copytree(runs / run, tmp_path / "run")
    sealed(folder, REPORT_FILE, json.loads((folder / REPORT_FILE).read_text(encoding="utf-8")))
    assert {one.code for one in verify_folder(folder).faults} <= {"disclosure-rounding-unproved"}


@pytest.mark.parametrize(
    ("name", "line", "old", "new"),
    [
        ("cells.csv", 3, ",", ",,"),
        ("cells-public.csv", 2, "Total", "Nowhere"),
        ("contributions.csv", 4, "D", "nowhere "),
        ("spec.json", 1, "{", "{,"),
    ],
)
def test_faults_name_the_line(runs: Path, tmp_path: Path, name: str, line: int, old: str, new: str) -> None:
    folder = shutil.copytree(runs / "rows", tmp_path / "run")
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    end, faults = told(partial(audit_folder, folder, ATTACKERS))
    assert end == "faults"
    assert [(one.file, one.line) for one in faults] == [(name, line)]
