"""What a move changes: a table written by hand, what reversing a move does, and what is never compared."""

import csv
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from filiere.careers.paths import Advisor, ChangeKind, Person
from filiere.careers.paths.changes import ChangeReader
from filiere.careers.profession import Exit, Feeder, Occupation, Profession, ScaleEnd
from filiere.figures import load_register

TABLE = list(csv.DictReader((Path(__file__).parent / "changes.csv").open(encoding="utf-8")))
TOLD = ("gained", "lost", "same")
REVERSED = {
    ChangeKind.GAINED: ChangeKind.LOST,
    ChangeKind.LOST: ChangeKind.GAINED,
    ChangeKind.SAME: ChangeKind.SAME,
    ChangeKind.NOT_KNOWN: ChangeKind.NOT_KNOWN,
}


@pytest.fixture(scope="module")
def reader(profession: Profession) -> ChangeReader:
    return ChangeReader(profession, load_register())


@pytest.fixture(scope="module")
def jobs(profession: Profession) -> dict[str, Occupation | Feeder | Exit]:
    return {**profession.occupations, **profession.feeders, **profession.exits}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['origin']}-{row['target']}")
def test_what_ten_moves_change(
    row: dict[str, str], reader: ChangeReader, jobs: dict[str, Occupation | Feeder | Exit]
) -> None:
    changes = reader.compare_jobs(jobs[row["origin"]], jobs[row["target"]])
    found = {kind: {one.topic for one in changes.list_kind(ChangeKind(kind)) if one.topic != "pay"} for kind in TOLD}
    assert found == {kind: set(row[kind].split()) for kind in TOLD}


def test_reversing_a_move_swaps_what_is_gained_and_lost(
    reader: ChangeReader, jobs: dict[str, Occupation | Feeder | Exit]
) -> None:
    seen = set()
    for origin, target in permutations(jobs.values(), 2):
        forth = reader.compare_jobs(origin, target).topics
        back = reader.compare_jobs(target, origin).topics
        for one, other in zip(forth, back, strict=True):
            assert other.kind is REVERSED[one.kind], (origin.id, target.id, one.topic)
            assert (one.before, one.degree_before) == (other.after, other.degree_after)
            seen.add(one.kind)
    assert seen == set(ChangeKind)


def test_no_move_changes_nothing(reader: ChangeReader, jobs: dict[str, Occupation | Feeder | Exit]) -> None:
    for job in jobs.values():
        kinds = {one.kind for one in reader.compare_jobs(job, job).topics}
        assert kinds <= {ChangeKind.SAME, ChangeKind.NOT_KNOWN}


def test_turning_a_scale_round_turns_its_gains_into_losses(
    profession: Profession, jobs: dict[str, Occupation | Feeder | Exit]
) -> None:
    topic = profession.condition_topics["hours"]
    assert topic.scale is not None
    turned = topic.model_copy(update={"scale": topic.scale.model_copy(update={"gain": ScaleEnd.LAST})})
    other = replace(profession, condition_topics={**profession.condition_topics, "hours": turned})
    kinds = [
        {
            one.topic: one.kind
            for one in ChangeReader(each, None).compare_jobs(jobs["cashier"], jobs["office-clerk"]).topics
        }
        for each in (profession, other)
    ]
    assert (kinds[0].pop("hours"), kinds[1].pop("hours")) == (ChangeKind.GAINED, ChangeKind.LOST)
    assert kinds[0] == kinds[1]


def test_pay_is_compared_by_figures_only(
    reader: ChangeReader, jobs: dict[str, Occupation | Feeder | Exit], advisor: Advisor
) -> None:
    """Two jobs of one profile say the same sentence on pay, and nothing is concluded from it."""
    pay = {one.topic: one for one in reader.compare_jobs(jobs["centre-manager"], jobs["operations-director"]).topics}
    assert pay["pay"].before == pay["pay"].after
    assert pay["pay"].kind is ChangeKind.NOT_KNOWN
    path = advisor.explain(Person("cashier"), "customer-adviser", counterfactual=False)
    assert next(one for one in path.changes.topics if one.topic == "pay").kind is ChangeKind.NOT_KNOWN
    assert any("paie" in one.fr for one in path.missing)


def test_a_job_that_nobody_describes_says_nothing(
    reader: ChangeReader, jobs: dict[str, Occupation | Feeder | Exit]
) -> None:
    changes = reader.compare_jobs(None, jobs["customer-adviser"])
    assert {one.kind for one in changes.topics} == {ChangeKind.NOT_KNOWN}
    assert all(one.before is None and one.degree_before is None and one.question.fr for one in changes.topics)
