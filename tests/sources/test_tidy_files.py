"""A tidy source, of one row a key and value, written as French administrations write: decimal commas, Windows-1252."""

from pathlib import Path

import duckdb
import pytest
from support.scenes.sources_sample import Load

from filiere.core import Faults
from filiere.sources import RefusedFile, connector_catalogue, publish, read_report, table
from filiere.sources.connector_catalogue import load_connectors

SOURCE = """\
name: tidy
title: {fr: Taux, en: Rates}
publisher: {fr: Essai, en: Trial}
address: https://example.org/
licence: {fr: Libre, en: Free}
format: {fr: CSV, en: CSV}
version: {fr: une, en: one}
encoding: cp1252
layouts:
  - id: rates
    title: {fr: Taux, en: Rates}
    key: [place]
    decimal: ","
    unknown_marks: [nd]
    suppressed_marks: [s]
    columns:
      - {name: Département, field: place, required: true}
      - {name: Taux, field: rate, type: number, part: measure}
      - {name: Salariés, field: people, type: count, part: measure}
traps: []
"""
HEAD = "Département;Taux;Salariés\n"
ROWS = "Ardèche;12,5;100\nIsère;0;s\nRhône;s;7,0\nAin;;nd\n"


@pytest.fixture(autouse=True)
def tidy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The source, beside none of those that ship."""
    folder = tmp_path / "described"
    folder.mkdir()
    (folder / "tidy.yaml").write_text(SOURCE, encoding="utf-8")
    monkeypatch.setattr(connector_catalogue, "connectors", lambda: load_connectors(folder))
    return folder


def _read_cells(folder: Path) -> dict[str, tuple[object, ...]]:
    with duckdb.connect() as connection:
        path = folder / "parts" / "rates.parquet"
        rows = connection.execute(
            "SELECT place, rate, people, rate_state, people_state FROM read_parquet(?)", [str(path)]
        )
        return {row[0]: row[1:] for row in rows.fetchall()}


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_a_withheld_value_is_not_unknown(load: Load, tmp_path: Path, encoding: str) -> None:
    """Each measure of a row has its own state; the declared encoding is read, and UTF-8 as well."""
    file = tmp_path / "a.csv"
    file.write_text(HEAD + ROWS, encoding=encoding)
    folder = publish(load(file, "tidy"))
    assert _read_cells(folder) == {
        "Ardèche": (12.5, 100, "known", "known"),
        "Isère": (0.0, None, "known", "suppressed"),
        "Rhône": (None, 7, "suppressed", "known"),
        "Ain": (None, None, "unknown", "unknown"),
    }
    report = read_report(folder)
    assert (report["known"], report["unknown"], report["suppressed"]) == (4, 2, 2)
    told = table("tidy", folder, by=["place"])
    assert {row["place"]: (row["known"], row["unknown"], row["suppressed"]) for row in told} == {
        "Ardèche": (1, 0, 0),
        "Isère": (1, 0, 0),
        "Rhône": (0, 0, 1),
        "Ain": (0, 1, 0),
    }
    with pytest.raises(Faults):
        table("tidy", folder, by=["rate_state"])


def test_one_measure_has_one_state(load: Load, tmp_path: Path, tidy: Path) -> None:
    """Its column is called as in the long form."""
    lines = (line for line in SOURCE.splitlines(keepends=True) if "Salariés" not in line)
    (tidy / "tidy.yaml").write_text("".join(lines), encoding="utf-8")
    file = tmp_path / "a.csv"
    file.write_text("Département;Taux\nIsère;s\nAin;1,5\n", encoding="utf-8")
    folder = publish(load(file, "tidy"))
    assert {(row["place"], row["rate"], row["state"]) for row in table("tidy", folder)} == {
        ("Isère", None, "suppressed"),
        ("Ain", 1.5, "known"),
    }


@pytest.mark.parametrize("clean", [True, False])
def test_a_clean_file_gives_the_same_numbers(load: Load, tmp_path: Path, clean: bool) -> None:
    """Whether the engine reads it at once or the careful pass rewrites a cell."""
    file = tmp_path / "a.csv"
    file.write_text(f"{HEAD}Isère;1,5;3\nAin;0,25;{4 if clean else '4,0'}\n", encoding="cp1252")
    assert _read_cells(publish(load(file, "tidy"))) == {
        "Isère": (1.5, 3, "known", "known"),
        "Ain": (0.25, 4, "known", "known"),
    }


def test_another_mark_and_another_encoding_are_refused(load: Load, tmp_path: Path) -> None:
    """A point may separate thousands; a byte of neither encoding is told at its line."""
    file = tmp_path / "a.csv"
    file.write_text(f"{HEAD}Isère;1.5;3\nAin;2;1.0\n", encoding="cp1252")
    with pytest.raises(RefusedFile) as caught:
        load(file, "tidy")
    assert [(fault.code, fault.line) for fault in caught.value.faults] == [("not-a-number", 2), ("not-a-number", 3)]
    assert all("virgule" in fault.remedy.fr for fault in caught.value.faults)
    file.write_bytes(f"{HEAD}Isère;1,5;3\n".encode("cp1252") + b"\x81;2;1\n")
    with pytest.raises(RefusedFile) as caught:
        load(file, "tidy")
    assert [(fault.code, fault.line, fault.column) for fault in caught.value.faults] == [("wrong-encoding", 3, 1)]


def test_the_hash_is_that_of_the_file(load: Load, tmp_path: Path) -> None:
    """Two files that differ by their encoding are two files."""
    hashes = set()
    for encoding in ("cp1252", "utf-8"):
        file = tmp_path / f"{encoding}.csv"
        file.write_text(HEAD + ROWS, encoding=encoding)
        hashes.add(load(file, "tidy").sha256)
    assert len(hashes) == 2
