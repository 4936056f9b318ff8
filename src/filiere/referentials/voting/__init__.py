"""A committee that votes by colleges: who may sit, what a ballot may say, what the counts decide, and proving it.

A pure engine: no clock, no chance, no storage. People are opaque keys, and nothing public holds even those::

    rules = rules_of(release)                                   # or rules_of(release, "appeal_panel")
    ahead = foreseen(rules, seats, members, recusals)           # an impossible quorum, said before the session
    places = placed(seats, members, recusals, present)          # seat by seat: who votes, or why nobody does
    now = quorum(rules, places)                                 # recomputed after recusals, by college and in all
    question = question_of(release, state, proposed="granted_24")
    ballot_faults(ballot, rules=rules, question=question, …)    # every reason why it cannot be cast
    ballots = opened(cast, ballots)                             # proved against the commitments published
    outcome = decide_ballots(rules, question, places, ballots)  # with reasons and the inputs of the procedure
    full = full_minutes(rules, papers, places, outcome, counts) # for the members
    minutes = public_minutes(full, rules, outcome, opinions)    # for the public, by the rule of publication
    recount(minutes, release)                                   # by anyone: the same outcome, or the wrong line
"""

from filiere.referentials.voting.attendance import (
    CollegeQuorum,
    PlacedSeat,
    Quorum,
    QuorumForecast,
    compute_quorum,
    forecast_quorum,
    place_seats,
)
from filiere.referentials.voting.ballot_checks import ballot_faults, verify_openings
from filiere.referentials.voting.decision import (
    RungTest,
    VoteCounts,
    VoteOutcome,
    can_dissent,
    count_votes,
    decide_ballots,
    decide_counts,
)
from filiere.referentials.voting.minutes import (
    PUBLIC_FORMAT,
    RecountResult,
    build_full_minutes,
    build_public_minutes,
    conceal_company,
    count_set_aside,
    prove_ballots,
    read_outcome,
    recount_minutes,
)
from filiere.referentials.voting.publication import (
    CollegeGroup,
    MinorityOpinions,
    PublishedVotes,
    disclose_votes,
    explain_publicly,
)
from filiere.referentials.voting.questions import (
    TEXTS,
    BallotChoice,
    VoteQuestion,
    build_question,
    build_wording_question,
    vote_inputs,
)
from filiere.referentials.voting.records import (
    ABSTAIN,
    BLANK,
    COMPLEMENT,
    Ballot,
    BodyKind,
    CastBallot,
    InterestDeclaration,
    Recusal,
    RecusalGrade,
    Seat,
    SeatHolder,
    VotedPapers,
)
from filiere.referentials.voting.rules import (
    BODY_NAMES,
    BodyCollege,
    VotingRules,
    build_room_rules,
    composition_faults,
    read_voting_rules,
    shared_member_faults,
)

__all__ = [
    "ABSTAIN",
    "BLANK",
    "BODY_NAMES",
    "COMPLEMENT",
    "PUBLIC_FORMAT",
    "TEXTS",
    "Ballot",
    "BallotChoice",
    "BodyCollege",
    "BodyKind",
    "CastBallot",
    "CollegeGroup",
    "CollegeQuorum",
    "InterestDeclaration",
    "MinorityOpinions",
    "PlacedSeat",
    "PublishedVotes",
    "Quorum",
    "QuorumForecast",
    "RecountResult",
    "Recusal",
    "RecusalGrade",
    "RungTest",
    "Seat",
    "SeatHolder",
    "VoteCounts",
    "VoteOutcome",
    "VoteQuestion",
    "VotedPapers",
    "VotingRules",
    "ballot_faults",
    "build_full_minutes",
    "build_public_minutes",
    "build_question",
    "build_room_rules",
    "build_wording_question",
    "can_dissent",
    "composition_faults",
    "compute_quorum",
    "conceal_company",
    "count_set_aside",
    "count_votes",
    "decide_ballots",
    "decide_counts",
    "disclose_votes",
    "explain_publicly",
    "forecast_quorum",
    "place_seats",
    "prove_ballots",
    "read_outcome",
    "read_voting_rules",
    "recount_minutes",
    "shared_member_faults",
    "verify_openings",
    "vote_inputs",
]
