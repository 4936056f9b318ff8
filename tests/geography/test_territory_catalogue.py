"""The territories: how many, held by whom, named how, and what a wrong code answers."""

import pytest

from filiere.core.faults import Faults
from filiere.geography import KINDS, children, communes, is_known_code, kind_label, territories, territory


def test_counts_are_those_of_the_official_code() -> None:
    """22 old metropolitan regions, 13 new ones, five overseas in both, 101 departments."""
    for kind, metropolitan in (("region22", 22), ("region13", 13), ("department", 96)):
        found = territories(kind)
        assert sum(member.is_metropolitan for member in found) == metropolitan
        assert len(found) == metropolitan + 5


def test_every_department_lies_in_one_region_of_each_time() -> None:
    """The old region of a department was merged into its new region: three tables, one answer."""
    for department in territories("department"):
        old, new = department.parent("region22"), department.parent("region13")
        assert old is not None
        assert new is not None
        assert territory(old).parent("region13") == new
    assert sum(len(children(old.code, "department")) for old in territories("region22")) == 101


def test_a_merged_region_holds_the_old_ones() -> None:
    """Nouvelle-Aquitaine is Aquitaine, Limousin and Poitou-Charentes."""
    assert {old.label.fr for old in children("REG-75", "region22")} == {"Aquitaine", "Limousin", "Poitou-Charentes"}


@pytest.mark.parametrize(
    ("code", "at", "of"),
    [
        ("DEP-86", "dans la Vienne", "de la Vienne"),
        ("DEP-85", "en Vendée", "de la Vendée"),
        ("DEP-01", "dans l’Ain", "de l’Ain"),
        ("DEP-75", "à Paris", "de Paris"),
        ("DEP-40", "dans les Landes", "des Landes"),
        ("DEP-66", "dans les Pyrénées-Orientales", "des Pyrénées-Orientales"),
        ("DEP-28", "en Eure-et-Loir", "d’Eure-et-Loir"),
        ("DEP-22", "dans les Côtes-d’Armor", "des Côtes-d’Armor"),
        ("REG-32", "dans les Hauts-de-France", "des Hauts-de-France"),
        ("R22-74", "dans le Limousin", "du Limousin"),
        ("COM-76351", "au Havre", "du Havre"),
        ("COM-27016", "aux Andelys", "des Andelys"),
        ("COM-80021", "à Amiens", "d’Amiens"),
        ("MA", "au Maroc", "du Maroc"),
        ("TN", "en Tunisie", "de Tunisie"),
        ("MG", "à Madagascar", "de Madagascar"),
        ("MU", "à Maurice", "de Maurice"),
        ("SN", "au Sénégal", "du Sénégal"),
        ("US", "aux États-Unis", "des États-Unis"),
        ("DE", "en Allemagne", "d’Allemagne"),
        ("ZA", "en Afrique du Sud", "d’Afrique du Sud"),
        ("CI", "en Côte d’Ivoire", "de Côte d’Ivoire"),
        ("MX", "au Mexique", "du Mexique"),
        ("CD", "en République démocratique du Congo", "de la République démocratique du Congo"),
        ("GB", "au Royaume-Uni", "du Royaume-Uni"),
        ("YE", "au Yémen", "du Yémen"),
        ("IL", "en Israël", "d’Israël"),
        ("CG", "au Congo", "du Congo"),
        ("HK", "à Hong Kong", "de Hong Kong"),
    ],
)
def test_names_fit_in_a_french_sentence(code: str, at: str, of: str) -> None:
    """The preposition follows usage, which no rule gives alone."""
    assert (territory(code).at.fr, territory(code).of.fr) == (at, of)


def test_names_fit_in_an_english_sentence() -> None:
    """English has its own names for some regions, and its article for some countries."""
    assert territory("REG-53").at.en == "in Brittany"
    assert territory("GB").at.en == "in the United Kingdom"


@pytest.mark.parametrize(
    "code",
    [
        "FR",
        "FR-M",
        "R22-24",
        "REG-75",
        "DEP-2A",
        "DEP-976",
        "ZE-2815",
        "COM-76540",
        "COM-75101",
        "DE",
        "GB",
        "MA",
        "TN",
        "MG",
        "EUROPE",
        "ABROAD",
        "NEARSHORE",
        "OFFSHORE",
        "WORLD",
        "COL-977",
    ],
)
def test_known_codes(code: str) -> None:
    """Every code of the scheme answers, as a question and as a territory."""
    assert is_known_code(code)
    assert territory(code).code == code


@pytest.mark.parametrize("code", ["", "R22-75", "REG-54", "DEP-20", "DEP-96", "COM-00000", "ZE-12", "EU", "XX-x", "86"])
def test_unknown_codes_are_refused(code: str) -> None:
    """A well-formed code is not enough; the fault speaks both languages."""
    assert not is_known_code(code)
    with pytest.raises(Faults) as raised:
        territory(code)
    (fault,) = raised.value.faults
    assert fault.code == "unknown-territory"
    assert fault.message.fr != fault.message.en


def test_the_fault_proposes_near_codes() -> None:
    """An official code without prefix and a misspelt name both lead to the right one."""
    with pytest.raises(Faults) as raised:
        territory("86")
    assert "DEP-86 (Vienne)" in raised.value.faults[0].remedy.fr
    with pytest.raises(Faults) as raised:
        territory("Bretange")
    assert "REG-53" in raised.value.faults[0].remedy.en


def test_every_kind_has_words() -> None:
    """A page can name any kind in both languages."""
    assert all(kind_label(kind).fr and kind_label(kind).en for kind in KINDS)


def test_every_commune_has_a_known_place() -> None:
    """34,969 current communes in 2026, each in a department or an overseas collectivity."""
    assert len(communes()) == 34969
    homes = {found.insee for kind in ("department", "collectivity") for found in territories(kind)}
    assert all(commune.department in homes for commune in communes())
    assert {commune.kind for commune in communes().parts()} == {"delegated", "associated", "district"}
    assert all(communes().current(part.code) is not None for part in communes().parts())


def test_an_old_code_leads_to_the_commune_that_took_it_in() -> None:
    """Commune 01340 merged into 01015; the district 75101 is a part of Paris."""
    assert communes().current("01340").name == "Arboys en Bugey"
    assert communes().current("75101").code == "75056"
    assert communes().get("01340") is None or communes().get("01340").kind != "current"
    assert territory("COM-75101").parents[:2] == ("COM-75056", "DEP-75")
    assert territory("COM-76540").parent("region13") == "REG-28"
