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

from filiere.referentials.voting.balloting import ballot_faults, opened
from filiere.referentials.voting.deciding import Counts, Outcome, Test, counted, decide, decide_ballots, may_dissent
from filiere.referentials.voting.minutes import (
    Recount,
    conceal_company,
    full_minutes,
    outcome_of,
    prove_ballots,
    public_minutes,
    recount,
)
from filiere.referentials.voting.publication import Group, Opinions, Published, public_reasons, published
from filiere.referentials.voting.questions import Choice, Question, asked_in, question_of
from filiere.referentials.voting.records import (
    ABSTAIN,
    COMPLEMENT,
    Ballot,
    Cast,
    Declaration,
    Grade,
    Member,
    Papers,
    Recusal,
    Seat,
    Sitting,
)
from filiere.referentials.voting.rules import NAMES, College, Rules, apart_faults, composition_faults, rules_of
from filiere.referentials.voting.sitting import Foreseen, Placed, Quorum, Row, foreseen, placed, quorum

__all__ = [
    "ABSTAIN",
    "COMPLEMENT",
    "NAMES",
    "Ballot",
    "Cast",
    "Choice",
    "College",
    "Counts",
    "Declaration",
    "Foreseen",
    "Grade",
    "Group",
    "Member",
    "Opinions",
    "Outcome",
    "Papers",
    "Placed",
    "Published",
    "Question",
    "Quorum",
    "Recount",
    "Recusal",
    "Row",
    "Rules",
    "Seat",
    "Sitting",
    "Test",
    "apart_faults",
    "asked_in",
    "ballot_faults",
    "composition_faults",
    "conceal_company",
    "counted",
    "decide",
    "decide_ballots",
    "foreseen",
    "full_minutes",
    "may_dissent",
    "opened",
    "outcome_of",
    "placed",
    "prove_ballots",
    "public_minutes",
    "public_reasons",
    "published",
    "question_of",
    "quorum",
    "recount",
    "rules_of",
]
