"""Tables and aggregates of a loaded version."""

from pathlib import Path

import duckdb
import pytest
from support.scenes.sources_sample import Load, make_sample

from filiere.core import Faults
from filiere.sources import aggregates, publish, table

URSSAF = "urssaf-commune-ape"


def test_a_sum_of_unknowns_is_unknown(load: Load, tmp_path: Path) -> None:
    """6201Z has no cell at all in 2006: its sum is None, with four unknown cells beside it."""
    folder = publish(load(make_sample().write(tmp_path / "a.csv")))
    rows = table(URSSAF, folder, by=["year"], where={"ape": "6201Z"})
    assert rows[0] == {
        "year": 2006,
        "establishments": None,
        "employees": None,
        "communes": 4,
        "cells": 4,
        "known": 0,
        "unknown": 4,
        "suppressed": 0,
    }
    assert rows[1]["employees"] == sum((rank + 1) * 10 + 2 + 1 for rank in range(4))


def test_years_are_never_added(load: Load, tmp_path: Path) -> None:
    """The same people work in two years: without the year, no total unless one year is asked for."""
    folder = publish(load(make_sample().write(tmp_path / "a.csv")))
    assert {row["employees"] for row in table(URSSAF, folder, by=["department"])} == {None}
    one = table(URSSAF, folder, by=["department"], where={"year": "2007", "ape": ["8220Z", "1071C"]})
    assert [(row["department"], row["employees"]) for row in one] == [("27", 63), ("76", 66), ("86", 83)]


def test_rows_as_they_are(load: Load, tmp_path: Path) -> None:
    """Without dimensions, the cells themselves, with the names of their places."""
    folder = publish(load(make_sample().write(tmp_path / "a.csv")))
    (row,) = table(URSSAF, folder, where={"ape": "8220Z", "commune": "86194", "year": "2006"})
    assert (row["employees"], row["state"], row["commune_name"]) == (40, "known", "Commune 86194")
    assert row["department"] == "86"


def test_an_unknown_dimension_is_answered_with_the_known_ones(load: Load, tmp_path: Path) -> None:
    """Both in --by and in --where, all at once."""
    folder = publish(load(make_sample().write(tmp_path / "a.csv")))
    with pytest.raises(Faults) as caught:
        table(URSSAF, folder, by=["years"], where={"naf": "8220Z"})
    assert {fault.key for fault in caught.value.faults} == {"years", "naf"}
    assert "ape" in caught.value.faults[0].remedy.fr


def test_a_file_of_a_few_departments_gives_no_row_for_france(load: Load, tmp_path: Path) -> None:
    """A partial file must not pass for the country."""
    folder = publish(load(make_sample().write(tmp_path / "a.csv")))
    rows = list(aggregates(URSSAF, folder))
    assert {row["kind"] for row in rows} == {"commune", "department", "zone", "region22", "region13"}
    assert {row["ape"] for row in rows} == {"8220Z", "ALL"}
    assert {row["territory"] for row in rows if row["kind"] == "region22"} == {"R22-23", "R22-54"}


DARES = """fap;Emploi moyen;Tension;Catégorie Tension;Intensité d'embauches;Lien formation-emploi;\
Manque de main-d'œuvre disponible;Non-durabilité de l'emploi;Conditions de travail contraignantes;\
Inadéquation géographique;Année;niveau_geo;niveau_fap;reg;dep
R1Z67;900;1.2;5;5;1;2;2;2;1;2019;nat;fap 225;;
R1Z67;500;-0.4;;;;;;;;2019;reg ;fap 225;1.0;
R1Z67;;;;;;;;;;2019;reg;fap 225;24.0;
R1Z67;300;0.5;3.0;;;;;;;2019;dep;fap 225;;1
R1Z67;400;0.7;4.0;;;;;;;2019;dep;fap 225;;2A
"""


def test_dares_levels_are_kept_apart_and_ranks_are_not_added(load: Load, tmp_path: Path) -> None:
    """Trailing blanks and 1.0 for 01 are made clean; employment adds up within a level, tension does not."""
    path = tmp_path / "t.csv"
    path.write_text(DARES, encoding="utf-8")
    prepared = load(path, "dares-tensions")
    folder = publish(prepared)
    rows = {row["niveau_geo"]: row for row in table("dares-tensions", folder, by=["niveau_geo"])}
    assert {level: row["employment"] for level, row in rows.items()} == {"nat": 900, "reg": 500, "dep": 700}
    assert rows["reg"]["unknown"] == 1
    assert rows["dep"]["tension"] is None
    assert rows["nat"]["tension"] == pytest.approx(1.2)
    assert [row["employment"] for row in table("dares-tensions", folder, by=["fap"])] == [None]
    regions = table("dares-tensions", folder, by=["region", "department"])
    assert {(row["region"], row["department"]) for row in regions} == {
        (None, None),
        ("01", None),
        ("24", None),
        (None, "01"),
        (None, "2A"),
    }


def test_each_portrait_joins_those_loaded_before(load: Load, tmp_path: Path) -> None:
    """A version of the portraits is a set of tables; loading one again replaces it alone."""
    women = tmp_path / "women.csv"
    women.write_text(
        "Fap3;Annee;Part;libelle;code_domaine;libelle_domaine;code_fap_agregee;libelle_fap_agregee\n"
        "R1Z67;2017-2019;72.1;x;R;y;R1Z;z\nEnsemble;2017-2019;NA;x;R;y;NA;NA\n",
        encoding="utf-8",
    )
    wages = tmp_path / "wages.csv"
    wages.write_text("Fap3;Annee;Salaire_median\nR1Z67;2017-2019;1500\n", encoding="utf-8")
    first = publish(load(women, "dares-portraits"))
    second = publish(load(wages, "dares-portraits", previous=first))
    again = publish(load(women, "dares-portraits", previous=second))
    assert again == second != first
    rows = table("dares-portraits", second, by=["part", "fap", "indicator"])
    assert [(row["part"], row["fap"], row["indicator"], row["value"], row["unknown"]) for row in rows] == [
        ("median-wage", "R1Z67", "euros", 1500.0, 0),
        ("women", "ENS", "percent", None, 1),
        ("women", "R1Z67", "percent", 72.1, 0),
    ]


def test_sirene_periods_keep_old_activity_codes_and_no_name(load: Load, tmp_path: Path) -> None:
    """The classification changed in 2008; trade names may be names of people and are not kept."""
    path = tmp_path / "s.csv"
    headers = (
        "siren,nic,siret,dateFin,dateDebut,etatAdministratifEtablissement,changementEtatAdministratifEtablissement,"
        "enseigne1Etablissement,enseigne2Etablissement,enseigne3Etablissement,changementEnseigneEtablissement,"
        "denominationUsuelleEtablissement,changementDenominationUsuelleEtablissement,activitePrincipaleEtablissement,"
        "nomenclatureActivitePrincipaleEtablissement,changementActivitePrincipaleEtablissement,"
        "caractereEmployeurEtablissement,changementCaractereEmployeurEtablissement"
    )
    path.write_text(
        f"{headers}\n"
        "123456789,00011,12345678900011,2007-12-31,2001-05-01,A,true,CHEZ X,,,true,,false,74.8H,NAFRev1,true,O,true\n"
        "123456789,00011,12345678900011,,2008-01-01,A,false,CHEZ X,,,false,,false,82.20Z,NAFRev2,true,O,false\n",
        encoding="utf-8",
    )
    folder = publish(load(path, "sirene-periods"))
    rows = table("sirene-periods", folder)
    assert [(row["activity"], row["start"], row["end"]) for row in rows] == [
        ("74.8H", "2001-05-01", "2007-12-31"),
        ("82.20Z", "2008-01-01", None),
    ]
    with duckdb.connect() as connection:
        stored = connection.execute(f"SELECT * FROM read_parquet('{folder}/parts/*.parquet')").fetchall()  # noqa: S608
    assert "CHEZ X" not in str(stored)
    assert list(aggregates("sirene-periods", folder)) == []


def test_dates_that_are_reversed_or_to_come_are_refused(load: Load, tmp_path: Path) -> None:
    """A period ends after it starts, and starts before today."""
    path = tmp_path / "s.csv"
    path.write_text(
        "siret,dateDebut,dateFin,etat,code_ape,code_commune,libelle_commune,code_tranche\n"
        "12345678900011,2008-01-01,2007-12-31,A,82.20Z,69384,LYON,01\n"
        "12345678900029,2030-01-01,,A,82.20Z,69384,LYON,01\n"
        "1234567890003,2008-02-30,,A,82.20Z,69384,LYON,77\n",
        encoding="utf-8",
    )
    with pytest.raises(Faults) as caught:
        load(path, "sirene-periods")
    assert [(fault.code, fault.line, fault.column) for fault in caught.value.faults] == [
        ("dates-reversed", 2, 27),
        ("future-date", 3, 16),
        ("bad-siret", 4, 1),
        ("bad-date", 4, 15),
        ("unknown-value", 4, 47),
    ]
