"""A price can be done again by hand, and nothing is told without a grid, a fact or a rule."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core import Faults
from filiere.referentials import Library, Release
from filiere.referentials.pricing import PriceGrid, estimate_effort, find_grid_in_force, load_grids, make_quote

DAY = date(2027, 3, 1)
GRIDS = load_grids()


@pytest.fixture(scope="module")
def release() -> Release:
    return Library().release("lrs@2027.1")


def grid() -> PriceGrid:
    return find_grid_in_force(GRIDS, "lrs", DAY)


def test_every_category_of_the_label_has_a_price(release: Release) -> None:
    for category in release.referential.categories:
        quote = make_quote(grid(), category, headcount=120, sites=2, audit_days=Decimal("2.5"), day=DAY)
        assert quote.net > 0
        assert quote.proposed


def test_a_quote_done_by_hand() -> None:
    """420 employees, 4 sites, 3 days: 1800 + 3300 + 4500 + 3 × 350 + 3 × 1250 + 700, and a fifth of it as tax."""
    quote = make_quote(grid(), "outsourcer", headcount=420, sites=4, audit_days=Decimal(3), day=DAY)
    assert [str(one.amount) for one in quote.lines] == [
        "1800.00", "3300.00", "4500.00", "1050.00", "3750.00", "700.00",
    ]  # fmt: skip
    assert (quote.net, quote.vat, quote.gross) == (Decimal("15100.00"), Decimal("3020.00"), Decimal("18120.00"))
    assert quote.valid_until == date(2027, 5, 30)
    size = quote.lines[2].explained
    assert "à moins de 1" in size.fr
    assert size.en.endswith("420 employees: band from 300 to under 1,000.")


def test_the_band_without_an_upper_end_is_told() -> None:
    quote = make_quote(grid(), "in_house", headcount=9000, sites=30, audit_days=Decimal(5), day=DAY)
    assert quote.lines[2].explained.en.endswith("9,000 employees: band from 8,000.")


def test_small_and_large_stay_within_what_the_press_reported(release: Release) -> None:
    """Around 2010 the press gave 7,000 to 100,000 euros, audit included."""
    small = estimate_effort(release, "small_outsourcer", {"headcount": 40}, sites=1, day=DAY)
    large = estimate_effort(release, "in_house", {"headcount": 12000}, sites=80, day=DAY)
    low = make_quote(grid(), "small_outsourcer", headcount=40, sites=1, audit_days=small.audit_days, day=DAY)
    high = make_quote(grid(), "in_house", headcount=12000, sites=80, audit_days=large.audit_days, day=DAY)
    assert Decimal(7000) <= low.net < high.net <= Decimal(100000)


@given(st.integers(1, 50_000), st.integers(1, 300), st.decimals(0, 60, places=1), st.integers(0, 5000))
def test_lines_add_up_and_more_never_costs_less(headcount: int, sites: int, days: Decimal, more: int) -> None:
    one = make_quote(grid(), "in_house", headcount=headcount, sites=sites, audit_days=days, day=DAY)
    other = make_quote(grid(), "in_house", headcount=headcount + more, sites=sites + 1, audit_days=days + 1, day=DAY)
    assert sum(line.amount for line in one.lines) == one.net
    assert one.net + one.vat == one.gross
    assert other.net > one.net


def test_all_that_keeps_a_price_from_being_told_is_told_at_once() -> None:
    with pytest.raises(Faults) as caught:
        make_quote(grid(), "bakery", headcount=0, sites=0, audit_days=Decimal(-1), day=date(2020, 1, 1))
    assert sorted(fault.code for fault in caught.value.faults) == [
        "grid-not-in-force", "no-rate", "nothing-to-price", "nothing-to-price", "nothing-to-price",
    ]  # fmt: skip


def test_no_price_without_a_grid() -> None:
    with pytest.raises(Faults) as caught:
        find_grid_in_force(GRIDS, "lrs", date(2020, 1, 1))
    assert caught.value.faults[0].code == "no-price"


def test_two_grids_of_the_same_day_are_refused(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[3] / "src/filiere/content/prices/lrs.yaml"
    text = shipped.read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Faults) as caught:
        load_grids(tmp_path)
    assert caught.value.faults[0].code == "grid-overlap"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("amount: 1800", "amount: -1"),
        ("{from: 100,", "{from: 900,"),
        ("per: size", "per: dossier"),
        ("vat: 20", "vat: x"),
    ],
)
def test_a_wrong_grid_is_refused(tmp_path: Path, before: str, after: str) -> None:
    shipped = Path(__file__).parents[3] / "src/filiere/content/prices/lrs.yaml"
    (tmp_path / "a.yaml").write_text(shipped.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(Faults):
        load_grids(tmp_path)


def test_effort_follows_the_facts(release: Release) -> None:
    """A fact that closes questions makes the work smaller; a fact not given leaves them as perhaps."""
    blank = estimate_effort(release, "outsourcer", {"headcount": 420}, sites=4, day=DAY)
    told = estimate_effort(
        release, "outsourcer", {"headcount": 420, "has_outbound": False, "has_telework": False}, sites=4, day=DAY
    )
    assert blank.perhaps > told.perhaps
    assert blank.questions > told.questions > 100
    assert (blank.sites_visited, blank.audit_days) == (2, Decimal(3))


def test_effort_says_which_fact_the_days_wait_for(release: Release) -> None:
    with pytest.raises(Faults) as caught:
        estimate_effort(release, "outsourcer", {}, sites=4, day=DAY)
    assert caught.value.faults[0].key == "fact.headcount"


def test_no_effort_without_audit_rules(release: Release) -> None:
    with pytest.raises(Faults) as caught:
        estimate_effort(replace(release, audit=None), "outsourcer", {"headcount": 4}, sites=1, day=DAY)
    assert caught.value.faults[0].code == "no-audit-rule"
