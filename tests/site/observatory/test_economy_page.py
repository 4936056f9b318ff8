"""The page of what the sector brings: its numbers are the example's times the register's, and it says what it is."""

import html
from decimal import Decimal
from typing import Any

import pytest

from filiere.economy import ASSUMPTIONS
from filiere.site.observatory.economic_weight import compute_economic_weight, divide_by_region
from filiere.site.observatory.figure_register import shipped_register
from filiere.site.observatory.in_house_account import compute_in_house_account
from filiere.site.observatory.views.economy import list_revenues

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_amounts_are_those_of_the_register() -> None:
    """2.6 billion of sales; regions add up to both effects under both assumptions."""
    register = shipped_register()
    weight = compute_economic_weight(register)
    assert weight is not None
    assert weight.amount("direct").point == Decimal("2.6")
    indirect = weight.amount("indirect")
    assert indirect.low < indirect.p2_5 < indirect.point < indirect.p97_5 < indirect.high
    regions = divide_by_region(register, weight)
    assert len(regions) == 22
    assert sum(one.direct for one in regions) == pytest.approx(2.6)
    for values in ([one.near for one in regions], [one.spread for one in regions]):
        assert sum(values) == pytest.approx(float(indirect.point))


def test_the_page_says_three_columns_and_that_it_is_an_example(client: Any) -> None:
    content = client.get("/fr/economy/").content.decode()
    for words in ("1,22", "1,39", "1,58", "Calcul d’exemple", "22 à 58 centimes", "Open Government", "chart effects"):
        assert words in content, words


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_regions_are_on_a_map_beside_the_jobs_with_the_map_of_what_is_not_known(client: Any, lang: str) -> None:
    """Three maps of the same 22 regions: jobs, both bounds of output, uncertainty; and the assumptions by name."""
    content = client.get(f"/{lang}/economy/").content.decode()
    section = content[content.index('id="regions"') :]
    weight = compute_economic_weight(shipped_register())
    assert weight is not None
    top = max(divide_by_region(shipped_register(), weight), key=lambda one: one.direct)
    ends = f"{top.low * 1000:.0f}–{top.high * 1000:.0f}"
    shown = {}
    for ident in ("region-jobs", "region-output", "region-uncertainty"):
        drawing = section[section.index(f'id="{ident}"') :]
        shown[ident] = drawing[: drawing.index("</svg>", drawing.index('class="chart tiles wide"'))]
        assert shown[ident].count('class="abbr') >= 22, ident
    assert ends in shown["region-output"]
    assert f"{top.uncertainty * 100:.0f}" in shown["region-uncertainty"]
    assert ends not in shown["region-jobs"]
    for text in ASSUMPTIONS.values():
        assert text.get("fr" if lang == "fr" else "en") in html.unescape(section)


def test_bounds_of_a_region_hold_both_assumptions() -> None:
    register = shipped_register()
    weight = compute_economic_weight(register)
    assert weight is not None
    for region in divide_by_region(register, weight):
        assert region.low <= region.direct + min(region.near, region.spread)
        assert region.direct + max(region.near, region.spread) <= region.high


def test_the_account_of_in_house_centres_is_an_example_of_the_register_s_jobs(client: Any) -> None:
    """200,000 jobs at 42,000 euros: 8.4 billion, between 5.6 and 13.2; the trade said 7 in 2010."""
    found = compute_in_house_account(shipped_register())
    assert found is not None
    output = found.account.find("output")
    assert (output.low, output.point, output.high) == pytest.approx((5.6e9, 8.4e9, 13.2e9))
    for lang, words in (
        ("fr", ('id="in-house-account"', "6 à 13 milliards", "200 000", "35 000 à 55 000 €", "graine 1")),
        ("en", ("In-house centres would cost 6 to 13 billion", "€35,000 to €55,000", "seed 1", "8,400")),
    ):
        content = client.get(f"/{lang}/economy/").content.decode().replace("\u202f", " ").replace("\u00a0", " ")
        for one in words:
            assert one in content, one


def test_revenues_are_those_of_years_that_several_sources_give_and_of_the_latest() -> None:
    register = shipped_register()
    weight = compute_economic_weight(register)
    assert weight is not None
    rows = list_revenues(register, weight)
    periods = [row["period"] for row in rows]
    assert periods[-1] == "2024"
    assert all(periods.count(one) > 1 for one in periods[:-1])
    assert [row["period"] for row in rows if row["used"]] == ["2019"]
