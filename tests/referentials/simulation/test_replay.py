"""Dossiers judged twice: five hundred of them when ten points of weight move, and under a later release."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.scoring_sample import dossiers, release_of, smalls

from filiere.core import Faults
from filiere.referentials import Library, Release
from filiere.referentials.compact_result import compare_levels, evaluate_compactly, rank_levels
from filiere.referentials.comparison import compare_releases
from filiere.referentials.migration import report_migration
from filiere.referentials.scoring import Case, evaluate
from filiere.referentials.simulation import generate_cases, move_weight, replace_weights, replay_cases, simulate

D = Decimal


def test_ten_points_move_over_five_hundred_dossiers(label: Release, many: tuple[Case, ...]) -> None:
    """Who gains and who loses is what two plain evaluations say, and the groups add up."""
    centres = [case for case in many if case.category != "client_company"]
    trial = move_weight(label, "hr_practice", "social_dialogue", D(10), ["in_house", "outsourcer"])
    found = simulate(centres, label, trial)
    places = {"none": 0, "confirmed": 1, "advanced": 2}
    moved: Counter[str] = Counter()
    for case in centres:
        old, new = (places[evaluate(release, case).level] for release in (label, trial))
        moved["gains" if new > old else "loses" if new < old else "same"] += 1
    assert found.total is not None
    assert {key: count for key, count in found.total.movements.items() if count} == dict(moved)
    assert moved["gains"] > 0 < moved["loses"]
    assert sum(one.dossiers for one in found.groups) == found.total.dossiers == len(centres)
    assert all(one.dossiers >= 5 for one in found.groups)
    assert (found.before, found.after, found.before_sha256 == label.sha256) == (label.id, label.id, True)
    assert found.after_sha256 != label.sha256


def test_nothing_changes_when_nothing_changes(label: Release, many: tuple[Case, ...]) -> None:
    """The same weights: every dossier stays, whatever fingerprint the trial has."""
    same = replace_weights(label, {"purchasing": {"client_company": D(40)}})
    assert compare_releases(label, same) == ()
    found = simulate(many[:100], label, same)
    assert found.total is not None
    assert found.total.movements == {"gains": 0, "same": 100, "loses": 0, "open": 0}
    assert found.total.mean_before == found.total.mean_after


def test_several_processes_say_the_same(label: Release, many: tuple[Case, ...]) -> None:
    """In the same order, to the last digit."""
    trial = move_weight(label, "purchasing", "social_dialogue", D(5), ["client_company"])
    alone = list(replay_cases(many[:120], label, trial))
    assert list(replay_cases(many[:120], label, trial, workers=2)) == alone
    assert list(replay_cases([], label, trial, workers=2)) == []


def test_a_later_release_is_reached_by_its_migration(example: Path) -> None:
    """Each dossier is migrated first, so that simulation and report of migration tell the same movements."""
    library = Library(example)
    before, after = library.release("lrse@2024.2"), library.release("lrse@2027.1")
    cases = list(generate_cases(before, 40, 5))
    found, told = simulate(cases, before, after), report_migration(before, after, cases)
    assert [(one.group, one.movements) for one in found.groups] == [(one.group, one.movements) for one in told.groups]
    assert found.total is not None
    assert found.total.movements["open"] > 0


def test_a_dossier_that_is_not_whole_stays_open(small: Release) -> None:
    """Unless every completion of it moves the same way."""
    trial = replace_weights(small, {"t0": {"all": D(1)}, "t1": {"all": D(3)}})
    answers = [{"q0": "proven", "q1": "proven"}, {"q0": "none", "q1": "none"}, {}]
    cases = [{"category": "all", "date": "2027-03-01", "answers": one} for one in answers]
    assert [one.movement for one in replay_cases(cases, small, trial)] == ["open", "open", "open"]
    harsher = replace_weights(small, {"t0": {"all": D(1)}, "t1": {"all": D(9)}})
    lost = {"q0": "proven", "q1": "proven", "q2": "none", "q3": "none"}
    (one,) = replay_cases([{"category": "all", "date": "2027-03-01", "answers": lost}], small, harsher)
    assert (one.before.level, one.after.level, one.movement) == ("low", "none", "loses")


def test_levels_are_compared_by_their_place(example: Path) -> None:
    """A level of both releases has the place of the later one."""
    library = Library(example)
    before, after = library.release("lrse@2024.2"), library.release("lrse@2027.1")
    assert rank_levels(before, after) == {"none": 0, "confirmed": 1, "advanced": 2}


@settings(max_examples=60)
@given(st.data())
def test_a_movement_there_is_the_contrary_back(data: st.DataObject) -> None:
    """Gains one way are losses the other, and what is open is open both ways."""
    small = data.draw(smalls())
    facts, answers = data.draw(dossiers(small))
    case = Case.model_validate({"category": "all", "date": "2027-03-01", "facts": facts, "answers": answers})
    release = release_of(small)
    theme = data.draw(st.sampled_from([one.key for one in small]))
    trial = replace_weights(release, {theme: {"all": data.draw(st.integers(1, 9).map(D))}})
    places = rank_levels(release, trial)
    old, new = evaluate_compactly(release, case), evaluate_compactly(trial, case)
    turned = {"gains": "loses", "loses": "gains"}
    there, back = compare_levels(old, new, places), compare_levels(new, old, places)
    assert back == turned.get(there, there)


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ({"nothing": {"in_house": D(1)}}, "unknown-weight"),
        ({"purchasing": {"nobody": D(1)}}, "unknown-weight"),
        ({"purchasing": {"in_house": D(-1)}}, "impossible-weight"),
        ({"purchasing": {"in_house": D("NaN")}}, "impossible-weight"),
        ({"purchasing": {"in_house": D("sNaN")}}, "impossible-weight"),
        ({"purchasing": {"in_house": D("Infinity")}}, "impossible-weight"),
    ],
)
def test_impossible_weights_are_refused(label: Release, weights: dict[str, dict[str, Decimal]], code: str) -> None:
    """With what can be chosen."""
    with pytest.raises(Faults) as caught:
        replace_weights(label, weights)
    assert caught.value.faults[0].code == code


def test_more_weight_than_there_is_cannot_move(label: Release) -> None:
    """Client companies have no weight on human resources to give."""
    with pytest.raises(Faults) as caught:
        move_weight(label, "hr_practice", "purchasing", D(10))
    assert "client_company" in caught.value.faults[0].message.en
    moved = move_weight(label, "hr_practice", "purchasing", D(10), ["outsourcer"])
    assert (moved.theme("hr_practice").weight, moved.theme("purchasing").weight) == (
        {"in_house": 30, "outsourcer": 20, "client_company": 0},
        {"in_house": 0, "outsourcer": 20, "client_company": 40},
    )


@pytest.mark.parametrize(
    ("target", "points", "code"),
    [
        ("hr_practice", D(10), "same-theme"),
        ("social_dialogue", D("NaN"), "impossible-move"),
        ("social_dialogue", D("sNaN"), "impossible-move"),
        ("social_dialogue", D("-Infinity"), "impossible-move"),
    ],
)
def test_a_move_that_means_nothing_is_refused(label: Release, target: str, points: Decimal, code: str) -> None:
    """Points that come back to the theme they leave, and points that are no number."""
    with pytest.raises(Faults) as caught:
        move_weight(label, "hr_practice", target, points, ["outsourcer"])
    assert [one.code for one in caught.value.faults] == [code]


def test_too_few_dossiers_tell_nothing(label: Release, many: tuple[Case, ...]) -> None:
    """Not even their sum."""
    found = simulate(many[:4], label, label)
    assert (found.groups, found.total) == ((), None)
    assert simulate(many[:4], label, label, min_group=1).total is not None
