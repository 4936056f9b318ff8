"""``filiere programme``: the state of a programme and the progress of cases, for people and for programs."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
COMMAND = "programme"

CASES = """cases:
  - {key: fall, direction: down, base: 20, goal: 10, now: 9.9, state: current, weight: 1, children: []}
  - key: parent
    weight: 2
    children:
      - {key: rose, direction: down, base: 20, goal: 10, now: 25, weight: 3}
      - {key: ranged, direction: up, base: 0, goal: 10, now: [4, 6]}
      - {key: limit, direction: at_most, goal: 10, now: 12}
      - {key: gone, direction: up, base: 0, goal: 10, now: 9, state: retired}
      - fall
"""
PLAN = """id: ours
title: {fr: "À nous", en: Ours}
period: "2026"
actions:
  - id: holders
    title: {fr: Titulaires, en: Holders}
    on: "2008-01-01"
    due: "2010-01-01"
    target: {direction: up, base: 10, goal: 30, label: {fr: T, en: H}, figure: {series: label-holders}}
events:
  - {action: holders, kind: declared, state: on_time, on: "2009-01-05"}
"""


def plain(words: str) -> str:
    """Words with ordinary spaces."""
    return words.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def cases(tmp_path: Path) -> str:
    """A file of cases."""
    path = tmp_path / "cases.yaml"
    path.write_text(CASES, encoding="utf-8")
    return str(path)


@pytest.fixture
def plan(tmp_path: Path) -> str:
    """A programme with one action, which reads the register."""
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return str(path)


def test_cases_for_programs(run: Run, cases: str) -> None:
    """Every case of the file in its order, parents before their children; a list works as well as `cases`."""
    status, out, _ = run("progress", cases, "--format", "json")
    assert status == 0
    rows = json.loads(out)
    assert [tuple(row) for row in rows] == [("key", "progress", "known", "of", "outcome")] * 6
    assert [list(row.values()) for row in rows] == [
        ["fall", 1.01, 1, 1, "computed"],
        ["parent", [-0.018, 0.022], 3, 5, "range"],
        ["rose", -0.5, 1, 1, "computed"],
        ["ranged", [0.4, 0.6], 1, 1, "range"],
        ["limit", None, 0, 1, "broken"],
        ["gone", None, 0, 1, "retired"],
    ]
    bare = Path(cases).with_name("bare.yaml")
    bare.write_text(CASES.removeprefix("cases:\n"), encoding="utf-8")
    assert run("progress", str(bare), "--format", "json")[1] == out


def test_cases_for_people(run: Run, cases: str) -> None:
    _, out, _ = run("progress", cases)
    lines = [" ".join(line.split()) for line in plain(out).splitlines()]
    assert "fall 101 % 1 sur 1 calculé" in lines
    assert "rose −50 % 1 sur 1 calculé" in lines
    assert "ranged 40 à 60 % 1 sur 1 fourchette" in lines
    _, out, _ = run("progress", cases, "--format", "csv")
    assert [row["outcome"] for row in csv.DictReader(io.StringIO(out))][-1] == "retired"


def test_faults_of_cases_are_told_with_their_lines(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text("- {key: a, direction: up, base: yes, goal: 1}\n- {key: b, children: [c]}\n", encoding="utf-8")
    status, out, err = run("progress", str(path))
    assert (status, out) == (1, "")
    assert f"{path}:1:27: wrong-type" in err
    assert f"{path}:2:23: progress-unknown-child" in err
    assert run("progress", str(tmp_path / "absent.yaml"))[0] == 2


def test_the_programme_of_2009_for_people(run: Run) -> None:
    """Each line with what became of it, then the agreement, its results not found and its money that lacks a part."""
    status, out, _ = run("state", "--on", "2026-12-01", "--known", "2026-12-01")
    assert status == 0
    said = plain(out)
    assert "18 = 6 + 9 + 3 inexpliqués (M€)" in said
    assert "Les textes ne s’accordent pas : total, 18 ou 20 (M€)" in said
    assert "Salariés formés : 5 300 personnes. Résultat non trouvé." in said
    assert sum("suite inconnue" in line for line in said.splitlines()) == 2
    _, out, _ = run("state", "--on", "2026-12-01", "--known", "2026-12-01", "--lang", "en")
    assert "What was true on 1 December 2026, by what was known on 1 December 2026." in out
    assert "outcome unknown" in out


def test_the_programme_of_2009_for_programs(run: Run) -> None:
    _, out, _ = run("state", "--known", "2026-12-01", "--on", "2026-12-01", "--format", "json", "--lang", "en")
    found = json.loads(out)
    assert (found["plan"], found["progress"], found["known"], found["of"]) == ("programme-2009", None, 0, 11)
    assert [one["fate"] for one in found["actions"]].count("established") == 5
    (agreement,) = found["agreements"]
    assert agreement["statements"][1]["equation"] == "18 = 6 + 9 + 3 unexplained"
    assert agreement["disagreements"][0]["amounts"]["press"] == 20
    _, out, _ = run("state", "--known", "2026-12-01", "--format", "csv")
    assert len(list(csv.DictReader(io.StringIO(out)))) == 11


def test_a_plan_of_ones_own_reads_the_register(run: Run, plan: str) -> None:
    """Half of the way for half of the time; a year later, the figure is too old to be read."""
    status, out, _ = run("state", "--file", plan, "--on", "2009-01-05", "--format", "json", "--lang", "en")
    assert status == 0
    (action,) = json.loads(out)["actions"]
    assert (action["progress"], action["now"], action["figures"]) == (0.5, 20, ["label-holders-2008"])
    assert action["reasons"] == []
    _, out, _ = run("state", "--file", plan, "--on", "2010-01-05", "--format", "json", "--lang", "en")
    (action,) = json.loads(out)["actions"]
    assert (action["progress"], action["outcome"]) == (None, "stale")
    assert [one["words"] for one in action["reasons"]] == [
        "overdue for 4 days",
        "no news for 365 days",
        "not computable: figure out of date",
    ]


def test_what_cannot_be_read_is_told(run: Run, plan: str) -> None:
    status, _, err = run("state", "--plan", "2010")
    assert status == 1
    assert "Programmes lisibles ici : 2009." in plain(err)
    Path(plan).write_text(PLAN.replace("label-holders", "label-holder"), encoding="utf-8")
    status, _, err = run("state", "--file", plan)
    assert status == 1
    assert "plan.yaml:9:81: plan-unknown-in-register" in err
    assert run("state", "--on", "yesterday")[0] == 2
