"""Facts the shipped register must hold: they are checked against the published numbers, not against itself."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from filiere.core import Faults
from filiere.figures import Query, Register, check
from filiere.geography import territories


def test_the_shipped_register_has_no_fault() -> None:
    """Whatever is shipped has passed its own checker."""
    found = check(today=date(2026, 12, 1))
    assert found == (), Faults(found).render("en") if found else ""


def test_at_least_three_hundred_figures_each_with_a_source(shipped: Register) -> None:
    """Each figure leads to a described publication, and each publication to a publisher."""
    assert len(shipped) >= 300
    assert all(shipped.sources[figure.source].publisher for figure in shipped)


def test_the_three_values_of_2008_come_together(shipped: Register) -> None:
    """Unédic, INSEE (year unclear) and the profession are all answered for outsourced jobs of 2008, in France."""
    query = Query(indicator="jobs", segment="outsourced", year=2008, territory="FR")
    found = {figure.value: figure for figure in shipped.search(query)}
    assert {36352, 44664, 60000} <= set(found)
    assert found[Decimal(36352)].period_certain
    assert not found[Decimal(44664)].period_certain
    assert set(shipped.concurrent(found[Decimal(36352)])) >= {found[Decimal(44664)], found[Decimal(60000)]}


def regional(register: Register, indicator: str, segment: str) -> dict[str, Decimal]:
    """Return the value of each region of 2008 by code."""
    found = register.search(Query(indicator=indicator, segment=segment, year=2008))
    return {one.territory: one.value for one in found if one.territory.startswith("R22-") and one.value is not None}


def test_the_regional_table_of_2008_recomputes(shipped: Register) -> None:
    """Both totals are the sums of the 22 regions, and each published index is the ratio of the two shares."""
    jobs, every = regional(shipped, "jobs", "outsourced"), regional(shipped, "all-jobs", "none")
    index = regional(shipped, "specificity-index", "outsourced")
    metropolitan = {one.code for one in territories("region22") if "FR-M" in one.parents}
    assert set(jobs) == set(every) == set(index) == metropolitan
    assert len(metropolitan) == 22
    assert sum(jobs.values()) == 36352
    assert sum(every.values()) == 16532449
    national = Decimal(36352) / 16532449
    for code, published in index.items():
        computed = (100 * jobs[code] / every[code] / national).quantize(Decimal(1), ROUND_HALF_UP)
        assert computed == published, code


def test_no_untraceable_figure_is_retained(shipped: Register) -> None:
    """What cannot be traced is kept, and never used."""
    untraceable = shipped.search(Query(confidence="untraceable"))
    assert untraceable
    assert all(not figure.retained for figure in untraceable)


def test_the_four_holders_of_concurrent_totals_stay_side_by_side(shipped: Register) -> None:
    """For 2003 to 2005 the published totals from 183,000 to 300,000 are all there."""
    found = shipped.search(Query(indicator="jobs", segment="whole", territory="FR", start=2003, end=2005))
    assert {183000, 200000, 220000, 250000, 300000} <= {figure.value for figure in found}


def test_every_figure_can_be_cited_in_both_languages(shipped: Register) -> None:
    """A citation always ends with the permalink and the day, and never shows an empty part."""
    day = date(2026, 11, 24)
    for figure in shipped:
        french, english = shipped.cite(figure, "fr", day), shipped.cite(figure, "en", day)
        assert figure.permalink in french
        assert english.endswith("consulted 24 November 2026.")
        assert ", ," not in french + english
        assert "None" not in french + english


def test_a_citation_is_one_sentence_in_one_language(shipped: Register) -> None:
    """A category goes on in lower case, names in capitals aside; a publisher is named in the reader’s language."""
    assert shipped.title(shipped["jobs-uk-2016-finance"]).en == "Jobs, finance, whole sector, United Kingdom, 2016"
    assert ", SMS, " in next(shipped.title(one).fr for one in shipped if one.category == "sms")
    source = shipped["jobs-outsourced-2008-unedic"].source
    assert shipped.name("source", source).en.startswith("University of Poitiers, ")
    assert shipped.name("source", source).fr.startswith("Université de Poitiers, ")


def test_every_series_can_be_followed(shipped: Register) -> None:
    """Each declared series yields its points, and no change is given just after a break."""
    for series in shipped.series:
        points = shipped.points(series)
        assert len(points) == len(series.figures)
        assert all(point.change is None for point in points if point.broken is not None)


def test_what_counts_people_or_places_is_whole_and_never_below_zero(shipped: Register) -> None:
    """No indicator excepts itself: half a job is a mistake, in the content and in a correction."""
    register = shipped
    for figure in register:
        indicator, unit = register.indicators[figure.indicator], register.units[figure.unit]
        if unit.dimension in {"people", "place"} and unit.id != "fte":
            assert unit.whole
            assert not unit.negative
            assert indicator.negative is None
            assert indicator.whole is None


def test_totals_of_a_panel_that_works_abroad_are_not_filed_as_france(shipped: Register) -> None:
    """KPMG places 17.5 % of its panel’s full-time equivalents outside France: its totals are no totals of France."""
    abroad = shipped["offshore-fte-share-2005-kpmg"]
    home = ("fte-share-2005-province-kpmg", "fte-share-2005-ile-de-france-kpmg")
    assert abroad.value == Decimal("17.5")
    assert sum(shipped[one].value or 0 for one in home) == 100 - abroad.value
    panel = shipped.search(Query(source=abroad.source))
    totals = {one.id for one in panel if one.indicator in {"jobs", "revenue", "growth", "operating-margin"}}
    assert {"jobs-outsourced-2005-kpmg", "revenue-growth-2004-kpmg", "revenue-growth-2005-kpmg"} <= totals
    for key in totals:
        assert (shipped[key].territory, shipped[key].market) == ("WORLD", "market-served"), key
        assert shipped[key].note is not None, key
    # The one growth that the article gives for France alone stays there, and a company has a country of its own.
    assert shipped["revenue-annual-growth-2003-2005-kpmg"].territory == "FR"
    assert {one.indicator for one in panel if one.territory == "FR"} == {"annual-growth", "panel-size"}
    assert shipped["jobs-outsourced-2005-unedic"] not in shipped.concurrent(shipped["jobs-outsourced-2005-kpmg"])


def test_every_computed_figure_shows_its_whole_operation(shipped: Register) -> None:
    """With its values, a sign and the result; one without an expression is typed whole."""
    computed = [one for one in shipped if one.derived is not None]
    assert len(computed) > 80
    for figure in computed:
        assert figure.derived is not None
        said = shipped.computation(figure) or figure.derived.formula
        for words in (said.fr, said.en):
            assert re.search(r"\d[^=]* [÷×+−] [^=]*= ", words), (figure.id, words)
    assert str(shipped.computation(shipped["label-filing-rate-2006-02"])).startswith("9 ÷ 60 × 100 = 15")


def test_every_unit_of_an_amount_has_a_ceiling(shipped: Register) -> None:
    """Shares, people, money and time are bounded with a reason; what is merely counted need not be."""
    for unit in shipped.units.values():
        if unit.dimension is not None:
            assert unit.plausible is not None, unit.id
            assert unit.plausible.max is not None
