"""Who sits and what a quorum is, ballots refused and proved, minutes counted again."""

import pytest
from support.scenes.voting_sample import (
    AWARD,
    EVERYBODY,
    MEMBERS,
    PAPERS,
    RELEASE,
    RULES,
    SEATS,
    ballot,
    recused,
    sitting,
)

from filiere.core import Faults, seal
from filiere.referentials.voting import (
    CastBallot,
    Seat,
    SeatHolder,
    VotedPapers,
    ballot_faults,
    build_full_minutes,
    build_question,
    composition_faults,
    compute_quorum,
    count_votes,
    decide_ballots,
    forecast_quorum,
    read_voting_rules,
    recount_minutes,
    shared_member_faults,
    verify_openings,
)
from filiere.referentials.voting.faults import MESSAGES

SUBSTITUTE = SeatHolder("sub", "state-1", substitute=True)


def codes(one, *, recusals=(), present=EVERYBODY, members=MEMBERS, cast=(), papers=PAPERS, is_open=True):
    """The codes of what is wrong with a ballot."""
    found = ballot_faults(
        one,
        rules=RULES,
        question=AWARD,
        papers=papers,
        places=sitting(present, recusals, members),
        members=members,
        recusals=recusals,
        present=present,
        cast=cast,
        opened=is_open,
    )
    return [fault.code for fault in found]


def test_a_good_ballot_has_no_fault() -> None:
    """A titular who is there votes on the papers of the item, with reasons."""
    assert codes(ballot("state-1")) == []


def test_every_bad_ballot_is_told_why() -> None:
    """Each on its own, in both languages."""
    assert codes(ballot("state-1"), recusals=recused("state-1")) == ["vote-recused"]
    assert codes(ballot("state-1"), cast={"state-1"}) == ["vote-twice"]
    assert codes(ballot("state-1", papers=VotedPapers("b" * 64, RELEASE.sha256))) == ["vote-other-snapshot"]
    assert codes(ballot("state-1", papers=VotedPapers("a" * 64, "c" * 64))) == ["vote-other-release"]
    assert codes(ballot("state-1", person="p-state-2")) == ["vote-without-seat"]
    assert codes(ballot("state-9")) == ["vote-without-seat"]
    assert codes(ballot("state-1", person="stranger")) == ["vote-without-seat"]
    assert codes(ballot("state-1", reasons="  ")) == ["vote-without-reasons"]
    assert codes(ballot("state-1", choice="abstain", reasons="")) == []
    assert codes(ballot("state-1", choice="maintain")) == ["vote-unknown-choice"]
    assert codes(ballot("state-1"), is_open=False) == ["vote-not-open"]
    assert codes(ballot("state-1"), present=EVERYBODY - {"p-state-1"}) == ["vote-absent"]
    assert codes(ballot("state-1"), papers=VotedPapers("", RELEASE.sha256)) == [
        "vote-bound-to-nothing",
        "vote-other-snapshot",
    ]
    for message_fr, message_en, remedy_fr, remedy_en in MESSAGES.values():
        assert all((message_fr, message_en, remedy_fr, remedy_en))
        assert (message_fr, remedy_fr) != (message_en, remedy_en)


def test_all_faults_of_a_ballot_come_at_once() -> None:
    """Whoever mends it mends it in one go."""
    bad = ballot("state-1", choice="maintain", person="stranger", papers=VotedPapers("b" * 64, "c" * 64), reasons="")
    assert codes(bad, cast={"state-1"}) == [
        "vote-without-seat",
        "vote-twice",
        "vote-other-snapshot",
        "vote-other-release",
        "vote-unknown-choice",
        "vote-without-reasons",
    ]


def test_a_level_above_the_proposal_is_out_of_reach() -> None:
    """The committee may grant less than the rule proposes, never more."""
    question = build_question(RELEASE, "before_committee", proposed="granted_12")
    found = list(
        ballot_faults(
            ballot("state-1", "granted_24"),
            rules=RULES,
            question=question,
            papers=PAPERS,
            places=sitting(),
            members=MEMBERS,
            recusals=(),
            present=EVERYBODY,
        )
    )
    assert [fault.code for fault in found] == ["vote-raises-level"]
    assert "12 mois" in found[0].message.fr


def test_a_substitute_votes_only_in_the_absence_of_the_titular() -> None:
    """Refused while the titular is there; the titular recused or away, the substitute sits."""
    members = (*MEMBERS, SUBSTITUTE)
    mine = ballot("state-1", person="sub")
    assert codes(mine, members=members, present=EVERYBODY | {"sub"}) == ["vote-substitute"]
    assert codes(mine, members=members, present=(EVERYBODY - {"p-state-1"}) | {"sub"}) == []
    assert codes(mine, members=members, present=EVERYBODY | {"sub"}, recusals=recused("state-1")) == []


def test_the_quorum_is_recomputed_after_recusals() -> None:
    """A recused member does not count; the college that falls short is named."""
    present = frozenset(f"p-{key}" for key in ("employees-1", "employers-1", "state-1", "consumers-1", "experts-1"))
    present |= {"p-employees-2", "p-employees-3", "p-employers-2", "p-employers-3"}
    now = compute_quorum(RULES, sitting(present))
    assert (now.is_reached, now.voting, now.margin) == (True, 9, 0)
    after = compute_quorum(RULES, sitting(present, recused("state-1")))
    assert (after.is_reached, after.voting) == (False, 8)
    assert [text.en for text in after.shortfalls] == [
        "State, 0 voters of the 1 needed",
        "in all, 8 voters of the 9 needed",
    ]


def test_an_impossible_quorum_says_so_before_the_meeting() -> None:
    """A union that refuses to sit leaves seats empty; a college with nobody left makes the quorum impossible."""
    no_state = [one for one in MEMBERS if not one.seat.startswith("state")]
    ahead = forecast_quorum(RULES, SEATS, no_state, ())
    assert not ahead.is_possible
    assert ahead.why[0].fr == "État : 2 sièges vides ; 0 votant au mieux, il en faut 1"
    recusals = recused("state-1", "state-2")
    assert "2 recused seats" in forecast_quorum(RULES, SEATS, MEMBERS, recusals).why[0].en
    assert forecast_quorum(RULES, SEATS, MEMBERS, recused("state-1")).is_possible
    assert forecast_quorum(RULES, SEATS, MEMBERS, ()).why == ()


def test_an_impossible_composition_is_refused() -> None:
    """Two titulars of a seat, two seats for a person, a seat nobody knows, a seat too many, the same on both bodies."""
    members = (
        *MEMBERS,
        SeatHolder("p-state-1", "state-2"),
        SeatHolder("ghost", "state-7"),
    )
    seats = (*SEATS, Seat("state-3", "state"), Seat("kings-1", "kings"))
    assert {fault.code for fault in composition_faults(RULES, seats, members)} == {
        "college-unknown",
        "seat-too-many",
        "seat-unknown",
        "seat-titulars",
        "seat-person-twice",
    }
    assert list(composition_faults(RULES, SEATS, MEMBERS)) == []
    assert [fault.code for fault in shared_member_faults(MEMBERS, [SeatHolder("p-state-1", "x")])] == [
        "bodies-not-apart"
    ]
    assert list(shared_member_faults(MEMBERS, [SeatHolder("other", "x")])) == []


def test_opened_ballots_are_proved() -> None:
    """A ballot changed, added or taken away between the vote and the opening makes the round void."""
    ballots = [ballot(seat.key) for seat in SEATS]
    cast = [CastBallot(one.seat, one.round, one.commitment) for one in ballots]
    assert {one.seat for one in verify_openings(cast, reversed(ballots))} == {seat.key for seat in SEATS}
    changed = [ballot(SEATS[0].key, "refuse"), *ballots[1:]]
    with pytest.raises(Faults) as refused:
        verify_openings(cast, [*changed[:-1], ballot("employees-9")])
    assert [fault.code for fault in refused.value.faults] == ["ballot-changed", "ballot-missing", "ballot-stray"]
    with pytest.raises(Faults, match="vote-twice"):
        verify_openings(cast, [*ballots, ballots[0]])


def test_a_commitment_says_nothing_and_binds_everything() -> None:
    """The same vote with another nonce has another commitment, and so has any change."""
    one = ballot("state-1")
    others = [
        ballot("state-1", nonce="other"),
        ballot("state-1", choice="refuse"),
        ballot("state-1", reasons="Autre"),
        ballot("state-1", number=1),
        ballot("state-1", papers=VotedPapers("b" * 64, RELEASE.sha256)),
    ]
    assert len({one.commitment, *(other.commitment for other in others)}) == 6


def minutes_of(choice="granted_24"):
    """The minutes of a session in which a state seat was recused."""
    places = sitting(recusals=recused("state-2", grade="pinned"))
    ballots = [ballot(seat.key, choice) for seat in SEATS]
    outcome = decide_ballots(RULES, AWARD, places, ballots)
    counts = count_votes(AWARD, places, [one for one in ballots if one.seat != "state-2"])
    commitments = {2: [one.commitment for one in ballots]}
    return outcome, build_full_minutes(RULES, PAPERS, places, outcome, counts, commitments=commitments)


def test_anyone_counts_the_minutes_again() -> None:
    """From the file and the sealed release alone, the same outcome comes out; no person is in the file."""
    outcome, minutes = minutes_of()
    again = recount_minutes(minutes, RELEASE)
    assert (again.carried_choice, again.outcome["inputs"], again.basis) == (outcome.carried, outcome.inputs, "votes")
    assert "p-" not in str(minutes)
    assert minutes["recusals"] == [{"seat": "state-2", "college": "state", "grades": ["pinned"], "place": "recused"}]


def forged(minutes, **changes):
    """Minutes changed and sealed anew, as a forger who knows the format would."""
    body = {**{key: value for key, value in minutes.items() if key != "seal"}, **changes}
    return {**body, "seal": seal(body)}


def test_forged_minutes_are_told_line_by_line() -> None:
    """Another outcome, other counts, another seal, a form that is none."""
    _, minutes = minutes_of()
    with pytest.raises(Faults, match="minutes-seal"):
        recount_minutes({**minutes, "first": {"counts": {}, "commitments": []}}, RELEASE)
    outcome = {**minutes["outcome"], "carried": "refuse", "level": None}
    with pytest.raises(Faults) as refused:
        recount_minutes(forged(minutes, outcome=outcome), RELEASE)
    assert [fault.key for fault in refused.value.faults] == ["outcome.carried", "outcome.level"]
    colleges = {**minutes["colleges"], "state": {**minutes["colleges"]["state"], "voted": 2}}
    with pytest.raises(Faults, match=r"colleges\.state"):
        recount_minutes(forged(minutes, colleges=colleges), RELEASE)
    for bad in ({}, {**minutes, "format": "other"}, forged(minutes, colleges={}), forged(minutes, instance="king")):
        with pytest.raises(Faults):
            recount_minutes(bad, RELEASE)


def test_a_question_that_is_none_is_refused() -> None:
    """No vote is taken where the procedure asks for none."""
    with pytest.raises(Faults, match="vote-no-question"):
        build_question(RELEASE, "preparing")
    assert read_voting_rules(RELEASE).majority == "simple"
