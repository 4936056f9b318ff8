"""The real files, where they are at hand: they load without a fault and give the published totals."""

from pathlib import Path

import pytest
from support.scenes.sources_sample import Load

from filiere.sources import aggregates, publish, table
from filiere.sources.duckdb_connection import open_database
from filiere.sources.gazetteer import known_codes

URSSAF = "urssaf-commune-ape"
EMPLOYEES = [354, 519, 866, 832, 827, 1057, 1118, 1017, 1053, 1221, 928, 917, 955, 807, 841, 909, 864]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_urssaf_around_rouen(shared_data: Path, load: Load, suffix: str) -> None:
    """Employees of 8220Z by year, thirteen communes, and blanks that stay unknown."""
    prepared = load(shared_data / "territory" / f"urssaf_commune_ape_rouen_2006_2022.{suffix}")
    folder = publish(prepared)
    rows = table(URSSAF, folder, by=["year"], where={"ape": "8220Z"})
    assert [row["year"] for row in rows] == list(range(2006, 2023))
    assert [row["employees"] for row in rows] == EMPLOYEES
    assert {row["communes"] for row in rows} == {13}
    assert all(row["known"] + row["unknown"] == 13 for row in rows)
    assert (rows[0]["known"], rows[0]["unknown"]) == (3, 10)
    assert not prepared.fictitious
    zone = [row for row in aggregates(URSSAF, folder) if row["territory"] == "ZE-2815" and row["ape"] == "8220Z"]
    assert [row["employees"] for row in zone] == EMPLOYEES


def test_dares_tensions_of_telephone_salespeople(shared_data: Path, load: Load) -> None:
    """The hundred departments do not add up to France: rounding, which the table lets be seen."""
    prepared = load(shared_data / "occupations" / "dares_psm_tensions.parquet", "dares-tensions")
    assert prepared.report["cleaned_columns"]["niveau_geo"]["written"] == "reg "
    folder = publish(prepared)
    rows = {r["niveau_geo"]: r for r in table("dares-tensions", folder, by=["niveau_geo"], where={"fap": "R1Z67"})}
    assert (rows["dep"]["employment"], rows["dep"]["cells"]) == (56_400, 100)
    assert rows["nat"]["employment"] == 57_400
    assert set(rows) == {"dep", "nat", "reg"}


@pytest.mark.parametrize(
    ("source", "file", "rows"),
    [
        ("insee-communes", "territory/cog_communes.parquet", 37_590),
        ("insee-communes", "territory/cog_mouvements_communes.parquet", 13_284),
        ("insee-employment-zones", "territory/zones_emploi_2020_communes_2022.parquet", 34_955),
        ("sirene-periods", "territory/sirene_periodes_lyon_sample.parquet", 58_228),
        ("dares-portraits", "occupations/dares_psm_effectifs_3niv.parquet", 36),
        ("dares-portraits", "occupations/dares_psm_salaires_3niv.parquet", 1_645),
        ("dares-portraits", "occupations/dares_psm_part_femmes_3niv.parquet", 7_453),
        ("dares-portraits", "occupations/dares_psm_age_2017_2019_3niv.parquet", 3_060),
        ("dares-portraits", "occupations/dares_psm_dipl_restructure_3niv.parquet", 4_080),
        ("dares-portraits", "occupations/dares_psm_part_cdd.parquet", 3_276),
    ],
)
def test_the_other_files_load_without_a_reject(
    shared_data: Path, load: Load, source: str, file: str, rows: int
) -> None:
    """Every row of the file is kept."""
    prepared = load(shared_data / file, source)
    assert (prepared.rows, prepared.rejected) == (rows, 0)


def test_the_known_activities_are_those_of_the_classification(shared_data: Path) -> None:
    """The shipped list of codes is that of the NAF rev. 2, no more and no less."""
    with open_database() as connection:
        file = shared_data / "territory" / "naf_labels.parquet"
        found = connection.execute("SELECT naf_id FROM read_parquet(?)", [str(file)]).fetchall()
    assert {code for (code,) in found} == known_codes()["ape"]
    assert len(found) == 732
