"""Changes between published percentages: the printed figures, and what holds whatever they are."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.core import Faults
from filiere.core.yaml_documents import read_yaml
from filiere.survey.changes import PublishedPercentage, compare_percentages, find_percentage_interval

CASES = read_yaml(Path(__file__).with_name("published.yaml")).data


def read_share(told: dict) -> PublishedPercentage:
    return PublishedPercentage(Decimal(told["percent"]), told["size"])


@pytest.mark.parametrize("case", CASES["changes"], ids=lambda case: case["name"])
def test_a_change_has_its_printed_figures(case: dict) -> None:
    found = compare_percentages(read_share(case["first"]), read_share(case["second"]))
    change = found.change
    assert f"{change.difference:.0f}" == case["difference"]
    assert f"{change.half_width:.0f}" == case["half_width"]
    assert [f"{end:.0f}".replace("-0", "0") for end in (change.low, change.high)] == [case["low"], case["high"]]
    assert f"{change.p_value:.2f}" == case["p_value"]
    assert case["needed"][0] < found.needed_size < case["needed"][1]
    assert change.verdict == case["verdict"]
    assert list(found.assumptions) == case["assumptions"]


@pytest.mark.parametrize("case", CASES["shares"], ids=lambda case: f"{case['percent']} of {case['size']}")
def test_a_share_has_its_interval(case: dict) -> None:
    found = find_percentage_interval(read_share(case))
    assert f"{found.half_width:.1f}" == case["half_width"]
    assert [f"{end:.0f}" for end in (found.low, found.high)] == [case["low"], case["high"]]
    assert found.method == case["method"]


@pytest.mark.parametrize("case", CASES["refusals"], ids=lambda case: "+".join(case["codes"]))
def test_what_is_no_share_is_refused(case: dict) -> None:
    with pytest.raises(Faults) as refusal:
        compare_percentages(read_share(case["first"]), read_share(case["second"]))
    assert [fault.code for fault in refusal.value.faults] == case["codes"]


@st.composite
def shares(draw: st.DrawFn) -> PublishedPercentage:
    return PublishedPercentage(Decimal(draw(st.integers(0, 1000))) / 10, draw(st.integers(2, 3000)))


@settings(max_examples=40)
@given(shares(), shares())
def test_a_change_read_backwards_is_its_opposite(first: PublishedPercentage, second: PublishedPercentage) -> None:
    there, back = compare_percentages(first, second), compare_percentages(second, first)
    assert there.change.low == pytest.approx(-back.change.high)
    assert there.change.p_value == pytest.approx(back.change.p_value)
    assert there.needed_size == back.needed_size
    assert there.change.low <= there.change.difference <= there.change.high
    for interval in (there.first, there.second):
        assert 0 <= interval.low <= interval.percent <= interval.high <= 100


@settings(max_examples=20)
@given(st.integers(200, 800), st.integers(200, 800))
def test_the_size_needed_is_where_the_change_becomes_established(first: int, second: int) -> None:
    ends = [Decimal(first) / 10, Decimal(second) / 10]
    needed = compare_percentages(*(PublishedPercentage(one, 100) for one in ends)).needed_size
    if needed is None or needed < 60:
        # Few answers on a side call for another interval.
        return
    enough = compare_percentages(*(PublishedPercentage(one, needed) for one in ends))
    short = compare_percentages(*(PublishedPercentage(one, needed - 1) for one in ends))
    assert enough.change.verdict != "not-established"
    assert short.change.verdict == "not-established"


def test_a_confidence_outside_its_bounds_is_refused() -> None:
    with pytest.raises(Faults) as refusal:
        find_percentage_interval(PublishedPercentage(Decimal(50), 100), confidence=1.0)
    assert [fault.code for fault in refusal.value.faults] == ["change-confidence"]
