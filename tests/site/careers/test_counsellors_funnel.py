"""The funnel: whatever people stopped where, nothing about fewer than ten of them follows from what is told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.disclosure import load_rules, rule_in_force
from filiere.site.careers.counsellors.funnel import RULE, Funnel, decide_funnel
from filiere.site.careers.counsellors.models import Stage

DAY = date(2026, 12, 1)


def decide(*stopped: int) -> Funnel:
    """The funnel of so many people who stopped at each stage, in order."""
    last = [(f"{stage}-{place}", stage) for stage, count in zip(Stage, stopped, strict=False) for place in range(count)]
    return decide_funnel(last, rule_in_force(load_rules(), RULE, DAY))


@pytest.mark.parametrize(
    ("stopped", "reached", "lost"),
    [
        # All cells are large enough: everything is told.
        ((12, 33, 10, 14), [69, 57, 24, 14, 0, 0, 0, 0, 0], [None, 12, 33, 10, 14, 0, 0, 0, 0]),
        # Nine people in all: nothing is.
        ((4, 5), [None] * 9, None),
        ((), [None] * 9, None),
    ],
)
def test_what_is_told(stopped: tuple[int, ...], reached: list[int | None], lost: list[int | None] | None) -> None:
    """Examples worked out by hand."""
    funnel = decide(*stopped)
    if reached[0] is None:
        assert not funnel.is_told
        return
    assert [one.reached for one in funnel.steps] == reached
    assert [one.lost for one in funnel.steps] == lost


def test_a_small_loss_is_hidden_with_another_that_would_give_it() -> None:
    """Three people between two steps: neither that number, nor both steps about it, are told."""
    funnel = decide(13, 33, 3, 14, 21)
    at = {one.stage: one for one in funnel.steps}
    assert at[Stage.TESTED].lost is None
    assert at[Stage.CAME].reached is None or at[Stage.TESTED].reached is None
    hidden = [one for one in funnel.steps[1:] if one.lost is None]
    assert len(hidden) >= 2, "one alone is the total less the others"


@given(st.lists(st.integers(0, 40), min_size=9, max_size=9))
def test_no_difference_tells_of_fewer_than_ten(stopped: list[int]) -> None:
    """Any two numbers told differ by nobody or by ten people at least, and each is nobody or ten at least."""
    told = [one.reached for one in decide(*stopped).steps if one.reached is not None]
    assert all(one == 0 or one >= 10 for one in told)
    assert all(
        abs(one - other) == 0 or abs(one - other) >= 10 for place, one in enumerate(told) for other in told[place + 1 :]
    )


@given(st.lists(st.integers(0, 40), min_size=9, max_size=9))
def test_what_is_told_is_true(stopped: list[int]) -> None:
    """A number told is the count of those who reached the stage, by an addition of its own."""
    for place, one in enumerate(decide(*stopped).steps):
        assert one.reached in (None, sum(stopped[place:]))
        assert one.lost is None or one.lost == stopped[place - 1]
