"""What the public reads of a vote: one rule, applied to the counts and to whatever else is published beside them.

The result is always told. Votes are told by college where each has enough voters, small colleges together; where that
would tell a ballot, for all colleges together; where that would too, not at all. What would tell a ballot is judged
for a reader who knows who voted, the result and this very rule (see :mod:`filiere.referentials.voting.ballot_secrecy`),
so that neither a merger nor a silence says what it covers. Told alone are, besides, the result of a body of one seat a
college, a tie, a decision that a college stopped against the majority, and one to which an unsigned opinion is
attached.

Whoever signs a minority opinion with their name gives their own vote away, and nobody else's: the rule is applied to
the others as if that ballot were known. An opinion whose very existence would tell a vote stays with the members.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from filiere.core.text import Text
from filiere.referentials.voting.attendance import Quorum
from filiere.referentials.voting.ballot_secrecy import PublicReader, SecretCollege, Vector, college_face, leaves_doubt
from filiere.referentials.voting.decision import VoteCounts, VoteOutcome, decide_result, describe_tests, dump_outcome
from filiere.referentials.voting.questions import VoteQuestion
from filiere.referentials.voting.records import ABSTAIN
from filiere.referentials.voting.rules import VotingRules

RESULT_ALONE_TEXT: Final = Text(
    fr=(
        "Les voix ne sont pas publiées : recoupées avec le reste, elles révéleraient le vote de quelqu’un. Les "
        "membres de l’instance les lisent au compte rendu complet."
    ),
    en=(
        "The counts are not published: combined with the rest, they would reveal someone’s vote. The body’s "
        "members can read them in the full minutes."
    ),
)


@dataclass(frozen=True, slots=True)
class MinorityOpinions:
    """Minority opinions: by college and choice the ballots of who signed with their name, and how many did not."""

    signed: VoteCounts
    unsigned: int = 0

    def __bool__(self) -> bool:
        """Whether there is any."""
        return self.unsigned > 0 or any(sum(mine.values()) for mine in self.signed.values())


NO_OPINION: Final = MinorityOpinions({})


@dataclass(frozen=True, slots=True)
class CollegeGroup:
    """Colleges counted together, and their votes by choice."""

    colleges: tuple[str, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PublishedVotes:
    """What is told of the votes: by group, or nothing (None); and whether minority opinions are told."""

    votes: tuple[CollegeGroup, ...] | None
    opinions: bool


def disclose_votes(
    rules: VotingRules, outcome: VoteOutcome, counts: VoteCounts, opinions: MinorityOpinions = NO_OPINION
) -> PublishedVotes:
    """Return what the public may read of a vote. ``counts`` are by college and choice, opinions included."""
    vote = _VoteDisclosure(rules, outcome, counts, opinions)
    groups = vote.choose_told_groups()
    if groups is None:
        return PublishedVotes(None, not opinions or vote.opinions_doubtful())
    return PublishedVotes(tuple(CollegeGroup(keys, vote.sum(keys)) for keys in groups), True)


def group_colleges(rules: VotingRules, voters: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Return which colleges are counted together, by how many voters did not sign: nothing of the votes enters it.

    A college of enough voters stands alone. The others are put together in the order of the rule until they are
    enough; what remains joins the last of these groups or, when there is none, the last college that stands alone.
    """
    least = rules.publication.voters
    alone: list[tuple[str, ...]] = []
    merged: list[tuple[str, ...]] = []
    waiting: tuple[str, ...] = ()
    for key in rules.keys:
        if key not in voters:
            continue
        if voters[key] >= least:
            alone.append((key,))
            continue
        waiting = (*waiting, key)
        if sum(voters[one] for one in waiting) >= least:
            merged.append(waiting)
            waiting = ()
    if waiting:
        into = merged or alone
        into[-1:] = [(*(into[-1] if into else ()), *waiting)]
    found = [*alone, *merged]
    order = {key: place for place, key in enumerate(rules.keys)}
    return tuple(sorted((tuple(sorted(one, key=order.__getitem__)) for one in found), key=lambda one: order[one[0]]))


def explain_publicly(
    rules: VotingRules, outcome: VoteOutcome, votes: Sequence[CollegeGroup] | None, silence: Text = RESULT_ALONE_TEXT
) -> tuple[Text, ...]:
    """Return why the vote came out so, as far as what is published of it goes; ``silence`` says why no votes are."""
    first, last = outcome.reasons[0], outcome.reasons[-1]
    if not outcome.valid:
        return outcome.reasons
    if votes is None:
        return (first, silence, last)
    return (first, *describe_tests(rules, outcome.tests), last)


class _VoteDisclosure:
    """The votes of one item, and what they would tell."""

    def __init__(
        self, rules: VotingRules, outcome: VoteOutcome, counts: VoteCounts, opinions: MinorityOpinions
    ) -> None:
        self.rules, self.outcome, self.counts, self.opinions = rules, outcome, counts, opinions
        self.choices = tuple(one.key for one in outcome.question.choices)
        self.signed = {key: self._vector(opinions.signed.get(key, {})) for key in counts}
        self.free = {
            key: tuple(a - b for a, b in zip(self._vector(mine), self.signed[key], strict=True))
            for key, mine in counts.items()
            if sum(mine.values())
        }
        self.groups = group_colleges(rules, {key: sum(votes) for key, votes in self.free.items()})

    def choose_told_groups(self) -> tuple[tuple[str, ...], ...] | None:
        """Return the groups of which the votes are told; None when the result alone is."""
        totals = tuple(map(sum, zip(*self.free.values(), strict=True)))
        if not totals or not self._countable() or sum(totals) < self.rules.publication.voters:
            return None
        reader = self._reader()
        if len(self.groups) > 1:
            options = [reader.option(index, self._sum(keys)) for index, keys in enumerate(self.groups)]
            if all(one is not None and one.keeps_ballots_secret for one in options):
                return self.groups
        if sum(totals) - max(totals) < self.rules.publication.apart:
            return None
        if len(self.groups) > 1:
            return (self._all,) if reader.totals_doubtful(totals) else None
        option = reader.option(0, totals)
        return self.groups if option is not None and option.keeps_ballots_secret else None

    def opinions_doubtful(self) -> bool:
        """Return whether the result and the opinions together leave in doubt how each of the others voted."""
        return _leave_doubt(
            _OpinionReader(
                self.rules,
                self.outcome.question,
                self.outcome.quorum,
                _freeze_outcome(self.outcome),
                tuple((key, sum(votes)) for key, votes in self.free.items()),
                tuple(self.signed.items()),
                self.opinions.unsigned,
            )
        )

    def sum(self, keys: Sequence[str]) -> dict[str, int]:
        """Return the votes of some colleges together, by choice."""
        return {choice: sum(self.counts[key].get(choice, 0) for key in keys) for choice in self.choices}

    @property
    def _all(self) -> tuple[str, ...]:
        return tuple(key for key in self.rules.keys if key in self.free)

    def _countable(self) -> bool:
        """Return whether votes may be told at all, whatever they are: nothing but what is told enters it."""
        outcome = self.outcome
        if not outcome.valid or outcome.tie or outcome.carried is None or self.opinions.unsigned:
            return False
        wanted = next((one.rung for one in outcome.tests if one.majority), outcome.question.rungs[-1])
        return wanted.key == outcome.carried.key and any(row.seats > 1 for row in outcome.quorum.rows)

    def _reader(self) -> PublicReader:
        rungs = [one.key for one in self.outcome.question.rungs]
        carried = self.outcome.carried.key if self.outcome.carried is not None else rungs[-1]
        low = frozenset(range(rungs.index(carried) + 1, len(rungs))) if self.rules.veto else frozenset()
        colleges = {key: SecretCollege(key, sum(votes), self.signed[key]) for key, votes in self.free.items()}
        won = ""
        if self.rules.each_college and carried != rungs[-1]:
            won, low = self.rules.majority, frozenset(range(rungs.index(carried) + 1, len(rungs)))
        high = frozenset(range(rungs.index(carried) + 1))
        groups = tuple(tuple(colleges[key] for key in keys) for keys in self.groups)
        return PublicReader(groups, len(self.choices), low, high, won)

    def _vector(self, counts: Mapping[str, int]) -> Vector:
        return tuple(counts.get(choice, 0) for choice in self.choices)

    def _sum(self, keys: Sequence[str]) -> Vector:
        return tuple(map(sum, zip(*(self.free[key] for key in keys), strict=True)))


@dataclass(frozen=True, slots=True)
class _OpinionReader:
    """What a reader knows of a vote of which only the result and the opinions are told: nothing of the votes.

    ``voters`` are those who did not sign with their name, by college; ``signed`` the ballots of those who did.
    """

    rules: VotingRules
    question: VoteQuestion
    quorum: Quorum
    result: tuple[object, ...]
    voters: tuple[tuple[str, int], ...]
    signed: tuple[tuple[str, Vector], ...]
    unsigned: int

    @property
    def choices(self) -> tuple[str, ...]:
        """What a ballot may say, by key."""
        return tuple(one.key for one in self.question.choices)

    def fits(self, free: Mapping[str, Vector]) -> bool:
        """Return whether these votes would have had the same published of them: the result alone, and the opinions."""
        choices, signed = self.choices, dict(self.signed)
        counts = {
            key: dict(zip(choices, map(sum, zip(votes, signed[key], strict=True)), strict=True))
            for key, votes in free.items()
        }
        outcome = decide_result(self.rules, self.question, counts, self.quorum)
        if _freeze_outcome(outcome) != self.result or outcome.carried is None:
            return False
        if self.unsigned:
            sided = [i for i, key in enumerate(choices) if key not in (ABSTAIN, outcome.carried.key)]
            return sum(votes[place] for votes in free.values() for place in sided) >= self.unsigned
        named = {key: dict(zip(choices, votes, strict=True)) for key, votes in self.signed}
        return _VoteDisclosure(self.rules, outcome, counts, MinorityOpinions(named)).choose_told_groups() is None

    def guesses(self) -> Iterator[dict[str, Vector]]:
        """Yield votes near unanimity, with as many others as there are unsigned opinions, and one voter astray."""
        sizes = {key: size for key, size in self.voters if size}
        places = range(len(self.choices))
        for base in places:
            for other in places:
                if other == base:
                    continue
                for target in sizes:
                    for order in ([target, *sizes], [*(key for key in sizes if key != target), target]):
                        votes = {key: [0] * len(places) for key, _ in self.voters}
                        for key, size in sizes.items():
                            votes[key][base] = size
                        _move_ballots(votes, order, base, other, self.unsigned)
                        yield {key: tuple(mine) for key, mine in votes.items()}
                        if votes[target][base]:
                            for astray in places:
                                mine = list(votes[target])
                                mine[base] -= 1
                                mine[astray] += 1
                                yield {key: tuple(mine if key == target else one) for key, one in votes.items()}


@lru_cache(maxsize=1024)
def _leave_doubt(reader: _OpinionReader) -> bool:
    """Return whether a reader is left in doubt how each of those who did not sign voted.

    That opinions are told must tell nothing itself: whoever knows as much is answered the same, once.
    """
    faces: dict[str, set[int]] = {key: set() for key, size in reader.voters if size}
    for free in reader.guesses():
        if all(leaves_doubt(frozenset(one)) for one in faces.values()):
            return True
        if reader.fits(free):
            for key, seen in faces.items():
                seen.add(college_face(free[key]))
    return all(leaves_doubt(frozenset(one)) for one in faces.values())


def _freeze_outcome(outcome: VoteOutcome) -> tuple[object, ...]:
    """Return what minutes say of an outcome, to compare and to look up."""
    told = dump_outcome(outcome) | {"inputs": tuple(outcome.inputs.items())}
    return tuple(told.values())


def _move_ballots(votes: dict[str, list[int]], order: Sequence[str], base: int, other: int, number: int) -> None:
    """Move so many ballots from one choice to another, leaving each college one of the first as long as it goes."""
    for least in (1, 0):
        for key in order:
            while number and votes[key][base] > least:
                votes[key][base] -= 1
                votes[key][other] += 1
                number -= 1
