"""Counting: from votes by college to what is decided, with every reason, and nothing else than those counts.

A decision needs no name, no ballot and no order: whoever has the counts by college finds the same, which is why the
public minutes can be counted again by anyone. What an abstention does is fixed here: it counts in the quorum, is
neither for nor against, and a college in which somebody abstained is not unanimous. A blank ballot, where one may be
cast, is counted apart and is for neither side.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from filiere.core.text import Text
from filiere.referentials.voting.attendance import PlacedSeat, Quorum, compute_quorum
from filiere.referentials.voting.questions import BallotChoice, VoteQuestion
from filiere.referentials.voting.records import ABSTAIN, BLANK, COMPLEMENT, Ballot
from filiere.referentials.voting.rules import VotingRules, is_majority

VoteCounts = Mapping[str, Mapping[str, int]]

# The level that the procedure's input « two_years » names.
TWO_YEARS = "granted_24"

MAJORITIES: Mapping[str, Text] = {
    "simple": Text(fr="plus de voix pour que contre", en="more votes for than against"),
    "absolute": Text(fr="plus de la moitié des votants", en="more than half of the voters"),
    "two_thirds": Text(fr="deux tiers des voix pour ou contre", en="two thirds of the votes for or against"),
}


@dataclass(frozen=True, slots=True)
class RungTest:
    """One rung put to the test: votes for it or for better, votes for less, and the colleges that stop it.

    Those are the colleges all against it or, where a majority is asked of each, those that give none.
    """

    rung: BallotChoice
    votes_for: int
    votes_against: int
    majority: bool
    against: tuple[Text, ...] = ()

    @property
    def is_carried(self) -> bool:
        """Whether it is adopted."""
        return self.majority and not self.against


@dataclass(frozen=True, slots=True)
class VoteOutcome:
    """What a vote decides, and why.

    ``inputs`` are what it answers to the procedure, ``vote_valid`` with them; a vote without a quorum answers that
    alone, and carries nothing. ``tie`` is an exact tie on the last rung above what stands by default.
    """

    question: VoteQuestion
    quorum: Quorum
    valid: bool
    carried: BallotChoice | None
    tie: bool
    put_off: bool
    tests: tuple[RungTest, ...]
    inputs: Mapping[str, bool]
    reasons: tuple[Text, ...]

    @property
    def level(self) -> str | None:
        """The level granted, if any."""
        return self.carried.level if self.carried is not None and not self.put_off else None


def count_votes(
    question: VoteQuestion, places: Sequence[PlacedSeat], ballots: Iterable[Ballot]
) -> dict[str, dict[str, int]]:
    """Return the votes by college and choice, every choice written out; an unknown seat raises KeyError."""
    college = {one.seat.key: one.seat.college for one in places}
    found: dict[str, dict[str, int]] = {}
    for ballot in ballots:
        mine = found.setdefault(college[ballot.seat], {one.key: 0 for one in question.choices})
        mine[ballot.choice] += 1
    return {key: found[key] for key in sorted(found)}


def decide_counts(
    rules: VotingRules, question: VoteQuestion, counts: VoteCounts, sitting: Quorum, *, bound: bool = True
) -> VoteOutcome:
    """Return what the counts decide.

    ``sitting`` is the quorum of those who voted; ``bound`` whether the papers are still those that were voted on.
    """
    outcome = decide_result(rules, question, counts, sitting, bound=bound)
    return replace(outcome, reasons=_describe_reasons(rules, outcome, bound=bound))


def decide_result(
    rules: VotingRules, question: VoteQuestion, counts: VoteCounts, sitting: Quorum, *, bound: bool = True
) -> VoteOutcome:
    """Return what the counts decide as :func:`decide_counts` does, without its reasons, for who tries many counts."""
    tests = tuple(_test_rung(rules, question, counts, index) for index in range(len(question.rungs) - 1))
    if not (sitting.is_reached and bound):
        return VoteOutcome(question, sitting, False, None, False, False, tests, {"vote_valid": False}, ())
    carried = next((one.rung for one in tests if one.is_carried), question.rungs[-1])
    tie = bool(tests) and not any(one.is_carried for one in tests) and tests[-1].votes_for == tests[-1].votes_against
    put_off = carried.key == COMPLEMENT or (tie and question.postpones and rules.postpones)
    inputs = {"vote_valid": True, **_procedure_answers(question, carried, put_off)}
    return VoteOutcome(question, sitting, True, carried, tie, put_off, tests, inputs, ())


def _describe_reasons(rules: VotingRules, outcome: VoteOutcome, *, bound: bool) -> tuple[Text, ...]:
    reasons = [_describe_quorum(outcome.quorum)]
    if not bound:
        reasons.append(
            Text(
                fr="Le dossier ou sa version a changé depuis le vote : le vote est sans effet.",
                en="The dossier or its version has changed since the vote: the vote has no effect.",
            )
        )
    if outcome.carried is not None:
        reasons += describe_tests(rules, outcome.tests)
        reasons.append(
            _describe_outcome(outcome.carried, tie=outcome.tie, put_off=outcome.put_off, alone=not outcome.tests)
        )
    return tuple(reasons)


def decide_ballots(
    rules: VotingRules,
    question: VoteQuestion,
    places: Sequence[PlacedSeat],
    ballots: Sequence[Ballot],
    *,
    bound: bool = True,
) -> VoteOutcome:
    """Return what opened ballots decide: those of the seats that vote on this item, and no others.

    A ballot of a seat that is recused, empty or held by somebody else at the counting is set aside.
    """
    voting = {one.seat.key: one.person for one in places if one.place == "votes"}
    kept = [one for one in ballots if voting.get(one.seat) == one.person]
    sitting = compute_quorum(rules, places, {one.seat for one in kept})
    return decide_counts(rules, question, count_votes(question, places, kept), sitting, bound=bound)


def describe_tests(rules: VotingRules, tests: Sequence[RungTest]) -> list[Text]:
    """Return the rungs that were put to the test in words, down to the one that was carried."""
    found = []
    for test in tests:
        found.append(_describe_test(rules, test))
        if test.is_carried:
            break
    return found


def dump_outcome(outcome: VoteOutcome) -> dict[str, object]:
    """Return what minutes say of an outcome: the result, and what it answers to the procedure."""
    return {
        "valid": outcome.valid,
        "carried": outcome.carried.key if outcome.carried is not None else None,
        "level": outcome.level,
        "tie": outcome.tie,
        "put_off": outcome.put_off,
        "inputs": dict(outcome.inputs),
    }


def can_dissent(outcome: VoteOutcome, choice: str) -> bool:
    """Whether who voted so may attach a minority opinion: a side was taken, and another was decided."""
    return outcome.valid and outcome.carried is not None and choice not in (ABSTAIN, BLANK, outcome.carried.key)


def _test_rung(rules: VotingRules, question: VoteQuestion, counts: VoteCounts, index: int) -> RungTest:
    high = {one.key for one in question.rungs[: index + 1]}
    low = {one.key for one in question.rungs[index + 1 :]}
    votes_for = votes_against = took_part = 0
    against = []
    for college in rules.colleges:
        mine = counts.get(college.key, {})
        below, voted = sum(mine.get(key, 0) for key in low), sum(mine.values())
        above = sum(mine.get(key, 0) for key in high)
        votes_for += above
        votes_against += below
        took_part += voted
        # A college that says neither yes nor no stops nothing: to abstain is not to vote against.
        said = above + below > 0
        if (rules.veto and voted and below == voted) or (
            rules.each_college and said and not is_majority(rules.majority, above, below, voted)
        ):
            against.append(college.text)
    won = is_majority(rules.majority, votes_for, votes_against, took_part)
    return RungTest(question.rungs[index], votes_for, votes_against, won, tuple(against))


def _procedure_answers(question: VoteQuestion, carried: BallotChoice, put_off: bool) -> dict[str, bool]:
    """Return what each input that the procedure reads is worth."""
    worth = {
        "found_eligible": carried.key == "eligible",
        "put_off": put_off,
        "adopted": carried.level is not None and not put_off,
        "two_years": carried.level == TWO_YEARS and not put_off,
        "maintained": carried.key == "maintain",
        "provisional_adopted": carried.key == "provisional",
        "suspension_adopted": carried.key == "suspend",
        "withdrawal_adopted": carried.key == "withdraw",
    }
    return {name: value for name, value in worth.items() if name in question.inputs}


WORDING_OUTCOMES = {
    "adopt": Text(fr="Ces mots sont adoptés.", en="These words are adopted."),
    "reject": Text(fr="Ces mots sont rejetés.", en="These words are rejected."),
}
"""What a vote on words decides, as minutes say it: “Decision: For” would be read as a ballot."""


def _describe_quorum(sitting: Quorum) -> Text:
    if sitting.is_reached:
        each = [str(row.wanted) for row in sitting.rows] or ["0"]
        fr, en = f"{each[0]} par collège", f"{each[0]} per college"
        if len(set(each)) > 1:
            fr, en = (f"{', '.join(each[:-1])} {word} {each[-1]}" for word in ("et", "and"))
            fr, en = f"{fr} selon le collège", f"{en} by college"
        return Text(
            fr=f"Quorum atteint : {sitting.voting} votants, il en faut {sitting.wanted} et au moins {fr}.",
            en=f"Quorum reached: {sitting.voting} voters, {sitting.wanted} needed and at least {en}.",
        )
    fr, en = (" ; ".join(one.get(lang) for one in sitting.shortfalls) for lang in ("fr", "en"))
    return Text(
        fr=f"Quorum non atteint : {fr}. Le vote n’est pas valable.", en=f"No quorum: {en}. The vote is not valid."
    )


def _describe_test(rules: VotingRules, test: RungTest) -> Text:
    name, asked = test.rung.text, MAJORITIES[rules.majority]
    count_fr = f"{test.votes_for} pour, {test.votes_against} contre"
    count_en = f"{test.votes_for} for, {test.votes_against} against"
    if test.rung.key in WORDING_OUTCOMES:
        # The rung is the word that counts its votes: “For: 3 for, 1 against” would say it twice.
        name, count_fr, count_en = Text(fr=count_fr, en=count_en), "", ""
    if test.is_carried:
        fr, en = "adopté", "carried"
    elif not test.majority:
        fr, en = f"non adopté, il faut {asked.fr}", f"not carried, it takes {asked.en}"
    else:
        names_fr, names_en = (", ".join(one.get(lang) for one in test.against) for lang in ("fr", "en"))
        if rules.each_college:
            fr = f"non adopté, la majorité manque dans un collège ({names_fr})"
            en = f"not carried, a college gives no majority ({names_en})"
        else:
            fr = f"non adopté, un collège entier est contre ({names_fr})"
            en = f"not carried, a whole college is against ({names_en})"
    if not count_fr:
        return Text(fr=f"{name.fr} : {fr}.", en=f"{name.en}: {en}.")
    return Text(fr=f"{name.fr} : {count_fr} ; {fr}.", en=f"{name.en}: {count_en}; {en}.")


def _describe_outcome(carried: BallotChoice, *, tie: bool, put_off: bool, alone: bool) -> Text:
    if alone:
        return Text(
            fr=f"La règle ne laisse pas d’autre issue : {carried.text.fr}.",
            en=f"The rule leaves no other outcome: {carried.text.en}.",
        )
    if tie and put_off:
        return Text(
            fr="Égalité des voix : la décision est reportée une fois ; à la seconde, c’est un refus.",
            en="A tie: the decision is postponed once; a second tie means refusal.",
        )
    if carried.key in WORDING_OUTCOMES:
        return (
            Text(fr="Égalité des voix : rien n’est adopté.", en="A tie: nothing is adopted.")
            if tie
            else (WORDING_OUTCOMES[carried.key])
        )
    if tie:
        return Text(
            fr=f"Égalité des voix : rien n’est adopté, il reste « {carried.text.fr} ».",
            en=f"A tie: nothing is adopted, which leaves “{carried.text.en}”.",
        )
    return Text(fr=f"Décision : {carried.text.fr}.", en=f"Decision: {carried.text.en}.")
