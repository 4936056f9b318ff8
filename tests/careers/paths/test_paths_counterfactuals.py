"""What would change a list: found again by trying every set of answers one by one, and really doing what it says."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

import numpy as np
import pytest

from filiere.careers.paths import Advisor, Answer, Person
from filiere.careers.paths.holdings import PersonReader
from filiere.careers.paths.scoring import NO_CHANGE, ScoreTable, weigh_bridges
from filiere.careers.paths.targets import list_targets
from filiere.careers.profession import Profession

LENGTH = 5
ON = date(2026, 12, 1)


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


@pytest.mark.parametrize("job", ["cashier", "home-help", "customer-adviser"])
def test_sets_scored_at_once_are_scored_as_alone(profession: Profession, job: str) -> None:
    """Answers that meet in one skill, and some that do not: the same to the last digit as each holding by itself."""
    table = ScoreTable(list_targets(profession), weigh_bridges(profession.bridges, ON), 90.0)
    told = {"write-reply": Answer.YES, "keep-secrets": Answer.NO, "calm-angry-person": Answer.NO}
    answers = {item: answer for item, answer in told.items() if item in table.items}
    holding = PersonReader(profession, None).read(Person(job, answers))
    flips = [(item, Answer.NO) for item in sorted(holding.levels)]
    flips = [*flips, *((item, Answer.YES) for item in sorted(holding.refused))]
    flips = [one for one in flips if one[0] in table.items]
    fixed = np.arange(len(table.targets)) / 7
    for size in (1, 2, 3):
        every = list(combinations(range(len(flips)), size))
        sets = np.array(every[:: max(1, len(every) // 20)], np.intp)
        found = table.compute_scores(holding, flips, sets, fixed)
        for row, chosen in zip(found, sets, strict=True):
            changed = holding.change(dict(flips[at] for at in chosen))
            assert np.array_equal(row, table.compute_scores(changed, (), NO_CHANGE, fixed)[0])
