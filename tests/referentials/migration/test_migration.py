"""A dossier carried to a later release: operations as data, nothing lost, the source untouched, no small group."""

import pickle
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.migration_sample import answered, migrations, pair

from filiere.core import Faults, read_yaml
from filiere.referentials import Library, Release
from filiere.referentials.migration import MigrationResult, find_migration, migrate_case, report_migration
from filiere.referentials.scoring import Case, evaluate

EXAMPLES = read_yaml(Path(__file__).with_name("operations.yaml")).data


@pytest.fixture
def ends(example: Path) -> tuple[Release, Release]:
    """The two releases of the example."""
    library = Library(example)
    return library.release("lrse@2024.2"), library.release("lrse@2027.1")


def dossier(**more: Any) -> dict[str, Any]:
    """A dossier of the earlier release of the example, whole."""
    return {
        "category": "outsourcer",
        "date": "2025-03-01",
        "facts": {"headcount": 400, "has_cse": True},
        "answers": {
            "listening": "applied",
            "cse_information": "proven",
            "contract_terms": "two",
            "fax_policy": "three",
        },
        "inputs": {"leavers": [3, 5], "staff_jan": [50, 60]},
        "evidence": ["listening_notice", "cse_minutes"],
        **more,
    }


@pytest.mark.parametrize("one", EXAMPLES, ids=[one["name"] for one in EXAMPLES])
def test_operations(one: dict[str, Any]) -> None:
    """What lands, what is archived and why, what is to be read again, what is to be answered."""
    before, after = pair(one["before"], one["after"], one["ops"])
    case = {
        "category": "all",
        "date": "2027-03-01",
        "facts": one.get("facts", {}),
        "answers": one["answers"],
        "evidence": [f"proof_{key}" for key in one.get("proved", ())],
    }
    found, expected = migrate_case(before, after, case), one["expect"]
    assert found.case.answers == expected["answers"]
    archive = {lost.key: lost.value for lost in found.archive if lost.kind == "answer"}
    assert archive == expected["archive"]
    assert list(found.to_review) == expected["review"]
    if "why" in expected:
        assert any(expected["why"] in lost.reason.en for lost in found.archive)
    if "to_answer" in expected:
        assert [duty.key for duty in found.duties if duty.review == "answer"] == expected["to_answer"]
    if "unanswered" in expected:
        assert list(found.unanswered) == expected["unanswered"]


@settings(max_examples=200)
@given(st.data())
def test_everything_lands_or_is_in_the_archive(data: st.DataObject) -> None:
    """Each thing said is told at least once; what lands is in the new dossier, which the new release can judge."""
    before, after = data.draw(migrations())
    case = data.draw(answered(before))
    found = migrate_case(before, after, case)
    told = {("answer", one.source) for one in found.landings if one.kind == "answer"}
    told |= {("evidence", one.source) for one in found.landings if one.kind == "evidence"}
    told |= {("fact", one.source) for one in found.landings if one.kind == "fact"}
    told |= {(one.kind, one.key) for one in found.archive}
    said = {("answer", key) for key in case["answers"]} | {("fact", key) for key in case["facts"]}
    assert told == said | {("evidence", key) for key in case["evidence"]}
    assert found.case.answers == {one.target: one.after for one in found.landings if one.kind == "answer"}
    assert not {one.key for one in found.archive if one.kind == "answer"} & {
        one.source for one in found.landings if one.kind == "answer"
    }
    assert found.after.total == evaluate(after, found.case).total


@settings(max_examples=100)
@given(st.data())
def test_the_source_is_not_touched_and_migrating_is_the_same_each_time(data: st.DataObject) -> None:
    """Before and after, the source says the same; the migrated dossier can be sent to another process."""
    before, after = data.draw(migrations())
    case = Case.model_validate(data.draw(answered(before)))
    kept = case.model_dump_json()
    found = migrate_case(before, after, case)
    assert case.model_dump_json() == kept
    assert found.source is case
    assert found.before.total == evaluate(before, case).total
    again = migrate_case(before, after, case)
    assert (again.case, again.archive, again.duties) == (found.case, found.archive, found.duties)
    assert pickle.loads(pickle.dumps(found)).after == found.after  # noqa: S301  Bytes of this very line.


@settings(max_examples=100)
@given(st.data())
def test_answering_more_never_leaves_fewer_answers(data: st.DataObject) -> None:
    """Before migrating: what was answered after it still is."""
    before, after = data.draw(migrations())
    case = data.draw(answered(before))
    more = {key: data.draw(st.sampled_from(before.scales[key].keys)) for key in before.criteria}
    fuller = {**case, "answers": {**more, **case["answers"]}}
    assert set(migrate_case(before, after, case).case.answers) <= set(migrate_case(before, after, fuller).case.answers)


def test_the_example_is_carried(ends: tuple[Release, Release]) -> None:
    """A number, a split, a table, a drop: as the migration of the example says, with both evaluations."""
    found = migrate_case(*ends, dossier(), state="preparing")
    assert found.case.answers == {
        "cse_information": "proven",
        "monitoring_transparency": "applied",
        "contract_terms": "applied",
    }
    assert found.case.inputs == {"leavers": [3, 5], "staff_jan": [50, 60]}
    assert (found.case.release, found.case.date) == ("2027.1", date(2027, 1, 1))
    assert [(lost.kind, lost.key) for lost in found.archive] == [
        ("answer", "fax_policy"),
        ("evidence", "listening_notice"),
    ]
    assert found.to_review == ("stability", "monitoring_transparency")
    assert (found.before.total, found.before.level) == (Decimal("79.7"), "confirmed")
    assert (found.after.total, found.after.range) == (None, (Decimal("30.0"), Decimal("77.8")))
    assert found.movement == "open"
    assert found.snapshots == {"before": "pre_migration", "after": "post_migration"}
    assert found.may_refuse


def test_thresholds_at_risk_say_how_far(ends: tuple[Release, Release]) -> None:
    """Missed for sure, or open while the dossier is not whole, beside what the figure was."""
    found = migrate_case(*ends, dossier())
    told = {(one.level, one.figure): one for one in found.thresholds}
    weakest = told["advanced", "themes"]
    assert (weakest.at_least, weakest.before, weakest.low, weakest.high, weakest.missed) == (
        60,
        Decimal("78.0"),
        0,
        50,
        True,
    )
    total = told["confirmed", "total"]
    assert (total.before, total.low, total.high, total.missed) == (Decimal("79.7"), 30, Decimal("77.8"), False)


def test_findings_follow_their_question(ends: tuple[Release, Release]) -> None:
    """One on a dropped question is archived; one of a kind that is gone too; the others follow."""
    findings = [
        {"kind": "minor", "criterion": "listening", "theme": "hr_practice"},
        {"kind": "minor", "criterion": "fax_policy"},
        {"kind": "major", "theme": "purchasing"},
    ]
    found = migrate_case(*ends, dossier(findings=findings))
    assert [(one.criterion, one.theme) for one in found.case.findings] == [
        ("monitoring_transparency", "social_dialogue"),
        (None, "purchasing"),
    ]
    assert [one.key for one in found.archive if one.kind == "finding"] == ["fax_policy"]


def test_only_some_states_migrate(ends: tuple[Release, Release]) -> None:
    """A dossier under audit stays where it is, a state nobody named too; without a state it is a trial."""
    for state in ("under_audit", "closed", "elsewhere"):
        with pytest.raises(Faults) as caught:
            migrate_case(*ends, dossier(), state=state)
        assert caught.value.faults[0].code == "migration-state"
        assert "preparing, holding" in caught.value.faults[0].remedy.en


def test_a_release_without_a_migration_says_so(ends: tuple[Release, Release]) -> None:
    """There is no way back unless a release ships one."""
    with pytest.raises(Faults) as caught:
        migrate_case(*reversed(ends), dossier())
    assert caught.value.faults[0].code == "no-migration"
    assert find_migration(ends[1], ends[0]).migration.start == "2024.2"


def _cases(count: int) -> list[dict[str, Any]]:
    sizes = [10, 100, 400, 2000]
    return [dossier(facts={"headcount": sizes[number % 7 % 4], "has_cse": True}) for number in range(count)]


def test_a_report_hides_small_groups(ends: tuple[Release, Release]) -> None:
    """Groups of at least five, which add up to all; what is too small is put together with others."""
    report = report_migration(*ends, _cases(23))
    assert report.total is not None
    assert report.total.dossiers == sum(one.dossiers for one in report.groups) == 23
    assert all(one.dossiers >= 5 for one in report.groups)
    counts = Counter(case["facts"]["headcount"] for case in _cases(23))
    assert counts == {10: 7, 100: 7, 400: 6, 2000: 3}
    # Three large ones would be found by subtraction: the smallest group joins them.
    assert {one.group: one.dossiers for one in report.groups} == {
        ("outsourcer", "50_to_299"): 7,
        ("outsourcer", "under_50"): 7,
        ("others",): 9,
    }
    assert report_migration(*ends, _cases(4)).groups == ()
    assert report_migration(*ends, _cases(4)).total is None


def test_a_report_counts_the_work(ends: tuple[Release, Release]) -> None:
    """The sums are those of the dossiers."""
    cases = _cases(10)
    report = report_migration(*ends, cases)
    every: list[MigrationResult] = [migrate_case(*ends, case) for case in cases]
    assert report.total is not None
    assert report.total.reviews == sum(len(one.to_review) for one in every) == 20
    assert report.total.archived == sum(len(one.archive) for one in every)
    assert report.total.movements == {"gains": 0, "same": 0, "loses": 0, "open": 10}
    assert (report.total.missed, report.total.at_risk) == (0, 10)


def test_rest_is_carried_as_the_answers_it_stands_for(ends: tuple[Release, Release]) -> None:
    """As if each question had been answered: the same dossier, archive and duties; one named null stays unknown."""
    answers: dict[str, str | None] = {"listening": "applied", "contract_terms": None}
    short = Case.model_validate(dossier(answers=answers, rest=["proven", "three"]))
    found = migrate_case(*ends, short)
    whole = migrate_case(*ends, dossier(answers={**answers, "cse_information": "proven", "fax_policy": "three"}))
    assert found.source is short
    assert found.case == whole.case
    assert found.case.rest == ()
    assert found.case.answers == {"cse_information": "proven", "monitoring_transparency": "applied"}
    assert (found.landings, found.archive, found.duties) == (whole.landings, whole.archive, whole.duties)
    assert ("fax_policy", "three") in {(one.key, one.value) for one in found.archive}
    assert (found.before, found.after) == (whole.before, whole.after)


def test_a_wrong_level_of_rest_is_told_under_the_earlier_release(ends: tuple[Release, Release]) -> None:
    """It is the case that is wrong, before anything is carried."""
    with pytest.raises(Faults) as caught:
        migrate_case(*ends, dossier(rest=["partial"]))
    assert [(one.code, one.key) for one in caught.value.faults] == [("unknown-level", "rest")]


def test_every_shipped_case_of_2009_answered_by_rest_migrates() -> None:
    """To the release of 2027, whose levels are others."""
    library = Library()
    before, after = library.release("lrs@2009.1"), library.release("lrs@2027.1")
    cases = [Case.of(one) for one in before.cases if one.rest]
    assert cases
    for case in cases:
        found = migrate_case(before, after, case)
        assert found.case.rest == ()
        assert any(one.kind == "answer" and one.source not in case.answers for one in found.landings)
