"""The way between two indicators: every difference that matters is one step, in the published order, and it arrives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from support.strategies.random_stores import choices, set_of

from filiere.contacts.comparison.edit_path import EXTRA_FIELDS, build_edit_path, find_counterparts
from filiere.contacts.definitions import CHOICE_ORDER, CHOICES_THAT_MATTER, MEASURES, Choices, load_set
from filiere.contacts.definitions.measure_catalogue import is_read
from filiere.core.faults import Faults

DRAWN = load_set("common-v1").choices


def indicator(chosen: Choices, **about: object) -> object:
    """One indicator of a made-up set."""
    said = {"key": "one", "measure": "service_level", "threshold_seconds": 20, **about}
    return set_of(chosen, [said]).indicators[0]


@settings(max_examples=80)
@given(choices, choices, st.sampled_from(sorted(MEASURES)), st.sampled_from([None, "phone"]))
def test_the_way_goes_all_the_way_in_order(one: Choices, other: Choices, measure: str, channel: str | None) -> None:
    """After the last step every choice that matters is that of the end; each step changes one thing and no other."""
    start = indicator(one, measure=measure)
    end = indicator(other, measure=measure, threshold_seconds=30, channel=channel)
    changes = build_edit_path(start, end)
    names = [one.name for one in changes]
    assert names == [name for name in (*EXTRA_FIELDS, *CHOICE_ORDER) if name in names], "the published order"
    before = start
    for change in changes:
        values = {name: getattr(before, name) for name in EXTRA_FIELDS} | dict(before.choices)
        after = {name: getattr(change.indicator, name) for name in EXTRA_FIELDS} | dict(change.indicator.choices)
        assert [name for name in values if values[name] != after[name]] == [change.name]
        assert after[change.name] == change.after
        assert change.title.fr
        assert change.sentence.en
        before = change.indicator
    read = [name for name in CHOICES_THAT_MATTER[measure] if is_read(measure, end.choices, name)]
    for name in read:
        arrived, wanted = getattr(before.choices, name), getattr(end.choices, name)
        if name == "roll_up":
            assert arrived.method == wanted.method
            assert wanted.method == "ratio_of_sums" or (arrived.interval or "day") == (wanted.interval or "day")
        elif isinstance(wanted, BaseModel):
            parts = [part for part in wanted.model_fields_set if is_read(measure, end.choices, name, part)]
            assert all(getattr(arrived, part) == getattr(wanted, part) for part in parts if part != "edge")
            assert "edge" not in parts or (arrived.edge or "at_most") == (wanted.edge or "at_most")
        else:
            assert arrived == wanted or set(arrived) == set(wanted)
    assert all(getattr(before, name) == getattr(end, name) for name in EXTRA_FIELDS)


def test_what_cannot_move_the_measure_is_no_step() -> None:
    """Two definitions that differ by their occupancy and by the order of their outcomes have one service level."""
    one = set_of(DRAWN, [{"key": "one", "measure": "service_level", "threshold_seconds": 20}])
    other = DRAWN.model_copy(
        update={
            "denominator": DRAWN.denominator[::-1],
            "occupancy": DRAWN.occupancy.model_copy(update={"overlaps": "sum"}),
        }
    )
    assert build_edit_path(one.indicators[0], indicator(other)) == ()


def test_two_measures_have_no_way() -> None:
    """No choice turns a share into a delay."""
    with pytest.raises(ValueError, match="is not"):
        build_edit_path(indicator(DRAWN), indicator(DRAWN, measure="speed_of_answer_mean"))


def test_the_counterpart_is_the_nearest_of_the_same_measure() -> None:
    """Same key first, then same channel, threshold and rank; a key or a measure names where one starts."""
    levels = [
        {"key": "sl_30", "measure": "service_level", "threshold_seconds": 30},
        {"key": "sl_20_phone", "measure": "service_level", "threshold_seconds": 20, "channel": "phone"},
        {"key": "sl_20", "measure": "service_level", "threshold_seconds": 20},
        {"key": "asa", "measure": "speed_of_answer_mean"},
    ]
    end = set_of(DRAWN, levels)
    start = set_of(DRAWN, [{"key": "local", "measure": "service_level", "threshold_seconds": 20}, levels[0]])
    assert [one.key for one in find_counterparts(start, end, named=None)] == ["local", "sl_20"]
    assert [one.key for one in find_counterparts(start, end, named="sl_30")] == ["sl_30", "sl_30"]
    assert [one.key for one in find_counterparts(start, end, named="local", end_named="sl_30")] == ["local", "sl_30"]


@pytest.mark.parametrize(
    ("named", "end_named", "code"),
    [
        ("absent", None, "gap-no-indicator"),
        ("asa", None, "gap-no-indicator"),
        ("one", "two", "gap-no-indicator"),
        ("one", "asa", "gap-other-measure"),
    ],
)
def test_what_cannot_be_compared_is_said(named: str, end_named: str | None, code: str) -> None:
    """An indicator that a set does not have, or of another measure, is refused with the keys that it has."""
    one = {"key": "one", "measure": "service_level", "threshold_seconds": 20}
    asa = {"key": "asa", "measure": "speed_of_answer_mean"}
    start, end = set_of(DRAWN, [one, asa]), set_of(DRAWN, [one] if named == "asa" else [one, asa])
    with pytest.raises(Faults) as caught:
        find_counterparts(start, end, named=named, end_named=end_named)
    assert [fault.code for fault in caught.value.faults] == [code]
