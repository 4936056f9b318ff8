"""Whoever knows all that is public of a vote, its rules and the code, and wants to know who voted what.

It shares nothing with the engine's own reasoning: it tries every assignment of ballots there is, publishes each, and
sees which come out as what was published. A ballot is told when it is the same in all of these.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations_with_replacement, product
from typing import Any

from support.scenes.voting_sample import PANEL, RELEASE, RULES

from filiere.referentials.voting import (
    BodyCollege,
    CollegeQuorum,
    MinorityOpinions,
    Quorum,
    build_question,
    build_wording_question,
    disclose_votes,
)
from filiere.referentials.voting.decision import decide_result, dump_outcome


@dataclass(frozen=True)
class Body:
    """Who voted, college by college, on what question, under which majority; public, as the rest of it."""

    voters: tuple[int, ...]
    state: str
    majority: str = "simple"
    veto: bool = True
    seats: int = 5
    opinions: bool = False
    room: bool = False
    """Whether it is a room of the dialogue: on words, by a majority in each college, then overall."""


@cache
def at_the_table(body: Body) -> tuple[Any, Any, Any]:
    """The rules, the question and the quorum of a body."""
    keys = RULES.keys if body.seats > 1 else PANEL.keys
    pairs = list(zip(keys, body.voters, strict=False))
    colleges = tuple(BodyCollege(key, RULES.college(key).text, body.seats) for key, _ in pairs)
    total = max(2, sum(body.voters) - 1)
    rules = replace(RULES, colleges=colleges, total=total, majority=body.majority, veto=body.veto)
    rows = tuple(
        CollegeQuorum(key, RULES.college(key).text, body.seats, number, 0, number, min(1, number))
        for key, number in pairs
    )
    if body.room:
        return replace(rules, each_college=True, veto=False), build_wording_question(), Quorum(rows, total)
    return rules, build_question(RELEASE, body.state, proposed="granted_24"), Quorum(rows, total)


def vectors(total: int, choices: int) -> Iterator[tuple[int, ...]]:
    """Every way to share so many ballots among choices."""
    if choices == 1:
        yield (total,)
        return
    for number in range(total + 1):
        for rest in vectors(total - number, choices - 1):
            yield (number, *rest)


def assignments(body: Body) -> Iterator[tuple[dict[str, dict[str, int]], Any]]:
    """Every count by college there can be, with what it decides."""
    rules, question, quorum = at_the_table(body)
    choices = [one.key for one in question.choices]
    keys = [one.key for one in rules.colleges]
    columns = [list(vectors(number, len(choices))) for number in body.voters]
    for found in product(*columns):
        counts = {key: dict(zip(choices, votes, strict=True)) for key, votes in zip(keys, found, strict=True)}
        counts = {key: mine for key, mine in counts.items() if any(mine.values())}
        yield counts, decide_result(rules, question, counts, quorum)


def opinions(body: Body, counts: Any, outcome: Any) -> Iterator[MinorityOpinions]:
    """Every set of opinions that voters can sign: none, up to two with a name, any number without."""
    yield MinorityOpinions({})
    if not body.opinions or not outcome.valid:
        return
    other = [
        (key, choice)
        for key, mine in counts.items()
        for choice, number in mine.items()
        if number and choice not in ("abstain", outcome.carried.key)
    ]
    many = sum(counts[key][choice] for key, choice in other)
    for number in range(1, many + 1):
        yield MinorityOpinions({}, number)
    for size in (1, 2):
        for signed in combinations_with_replacement(other, size):
            named: dict[str, dict[str, int]] = {}
            for key, choice in signed:
                named.setdefault(key, {}).setdefault(choice, 0)
                named[key][choice] += 1
            if all(counts[key][choice] >= number for key, mine in named.items() for choice, number in mine.items()):
                yield MinorityOpinions(named)
                if size == 1 and many > 1:
                    yield MinorityOpinions(named, 1)


def seen(body: Body, counts: Any, outcome: Any, said: MinorityOpinions) -> tuple[str, bool]:
    """All that is public of a vote, and whether its opinions are; readers know the ballots signed with a name."""
    told = disclose_votes(at_the_table(body)[0], outcome, counts, said)
    votes = None if told.votes is None else [[one.colleges, dict(one.counts)] for one in told.votes]
    shown = [{key: dict(mine) for key, mine in said.signed.items()}, said.unsigned] if told.opinions else [{}, 0]
    return repr((dump_outcome(outcome), votes, shown)), told.opinions


@cache
def sessions(body: Body) -> list[tuple[dict[str, dict[str, int]], Any, MinorityOpinions]]:
    """Every vote there can be, with what it decides and every set of opinions on it."""
    return [
        (counts, outcome, said) for counts, outcome in assignments(body) for said in opinions(body, counts, outcome)
    ]


@cache
def possible(body: Body) -> dict[str, dict[str, set[str]]]:
    """For everything that can be published: college by college, the faces of those whose vote is theirs to tell.

    The face of a college is the choice of all its voters, or that they differ; those who signed by name are left out.
    """
    found: dict[str, dict[str, set[str]]] = {}
    for counts, outcome, said in sessions(body):
        public, shown = seen(body, counts, outcome, said)
        faces = found.setdefault(public, {})
        for key, mine in counts.items():
            named = said.signed.get(key, {}) if shown else {}
            left = {one for one, number in mine.items() if number > named.get(one, 0)}
            if left:
                faces.setdefault(key, set()).add(left.pop() if len(left) == 1 else "they differ")
    return found


def told_by(body: Body, public: str) -> dict[str, str]:
    """The colleges whose voters' ballots a reader is certain of, and what they voted."""
    certain = {key: faces for key, faces in possible(body)[public].items() if len(faces) == 1}
    return {key: next(iter(faces)) for key, faces in certain.items() if faces != {"they differ"}}
