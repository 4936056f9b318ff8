"""``filiere careers evaluate``: a table for people, JSON for programs, and every fault of a data set at once."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
COMMAND = "careers"

JOBS = ("A1101", "A1102", "A1103", "B1101")
HELD = {"A1101": ("1", "2"), "A1102": ("1", "2", "3"), "A1103": ("2", "3"), "B1101": ("4",)}


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "tables"
    folder.mkdir()
    lines = {
        "referentiel_code_rome": ["code_rome,libelle_rome", *(f"{code},Métier {code}" for code in JOBS)],
        "referentiel_activite": ["code_ogr,libelle_activite", *(f"{one},Activité {one}" for one in "1234")],
        "liens_rome_referentiels": [
            "code_rome,code_ogr,code_ref_rubrique",
            *(f"{code},{one},6" for code, held in HELD.items() for one in held),
        ],
    }
    for name, rows in lines.items():
        (folder / f"mini_{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def write(folder: Path, *rows: str) -> str:
    path = folder.parent / "moves.csv"
    path.write_text("\n".join(("origin,target,relevance", *rows)) + "\n", encoding="utf-8")
    return str(path)


def ask(run: Run, tables: Path, *words: str) -> tuple[int, str, str]:
    return run("evaluate", *words, "--tables", str(tables), "--prefix", "mini", "--lang", "en")


def test_measures_and_ranks_are_told_for_programs(run: Run, tables: Path) -> None:
    moves = write(tables, "A1101,A1102,2", "A1103,A1102,1")
    status, told, _ = ask(run, tables, moves, "--target", "A1102", "--format", "json")
    found = json.loads(told)
    assert status == 0
    assert found["all"]["origins"] == found["even"]["origins"] + found["odd"]["origins"]
    assert (found["all"]["origins"], found["all"]["recall_at_10"], found["all"]["mrr"]) == (2, 1.0, 1.0)
    assert sorted(found["ranks"]) == ["A1101", "A1103", "B1101"]
    assert found["ranks"]["B1101"] == 3


def test_people_read_a_table(run: Run, tables: Path) -> None:
    status, told, _ = ask(run, tables, write(tables, "A1101,A1102,2"), "--no-text")
    assert status == 0
    assert "R@10" in told
    assert "Even digest" in told


def test_all_faults_of_a_data_set_are_told(run: Run, tables: Path) -> None:
    status, _, told = ask(run, tables, write(tables, "A1101,Z9999,2", "A1101,A1102,much"))
    assert status == 1
    assert "moves-unknown-code" in told
    assert "moves-relevance" in told
    (tables.parent / "moves.csv").write_text("from,to\n", encoding="utf-8")
    assert "moves-columns" in ask(run, tables, str(tables.parent / "moves.csv"))[2]


def test_what_was_typed_wrong_is_wrong_use(run: Run, tables: Path) -> None:
    moves = write(tables, "A1101,A1102,2")
    status, _, told = ask(run, tables, moves, "--target", "A1109")
    assert (status, "moves-unknown-target" in told) == (2, True)
    status, _, told = ask(run, tables / "absent", moves)
    assert (status, "moves-no-nomenclature" in told) == (2, True)
