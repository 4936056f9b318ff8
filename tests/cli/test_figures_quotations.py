"""``filiere figures quotations``: rows for programs, a review for people, and faults that are sentences."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = "figures"
Run = Callable[..., tuple[int, str, str]]
TEXT = (
    "En 2008, les prestataires comptaient 36 352 emplois en France, selon l’Unédic, et 41 Md€ d’autre chose.\n\n"
    "Le plan coûte 20 millions d’euros : 12 de la région et 5 des communes. Voir page 7."
)
NUMBER = ["start", "end", "text", "value", "low", "high", "unit"]
VERDICT = [*NUMBER, "verdict", "figures", "reason", "needs", "proposal"]


@pytest.fixture
def speech(tmp_path: Path) -> str:
    """A speech in a file."""
    path = tmp_path / "speech.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_rows_have_the_keys_of_the_contract(run: Run, speech: str) -> None:
    status, out, _ = run("quotations", speech, "--said", "2026-11-24", "--format", "json")
    rows = json.loads(out)
    assert status == 0
    assert {tuple(row) for row in rows} == {tuple(VERDICT)}
    assert [TEXT[row["start"] : row["end"]] for row in rows] == [row["text"] for row in rows]
    assert (rows[0]["value"], rows[0]["verdict"], rows[0]["figures"]) == (
        36352,
        "match",
        ["jobs-outsourced-2008-unedic"],
    )
    _, as_csv, _ = run("quotations", speech, "--said", "2026-11-24", "--format", "csv")
    assert [row["text"] for row in csv.DictReader(io.StringIO(as_csv))] == [row["text"] for row in rows]


def test_a_stage_tells_its_own_keys(run: Run, speech: str) -> None:
    _, out, _ = run("quotations", speech, "--stage", "mentions", "--format", "json")
    assert [list(row) for row in json.loads(out)] == [[*NUMBER, "bound", "kind"]] * 5
    _, out, _ = run("quotations", speech, "--stage", "candidates", "--format", "json")
    assert "jobs-outsourced-2008-unedic" in {one["figure"] for one in json.loads(out)[0]["candidates"]}
    status, out, _ = run("quotations", speech, "--stage", "context")
    assert status == 0
    assert "year=2008" in out


def test_a_person_reads_why_and_what_is_missing(run: Run, speech: str) -> None:
    status, out, _ = run("quotations", speech, "--lang", "en")
    assert status == 0
    assert out.startswith("2 numbers read: 1 exact, 1 unknown.")
    assert "3 million is missing" in out
    assert "Set aside: 1 year, 1 page or part of a document." in out
    assert "Il manque 3 millions" in run("quotations", speech, "--lang", "fr")[1]


def test_a_text_cut_at_its_limit_says_so(run: Run, tmp_path: Path) -> None:
    """A person reads that the last numbers were not read; of a text read whole nothing of it is said."""
    path = tmp_path / "long.txt"
    path.write_text("1 " * 6000, encoding="utf-8")
    assert "those that follow were not read" in run("quotations", str(path), "--lang", "en")[1]
    path.write_text("1 2 3", encoding="utf-8")
    assert "were not read" not in run("quotations", str(path), "--lang", "en")[1]


@pytest.mark.parametrize(
    ("words", "code", "status"),
    [
        (["absent.txt"], "document-missing", 2),
        (["speech.txt", "--said", "hier"], "bad-day", 1),
        (["speech.xls"], "document-kind", 1),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    run: Run, speech: str, words: list[str], code: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(speech).parent)
    Path("speech.xls").write_bytes(b"\xd0\xcf\x11\xe0\x00")
    left, out, said = run("quotations", *words)
    assert (left, out) == (status, "")
    assert code in said
    assert "Traceback" not in said
