"""``filiere contacts compare``: what it prints, what it writes, and how it ends."""

import csv
import io
import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from support.scenes.contacts_sample import deliver, legs

from filiere.cli import app

MINUTE = "2026-03-02T09:{:02}:{:02}+01:00"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty calls answered after ten seconds, ten that gave up after three."""
    folder = tmp_path_factory.mktemp("store")
    rows = []
    for rank in range(50):
        start, stop = MINUTE.format(rank, 0), MINUTE.format(rank, 10 if rank < 40 else 3)
        row = {"contact_id": f"c{rank}", "customer_key": f"k{rank}", "arrived_at": start, "queued_at": start}
        row |= {"offered_at": "", "wrap_ended_at": "", "ended_at": MINUTE.format(rank, 50)}
        row |= {"answered_at": stop} if rank < 40 else {"answered_at": "", "ended_at": stop, "outcome": "abandoned"}
        rows.append(row)
    deliver(folder, legs(*rows))
    return folder


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[str, str, int]:
    """What the command prints on both outputs, and its status."""
    try:
        app([str(word) for word in ("contacts", "compare", *words)], result_action="return_value")
        status = 0
    except SystemExit as left:
        status = int(left.code or 0)
    said = capsys.readouterr()
    return said.out, said.err, status


def test_the_gap_is_told_step_by_step(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sentence for the whole, a table of the steps, a sentence a step; 40 of 40 become 40 of 50."""
    out, _, status = run(capsys, store, "--from", "vicidial", "--to", "common-v1", "--lang", "en")
    assert status == 0
    assert "goes from 100.00% to 80.00% (−20.00 points), in 1 step." in out
    assert "1. The service level also counts" in out
    assert "10 contacts change, of which 10 enter the denominator." in out


def test_the_same_as_json_and_csv(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exact fractions in both, the contacts in the JSON."""
    words = (store, "--from", "vicidial", "--to", "common-v1", "--first", "2")
    (gap,) = json.loads(run(capsys, *words, "--format", "json")[0])
    assert Fraction(gap["gap"]["exact"]) == -20
    assert [one["contact_id"] for one in gap["steps"][0]["contacts"]["first"]] == ["c40", "c41"]
    (row,) = csv.DictReader(io.StringIO(run(capsys, *words, "--format", "csv")[0]))
    assert (row["change"], row["term_numerator"], row["term_denominator"]) == ("denominator", "-20", "1")
    assert (row["changed"], row["after_denominator"]) == ("10", "50")


def test_the_list_and_the_drawing_are_files(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every contact of every step, and a picture that stands alone."""
    files = ("--contacts", tmp_path / "all.csv", "--chart", tmp_path / "gap.svg")
    assert run(capsys, store, "--from", "vicidial", "--to", "common-v1", *files, "--lang", "fr")[2] == 0
    assert (tmp_path / "all.csv").read_text().count("\n") == 11
    picture = (tmp_path / "gap.svg").read_text(encoding="utf-8")
    assert picture.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "<style>" in picture
    assert {">100,00\u202f%<", ">−20,00\u00a0pt<"} <= {
        f">{words}<" for words in re.findall(r">([^<]+)</text>", picture)
    }


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--from", "nowhere", "--to", "common-v1"), "definition-unknown"),
        (("--from", "vicidial", "--to", "nf345"), "definition-computes-nothing"),
        (("--from", "vicidial", "--to", "common-v1", "--indicator", "nothing"), "gap-no-indicator"),
        (("--from", "vicidial", "--to", "common-v1", "--by", "agent"), "unknown-group"),
        (("--from", "vicidial", "--to", "common-v1", "--contacts", "all.txt"), "gap-list-form"),
    ],
)
def test_wrong_use_ends_with_two(
    store: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    """What is typed wrongly is told, and is no fault of a file."""
    _, err, status = run(capsys, store, *words)
    assert status == 2
    assert code in err


def test_a_folder_that_is_no_store_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The fault is in what was read."""
    _, err, status = run(capsys, tmp_path, "--from", "vicidial", "--to", "common-v1")
    assert status == 1
    assert "not-a-store" in err
