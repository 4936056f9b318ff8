"""``filiere careers resolve`` and ``evaluate``: answers for programs and for people, and their status."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
COMMAND = "careers"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "jobs.csv").write_text(
        "id,label\nb,Boulanger / Boulangère\nv,Vendeur / Vendeuse en boulangerie\nm,Maçon\n", encoding="utf-8"
    )
    (tmp_path / "asked.csv").write_text("id,label\n1,boulangère\n2,vendeuse\n3,\n4,maçons\n", encoding="utf-8")
    (tmp_path / "truth.csv").write_text("query,id\n1,b\n2,v\n4,b\n4,nowhere\n", encoding="utf-8")
    return tmp_path


def test_a_title_for_programs(run: Run, files: Path) -> None:
    status, out, _ = run(
        "resolve", "Boulangère (H/F)", "--against", f"{files}/jobs.csv", "--top", "1", "--format", "json"
    )
    found = json.loads(out)
    assert status == 0
    assert (found["outcome"], found["job"], found["key"]) == ("resolved", "b", ["boulanger"])
    assert [hit["label"] for hit in found["hits"]] == ["Boulanger / Boulangère"]


def test_titles_of_a_file_and_what_has_no_answer(run: Run, files: Path) -> None:
    words = ("resolve", "--queries", f"{files}/asked.csv", "--against", f"{files}/jobs.csv", "--format")
    _, out, _ = run(*words, "json")
    assert [(one["id"], one["outcome"]) for one in json.loads(out)] == [
        ("1", "resolved"),
        ("2", "resolved"),
        ("3", "empty"),
        ("4", "resolved"),
    ]
    _, out, _ = run(*words, "csv")
    assert out.splitlines()[0] == "query,text,outcome,rank,id,label,score"
    assert "3,,empty,,,," in out.splitlines()


def test_a_title_for_people(run: Run, files: Path) -> None:
    _, out, _ = run("resolve", "licorne", "--against", f"{files}/jobs.csv", "--lang", "en")
    assert "I do not know" in out
    _, out, _ = run("resolve", "licorne", "--against", f"{files}/jobs.csv")
    assert "je ne sais pas" in out


def test_without_a_nomenclature_titles_are_those_of_the_profession(run: Run) -> None:
    status, out, _ = run("resolve", "caissière", "--format", "json")
    assert (status, json.loads(out)["job"]) == (0, "cashier")
    _, out, _ = run("resolve", "téléconseillère", "--format", "json")
    assert json.loads(out)["job"] == "customer-adviser"


def test_an_evaluation(run: Run, files: Path) -> None:
    words = (
        "evaluate",
        "--titles",
        f"{files}/asked.csv",
        "--against",
        f"{files}/jobs.csv",
        "--truth",
        f"{files}/truth.csv",
    )
    status, out, _ = run(*words, "--format", "json")
    found = json.loads(out)
    assert status == 0
    assert (found["queries"], found["acc@1"]) == (3, round(2 / 3, 6))
    assert (found["queries_without_truth"], found["truth_absent_from_nomenclature"]) == (1, 1)
    assert [row["coverage"] for row in found["coverage"]] == [1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5]
    _, out, _ = run(*words)
    assert "acc@1, couverture 90 %" in out.replace("\u202f", " ")


def test_wrong_uses(run: Run, files: Path) -> None:
    status, _, err = run("resolve")
    assert status == 2
    assert "titles-no-query" in err
    assert run("resolve", "x", "--against", f"{files}/none.csv")[0] == 2
    status, _, err = run("resolve", "x", "--against", f"{files}/truth.csv")
    assert status == 1
    assert "titles-missing-column" in err
