"""What would change a list: found again by trying every set of answers one by one, and really doing what it says."""

from collections.abc import Iterator
from itertools import combinations

import pytest

from filiere.careers.paths import Advisor, Answer, Person

LENGTH = 5


def iter_sets(person: Person, held: set[str], refused: set[str], size: int) -> Iterator[Person]:
    """Every person who gives ``size`` other answers."""
    flips = dict.fromkeys(held, Answer.NO) | dict.fromkeys(refused, Answer.YES)
    for chosen in combinations(sorted(flips), size):
        yield Person(person.job, {**person.answers, **{item: flips[item] for item in chosen}})


def apply(person: Person, changes: tuple[tuple[str, Answer], ...]) -> Person:
    return Person(person.job, {**person.answers, **dict(changes)})


@pytest.mark.parametrize(
    ("job", "answers"),
    [("waiter", {}), ("home-help", {"write-reply": Answer.YES, "keep-secrets": Answer.NO})],
)
def test_the_smallest_set_that_puts_a_job_out(advisor: Advisor, job: str, answers: dict[str, Answer]) -> None:
    person = Person(job, answers)
    feeder = advisor.profession.feeders[job]
    refused = {item for item, answer in answers.items() if answer is Answer.NO}
    held = ({*feeder.skills} | {item for item, answer in answers.items() if answer is Answer.YES}) - refused
    for path in advisor.suggest(person):
        found = path.counterfactual
        assert found is not None
        assert (found.enters, found.length, found.complete) == (False, LENGTH, True)
        size = len(found.changes) or 3
        if found.changes:
            after = advisor.list_targets(apply(person, tuple((one.id, one.after) for one in found.changes)))
            assert path.target not in after
        # Two at most: a try costs a list.
        for smaller in range(1, min(size, 3)):
            for other in iter_sets(person, held, refused, smaller):
                assert path.target in advisor.list_targets(other)


@pytest.mark.parametrize("target", ["expert-adviser", "quality-analyst", "data-analyst", "operations-director"])
def test_the_smallest_set_that_lets_a_job_in(advisor: Advisor, target: str) -> None:
    person = Person("cashier")
    found = advisor.explain(person, target).counterfactual
    assert found is not None
    assert found.enters
    needs = {need.skill for need in advisor.profession.occupations[target].needs}
    assert {one.id for one in found.changes} <= needs
    if found.changes:
        assert target in advisor.list_targets(apply(person, tuple((one.id, one.after) for one in found.changes)))
    for item in sorted(needs) if len(found.changes) > 1 else ():
        assert target not in advisor.list_targets(apply(person, ((item, Answer.YES),)))


def test_what_is_found_tells_what_the_answers_were(advisor: Advisor) -> None:
    person = Person("cashier", {"protect-data": Answer.NO, "lead-conversation": Answer.YES})
    for path in advisor.suggest(person):
        assert path.counterfactual is not None
        for one in path.counterfactual.changes:
            assert one.before is not one.after
            assert one.label == advisor.profession.item(one.id).label
