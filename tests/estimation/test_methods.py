"""The six methods on the shipped register: exact facts, circles, gaps, and what is left out."""

from decimal import Decimal
from fractions import Fraction

import pytest

from filiere.core.faults import Faults
from filiere.core.language import use_language
from filiere.core.text import LANGUAGES
from filiere.estimation import METHODS, Count, Declarations, Estimate, Scope, estimate
from filiere.figures import Register

UNEDIC, PROFESSION = "jobs-outsourced-2008-unedic", "jobs-outsourced-2008-bearingpoint"


def points(answer: Estimate, base: str) -> dict[Fraction, Fraction]:
    """The results of one base, by the first assumption put in."""
    return {
        point.with_values[0][1]: point.value for one in answer.results for point in one.points if point.base == base
    }


def test_ratio_2008_gives_the_four_values(register: Register) -> None:
    """36,352 and 60,000, each divided by 20 and 25 %: both bases in one answer, apart."""
    answer = estimate(register, "ratio", 2008)
    official, profession = points(answer, UNEDIC), points(answer, PROFESSION)
    assert (official[Fraction(1, 5)], official[Fraction(1, 4)]) == (181_760, 145_408)
    assert (profession[Fraction(1, 5)], profession[Fraction(1, 4)]) == (300_000, 240_000)
    assert (answer.low, answer.high) == (145_408, 300_000)
    assert {UNEDIC, PROFESSION, "outsourced-share-2008"} <= set(answer.figures)


def test_ratio_2008_agrees_with_the_decimals_of_the_register(register: Register) -> None:
    """Recomputed with decimals from the figures themselves, not from the fractions of the engine."""
    answer = estimate(register, "ratio", 2008)
    for one in answer.results:
        base = register[one.base].value
        assert base is not None
        for point in one.points:
            share = Decimal(point.with_values[0][1].numerator) / Decimal(point.with_values[0][1].denominator)
            assert abs(base / share - Decimal(float(point.value))) < Decimal("0.001")


def test_ratio_2008_retains_the_base_of_the_same_scope(register: Register) -> None:
    """The share counts all outsourcers, so the central value starts from the base without a nomenclature."""
    answer = estimate(register, "ratio", 2008)
    assert answer.retained == PROFESSION
    assert answer.value == Fraction(60_000 * 100, 23)
    assert answer.reason is not None
    assert answer.most_sensitive is not None
    assert answer.most_sensitive.assumption == "outsourced-share"
    assert answer.tornado[0].kind == "base"
    assert len(answer.warnings) == 2


def test_ratio_2008_json_says_it_plainly(register: Register) -> None:
    """A program finds base, base value, share and result in one flat list, and the rest beside it."""
    answer = estimate(register, "ratio", 2008).as_json()
    rows = {(row["base_value"], row["share"]): row["value"] for row in answer["results"]}
    assert rows[36_352, 0.2] == 181_760
    assert rows[36_352, 0.25] == 145_408
    assert rows[60_000, 0.2] == 300_000
    assert rows[60_000, 0.25] == 240_000
    assert answer["method"] == "ratio"
    assert answer["year"] == 2008
    assert answer["scope"]["segment"] == "whole"
    assert answer["no_data"] is None
    assert answer["low"] <= answer["interval"]["low"] <= answer["value"] <= answer["interval"]["high"] <= answer["high"]


def test_an_uncertain_year_supports_nothing(register: Register) -> None:
    """The two values under code 748H are of an unclear year: named, with the reason, and not computed on."""
    answer = estimate(register, "ratio", 2008)
    left = {one.figure: one.code for one in answer.excluded}
    assert left["jobs-outsourced-2008-insee-748h"] == "uncertain-year"
    assert not left.keys() & {one.base for one in answer.results}


def test_full_time_equivalents_are_no_jobs(register: Register) -> None:
    """2019 is known in full-time equivalents and for members of a trade body: neither is a base."""
    answer = estimate(register, "ratio", 2019)
    assert answer.no_data is not None
    assert answer.value is answer.low is answer.high is None
    left = {one.figure: one.code for one in answer.excluded}
    assert left["fte-outsourced-2019-insee"] == "other-measure"
    assert left["jobs-outsourced-2019-sp2c"] == "partial"


EUROPE = Fraction(3_800_000, 2_880_743)
"""Jobs over positions in 30 countries in 2014, both printed by one document."""


def test_seats_show_the_european_ratio_and_say_what_france_lacks(register: Register) -> None:
    """345,000 German positions at 1.32, no circle; no French positions; the German ratio has no source left."""
    answer = estimate(register, "seats", 2011)
    ratios = points(answer, "positions-germany-2011")
    (german,) = [one for one in answer.results if one.scope.territory == "DE"]
    assert ratios[EUROPE] == 345_000 * EUROPE
    assert round(float(EUROPE), 2) == 1.32
    assert Fraction(520_000, 345_000) not in ratios
    assert not german.circular
    assert answer.no_data is not None
    assert answer.value is None


def test_seats_apply_where_positions_are_known(register: Register) -> None:
    """734,000 British positions give some 970,000 people, of headcount and not of jobs."""
    answer = estimate(register, "seats", 2015, territory="GB")
    assert answer.value == 734_000 * EUROPE
    assert (answer.scope.measure, answer.unit) == ("headcount", "person")
    assert answer.no_data is None
    assert estimate(register, "seats", 2011, territory="DE").value == 345_000 * EUROPE


def test_panel_gives_the_market_and_the_jobs(register: Register) -> None:
    """808 million euros are 65 to 73 % of the market, 1.107 to 1.243 billion; of 21,000 jobs, 82.5 % are in France."""
    answer = estimate(register, "panel", 2005)
    revenue = next(one for one in answer.results if one.unit == "eur")
    assert round(revenue.low / 10**6) == 1107
    assert round(revenue.high / 10**6) == 1243
    assert not revenue.weighs
    home = Fraction(21_000) * Fraction(825, 1000)
    assert (answer.low, answer.high) == (home * 100 / 73, home * 100 / 65)
    assert (round(answer.low), round(answer.high)) == (23_733, 26_654)
    assert answer.scope == Scope("outsourced", "jobs", "FR", "place-of-work")
    assert (revenue.scope.territory, revenue.scope.market) == ("WORLD", "market-served")
    assert "offshore-fte-share-2005-kpmg" in answer.figures
    assert estimate(register, "panel", 2005, territory="DE").results == ()


def test_supply_owns_its_circle(register: Register) -> None:
    """In 2001 the jobs per centre come from the count they would multiply: no data, and the reason."""
    answer = estimate(register, "supply", 2001)
    assert answer.no_data is not None
    assert all(one.circular for one in answer.results)
    assert answer.value is None
    assert answer.results[0].value == 168_800


def test_supply_2010_uses_the_ratio_of_other_years(register: Register) -> None:
    """3,500 centres × 183,000 ÷ 2,900 at the low end; the threefold dispute moves the result most."""
    answer = estimate(register, "supply", 2010)
    assert answer.low == Fraction(3500 * 183_000, 2900)
    assert answer.most_sensitive is not None
    assert answer.most_sensitive.assumption == "overcount"
    assert answer.most_sensitive.kind == "dispute"


def test_supply_leaves_a_forecast_out(register: Register) -> None:
    """The 3,500 centres of 2005 were announced, not counted."""
    answer = estimate(register, "supply", 2005)
    assert {one.figure: one.code for one in answer.excluded}["centres-whole-2005-cesmo-silicon"] == "not-observed"


def test_occupation_needs_counts_and_counts_advisers(register: Register) -> None:
    """No data until counts are given; with them, a result of advisers only, codes without a share named."""
    assert estimate(register, "occupation", 2019).no_data is not None
    counts = [Count("555A", 57_400), Count("541d", 20_000), Count("999z", 5)]
    answer = estimate(register, "occupation", 2019, counts=counts)
    assert answer.value == Fraction(57_400 * 8, 10) + 10_000
    assert answer.scope.staff == "advisers"
    assert any("999z" in text.fr for text in answer.results[0].warnings)


def test_registry_is_a_floor_outside_every_range(register: Register) -> None:
    """Declared jobs add up, and still the method takes no part: their coverage is unknown."""
    answer = estimate(register, "registry", 2026, counts=[Count("A", 1200), Count("B", 800)])
    assert answer.results[0].value == 2000
    assert answer.no_data is not None
    assert answer.value is None
    # What was handed over is not said to be missing.
    assert not set(answer.no_data.needed) & set(estimate(register, "registry", 2026).no_data.needed)


def test_counts_that_were_given_are_not_said_to_be_missing(register: Register) -> None:
    """In a year of which no assumption holds, the assumption is what is missing."""
    without = estimate(register, "occupation", 1900)
    answer = estimate(register, "occupation", 1900, counts=[Count("555a", 1000)])
    assert without.no_data is not None
    assert answer.no_data is not None
    assert len(answer.no_data.needed) == 1
    assert not set(answer.no_data.needed) & set(without.no_data.needed)


@pytest.mark.parametrize("method", METHODS)
def test_a_year_without_data_says_what_is_missing(register: Register, method: str) -> None:
    """Nothing is known of 1950: a reason and at least one thing that would help, in both languages."""
    answer = estimate(register, method, 1950)  # type: ignore[arg-type]
    assert answer.no_data is not None
    assert answer.value is answer.low is answer.high is None
    for lang in LANGUAGES:
        with use_language(lang):
            said = answer.as_json()
        assert said["no_data"]["reason"]
        assert said["no_data"]["missing"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("year", range(1999, 2027, 3))
def test_every_answer_holds_together(register: Register, declared: Declarations, method: str, year: int) -> None:
    """Value in range, interval in envelope, ids that exist, either data or a reason, whatever the year."""
    answer = estimate(register, method, year, draws=100, declarations=declared)  # type: ignore[arg-type]
    assert (answer.value is None) == (answer.no_data is not None)
    if answer.value is not None:
        assert answer.low is not None
        assert answer.high is not None
        assert answer.low <= answer.value <= answer.high
    for one in answer.results:
        slack = 1e-6 * float(one.high)
        assert float(one.low) - slack <= one.interval.low <= one.interval.high <= float(one.high) + slack
    assert all(name in register for name in answer.figures)
    assert {one.scope for one in answer.comparable_results} <= {answer.scope}


def test_the_seed_decides_the_interval_and_nothing_else(register: Register) -> None:
    """Same seed, same answer; another seed moves the interval and leaves value and bounds."""
    one, same, other = (estimate(register, "ratio", 2013, seed=seed) for seed in (5, 5, 6))
    assert one == same
    assert one.central is not None
    assert other.central is not None
    assert one.central.interval != other.central.interval
    assert (one.value, one.low, one.high) == (other.value, other.low, other.high)


def test_a_reference_to_nothing_is_a_fault(register: Register, declared: Declarations) -> None:
    """An assumption that names a figure the register lacks is refused, the figure named."""
    share = declared.assumption("outsourced-share").model_copy(update={"figures": ("no-such-figure",)})
    broken = declared.model_copy(update={"assumptions": (*declared.assumptions, share)})
    with pytest.raises(Faults) as caught:
        estimate(register, "ratio", 2008, declarations=broken)
    assert [one.key for one in caught.value.faults] == ["no-such-figure"]
