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
        Decimal(36_352): (True, "medium"),
        Decimal(44_664): (False, "medium"),
        Decimal(60_000): (True, "medium"),
        Decimal(23_477): (False, "medium"),
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


@pytest.mark.parametrize(
    ("key", "french", "english"),
    [
        ("jobs-outsourced-2008-unedic", "Unédic", "Unédic"),
        ("jobs-outsourced-2008-insee-748h", "Insee", "Insee"),
        ("jobs-outsourced-2008-bearingpoint", "BearingPoint, SP2C", "BearingPoint, SP2C"),
        ("jobs-whole-2002-cesmo", "Cesmo, AFRC", "Cesmo, AFRC"),
        ("jobs-whole-2003-cfdt", "Info socialRH", "Info socialRH"),
        ("jobs-whole-2004-minister", "Gilles de Robien, ministre", "Gilles de Robien, minister"),
        ("jobs-whole-2012-le-fur", "Marc Le Fur, rapporteur", "Marc Le Fur, rapporteur"),
        ("jobs-whole-2001-cesmo", "Calcul d’après Cesmo, AFRC", "Computed from Cesmo, AFRC"),
        ("fte-outsourced-2019-insee", "Insee", "Insee"),
    ],
)
def test_readers_are_told_who_says_a_figure(register: Register, key: str, french: str, english: str) -> None:
    """The label names who produced the number, not the review that printed it."""
    said = register.said_by(register[key])
    assert (said.fr, said.en) == (french, english)


def test_the_regions_of_2008_are_said_by_the_office_that_counted(register: Register) -> None:
    """All 44 numbers come from Unédic; the specificity indices are the work of the university itself."""
    table = [one for one in register if one.source == "poitiers-2010-03" and one.territory.startswith("R22-")]
    counted = {
        register.said_by(one).fr for one in table if one.derived is None and one.indicator in {"jobs", "all-jobs"}
    }
    indices = {register.said_by(one).fr for one in table if one.indicator == "specificity-index"}
    assert counted == {"Unédic"}
    assert indices == {"Université de Poitiers, Olivier Bouba-Olga"}


def test_nobody_is_made_to_say_what_was_computed_here(register: Register) -> None:
    """A computed figure says what it was computed from, or that it is ours."""
    computed = [one for one in register if one.derived is not None]
    for one in computed:
        said = register.said_by(one)
        ours = said.fr == "Filière" or (said.fr.startswith("Calcul d’après ") and said.en.startswith("Computed from "))
        assert ours, one.id
    assert len(computed) > 20


def test_a_label_of_who_says_it_stays_short(register: Register) -> None:
    """A producer stands beside a value in a chart: a name or a short phrase, with no full stop."""
    for one in register:
        if one.producer is not None:
            assert max(len(one.producer.fr), len(one.producer.en)) <= 52, one.id
            assert not one.producer.fr.endswith("."), one.id
