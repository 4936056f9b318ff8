"""The made-up national file: official layout, whole country, and never taken for a real one."""

import csv
from datetime import date
from pathlib import Path

import pytest

from filiere.core import Faults
from filiere.geography import territories
from filiere.sources import PreparedLoad, aggregates, prepare, publish, table
from filiere.sources.fictitious_file import generate, name_file

URSSAF = "urssaf-commune-ape"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[PreparedLoad, Path]:
    """A small file, loaded once for the module."""
    folder = tmp_path_factory.mktemp("fictitious")
    file = generate(folder, communes_per_department=3)
    prepared = prepare(URSSAF, file, home=folder / "home", today=date(2026, 11, 24))
    return prepared, publish(prepared)


def test_the_real_connector_accepts_it_and_knows_it_for_what_it_is(loaded: tuple[PreparedLoad, Path]) -> None:
    """No fault, no reject, and the mark."""
    prepared, _ = loaded
    assert prepared.fictitious
    assert prepared.rejected == 0
    assert "Données fictives" in prepared.report["notes"][0]["fr"]


def test_it_covers_the_101_departments_and_gives_a_total_for_france(loaded: tuple[PreparedLoad, Path]) -> None:
    """Every map of the product has something to draw."""
    prepared, folder = loaded
    assert prepared.report["national"]
    rows = [row for row in aggregates(URSSAF, folder) if row["ape"] == "ALL" and row["year"] == 2022]
    departments = {row["territory"] for row in rows if row["kind"] == "department"}
    assert departments == {one.code for one in territories("department")}
    (france,) = [row for row in rows if row["kind"] == "country"]
    for kind in ("department", "region13", "region22", "zone"):
        assert sum(row["employees"] or 0 for row in rows if row["kind"] == kind) == france["employees"]
    assert 10_000_000 < france["employees"] < 25_000_000


def test_a_file_without_one_mainland_department_is_not_national(tmp_path: Path) -> None:
    """The five overseas departments do not stand for the one that is missing."""
    file = generate(tmp_path, communes_per_department=1)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    column = rows[0].index("Code département")
    kept = [row for row in rows if row[column] != "75"]
    assert len({row[column] for row in kept[1:]}) == 100
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(kept)
    prepared = prepare(URSSAF, file, home=tmp_path / "home", today=date(2026, 11, 24))
    assert not prepared.report["national"]
    assert "country" not in {row["kind"] for row in aggregates(URSSAF, publish(prepared))}


def test_its_zones_and_groups_are_plainly_invented(loaded: tuple[PreparedLoad, Path]) -> None:
    """Codes of zones start with 9, which no real one does, and names say so."""
    _, folder = loaded
    rows = table(URSSAF, folder, by=["zone", "zone_name", "epci_name"])
    assert all(row["zone"].startswith("9") for row in rows)
    assert all(row["zone_name"].startswith("Zone fictive") for row in rows)
    assert all(row["epci_name"].startswith("Fictif") for row in rows)


def test_it_has_every_year_and_unknown_cells(loaded: tuple[PreparedLoad, Path]) -> None:
    """The pages must show what a blank is."""
    prepared, folder = loaded
    assert prepared.report["years"] == list(range(2006, 2023))
    assert prepared.unknown > 0
    assert prepared.report["establishments_without_headcount"] > 0
    assert all(row["employees"] for row in table(URSSAF, folder, by=["year"], where={"ape": "8220Z"}))


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """A demonstration is the same on every machine; another seed gives another."""
    first = generate(tmp_path / "a-fictif.csv", communes_per_department=1)
    second = generate(tmp_path / "b-fictif.csv", communes_per_department=1)
    other = generate(tmp_path / "c-fictif.csv", communes_per_department=1, seed=1)
    assert first.read_bytes() == second.read_bytes() != other.read_bytes()


def test_its_name_says_so_too(tmp_path: Path) -> None:
    """A file that left the machine must still be recognised."""
    assert "fictif" in name_file()
    with pytest.raises(Faults) as caught:
        generate(tmp_path / "urssaf.csv")
    assert caught.value.faults[0].code == "unmarked-fiction"
