"""The label of 2009 is a reconstruction: it says so everywhere, and shares with 2027 only what means the same."""

import pytest

from filiere.core import content_path
from filiere.referentials import Release, load_release
from filiere.referentials.checker import check_path
from filiere.referentials.reader import read_release

FOLDER = content_path("referentials", "lrs", "releases", "2009.1")


@pytest.fixture(scope="module")
def label() -> Release:
    """The release of 2009."""
    return load_release(FOLDER)


def test_it_ships_without_a_fault() -> None:
    """Its golden cases are part of the check."""
    done = check_path(FOLDER)
    assert [one.render("en") for one in done.faults] == []
    assert done.cases >= 8


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
    later = read_release(FOLDER.parent / "2027.1").release
    assert later is not None
    shared = label.indicators.keys() & later.indicators.keys()
    assert {"hr_permanent_share", "hr_disabled_share", "buy_labelled_share"} <= shared
    for key in shared:
        one, other = label.indicators[key], later.indicators[key]
        assert (one.unit, one.formula, one.inputs) == (other.unit, other.formula, other.inputs), key
    # The press of 2010 describes other definitions than those of 2027: a common key would join two broken series.
    assert {"turnover_january_rate", "absence_justified_rate", "stability_ratio_percent"}.isdisjoint(later.indicators)
