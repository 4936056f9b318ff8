"""What a measure needs: its own numbers, those of the measures it rests on, and the facts."""

import pytest

from filiere.referentials import Library
from filiere.referentials.indicator_dependencies import find_dependencies


def test_a_measure_needs_what_the_measures_it_rests_on_need() -> None:
    """Energy per position adds four measures and divides by a fact: it asks for no number of its own."""
    release = Library().release("lrs@2027.1")
    indicator = release.indicators["env_energy_per_position"]
    found = find_dependencies(release, indicator)
    parts = ("env_electricity", "env_gas", "env_heat", "env_fuel")
    assert indicator.inputs == {}
    assert set(found.inputs) == {key for part in parts for key in release.indicators[part].inputs}
    assert found.facts == ("positions",)


def test_each_measured_question_says_all_that_it_needs() -> None:
    """Its own numbers are among them, and no measure comes out of nothing."""
    release = Library().release("lrs@2027.1")
    for indicator in release.indicators.values():
        found = find_dependencies(release, indicator)
        assert set(indicator.inputs) <= set(found.inputs), indicator.key
        assert found.inputs or found.facts, indicator.key


@pytest.mark.parametrize("release", ["lrs@2027.1", "lrs@2027.2"])
def test_a_whole_is_asked_before_what_is_counted_among_it(release: str) -> None:
    """“Among them” first would be among whom?"""
    read = Library().release(release)
    openings = ("Parmi eux", "Parmi elles", "Dont ")
    counted = 0
    for indicator in read.indicators.values():
        texts = [item.text.fr for item in find_dependencies(read, indicator).inputs.values()]
        counted += sum(text.startswith(openings) for text in texts)
        assert not texts or not texts[0].startswith(openings), indicator.key
    assert counted > 10
