"""A room of the dialogue votes by the same engine: a majority in each college, then overall; blank is no abstention."""

from __future__ import annotations

import pytest

from filiere.core.text import Text
from filiere.referentials.voting import (
    BodyCollege,
    PlacedSeat,
    Seat,
    VoteOutcome,
    build_room_rules,
    build_wording_question,
    compute_quorum,
    decide_counts,
)

QUESTION = build_wording_question()
A, B = BodyCollege("a", Text.same("A"), None, 2), BodyCollege("b", Text.same("B"), None, 1)


def decide(majority: str = "simple", **counts: dict[str, int]) -> VoteOutcome:
    """What two colleges decide, everybody who voted being there."""
    rules = build_room_rules((A, B), total=3, majority=majority)
    votes = {key: {choice.key: mine.get(choice.key, 0) for choice in QUESTION.choices} for key, mine in counts.items()}
    places = [
        PlacedSeat(Seat(f"{key}{n}", key), "votes", f"p{key}{n}")
        for key, mine in counts.items()
        for n in range(sum(mine.values()))
    ]
    return decide_counts(rules, QUESTION, votes, compute_quorum(rules, places))


def test_a_ballot_may_be_for_against_blank_or_abstaining() -> None:
    assert [one.key for one in QUESTION.choices] == ["adopt", "reject", "blank", "abstain"]


@pytest.mark.parametrize(
    ("majority", "a", "b", "adopted", "stopped"),
    [
        ("simple", {"adopt": 2}, {"adopt": 1}, True, []),
        # More for than against overall, and a college that gives no majority: it is not enough.
        ("simple", {"adopt": 5}, {"adopt": 1, "reject": 1}, False, ["B"]),
        ("simple", {"adopt": 5}, {"reject": 1}, False, ["B"]),
        # A college that says neither yes nor no stops nothing, however it says so.
        ("simple", {"adopt": 2}, {"blank": 1}, True, []),
        ("simple", {"adopt": 2}, {"abstain": 1}, True, []),
        ("simple", {"blank": 2}, {"abstain": 1}, False, []),
        # Blank ballots and abstentions are counted among those who took part, and for neither side.
        ("absolute", {"adopt": 2, "blank": 1}, {"adopt": 1}, True, []),
        ("absolute", {"adopt": 1, "blank": 1}, {"adopt": 2}, False, ["A"]),
        ("two_thirds", {"adopt": 2, "reject": 1}, {"adopt": 2, "reject": 1}, True, []),
        ("two_thirds", {"adopt": 3, "reject": 1}, {"adopt": 1, "reject": 1}, False, ["B"]),
    ],
)
def test_each_college_then_the_whole(
    majority: str, a: dict[str, int], b: dict[str, int], adopted: bool, stopped: list[str]
) -> None:
    found = decide(majority, a=a, b=b)
    assert found.valid
    assert found.carried is not None
    assert (found.carried.key == "adopt", [one.fr for one in found.tests[0].against]) == (adopted, stopped)


def test_a_college_may_need_more_voters_than_another() -> None:
    assert not decide(a={"adopt": 1}, b={"adopt": 2}).valid
    assert decide(a={"adopt": 2}, b={"adopt": 1}).valid


def test_why_a_college_stops_it_is_said_in_both_languages() -> None:
    told = decide(a={"adopt": 2}, b={"reject": 1}).reasons
    assert any("majorité manque dans un collège (B)" in one.fr and "no majority (B)" in one.en for one in told)
