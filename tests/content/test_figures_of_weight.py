"""The shipped figures on the weight of the sector: what was typed in agrees with what can be recomputed."""

from decimal import Decimal

import pytest

from filiere.figures import Query, Register, load_register

FRANCE = "FR"


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def by_region(register: Register, indicator: str, segment: str) -> dict[str, Decimal]:
    """Return the values of 2008 by region of that time."""
    found = register.search(Query(indicator=indicator, segment=segment, year=2008))
    return {
        one.territory: one.value
        for one in found
        if one.territory.startswith("R22-") and one.value is not None and one.source == "poitiers-2010-03"
    }


def test_the_22_regions_of_2008_add_up_to_the_published_totals(register: Register) -> None:
    """A slip in one of the 44 numbers would break one of the two sums."""
    everything = by_region(register, "all-jobs", "none")
    calls = by_region(register, "jobs", "outsourced")
    assert len(everything) == len(calls) == 22
    assert sum(everything.values()) == 16_532_449 == register["all-jobs-2008-france"].value
    assert sum(calls.values()) == 36_352 == register["jobs-outsourced-2008-unedic"].value


def test_the_22_published_indices_recompute(register: Register) -> None:
    """Region's share over France's share, times 100, rounds to the published integer everywhere."""
    everything = by_region(register, "all-jobs", "none")
    calls = by_region(register, "jobs", "outsourced")
    published = by_region(register, "specificity-index", "outsourced")
    national = sum(calls.values()) / sum(everything.values())
    computed = {code: round(calls[code] / everything[code] / national * 100) for code in everything}
    assert computed == {code: int(value) for code, value in published.items()}


def test_2008_keeps_its_four_totals_for_outsourcers(register: Register) -> None:
    """They count different things: none of them may be dropped."""
    query = Query(indicator="jobs", segment="outsourced", year=2008, territory=FRANCE)
    found = {one.value: (one.period_certain, one.confidence) for one in register.search(query)}
    assert found == {
        Decimal(36_352): (True, "high"),
        Decimal(44_664): (False, "medium"),
        Decimal(60_000): (True, "medium"),
        Decimal(23_477): (False, "low"),
    }


def test_untraceable_figures_are_kept_and_never_retained(register: Register) -> None:
    """They are worth keeping only to be recognised when they are quoted."""
    found = register.search(Query(confidence="untraceable"))
    assert {"datalegal-8220z", "lorelloecodata"} <= {one.source for one in found}
    assert all(not one.retained for one in found)


def test_offshore_jobs_are_counted_for_the_market_served(register: Register) -> None:
    """Jobs outside France added to jobs in France without saying so is the commonest error of the sector."""
    found = register.search(Query(indicator="jobs", territory="ABROAD"))
    assert len(found) >= 7
    assert {one.market for one in found} == {"market-served"}


def test_a_source_without_address_says_why(register: Register) -> None:
    """A reader who cannot follow a link is owed the reason."""
    used = {one.source for one in register.figures}
    sources = [one for one in register.sources.values() if one.id in used and one.address is None]
    assert [one.id for one in sources if one.note is None] == []
