"""An intake: how many questions, which, and what each answer does."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.careers.paths import Advisor, Answer, Person, compare_lists
from filiere.careers.paths.questions import QuestionChooser
from filiere.careers.paths.records import JobLayer
from filiere.careers.paths.targets import Target, TargetNeed
from filiere.careers.paths.weights import WEIGHTS
from filiere.careers.profession import NeedKind
from filiere.core.text import Text


@pytest.mark.parametrize("job", ["cashier", "home-help", "shelf-stacker", "customer-adviser", ""])
def test_there_are_eight_to_twelve_questions_asked_once(advisor: Advisor, job: str) -> None:
    for most in (8, 12):
        questions = advisor.choose_questions(Person(job), most=most)
        assert len(questions) == most == len({one.id for one in questions})
    assert all(one.text.fr.endswith("?") and one.text.en.endswith("?") for one in questions)


def test_what_was_asked_or_answered_is_not_asked_again(advisor: Advisor) -> None:
    first = advisor.choose_questions(Person("cashier"), most=3)
    again = advisor.choose_questions(Person("cashier", {first[0].id: Answer.UNKNOWN}), asked=[first[1].id], most=40)
    assert not {first[0].id, first[1].id} & {one.id for one in again}
    intake = advisor.open_intake(Person("cashier", {first[0].id: Answer.NO}), asked=[first[1].id], most=10)
    assert (len(intake.asked), len(intake.questions)) == (2, 8)


@pytest.mark.parametrize("job", ["home-help", "customer-adviser"])
@given(data=st.data())
def test_each_answer_is_seen_and_not_to_know_changes_nothing(advisor: Advisor, job: str, data: st.DataObject) -> None:
    """The beginning of an intake, answered at random."""
    person, asked = Person(job), []
    for _ in range(4):
        question = advisor.choose_questions(person, asked=asked, most=1)[0]
        answer = data.draw(st.sampled_from(list(Answer)))
        before = [advisor.explain(person, one, counterfactual=False) for one in advisor.list_targets(person)]
        person = Person(job, {**person.answers, question.id: answer})
        after = [advisor.explain(person, one, counterfactual=False) for one in advisor.list_targets(person)]
        assert compare_lists(before, after).is_visible == (answer is not Answer.UNKNOWN)
        asked.append(question.id)


def build_target(name: str, *skills: str) -> Target:
    needs = tuple(TargetNeed(one, NeedKind.CORE, 2, 1 / len(skills)) for one in skills)
    return Target(name, Text.same(name), JobLayer.OCCUPATION, 1, needs)


def test_chances_follow_bayes_as_by_hand() -> None:
    """Two targets alike; the first asks a, the second b. A yes to a: .85 against .25, so 17/22."""
    chooser = QuestionChooser([build_target("one", "a"), build_target("two", "b")])
    even = np.zeros(2)
    assert chooser.weigh_targets(even, {"a": Answer.YES}) == pytest.approx([17 / 22, 5 / 22])
    assert chooser.weigh_targets(even, {"a": Answer.NO}) == pytest.approx([15 / 90, 75 / 90])
    assert chooser.weigh_targets(even, {"a": Answer.UNKNOWN}) == pytest.approx([0.5, 0.5])


def test_a_gain_is_the_mutual_information_as_by_hand() -> None:
    """One question between two equal targets: the entropy of .55, less the mean of those of .85 and .25."""

    def entropy(share: float) -> float:
        return -share * math.log2(share) - (1 - share) * math.log2(1 - share)

    chooser = QuestionChooser([build_target("one", "a"), build_target("two", "b")])
    [(item, gain)] = chooser.choose(np.array([0.5, 0.5]), ["a"], 1)
    core, none = WEIGHTS.share_core, WEIGHTS.share_other
    assert item == "a"
    assert gain == pytest.approx(entropy((core + none) / 2) - (entropy(core) + entropy(none)) / 2)


def test_a_skill_that_all_targets_ask_tells_nothing() -> None:
    chooser = QuestionChooser([build_target("one", "a", "c"), build_target("two", "b", "c")])
    chosen = dict(chooser.choose(np.array([0.5, 0.5]), ["a", "b", "c"], 3))
    assert list(chosen)[-1] == "c"
    assert chosen["c"] == pytest.approx(0, abs=1e-9)
