"""The minutes of one vote, for the members and for the public, and counting them again.

Full minutes are for the members of the body: the counts of both votes by college, from which anyone who has them and
the sealed release finds the same outcome, or the line that is wrong. With the ballots beside them, each is proved
against its commitment. Public minutes hold what the rule of publication lets out (see
:mod:`filiere.referentials.voting.publication`): from them anyone finds the quorum, the number of ballots and their
commitments, that the rule was kept, and the outcome as far as votes are told. No library that is well kept makes a sum
that anyone could check without its parts, so the rest of the count is made again by the members.

Neither holds a person: seats and voters by college, recusals by seat with their grade, the fingerprints of what was
voted on, and the commitments of the ballots, which a member can look up.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from filiere.core.faults import Fault, Faults
from filiere.core.seals import seal
from filiere.referentials.release import Release
from filiere.referentials.voting.attendance import CollegeQuorum, PlacedSeat, Quorum
from filiere.referentials.voting.decision import VoteCounts, VoteOutcome, decide_counts, dump_outcome
from filiere.referentials.voting.faults import fault
from filiere.referentials.voting.publication import (
    NO_OPINION,
    CollegeGroup,
    MinorityOpinions,
    PublishedVotes,
    group_colleges,
)
from filiere.referentials.voting.questions import VoteQuestion, build_question
from filiere.referentials.voting.records import Ballot, VotedPapers
from filiere.referentials.voting.rules import BODY_NAMES, VotingRules, read_voting_rules

FULL_FORMAT: Final = "filiere-minutes-1"
PUBLIC_FORMAT: Final = "filiere-minutes-2"
_COMMITMENT: Final = re.compile(r"[0-9a-f]{64}")
_KEYS: Final = frozenset(
    {
        "format",
        "instance",
        "question",
        "papers",
        "release",
        "colleges",
        "recusals",
        "first",
        "second",
        "outcome",
        "seal",
    }
)
_PUBLIC_KEYS: Final = (_KEYS - {"first", "second"}) | {
    "rule",
    "signed",
    "votes",
    "commitments",
    "aside",
}


@dataclass(frozen=True, slots=True)
class RecountResult:
    """What counting minutes again found: the outcome, and from what.

    ``votes``: from the votes of every college, whole. ``sums``: from votes counted together; that no college stopped
    the decision is for the members to see. ``result``: the votes are not told; quorum, ballots and rule were checked.
    """

    outcome: Mapping[str, Any]
    question: VoteQuestion
    basis: Literal["votes", "sums", "result"]

    @property
    def carried_choice(self) -> Any:
        """What was carried, None without a valid vote."""
        key = self.outcome["carried"]
        return None if key is None else self.question.choice(key)


def build_full_minutes(
    rules: VotingRules,
    papers: VotedPapers,
    places: Sequence[PlacedSeat],
    outcome: VoteOutcome,
    counts: VoteCounts,
    *,
    first: VoteCounts | None = None,
    commitments: Mapping[int, Iterable[str]] | None = None,
    put_off_before: bool = False,
) -> dict[str, Any]:
    """Return the full minutes of a vote as JSON content, sealed; ``commitments`` are those of each round."""
    commitments = commitments or {}
    body: dict[str, Any] = {
        "format": FULL_FORMAT,
        "instance": rules.instance,
        "release": rules.release,
        "papers": {"snapshot": papers.snapshot, "release": papers.release},
        "question": {
            "state": outcome.question.state,
            "kind": outcome.question.kind,
            "proposed": outcome.question.proposed,
            "put_off_before": put_off_before,
        },
        "colleges": {
            row.college: {
                "seats": row.seats,
                "held": row.held,
                "recused": row.recused,
                "voted": row.voting,
                "needed": row.wanted,
            }
            for row in outcome.quorum.rows
        },
        "recusals": [
            {"seat": one.seat.key, "college": one.seat.college, "grades": list(one.grades), "place": one.place}
            for one in places
            if one.grades
        ],
        "first": None if first is None else _round_record(first, commitments.get(1, ())),
        "second": _round_record(counts, commitments.get(2, ())),
        "outcome": dump_outcome(outcome),
    }
    return {**body, "seal": seal(body)}


def build_public_minutes(
    full: Mapping[str, Any],
    rules: VotingRules,
    told: PublishedVotes,
    opinions: MinorityOpinions = NO_OPINION,
    *,
    company_named: bool = True,
) -> dict[str, Any]:
    """Return what the public reads of full minutes, sealed: of the votes, what may be told.

    An opinion that is not told leaves no trace: that there is one would tell a vote. ``company_named`` says whether the
    public is told whom the vote was about.
    """
    signed = {key: sum(mine.values()) for key, mine in sorted(opinions.signed.items()) if told.opinions}
    kept = ("instance", "release", "papers", "question", "colleges", "recusals", "outcome")
    body: dict[str, Any] = {
        "format": PUBLIC_FORMAT,
        **{key: full[key] for key in kept},
        "rule": rules.publication.model_dump(),
        "signed": {key: number for key, number in signed.items() if number},
        "votes": None
        if told.votes is None
        else [{"colleges": list(one.colleges), "counts": dict(one.counts)} for one in told.votes],
        "commitments": full["second"]["commitments"],
        "aside": count_set_aside(full),
    }
    return {**body, "seal": seal(body)} if company_named else conceal_company(body)


def conceal_company(public: Mapping[str, Any]) -> dict[str, Any]:
    """Return public minutes without what leads to the company, sealed as such.

    Other minutes may bear the fingerprint of the papers beside its name; and which seats are recused, with what tie,
    points to the circle of those who hold them: recusals are told by college alone.
    """
    body = {key: value for key, value in public.items() if key != "seal"}
    body["papers"] = {**body["papers"], "snapshot": None}
    body["recusals"] = [{**one, "seat": None, "grades": []} for one in body["recusals"]]
    return {**body, "seal": seal(body)}


def recount_minutes(minutes: Mapping[str, Any], release: Release) -> RecountResult:
    """Count minutes again, full or public, under the release they name.

    Raises ``Faults`` for every line that is not so.
    """
    try:
        return (
            _recount_public(minutes, release)
            if minutes.get("format") == PUBLIC_FORMAT
            else _recount_full(minutes, release)
        )
    except (LookupError, TypeError, ValueError, AttributeError) as wrong:
        raise Faults([fault("minutes-form", what=str(wrong) or type(wrong).__name__)]) from None


def read_outcome(full: Mapping[str, Any], release: Release) -> tuple[VotingRules, VoteOutcome]:
    """Return the rules and the outcome of full minutes; raise ``Faults`` for those of another form."""
    try:
        rules, question, counts, sitting = _read_full(full, release)
    except (LookupError, TypeError, ValueError, AttributeError) as wrong:
        raise Faults([fault("minutes-form", what=str(wrong) or type(wrong).__name__)]) from None
    return rules, decide_counts(rules, question, counts, sitting)


def prove_ballots(full: Mapping[str, Any], ballots: Sequence[Ballot], colleges: Mapping[str, str]) -> None:
    """Prove full minutes by the ballots themselves, ``colleges`` naming that of each seat whose ballot counted.

    Raises ``Faults`` for a ballot whose commitment was not published, a commitment without its ballot, and counts that
    the ballots do not make.
    """
    found: list[Fault] = []
    for name, number in (("first", 1), ("second", 2)):
        said = full[name]
        if said is None:
            continue
        mine = [one for one in ballots if one.round == number]
        marks, published_ = Counter(one.commitment for one in mine), Counter(said["commitments"])
        if marks != published_:
            found.append(_difference_fault(f"{name}.commitments", published_.total(), (marks & published_).total()))
        counts: dict[str, dict[str, int]] = {}
        for ballot in mine:
            if ballot.seat in colleges:
                of = counts.setdefault(colleges[ballot.seat], {})
                of[ballot.choice] = of.get(ballot.choice, 0) + 1
        if number == 1:
            # Who stood aside between the two votes was counted in the first.
            continue
        told = {key: {choice: n for choice, n in of.items() if n} for key, of in said["counts"].items()}
        if {key: of for key, of in told.items() if of} != counts:
            found.append(_difference_fault(f"{name}.counts", told, counts))
    if found:
        raise Faults(found)


def _recount_full(minutes: Mapping[str, Any], release: Release) -> RecountResult:
    rules, question, counts, sitting = _read_full(minutes, release)
    found = _seal_faults(minutes, release)
    found += _round_faults(minutes)
    found += _seat_faults(minutes, sitting)
    for row in sitting.rows:
        ballots = sum(counts.get(row.college, {}).values())
        if ballots != row.voting:
            found.append(_difference_fault(f"colleges.{row.college}.voted", row.voting, ballots))
    found += _outcome_faults(minutes, decide_counts(rules, question, counts, sitting))
    if found:
        raise Faults(found)
    return RecountResult(minutes["outcome"], question, "votes")


def _recount_public(minutes: Mapping[str, Any], release: Release) -> RecountResult:
    if set(minutes) != _PUBLIC_KEYS:
        raise ValueError(", ".join(sorted(_PUBLIC_KEYS.symmetric_difference(minutes))))
    rules, question, sitting = _read_question(minutes, release)
    found = _seal_faults(minutes, release)
    found += _seat_faults(minutes, sitting)
    marks, aside = minutes["commitments"], _require_count(minutes["aside"])
    if len(set(marks)) != len(marks) or not all(_COMMITMENT.fullmatch(one) for one in marks):
        found.append(
            _difference_fault("commitments", len(marks), len({one for one in marks if _COMMITMENT.fullmatch(one)}))
        )
    if len(marks) != sitting.voting + aside:
        found.append(_difference_fault("commitments", len(marks), sitting.voting + aside))
    if minutes["rule"] != rules.publication.model_dump():
        found.append(_difference_fault("rule", minutes["rule"], rules.publication.model_dump()))
    if minutes["outcome"]["valid"] is not sitting.is_reached:
        found.append(_difference_fault("outcome.valid", minutes["outcome"]["valid"], sitting.is_reached))
    if minutes["votes"] is None:
        if found:
            raise Faults(found)
        return RecountResult(minutes["outcome"], question, "result")
    groups = [CollegeGroup(tuple(one["colleges"]), one["counts"]) for one in minutes["votes"]]
    found += _group_faults(minutes, rules, question, sitting, groups)
    # One college of each group takes its votes: only sums enter the majority, and whether a college was wholly
    # against enters it where each stands alone.
    whole = all(len(one.colleges) == 1 for one in groups)
    counts = {one.colleges[0]: one.counts for one in groups}
    found += _outcome_faults(
        minutes, decide_counts(rules if whole else replace(rules, veto=False), question, counts, sitting)
    )
    if found:
        raise Faults(found)
    return RecountResult(minutes["outcome"], question, "votes" if whole else "sums")


def _group_faults(
    minutes: Mapping[str, Any],
    rules: VotingRules,
    question: VoteQuestion,
    sitting: Quorum,
    groups: Sequence[CollegeGroup],
) -> list[Fault]:
    """Return where the votes told are not those of the voters, or not told by the rule."""
    found = []
    choices = {one.key for one in question.choices}
    voted = {row.college: row.voting for row in sitting.rows if row.voting}
    signed = {key: _require_count(number) for key, number in minutes["signed"].items()}
    by_rule = group_colleges(rules, {key: number - signed.get(key, 0) for key, number in voted.items()})
    told = tuple(one.colleges for one in groups)
    if told not in (by_rule, (tuple(key for key in rules.keys if key in voted),)):
        found.append(_difference_fault("votes.colleges", told, by_rule))
    for group in groups:
        if set(group.counts) - choices:
            raise ValueError(f"votes.{'+'.join(group.colleges)}")
        number = sum(_require_count(votes) for votes in group.counts.values())
        if number != sum(voted.get(key, 0) for key in group.colleges):
            found.append(_difference_fault("votes", number, sum(voted.get(key, 0) for key in group.colleges)))
        if max(group.counts.values()) == number:
            found.append(_difference_fault("votes", number, 0))
    return found


def _seal_faults(minutes: Mapping[str, Any], release: Release) -> list[Fault]:
    found = []
    if seal({key: value for key, value in minutes.items() if key != "seal"}) != minutes["seal"]:
        found.append(fault("minutes-seal"))
    if minutes["papers"]["release"] != release.sha256:
        found.append(_difference_fault("papers.release", minutes["papers"]["release"], release.sha256))
    return found


def _seat_faults(minutes: Mapping[str, Any], sitting: Quorum) -> list[Fault]:
    """Return the colleges whose seats, recusals and quorum do not agree."""
    found = []
    for row in sitting.rows:
        out = [one for one in minutes["recusals"] if one["college"] == row.college]
        told = [one for one in out if one.get("place", "recused") == "recused"]
        # Minutes of version 0.3 do not say of a recusal whether a substitute voted.
        if row.recused > len(told) or (row.recused < len(told) and all("place" in one for one in out)):
            found.append(_difference_fault(f"colleges.{row.college}.recused", row.recused, len(told)))
        if row.voting + row.recused > row.held or row.held > row.seats:
            found.append(_difference_fault(f"colleges.{row.college}", row.held, row.voting + row.recused))
        given = minutes["colleges"][row.college]["needed"]
        if given != row.wanted:
            found.append(_difference_fault(f"colleges.{row.college}.needed", given, row.wanted))
    return found


def _outcome_faults(minutes: Mapping[str, Any], outcome: VoteOutcome) -> list[Fault]:
    return [
        _difference_fault(f"outcome.{key}", minutes["outcome"].get(key), value)
        for key, value in dump_outcome(outcome).items()
        if minutes["outcome"].get(key) != value
    ]


def count_set_aside(minutes: Mapping[str, Any], round_: str = "second") -> int:
    """Return how many ballots of a round were cast and not counted, their members having stood aside since."""
    if minutes["format"] == PUBLIC_FORMAT:
        return int(minutes["aside"])
    said = minutes[round_] or {"counts": {}, "commitments": ()}
    return len(said["commitments"]) - sum(sum(mine.values()) for mine in said["counts"].values())


def _round_faults(minutes: Mapping[str, Any]) -> list[Fault]:
    """Return the rounds whose counts are not as many as their commitments, less those set aside."""
    found = []
    for name in ("first", "second"):
        said = minutes[name]
        if said is None:
            continue
        marks = said["commitments"]
        if len(set(marks)) != len(marks) or not all(_COMMITMENT.fullmatch(one) for one in marks):
            found.append(
                _difference_fault(
                    f"{name}.commitments", len(marks), len({one for one in marks if _COMMITMENT.fullmatch(one)})
                )
            )
        aside = count_set_aside(minutes, name)
        if aside < 0 or aside != said.get("aside", aside):
            found.append(_difference_fault(f"{name}.aside", said.get("aside", 0), aside))
    return found


def _read_full(minutes: Mapping[str, Any], release: Release) -> tuple[VotingRules, VoteQuestion, VoteCounts, Quorum]:
    if set(minutes) != _KEYS or minutes["format"] != FULL_FORMAT:
        raise ValueError(", ".join(sorted(_KEYS.symmetric_difference(minutes))) or str(minutes["format"]))
    rules, question, sitting = _read_question(minutes, release)
    counts = minutes["second"]["counts"]
    choices = {one.key for one in question.choices}
    for key, mine in counts.items():
        if key not in rules.keys or set(mine) - choices:
            raise ValueError(f"second.counts.{key}")
        for number in mine.values():
            _require_count(number)
    return rules, question, counts, sitting


def _read_question(minutes: Mapping[str, Any], release: Release) -> tuple[VotingRules, VoteQuestion, Quorum]:
    """Return the rules, the question and the quorum of minutes, full or public."""
    if minutes["instance"] not in BODY_NAMES:
        raise ValueError(f"instance {minutes['instance']}")
    rules = read_voting_rules(release, minutes["instance"])
    asked = minutes["question"]
    question = build_question(
        release, asked["state"], proposed=asked["proposed"], put_off_before=asked["put_off_before"]
    )
    rows = []
    for college in rules.colleges:
        said = minutes["colleges"][college.key]
        seats, held, recused, voted = (_require_count(said[key]) for key in ("seats", "held", "recused", "voted"))
        if college.seats is not None and seats != college.seats:
            raise ValueError(f"colleges.{college.key}.seats")
        rows.append(CollegeQuorum(college.key, college.text, seats, held, recused, voted, rules.per_college))
    return rules, question, Quorum(tuple(rows), rules.total)


def _require_count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(str(value))
    return value


def _round_record(counts: VoteCounts, commitments: Iterable[str]) -> dict[str, Any]:
    # Sorted, so that the list tells neither the order of the votes nor whose each is.
    marks = sorted(commitments)
    counted = {key: dict(mine) for key, mine in counts.items()}
    aside = len(marks) - sum(sum(mine.values()) for mine in counted.values())
    return {"counts": counted, "commitments": marks, "aside": aside}


def _difference_fault(what: str, said: object, found: object) -> Fault:
    return fault("minutes-differ", what, what=what, said=said, found=found)
