"""The public minutes of one vote, and counting them again without trusting whoever published them.

They hold what decides and no person: seats and voters by college, recusals by seat with their grade, the counts of
both votes, the fingerprints of what was voted on, and the commitments of the ballots, which a member can look up. With
the sealed release, anyone finds the same outcome or the line that is wrong.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from filiere.core.errors import Fault, Faults
from filiere.core.sealing import seal
from filiere.referentials.release import Release
from filiere.referentials.voting.deciding import Counts, Outcome, decide
from filiere.referentials.voting.messages import fault
from filiere.referentials.voting.questions import Question, question_of
from filiere.referentials.voting.records import Papers
from filiere.referentials.voting.rules import NAMES, Rules, rules_of
from filiere.referentials.voting.sitting import Placed, Quorum, Row

FORMAT: Final = "filiere-minutes-1"
_MARK: Final = re.compile(r"[0-9a-f]{64}")
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


def public_minutes(
    rules: Rules,
    papers: Papers,
    places: Sequence[Placed],
    outcome: Outcome,
    counts: Counts,
    *,
    first: Counts | None = None,
    commitments: Mapping[int, Iterable[str]] | None = None,
    put_off_before: bool = False,
) -> dict[str, Any]:
    """Return the public minutes of a vote as JSON content, sealed; ``commitments`` are those of each round."""
    commitments = commitments or {}
    body: dict[str, Any] = {
        "format": FORMAT,
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
        "first": None if first is None else _round(first, commitments.get(1, ())),
        "second": _round(counts, commitments.get(2, ())),
        "outcome": _said(outcome),
    }
    return {**body, "seal": seal(body)}


def recount(minutes: Mapping[str, Any], release: Release) -> Outcome:
    """Count public minutes again under the release they name; raise ``Faults`` for every line that is not so."""
    try:
        rules, question, counts, sitting = _read(minutes, release)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise Faults([fault("minutes-form", what=str(wrong) or type(wrong).__name__)]) from None
    found: list[Fault] = []
    body = {key: value for key, value in minutes.items() if key != "seal"}
    if seal(body) != minutes["seal"]:
        found.append(fault("minutes-seal"))
    if minutes["papers"]["release"] != release.sha256:
        found.append(_differs("papers.release", minutes["papers"]["release"], release.sha256))
    found += _rounds(minutes)
    for row in sitting.rows:
        out = [one for one in minutes["recusals"] if one["college"] == row.college]
        told = [one for one in out if one.get("place", "recused") == "recused"]
        # Minutes of version 0.3 do not say of a recusal whether a substitute voted.
        if row.recused > len(told) or (row.recused < len(told) and all("place" in one for one in out)):
            found.append(_differs(f"colleges.{row.college}.recused", row.recused, len(told)))
        ballots = sum(counts.get(row.college, {}).values())
        if ballots != row.voting:
            found.append(_differs(f"colleges.{row.college}.voted", row.voting, ballots))
        if row.voting + row.recused > row.held or row.held > row.seats:
            found.append(_differs(f"colleges.{row.college}", row.held, row.voting + row.recused))
        given = minutes["colleges"][row.college]["needed"]
        if given != row.wanted:
            found.append(_differs(f"colleges.{row.college}.needed", given, row.wanted))
    outcome = decide(rules, question, counts, sitting)
    again = _said(outcome)
    found += [
        _differs(f"outcome.{key}", minutes["outcome"].get(key), value)
        for key, value in again.items()
        if minutes["outcome"].get(key) != value
    ]
    if found:
        raise Faults(found)
    return outcome


def set_aside(minutes: Mapping[str, Any], round_: str = "second") -> int:
    """Return how many ballots of a round were cast and not counted, their members having stood aside since."""
    said = minutes[round_] or {"counts": {}, "commitments": ()}
    return len(said["commitments"]) - sum(sum(mine.values()) for mine in said["counts"].values())


def _rounds(minutes: Mapping[str, Any]) -> list[Fault]:
    """Return the rounds whose counts are not as many as their commitments, less those set aside."""
    found = []
    for name in ("first", "second"):
        said = minutes[name]
        if said is None:
            continue
        marks = said["commitments"]
        if len(set(marks)) != len(marks) or not all(_MARK.fullmatch(one) for one in marks):
            found.append(
                _differs(f"{name}.commitments", len(marks), len({one for one in marks if _MARK.fullmatch(one)}))
            )
        aside = set_aside(minutes, name)
        if aside < 0 or aside != said.get("aside", aside):
            found.append(_differs(f"{name}.aside", said.get("aside", 0), aside))
    return found


def _read(minutes: Mapping[str, Any], release: Release) -> tuple[Rules, Question, Counts, Quorum]:
    if set(minutes) != _KEYS or minutes["format"] != FORMAT:
        raise ValueError(", ".join(sorted(_KEYS.symmetric_difference(minutes))) or str(minutes["format"]))
    if minutes["instance"] not in NAMES:
        raise ValueError(f"instance {minutes['instance']}")
    rules = rules_of(release, minutes["instance"])
    asked = minutes["question"]
    question = question_of(release, asked["state"], proposed=asked["proposed"], put_off_before=asked["put_off_before"])
    rows = []
    for college in rules.colleges:
        said = minutes["colleges"][college.key]
        seats, held, recused, voted = (_whole(said[key]) for key in ("seats", "held", "recused", "voted"))
        if college.seats is not None and seats != college.seats:
            raise ValueError(f"colleges.{college.key}.seats")
        rows.append(Row(college.key, college.text, seats, held, recused, voted, rules.per_college))
    counts = minutes["second"]["counts"]
    choices = {one.key for one in question.choices}
    for key, mine in counts.items():
        if key not in rules.keys or set(mine) - choices:
            raise ValueError(f"second.counts.{key}")
        for number in mine.values():
            _whole(number)
    return rules, question, counts, Quorum(tuple(rows), rules.total)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(str(value))
    return value


def _round(counts: Counts, commitments: Iterable[str]) -> dict[str, Any]:
    # Sorted, so that the list tells neither the order of the votes nor whose each is.
    marks = sorted(commitments)
    counted = {key: dict(mine) for key, mine in counts.items()}
    aside = len(marks) - sum(sum(mine.values()) for mine in counted.values())
    return {"counts": counted, "commitments": marks, "aside": aside}


def _said(outcome: Outcome) -> dict[str, Any]:
    return {
        "valid": outcome.valid,
        "carried": outcome.carried.key if outcome.carried is not None else None,
        "level": outcome.level,
        "tie": outcome.tie,
        "put_off": outcome.put_off,
        "inputs": dict(outcome.inputs),
    }


def _differs(what: str, said: object, found: object) -> Fault:
    return fault("minutes-differ", what, what=what, said=said, found=found)
