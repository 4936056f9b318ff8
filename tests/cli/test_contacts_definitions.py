"""``filiere contacts definitions``: what is listed, shown, checked and sealed, in which language, with which status."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from filiere.core import content_path

COMMAND = "contacts"
COMMON = content_path("contacts", "definitions", "common-v1@1.yaml")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the common set, not sealed."""
    path = tmp_path / "ours.yaml"
    words = COMMON.read_text(encoding="utf-8")
    path.write_text(words[: words.index("\nseal:") + 1], encoding="utf-8")
    return path


def test_list_names_each_set_with_its_seal(run: Run) -> None:
    """A row a version, as a table, JSON or CSV, in the language asked for."""
    status, out, _ = run("definitions", "list", "--format", "json", "--lang", "en")
    rows = {row["id"]: row for row in json.loads(out)}
    common = rows["common-v1"]
    assert (status, common["version"], common["sealed"]) == (0, 1, True)
    assert common["title"] == "Common definition, first proposal"
    assert common["sha256"][:12] in run("definitions", "list")[1]
    assert run("definitions", "list", "--format", "csv")[1].startswith("id,version,kind,status,from,to,")


def test_show_gives_the_content_that_is_sealed(run: Run) -> None:
    """The JSON holds what the fingerprint was made of; an unknown id is answered with close ones, status 1."""
    _, out, _ = run("definitions", "show", "common-v1", "--format", "json")
    assert json.loads(out)["content"]["choices"]["clock_start"] == "queue"
    status, _, told = run("definitions", "show", "comon-v1", "--lang", "en")
    assert status == 1
    assert "Closest matches: common-v1" in told


def test_check_tells_every_fault_and_ends_with_status_one(run: Run, own: Path) -> None:
    """A sound file ends with 0; faults come one a line, at their place, with their remedy."""
    assert run("definitions", "check", str(own), "--lang", "en") == (0, "No fault.\n", "")
    words = own.read_text(encoding="utf-8")
    own.write_text(words.replace("ring: included", "ring: maybe").replace("clock_stop: human", ""), encoding="utf-8")
    status, out, _ = run("definitions", "check", str(own), "--lang", "en")
    assert status == 1
    assert "    → Allowed values: included or excluded." in out
    assert "unknown-word: “ring” is “maybe”" in out
    assert "    → Add the key “clock_stop”." in out
    assert out.endswith("2 faults, 1 file.\n")
    assert len(json.loads(run("definitions", "check", str(own), "--format", "json")[1])) == 2


def test_sealing_is_said_and_done_once(run: Run, own: Path) -> None:
    """The command prints the fingerprint; a second time it is refused."""
    status, out, _ = run("definitions", "seal", str(own), "--lang", "en")
    assert (status, out.startswith("common-v1@1 is sealed: ")) == (0, True)
    assert run("definitions", "seal", str(own))[0] == 1


def test_show_tells_each_choice_with_what_it_rests_on(run: Run) -> None:
    """A card: the choices in words, the document or our reading behind each, then the indicators."""
    _, out, _ = run("definitions", "show", "talkdesk", "--lang", "en")
    lines = out.splitlines()
    assert lines[0] == "talkdesk@1 · Talkdesk, contacts data model"
    (ring,) = [line for line in lines if line.startswith("2 ")]
    assert "Ringing at the agent’s set is counted" in ring
    assert "talkdesk-contacts" in ring
    (stop,) = [line for line in lines if line.startswith("3 ")]
    assert "our reading" in stop
    assert any(line.startswith("service_level_20") and "20 seconds" in line for line in lines)
    assert "Attente annoncée et tenue (90" in run("definitions", "show", "nf345")[1]
    rows = list(csv.DictReader(io.StringIO(run("definitions", "show", "icmi-5", "--format", "csv")[1])))
    assert len(rows) == 22
    short = {"seconds": 5, "effect": "success", "by_queue": {}, "edge": None, "share_of": "queued"}
    assert json.loads(rows[3]["value"]) == short


def test_succession_says_what_becomes_of_each_series(run: Run) -> None:
    """The verdict, the formula, and the counts to have kept, as a table and as JSON."""
    _, out, _ = run("definitions", "succession", "icmi-2", "common-v1", "--format", "json", "--lang", "en")
    told = json.loads(out)
    assert (told[0]["verdict"], told[0]["choices"]) == ("convertible", ["denominator"])
    assert told[0]["needs"][:2] == ["answered within 20 seconds", "answered"]
    assert {one["verdict"] for one in told[1:]} == {"new"}
    assert "convertible" in run("definitions", "succession", "icmi-2", "common-v1")[1]
    assert run("definitions", "succession", "icmi-2", "common-v1", "--format", "csv")[1].startswith("old,new,verdict,")


def test_parquet_is_a_file_that_reads_back(tmp_path: Path) -> None:
    """The bytes of the output are a Parquet file with the columns of the list."""
    words = [sys.executable, "-m", "filiere", "contacts", "definitions", "list", "--format", "parquet"]
    done = subprocess.run(words, capture_output=True, check=True, cwd=tmp_path)
    read = pq.read_table(io.BytesIO(done.stdout))
    assert read.column_names[:3] == ["id", "version", "kind"]
    assert "common-v1" in read.column("id").to_pylist()
