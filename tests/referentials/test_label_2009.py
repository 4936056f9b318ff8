"""The label of 2009 is a reconstruction: it says so everywhere, and shares with 2027 only what means the same."""

import pytest
from support.scenes.shipped_label import shipped_release

from filiere.referentials import Release


@pytest.fixture(scope="module")
def label() -> Release:
    """The release of 2009."""
    return shipped_release("2009.1")


def test_it_ships_with_golden_cases(label: Release) -> None:
    """They are part of the check of the whole content that ships, in test_checker.py."""
    assert len(label.cases) >= 8


def test_every_question_says_what_it_rests_on(label: Release) -> None:
    """A public fact cites its page and what the page said; all else calls itself a reconstruction."""
    for one in label.criteria.values():
        assert one.reason is not None
        if one.basis == "public_fact":
            assert [cited.note is None for cited in one.sources] == [False], one.key
        else:
            assert one.basis == "proposed", one.key
            assert one.reason.fr.startswith("Reconstitution"), one.key
            assert one.reason.en.startswith("Reconstruction"), one.key


def test_three_categories_are_judged_and_none_on_the_environment(label: Release) -> None:
    """A small outsourcer had no questionnaire of its own before 2011: it answers that of all outsourcers."""
    assert label.questionnaire("small_outsourcer") == label.questionnaire("outsourcer")
    for theme in label.themes:
        assert theme.weight.get("small_outsourcer") == theme.weight.get("outsourcer")
    assert "environment" not in [theme.key for theme in label.themes]
    assert 45 <= len(label.criteria) <= 60


def test_a_measure_shared_with_2027_is_counted_alike(label: Release) -> None:
    """Under one key, a series goes on: same unit, same formula, same numbers asked. The grids of points may differ."""
    later = shipped_release("2027.1")
    shared = label.indicators.keys() & later.indicators.keys()
    assert {"hr_permanent_share", "hr_disabled_share", "buy_labelled_share"} <= shared
    for key in shared:
        one, other = label.indicators[key], later.indicators[key]
        assert (one.unit, one.formula, one.inputs) == (other.unit, other.formula, other.inputs), key
    # The press of 2010 describes other definitions than those of 2027: a common key would join two broken series.
    assert {"turnover_january_rate", "absence_justified_rate", "stability_ratio_percent"}.isdisjoint(later.indicators)
