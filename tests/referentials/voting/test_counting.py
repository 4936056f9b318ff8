"""What votes decide: examples written as data, an oracle that shares no code, and properties that must always hold."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.oracles.voting_oracle import ORDERS, oracle
from support.scenes.voting_sample import (
    AWARD,
    EVERYBODY,
    MEMBERS,
    PANEL,
    RELEASE,
    RULES,
    SEATS,
    ballot,
    recused,
    sitting,
)

from filiere.core import read_yaml
from filiere.referentials.voting import Recusal, build_question, can_dissent, decide_ballots

CASES = read_yaml(Path(__file__).parent / "cases.yaml").data
COLLEGES = {"e": "employees", "r": "employers", "s": "state", "c": "consumers", "x": "experts"}
CHOICES = {"24": "granted_24", "12": "granted_12", "more": "complement", "no": "refuse", "abst": "abstain"}
STATES = {
    "eligibility": "hearing",
    "award": "before_committee",
    "review": "under_review",
    "change": "changed_entity",
    "withdrawal": "before_withdrawal",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_votes_written_by_hand_come_out_as_told(case) -> None:
    """Each example gives the votes college by college, and what is decided."""
    ballots = [
        ballot(f"{COLLEGES[college]}-{number}", CHOICES[str(vote)])
        for college, votes in case["votes"].items()
        for number, vote in enumerate(votes, 1)
    ]
    outcome = decide_ballots(RULES, AWARD, sitting(), ballots)
    assert (outcome.carried.key if outcome.carried else None) == case["carried"]
    assert outcome.valid is (case["carried"] is not None)
    assert outcome.tie is case.get("tie", False)
    assert outcome.put_off is case.get("put_off", False)
    if case["carried"] is None:
        assert outcome.inputs == {"vote_valid": False}
    else:
        granted = case["carried"].startswith("granted")
        assert outcome.inputs == {
            "vote_valid": True,
            "put_off": case.get("put_off", False),
            "adopted": granted,
            "two_years": case["carried"] == "granted_24",
        }
    if "against" in case:
        texts = {RULES.college(key).text for key in case["against"]}
        assert texts <= {text for test in outcome.tests for text in test.against}


def cast(kind):
    """Draw a vote, or none, for each seat."""
    choices = [*ORDERS[kind], "abstain", None]
    return st.tuples(*[st.sampled_from(choices)] * len(SEATS))


def outcome_of(kind, votes, recusals=(), rules=RULES):
    """The outcome of a vote of each seat."""
    question = build_question(RELEASE, STATES[kind], proposed="granted_24")
    ballots = [ballot(seat.key, vote) for seat, vote in zip(SEATS, votes, strict=True) if vote]
    return decide_ballots(rules, question, sitting(recusals=recusals), ballots)


@pytest.mark.parametrize("kind", sorted(STATES))
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_engine_and_the_oracle_agree(kind, data) -> None:
    """Two countings that share no code find the same."""
    votes = data.draw(cast(kind))
    outcome = outcome_of(kind, votes)
    pairs = [(seat.college, vote) for seat, vote in zip(SEATS, votes, strict=True) if vote]
    carried, tie = oracle(pairs, ORDERS[kind], RULES.per_college, RULES.total, RULES.keys)
    assert (outcome.carried.key if outcome.carried else None) == carried
    assert outcome.tie is tie


@settings(max_examples=100, deadline=None)
@given(votes=cast("award"), order=st.permutations(range(len(SEATS))))
def test_the_order_of_ballots_is_nothing(votes, order) -> None:
    """Shuffled, the same ballots decide the same."""
    ballots = [ballot(seat.key, vote) for seat, vote in zip(SEATS, votes, strict=True) if vote]
    shuffled = sorted(ballots, key=lambda one: order[[seat.key for seat in SEATS].index(one.seat)])
    assert decide_ballots(RULES, AWARD, sitting(), ballots) == decide_ballots(RULES, AWARD, sitting(), shuffled)


@settings(max_examples=100, deadline=None)
@given(votes=cast("award"), who=st.integers(0, len(SEATS) - 1), other=st.sampled_from(ORDERS["award"]))
def test_a_recused_member_never_changes_the_outcome(votes, who, other) -> None:
    """Whatever the ballot of a recused member says, or whether it is there at all."""
    recusals = recused(SEATS[who].key)
    without = [*votes[:who], None, *votes[who + 1 :]]
    with_one = [*votes[:who], other, *votes[who + 1 :]]
    assert outcome_of("award", with_one, recusals) == outcome_of("award", without, recusals)


@settings(max_examples=200, deadline=None)
@given(votes=cast("award"), who=st.integers(0, len(SEATS) - 1))
def test_a_yes_more_never_turns_a_grant_into_a_refusal(votes, who) -> None:
    """Be it the vote of a seat that had not voted, or one that had voted otherwise."""
    before = outcome_of("award", votes)
    after = outcome_of("award", [*votes[:who], "granted_24", *votes[who + 1 :]])
    order = [*ORDERS["award"]]
    if before.valid:
        assert order.index(after.carried.key) <= order.index(before.carried.key)


def test_without_a_proposal_nothing_can_be_granted() -> None:
    """A knock-out or a score under the floor leaves a complement or a refusal."""
    question = build_question(RELEASE, "before_committee", proposed=None)
    assert [one.key for one in question.choices] == ["complement", "refuse", "abstain"]
    assert [one.key for one in question.barred] == ["granted_24", "granted_12"]


def test_a_second_complement_is_not_offered() -> None:
    """A dossier that was put off is decided the second time."""
    question = build_question(RELEASE, "before_committee", proposed="granted_12", put_off_before=True)
    assert [one.key for one in question.choices] == ["granted_12", "refuse", "abstain"]


def test_the_panel_has_its_own_colleges_and_does_not_postpone() -> None:
    """Three colleges, one of each at least; a tie leaves the refusal as it was."""
    assert PANEL.keys == ("employees", "employers", "state")
    question = build_question(RELEASE, "award_appeal", proposed="granted_24")
    ballots = [ballot("employees-1", "granted_24"), ballot("employers-1", "refuse"), ballot("state-1", "abstain")]
    outcome = decide_ballots(PANEL, question, sitting(), ballots)
    assert (outcome.carried.key, outcome.tie, outcome.put_off) == ("refuse", True, False)
    assert outcome.inputs == {"vote_valid": True, "adopted": False, "two_years": False}


def test_papers_that_changed_make_the_vote_void() -> None:
    """A vote on what is no longer there decides nothing, and says why."""
    ballots = [ballot(seat.key) for seat in SEATS]
    outcome = decide_ballots(RULES, AWARD, sitting(), ballots, bound=False)
    assert outcome.inputs == {"vote_valid": False}
    assert any("changé" in reason.fr and "changed" in reason.en for reason in outcome.reasons)


def test_only_who_took_another_side_may_dissent() -> None:
    """Whoever abstained or was followed has nothing to set against the decision."""
    outcome = decide_ballots(RULES, AWARD, sitting(), [ballot(seat.key) for seat in SEATS])
    assert can_dissent(outcome, "refuse")
    assert not can_dissent(outcome, "granted_24")
    assert not can_dissent(outcome, "abstain")


def test_a_recusal_of_any_grade_has_the_same_effect() -> None:
    """No papers, no debate, no vote, whether declared or pinned."""
    for grade in RULES.grades:
        places = sitting(recusals=[Recusal(MEMBERS[0].person, grade)])
        assert (places[0].place, places[0].grades) == ("recused", (grade,))
    assert sitting(EVERYBODY)[0].place == "votes"
