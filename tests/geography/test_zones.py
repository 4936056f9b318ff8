"""Employment zones from a user's table: what is read, and what is refused."""

import pytest

from filiere.core.faults import Faults
from filiere.geography import Zones, aggregate

ROWS = [
    {"CODGEO": "76540", "ZE2020": "2815", "LIBZE2020": "Rouen"},
    {"CODGEO": "76108", "ZE2020": "2815", "LIBZE2020": "Rouen"},
    {"CODGEO": "75056", "ZE2020": "1109", "LIBZE2020": "Paris"},
    {"CODGEO": "01340", "ZE2020": "8404", "LIBZE2020": "Belley"},
]


def test_a_commune_is_found_under_its_codes_of_other_years() -> None:
    """A district by its commune, a commune of today by the one that it was made of."""
    zones = Zones.from_rows(ROWS)
    assert zones.of("75101") == "ZE-1109"
    assert zones.of("01015") == "ZE-8404"
    assert zones.of("13055") is None
    assert zones.communes("ZE-2815") == ("76540", "76108")
    assert zones.communes("DEP-76") == ()
    assert [zone.at.fr for zone in zones.territories][1] == "dans la zone d’emploi Rouen"
    assert zones.territory("ZE-9999") is None


def test_communes_add_up_to_zones() -> None:
    """Two communes of one zone are summed; one outside the table is a fault that names it."""
    zones = Zones.from_rows(ROWS)
    assert aggregate({"COM-76540": 2, "COM-76108": 3, "COM-75056": None}, "zone", zones=zones) == {
        "ZE-2815": 5,
        "ZE-1109": None,
    }
    with pytest.raises(Faults) as raised:
        aggregate({"COM-13055": 1}, "zone", zones=zones)
    assert [(fault.code, fault.key) for fault in raised.value.faults] == [("commune-without-zone", "COM-13055")]


def test_a_wrong_table_is_refused_with_its_lines() -> None:
    """A zone that is no zone, and a commune in two zones, are both reported."""
    wrong = [*ROWS, {"CODGEO": "76540", "ZE2020": "1109", "LIBZE2020": "Paris"}]
    wrong += [{"CODGEO": "86194", "ZE2020": "54", "LIBZE2020": ""}]
    with pytest.raises(Faults) as raised:
        Zones.from_rows(wrong)
    assert [(fault.code, fault.line) for fault in raised.value.faults] == [("two-zones", 6), ("wrong-zone", 7)]
    with pytest.raises(Faults) as raised:
        Zones.from_rows([{"commune": "76540"}])
    assert raised.value.faults[0].code == "missing-column"
    with pytest.raises(Faults):
        Zones({"76540": "rouen"})
