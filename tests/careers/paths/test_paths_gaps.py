"""Thirty written cases: what is missing, what there is for it, and what is said of it."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from filiere.careers.paths import Advisor, Answer, Gap, GapOutcome, GapState, Person
from filiere.careers.paths.effort import compute_effort, find_bin
from filiere.careers.paths.explanations import NeedAccount
from filiere.careers.profession import CertificationStatus, NeedKind
from filiere.core.text import Text

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


@pytest.mark.parametrize("target", ["phone-interviewer", "centre-manager"])
def test_the_bin_is_that_of_the_likely_time_and_lines_sum(advisor: Advisor, target: str) -> None:
    effort = advisor.explain(Person("cashier"), target, counterfactual=False).effort
    assert effort.bin is find_bin(effort.likely)
    for end in ("low", "likely", "high"):
        assert getattr(effort, end) == pytest.approx(sum(getattr(line, end) for line in effort.lines))


def build_account(*gaps: tuple[str, float, GapState, str]) -> NeedAccount:
    account = NeedAccount()
    for name, weeks, state, training in gaps:
        label = Text.same(name)
        gap = Gap(name, label, NeedKind.CORE, 0.1, state, GapOutcome.NO_KNOWN_TRAINING, weeks)
        account.gaps.append(gap)
        account.weeks[name], account.remains[name], account.trainings[name] = weeks, 1.0, training
    return account


def test_likely_weeks_as_by_hand() -> None:
    """One training, 4 and 3 weeks, each there for one in four: 4 × .75 + 3 × .75 × .25; and 8 weeks alone: 8 × .75."""
    asked = GapState.NOT_ASKED
    account = build_account(("a", 4.0, asked, "t"), ("b", 3.0, asked, "t"), ("c", 8.0, asked, ""))
    effort = compute_effort(account, lambda _: 0.25)
    assert (effort.low, effort.likely, effort.high) == pytest.approx((0, 3.5625 + 6, 15))
    # A no to the shorter: 3 weeks at least; the training takes 4 unless the longer one is there.
    account = build_account(("a", 4.0, asked, "t"), ("b", 3.0, GapState.SAID_NO, "t"))
    effort = compute_effort(account, lambda _: 0.25)
    assert (effort.low, effort.likely, effort.high) == pytest.approx((3, 4 * 0.75 + 3 * 0.25, 7))


def list_ends(advisor: Advisor, person: Person, target: str) -> tuple[float, float, float]:
    effort = advisor.explain(person, target, counterfactual=False).effort
    assert effort.low <= effort.likely + 1e-9
    assert effort.likely <= effort.high + 1e-9
    assert all(0 <= line.low <= line.likely + 1e-9 <= line.high + 2e-9 for line in effort.lines)
    return effort.low, effort.likely, effort.high


@pytest.mark.parametrize("job", ["cashier", "customer-adviser", ""])
@given(data=st.data())
def test_a_yes_raises_no_time_and_a_no_lowers_none(advisor: Advisor, job: str, data: st.DataObject) -> None:
    items = sorted({*advisor.profession.skills, *advisor.profession.phrases})
    target = data.draw(st.sampled_from([one.id for one in advisor.targets]))
    needs = next([need.item for need in one.needs] for one in advisor.targets if one.id == target)
    leads = [one.phrase for one in advisor.profession.bridges if one.skill in needs]
    telling = st.sampled_from(sorted({*needs, *leads})) | st.sampled_from(items)
    answers = data.draw(st.dictionaries(telling, st.sampled_from(list(Answer)), max_size=6))
    item = data.draw(telling)
    answers.pop(item, None)
    before = list_ends(advisor, Person(job, answers), target)
    yes, no, unknown = (list_ends(advisor, Person(job, {**answers, item: answer}), target) for answer in Answer)
    assert all(after <= now + 1e-9 for after, now in zip(yes, before, strict=True))
    assert all(after >= now - 1e-9 for after, now in zip(no, before, strict=True))
    assert unknown == before
