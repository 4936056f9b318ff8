"""Searching finds exactly what meets the criteria, whatever the accents, the case or the grouping of a number."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.figures import FACETS, SORTS, Query, Register, load_register
from filiere.figures.figure_search import fold_words
from filiere.figures.query_validation import find_query_faults

SHIPPED = load_register()
CHOICES = [(name, one.value) for name, values in SHIPPED.facets().items() if name in FACETS for one in values]


def ids(register: Register, **criteria: object) -> list[str]:
    """Return the ids a query finds."""
    return [figure.id for figure in register.search(dataclasses.replace(Query(), **criteria))]


@given(st.sampled_from(CHOICES))
def test_a_facet_value_finds_exactly_its_figures(choice: tuple[str, str]) -> None:
    """Of the shipped register, a search by one value returns the figures that have it and no other."""
    name, value = choice
    expected = [
        figure.id
        for figure in SHIPPED.listed_figures
        if (SHIPPED.family(figure) if name == "family" else getattr(figure, name)) == value
    ]
    assert ids(SHIPPED, **{name: value}) == expected


@given(st.lists(st.sampled_from(CHOICES), min_size=2, max_size=4, unique_by=lambda choice: choice[0]))
def test_criteria_narrow(choices: list[tuple[str, str]]) -> None:
    """Several criteria find the figures that each of them finds."""
    together = set(ids(SHIPPED, **dict(choices)))
    alone = [set(ids(SHIPPED, **{name: value})) for name, value in choices]
    assert together == set.intersection(*alone)


@given(st.integers(min_value=1995, max_value=2030))
def test_a_year_finds_the_periods_that_contain_it(year: int) -> None:
    """A year is the same as a span of that one year."""
    assert ids(SHIPPED, year=year) == ids(SHIPPED, start=year, end=year)
    assert ids(SHIPPED, year=year) == [figure.id for figure in SHIPPED.listed_figures if figure.period.contains(year)]


@given(st.sampled_from(sorted(SORTS)))
def test_sorting_loses_nothing(key: str) -> None:
    """Each order holds all the figures; the reverse order puts the last value first, the absent still last."""
    up, down = ids(SHIPPED, sort=key), ids(SHIPPED, sort=f"-{key}")
    assert sorted(up) == sorted(down) == sorted(ids(SHIPPED))
    values = [SORTS[key](SHIPPED[one]) for one in up]
    there = [value for value in values if value is not None]
    assert there == sorted(there)
    assert values[len(there) :] == [None] * (len(values) - len(there))


def test_several_values_of_one_criterion_widen(base: Register) -> None:
    """A criterion given several values holds for any of them."""
    assert len(ids(base, segment=("whole", "outsourced"))) == len(base)
    assert ids(base, segment="outsourced") == ["jobs-2002-outsourced", "share-2002"]


def test_uncertain_year_answers_to_its_likely_year(base: Register) -> None:
    """A figure of uncertain year is found by it, and says that it is uncertain."""
    found = {figure.id: figure.period_certain for figure in base.search(Query(year=2002, source="press"))}
    assert found == {"jobs-2002-press": False, "jobs-2002-folklore": True}


@pytest.mark.parametrize("text", ["données vérifiées", "DONNEES VERIFIEES", "donnees verif", "data checked"])
def test_words_are_found_without_accents_or_case(base: Register, text: str) -> None:
    """Every word must be there or begin a word that is, in either language."""
    assert ids(base, text=text) == ["jobs-2002"]


@pytest.mark.parametrize("text", ["1100", "1 100", "1,100", "1\u202f100"])
def test_a_number_is_found_however_it_is_grouped(base: Register, text: str) -> None:
    """Thousands may be grouped by a comma, a space or not at all."""
    assert ids(base, text=text) == ["jobs-2002"]


def test_a_word_finds_what_stands_for_it() -> None:
    """A salary is found under pay, and a question is not asked for its small words."""
    pay = {one.id for one in SHIPPED.listed_figures if one.indicator == "gross-pay-monthly"} or set(
        ids(SHIPPED, text="gross pay")
    )
    assert pay <= set(ids(SHIPPED, text="salary"))
    assert ids(SHIPPED, text="combien de salariés") == ids(SHIPPED, text="salariés")


def test_text_is_searched_in_sources_too(base: Register) -> None:
    """The publisher of a figure finds it."""
    assert ids(base, text="gazette") == ["jobs-2002-press", "jobs-2002-folklore"]
    assert ids(base, text="gazette recensement") == []


def test_retained_may_be_asked_for_or_against(base: Register) -> None:
    """Retained for any use, for none, or for one use by name."""
    assert ids(base, retained=True) == ["jobs-2002"]
    assert len(ids(base, retained=False)) == len(base) - 1
    assert ids(base, retained="jobs-2002") == ["jobs-2002"]
    assert ids(base, retained="map") == []


def test_a_misspelt_criterion_is_said(base: Register) -> None:
    """A word the register does not know is a fault with its neighbours; a known one that finds nothing is not."""
    wrong = Query(indicator="jbos", territory="R22-99", sort="-valeur")
    assert [(one.code, one.message.en.split("”")[0][1:]) for one in find_query_faults(wrong, base)] == [
        ("unknown-filter", "indicator"),
        ("unknown-filter", "territory"),
        ("unknown-filter", "sort"),
    ]
    assert "jobs" in find_query_faults(wrong, base)[0].remedy.fr
    assert find_query_faults(Query(territory="DEP-86", segment="whole", sort="-value"), base) == []


def test_unknown_order_is_refused(base: Register) -> None:
    """The engine does not guess an order."""
    with pytest.raises(ValueError, match="colour"):
        base.search(Query(sort="colour"))


@given(st.text(max_size=40))
def test_folding_is_stable(words: str) -> None:
    """Folding what is folded changes nothing more."""
    once = fold_words(words)
    assert fold_words(fold_words(once)) == fold_words(once)
