"""A load: what it stores, that it is whole or not at all, and that doing it twice changes nothing."""

import csv
import errno
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.scenes.sources_sample import TODAY, YEARS, Load, Sample, make_sample

from filiere.core import Faults
from filiere.sources import RefusedFile, aggregates, discard, prepare, publish, read_report, remove_stale_staging, table
from filiere.sources import byte_scan as examine_module

EMPLOYEES = "Effectifs salariés 2007"
ESTABLISHMENTS = "Nombre d'établissements 2007"
URSSAF = "urssaf-commune-ape"


def rows_of(folder: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        path = folder / "parts" / "commune-ape.parquet"
        return connection.execute(f"SELECT * FROM read_parquet('{path}')").fetchall()  # noqa: S608


def test_the_long_form_keeps_every_cell_with_its_state(load: Load, tmp_path: Path) -> None:
    """Blank is unknown, a mark is suppressed, zero is zero: three states that are never confused."""
    sample = make_sample()
    sample.set(0, EMPLOYEES, "")
    sample.set(3, EMPLOYEES, "s")
    sample.set(6, EMPLOYEES, "0")
    sample.set(9, EMPLOYEES, "nd")
    folder = publish(load(sample.write(tmp_path / "a.csv")))
    cells = {row[0]: row[3:] for row in rows_of(folder) if row[1] == "8220Z" and row[2] == 2007}
    assert cells == {
        "76540": (1, None, "unknown"),
        "76005": (1, None, "suppressed"),
        "27681": (1, 0, "known"),
        "86194": (1, None, "unknown"),
    }
    report = read_report(folder)
    assert (report["values"], report["known"], report["unknown"], report["suppressed"]) == (36, 29, 6, 1)
    assert report["establishments_without_headcount"] == 3


def test_rows_are_stored_by_activity_first(load: Load, tmp_path: Path) -> None:
    """A page asks for one activity: its rows are together, by commune and year."""
    folder = publish(load(make_sample().write(tmp_path / "a.csv")))
    keys = [(row[1], row[0], row[2]) for row in rows_of(folder)]
    assert keys == sorted(keys, key=str)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_and_parquet_give_the_same_table(load: Load, tmp_path: Path, encoding: str, end: str) -> None:
    """With or without a byte order mark, whatever the line ends."""
    sample = make_sample()
    sample.set(4, EMPLOYEES, "")
    sample.set(5, "EPCI", "Communauté ; « quoted », 76")
    sample.set(3, "EPCI", "Communauté ; « quoted », 76")
    sample.set(4, "EPCI", "Communauté ; « quoted », 76")
    first = publish(load(sample.write(tmp_path / "a.csv", encoding=encoding, end=end)))
    second = publish(load(sample.write_parquet(tmp_path / "a.parquet")))
    assert rows_of(first) == rows_of(second)
    by = ["commune", "ape", "year", "epci_name"]
    assert table(URSSAF, first, by=by) == table(URSSAF, second, by=by)
    assert list(aggregates(URSSAF, first)) == list(aggregates(URSSAF, second))


def test_a_new_year_needs_no_change(load: Load, tmp_path: Path) -> None:
    """Year columns are recognised by their pattern."""
    prepared = load(make_sample((2020, 2021, 2022, 2023, 2024, 2025)).write(tmp_path / "a.csv"))
    assert prepared.report["years"] == [2020, 2021, 2022, 2023, 2024, 2025]


def test_the_same_file_twice_is_one_version(load: Load, tmp_path: Path) -> None:
    """Publishing is idempotent, and leaves nothing beside the version."""
    file = make_sample().write(tmp_path / "a.csv")
    first = publish(load(file))
    again = load(file)
    assert again.version == first.name
    assert publish(again) == first
    assert publish(again) == first
    assert [path.name for path in first.parent.iterdir()] == [first.name]


def test_rejects_are_set_aside_with_their_reason(load: Load, tmp_path: Path) -> None:
    """The sound rows are loaded, the others kept in a file, and the sum of both is the file."""
    sample = make_sample()
    sample.set(1, EMPLOYEES, "x")
    sample.set(2, "Code APE", "?")
    sample.rows.append(list(sample.rows[0]))
    prepared = load(sample.write(tmp_path / "a.csv"), allow_rejects=True)
    folder = publish(prepared)
    assert (prepared.rows, prepared.rejected) == (10, 3)
    with (folder / "rejects.csv").open(encoding="utf-8", newline="") as stream:
        rejects = list(csv.DictReader(stream))
    assert [(int(row["line"]), row["codes"]) for row in rejects] == [
        (3, "not-a-number"),
        (4, "unknown-ape"),
        (14, "duplicate-key"),
    ]
    assert rejects[0][EMPLOYEES] == "x"
    assert rejects[2]["Code commune"] == "76540"
    assert all(row["raison"] and row["reason"] for row in rejects)
    assert prepared.report["faults"] == {"duplicate-key": 1, "not-a-number": 1, "unknown-ape": 1}
    assert len(rows_of(folder)) == 10 * len(YEARS)


def test_the_report_compares_with_the_version_in_use(load: Load, tmp_path: Path) -> None:
    """Cells added, removed and changed, and the totals of both by year."""
    first = publish(load(make_sample().write(tmp_path / "a.csv")))
    sample = make_sample((2006, 2007, 2008, 2009))
    sample.set(0, EMPLOYEES, "999")
    del sample.rows[-1]
    second = load(sample.write(tmp_path / "b.csv"), previous=first)
    differences = second.report["differences"]
    # Eleven rows of a fourth year are new; the three cells of the last row are gone; one cell has changed.
    assert (differences["added"], differences["removed"], differences["changed"]) == (11, 3, 1)
    assert differences["previous"] == first.name
    before = {row["year"]: row["employees"] for row in read_report(first)["totals"]}
    assert {row["year"]: row["employees_before"] for row in differences["totals"]} == {**before, 2009: None}


def test_a_file_that_calls_itself_fictitious_is(load: Load, tmp_path: Path) -> None:
    """One row is enough: mixing made-up numbers with others makes the whole made up."""
    sample = make_sample()
    for row in range(3):
        sample.set(row, "EPCI", "Fictif : communauté")
    assert load(sample.write(tmp_path / "a.csv")).fictitious
    assert not load(make_sample().write(tmp_path / "b.csv")).fictitious


def test_progress_is_told(load: Load, tmp_path: Path) -> None:
    """Stages come in order, and bytes read end at the size of the file."""
    told: list[tuple[str, int, int]] = []
    file = make_sample().write(tmp_path / "a.csv")
    load(file, progress=lambda *step: told.append(step))
    assert [stage for stage, _, _ in told] == ["examine", "check", "write", "write"]
    assert told[0][1:] == (file.stat().st_size, file.stat().st_size)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(
        st.one_of(st.none(), st.tuples(st.integers(1, 99), st.one_of(st.none(), st.integers(0, 10**6)))),
        min_size=36,
        max_size=36,
    )
)
def test_totals_are_conserved(
    cells: list[tuple[int, int | None] | None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """For any mixture of blanks and numbers, each level of territory adds up to the file, and unknown is no zero."""
    folder = tmp_path_factory.mktemp("totals")
    sample = make_sample()
    totals: dict[int, list[int]] = {}
    for place, cell in enumerate(cells):
        row, year = place // 3, YEARS[place % 3]
        establishments, employees = cell or (None, None)
        sample.set(row, f"Nombre d'établissements {year}", "" if establishments is None else str(establishments))
        sample.set(row, f"Effectifs salariés {year}", "" if employees is None else str(employees))
        if employees is not None:
            totals.setdefault(year, []).append(employees)
    prepared = prepare(URSSAF, sample.write(folder / "a.csv"), home=folder / "home", today=TODAY)
    version = publish(prepared)
    for kind in ("zone", "department", "region13", "region22"):
        for year in YEARS:
            rows = [
                row
                for row in aggregates(URSSAF, version)
                if row["kind"] == kind and row["year"] == year and row["ape"] == "ALL"
            ]
            known = [row["employees"] for row in rows if row["employees"] is not None]
            assert sum(known) == sum(totals.get(year, []))
            assert sum(row["cells"] - row["unknown_cells"] for row in rows) == len(totals.get(year, []))
            assert all(row["employees"] is not None or row["cells"] == row["unknown_cells"] for row in rows)
    for row in table(URSSAF, version, by=["year"]):
        expected = totals.get(row["year"])
        assert row["employees"] == (sum(expected) if expected else None)


def test_the_leftovers_of_a_killed_load_are_swept_and_the_version_is_intact(load: Load, tmp_path: Path) -> None:
    """Kill -9 in the middle: the staging folder goes, the version in use and a load that runs stay."""
    file = make_sample().write(tmp_path / "a.csv")
    version = publish(load(file))
    before = rows_of(version)
    script = (
        "import os, sys, time\n"
        "from datetime import date\n"
        "from pathlib import Path\n"
        "from filiere.sources import prepare\n"
        "def stop(stage, done, total):\n"
        "    if stage == 'write':\n"
        "        print('writing', flush=True)\n"
        "        time.sleep(60)\n"
        f"prepare({URSSAF!r}, Path(sys.argv[1]), home=Path(sys.argv[2]), today=date(2026, 11, 24), progress=stop)\n"
    )
    sample = make_sample()
    sample.set(0, EMPLOYEES, "77")
    other = sample.write(tmp_path / "b.csv")
    home = tmp_path / "home"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(other), str(home)], stdout=subprocess.PIPE, text=True
    ) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "writing\n"
        running = remove_stale_staging(home)
        assert running == []
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait(timeout=10)
    time.sleep(0.1)
    assert len(remove_stale_staging(home)) == 1
    assert [path.name for path in version.parent.iterdir()] == [version.name]
    assert rows_of(version) == before
    assert publish(load(other)) != version


def test_a_version_that_no_record_names_is_swept_only_when_asked(load: Load, tmp_path: Path) -> None:
    """A load killed between its rename and its record leaves a version that nothing names."""
    version = publish(load(make_sample().write(tmp_path / "a.csv")))
    home = tmp_path / "home"
    assert remove_stale_staging(home) == []
    assert remove_stale_staging(home, {URSSAF: [version.name]}) == []
    assert remove_stale_staging(home, {URSSAF: []}) == [f"{URSSAF}/{version.name}"]
    assert not version.exists()


def test_a_load_set_aside_leaves_nothing(load: Load, tmp_path: Path) -> None:
    """Discarding removes the staging folder; discarding what was published does not touch it."""
    prepared = load(make_sample().write(tmp_path / "a.csv"))
    discard(prepared)
    assert list(prepared.folder.parent.iterdir()) == []
    kept = load(make_sample().write(tmp_path / "a.csv"))
    folder = publish(kept)
    discard(kept)
    assert folder.is_dir()


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize(("name", "other"), [("ok[1]", "ok1"), ("a*", "ab"), ("a?", "ab"), ("[!b]", "c")])
def test_a_name_that_looks_like_a_pattern_is_the_name_of_one_file(
    load: Load, tmp_path: Path, name: str, other: str, suffix: str
) -> None:
    """The file beside it, which the pattern would match, is not the one loaded."""
    wanted, beside = make_sample(), make_sample()
    beside.set(0, EMPLOYEES, "999")
    written = [
        one.write(tmp_path / f"{stem}.csv") if suffix == "csv" else one.write_parquet(tmp_path / f"{stem}.parquet")
        for one, stem in ((beside, other), (wanted, name))
    ]
    prepared = load(written[1])
    assert prepared.report["file"] == f"{name}.{suffix}"
    assert prepared.sha256 == hashlib.sha256(written[1].read_bytes()).hexdigest()
    assert 999 not in [row[4] for row in rows_of(publish(prepared))]


@pytest.mark.parametrize("folder", ["data[1]", "data*", "data?", "year=1999", "it's"])
def test_a_data_folder_may_have_any_name(tmp_path: Path, folder: str) -> None:
    """Beside the folder a pattern would match, and with the word that the engine takes for a column."""
    file = make_sample().write(tmp_path / "a.csv")
    versions = [
        publish(prepare(URSSAF, file, home=tmp_path / one, today=TODAY)) for one in ("data1", "datas", "plain", folder)
    ]
    sample = make_sample()
    sample.set(0, EMPLOYEES, "999")
    second = prepare(
        URSSAF, sample.write(tmp_path / "b.csv"), home=tmp_path / folder, today=TODAY, previous=versions[-1]
    )
    assert second.report["differences"]["changed"] == 1
    assert table(URSSAF, versions[-1], by=["year"]) == table(URSSAF, versions[2], by=["year"])
    assert list(aggregates(URSSAF, versions[-1])) == list(aggregates(URSSAF, versions[2]))
    sample.set(0, EMPLOYEES, "x")
    rejecting = prepare(
        URSSAF, sample.write(tmp_path / "c.csv"), home=tmp_path / folder, today=TODAY, allow_rejects=True
    )
    assert (rejecting.rows, rejecting.rejected) == (11, 1)


@pytest.mark.parametrize("stage", ["examine", "check"])
def test_a_file_that_changes_during_its_load(load: Load, tmp_path: Path, stage: str) -> None:
    """While it is read it is refused; once read, what is loaded is what the hash says."""
    file = make_sample().write(tmp_path / "a.csv")
    sound = hashlib.sha256(file.read_bytes()).hexdigest()
    other = make_sample()
    other.set(0, EMPLOYEES, "99999")

    def change(told: str, _done: int, _total: int) -> None:
        if told == stage:
            other.write(file)

    if stage == "examine":
        with pytest.raises(RefusedFile) as caught:
            load(file, progress=change)
        assert [fault.code for fault in caught.value.faults] == ["file-changed"]
        return
    prepared = load(file, progress=change)
    assert prepared.sha256 == sound
    folder = publish(prepared)
    assert 99999 not in [row[4] for row in rows_of(folder)]
    assert sorted(path.name for path in folder.iterdir()) == [
        "activities.parquet",
        "communes.parquet",
        "parts",
        "report.json",
        "totals.parquet",
    ]


def test_a_copy_that_cannot_be_written_is_a_fault(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is a fault of the data folder, with what to do, and not of the file."""

    class Full:
        def write(self, _block: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    plain = examine_module._write_copy
    monkeypatch.setattr(examine_module, "_write_copy", lambda _target, chunk, path: plain(Full(), chunk, path))
    with pytest.raises(Faults) as caught:
        load(make_sample().write(tmp_path / "a.csv"))
    assert [fault.code for fault in caught.value.faults] == ["no-working-copy"]
    assert list((tmp_path / "home" / "sources" / URSSAF).iterdir()) == []


def test_a_file_that_is_not_there(load: Load, tmp_path: Path) -> None:
    """A missing file is a fault with its path, and leaves no folder."""
    with pytest.raises(RefusedFile) as caught:
        load(tmp_path / "none.csv")
    assert [fault.code for fault in caught.value.faults] == ["unreadable-file"]


def test_the_report_names_the_columns_rewritten(sample: Sample, load: Load, tmp_path: Path) -> None:
    """A blank taken away is told: in which column, how many times, and what became of the first one."""
    sample.set(0, "Code commune", "76540 ")
    sample.set(1, "Code commune", "76540 ")
    sample.set(2, "Effectifs salariés 2007", "12.0")
    report = load(sample.write(tmp_path / "a.csv")).report
    assert report["cleaned"] == 3
    assert report["cleaned_columns"] == {
        "Code commune": {"cells": 2, "written": "76540 ", "value": "76540"},
        "Effectifs salariés 2007": {"cells": 1, "written": "12.0", "value": "12"},
    }
    (note,) = [one["en"] for one in report["notes"] if "rewritten" in one["en"]]
    assert "Code commune (2 cells, spaces removed around “76540”)" in note
    assert "Effectifs salariés 2007 (1 cell, “12.0” written “12”)" in note
