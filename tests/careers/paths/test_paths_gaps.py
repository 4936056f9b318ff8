"""Thirty written cases: what is missing, what there is for it, and what is said of it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from filiere.careers.paths import Advisor, Answer, EffortBin, GapOutcome, GapState, Person
from filiere.careers.profession import CertificationStatus, NeedKind

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("gap_cases.yaml").read_text("utf-8"))["cases"]


def read_person(case: dict[str, Any]) -> Person:
    answers = dict.fromkeys(case.get("holds", ()), Answer.YES) | dict.fromkeys(case.get("lacks", ()), Answer.NO)
    return Person(case["from"], answers)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['from'] or 'nobody'}-{case['to']}")
def test_gaps_and_what_teaches_them(advisor: Advisor, case: dict[str, Any]) -> None:
    path = advisor.explain(read_person(case), case["to"], counterfactual=False)
    found = {gap.id: [gap.outcome.value, gap.state.value] for gap in path.gaps if gap.kind is NeedKind.CORE}
    assert found == case["gaps"]


def test_there_are_thirty_cases_and_every_outcome_and_state_is_among_them() -> None:
    assert len(CASES) == 30
    told = [value for case in CASES for value in case["gaps"].values()]
    assert {outcome for outcome, _ in told} == {one.value for one in GapOutcome}
    assert {state for _, state in told} == {one.value for one in GapState}


def test_every_gap_has_a_named_outcome_and_no_certification_is_invented(advisor: Advisor) -> None:
    profession = advisor.profession
    for case in CASES:
        for gap in advisor.explain(read_person(case), case["to"], counterfactual=False).gaps:
            assert (gap.outcome is GapOutcome.NO_KNOWN_TRAINING) == (gap.trainings == ())
            for one in gap.trainings:
                assert one.id in profession.item(gap.id).trainings
                written = profession.certifications.get(one.certification)
                assert (one.number, one.source) == (
                    ((written.number or ""), (written.source or "")) if written else ("", "")
                )
                if written is not None and written.status is not CertificationStatus.VERIFIED:
                    assert one.status is not CertificationStatus.VERIFIED


def test_gaps_come_by_what_they_count(advisor: Advisor) -> None:
    gaps = advisor.explain(Person("cashier"), "customer-adviser", counterfactual=False).gaps
    weights = [gap.weight for gap in gaps if gap.state is GapState.NOT_ASKED]
    assert weights == sorted(weights, reverse=True)


def test_an_answer_moves_the_ends_of_the_effort(advisor: Advisor) -> None:
    """Not to know leaves both ends; a no brings the lowest up; a yes brings the highest down."""
    before = advisor.explain(Person("cashier"), "customer-adviser", counterfactual=False).effort
    unknown = advisor.explain(
        Person("cashier", {"say-no": Answer.UNKNOWN}), "customer-adviser", counterfactual=False
    ).effort
    refused = advisor.explain(Person("cashier", {"say-no": Answer.NO}), "customer-adviser", counterfactual=False).effort
    held = advisor.explain(Person("cashier", {"say-no": Answer.YES}), "customer-adviser", counterfactual=False).effort
    weeks = float(advisor.profession.skills["say-no"].weeks)
    assert unknown == before
    assert (refused.low - before.low, refused.high - before.high) == pytest.approx((weeks, 0))
    assert (held.low - before.low, before.high - held.high) == pytest.approx((0, weeks))


def test_skills_of_one_training_may_be_learned_together(advisor: Advisor) -> None:
    """By hand: identify-request and explain-plainly, 3 weeks each, and follow-procedure, 1, share the first unit."""
    person = Person("cashier", dict.fromkeys(("identify-request", "explain-plainly", "follow-procedure"), Answer.NO))
    low = {one.id: one.low for one in advisor.explain(person, "customer-adviser", counterfactual=False).effort.lines}
    assert (low["explain-plainly"], low["identify-request"], low["follow-procedure"]) == (3, 0, 0)


@pytest.mark.parametrize(
    ("target", "expected"), [("phone-interviewer", EffortBin.SIX_MONTHS), ("centre-manager", None)]
)
def test_the_bin_is_that_of_the_highest_end(advisor: Advisor, target: str, expected: EffortBin | None) -> None:
    effort = advisor.explain(Person("cashier"), target, counterfactual=False).effort
    assert effort.bin is (expected or EffortBin.THREE_YEARS)
    assert effort.low <= effort.high
    assert effort.high == pytest.approx(sum(line.high for line in effort.lines))
