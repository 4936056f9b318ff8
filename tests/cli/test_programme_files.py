"""``filiere programme merge``, ``grants`` and ``notice``: answers for programs and for people, and their status."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
COMMAND = "programme"

BASE = "Premier.\r\n\r\nSous 15 jours.\r\n"
AMENDMENTS = """
- {key: a, op: number, paragraph: 2, old: 15, new: 30, state: accepted}
- {key: b, op: insert_after, paragraph: 1, text: "Après.", state: accepted}
- {key: c, op: number, paragraph: 1, old: 7, new: 8, state: accepted}
- {key: d, op: delete, paragraph: 1, state: rejected}
- {key: e, op: replace, paragraph: 1, text: "Autre.", state: withdrawn}
- {key: f, op: replace, paragraph: 9, text: "Ailleurs.", state: inadmissible}
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    base, amendments = tmp_path / "base.txt", tmp_path / "amendments.yaml"
    base.write_bytes(BASE.encode())
    amendments.write_text(AMENDMENTS, encoding="utf-8")
    return base, amendments


def test_a_merge_for_programs(run: Run, files: tuple[Path, Path]) -> None:
    status, out, _ = run("merge", *map(str, files), "--format", "json")
    assert status == 0
    assert json.loads(out) == {
        "text": "Premier.\n\nAprès.\n\nSous 30 jours.",
        "applied": ["a", "b"],
        "collisions": [],
        "fallen": ["c"],
    }


def test_a_merge_for_people(run: Run, files: tuple[Path, Path]) -> None:
    """Fallen, rejected, withdrawn and inadmissible are four lines."""
    _, out, _ = run("merge", *map(str, files), "--lang", "en")
    assert out.splitlines()[-5:] == [
        "Applied: a, b",
        "Fallen: c, the number to change is not in the text",
        "Rejected: d",
        "Withdrawn: e",
        "Inadmissible: f",
    ]


def test_a_collision_is_an_answer(run: Run, files: tuple[Path, Path]) -> None:
    base, amendments = files
    amendments.write_text(
        "- {key: b, op: delete, paragraph: 1}\n- {key: a, op: replace, paragraph: 1, text: A}\n", encoding="utf-8"
    )
    status, out, _ = run("merge", str(base), str(amendments), "--format", "json")
    assert (status, json.loads(out)) == (0, {"text": None, "applied": [], "collisions": [["a", "b"]], "fallen": []})
    _, out, _ = run("merge", str(base), str(amendments), "--lang", "en")
    assert "a ↔ b: one deletes what the other replaces" in out


def test_faults_of_amendments(run: Run, files: tuple[Path, Path]) -> None:
    base, amendments = files
    amendments.write_text("- {key: a, op: delete, paragraph: 3}\n", encoding="utf-8")
    status, out, err = run("merge", str(base), str(amendments), "--lang", "en")
    assert (status, out) == (1, "")
    assert "amendments.yaml:1:24: amendment-out-of-bounds" in err
    assert "the text has 2" in err
    assert run("merge", str(base), str(amendments.with_name("none.yaml")))[0] == 2


def test_a_notice(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notice.txt"
    path.write_text(
        "Marché de services.\nIl comporte une clause sociale, sans label de responsabilité sociale.", encoding="utf-8"
    )
    status, out, _ = run("notice", str(path), "--format", "json")
    (found,) = json.loads(out)
    assert (status, found["answer"], found["answers"]) == (0, "clause", ["clause"])
    (quote,) = found["quotes"]
    assert (quote["text"], quote["line"], quote["denied"]) == ("clause sociale", 2, False)
    assert found["label"][0]["denied"] is True
    _, out, _ = run("notice", str(path), "--lang", "en")
    assert "social clause\n  line 2: “clause sociale”" in out
    path.write_text('{"marches": {"marche": [{"id": "M1"}]}}', encoding="utf-8")
    status, out, _ = run("notice", str(path), "--lang", "en")
    assert (status, out) == (0, "M1: not readable (the field “considerationsSociales” is missing or blank)\n")
    assert run("notice", str(tmp_path / "none.json"))[0] == 2


def test_grants(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "grants.csv"
    path.write_text("nomAttribuant;montant\nÉtat;12,5\n", encoding="utf-8")
    status, out, _ = run("grants", str(path), "--format", "json")
    found = json.loads(out)
    assert (status, found["valid"], found["lines"], found["grants"]) == (1, False, 1, 0)
    assert {"grant-missing-column", "grant-number"} == {one["code"] for one in found["faults"]}
    status, out, _ = run("grants", str(path), "--lang", "en")
    assert status == 1
    assert "grants.csv:2:2: grant-number: “montant” is “12,5”" in out
    assert "Lines: 1. Faults: 10. Doubts: 5." in out
