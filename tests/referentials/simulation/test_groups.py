"""Groups of dossiers: none too small, none found by subtraction, all of them told."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core import Faults
from filiere.referentials.minimum_size_groups import OTHERS, case_group, group_text, partition_by_group, size_class
from filiere.referentials.release import Release
from filiere.referentials.scoring import Case


@given(st.lists(st.sampled_from("abcdef"), max_size=60), st.integers(1, 8))
def test_no_group_is_too_small_and_none_is_left_to_subtract(drawn: list[str], minimum: int) -> None:
    """What is shown adds up to all, so that nothing is the difference; each part is large enough."""
    told = partition_by_group(drawn, lambda letter: (letter,), minimum)
    if len(drawn) < minimum:
        assert told == []
        return
    assert all(len(kept) >= minimum for _, kept in told)
    assert sorted(item for _, kept in told for item in kept) == sorted(drawn)
    whole = Counter(drawn)
    assert all(len(kept) == whole[name[0]] for name, kept in told if name != OTHERS)


@given(st.lists(st.sampled_from("abcdef"), max_size=60), st.integers(1, 8))
def test_no_more_is_hidden_than_must_be(drawn: list[str], minimum: int) -> None:
    """A large group joins the others only when they are too few without it."""
    told = dict(partition_by_group(drawn, lambda letter: (letter,), minimum))
    large = {name: count for name, count in Counter(drawn).items() if count >= minimum}
    hidden = [name for name in large if (name,) not in told]
    if hidden:
        rest = len(told[OTHERS]) - max(large[name] for name in hidden)
        assert rest < minimum


@pytest.mark.parametrize(
    ("headcount", "name", "words"),
    [
        (0, "under_50", "fewer than 50 employees"),
        (49, "under_50", "fewer than 50 employees"),
        (50, "50_to_299", "50 to 299 employees"),
        (Decimal("299.5"), "50_to_299", "50 to 299 employees"),
        ("300 employee", "300_to_999", "300 to 999 employees"),
        (1000, "1000_or_more", "1000 employees or more"),
        (None, "unknown", "headcount unknown"),
        ("many", "unknown", "headcount unknown"),
    ],
)
def test_sizes(headcount: object, name: str, words: str, small: Release) -> None:
    """Each bound opens its class; what is not a number is of no known size."""
    assert size_class(headcount) == name
    assert group_text(name, small).en == words


def test_categories_are_called_by_their_text(small: Release) -> None:
    """And the others say why they are together."""
    assert group_text("all", small).en == "All"
    assert "no one" in group_text("others", small).en


def test_an_unknown_way_of_grouping_is_refused() -> None:
    """With those that are known."""
    case = Case.model_validate({"category": "all", "date": "2027-03-01"})
    with pytest.raises(Faults) as caught:
        case_group(case, ("category", "region"))
    assert caught.value.faults[0].code == "unknown-grouping"
    assert case_group(case, ("size_class", "category")) == ("unknown", "all")
