"""Suggestions: parts that sum, directions, what changes nothing, what never lowers, what is said not to be known."""

import json
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.careers.nomenclature import Item, ItemKind, Job, MoveKind, Nomenclature, OfficialMove, Requirement
from filiere.careers.paths import (
    Advisor,
    Answer,
    ChangeKind,
    Direction,
    JobLayer,
    ObservedMove,
    Path,
    PathPart,
    Person,
    Territory,
    build_advisor,
    compare_lists,
    project_profession,
)
from filiere.careers.paths.fairness import report_fairness
from filiere.careers.paths.profession_titles import list_jobs_of_code, list_profession_titles
from filiere.careers.paths.records_as_json import describe_path
from filiere.careers.paths.selection import Selection
from filiere.careers.paths.targets import Target
from filiere.careers.paths.weights import WEIGHTS
from filiere.careers.profession import NeedKind, Profession
from filiere.careers.proximity import Proximity
from filiere.careers.titles.resolution import TitleResolver
from filiere.core.text import Text, fold_text

ON = date(2026, 12, 1)
JOBS = ("cashier", "home-help", "customer-adviser", "team-leader", "sales-assistant", "")


def sum_part(path: Path, part: PathPart) -> float:
    return next(one.points for one in path.parts if one.part is part)


@pytest.fixture(scope="session")
def skills(advisor: Advisor) -> list[str]:
    return sorted(advisor.profession.skills)


@pytest.mark.parametrize("job", JOBS)
def test_parts_sum_to_the_score_and_lines_to_the_parts(advisor: Advisor, job: str) -> None:
    for target in advisor.targets:
        path = advisor.explain(Person(job, {"write-reply": Answer.YES}), target.id, counterfactual=False)
        assert abs(sum(part.points for part in path.parts) - path.score) < 1e-12
        for part in path.parts:
            assert abs(sum(line.points for line in part.lines) - part.points) < 1e-12


@pytest.mark.parametrize("job", JOBS[:-1])
def test_the_list_is_in_the_order_of_scores_told_to_the_line(advisor: Advisor, job: str) -> None:
    """What is searched through in arrays is what is explained line by line."""
    listed = advisor.suggest(Person(job))
    told = {one.target: advisor.explain(Person(job), one.target, counterfactual=False).score for one in listed}
    assert all(told[one.target] == one.score for one in listed)
    best = max(
        advisor.explain(Person(job), target.id, counterfactual=False).score
        for target in advisor.targets
        if target.id != job
        and advisor.explain(Person(job), target.id, counterfactual=False).direction in {one.direction for one in listed}
    )
    assert listed[0].score == pytest.approx(best)


def test_directions_come_from_levels_and_layers(advisor: Advisor) -> None:
    def tell(job: str, target: str) -> tuple[Direction, int | None]:
        path = advisor.explain(Person(job), target, counterfactual=False)
        return path.direction, path.level_step

    assert tell("cashier", "customer-adviser") == (Direction.IN, 1)
    assert tell("customer-adviser", "team-leader") == (Direction.UP, 2)
    assert tell("team-leader", "customer-adviser") == (Direction.DOWN, -2)
    assert tell("customer-adviser", "written-channel-adviser") == (Direction.SIDE, 0)
    assert tell("customer-adviser", "bank-customer-adviser") == (Direction.OUT, 1)
    assert tell("", "customer-adviser") == (Direction.IN, None)


def test_a_way_down_is_suggested_only_to_who_asks(advisor: Advisor) -> None:
    assert all(one.direction is not Direction.DOWN for one in advisor.suggest(Person("team-leader"), most=40))
    assert advisor.suggest(Person("team-leader"), direction=Direction.DOWN)[0].direction is Direction.DOWN


def test_exits_of_an_occupation_lead_up_aside_and_out(advisor: Advisor) -> None:
    found = advisor.suggest_exits(Person("customer-adviser"), most=3)
    assert all(one.direction is way for way, paths in found.items() for one in paths)
    assert all(one.layer is JobLayer.EXIT for one in found[Direction.OUT])
    assert [len(found[way]) for way in (Direction.UP, Direction.SIDE, Direction.OUT)] == [3, 2, 3]
    assert not any(advisor.suggest_exits(Person("cashier")).values())


def test_what_the_profession_says_of_a_move_is_told_and_not_counted(advisor: Advisor) -> None:
    step = advisor.explain(Person("customer-adviser"), "team-leader", counterfactual=False).profession_link
    assert step.ladders
    assert advisor.explain(Person("cashier"), "customer-adviser", counterfactual=False).profession_link.way_in
    assert (
        advisor.explain(
            Person("customer-adviser"), "written-channel-adviser", counterfactual=False
        ).profession_link.side_move
        is not None
    )
    assert advisor.explain(Person("customer-adviser"), "sales-assistant", counterfactual=False).profession_link.way_out


def test_the_same_input_gives_the_same_bytes_whatever_its_order(advisor: Advisor, profession: Profession) -> None:
    answers = {"write-reply": Answer.YES, "say-no": Answer.NO, "greet-in-queue": Answer.UNKNOWN}
    one = Person("cashier", answers)
    other = Person("cashier", dict(reversed(answers.items())))
    again = build_advisor(profession, on=ON)
    written = [
        json.dumps([describe_path(path) for path in found])
        for found in (again.suggest(one), again.suggest(other), build_advisor(profession, on=ON).suggest(one))
    ]
    assert len(set(written)) == 1
    assert [path.target for path in advisor.suggest(one)] == [path.target for path in again.suggest(one)]


@pytest.mark.parametrize("job", ["cashier", "customer-adviser"])
@given(data=st.data())
def test_saying_yes_never_lowers_coverage(advisor: Advisor, skills: list[str], job: str, data: st.DataObject) -> None:
    person = Person(job, dict.fromkeys(data.draw(st.lists(st.sampled_from(skills), max_size=6)), Answer.YES))
    more = Person(job, {**person.answers, data.draw(st.sampled_from(skills)): Answer.YES})
    target = data.draw(st.sampled_from([one.id for one in advisor.targets]))
    before, after = (
        advisor.explain(person, target, counterfactual=False),
        advisor.explain(more, target, counterfactual=False),
    )
    assert sum_part(after, PathPart.COVERAGE) >= sum_part(before, PathPart.COVERAGE)
    assert after.score >= before.score - 1e-9


@given(data=st.data())
def test_not_to_know_changes_nothing(advisor: Advisor, skills: list[str], data: st.DataObject) -> None:
    job = data.draw(st.sampled_from(JOBS))
    unknown = dict.fromkeys(data.draw(st.lists(st.sampled_from(skills), max_size=6)), Answer.UNKNOWN)
    assert advisor.suggest(Person(job, unknown)) == advisor.suggest(Person(job))


def test_a_no_takes_a_bridge_away(advisor: Advisor) -> None:
    before = advisor.explain(Person("cashier"), "customer-adviser", counterfactual=False)
    assert "calm-anger" in {one.target for one in before.bridges}
    for refused in ("calm-anger", "stay-calm-face-to-face"):
        after = advisor.explain(Person("cashier", {refused: Answer.NO}), "customer-adviser", counterfactual=False)
        assert "calm-anger" not in {one.target for one in after.bridges}
        assert after.score < before.score


def test_a_bridge_that_nobody_reviewed_for_two_years_counts_half(profession: Profession, advisor: Advisor) -> None:
    later = build_advisor(profession, on=date(2029, 1, 1))
    now, then = (one.explain(Person("cashier"), "customer-adviser", counterfactual=False) for one in (advisor, later))
    assert not any(one.unreviewed for one in now.bridges)
    assert all(one.unreviewed for one in then.bridges)
    assert sum_part(then, PathPart.BRIDGES) == pytest.approx(sum_part(now, PathPart.BRIDGES) / 2)
    assert any("relue" in words.fr for words in then.missing)


def test_removing_a_bridge_changes_only_who_holds_its_phrase(profession: Profession, advisor: Advisor) -> None:
    removed = next(one for one in profession.bridges if one.bridge.id == "stay-calm-face-to-face-to-calm-anger")
    fewer = build_advisor(
        replace(profession, bridges=tuple(one for one in profession.bridges if one is not removed)), on=ON
    )

    def list_scores(asked: Advisor, job: str) -> list[float]:
        paths = (asked.explain(Person(job), name, counterfactual=False) for name in profession.occupations)
        return [path.score for path in paths]

    changed = {name for name in profession.feeders if list_scores(advisor, name) != list_scores(fewer, name)}
    assert "cashier" in changed
    assert all(removed.phrase in profession.feeders[name].skills for name in changed)


def test_removing_a_feeder_hardly_moves_the_others(profession: Profession, advisor: Advisor) -> None:
    feeders = {name: one for name, one in profession.feeders.items() if name != "waiter"}
    fewer = build_advisor(replace(profession, feeders=feeders), on=ON)
    assert fewer.list_targets(Person("cashier")) == advisor.list_targets(Person("cashier"))


def test_variants_come_after_all_others_that_are_near(advisor: Advisor) -> None:
    weights = {one.id: {need.item: need.weight for need in one.needs} for one in advisor.targets}

    def is_variant(name: str, better: tuple[str, ...]) -> bool:
        return any(
            sum(min(weight, weights[other].get(item, 0)) for item, weight in weights[name].items()) > WEIGHTS.most_alike
            for other in better
        )

    for job in ("cashier", "waiter", "receptionist", "customer-adviser"):
        listed = advisor.list_targets(Person(job))
        marks = [is_variant(name, listed[:at]) for at, name in enumerate(listed)]
        assert marks == sorted(marks)
        assert sum(marks) <= 1


def test_a_list_is_not_filled_with_what_is_far() -> None:
    targets = [Target(name, Text.same(name), JobLayer.OCCUPATION, 1, ()) for name in "abcdef"]
    scores = np.array(
        [
            [50.0, 25.0, 20.0, 19.9, -np.inf, 1.0],
            [50.0, 1.0, 2.0, 3.0, -np.inf, 20.0],
            [-2.0, -1.0, -3.0, -4.0, -np.inf, -np.inf],
            [9.0, -np.inf, -np.inf, -np.inf, -np.inf, -np.inf],
        ]
    )
    found = Selection(targets, frozenset({("a", "b"), ("b", "a")}), 5, 0.4).choose(scores)
    assert found.tolist() == [[0, 2, 1, -1, -1], [0, 5, 3, -1, -1], [1, 2, 0, -1, -1], [0, -1, -1, -1, -1]]


def test_changes_are_said_with_their_figures_or_not_known(advisor: Advisor) -> None:
    changes = {
        one.topic: one
        for one in advisor.explain(Person("teleseller"), "customer-adviser", counterfactual=False).changes.topics
    }
    assert set(changes) == set(advisor.profession.condition_topics)
    assert changes["pay"].kind is ChangeKind.SAME
    assert changes["pay"].figures_before[0].source
    unknown = advisor.explain(Person(""), "customer-adviser", counterfactual=False).changes
    assert {one.kind for one in unknown.topics} == {ChangeKind.NOT_KNOWN}
    assert all(one.question.fr for one in unknown.topics)


def test_observed_moves_and_territory_stand_apart(profession: Profession, advisor: Advisor) -> None:
    move = ObservedMove("cashier", "customer-adviser", 0.04, "enquete", "2019-2021", "FR")
    place = Territory("customer-adviser", "Limoges", 120, 0.4, "bmo", 2026)
    told = build_advisor(profession, on=ON, observed=[move], territory=[place])
    path, plain = (one.explain(Person("cashier"), "customer-adviser", counterfactual=False) for one in (told, advisor))
    assert (path.observed, path.territory) == ((move,), (place,))
    assert path.score == plain.score
    assert len(path.missing) < len(plain.missing) + 1


def test_official_links_are_told_and_count_only_where_asked(profession: Profession) -> None:
    jobs = {code: Job(code, code, requirements=(Requirement("1", base=True),)) for code in ("D1505", "D1408", "Z0001")}
    rome = Nomenclature(
        "ROME",
        "3.47",
        jobs,
        {"1": Item("1", "Encaisser", ItemKind.ACTIVITY)},
        (OfficialMove("D1505", "D1408", MoveKind.NEAR, 1),),
    )
    off, on = (build_advisor(profession, rome, on=ON, official=official) for official in (False, True))
    apart, counted = (one.explain(Person("D1505"), "teleseller", counterfactual=False) for one in (off, on))
    assert apart.official is not None
    assert (apart.official.version, sum_part(apart, PathPart.OFFICIAL_LINK)) == ("3.47", 0)
    assert counted.score - apart.score == pytest.approx(sum_part(counted, PathPart.OFFICIAL_LINK)) == pytest.approx(5)
    # A code is the feeder that is counted under it; a job that only the nomenclature has is told by its sheet.
    assert apart.bridges == off.explain(Person("cashier"), "teleseller", counterfactual=False).bridges
    foreign = off.explain(Person("cashier"), "Z0001", counterfactual=False)
    assert (foreign.layer, [one.id for one in foreign.held]) == (JobLayer.NOMENCLATURE, ["1"])


def test_the_profession_is_a_nomenclature_that_a_proximity_reads(profession: Profession) -> None:
    projected = project_profession(profession)
    assert set(projected.jobs) == {*profession.occupations, *profession.feeders, *profession.exits}
    asked = {one.item: one.base for one in projected.jobs["customer-adviser"].requirements}
    needs = profession.occupations["customer-adviser"].needs
    assert asked == {need.skill: need.kind is NeedKind.CORE for need in needs}
    assert all(one.item in projected.items for job in projected.jobs.values() for one in job.requirements)
    nearest = Proximity(projected).rank_targets("centre-manager", most=3)
    assert "operations-director" in [one.code for one in nearest]


def test_two_lists_compared(advisor: Advisor) -> None:
    before = advisor.suggest(Person("cashier"))
    assert not compare_lists(before, before).is_visible
    change = compare_lists(before[:3], (before[1], before[0], before[3]))
    assert (change.entered, change.left) == ((before[3].target,), (before[2].target,))
    assert change.moved == ((before[1].target, 2, 1), (before[0].target, 1, 2))


PAIRS = (
    ("caissier", "caissière"),
    ("serveur", "serveuse"),
    ("vendeur", "vendeuse"),
    ("téléconseiller", "téléconseillère"),
    ("superviseur", "superviseure"),
    ("aide-soignant", "aide-soignante"),
    ("conducteur de bus", "conductrice de bus"),
    ("directeur de la relation client", "directrice de la relation client"),
    ("planificateur des effectifs", "planificatrice des effectifs"),
)


def test_fairness_is_reported_with_its_counts(advisor: Advisor, profession: Profession) -> None:
    report = report_fairness(advisor, TitleResolver(list_profession_titles(profession)), PAIRS)
    assert (report.pairs, report.overlap, report.different) == (len(PAIRS), 1.0, ())
    assert report.lists == len(profession.feeders)
    assert report.presence[report.hub] == report.hub_share == max(report.presence.values())
    assert report.low_origins == sum(one.level == 1 for one in profession.feeders.values())
    assert report.open_origins + len(report.few) == report.low_origins


def test_every_usual_title_names_its_own_job(profession: Profession) -> None:
    titles = list_profession_titles(profession)
    resolver = TitleResolver(titles)
    owners: dict[str, set[str]] = {}
    for title in titles:
        owners.setdefault(fold_text(title.label), set()).add(title.id)
    found = {title.label: resolver.resolve(title.label).job for title in titles}
    apart = [label for label, job in found.items() if job is not None and job.id not in owners[fold_text(label)]]
    assert apart == []


def test_a_code_of_an_official_nomenclature_names_the_jobs_under_it(profession: Profession) -> None:
    assert list_jobs_of_code(profession, "d1505") == ("cashier",)
    assert "customer-adviser" in list_jobs_of_code(profession, "D1408")
    assert list_jobs_of_code(profession, "8220Z") == ()


def test_who_holds_nothing_is_sent_nowhere(advisor: Advisor) -> None:
    assert advisor.suggest(Person()) == ()
    for first, second in pairwise(advisor.suggest(Person("", {"write-reply": Answer.YES}))):
        assert first.score >= second.score
