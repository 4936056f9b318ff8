"""What is published of a vote tells nobody's ballot, for a reader who knows everything else (H3)."""

import random
from dataclasses import replace

import pytest
from support.oracles.vote_attack import Body, at_the_table, possible, seen, sessions, told_by
from support.scenes.voting_sample import AWARD, PANEL, PAPERS, RELEASE, RULES, SEATS, ballot, recused, sitting

from filiere.core.faults import Faults
from filiere.core.seals import seal
from filiere.referentials.records.audit_and_award import VotePublication
from filiere.referentials.voting import (
    MinorityOpinions,
    build_full_minutes,
    build_public_minutes,
    build_question,
    conceal_company,
    count_votes,
    decide_ballots,
    disclose_votes,
    explain_publicly,
    prove_ballots,
    recount_minutes,
)
from filiere.referentials.voting.publication import group_colleges

TWO, THREE, FOUR = "hearing", "under_review", "before_committee"
BODIES = (
    # The demonstration's: three, three, and one seat a college.
    Body((3, 3, 1, 1, 1), TWO),
    Body((3, 3, 1), TWO, opinions=True),
    Body((3, 2, 1), TWO, opinions=True),
    Body((3, 2, 1), TWO, "absolute", veto=False, opinions=True),
    Body((4, 2, 1), TWO, opinions=True),
    Body((4, 2, 1), TWO, "two_thirds", veto=False, opinions=True),
    Body((2, 2, 2), TWO, opinions=True),
    Body((2, 2, 2), TWO, "absolute", veto=False, opinions=True),
    Body((5, 2), TWO, opinions=True),
    Body((3, 1, 1), TWO, opinions=True),
    # One of three recused or absent, by seat; a college of which nobody came.
    Body((2, 3, 0, 1, 1), TWO),
    Body((0, 3, 2), THREE),
    Body((3, 1, 1), THREE),
    Body((3, 2, 1), THREE),
    Body((3, 2, 1), THREE, "absolute"),
    Body((2, 2, 2), THREE, veto=False),
    Body((3, 2), THREE, opinions=True),
    Body((3, 3), FOUR),
    Body((3, 1, 1), FOUR),
    Body((3, 1, 1), FOUR, "two_thirds"),
    # A panel of one seat a college.
    Body((1, 1, 1), TWO, seats=1, opinions=True),
    Body((1, 1, 1), FOUR, seats=1, opinions=True),
)


def test_a_thousand_sessions_drawn_tell_no_ballot() -> None:  # H3
    """Colleges, absences, rules, abstentions and opinions as they fall; every other assignment is tried."""
    drawn = random.Random(20270101)  # noqa: S311  Sessions to try, not secrets.
    levels = {"result": 0, "all": 0, "groups": 0}
    for number in range(1000):
        body = BODIES[number % len(BODIES)]
        counts, outcome, said = drawn.choice(sessions(body))
        assert told_by(body, seen(body, counts, outcome, said)[0]) == {}, (body, counts, said)
        told = disclose_votes(at_the_table(body)[0], outcome, counts, said).votes
        levels["result" if told is None else "all" if len(told) == 1 else "groups"] += 1
    # What tells nothing would pass as well: the counts are told where they can be.
    assert min(levels.values()) > 50, levels


def test_nothing_that_can_be_published_of_these_bodies_tells_a_ballot() -> None:  # H3
    for body in BODIES:
        assert [public for public in possible(body) if told_by(body, public)] == [], body


def test_a_room_that_asks_a_majority_of_each_college_tells_no_ballot() -> None:
    """A college of one voter cannot have been against what was adopted: the reader knows it, and so does the rule."""
    shapes = ((3, 2, 1), (1, 5), (3, 3), (2, 2), (1, 1, 2))
    bodies = [Body(shape, "", majority, room=True) for shape in shapes for majority in ("simple", "two_thirds")]
    for body in [*bodies, Body((4, 1), "", "absolute", room=True)]:
        found = possible(body)
        assert [public for public in found if told_by(body, public)] == [], body
    # What tells nothing would pass as well: counts are told where they can be.
    assert all(any("[[(" in public for public in possible(body)) for body in bodies)


def test_the_attack_finds_what_a_weaker_rule_lets_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts by college always, as version 0.5 gave them; and counts of all together even where all voted alike."""
    from support.oracles import vote_attack

    from filiere.referentials.voting.publication import CollegeGroup, PublishedVotes

    def by_college(rules, outcome, counts, said):
        return PublishedVotes(tuple(CollegeGroup((key,), mine) for key, mine in counts.items()), True)

    def always_all(rules, outcome, counts, said):
        sums = {}
        for mine in counts.values():
            for choice, number in mine.items():
                sums[choice] = sums.get(choice, 0) + number
        return PublishedVotes((CollegeGroup(tuple(counts), sums),), True)

    body = Body((3, 2, 1), TWO, seats=4)
    for weak in (by_college, always_all):
        monkeypatch.setattr(vote_attack, "disclose_votes", weak)
        vote_attack.possible.cache_clear()
        assert any(vote_attack.told_by(body, public) for public in vote_attack.possible(body)), weak
    vote_attack.possible.cache_clear()


def counts_of(**colleges: str) -> dict[str, dict[str, int]]:
    """Votes by college, a letter a ballot: granted for 24 or 12 months, complement, refusal, abstention."""
    letters = {"g": "granted_24", "t": "granted_12", "m": "complement", "r": "refuse", "a": "abstain"}
    return {
        key: {one.key: sum(letters[letter] == one.key for letter in votes) for one in AWARD.choices}
        for key, votes in colleges.items()
    }


def told(said: MinorityOpinions | None = None, rules=RULES, question=AWARD, **colleges: str):
    """What is published of these votes."""
    names = [f"{key}-{number}" for key, votes in colleges.items() for number in range(1, len(votes) + 1)]
    letters = {"g": "granted_24", "t": "granted_12", "m": "complement", "r": "refuse", "a": "abstain"}
    ballots = [ballot(name, letters[one]) for name, one in zip(names, "".join(colleges.values()), strict=True)]
    outcome = decide_ballots(rules, question, sitting(), ballots)
    return disclose_votes(rules, outcome, counts_of(**colleges), said or MinorityOpinions({})), outcome


WHOLE = {"employees": "ggggr", "employers": "grrgg", "state": "ga", "consumers": "gg", "experts": "gr"}


@pytest.mark.parametrize(
    ("changed", "groups"),
    [
        ({}, [["employees"], ["employers"], ["state", "consumers", "experts"]]),
        ({"employees": "ggggg"}, [["employees", "employers", "state", "consumers", "experts"]]),
        ({"employees": "ggggg", "employers": "ggggg", "experts": "gg"}, None),
        ({"employees": "ggggg", "employers": "ggggg", "state": "gg", "experts": "gg"}, None),
        # Two experts against stop what fourteen wanted: that they did is theirs to tell.
        ({"experts": "rr"}, None),
    ],
    ids=["by college", "one college unanimous", "all but one", "all", "stopped by a college"],
)
def test_counts_are_told_as_finely_as_they_tell_nobody(changed: dict[str, str], groups: object) -> None:
    found, outcome = told(**{**WHOLE, **changed})
    assert outcome.valid
    assert (found.votes and [list(one.colleges) for one in found.votes]) == groups


def test_a_college_of_three_whose_dissenter_signed_is_not_counted_alone() -> None:
    """Two alike and one whose name is known: subtracting tells the other two."""
    votes = {"employees": "ggr", "employers": "ggrra", "state": "ga", "consumers": "gr", "experts": "g"}
    assert ("employees",) in [one.colleges for one in told(**votes)[0].votes]
    found, _ = told(MinorityOpinions({"employees": {"refuse": 1}}), **votes)
    assert ("employees",) not in [one.colleges for one in found.votes]
    assert found.opinions


def test_an_opinion_without_a_name_leaves_the_result_alone() -> None:
    found, _ = told(MinorityOpinions({}, 1), **WHOLE)
    assert (found.votes, found.opinions) == (None, True)


def test_an_opinion_that_tells_the_vote_of_another_stays_with_the_members() -> None:
    """Everybody but the State's one voter signs with a name: what is left of the vote is that one ballot."""
    votes = {"employees": "ggg", "employers": "ggg", "state": "r", "consumers": "g", "experts": "g"}
    signed = {key: {"granted_24": len(mine)} for key, mine in votes.items() if key != "state"}
    found, outcome = told(MinorityOpinions(signed), **votes)
    assert outcome.carried.key == "refuse"
    assert (found.votes, found.opinions) == (None, False)


def test_a_body_of_one_seat_a_college_publishes_its_result_alone() -> None:
    """Even where its three ballots all differ."""
    question = build_question(RELEASE, "award_appeal", proposed="granted_24")
    ballots = [ballot("employees-1", "granted_24"), ballot("employers-1", "granted_12"), ballot("state-1", "abstain")]
    places = [one for one in sitting() if one.seat.key in ("employees-1", "employers-1", "state-1")]
    outcome = decide_ballots(PANEL, question, places, ballots)
    assert outcome.carried is not None
    assert disclose_votes(PANEL, outcome, count_votes(question, places, ballots)).votes is None


def test_which_colleges_are_counted_together_depends_on_who_voted_and_on_nothing_else() -> None:
    assert group_colleges(RULES, {"employees": 5, "employers": 2, "state": 2, "consumers": 1, "experts": 0}) == (
        ("employees",),
        ("employers", "state", "consumers", "experts"),
    )
    assert group_colleges(RULES, {"employees": 5, "employers": 3, "state": 1}) == (
        ("employees",),
        ("employers", "state"),
    )
    assert group_colleges(RULES, {"employees": 1, "state": 1}) == (("employees", "state"),)


def test_a_release_may_ask_for_more_secrecy_and_never_for_less() -> None:
    assert RULES.publication == VotePublication(voters=3, apart=2)
    for less in ({"voters": 2}, {"apart": 1}, {"first_vote": "published"}):
        with pytest.raises(ValueError, match=next(iter(less))):
            VotePublication.model_validate(less)
    strict = replace(RULES, publication=VotePublication(voters=6))
    assert [one.colleges for one in told(rules=strict, **WHOLE)[0].votes] == [
        ("employees", "employers"),
        ("state", "consumers", "experts"),
    ]


def test_reasons_tell_no_count_and_no_college_that_is_not_published() -> None:
    found, outcome = told(**{**WHOLE, "experts": "rr"})
    assert any("collège entier" in one.fr for one in outcome.reasons)
    words = " ".join(one.fr + one.en for one in explain_publicly(RULES, outcome, found.votes))
    assert "contre" not in words
    assert "against" not in words
    assert "xpert" not in words


def minutes_of(choices=("granted_24", "granted_12", "refuse", "granted_24"), recusals=()):
    """Full and public minutes of a session of sixteen seats, and the ballots."""
    places = sitting(recusals=recusals)
    ballots = [ballot(seat.key, choices[rank % len(choices)]) for rank, seat in enumerate(SEATS)]
    outcome = decide_ballots(RULES, AWARD, places, ballots)
    voting = {one.seat.key for one in places if one.place == "votes"}
    counts = count_votes(AWARD, places, [one for one in ballots if one.seat in voting])
    marks = {2: [one.commitment for one in ballots]}
    full = build_full_minutes(RULES, PAPERS, places, outcome, counts, commitments=marks)
    return full, build_public_minutes(full, RULES, disclose_votes(RULES, outcome, counts)), ballots


def forged(minutes, **changes):
    """Minutes changed and sealed anew, as a forger who knows the format would."""
    body = {**{key: value for key, value in minutes.items() if key != "seal"}, **changes}
    return {**body, "seal": seal(body)}


def test_anyone_checks_public_minutes_as_far_as_they_go() -> None:
    _, public, _ = minutes_of()
    assert recount_minutes(public, RELEASE).basis == "sums"
    assert recount_minutes(public, RELEASE).carried_choice.key == "granted_12"
    assert recount_minutes(minutes_of(("granted_24",))[1], RELEASE).basis == "result"
    # Nothing of the first vote is there, nor a count by college.
    assert "first" not in public
    assert "second" not in public


def test_minutes_of_a_company_that_is_not_named_lead_to_none() -> None:
    """Neither its papers nor the seats tied to it are told; quorum and ballots are checked all the same."""
    _, public, _ = minutes_of(recusals=recused("employers-1"))
    assert [(one["seat"], one["grades"]) for one in public["recusals"]] == [("employers-1", ["declared"])]
    hidden = conceal_company(public)
    assert hidden["papers"]["snapshot"] is None
    assert [(one["seat"], one["grades"], one["college"]) for one in hidden["recusals"]] == [(None, [], "employers")]
    assert recount_minutes(hidden, RELEASE).carried_choice == recount_minutes(public, RELEASE).carried_choice


@pytest.mark.parametrize(
    "change",
    [
        {"aside": 1},
        {"commitments": ["0" * 64]},
        {"rule": {"voters": 1, "apart": 0, "first_vote": "withheld"}},
        {"signed": {"employees": 3}},
        {"votes": [{"colleges": ["employees"], "counts": {"granted_12": 5}}]},
        {
            "votes": [
                {"colleges": ["employees", "employers", "state", "consumers", "experts"], "counts": {"refuse": 16}}
            ]
        },
    ],
    ids=lambda change: next(iter(change)),
)
def test_public_minutes_that_break_the_rule_or_do_not_add_up_are_told(change) -> None:
    _, public, _ = minutes_of()
    with pytest.raises(Faults, match="minutes-differ"):
        recount_minutes(forged(public, **change), RELEASE)
    with pytest.raises(Faults, match="minutes-seal"):
        recount_minutes({**public, **change}, RELEASE)


def test_an_outcome_that_the_votes_told_do_not_give_is_told() -> None:
    _, public, _ = minutes_of()
    with pytest.raises(Faults, match=r"outcome\.carried"):
        recount_minutes(forged(public, outcome={**public["outcome"], "carried": "granted_24"}), RELEASE)
    alone = minutes_of(("granted_24",))[1]
    with pytest.raises(Faults, match=r"outcome\.valid"):
        recount_minutes(forged(alone, outcome={**alone["outcome"], "valid": False}), RELEASE)


def test_votes_of_no_college_are_told() -> None:
    """Found by changing files at random: counting them again ended in a traceback."""
    _, public, _ = minutes_of()
    told = [{"colleges": [], "counts": {"granted_12": 0}}, *public["votes"]]
    with pytest.raises(Faults, match="minutes-form"):
        recount_minutes(forged(public, votes=told), RELEASE)


def test_members_count_again_ballot_by_ballot() -> None:
    full, _, ballots = minutes_of()
    colleges = {seat.key: seat.college for seat in SEATS}
    assert recount_minutes(full, RELEASE).basis == "votes"
    prove_ballots(full, ballots, colleges)
    changed = [replace(ballots[0], choice="refuse"), *ballots[1:]]
    for wrong in (changed, ballots[1:]):
        with pytest.raises(Faults, match="commitments"):
            prove_ballots(full, wrong, colleges)
    with pytest.raises(Faults, match="counts"):
        prove_ballots(full, ballots, {**colleges, "state-1": "experts"})
