"""Converting tables: exact where it can be, refused with the reason where it cannot."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core.faults import Faults
from filiere.geography import (
    TerritoryKind,
    Zones,
    aggregate,
    children,
    communes,
    compute_ratios,
    territories,
    territory,
    to_new_regions,
    to_old_regions,
)

# Unistatis 2008, NAF 82.20: all salaried jobs and call-centre jobs by region, as the Université de Poitiers
# published them on 31 March 2010.
JOBS_2008 = {
    "R22-42": (522_984, 451), "R22-72": (740_117, 1_864), "R22-83": (301_449, 424), "R22-25": (344_191, 82),
    "R22-26": (390_047, 588), "R22-53": (742_147, 593), "R22-24": (620_028, 1_926), "R22-21": (309_976, 886),
    "R22-94": (60_181, 38), "R22-43": (279_260, 477), "R22-23": (470_536, 1_015), "R22-11": (4_147_053, 7_063),
    "R22-91": (521_539, 442), "R22-74": (152_673, 493), "R22-41": (526_692, 1_730), "R22-73": (680_689, 2_739),
    "R22-31": (987_275, 3_541), "R22-52": (954_306, 2_770), "R22-22": (413_080, 1_813), "R22-54": (387_674, 3_384),
    "R22-93": (1_220_999, 1_342), "R22-82": (1_759_553, 2_691),
}  # fmt: skip
ALL_JOBS = {code: jobs for code, (jobs, _) in JOBS_2008.items()}
CALL_CENTRES = {code: jobs for code, (_, jobs) in JOBS_2008.items()}


def code_of_fault(raised: pytest.ExceptionInfo[Faults]) -> set[str]:
    """Return the codes of the faults raised, after checking that both languages speak."""
    assert all(fault.message.fr != fault.message.en and fault.remedy.en for fault in raised.value.faults)
    return {fault.code for fault in raised.value.faults}


def test_the_table_of_2008_by_new_regions() -> None:
    """Nouvelle-Aquitaine is the sum of its three old regions; totals are kept; overseas regions do not appear."""
    jobs, centres = to_new_regions(ALL_JOBS), to_new_regions(CALL_CENTRES)
    assert len(centres) == 13
    assert centres["REG-75"] == 1_864 + 493 + 3_384 == 5_741
    assert jobs["REG-75"] == 1_280_464
    assert centres["REG-32"] == 3_541 + 1_813
    assert centres["REG-11"] == 7_063
    assert sum(value for value in centres.values() if value is not None) == 36_352
    assert sum(value for value in jobs.values() if value is not None) == 16_532_449
    assert aggregate(CALL_CENTRES, "metropole")["FR-M"] == 36_352


def test_a_rate_is_computed_again_from_counts() -> None:
    """5,741 of 1,280,464 jobs is 0.448 %; a table of rates is refused."""
    rates = compute_ratios(to_new_regions(CALL_CENTRES), to_new_regions(ALL_JOBS), per=100)
    assert round(rates["REG-75"] or 0, 3) == Decimal("0.448")
    with pytest.raises(Faults) as raised:
        to_new_regions({"R22-54": Decimal("0.873")}, nature="rate")
    assert code_of_fault(raised) == {"rate-does-not-add"}
    assert compute_ratios({"FR": 1, "DE": None}, {"FR": 0, "DE": 3}) == {"FR": None, "DE": None}


def test_an_unknown_part_makes_the_sum_unknown() -> None:
    """Unknown is never zero; a partial sum must be asked for, and names what it misses."""
    table = {"R22-54": 3_384, "R22-74": None, "R22-72": 1_864, "R22-53": 593}
    exact = to_new_regions(table)
    assert exact["REG-75"] is None
    assert exact["REG-53"] == 593
    partial = to_new_regions(table, partial=True)
    assert partial["REG-75"] == 5_248
    assert partial.incomplete == {"REG-75": ("R22-74",)}


def test_an_absent_part_is_unknown_too() -> None:
    """A region made of three, of which the table has two, is not their sum."""
    assert to_new_regions({"R22-54": 1, "R22-72": 2}) == {"REG-75": None}
    assert to_new_regions({"R22-54": None, "R22-72": None, "R22-74": None}, partial=True)["REG-75"] is None


def test_new_regions_do_not_split() -> None:
    """Nouvelle-Aquitaine cannot be taken apart; Bretagne, which did not change, can be read either way."""
    with pytest.raises(Faults) as raised:
        to_old_regions({"REG-75": 5_741, "REG-53": 593})
    assert code_of_fault(raised) == {"region-cannot-be-split"}
    assert "Limousin" in raised.value.faults[0].message.fr
    assert to_old_regions({"REG-53": 593, "REG-11": 7_063}) == {"R22-53": 593, "R22-11": 7_063}


def test_old_regions_come_from_departments_and_communes() -> None:
    """Poitou-Charentes is the sum of its four departments, and Vienne that of its communes."""
    departments = {"DEP-16": 1, "DEP-17": 2, "DEP-79": 4, "DEP-86": 8}
    assert to_old_regions(departments) == {"R22-54": 15}
    assert to_old_regions({"COM-86194": 5, "COM-16015": 2, "COM-76540": 1}) == {"R22-54": 7, "R22-23": 1}


def test_a_commune_is_in_the_region_of_its_time() -> None:
    """Pont-Farcy left Calvados for Manche in 2018: under its old code it still counts in Calvados."""
    assert aggregate({"COM-14513": 3}, "department") == {"DEP-14": 3}


@pytest.mark.parametrize(
    ("table", "to", "code"),
    [
        ({"R22-99": 1}, "region13", "unknown-territory"),
        ({"COM-99999": 1}, "department", "unknown-territory"),
        ({"DEP-86": 1, "COM-86194": 1}, "region13", "mixed-kinds"),
        ({"R22-54": 1, "FR": 1}, "region13", "wrong-kind"),
        ({"DE": 1}, "country", "wrong-kind"),
        ({"R22-54": 1}, "department", "no-way"),
        ({"ZE-2815": 1}, "region13", "no-way"),
        ({"COM-86194": 1}, "zone", "no-zones"),
    ],
)
def test_what_cannot_be_said_is_refused(table: dict[str, int], to: TerritoryKind, code: str) -> None:
    """Each refusal says its own reason, in both languages."""
    with pytest.raises(Faults) as raised:
        aggregate(table, to)
    assert code in code_of_fault(raised)


def test_only_old_regions_convert_to_new_ones_by_that_name() -> None:
    """A department in a table of old regions is a mistake, and so is a total."""
    with pytest.raises(Faults) as raised:
        to_new_regions({"DEP-86": 1, "FR": 2, "R22-5": 3})
    assert len(raised.value.faults) == 3
    assert code_of_fault(raised) == {"wrong-kind", "unknown-territory"}


def test_overseas_collectivities_keep_their_own_row() -> None:
    """Saint-Barthélemy is in no department: totals are kept, and metropolitan France says what it leaves out."""
    table = {"COM-97701": 4, "COM-97105": 2, "COM-75101": 1}
    by_department = aggregate(table, "department")
    assert by_department == {"COL-977": 4, "DEP-971": 2, "DEP-75": 1}
    assert aggregate({"COL-977": 4, "DEP-971": 2}, "region13") == {"COL-977": 4, "REG-01": 2}
    metropole = aggregate(table, "metropole")
    assert metropole == {"FR-M": 1}
    assert metropole.outside == ("COM-97701", "COM-97105")


counts = st.integers(0, 10**9)
BY_DEPARTMENT = st.fixed_dictionaries({found.code: counts for found in territories("department")})


@given(BY_DEPARTMENT, st.sampled_from(["region22", "region13", "country"]))
def test_conversion_keeps_the_total(table: dict[str, int], to: TerritoryKind) -> None:
    """Whatever the counts, nothing is lost and nothing doubled."""
    assert sum(value or 0 for value in aggregate(table, to).values()) == sum(table.values())


@given(BY_DEPARTMENT)
def test_both_ways_to_new_regions_agree(table: dict[str, int]) -> None:
    """From departments straight to new regions, or through the old ones: the same table."""
    assert to_new_regions(to_old_regions(table)) == aggregate(table, "region13")


@given(st.dictionaries(st.sampled_from(list(communes().codes())), counts, min_size=1, max_size=200))
def test_communes_add_up_through_departments(table: dict[str, int]) -> None:
    """Communes to old regions directly, or grouped by the department's region: the same sums."""
    keyed = {f"COM-{code}": value for code, value in table.items()}
    direct = to_old_regions(keyed)
    assert sum(value or 0 for value in direct.values()) == sum(table.values())
    for region, value in direct.items():
        inside = {part.code for part in children(region, "department")} | {region}
        assert value == sum(
            count for code, count in keyed.items()
            if {territory(code).parent("department"), territory(code).parent("collectivity")} & inside
        )  # fmt: skip


def test_zones_take_every_commune_once(shared_data) -> None:
    """INSEE's 306 zones of 2020: each commune of 2022 in one zone, and totals kept."""
    duckdb = pytest.importorskip("duckdb")
    path = shared_data / "territory" / "zones_emploi_2020_communes_2022.parquet"
    cursor = duckdb.connect().execute("select * from read_parquet(?)", [str(path)])
    columns = [column[0] for column in cursor.description]
    rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    zones = Zones.from_rows(rows)
    assert (len(zones), len(rows)) == (306, 34_955)
    assert sum(len(zones.communes(zone.code)) for zone in zones.territories) == 34_955
    table = {f"COM-{row['CODGEO']}": position for position, row in enumerate(rows)}
    by_zone = aggregate(table, "zone", zones=zones)
    assert sum(value or 0 for value in by_zone.values()) == sum(table.values())
    assert zones.territory("ZE-0059").label.fr == "Mâcon"
    assert zones.of("75101") == zones.of("75056")
