"""``filiere careers import``: counts for programs and people, all faults at once, and nothing half-written."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.scenes.rome_archive import EARLIER, read_files, write_archive, write_folder

from filiere.cli import careers_import

Run = Callable[..., tuple[int, str, str]]
COMMAND = "careers"


@pytest.fixture(autouse=True)
def no_codes_of_the_profession(monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented release has none of the codes of the shipped occupations, which would stop it."""
    check = careers_import.check_bridges
    monkeypatch.setattr(careers_import, "check_bridges", lambda found, _, profession: check(found, "none", profession))


def test_a_release_is_kept_and_compared(run: Run, tmp_path: Path) -> None:
    before = write_archive(tmp_path / "before.zip", read_files(EARLIER, version="460"))
    after = write_archive(tmp_path / "after.zip", read_files())
    kept = tmp_path / "kept"
    status, out, _ = run("import", str(before), "--into", str(kept), "--format", "json")
    first = json.loads(out)
    assert (status, first["outcome"], first["counts"]["added"]) == (0, "imported", None)
    status, out, _ = run("import", str(after), "--against", first["file"], "--into", str(kept), "--format", "json")
    found = json.loads(out)
    assert status == 0
    assert found["against"] == {"name": "ROME", "version": "4.60", "sha256": first["sha256"]}
    assert found["counts"] == {
        "added": 1,
        "removed": 1,
        "renamed": 1,
        "meaning_changed": 1,
        "moved": 3,
        "unjudged": 0,
        "unchanged": 11,
        "orphaned_bridges": 0,
        "orphaned_codes": 0,
        "lost_items": 0,
    }
    assert found["meaning_changed"][0]["code"] == "E9901"
    assert sorted(one.name for one in kept.iterdir()) == ["rome-4-4.60.jsonl.gz", "rome-4-4.61.jsonl.gz"]
    # A release as it was published may be given instead of the file that was kept.
    again = json.loads(run("import", str(after), "--against", str(before), "--dry-run", "--format", "json")[1])
    assert (again["counts"], again["outcome"], again["file"]) == (found["counts"], "checked", None)


def test_people_read_a_table(run: Run, tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "rome.zip", read_files())
    status, out, _ = run("import", str(archive), "--dry-run", "--lang", "en")
    assert status == 0
    assert "ROME 4.61 · 2026-06-15 · checked, nothing is written" in out
    assert "gap-moves-unsaid" in out


def test_all_faults_are_told_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    edits = {"mobilite": (('"A9902"', '"555a"'),), "savoir": (("libelle_savoir", "nom"),)}
    folder = write_folder(tmp_path / "rome", read_files(edits))
    words = ("import", str(folder), "--into", str(tmp_path / "kept"), "--lang", "en")
    status, out, _ = run(*words, "--format", "json")
    assert status == 1
    assert {one["code"] for one in json.loads(out)["faults"]} == {"import-foreign-code", "import-missing-columns"}
    status, _, told = run(*words)
    assert (status, "import-foreign-code" in told, (tmp_path / "kept").exists()) == (1, True, False)


def test_a_path_that_leads_nowhere_is_wrong_use(run: Run, tmp_path: Path) -> None:
    assert run("import", str(tmp_path / "absent"))[0] == 2


def test_a_release_that_orphans_the_shipped_jobs_stops_with_the_list(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    archive = write_archive(tmp_path / "rome.zip", read_files())
    kept = tmp_path / "kept"
    status, out, told = run("import", str(archive), "--into", str(kept), "--format", "json", "--lang", "en")
    found = json.loads(out)
    assert (status, found["outcome"], found["file"], kept.exists()) == (1, "stopped", None, False)
    assert found["counts"]["orphaned_codes"] == len(found["orphaned_codes"]) > 0
    assert told.count("import-orphaned-code") >= 1


def test_evaluation_reads_a_kept_release(run: Run, tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "rome.zip", read_files())
    kept = json.loads(run("import", str(archive), "--into", str(tmp_path / "kept"), "--format", "json")[1])["file"]
    moves = tmp_path / "moves.csv"
    moves.write_text("origin,target,relevance\nC9902,C9903,2\n", encoding="utf-8")
    status, out, _ = run("evaluate", str(moves), "--nomenclature", kept, "--format", "json")
    found = json.loads(out)
    assert (status, found["release"], found["all"]["origins"], found["all"]["mrr"]) == (0, "4.61", 1, 1.0)
    status, _, told = run("evaluate", str(moves), "--nomenclature", str(moves))
    assert (status, "release-unreadable" in told) == (1, True)


def test_observed_moves_are_compared_with_the_release_that_is_kept(run: Run, tmp_path: Path) -> None:
    kept = ("--into", str(tmp_path / "kept"), "--format", "json", "--lang", "en")
    moves = tmp_path / "moves.csv"
    header = "from,to,share,source,years,country\n"
    moves.write_text(f"{header}C9902,C9903,0.1,A,2018,FR\n", encoding="utf-8")
    assert "gap-codes-unchecked" in run("import", str(moves), *kept)[1]
    run("import", str(write_archive(tmp_path / "rome.zip", read_files())), *kept)
    status, out, _ = run("import", str(moves), *kept)
    assert (status, "the newest release that is kept" in out, "ROME 4.61" in out) == (0, True, True)
    moves.write_text(f"{header}C9902,C9903,0.1,A,2018,FR\nA1101,B1101,0.1,A,2018,FR\n", encoding="utf-8")
    status, out, _ = run("import", str(moves), *kept)
    assert (status, json.loads(out)["by_code"]) == (1, {"import-unknown-codes": 1})


def test_a_title_is_sought_in_a_kept_release(run: Run, tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "rome.zip", read_files())
    kept = json.loads(run("import", str(archive), "--into", str(tmp_path / "kept"), "--format", "json")[1])["file"]
    status, out, _ = run("resolve", "gardienne de phare", "--against", kept, "--format", "json")
    assert (status, json.loads(out)["job"]) == (0, "A9901")
