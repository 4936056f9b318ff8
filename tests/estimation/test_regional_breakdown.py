"""The regional table of 2008: totals, the 22 published indices, and the sums by region since 2016."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from filiere.estimation import location_quotient, regional_table
from filiere.figures import Register

COUNTS = st.integers(0, 10**6)


def test_the_22_regions_add_up_to_the_published_totals(register: Register) -> None:
    """16,532,449 salaried jobs and 36,352 in call centres, both as sums and as published."""
    table = regional_table(register, 2008, "22")
    assert len(table.rows) == 22
    assert (table.all_jobs, table.jobs) == (16_532_449, 36_352)
    assert (table.published_all, table.published_total) == (16_532_449, 36_352)


def test_all_22_published_indices_recompute(register: Register) -> None:
    """The integer printed by the source is the unrounded index at the nearest integer, for each region."""
    rows = regional_table(register, 2008, "22").rows
    assert [(row.code, row.published_index) for row in rows] == [(row.code, row.rounded_index) for row in rows]


@pytest.mark.parametrize(
    ("code", "share", "regional", "index"),
    [("R22-54", "9.3", "0.873", 397), ("R22-22", "5.0", "0.439", 200), ("R22-25", "0.2", "0.024", 11)],
)
def test_shares_are_those_of_the_dossier(register: Register, code: str, share: str, regional: str, index: int) -> None:
    """Poitou-Charentes, Picardie, Basse-Normandie: share of national jobs, of regional jobs, index."""
    (row,) = [one for one in regional_table(register, 2008).rows if one.code == code]
    assert f"{float(row.share_of_national * 100):.1f}" == share
    assert f"{float(row.share_of_regional * 100):.3f}" == regional
    assert row.rounded_index == index


def test_the_13_regions_are_sums_with_an_index_of_their_own(register: Register) -> None:
    """Nouvelle-Aquitaine is Aquitaine, Limousin and Poitou-Charentes; no source printed its index."""
    table = regional_table(register, 2008, "13")
    assert len(table.rows) == 13
    assert sum(row.jobs for row in table.rows) == 36_352
    (row,) = [one for one in table.rows if one.code == "REG-75"]
    assert set(row.parts) == {"R22-72", "R22-74", "R22-54"}
    assert (row.jobs, row.all_jobs) == (1_864 + 493 + 3_384, 740_117 + 152_673 + 387_674)
    assert row.published_index is None
    assert row.rounded_index == 204


def test_a_region_never_merged_keeps_its_published_index(register: Register) -> None:
    """Bretagne is the same region before and after, so that the printed index still holds."""
    (row,) = [one for one in regional_table(register, 2008, "13").rows if one.code == "REG-53"]
    assert row.published_index == row.rounded_index == 36


class Without:
    """The register less one figure, as after a withdrawal; only what the table reads."""

    def __init__(self, register: Register, figure: str) -> None:
        self.figures = tuple(one for one in register.figures if one.id != figure)


def test_a_sum_without_one_part_is_not_a_region(register: Register) -> None:
    """Limousin unknown: no row for Nouvelle-Aquitaine, and the table says so."""
    table = regional_table(Without(register, "jobs-outsourced-2008-limousin"), 2008, "13")  # type: ignore[arg-type]
    assert table.incomplete == ("REG-75",)
    assert "REG-75" not in {row.code for row in table.rows}
    assert len(table.rows) == 12


def test_rows_are_in_alphabetical_order_accents_aside(register: Register) -> None:
    """Île-de-France stands between Hauts-de-France and Normandie, not after Z."""
    names = [row.label.fr for row in regional_table(register, 2008, "13").rows]
    assert names.index("Hauts-de-France") < names.index("Île-de-France") < names.index("Normandie")


def test_a_year_without_a_table_names_those_that_have_one(register: Register) -> None:
    """Nothing is made up for 2010."""
    table = regional_table(register, 2010)
    assert table.rows == ()
    assert table.no_data is not None
    assert "2008" in table.no_data.reason.fr


@given(st.lists(st.tuples(COUNTS, st.integers(1, 10**7)), min_size=1, max_size=30))
def test_indices_weighted_by_all_jobs_average_100(regions: list[tuple[int, int]]) -> None:
    """By construction: the country is the average of its regions, weighted by their jobs."""
    sector = Fraction(sum(one for one, _ in regions))
    every = Fraction(sum(other for _, other in regions))
    assume(sector > 0)
    indices = [location_quotient(Fraction(one), Fraction(other), sector, every) for one, other in regions]
    weighted = sum(index * other for index, (_, other) in zip(indices, regions, strict=True)) / every
    assert weighted == 100


@given(st.integers(1, 10**6), st.integers(1, 10**7), st.integers(1, 1000))
def test_the_index_ignores_size(jobs: int, every: int, factor: int) -> None:
    """A region twice as large with the same share has the same index."""
    one = location_quotient(Fraction(jobs), Fraction(every), Fraction(5), Fraction(700))
    assert one == location_quotient(Fraction(jobs * factor), Fraction(every * factor), Fraction(5), Fraction(700))
